"""Who may prepare a text, suggest on it, take a side, answer, publish a version, adopt it and sign it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import newcomers, roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.organisations.policies import may_speak_for
from participation.responses.policies import response_of
from participation.subjects.visibility import is_shown
from participation.verification.querysets import accounts_of
from processes.models import (
    Component,
    DraftText,
    DraftTextState,
    Passage,
    Suggestion,
    SuggestionKind,
    SuggestionVoice,
    TextSignature,
)
from processes.policies import is_open, may_edit_process

if TYPE_CHECKING:
    from participation.models import Organisation, Person


NO_TEXT = Denied("no_text", gettext_lazy("The text is not published yet."))


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with a text, where a list read it for many at once."""

    waiting: int
    written: int
    signed_elsewhere: bool


def _known(text: DraftText) -> Standing | None:
    return getattr(text, "standing_here", None)


# --- Those who convene it ---------------------------------------------------------------------------------------------


def may_prepare(person: "Person | None", component: Component) -> Verdict:
    """Stewards of the process prepare its text until its first version is published."""
    return first_denial(
        lambda: may_edit_process(person, component.process),
        lambda: _process_goes_on(component),
    )


def _process_goes_on(component: Component) -> Verdict:
    if component.process.state != "closed":
        return ALLOWED
    return Denied("process_closed", _("This process is closed. What happened in it stays public."))


def is_draft(text: DraftText) -> Verdict:
    """Tell whether no version was published yet."""
    if text.state == DraftTextState.DRAFT:
        return ALLOWED
    return Denied("already_published", _("The text is published already. Publish a new version of it instead."))


def may_publish(person: "Person | None", text: DraftText) -> Verdict:
    """Tell whether the first version may be published: it has words."""
    return first_denial(
        lambda: may_prepare(person, text.component),
        lambda: is_draft(text),
        lambda: ALLOWED if text.markdown else Denied("no_words", _("Bring the text first: there is none yet.")),
    )


def is_in_the_making(text: DraftText) -> Verdict:
    """Tell whether the text can still change, whoever asks."""
    if text.state == DraftTextState.ADOPTED:
        return Denied("adopted", _("This text was adopted: it does not change any more."))
    if text.state == DraftTextState.DRAFT:
        return Denied("not_published", _("The text is not published yet."))
    return ALLOWED


def may_publish_version(person: "Person | None", text: DraftText) -> Verdict:
    """Tell whether a new version may be published."""
    return first_denial(lambda: may_prepare(person, text.component), lambda: is_in_the_making(text))


def may_answer_many(person: "Person | None", text: DraftText) -> Verdict:
    """Tell whether the official may answer several suggestions at once; the engine asks again for each of them."""
    return roles.may_work_as(person, roles.STEWARDS, text.subject)


def may_adopt(person: "Person | None", text: DraftText, *, waiting: int) -> Verdict:
    """Tell whether the text may be adopted as it stands: once every suggestion has its answer."""
    return first_denial(lambda: may_publish_version(person, text), lambda: _all_answered(waiting))


def _all_answered(waiting: int) -> Verdict:
    if not waiting:
        return ALLOWED
    message = ngettext(
        "%(n)s suggestion waits for its answer. Answer it first.",
        "%(n)s suggestions wait for their answer. Answer them first.",
        waiting,
    )
    return Denied("unanswered", message % {"n": waiting})


def may_reopen(person: "Person | None", text: DraftText) -> Verdict:
    """Tell whether an adoption may be undone: while nobody signed."""
    return first_denial(
        lambda: may_prepare(person, text.component),
        lambda: is_adopted(text),
        lambda: (
            ALLOWED
            if not text.signatures.filter(withdrawn_at__isnull=True).exists()
            else Denied("signed", _("Somebody signed it already, so it stays adopted."))
        ),
    )


def is_adopted(text: DraftText) -> Verdict:
    """Tell whether the text is adopted."""
    if text.state == DraftTextState.ADOPTED:
        return ALLOWED
    return Denied("not_adopted", _("This text is not adopted yet."))


# --- Suggesting -------------------------------------------------------------------------------------------------------


def takes_suggestions(text: DraftText, *, at: datetime) -> Verdict:
    """Tell whether suggestions can be made now, whoever asks."""
    return first_denial(
        lambda: is_in_the_making(text),
        lambda: ALLOWED if is_shown(text.subject) else Denied("not_public", _("This text is not shown now.")),
        lambda: is_open(text.component, "suggest", at),
    )


def may_suggest(person: "Person | None", text: DraftText, *, at: datetime) -> Verdict:
    """Tell whether the person may suggest something on the text now."""
    return first_denial(
        lambda: takes_suggestions(text, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(text.component.config.who_may_suggest, person, at=at),
        lambda: _within_limits(person, text, at),
    )


def may_suggest_on(person: "Person | None", passage: Passage, *, at: datetime) -> Verdict:
    """Tell whether the person may suggest something on a passage: one that stands in the text."""
    return first_denial(lambda: stands(passage), lambda: may_suggest(person, passage.text, at=at))


def stands(passage: Passage) -> Verdict:
    """Tell whether a passage is in the text of today."""
    if passage.gone_in_id is None:
        return ALLOWED
    return Denied("gone", _("This passage is not in the text any more."))


def _within_limits(person: "Person | None", text: DraftText, at: datetime) -> Verdict:
    if person is None:
        return ALLOWED
    limit, mine = text.component.config.per_person, Suggestion.objects.filter(author=person)
    known = _known(text)
    if limit and (mine.filter(text=text).owed().count() if known is None else known.waiting) >= limit:
        message = ngettext(
            "%(n)s suggestion of yours waits here, which is the limit. Take one back to make another.",
            "%(n)s suggestions of yours wait here, which is the limit. Take one back to make another.",
            limit,
        )
        return Denied("suggestion_limit", message % {"n": limit})
    since = newcomers.since(person, at)
    if since is None:
        return ALLOWED
    written = mine.filter(at__gte=since).count() if known is None else known.written
    return newcomers.may_write_more("comments", written)


def may_comment(person: "Person | None", suggestion: Suggestion, *, at: datetime) -> Verdict:
    """Tell whether the person may comment on a suggestion: while one may suggest."""
    return first_denial(
        lambda: _not_withdrawn(suggestion),
        lambda: takes_suggestions(suggestion.text, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(suggestion.text.component.config.who_may_suggest, person, at=at),
    )


def takes_voices(suggestion: Suggestion, *, at: datetime) -> Verdict:
    """Tell whether people can take a side on a suggestion now, whoever asks: until it is decided."""
    return first_denial(
        lambda: _not_withdrawn(suggestion),
        lambda: ALLOWED if is_shown(suggestion.subject) else Denied("not_public", _("This is not shown now.")),
        lambda: _undecided(suggestion),
        lambda: takes_suggestions(suggestion.text, at=at),
    )


def may_take_side(person: "Person | None", suggestion: Suggestion, *, at: datetime) -> Verdict:
    """Tell whether the person may say that they are in favour or against."""
    return first_denial(
        lambda: takes_voices(suggestion, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: _of_somebody_else(person, suggestion),
        lambda: check(suggestion.text.component.config.who_may_suggest, person, at=at),
        lambda: _first_voice_of_identity(person, suggestion),
    )


def _of_somebody_else(person: "Person | None", suggestion: Suggestion) -> Verdict:
    if person is None or suggestion.author_id != person.pk:
        return ALLOWED
    return Denied("own", _("You suggested it yourself: everybody knows that you are in favour."))


def _first_voice_of_identity(person: "Person | None", suggestion: Suggestion) -> Verdict:
    """Ask whether no other account of the same verified person took a side, where verification is asked for."""
    if person is None or not asks_verification(suggestion.text.component.config.who_may_suggest):
        return ALLOWED
    known = getattr(suggestion, "voiced_elsewhere", None)  # fetched with many others: many.py
    others = SuggestionVoice.objects.filter(suggestion=suggestion, person__in=accounts_of(person))
    if not (others.exclude(person=person).exists() if known is None else known):
        return ALLOWED
    return Denied("identity_voiced", _("You already took a side from another account of yours, and that one counts."))


def may_withdraw(person: "Person | None", suggestion: Suggestion) -> Verdict:
    """Tell whether the person may take their own suggestion back: until it is decided."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and suggestion.author_id == person.pk
            else Denied("not_author", _("Only its author can do this."))
        ),
        lambda: _not_withdrawn(suggestion),
        lambda: _undecided(suggestion),
    )


def answerable(suggestion: Suggestion) -> Verdict:
    """Tell whether a suggestion can be answered: it stands, and it asks for something."""
    if suggestion.kind == SuggestionKind.REMARK:
        return Denied("remark", _("A comment asks for no decision, so it has no answer of its own. Reply to it."))
    return _not_withdrawn(suggestion)


def _not_withdrawn(suggestion: Suggestion) -> Verdict:
    if suggestion.withdrawn_at is None:
        return ALLOWED
    return Denied("is_withdrawn", _("Whoever suggested this took it back."))


def _undecided(suggestion: Suggestion) -> Verdict:
    response = response_of(suggestion.subject)
    if response is None or response.published_at is None:
        return ALLOWED
    return Denied("is_answered", _("This suggestion has its answer already."))


# --- Signing ----------------------------------------------------------------------------------------------------------


def may_sign(
    person: "Person | None", text: DraftText, *, at: datetime, organisation: "Organisation | None" = None
) -> Verdict:
    """Tell whether the person may sign the adopted text, for themselves or for an organisation."""
    return first_denial(
        lambda: is_adopted(text),
        lambda: is_open(text.component, "sign", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: may_speak_for(person, organisation),
        lambda: check(text.component.config.who_may_sign, person, at=at),
        lambda: ALLOWED if organisation is not None else _first_signature_of_identity(person, text),
    )


def _first_signature_of_identity(person: "Person | None", text: DraftText) -> Verdict:
    """Ask whether no other account of the same verified person signed, where verification is asked for."""
    if person is None or not asks_verification(text.component.config.who_may_sign):
        return ALLOWED
    known = _known(text)
    rows = TextSignature.objects.filter(text=text, organisation__isnull=True, withdrawn_at__isnull=True)
    others = rows.filter(person__in=accounts_of(person)).exclude(person=person)
    if not (others.exists() if known is None else known.signed_elsewhere):
        return ALLOWED
    return Denied("identity_signed", _("You already signed from another account of yours, and that one counts."))


def may_withdraw_signature(person: "Person | None", signature: TextSignature, *, at: datetime) -> Verdict:
    """Tell whether a signature may be taken back: while one can sign, by who gave it or speaks for the organisation."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: _is_theirs(person, signature),
        lambda: is_open(signature.text.component, "sign", at),
    )


def _is_theirs(person: "Person | None", signature: TextSignature) -> Verdict:
    if signature.organisation is not None:
        return may_speak_for(person, signature.organisation)
    if person is not None and signature.person_id == person.pk:
        return ALLOWED
    return Denied("not_yours", _("Only whoever signed can take the signature back."))
