"""Settings, from the environment: mode, secret key, database, hosts and mail."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("ROLLOUT_VAR", BASE_DIR / "var"))

MODE = os.environ.get("ROLLOUT_MODE", "production")
if MODE not in ("production", "development", "demo"):
    raise ImproperlyConfigured("ROLLOUT_MODE is production, development or demo.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = MODE == "development" and os.environ.get("ROLLOUT_DEBUG") == "1"


def required(name: str, hint: str) -> str:
    """The environment's value; a missing one stops the start with a hint."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: {hint}")
    return value


def local_secret() -> str:
    """A key of this checkout's own for development and the demo, made at the first start."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(60))
        path.chmod(0o600)
    return path.read_text()


if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY", "a long random text that only this server knows.")
    names = required("ALLOWED_HOSTS", "host names with commas between.").split(",")
    ALLOWED_HOSTS = [name.strip() for name in names]
    DATABASE_URL = required("DATABASE_URL", "such as postgres://user:password@host/rollout.")
    BASE_URL = required(
        "ROLLOUT_BASE_URL",
        "the address for links in mails, such as https://rollout.example.",
    ).rstrip("/")
else:
    SECRET_KEY = os.environ.get("SECRET_KEY") or local_secret()
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
    DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'development.sqlite3'}"
    BASE_URL = os.environ.get("ROLLOUT_BASE_URL", "http://localhost:8000").rstrip("/")

DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django_tables2",
    "simple_history",
    "template_partials",
    "rollout",
]

MIDDLEWARE = [
    "rollout.common.unavailable.BodyLimit",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rollout.common.unavailable.NotKept",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "rollout.organisation.access.AccessMiddleware",
]

ROOT_URLCONF = "rollout.urls"
WSGI_APPLICATION = "rollout.wsgi.application"

TEMPLATE_LOADERS = [
    "rollout.common.template_loaders.Filesystem",
    "rollout.common.template_loaders.AppDirectories",
]
CACHED_LOADERS = [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", CACHED_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rollout.home.menus.page_frame",
                *(["rollout.demo.personas.on_sign_in_page"] if DEMO else []),
            ],
            "builtins": [
                "rollout.templatetags.rollout_tags",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.l10n",
            ],
        },
    }
]
FORM_RENDERER = "rollout.common.forms.DesignRenderer"

# Sign-in
AUTH_USER_MODEL = "rollout.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "rollout.notifications.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# A reset asked for an address that nobody here has sends no mail to a stranger.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {"reset_password": "rollout.notifications.adapter.NewPasswordForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Rollout] "
# A town hall is one address: what stops a guesser is the count of wrong passwords for an account.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "reset_password": "200/m/ip,5/m/key",
    "reset_password_from_key": "200/m/ip",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Whoever has chosen a new password is in.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Project leads give access, so no address waits to be verified.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Rollout"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
BEHIND_TLS_PROXY = os.environ.get("BEHIND_TLS_PROXY") == "1"
ALLAUTH_TRUSTED_PROXY_COUNT = int(
    os.environ.get("TRUSTED_PROXY_COUNT", "1" if BEHIND_TLS_PROXY else "0")
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# One cache for all processes on the server: rate limits, sessions and progress.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Apart, so that no number of sign-ins throws out what limits guessing.
    "sessions": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "sessions",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
SESSION_CACHE_ALIAS = "sessions"

# Words, numbers and times
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "rollout" / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["rollout.formats"]

# Files and pages
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("css", BASE_DIR / "static" / "css"),
    ("js", BASE_DIR / "static" / "js"),
    ("vendor", BASE_DIR / "static" / "vendor"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
MOST_BODY = DATA_UPLOAD_MAX_MEMORY_SIZE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Content policy: nothing inline, nothing from elsewhere
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if BEHIND_TLS_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Rollout <rollout@localhost>")
# Answers to invitations come here; `manage.py read_reply` reads them.
REPLY_TO_EMAIL = os.environ.get("MAIL_REPLY_TO", DEFAULT_FROM_EMAIL)
# An inbox of the answers' own takes mail to answers+anything@ too, so each person gets their own.
REPLY_PER_PERSON = bool(os.environ.get("MAIL_REPLY_TO"))
if PRODUCTION or os.environ.get("SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = required("SMTP_HOST", "the mail server; people choose their passwords by mail.")
    EMAIL_PORT = int(os.environ.get("SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("SMTP_TLS", "1") == "1"
    # A server that doesn't answer holds up nobody for longer.
    EMAIL_TIMEOUT = int(os.environ.get("SMTP_TIMEOUT", "30"))
elif DEMO:
    # Nothing leaves the machine: each mail is a file that a mail program opens.
    EMAIL_BACKEND = "rollout.notifications.files.MailFiles"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Long work runs in `manage.py db_worker`, outside the web's processes.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Tables
DJANGO_TABLES2_TEMPLATE = "components/table.html"
DJANGO_TABLES2_TABLE_ATTRS = {"class": "ds-table"}

# An address typed without a scheme is taken as https.
FORMS_URLFIELD_ASSUME_HTTPS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "rollout.common.logs.CleanLines",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"hide_secrets": {"()": "rollout.common.logs.HideSecrets"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["hide_secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO" if PRODUCTION else "WARNING"},
    "loggers": {"django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
PAGE_LENGTH = 25
IMPORT_MAX_BYTES = 5 * 1024 * 1024
# Foreign files are read in a process of their own, which can be stopped.
READ_APART = True
# Subscribed calendars come from the open internet; while developing, from this machine too.
FEEDS_MAY_BE_LOCAL = MODE == "development"
# Where addresses are looked up: Kartverket's open service, or another that answers alike; with a
# pause between, so that a municipality's schools take some ten seconds.
ADDRESS_SERVICE = os.environ.get("ADDRESS_SERVICE", "https://ws.geonorge.no/adresser/v1/sok")
ADDRESS_SERVICE_PAUSE = 0.25
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
