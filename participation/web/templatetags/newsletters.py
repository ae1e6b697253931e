"""The switch for newsletters and announcements, beside what else a person chooses to be told."""

from typing import Any

from django import template

from participation.announcements.segments import PURPOSE
from participation.privacy.consent.purposes import get_purpose
from participation.privacy.consent.querysets import consented

register = template.Library()


@register.inclusion_tag("participation/announcements/choice.html", takes_context=True)
def newsletter_choice(context: dict[str, Any]) -> dict[str, Any]:
    """Show whether the reader agreed to newsletters, with the button to agree or to withdraw."""
    request = context["request"]
    return {
        "purpose": get_purpose(PURPOSE),
        "given": consented(request.user, PURPOSE),
        "csrf_token": context.get("csrf_token"),
    }
