"""Admin page of people: seen by whoever manages the whole platform, changed by nobody here (people manage theirs)."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from participation.access.policies import may_see_people
from participation.access.viewing.decorators import DeclaredPages
from participation.models import Person
from participation.people.querysets import short_code
from participation.web.admin_base import ActAdmin


class LanguageFilter(admin.SimpleListFilter):
    """In which language people are written to."""

    title = _("language")
    parameter_name = "lang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the languages of the installation."""
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the rows."""
        return queryset.filter(lang=self.value()) if self.value() else queryset


@admin.register(Person)
class PersonAdmin(DeclaredPages, ActAdmin):
    """Accounts, read-only."""

    list_display = ["shown_name", "email", "phone", "language", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_active", LanguageFilter, "is_sample"]
    search_fields = ["name", "email", "phone"]
    ordering = ["-joined_at", "-pk"]
    show_full_result_count = False
    fields = [
        "shown_name",
        "code",
        "email",
        "phone",
        "phone_verified",
        "language",
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
        "people.second_step.reset",
    )
    history_key = "person"

    @admin.display(description=_("public name"), ordering="name")
    def shown_name(self, person: Person) -> str:
        """Return the name that everybody sees."""
        return person.public_name

    @admin.display(description=_("language"), ordering="lang")
    def language(self, person: Person) -> str:
        """Return the language in which the person is written to."""
        return dict(settings.LANGUAGES).get(person.lang, person.lang)

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
