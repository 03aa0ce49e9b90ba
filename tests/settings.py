"""Settings for the tests: a throw-away data folder, and a real PostgreSQL when ALMANAC_TEST_DATABASE asks for one."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.migrated import MIGRATED
from tests.postgresql import shared_server

if "ALMANAC_TEST_ROOT" not in os.environ:
    os.environ["ALMANAC_TEST_ROOT"] = tempfile.mkdtemp(prefix="almanac-tests-")
    atexit.register(shutil.rmtree, os.environ["ALMANAC_TEST_ROOT"], ignore_errors=True)
os.environ["ALMANAC_DATA"] = str(Path(os.environ["ALMANAC_TEST_ROOT"]) / os.environ.get("PYTEST_XDIST_WORKER", "main"))
os.environ["ALMANAC_SECRET_KEY"] = "only-for-tests"
# All tests come from one address; those about limits ask for real ones.
os.environ.setdefault("ALMANAC_LIMITS", "*=1000000/60")

POSTGRESQL = os.environ.get("ALMANAC_TEST_DATABASE") == "postgresql"
PG_SERVER = None
if POSTGRESQL:
    PG_SERVER = shared_server()
    os.environ["DATABASE_URL"] = PG_SERVER.get_uri()
else:
    os.environ.pop("DATABASE_URL", None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, TEMPLATES  # noqa: E402

if POSTGRESQL:
    DATABASES["default"]["OPTIONS"].pop("pool")
    DATABASES["default"]["TEST"] = {"TEMPLATE": MIGRATED}
else:
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

HUEY = {"huey_class": "huey.MemoryHuey", "name": "tests", "immediate": False}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
