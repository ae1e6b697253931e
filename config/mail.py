"""Which mail service carries the mails, read from the environment for django-anymail."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.env import env_str

# The settings that each service needs, under django-anymail's names; those with a default may be left out.
SERVICES: dict[str, tuple[str, ...]] = {
    "brevo": ("API_KEY",),
    "mailersend": ("API_TOKEN",),
    "mailgun": ("API_KEY",),
    "mailjet": ("API_KEY", "SECRET_KEY"),
    "mailtrap": ("API_TOKEN",),
    "mandrill": ("API_KEY",),
    "postal": ("API_KEY", "API_URL"),
    "postmark": ("SERVER_TOKEN",),
    "resend": ("API_KEY",),
    "sendgrid": ("API_KEY",),
    "sparkpost": ("API_KEY",),
    "unisender_go": ("API_KEY", "API_URL"),
}
OPTIONAL = {
    "mailgun": ("SENDER_DOMAIN", "API_URL", "WEBHOOK_SIGNING_KEY"),
    "mailersend": ("SIGNING_SECRET",),
    "mandrill": ("WEBHOOK_KEY", "WEBHOOK_URL"),
    "postal": ("WEBHOOK_KEY",),
    "resend": ("SIGNING_SECRET",),
    "sendgrid": ("TRACKING_WEBHOOK_VERIFICATION_KEY",),
    "sparkpost": ("API_URL",),
}


def mail_service(name: str) -> dict[str, Any]:
    """Return django-anymail's settings for a service; none for an empty name. Raises ImproperlyConfigured.

    AZOTEA_EMAIL_PROVIDER_API_KEY and the like give what the service asks for; AZOTEA_EMAIL_REPORTS_SECRET
    (``user:password``) is what its reports of returned mails must come with.
    """
    if not name:
        return {}
    if name not in SERVICES:
        raise ImproperlyConfigured(f"AZOTEA_EMAIL_PROVIDER: {name} is not one of {', '.join(sorted(SERVICES))}.")
    found: dict[str, Any] = {}
    for key in SERVICES[name]:
        found[f"{name.upper()}_{key}"] = env_str(f"AZOTEA_EMAIL_PROVIDER_{key}")
    for key in OPTIONAL.get(name, ()):
        value = env_str(f"AZOTEA_EMAIL_PROVIDER_{key}", "")
        if value:
            found[f"{name.upper()}_{key}"] = value
    secret = env_str("AZOTEA_EMAIL_REPORTS_SECRET", "")
    if secret:
        if ":" not in secret or len(secret) < 20:
            raise ImproperlyConfigured(
                "AZOTEA_EMAIL_REPORTS_SECRET needs the form user:password, 20 characters or more."
            )
        found["WEBHOOK_SECRET"] = secret
    return {**found, "REQUESTS_TIMEOUT": (5, 15)}


def backend(name: str) -> str:
    """Return the dotted path of the mail backend of a service."""
    return f"anymail.backends.{name}.EmailBackend"
