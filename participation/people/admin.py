"""Admin page of people: seen by whoever manages the whole platform, changed by nobody here (people manage theirs)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from participation.access.policies import may_see_people
from participation.models import Person
from participation.people.querysets import short_code
from participation.web.admin_base import ActAdmin


@admin.register(Person)
class PersonAdmin(ActAdmin):
    """Accounts, read-only."""

    list_display = ["shown_name", "email", "phone", "lang", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_active", "lang", "is_sample"]
    search_fields = ["name", "email", "phone"]
    ordering = ["-joined_at", "-pk"]
    show_full_result_count = False
    fields = [
        "shown_name",
        "code",
        "email",
        "phone",
        "phone_verified",
        "lang",
        "is_staff",
        "is_superuser",
        "is_active",
        "is_sample",
        "joined_at",
        "last_login",
        "erased_at",
    ]
    readonly_fields = fields
    # What officials did with an account; what its owner did stays the owner's.
    history_events = (
        "access.role.granted",
        "access.role.ended",
        "verification.person.verified",
        "verification.person.revoked",
        "people.account.erased",
    )
    history_key = "person"

    @admin.display(description=_("public name"), ordering="name")
    def shown_name(self, person: Person) -> str:
        """Return the name that everybody sees."""
        return person.public_name

    @admin.display(description=_("code at the counter"))
    def code(self, person: Person) -> str:
        """Return the short code."""
        return short_code(person)

    def may_see_list(self, request: HttpRequest) -> bool:
        """Personal data: only for whoever manages the whole platform."""
        return bool(request.user.is_staff and may_see_people(request.user))  # type: ignore[arg-type]

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here."""
        return False
