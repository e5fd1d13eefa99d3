"""Settings for tests: the product's own, plus the watchers that make bad habits fail."""

import os

os.environ.setdefault("ROLLOUT_MODE", "development")

from rollout.settings import *  # noqa: F403
from rollout.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, TEMPLATES, VAR_DIR

INSTALLED_APPS = ["zeal", *INSTALLED_APPS]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in use: the browser tests' server has a connection of its own, and two runs at once
    # have a file each.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test-{os.getpid()}.sqlite3")}
# allauth looks at one authenticator at a time; its own pages aren't ours to change.
ZEAL_ALLOWLIST = [{"model": "mfa.Authenticator", "field": "user"}]
# Half a second a file; tests/common/test_apart.py reads as in use.
READ_APART = False
# Static files are looked for when asked for: each test's client would list them all at its start.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "sessions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "sessions",
    },
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class MissingVariable(str):
    """A template variable that isn't there fails the test that meets it."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"Undefined template variable: {name}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = MissingVariable("%s")
