"""A bare Django with one view, on the same kind of database as the product: what any booking over DRF costs."""

import os
from pathlib import Path

from config.databases import database

SECRET_KEY = "only-for-measuring"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["tests.bench.floor"]
MIDDLEWARE = []
ROOT_URLCONF = "tests.bench.floor.urls"
DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", ""), data=Path(os.environ["ALMANAC_DATA"]), immediate=True)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
