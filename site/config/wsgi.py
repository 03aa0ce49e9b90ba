import os
from importlib import import_module

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from config.charsets import Utf8Only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Request(Utf8Only, WSGIRequest):
    pass


class Handler(WSGIHandler):
    request_class = Request

    def __call__(self, environ, start_response):
        """An answer that is at hand as a whole goes to the server in one piece: a list is sent in one go."""
        response = super().__call__(environ, start_response)
        if getattr(response, "streaming", True):
            return response
        body = [response.content]
        response.close()
        return body


django.setup(set_prefix=False)
import_module("booking.api.checks").require_declared_routes()
application = Handler()
