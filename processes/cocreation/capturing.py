"""What officers of collection points capture here: contributions."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

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


def _form(*args: object, **kwargs: object) -> "CaptureForm":
    from processes.cocreation.forms import ContributionCapture

    return ContributionCapture(*args, **kwargs)  # type: ignore[arg-type]


def write_contribution(given: Given) -> Captured:
    """Hand in a contribution for a person who is present, or for one who gives no name."""
    from processes.cocreation.actions.contributions import contribute, write_down_contribution

    facts = given.data["person"]
    who = attend(facts=facts, name=given.data.get("name", ""), by=given.by, at=given.at) if facts else None
    text, theme, place = given.data["text"], given.data.get("theme", ""), given.data.get("territory_of_it")
    if who is None:
        made = write_down_contribution(
            component=given.component,
            text=text,
            theme=theme,
            territory=place,
            by=given.by,
            at=given.at,
            channel=given.channel,
            act_id=given.act_id,
            is_sample=given.is_sample,
        )
    else:
        made = contribute(
            component=given.component,
            text=text,
            theme=theme,
            territory=place,
            by=who.person,
            captured_by=given.by,
            at=given.at,
            channel=given.channel,
            act_id=given.act_id,
            is_sample=given.is_sample,
        )
    keep_written_folio(subject=made.subject, code=given.folio, at=given.at)
    return Captured(made.subject, opened_account=bool(who and who.opened))


def _whose(row: "Capture") -> "QuerySet":
    from processes.models import Contribution

    return Contribution.objects.filter(subject=row.subject_id, author__isnull=False).values_list("author", flat=True)


def undo_contribution(row: "Capture", reason: str, by: "Person", at: "datetime") -> None:
    """Take back a contribution that was written down by mistake."""
    from processes.cocreation.actions.contributions import undo_captured_contribution
    from processes.models import Contribution

    undo_captured_contribution(
        contribution=Contribution.objects.get(subject=row.subject_id), reason=reason, by=by, at=at
    )


def register() -> None:
    """Called once when the apps are ready."""
    register_capture(
        CaptureKind(
            name="contribution",
            label=_("Hand in a contribution"),
            done=_("The contribution is handed in."),
            component_kind="contributions",
            act="contribute",
            channels=tuple(one.value for one in Channel if one.value in CAPTURED),
            form=_form,
            write=write_contribution,
            whose=_whose,
            undo=undo_contribution,
        )
    )
