"""Django's client with the requests that serve in production, quick enough for all the nonsense."""

from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler

from config.wsgi import Request


class _Handler(ClientHandler):
    def __call__(self, environ: dict) -> HttpResponseBase:
        if self._middleware_chain is None:
            self.load_middleware()
        request = Request(environ)
        request._dont_enforce_csrf_checks = True
        return self.get_response(request)


class ServedClient(Client):
    """For Harbour Studio. What goes wrong inside comes back as the answer it becomes; cookies are not kept."""

    def __init__(self):
        super().__init__(headers={"host": "harbour.localhost"})
        self.handler = _Handler()

    def request(self, **request: object) -> HttpResponseBase:
        return self.handler(self._base_environ(**request))
