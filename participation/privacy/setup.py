"""What the unit set, with the defaults where it set nothing."""

from datetime import timedelta
from typing import Any

from participation.privacy.models import PrivacySettings
from participation.web.installation import installation, keep


def privacy_settings() -> PrivacySettings:
    """Return the one row, or the defaults: what acts decide by."""
    return PrivacySettings.objects.first() or PrivacySettings()


def shown_settings() -> PrivacySettings:
    """Return the same for pages, as it was within the last two seconds."""
    return keep("privacy", privacy_settings)  # type: ignore[no-any-return]


def responsible(own: PrivacySettings | None = None) -> dict[str, Any]:
    """Return who answers for personal data, as a notice names them; an act gives what it read itself."""
    place, own = installation(), own or shown_settings()
    return {
        "name": own.responsible or place.shown_government or place.name,
        "address": own.address,
        "unit": own.unit,
        "unit_address": own.unit_address,
        "unit_email": own.unit_email or place.contact_email,
        "unit_phone": own.unit_phone or place.contact_phone,
        "authority": own.authority,
    }


def blocking_time() -> timedelta:
    """Return for how long an identity stays blocked after its account was closed."""
    return timedelta(days=privacy_settings().blocking_days)


def request_time() -> timedelta:
    """Return for how long a closed request keeps its personal data."""
    return timedelta(days=privacy_settings().request_days)
