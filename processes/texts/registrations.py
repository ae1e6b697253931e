"""What collaborative texts register."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import Verdict
from participation.announcements.segments import lies_in, register_taking_part
from participation.institutions.sections import Section, register_section
from participation.moderation.registry import Written, register_written
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.responses.registry import Answerable, register_answerable
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind
from participation.verification.transfers import register_transfer, register_union
from participation.web.context import NavEntry, register_navigation
from participation.web.office import WaitingItem, register_waiting
from processes.kinds import register_component_kind
from processes.templates_catalogue import ProcessTemplate, TemplateComponent, TemplatePhase, register_template
from processes.texts import events

if TYPE_CHECKING:
    from participation.models import Organisation, Person, Subject
    from processes.models import Suggestion

SUGGESTION = ("id", "text__title", "kind", "before", "quote", "wording", "reason", "at", "withdrawn_at")
VOICE = ("suggestion_id", "suggestion__subject__title", "value", "at")
SIGNATURE = ("text_id", "text__title", "organisation__name", "at", "withdrawn_at")

TEMPLATE = ProcessTemplate(
    name="text",
    title=_("Text written together"),
    summary=_("Read the draft, suggest other words, and sign the text when it is ready."),
    who_participates=_("Anyone with an account."),
    what_is_decided=_("The words of a document of the government."),
    how_decided=_(
        "Each suggestion is answered with reasons; those accepted go into a new version, then it is adopted."
    ),
    promise=3,
    components=(
        TemplateComponent(
            "text",
            "text",
            _("The text"),
            _("<p>Write here what the document is for, who wrote the first draft, and what it changes.</p>"),
        ),
    ),
    phases=(
        TemplatePhase(_("Suggestions"), 30, _("Read the draft and suggest other words."), opens={"text": ("suggest",)}),
        TemplatePhase(
            _("Answers and new version"), 21, _("Whoever is responsible answers each suggestion with reasons.")
        ),
        TemplatePhase(_("Signing"), 30, _("Sign the adopted text."), opens={"text": ("sign",)}),
    ),
)


def suggestion_of(subject: "Subject") -> "Suggestion":
    """Return the suggestion behind a subject with what policies read: fetched with it where a page did."""
    from processes.models import Component, Suggestion

    known: Suggestion | None = subject.__dict__.get("_suggestion")
    if known is None:
        known = Suggestion.objects.for_page().get(subject=subject.pk)
        known.text.component = Component.objects.with_clock().get(pk=known.text.component_id)
        subject.__dict__["_suggestion"] = known
    return known


def _may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    from processes.texts import policies

    return policies.may_comment(person, suggestion_of(subject), at=at)


def _ready(subject: "Subject") -> Verdict:
    from processes.texts import policies

    return policies.answerable(suggestion_of(subject))


def _gather(subjects: "list[Subject]", person: "Person") -> None:
    from processes.models import Suggestion
    from processes.texts.many import gather_suggestions

    rows = Suggestion.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    known = {row.subject_id: row for row in rows}
    gather_suggestions(list(known.values()), person)
    for subject in subjects:
        subject.__dict__["_suggestion"] = known[subject.pk]


def _beside(subject: "Subject", person: "Person", at: datetime) -> str:
    """Return the change that a suggestion asks for, beside the draft of its answer."""
    from django.template.loader import render_to_string

    from processes.texts.shown import shown_change

    row = suggestion_of(subject)
    return render_to_string("processes/texts/beside.html", {"suggestion": row, "change": shown_change(row)})


def _written(found: list[Any]) -> Iterable[Written]:
    """Return the texts behind events, for whoever looks for repetition and advertising."""
    from processes.models import Suggestion

    rows = Suggestion.objects.filter(subject__in={event.subject_id for event in found}, is_sample=False)
    for row in rows.order_by("pk"):
        yield Written(row.subject_id, None, row.author_id, f"{row.wording}\n{row.reason}", row.at)


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import DraftText

    rows = DraftText.objects.filter(subject__in=[subject.pk for subject in subjects]).defer("markdown")
    return {row.subject_id: row for row in rows}


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the suggestions that were accepted and stand in no version yet."""
    from processes.models import Suggestion

    held = roles.scopes(person, roles.STEWARDS)
    if held == set():
        return []
    rows = Suggestion.objects.to_take().filter(text__state="open")
    rows = rows if held is None else rows.filter(subject__ancestors__overlap=list(held))
    return [WaitingItem(_("Accepted suggestions that are not in the text yet"), rows, reverse("texts:desk"))]


def suggested(subject_id: int) -> Exists:
    """Return those who made a suggestion within a subject."""
    from processes.models import Suggestion

    return Exists(Suggestion.objects.public().filter(lies_in("subject", subject_id), author=OuterRef("pk")))


def signed(subject_id: int) -> Exists:
    """Return those who signed a text within a subject."""
    from processes.models import TextSignature

    rows = TextSignature.objects.filter(lies_in("text__subject", subject_id), person=OuterRef("pk"))
    return Exists(rows.filter(withdrawn_at__isnull=True))


def _suggestions_of(person: "Person") -> QuerySet:
    from processes.models import Suggestion

    return Suggestion.objects.filter(author=person).select_related("subject", "taken_in", "organisation")


def _suggestion_line(row: Any) -> Line:
    words = gettext("in the text") if row.taken_in_id else gettext("taken back") if row.withdrawn_at else ""
    words = words or (row.organisation.public_name if row.organisation else "")
    return Line(row.subject.title, row.subject.path, row.at, words)


def _signatures_of(person: "Person") -> QuerySet:
    from processes.models import TextSignature

    return TextSignature.objects.filter(person=person).select_related("text__subject", "organisation")


def _signature_line(row: Any) -> Line:
    words = gettext("taken back") if row.withdrawn_at else row.organisation.public_name if row.organisation else ""
    return Line(row.text.title, row.text.subject.path, row.at, words)


def _suggestion_rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _suggestions_of(person).order_by("pk").values(*SUGGESTION).iterator(chunk_size=500)


def _signature_rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _signatures_of(person).order_by("pk").values(*SIGNATURE).iterator(chunk_size=500)


def _voice_rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from processes.models import SuggestionVoice

    rows = SuggestionVoice.objects.filter(person=person).order_by("pk")
    return rows.values(*VOICE).iterator(chunk_size=500)


def _shared(subject: "Subject", at: datetime) -> Shared:
    """Return what is told of a text where it is passed on, and on its poster."""
    from processes.models import DraftText
    from processes.texts.kind import signatures_in_words

    row = DraftText.objects.get(subject=subject)
    adopted = row.state == "adopted"
    return Shared(
        state=row.get_state_display() if adopted else "",
        facts=(signatures_in_words(row.signed),) if row.signed else (),
        call=gettext("Read it and sign it") if adopted else gettext("Write it with us"),
        invitation=gettext("Point your phone's camera here to read it."),
        button=gettext("Read the text"),
    )


def _acts() -> Any:
    from processes.texts.actions import signing

    return signing


def _suggested_by(organisation: "Organisation") -> Any:
    from participation.models import Subject

    return Subject.objects.filter(suggestion__organisation=organisation)


def _register_kinds() -> None:
    register_kind(
        SubjectKind(
            name="text",
            label=_("collaborative text"),
            label_plural=_("collaborative texts"),
            model="processes.DraftText",
            prefetch=_prefetch,
            dataset="texts",
        )
    )
    register_kind(
        SubjectKind(
            name="suggestion",
            label=_("suggestion on a text"),
            label_plural=_("suggestions on texts"),
            model="processes.Suggestion",
            may_flag=True,
            comment_policy=_may_comment,
            gather=_gather,
            dataset="suggestions",
        )
    )


def _register_privacy() -> None:
    register_participation(
        ParticipationKind(
            "suggestions",
            _("Changes that I suggested to texts"),
            _suggestions_of,
            _suggestion_line,
            position=30,
            subject="subject",
        ),
        ParticipationKind(
            "signatures",
            _("Texts that I signed"),
            _signatures_of,
            _signature_line,
            position=31,
            subject="text__subject",
        ),
    )
    register_personal_data(
        PersonalTable("suggestions", _("Changes that I suggested to texts"), SUGGESTION, _suggestion_rows),
        PersonalTable("suggestion_voices", _("Where I took sides on suggestions"), VOICE, _voice_rows),
        PersonalTable("text_signatures", _("Texts that I signed"), SIGNATURE, _signature_rows),
    )
    register_transfer("text_voices", lambda former, to, at: _acts().transfer_text_voices(former=former, to=to, at=at))
    register_union("text_voices", lambda accounts, at: _acts().unite_text_voices(accounts=accounts, at=at))


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.texts import datasets, notices
    from processes.texts.kind import KIND

    events.register()
    register_component_kind(KIND)
    register_template(TEMPLATE)
    _register_kinds()
    register_shared("text", _shared)
    notices.register()
    datasets.register()
    register_answerable("suggestion", Answerable(ready=_ready, beside=_beside))
    register_api_acts(ApiAct("texts.suggest", _("Suggest changes to texts, and take sides on those of others")))
    register_written(_written, events.SUGGESTED)
    register_waiting(_waiting)
    register_section(
        Section("organisation-suggestions", _("What it suggested on texts"), _suggested_by, of="organisation")
    )
    register_taking_part(suggested, signed)
    _register_privacy()
    register_navigation(NavEntry(label=_("Texts"), url_name="texts:list", prefix="/textos/", position=17))
