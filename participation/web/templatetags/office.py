"""The way to where an official stands in the admin: the lists above the page, then the page's heading."""

from typing import Any

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst

register = template.Library()


@register.inclusion_tag("unfold/helpers/way.html", takes_context=True)
def office_way(context: template.Context) -> dict[str, Any]:
    """Return the steps above the page and its heading; a page that writes its heading itself gets the steps alone."""
    opts, title = context.get("opts"), context.get("title") or ""
    if opts is None:
        return {"steps": [], "here": title}
    plural = capfirst(str(opts.verbose_name_plural))
    if context.get("cl"):
        return {"steps": [], "here": plural}
    base = f"admin:{opts.app_label}_{opts.model_name}"
    steps = [(plural, reverse(f"{base}_changelist"))]
    shown, original = context.get("process") or context.get("object"), context.get("original")
    if isinstance(shown, Model) and str(shown) != str(title) and not isinstance(original, Model):
        steps.append((str(shown), reverse(f"{base}_change", args=[shown.pk])))
    return {"steps": steps, "here": "" if context.get("own_heading") else original or title}
