"""Admin pages of proposals: officials read, moderate, evaluate and answer; every step is an act."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import roles
from participation.responses import actions as answers
from participation.responses.actions import NotDoneError
from participation.search.text import search_query
from participation.web.admin_base import ActAdmin
from participation.web.templatetags.ui import day, num, paragraphs, prose
from processes.models import Component
from proposals import actions
from proposals.admin_forms import OfficeForm, Work
from proposals.coauthors import signers
from proposals.models import Proposal
from proposals.querysets import SHOWN
from proposals.states import ProposalState
from proposals.tags import state_tag


class WaitingFilter(admin.SimpleListFilter):
    """What waits, and for whom."""

    title = gettext_lazy("what waits")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [
            ("unanswered", _("owed an answer")),
            ("late", _("owed an answer, overdue")),
            ("prepared", _("answer prepared, not published")),
            ("moderation", _("waits for moderation")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the list."""
        rows: Any = queryset
        if self.value() == "unanswered":
            return rows.unanswered()
        if self.value() == "late":
            return rows.unanswered().filter(subject__response__due_on__lt=timezone.localdate())
        if self.value() == "prepared":
            return rows.unanswered().exclude(subject__response__verdict="")
        if self.value() == "moderation":
            return rows.filter(state=ProposalState.PENDING)
        return rows


def call_words(call: Component) -> str:
    """Return process and call in the reader's language."""
    return f"{call.process.in_language('title')}: {call.in_language('title')}"


class CallFilter(admin.SimpleListFilter):
    """The calls that this official may see."""

    title = gettext_lazy("call")
    parameter_name = "call"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the calls with proposals in the official's scope."""
        held = model_admin.get_queryset(request).order_by().values("component")
        calls = Component.objects.filter(pk__in=held).select_related("process").order_by("-process", "pk")[:200]
        return sorted(((str(call.pk), call_words(call)) for call in calls), key=lambda call: call[1].casefold())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the list; a key that no row could have narrows it to nothing."""
        value = self.value() or ""
        if not value:
            return queryset
        small = value.isascii() and value.isdigit() and len(value) < 19
        return queryset.filter(component=int(value)) if small else queryset.none()


@admin.register(Proposal)
class ProposalAdmin(ActAdmin):
    """Proposals below the official's roles."""

    list_display = ("title", "state_words", "call", "supporters", "owed_by", "due")
    list_filter = (WaitingFilter, "state", CallFilter)
    list_per_page = 50
    ordering = ("-published_at", "-pk")
    search_fields = ("title",)
    search_help_text = gettext_lazy("Words of the proposal, with or without accents")
    show_full_result_count = False
    actions: Any = ("evaluate_selected", "publish_selected", "approve_selected", "join_selected", "assign_selected")
    list_before_template = "proposals/desk/admin_link.html"
    facts = ("page", "state_words", "text", "author_name", "call", "place", "supporters", "owed_by", "due")

    def view_on_site(self, obj: Proposal) -> str:
        """Return its page."""
        return obj.get_absolute_url()

    def may_see_list(self, request: HttpRequest) -> bool:
        """Officials see the proposals of their scope."""
        person: Any = request.user
        return bool(person.is_active and person.is_staff and roles.scopes(person, roles.OFFICIALS) != set())

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Offer the form where the official has something to do; the acts decide again."""
        if not self.may_see_list(request):
            return False
        return obj is None or bool(Work.of(request.user, obj).choices)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        """Return what lies below the official's roles; drafts are their author's alone."""
        rows: Any = super().get_queryset(request)
        return rows.within(request.user, roles.OFFICIALS).select_related(
            "subject__response__institution",
            "component__process__subject",
            "component__subject",
            "counts",
            "author",
            "territory",
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Search as the public page does."""
        query = search_query(search_term.replace("\x00", ""))
        if not query:
            return queryset, False
        return queryset.filter(subject__search=SearchQuery(query, search_type="raw", config="simple")), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Give the form of what this official may do with this proposal."""
        work = Work.of(request.user, obj)
        form: Any = type("OfficeFormFor", (OfficeForm,), {"work": work})
        names = list(form.base_fields) if work.choices else []
        return super().get_form(request, obj, change, **{**kwargs, "form": form, "fields": names})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[tuple[Any, dict[str, Any]]]:
        """Return the facts, then what can be done."""
        work = Work.of(request.user, obj)
        sets: list[tuple[Any, dict[str, Any]]] = [(None, {"fields": list(self.facts)})]
        if work.choices:
            sets.append((_("What to do"), {"fields": ["what", "reason"]}))
        if obj is not None and getattr(obj.subject, "response", None) is not None:
            sets.append((_("Answer"), {"fields": ["answer"]}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the facts."""
        return [*self.facts, "answer"]

    def act_update(self, request: HttpRequest, obj: Proposal, form: Any) -> None:
        """Do what the official chose, with one act."""
        by: Any = request.user
        data, at = form.cleaned_data, timezone.now()
        if data["what"] == "approve":
            actions.publish_proposal(proposal=obj, by=by, at=at)
        else:
            actions.return_proposal(proposal=obj, reason=data["reason"], by=by, at=at)

    # --- With several at once -------------------------------------------------------------------------------------
    @admin.action(description=gettext_lazy("Take into evaluation"))
    def evaluate_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take a selection into evaluation, all or none."""
        self._several(request, queryset, answers.start_evaluations, _("In evaluation: %(n)s."))

    @admin.action(description=gettext_lazy("Publish the prepared answers"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Publish the prepared answers of a selection, all or none."""
        self._several(request, queryset, answers.publish_responses, _("Answers published: %(n)s."))

    @admin.action(description=gettext_lazy("Publish those that wait for moderation"))
    def approve_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Publish a selection that waits for moderation, all or none."""
        person: Any = request.user
        at, done = timezone.now(), 0
        with transaction.atomic():
            for proposal in queryset.order_by("pk"):
                actions.publish_proposal(proposal=proposal, by=person, at=at)
                done += 1
        messages.success(request, ngettext("Published: %(n)s.", "Published: %(n)s.", done) % {"n": done})

    @admin.action(description=gettext_lazy("Join into one…"))
    def join_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Lead to the page that says what joining a selection would do."""
        return self._to_desk("proposals:merge", queryset)

    @admin.action(description=gettext_lazy("Ask for opinions…"))
    def assign_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Lead to the page that gives a selection to people who evaluate."""
        return self._to_desk("proposals:assign", queryset)

    @staticmethod
    def _to_desk(name: str, queryset: QuerySet) -> HttpResponse:
        keys = queryset.order_by("pk").values_list("pk", flat=True)[:100]
        return redirect(f"{reverse(name)}?{urlencode([('cosa', key) for key in keys])}")

    def _several(self, request: HttpRequest, queryset: QuerySet, act: Any, done: str) -> None:
        try:
            found = act(subjects=[row.subject for row in queryset], by=request.user, at=timezone.now())
        except NotDoneError as error:
            messages.error(request, _("Nothing was changed, because of these:"))
            for refusal in error.refusals[:20]:
                messages.error(request, f"{refusal.subject.shown_title}: {refusal.message}")
        else:
            messages.success(request, done % {"n": num(len(found))})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer only what some role of the official allows."""
        offered = super().get_actions(request)
        needed = {
            "evaluate_selected": roles.EVALUATORS,
            "publish_selected": roles.STEWARDS,
            "approve_selected": roles.MODERATORS,
            "join_selected": roles.STEWARDS,
            "assign_selected": roles.STEWARDS,
        }
        person: Any = request.user
        return {
            name: action
            for name, action in offered.items()
            if name in needed and roles.scopes(person, needed[name]) != set()
        }

    # --- Facts ----------------------------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("page"))
    def page(self, proposal: Proposal) -> SafeString:
        """Link to its page."""
        return format_html('<a href="{}">{}</a>', proposal.get_absolute_url(), proposal.title)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_words(self, proposal: Proposal) -> str:
        """Return the state as the public reads it."""
        return str(state_tag(proposal).text)

    @admin.display(description=gettext_lazy("text"))
    def text(self, proposal: Proposal) -> SafeString:
        """Return the text."""
        return prose(proposal.body) if proposal.body_is_html else paragraphs(proposal.body)

    @admin.display(description=gettext_lazy("author"))
    def author_name(self, proposal: Proposal) -> str:
        """Return the public names of those who sign it."""
        if proposal.author is None:
            return _("imported")
        return ", ".join([proposal.signed_name, *(signer.name for signer in signers(proposal))])

    @admin.display(description=gettext_lazy("call"), ordering="component__title")
    def call(self, proposal: Proposal) -> str:
        """Return process and call."""
        return call_words(proposal.component)

    @admin.display(description=gettext_lazy("where"))
    def place(self, proposal: Proposal) -> str:
        """Return the place in words."""
        return ", ".join(dict.fromkeys(filter(None, [proposal.address, str(proposal.territory or "")]))) or "–"

    @admin.display(description=gettext_lazy("supports"), ordering=F("counts__supports").desc())
    def supporters(self, proposal: Proposal) -> str:
        """Return how many support it."""
        return num(proposal.counts.supports)

    @admin.display(description=gettext_lazy("who answers"))
    def owed_by(self, proposal: Proposal) -> str:
        """Return who owes the answer."""
        response = getattr(proposal.subject, "response", None)
        return str(response.institution or "–") if response else "–"

    @admin.display(description=gettext_lazy("answer owed by"), ordering="subject__response__due_on")
    def due(self, proposal: Proposal) -> Any:
        """Return until when the answer is owed."""
        response = getattr(proposal.subject, "response", None)
        if response is None or response.published_at or response.due_on is None or proposal.state not in SHOWN:
            return "–"
        late = response.due_on < timezone.localdate()
        return f"▲ {day(response.due_on)}" if late else day(response.due_on)

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, proposal: Proposal) -> SafeString:
        """Return the published answer, and the way to the desk where answers are worked on."""
        response = proposal.subject.response
        desk = reverse("responses:detail", args=[proposal.subject_id])
        link = format_html('<p><a href="{}">{}</a></p>', desk, _("See it at the desk of answers"))
        if response.published_at is None:
            return link
        said = format_html("<strong>{}</strong>{}", response.get_verdict_display(), paragraphs(response.reasons))
        return format_html("{}{}", said, link)
