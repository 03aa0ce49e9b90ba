import os
from importlib import import_module

import django
from django.core.handlers.asgi import ASGIHandler, ASGIRequest

from config.charsets import Utf8Only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Request(Utf8Only, ASGIRequest):
    pass


class Handler(ASGIHandler):
    request_class = Request


django.setup(set_prefix=False)
import_module("booking.api.checks").require_declared_routes()
application = Handler()
