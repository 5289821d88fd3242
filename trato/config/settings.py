"""All settings, read once from the environment; docs/reference/settings.md lists the variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.functional import SimpleLazyObject

from trato.config import data_dir as data
from trato.config.database import database
from trato.config.environment import env_bool, env_choice, env_int, env_list, env_text, env_url
from trato.config.rooms import folders_named, rooms

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent
DATA_DIR = data.data_dir()
DEBUG = env_bool("TRATO_DEBUG", default=False)
# Read when first needed: asking for help must leave no folder behind.
SECRET_KEY: Any = env_text("TRATO_SECRET_KEY") or SimpleLazyObject(lambda: data.secret_key(DATA_DIR))

# Address and encryption. With an https address everything that travels is kept to it.
PUBLIC_URL = env_url("TRATO_URL")
HTTPS = PUBLIC_URL is not None and PUBLIC_URL.scheme == "https"
ANY_ADDRESS = frozenset({"", "0.0.0.0", "::", "[::]"})  # noqa: S104  # named to be left out of the allowed hosts
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *env_list("TRATO_HOSTS"),
    *([PUBLIC_URL.hostname] if PUBLIC_URL and PUBLIC_URL.hostname else []),
    *([env_text("HOST")] if env_text("HOST") not in ANY_ADDRESS else []),
]
CSRF_TRUSTED_ORIGINS = [f"{PUBLIC_URL.scheme}://{PUBLIC_URL.netloc}"] if PUBLIC_URL else []
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = env_int("TRATO_HSTS_SECONDS", 31_536_000, least=0, most=63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# A probe inside the machine asks without encryption.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The prefix makes browsers refuse such a cookie from a neighboring domain; it works over https alone.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}trato_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}trato_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "trato.config.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = "trato_language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *rooms(),
]
MIDDLEWARE = [
    "trato.config.middleware.RequestIdMiddleware",
    "trato.config.measuring.MeasuringMiddleware",
    "trato.config.middleware.SecurityHeadersMiddleware",
    "trato.config.middleware.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "trato.config.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trato.config.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trato.config.middleware.SignInMiddleware",
    "trato.config.actors.FreshMiddleware",
    "trato.config.middleware.LanguageAndTimeZoneMiddleware",
    "trato.config.actors.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "trato.config.actors.OnceMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "trato.config.urls"
WSGI_APPLICATION = "trato.config.wsgi.application"
APPEND_SLASH = True
SILENCED_SYSTEM_CHECKS: list[str] = (
    [] if HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
)

DATABASES = {
    "default": database(
        env_text("DATABASE_URL"),
        DATA_DIR,
        pool=env_int("TRATO_POOL", 4, least=0, most=100),
        synchronous=env_choice("TRATO_SYNCHRONOUS", "NORMAL", ("NORMAL", "FULL")),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "trato.config.signed_in"
AUTHENTICATION_BACKENDS = ["trato.config.signed_in.Backend"]
EMAIL_BACKEND = "trato.accounts.mail.Backend"
#: How long a link for a new password works, in seconds.
PASSWORD_RESET_TIMEOUT = 3600
# Nothing is cached across processes: what a second process would miss does not belong here.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("name", "email")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("zh-hans", "简体中文")]  # each in its own words
# The pseudo-language runs from right to left and marks every translated word, so that a bare one stands out.
PSEUDO_LANGUAGE = env_bool("TRATO_PSEUDO_LANGUAGE", default=DEBUG)
if PSEUDO_LANGUAGE:
    LANGUAGES.append(("ar", "[العربية]"))
LOCALE_PATHS = folders_named("locale")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": folders_named("templates"),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "trato.config.jinja.environment",
            "context_processors": ["trato.config.context.page_context"],
        },
    },
    # For third-party apps alone; ours are Jinja2.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_AHEAD = env_bool("TRATO_STATIC_AHEAD", default=not DEBUG)
WHITENOISE_USE_FINDERS = not STATIC_AHEAD
WHITENOISE_AUTOREFRESH = not STATIC_AHEAD
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "trato.config.static.HashedFiles"
        if STATIC_AHEAD
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
#: The largest file on a record, and the largest body of an API call, in bytes.
TRATO_MAX_UPLOAD = 25_000_000
TRATO_MAX_BODY = 10_000_000

#: Who may read the figures under /metrics; while it is empty there are none.
METRICS_TOKEN = env_text("TRATO_METRICS_TOKEN")
#: Requests and background tasks that take so long are logged with their statements; 0 logs none.
SLOW_REQUEST_MS = env_int("TRATO_SLOW_REQUEST_MS", 500, least=0, most=3_600_000)
SLOW_TASK_MS = env_int("TRATO_SLOW_TASK_MS", 60_000, least=0, most=86_400_000)

LOG_FORMAT = env_choice("TRATO_LOG_FORMAT", "json", ("json", "text"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "trato.config.logs.JsonLines"},
        "text": {"format": "%(levelname)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env_text("TRATO_LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "trato": {"level": env_text("TRATO_LOG_LEVEL", "INFO").upper()},
        # Our own request line says the same and more.
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
    },
}
