"""Settings, all from the environment (see .env.example). DEBUG is for one's own machine only."""

import logging
from pathlib import Path
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF

from bzpeer import logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(env("ENV_FILE", default=BASE_DIR / ".env"))  # what is already in the environment wins

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="for-development-only-" + "-" * 40) if DEBUG else env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
DATA_DIR = Path(env("BZPEER_DATA", default=str(BASE_DIR / ".data")))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.orcid",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_structlog",
    "bzpeer",
    "publications",
    "graph",
    "profiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bzpeer.outages.RedisIsAway",
]

ROOT_URLCONF = "bzpeer.urls"
WSGI_APPLICATION = "bzpeer.wsgi.application"
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
            ],
        },
    }
]

# --- database, cache, queue -------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].update(
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
    # A page that takes longer than this is an error page, not a hang (tasks and commands set their own limit).
    OPTIONS={"options": "-c statement_timeout=10s -c idle_in_transaction_session_timeout=60s -c lock_timeout=5s"},
)
REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "bzpeer",
        # A frozen Redis must not hold a page: measured 5 s and an exception without these.
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # sessions survive an empty Redis
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Without these a frozen broker holds the publisher for more than 45 s, and a killed worker's message comes back
# only after the restore sweep's defaults (10 x 10 s on top of the timeout). The rows are the truth anyhow.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 2,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
# Task names are late strings: the schedule knows no code of the apps.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "bzpeer.heartbeat", "schedule": 5.0, "options": {"expires": 5}},
    "resend-due-slices": {"task": "graph.resend_due_slices", "schedule": 5.0, "options": {"expires": 5}},
    "send-due-digests": {"task": "profiles.send_due_digests", "schedule": 60.0, "options": {"expires": 60}},
    "tell-of-contact": {"task": "profiles.tell_of_contact", "schedule": 120.0, "options": {"expires": 120}},
    "check-due-evidence": {"task": "profiles.check_due_evidence", "schedule": 5.0, "options": {"expires": 5}},
    "end-due-claims": {"task": "profiles.end_due_claims", "schedule": 300.0, "options": {"expires": 300}},
    "send-due-mails": {"task": "profiles.send_due_mails", "schedule": 10.0, "options": {"expires": 10}},
    "forget-old-mails": {"task": "profiles.forget_old_mails", "schedule": 3600.0, "options": {"expires": 3600}},
    "attribute-due": {"task": "publications.attribute_due", "schedule": 15.0, "options": {"expires": 15}},
    "count-due-summaries": {"task": "publications.count_due_summaries", "schedule": 300.0, "options": {"expires": 300}},
    "count-due-ties": {"task": "graph.count_due_ties", "schedule": 30.0, "options": {"expires": 30}},
    "run-due-imports": {"task": "publications.run_due_imports", "schedule": 5.0, "options": {"expires": 5}},
    "delete-old-uploads": {"task": "publications.delete_old_uploads", "schedule": 3600.0, "options": {"expires": 3600}},
    "bring-in-own-lists": {"task": "profiles.bring_in_own_lists", "schedule": 5.0, "options": {"expires": 5}},
    "rescore-due-authors": {"task": "profiles.rescore_due_authors", "schedule": 30.0, "options": {"expires": 30}},
}

# --- accounts ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "profiles.User"
ACCOUNT_ADAPTER = "profiles.accounts.Accounts"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners follow links
ACCOUNT_EMAIL_SUBJECT_PREFIX = "BZPEER: "
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True  # one address at a time; the old one holds until the new one is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody without an account is written to
PASSWORD_RESET_TIMEOUT = 3600  # seconds
# Beside those of allauth; see profiles/limits.py.
ACCOUNT_RATE_LIMITS = {
    "report": "10/h/ip,50/h/key",
    "hide": "10/h/ip,50/h/key",
    "orcid": "30/h/ip",
    "claim": "30/h/user",
    "message": "60/h/user",
    "download": "5/h/user",
}
# Signing in with an ORCID iD is offered when ORCID has given this site an id and a secret.
ORCID_CLIENT_ID, ORCID_CLIENT_SECRET = env("ORCID_CLIENT_ID", default=""), env("ORCID_CLIENT_SECRET", default="")
ORCID_URL = env("ORCID_URL", default="https://orcid.org")
ORCID_API_URL = env("ORCID_API_URL", default="https://pub.orcid.org")
SOCIALACCOUNT_ADAPTER = "profiles.orcid_sign_in.OrcidAccounts"
SOCIALACCOUNT_PROVIDERS = {
    "orcid": {
        "provider_class": "profiles.orcid_sign_in.Orcid",
        "APPS": [{"client_id": ORCID_CLIENT_ID, "secret": ORCID_CLIENT_SECRET}] if ORCID_CLIENT_ID else [],
    }
}
MFA_ADAPTER = "profiles.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "BZPEER"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # http://localhost
MFA_FORMS = {
    "authenticate": "profiles.forms.Code",
    "reauthenticate": "profiles.forms.CodeAgain",
    "activate_totp": "profiles.forms.FirstCode",
    "add_webauthn": "profiles.forms.NewKey",
    "edit_webauthn": "profiles.forms.KeyName",
}
ACCOUNT_FORMS = {
    "login": "profiles.forms.SignIn",
    "signup": "profiles.forms.SignUp",
    "reset_password": "profiles.forms.ForgottenPassword",
    "reset_password_from_key": "profiles.forms.NewPassword",
    "set_password": "profiles.forms.FirstPassword",
    "change_password": "profiles.forms.ChangePassword",
    "add_email": "profiles.forms.ChangeEmail",
    "reauthenticate": "profiles.forms.ConfirmItIsYou",
}
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="BZPEER <no-reply@localhost>")
# Without a mail server, mails are files, shown at /development/mails/; in production, lines in the worker's log.
MAILS = DATA_DIR / "mails"
vars().update(env.email("EMAIL_URL", default=f"filemail:///{quote(str(MAILS))}" if DEBUG else "consolemail://"))
EMAIL_TIMEOUT = 10  # seconds

# --- logs -------------------------------------------------------------------------------------------------------

LOGGING = logs.configuration(readable=DEBUG)
logs.configure_structlog()
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line for each request, when it is done

# --- safety -----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([ORCID_URL] if ORCID_CLIENT_ID else [])],  # browsers mind where a form is led on to
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
BEHIND_TLS_PROXY = not DEBUG and env.bool("BEHIND_TLS_PROXY", default=True)
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    if BEHIND_TLS_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else all visitors would share the limits of one address: the proxy's
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    if SECURE_SSL_REDIRECT:
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["publications.uploads.Small"]  # any page; the upload desk has one of its own
UPLOADS = DATA_DIR / "uploads"
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT_MB", default=4096) << 20  # bytes
# A folder on the server from which staff may import files by name; none when it is not set.
IMPORT_FOLDER = Path(env("IMPORT_FOLDER")) if env("IMPORT_FOLDER", default="") else None

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_THROTTLE_CLASSES": ["bzpeer.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min"},
    "EXCEPTION_HANDLER": "bzpeer.api.problem",
}

# --- words, time, files -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False  # one language: looking up which, for every number and address, took a fifth of a page
NUMBER_GROUPING = 3
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_AUTOREFRESH = DEBUG  # files as they are now; otherwise as `collectstatic` left them
if not DEBUG:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
