"""What the ground floor registers: each mechanism adds its own."""

from importlib import import_module

MECHANISMS = (
    "events",
    "institutions",
    "people",
    "access",
    "verification",
    "census",
    "groups",
    "providers",
    "moderation",
    "comments",
    "follows",
    "joins",
    "invitations",
    "organisations",
    "responses",
    "asks",
    "datarequests",
    "reuses",
    "agenda",
    "folios",
    "origins",
    "notifications",
    "versions",
    "files",
    "imports",
    "territories",
    "web",
    "search",
    "opendata",
    "exports",
    "workdays",
    "privacy",
    "webhooks",
    "announcements",
    "veda",
    "administrations",
    "evaluations",
    "handover",
    "followup",
    "urn",
)


def register() -> None:
    """Called once by ``apps.ready()``."""
    for name in MECHANISMS:
        import_module(f"participation.{name}.registrations").register()
