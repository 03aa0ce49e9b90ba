"""localstripe's application with more routes, keys that make requests happen once, and faults on request."""

import argparse
import json
import secrets
import socket
from pathlib import Path

from aiohttp import web
from localstripe import server
from localstripe.resources import PaymentIntent
from localstripe.webhooks import register_webhook

from tests.cards import objects

_HERE = Path(__file__).parent
_answers: dict[tuple[str, str], tuple[int, str]] = {}
# "away": nothing happens; "lost": it happens, and its answer is lost.
_faults: list[str] = []
_calls: list[str] = []


@web.middleware
async def once_per_key(request, handler):
    """As https://docs.stripe.com/api/idempotent_requests, with faults before and after."""
    if not request.path.startswith("/v1/") or "_pay" in request.path:
        return await handler(request)
    fault = _faults.pop(0) if _faults else ""
    if fault == "away":
        raise web.HTTPServiceUnavailable
    key = (request.path, request.headers.get("Idempotency-Key", ""))
    if key[1] and key in _answers:
        status, text = _answers[key]
        response = web.Response(status=status, text=text, content_type="application/json")
    else:
        _calls.append(f"{request.method} {request.path}")
        response = await handler(request)
        if key[1]:
            _answers[key] = (response.status, response.text)
    if fault == "lost":
        raise web.HTTPBadGateway
    return response


@web.middleware
async def let_browsers_in(request, handler):
    """The payer's browser has the publishable key and the client secret; the practice room is open to tests."""
    if request.path.startswith(("/_practice/", "/pay/")) or request.path.endswith("/_pay"):
        return await handler(request)
    return await server.auth_middleware(request, handler)


async def pay(request):
    data = await server.get_post_data(request)
    intent = PaymentIntent._api_retrieve(request.match_info["id"])
    if data.get("client_secret") != intent.client_secret:
        raise web.HTTPForbidden
    return server.json_response(objects.pay_intent(intent.id, data["number"])._export())


async def practise(request):
    """POST /_practice/{what}: what the outside world does."""
    data = await request.json()
    what = request.match_info["what"]
    if what == "faults":
        _faults[:] = data["faults"]
    elif what == "refunds":
        objects.refund_results[:] = data["results"]
    elif what == "pay":
        return server.json_response(objects.pay_intent(data["id"], data["number"])._export())
    elif what == "finish":
        return server.json_response(objects.finish_intent(data["id"], is_good=data["is_good"])._export())
    elif what == "dispute":
        return server.json_response(objects.dispute_intent(data["id"])._export())
    elif what == "change":
        thing = PaymentIntent._api_retrieve(data["id"])
        vars(thing).update(data["values"])
    elif what == "hosted":
        objects.CheckoutSession._api_retrieve(data["id"])._pay(data["number"])
    elif what == "calls":
        found, _calls[:] = list(_calls), []
        return server.json_response(found)
    return server.json_response({})


async def create_session(request):
    session = objects.CheckoutSession(**await server.get_post_data(request))
    session.url = f"{request.url.origin()}/pay/{session.id}"
    return server.json_response(session._export())


def show_hosted(request):
    session = objects.CheckoutSession._api_retrieve(request.match_info["id"])
    page = (_HERE / "hosted.html").read_text()
    amount = f"{session.currency.upper()} {session.amount_total / 100:.2f}"
    return web.Response(text=page.replace("{amount}", amount), content_type="text/html")


async def pay_hosted(request):
    session = objects.CheckoutSession._api_retrieve(request.match_info["id"])
    number = (await request.post()).get("number", "").replace(" ", "")
    session._pay(number)
    raise web.HTTPSeeOther(session.success_url if session.status == "complete" else request.path)


def script(request):
    return web.Response(text=(_HERE / "practice.js").read_text(), content_type="application/javascript")


def application() -> web.Application:
    app = web.Application(middlewares=[server.error_middleware, once_per_key, let_browsers_in])
    app.on_response_prepare.append(server.add_cors_headers)
    app.router.add_get("/js.stripe.com/v3/", script)
    app.router.add_post("/_practice/{what}", practise)
    app.router.add_post("/v1/payment_intents/{id}/_pay", pay)
    app.router.add_post("/v1/checkout/sessions", create_session)
    app.router.add_get(
        "/v1/checkout/sessions/{id}", server.api_retrieve(objects.CheckoutSession, "/v1/checkout/sessions/{id}")
    )
    app.router.add_get("/pay/{id}", show_hosted)
    app.router.add_post("/pay/{id}", pay_hosted)
    for method, url, function in (*objects.extra_apis,):
        app.router.add_route(method, url, server.api_extra(function, url))
    for route in server.app.router.routes():
        if route.method != "HEAD" and not _stands(app, route):
            app.router.add_route(route.method, route.resource.canonical, route.handler)
    return app


def _stands(app: web.Application, route) -> bool:
    return any(
        known.method == route.method and known.resource.canonical == route.resource.canonical
        for known in app.router.routes()
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--webhook", default="")
    parser.add_argument("--webhook-secret", default="")
    given = parser.parse_args()
    if given.webhook:
        register_webhook("practice", given.webhook, given.webhook_secret or secrets.token_hex(), None)
    listener = socket.create_server(("127.0.0.1", given.port))
    print(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)  # noqa: T201
    web.run_app(application(), sock=listener, print=None, access_log=None)
