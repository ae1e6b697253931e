"""Admin pages of moderation: reports are read here and decided on in the queue."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.moderation import querysets
from participation.moderation.models import Flag
from participation.web.admin_base import ActAdmin


@admin.register(Flag)
class FlagAdmin(ActAdmin):
    """Reports on what the official may moderate; who reported is not shown."""

    list_display = ("at", "thing", "reason", "text", "decided", "decide_link")
    list_filter = ("reason", ("decision", admin.EmptyFieldListFilter))
    list_select_related = ("subject", "decision")
    fields = ("at", "thing", "reason", "text", "decided", "decide_link")
    readonly_fields = fields
    ordering = ("-pk",)
    show_full_result_count = False

    def may_see_list(self, request: HttpRequest) -> bool:
        """Moderators and stewards see the reports of their scope."""
        person: Any = request.user
        return bool(person.is_active and person.is_staff and roles.scopes(person, roles.MODERATORS) != set())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Flag]:
        """Return the reports within the official's scope."""
        return querysets.in_scope(super().get_queryset(request), request.user)  # type: ignore[arg-type]

    @admin.display(description=_("what was reported"))
    def thing(self, flag: Flag) -> str:
        """Say what was reported."""
        if flag.comment_id:
            return _("a comment on %(title)s") % {"title": flag.subject.title}
        return flag.subject.title

    @admin.display(description=_("decision"))
    def decided(self, flag: Flag) -> Any:
        """Return what was decided."""
        return flag.decision.get_outcome_display() if flag.decision else _("waits")

    @admin.display(description=_("where to decide"))
    def decide_link(self, flag: Flag) -> SafeString:
        """Link to the page on which a moderator decides."""
        url = reverse("moderation:decide", args=[flag.subject_id])
        query = f"?comentario={flag.comment_id}" if flag.comment_id else ""
        return format_html('<a href="{}{}">{}</a>', url, query, _("Look at it and decide"))
