"""Settings of an Almanac installation, read from the environment; every limit has its number here."""

from pathlib import Path

from booking.core.scopes import RUNTIME
from config import environment as env
from config.databases import behind_the_wall, database, queue

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("ALMANAC_DATA", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("ALMANAC_DEBUG", False)
SECRET_KEY = env.text("ALMANAC_SECRET_KEY", "")
if not SECRET_KEY:
    from config.secret import secret_kept_in

    SECRET_KEY = secret_kept_in(DATA_DIR / "secret.key")
SEALING_KEYS = env.words("ALMANAC_SEALING_KEYS", [SECRET_KEY])
ALLOWED_HOSTS = env.words("ALMANAC_HOSTS", ["localhost", ".localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("ALMANAC_ORIGINS", [])
HTTPS = env.flag("ALMANAC_HTTPS", False)
# How many proxies of ours stand in front; what they forward about the client is believed for as many, otherwise never.
TRUSTED_PROXIES = env.number("ALMANAC_TRUSTED_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# Test builds may run on a virtual clock, and without locks, transactions and guards to show what those are for.
TEST_BUILD = env.flag("ALMANAC_TEST_BUILD", False)
CLOCK_OFFSET_SECONDS = env.number("ALMANAC_CLOCK_OFFSET", 0) if TEST_BUILD else 0
UNSAFE_WITHOUT_PROTECTION = TEST_BUILD and env.flag("ALMANAC_UNSAFE", False)
FAIL_POINT = env.text("ALMANAC_FAIL", "") if TEST_BUILD else ""

INSTALLED_APPS = [
    "home",
    "booking.integrations.qrbill",
    "booking.api",
    "booking.integrations.stripe",
    "booking.backoffice",
    "booking.pages",
    "booking.studios",
    "booking.analytics",
    "booking.portals",
    "booking.checkout",
    "booking.earnings",
    "booking.reservations",
    "booking.payments",
    "booking.billing",
    "booking.pricing",
    "booking.credits",
    "booking.scheduling",
    "booking.availability",
    "booking.offerings",
    "booking.intake",
    "booking.calendars",
    "booking.notifications",
    "booking.audit",
    "booking.people",
    "booking.accounts",
    "booking.core",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "schedule",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "huey.contrib.djhuey",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "booking.api.middleware.ContentSecurityPolicyMiddleware",
    "booking.core.answers.SharedAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "booking.api.middleware.InputGateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "booking.accounts.middleware.OrganizationMiddleware",
    "booking.pages.fence.FenceMiddleware",
    "booking.pages.routes.KeptRoutesMiddleware",
    "booking.api.limiting.RateLimitMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "booking.pages.context.site_context",
            ],
        },
    },
]

DATABASE_URL = env.text("DATABASE_URL", "")
DATABASES = {"default": database(DATABASE_URL, data=DATA_DIR, immediate=not UNSAFE_WITHOUT_PROTECTION)}
if not UNSAFE_WITHOUT_PROTECTION:
    DATABASES["default"] = behind_the_wall(DATABASES["default"], owner_url=env.text("ALMANAC_OWNER_DATABASE_URL", ""))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
HUEY = queue(DATABASE_URL, data=DATA_DIR, role="" if UNSAFE_WITHOUT_PROTECTION else RUNTIME)

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = env.text("ALMANAC_MAIL", "booking.notifications.mail_files.EmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.text("ALMANAC_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("ALMANAC_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("ALMANAC_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("ALMANAC_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("ALMANAC_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("ALMANAC_FROM", "almanac@localhost")
PUBLIC_PORT = env.text("ALMANAC_PUBLIC_PORT", "")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Probes come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    # X_FRAME_OPTIONS is not DENY: the admin shows previews of pages in a frame of its own.
    "security.W019",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Almanac",
    "DESCRIPTION": "Find and book what a studio offers.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
}

WAGTAIL_SITE_NAME = "Almanac"
WAGTAILADMIN_BASE_URL = env.text("ALMANAC_ADMIN_URL", "http://localhost:8000")
# Documents pass the view that knows who may read them, and are downloads, never pages.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
# No hashes of staff mail addresses go to a third party.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# Requests per seconds and client address; "account" and "token" beside them count for one account or booking, wherever
# the requests come from.
RATE_LIMITS = env.rates(
    "ALMANAC_LIMITS",
    {
        "booking": (60, 60),
        "quote": (120, 60),
        "search": (240, 60),
        "token": (120, 60),
        "sign-in": (20, 300),
        "sign-in.account": (10, 300),
        "password-reset": (10, 3600),
        "password-reset.account": (3, 3600),
        "change": (600, 60),
        "hook": (1200, 60),
    },
)

# Where Stripe is, and its script for browsers; elsewhere for practice and tests.
STRIPE_API = env.text("ALMANAC_STRIPE_API", "https://api.stripe.com")
STRIPE_SCRIPT = env.text("ALMANAC_STRIPE_SCRIPT", "https://js.stripe.com/v3/")
STRIPE_TIMEOUT_SECONDS = 15

# Limits and timings of the product.
HOLD_MINUTES = 10
# How long a price that was quoted is honoured.
QUOTE_MINUTES = 30
# How long what has to be paid first is held: for who is at the till, while a bank takes its time, after an approval.
PAYMENT_MINUTES = 30
PAYMENT_PROCESSING_HOURS = 72
PAYMENT_APPROVED_HOURS = 24
# When a provider is asked again about what waits: so soon first, then each time after twice as long.
PAYMENT_LOOK_SECONDS = 60
PAYMENT_LONGEST_WAIT_SECONDS = 6 * 3600
REQUEST_HOURS = 48
MOST_PROPOSALS = 3
TRANSACTION_ATTEMPTS = 4
OUTBOX_LEASE_SECONDS = 120
OUTBOX_LONGEST_WAIT_SECONDS = 3600
MESSAGE_ATTEMPTS = 12
IDEMPOTENCY_HOURS = 24
SERIES_HORIZON_DAYS = 400
# A date counts as nearly full from this share of its places on; further ones are proposed within so many weeks.
OVERFLOW_PERCENT = 80
# A date with more bookings is called off at once, and the worker ends them, so many at a time.
MOST_BOOKINGS_AT_ONCE = 50
BOOKINGS_ENDED_AT_A_TIME = 25
BANK_ENTRIES_AT_A_TIME = 25
OVERFLOW_WEEKS = 4
OVERFLOW_PROPOSALS = 5
COMPLETION_DAYS = 62
MOST_OCCURRENCES = 1000
SLOT_RANGE_DAYS = 62
MOST_PLACES_PER_BOOKING = 20
REMINDER_HOURS = [24, 1]
# Customers are told so long before what they have not chosen of a pack lapses; of a short time half of it.
LAPSE_REMINDER_DAYS = 7
# What is given back of credits that have lapsed meanwhile can be used so much longer.
RETURNED_CREDITS_DAYS = 30

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "config.redaction.RedactSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.text("ALMANAC_LOG", "WARNING")},
}
