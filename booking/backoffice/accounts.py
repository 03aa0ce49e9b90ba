"""The studio's accounts with those who carry out payments: its keys, and which of them are in use. For managers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Malformed
from booking.core.private_pages import SeeOther, say_when_to_retry
from booking.payments.models import ProviderAccount
from booking.payments.providers import OnlineProvider, online_provider, registry
from booking.payments.services import save_account, use_account
from booking.payments.states import Mode

_LONGEST_KEY = 200


@staff_page("GET", "HEAD", "POST", scope="payments:accounts")
def payment_accounts(request: HttpRequest) -> HttpResponse:
    """Shows what is kept, never the secrets themselves; POST keeps keys, or uses others."""
    if not request.staff.is_manager:
        raise Http404
    if request.method != "POST":
        return _page(request)
    provider = online_provider(request.POST.get("provider", ""))
    if provider is None:
        raise Malformed(_("The button you pressed is unknown; open the page again."))
    try:
        if "use" in request.POST:
            mode = _mode(request.POST["use"]) if request.POST["use"] else None
            by = {"actor": request.staff.actor, "now": current_time()}
            use_account(request.organization, provider=provider, mode=mode, **by)
        else:
            _keep(request, provider)
    except AlmanacError as refusal:
        return say_when_to_retry(_page(request, refusal=refusal), refusal=refusal)
    messages.success(request, _("Done."))
    return SeeOther(reverse("backoffice:payments"))


def _keep(request: HttpRequest, provider: OnlineProvider) -> None:
    given = {name: request.POST.get(name, "").strip()[:_LONGEST_KEY] for name in ("public_key", *provider.secret_keys)}
    save_account(
        provider,
        mode=_mode(request.POST.get("mode", "")),
        public_key=given.pop("public_key"),
        secrets=given,
        actor=request.staff.actor,
        now=current_time(),
    )


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise Malformed(_("The button you pressed is unknown; open the page again.")) from None


def _page(request: HttpRequest, *, refusal: AlmanacError | None = None) -> HttpResponse:
    known = {(row.provider, row.mode): row for row in ProviderAccount.objects.all()}
    shown = [provider for provider in map(online_provider, registry.names()) if provider is not None]
    context = {
        "refusal": refusal,
        "providers": [_show(provider, known=known, request=request) for provider in shown],
    }
    return render(request, "backoffice/payments.html", context, status=refusal.status if refusal else 200)


def _show(
    provider: OnlineProvider, *, known: dict[tuple[str, str], ProviderAccount], request: HttpRequest
) -> dict[str, object]:
    modes = [
        {
            "mode": mode,
            "account": known.get((provider.name, mode)),
            "public_label": provider.public_key[0],
            "public_start": provider.public_key[1][mode],
            "secrets": [
                (name, label, " / ".join(starts[mode])) for name, (label, starts) in provider.secret_keys.items()
            ],
        }
        for mode in (Mode.TEST, Mode.LIVE)
    ]
    active = next((shown["mode"] for shown in modes if shown["account"] and shown["account"].is_active), None)
    hook = request.build_absolute_uri(reverse("payments:hook", args=[provider.name]))
    return {"provider": provider, "modes": modes, "active": active, "hook": hook}
