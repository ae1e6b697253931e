"""What can be captured at collection points of this floor: proposals and supports."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.contribution import CAPTURED, Channel
from participation.folios.actions import keep_written_folio
from processes.points.people import attend
from processes.points.registry import Captured, CaptureKind, Given, register_capture

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from participation.models import Person
    from processes.models import Capture
    from processes.points.forms import CaptureForm

PRESENT = (Channel.COUNTER.value, Channel.PAPER.value)
ONE_VOICE = Denied("supports_already", _("This person supports this proposal already. Each person counts once."))


def _proposal_form(*args: object, **kwargs: object) -> "CaptureForm":
    from proposals.capture_forms import ProposalCapture

    return ProposalCapture(*args, **kwargs)  # type: ignore[arg-type]


def _support_form(*args: object, **kwargs: object) -> "CaptureForm":
    from proposals.capture_forms import SupportCapture

    return SupportCapture(*args, **kwargs)  # type: ignore[arg-type]


def write_proposal(given: Given) -> Captured:
    """Hand in a proposal for a person who is present, or for one who gives no name."""
    from proposals.actions.captured import capture_proposal
    from proposals.actions.draft import submit_proposal

    content, facts = given.data["content"], given.data["person"]
    same: dict[str, Any] = {
        "component": given.component,
        "at": given.at,
        "channel": given.channel,
        "is_sample": given.is_sample,
    }
    if facts is None:
        made = capture_proposal(**same, content=content, by=given.by)
        keep_written_folio(subject=made.subject, code=given.folio, at=given.at)
        return Captured(made.subject)
    who = attend(facts=facts, name=given.data.get("name", ""), by=given.by, at=given.at)
    made = submit_proposal(
        **same,
        title=content.title,
        body=content.body,
        territory=content.territory,
        address=content.address,
        lang=content.lang,
        by=who.person,
        captured_by=given.by,
        act_id=given.act_id,
    )
    keep_written_folio(subject=made.subject, code=given.folio, at=given.at)
    return Captured(made.subject, opened_account=who.opened)


def write_support(given: Given) -> Captured:
    """Support a proposal for a person who is present; whoever supports it already is refused in plain words."""
    from proposals.actions.common import lock_person
    from proposals.actions.support import support_proposal
    from proposals.standing import standing_of

    proposal = given.data["proposal"]
    who = attend(facts=given.data["person"], name=given.data.get("name", ""), by=given.by, at=given.at)
    lock_person(who.person)
    standing = standing_of(who.person, proposal.component, proposal)
    if standing.supports or standing.elsewhere:
        ONE_VOICE.enforce()
    support_proposal(proposal=proposal, by=who.person, at=given.at, channel=given.channel, captured_by=given.by)
    return Captured(proposal.subject, opened_account=who.opened)


def _author(row: "Capture") -> "QuerySet":
    from proposals.models import Proposal

    return Proposal.objects.filter(subject=row.subject_id).values_list("author", flat=True)


def _supporter(row: "Capture") -> "QuerySet":
    from proposals.models import Support

    given = Support.objects.filter(proposal__subject=row.subject_id, captured_by=row.by_id, at=row.captured_at)
    return given.values_list("person", flat=True)


def undo_proposal(row: "Capture", reason: str, by: "Person", at: "datetime") -> None:
    """Take back a proposal that was written down by mistake."""
    from proposals.actions.captured import undo_captured_proposal
    from proposals.models import Proposal

    undo_captured_proposal(proposal=Proposal.objects.get(subject=row.subject_id), reason=reason, by=by, at=at)


def undo_support(row: "Capture", reason: str, by: "Person", at: "datetime") -> None:
    """Take back a support that was noted by mistake."""
    from proposals.actions.support import undo_captured_support
    from proposals.models import Proposal

    rows = Proposal.objects.select_related("subject", "component__process__subject", "component__subject", "counts")
    given = rows.get(subject=row.subject_id)
    undo_captured_support(proposal=given, captured_by=row.by, captured_at=row.captured_at, reason=reason, by=by, at=at)


def register() -> None:
    """Called once when the apps are ready."""
    register_capture(
        CaptureKind(
            name="support",
            label=_("Support a proposal"),
            done=_("The support is noted."),
            component_kind="proposals",
            act="support",
            channels=PRESENT,
            form=_support_form,
            write=write_support,
            whose=_supporter,
            undo=undo_support,
            gives_folio=False,
        ),
        CaptureKind(
            name="proposal",
            label=_("Make a proposal"),
            done=_("The proposal is handed in."),
            component_kind="proposals",
            act="propose",
            channels=tuple(one.value for one in Channel if one.value in CAPTURED),
            form=_proposal_form,
            write=write_proposal,
            whose=_author,
            undo=undo_proposal,
        ),
    )
