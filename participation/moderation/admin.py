"""Admin pages of moderation: house rules are written here; the rest is read here and decided on at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from participation.access import roles
from participation.moderation import actions, policies, querysets
from participation.moderation.models import Appeal, Block, Decision, Flag, Rule, Suspicion
from participation.moderation.things import thing_of
from participation.moderation.views.common import decide_url
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.admin_base import ActAdmin
from participation.web.forms import TidyCharField

ENGLISH = {"title": 120, "text": 2000}


class RuleForm(ActForm):
    """A house rule in Spanish and English; retired ones stay with the decisions that name them."""

    title_en = TidyCharField(
        label=_("rule, in English"), max_length=120, required=False, widget=UnfoldAdminTextInputWidget()
    )
    text_en = TidyCharField(
        label=_("explanation, in English"), max_length=2000, required=False, widget=UnfoldAdminTextareaWidget()
    )
    retired = forms.BooleanField(
        label=_("no longer in force"),
        required=False,
        widget=UnfoldBooleanWidget(),
        help_text=_("It is not offered any more; decisions that name it keep it."),
    )

    class Meta:
        model = Rule
        fields = ["title", "text", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ENGLISH:
            self.fields[f"{name}_en"].initial = self.instance.translations.get("en", {}).get(name, "")
        self.fields["retired"].initial = self.instance.retired_at is not None

    def act(self) -> Rule:
        """Write the rule."""
        english = {name: self.cleaned_data[f"{name}_en"] for name in ENGLISH}
        return actions.save_rule(
            rule=Rule.objects.get(pk=self.instance.pk) if self.instance.pk else None,
            title=self.cleaned_data["title"],
            text=self.cleaned_data["text"],
            position=self.cleaned_data["position"],
            translations={**self.instance.translations, "en": english},
            retired=self.cleaned_data["retired"],
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )


@admin.register(Rule)
class RuleAdmin(ActFormAdmin):
    """The house rules."""

    form = RuleForm
    list_display = ("in_words", "position", "updated_at", "retired_at")
    ordering = ("position", "pk")
    history_events = ("participation.rule.saved",)
    history_key = "rule"
    fieldsets = [(None, {"fields": ["title", "text", "title_en", "text_en", "position", "retired"]})]

    @admin.display(description=_("rule"), ordering="title")
    def in_words(self, rule: Rule) -> str:
        """Return the rule in the reader's language."""
        return rule.shown_title

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and policies.may_edit_rules(request.user))  # type: ignore[arg-type]


class ScopedAdmin(ActAdmin):
    """Reading what lies within the scope of a moderator."""

    list_select_related: Any = ("subject", "comment", "decision")
    ordering = ("-pk",)
    show_full_result_count = False

    def may_see_list(self, request: HttpRequest) -> bool:
        """Moderators and stewards see what lies in their scope."""
        person: Any = request.user
        return bool(person.is_active and person.is_staff and roles.scopes(person, roles.MODERATORS) != set())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows within the official's scope, with what each says beside its own words."""
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return querysets.in_scope(rows, request.user)  # type: ignore[arg-type]

    @admin.display(description=_("what it is about"))
    def thing(self, row: Any) -> str:
        """Say what it is about."""
        part = getattr(row, "part", "text")
        if part == "name":
            return _("a name on %(title)s") % {"title": row.subject.shown_title}
        if part == "answer":
            return _("the answer to %(title)s") % {"title": row.subject.shown_title}
        if row.comment_id:
            return _("a comment on %(title)s") % {"title": row.subject.shown_title}
        return row.subject.shown_title

    @admin.display(description=_("decision"))
    def decided(self, row: Any) -> Any:
        """Return what was decided."""
        return row.decision.get_outcome_display() if row.decision else _("waits")

    @admin.display(description=_("where to decide"))
    def decide_link(self, row: Any) -> SafeString:
        """Link to the page on which a moderator decides."""
        return format_html('<a href="{}">{}</a>', decide_url(thing_of(row)), _("Look at it and decide"))


@admin.register(Flag)
class FlagAdmin(ScopedAdmin):
    """Reports on what the official may moderate; who reported is not shown."""

    list_display = ("at", "thing", "reason", "text", "decided", "decide_link")
    list_filter = ("reason", "part", ("decision", admin.EmptyFieldListFilter))
    fields = ("at", "thing", "reason", "text", "decided", "decide_link")
    readonly_fields = fields


@admin.register(Suspicion)
class SuspicionAdmin(ScopedAdmin):
    """What the platform noticed by itself. It hides nothing."""

    list_display = ("at", "thing", "kind", "count", "decided", "decide_link")
    list_filter = ("kind", ("decision", admin.EmptyFieldListFilter))
    fields = ("at", "thing", "kind", "count", "decided", "decide_link")
    readonly_fields = fields


@admin.register(Decision)
class DecisionAdmin(ScopedAdmin):
    """What was decided, by whom and why."""

    list_display = ("at", "thing", "outcome", "rule", "reason", "by")
    list_select_related = ("subject", "comment", "rule", "by")
    list_filter = ("outcome", "part", "rule")
    fields = ("at", "thing", "outcome", "rule", "reason", "by", "decide_link")
    readonly_fields = fields


@admin.register(Appeal)
class AppealAdmin(ActAdmin):
    """Appeals of the official's scope, and what came of them."""

    list_display = ("at", "about", "outcome", "decided_at", "link")
    list_select_related = ("decision__subject", "block")
    list_filter = ("outcome",)
    fields = ("at", "about", "text", "outcome", "reason", "decided_at", "link")
    readonly_fields = fields
    ordering = ("-pk",)

    def may_see_list(self, request: HttpRequest) -> bool:
        """Moderators and stewards see the appeals of their scope."""
        person: Any = request.user
        return bool(person.is_active and person.is_staff and roles.scopes(person, roles.MODERATORS) != set())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """Return the appeals within the official's scope."""
        return querysets.appeals_in_scope(super().get_queryset(request), request.user)  # type: ignore[arg-type]

    @admin.display(description=_("what it is about"))
    def about(self, appeal: Appeal) -> Any:
        """Say what it is about."""
        return appeal.decision.subject.shown_title if appeal.decision else _("a blocked account")

    @admin.display(description=_("where to decide"))
    def link(self, appeal: Appeal) -> SafeString:
        """Link to the page on which it is decided."""
        url = reverse("moderation:decide-appeal", args=[appeal.pk])
        return format_html('<a href="{}">{}</a>', url, _("Look at it and decide"))


@admin.register(Block)
class BlockAdmin(ActAdmin):
    """Blocked accounts: read here, blocked and let in again at the moderators' desk."""

    list_display = ("person", "at", "until", "lifted_at", "by", "link")
    list_select_related = ("person", "by", "rule")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    fields = ("person", "rule", "reason", "by", "at", "until", "lifted_at", "lifted_reason", "link")
    readonly_fields = fields
    ordering = ("-pk",)
    history_events = ("participation.account.blocked", "participation.account.unblocked")
    history_key = "block"

    def may_see_list(self, request: HttpRequest) -> bool:
        """Moderators and stewards of the whole installation."""
        return bool(request.user.is_staff and policies.may_see_blocks(request.user))  # type: ignore[arg-type]

    @admin.display(description=_("where to change it"))
    def link(self, block: Block) -> SafeString:
        """Link to the page on which it is lifted."""
        return format_html(
            '<a href="{}">{}</a>', reverse("moderation:lift", args=[block.pk]), _("Let it take part again")
        )
