"""Acts on proposed changes: proposed, taken back, accepted into a new version, not accepted with a reason."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.contribution import Channel
from participation.events.record import record
from participation.folios.actions import give_folio
from participation.models import Person, SubjectCount, SubjectState
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from proposals.actions.common import lock_person, locked, write_content
from proposals.amendments import policies
from proposals.amendments.passages import find, paragraphs, replaced
from proposals.content import content_of, problems, version_data
from proposals.models import Amendment, AmendmentState

if TYPE_CHECKING:
    from proposals.models import Proposal

TITLE_LEAST, TITLE_MOST = 5, 100
REASON_LEAST, REASON_MOST = 10, 1_000


@transaction.atomic
def propose_amendment(
    *,
    proposal: "Proposal",
    position: int,
    passage: str,
    title: str,
    wording: str,
    reason: str,
    by: Person,
    at: datetime,
    lang: str = "es",
    channel: str = Channel.WEB,
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Amendment:
    """Propose other words for one paragraph; without words, that it goes. The same ``act_id`` again changes nothing.

    ``passage`` is the paragraph as its proposer read it. Raises ValidationError, field by field, where it changed
    meanwhile or where the whole text would break the rules of its call.
    """
    lock_person(by)
    if act_id is not None and (same := Amendment.objects.filter(author=by, act_id=act_id).first()):
        return same
    policies.may_amend(by, proposal, at=at).enforce()
    fields = _checked(proposal, position, passage=passage, title=title, wording=wording, reason=reason)
    subject = create_subject(
        kind="amendment",
        title=fields["title"],
        summary=fields["reason"][:220],
        path="",
        at=at,
        parent=proposal.subject,
        lang=lang,
        territory=proposal.territory,
        text=f"{fields['wording']}\n{fields['reason']}",
    )
    made = Amendment(subject=subject, proposal=proposal, author=by, lang=lang, at=at, channel=channel, **fields)
    made.act_id, made.is_sample = act_id or made.act_id, is_sample
    made.save()
    update_subject(subject=subject, at=at, path=f"/cambios-propuestos/{made.pk}/", state=SubjectState.PUBLISHED)
    give_folio(subject=subject, at=at)
    _record("proposed", made, by, at)
    return made


def _checked(proposal: "Proposal", position: int, **given: str) -> dict[str, Any]:
    values: dict[str, Any] = {name: tidy(text) for name, text in given.items()}
    values["title"] = " ".join(values["title"].split())
    values["wording"] = "\n\n".join(paragraphs(values["wording"]))
    errors: dict[str, list[str]] = {}
    place = find(proposal.body, values["passage"], position)
    if place is None:
        changed = _("This part of the text changed while you wrote. Choose it again to see it as it is now.")
        errors["passage"] = [changed]
    elif values["wording"] == values["passage"]:
        errors["wording"] = [_("This is the text as it is. Write it as you would have it.")]
    else:
        whole = replace(content_of(proposal), body=replaced(proposal.body, place, values["wording"]))
        if found := problems(whole, proposal.component).get("body"):
            errors["wording"] = [_("With this change the whole proposal would not fit the call:"), *found]
    for name, least, most in (("title", TITLE_LEAST, TITLE_MOST), ("reason", REASON_LEAST, REASON_MOST)):
        if not least <= len(values[name]) <= most:
            errors[name] = [_("Write between %(least)s and %(most)s characters.") % {"least": least, "most": most}]
    if errors:
        raise ValidationError(errors)
    return {**values, "position": place}


@transaction.atomic
def accept_amendment(*, amendment: Amendment, by: Person, at: datetime) -> Amendment:
    """Take a change into the text as a new version, which names who proposed it. Accepting again changes nothing.

    The proposal is held: of two changes to one passage that are accepted at once, the second one does not fit any more.
    """
    proposal = locked(amendment.proposal)
    amendment = _locked(amendment, proposal)
    if amendment.state == AmendmentState.ACCEPTED:
        return amendment
    policies.may_accept(by, amendment, at=at).enforce()
    place = find(proposal.body, amendment.passage, amendment.position)
    assert place is not None  # the policy asked
    before, now = version_data(proposal), content_of(proposal)
    value = replace(now, body=replaced(proposal.body, place, amendment.wording))
    if found := problems(value, proposal.component).get("body"):
        raise ValidationError({"wording": found})
    proposal.edited_at = at
    write_content(proposal, value, at)
    version = add_version(
        subject=proposal.subject,
        data=version_data(proposal),
        by=amendment.author,
        at=at,
        reason=amendment.title,
    )
    _decide(amendment, AmendmentState.ACCEPTED, by, at, version=version)
    _record(
        "accepted",
        amendment,
        by,
        at,
        changes=[("proposals", proposal.pk)],
        before=before,
        after=version_data(proposal),
    )
    return amendment


@transaction.atomic
def decline_amendment(*, amendment: Amendment, reason: str, by: Person, at: datetime) -> Amendment:
    """Say no to a change, with a reason that everybody reads. Raises ValidationError without one."""
    amendment = _locked(amendment, locked(amendment.proposal))
    policies.may_decline(by, amendment, at=at).enforce()
    words = tidy(reason)
    if not REASON_LEAST <= len(words) <= REASON_MOST:
        most = {"least": REASON_LEAST, "most": REASON_MOST}
        raise ValidationError({"reason": [_("Write between %(least)s and %(most)s characters.") % most]})
    _decide(amendment, AmendmentState.DECLINED, by, at, answer=words)
    _record("declined", amendment, by, at)
    return amendment


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, by: Person, at: datetime) -> Amendment:
    """Take one's own proposed change back; its page goes. Again changes nothing."""
    amendment = _locked(amendment, locked(amendment.proposal))
    if amendment.state == AmendmentState.WITHDRAWN and amendment.author_id == by.pk:
        return amendment
    policies.may_withdraw(by, amendment).enforce()
    _decide(amendment, AmendmentState.WITHDRAWN, by, at)
    update_subject(subject=amendment.subject, at=at, state=SubjectState.WITHDRAWN)
    _record("withdrawn", amendment, by, at)
    return amendment


def _locked(amendment: Amendment, proposal: "Proposal") -> Amendment:
    """Return it as it is now, held until the commit with its counter: nobody joins what is decided in this moment."""
    rows = Amendment.objects.select_for_update(no_key=True, of=("self",)).select_related("subject", "author")
    found = rows.get(pk=amendment.pk)
    SubjectCount.objects.select_for_update().get(pk=found.subject_id)
    found.proposal = proposal
    return found


def _decide(amendment: Amendment, state: str, by: Person, at: datetime, **more: Any) -> None:
    amendment.state, amendment.decided_at, amendment.decided_by = state, at, by
    for name, value in more.items():
        setattr(amendment, name, value)
    amendment.save()  # writes: inside the acts above


def _record(what: str, amendment: Amendment, by: Person, at: datetime, **more: Any) -> None:
    payload = {"amendment": amendment.pk, "proposal": amendment.proposal_id}
    record(f"proposals.amendment.{what}", subject=amendment.subject, by=by, at=at, payload=payload, **more)
