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


django.setup(set_prefix=False)
import_module("booking.api.checks").require_declared_routes()
application = Handler()
