"""Demo and development: no secret has to be set; the key is made once and kept in the var folder."""

import secrets

from config.env import env_bool, env_int, env_str
from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, VAR_DIR

DEBUG = env_bool("AZOTEA_DEBUG", default=False)  # off: the demo shows the real error pages
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", ".localhost"]
INTERNAL_IPS = ["127.0.0.1"]


def _kept_secret(name: str) -> str:
    """Return the secret kept in the var folder, making it at first use."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    path = VAR_DIR / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = _kept_secret("secret-key")
AZOTEA_IDENTITY_KEY = _kept_secret("identity-key")

# The demo's officials enter with the password on the terminal; 1 asks them for a second step, as in production.
AZOTEA_OFFICIALS_SECOND_STEP = env_bool("AZOTEA_OFFICIALS_SECOND_STEP", default=False)

# Nothing leaves the machine: no address of evidence is tried, mails are readable files, and a code is a line on the
# terminal.
AZOTEA_LINK_CHECK_DAYS = env_int("AZOTEA_LINK_CHECK_DAYS", default=0)
EMAIL_BACKEND = "config.demo_messages.ReadableBackend"
AZOTEA_SMS_PROVIDER = env_str("AZOTEA_SMS_PROVIDER", "config.demo_messages.DemoSmsProvider")

# Readable on a terminal: the hour is enough, and the sweeps, which mostly find nothing, stay silent.
LOGGING["formatters"]["text"] = {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": "%H:%M:%S"}
LOGGING["loggers"]["celery.app.trace"] = {"level": "WARNING"}
