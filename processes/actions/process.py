"""Acts on a process as a whole."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from participation.evaluations.actions import open_evaluation
from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.veda.actions import record_override
from processes import events, policies
from processes.actions.closing import publish_closing
from processes.actions.electoral import accepted, reached
from processes.actions.shared import assign, clean_texts, free_slug, keep_version, lock, require_reason, search_text
from processes.dates import keep_wall_clock, zone
from processes.models import Component, Participation, Process, ProcessState
from processes.review import electoral_periods, errors_of, review, warnings_of

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject, Territory

FIELDS = {
    "title",
    "summary",
    "description",
    "who_participates",
    "what_is_decided",
    "how_decided",
    "institution",
    "contact_name",
    "contact_email",
    "contact_phone",
    "territory",
    "mechanism",
    "promise",
    "time_zone",
    "lang",
    "image",
    "image_is_neutral",
    "translations",
}


@transaction.atomic
def create_process(
    *,
    by: "Person",
    at: datetime,
    title: str,
    summary: str = "",
    institution: "Institution | None" = None,
    territory: "Territory | None" = None,
    slug: str = "",
    template: str = "",
    is_sample: bool = False,
    **fields: Any,
) -> Process:
    """Begin a process as a draft that its officials alone see.

    ``fields`` are further fields of the process (``FIELDS``). Raises ActDenied or ValidationError.
    """
    policies.may_create_process(by, institution).enforce()
    given = _checked({**fields, "title": title, "summary": summary})
    if not given["title"]:
        raise ValidationError({"title": _("A process needs a title.")})
    wanted = slug or given["title"]
    slug = free_slug(
        wanted,
        taken=Process.objects.filter(
            slug__startswith=free_slug(wanted, taken=(), limit=80, fallback="proceso")
        ).values_list("slug", flat=True),
        limit=80,
        fallback="proceso",
    )
    process = Process(
        slug=slug,
        institution=institution,
        territory=territory,
        template=template[:40],
        is_sample=is_sample,
        created_by=by,
        created_at=at,
        **given,
    )
    process.subject = create_subject(
        kind="process",
        title=process.title,
        titles=process.in_other_languages("title"),
        summary=process.summary,
        path=f"/procesos/{slug}/",
        at=at,
        parent=institution.subject if institution else None,
        territory=territory,
        lang=process.lang,
        text=search_text(process),
    )
    process.save()
    record(events.CREATED, subject=process.subject, by=by, at=at, after={**given, "slug": slug} | _ids(process))
    return process


@transaction.atomic
def update_process(
    *, process: Process, by: "Person", at: datetime, accept_electoral: bool = False, **fields: Any
) -> Process:
    """Change what a process says of itself. Dates are changed by the acts on phases.

    A territory or time zone by which a public process newly runs into an electoral period must be accepted. Raises
    ActDenied; ValidationError where something the public relies on would be lost, or where the time zone would move
    dates after people took part.
    """
    policies.may_edit_process(by, process).enforce()
    lock(process)
    given = _checked(fields)
    if "title" in given and not given["title"]:
        raise ValidationError({"title": _("A process needs a title.")})
    picture = given.get("image")
    if picture is not None and (picture.subject_id != process.subject_id or picture.kind != "image"):
        raise ValidationError({"image": _("The image must be one of the process's own.")})
    old_zone, old_institution = process.time_zone, process.institution
    moves = not {"territory", "time_zone"}.isdisjoint(given)
    within = reached(process, at) if moves else []
    before, after = assign(process, given)
    if not after:
        return process
    if "institution" in after:
        policies.may_create_process(by, process.institution).enforce()
    if process.state != ProcessState.DRAFT:
        _still_complete(process, at)
    process.save()
    if "time_zone" in after:
        _move_phases(process, old_zone)
    periods = accepted(reached(process, at), accept_electoral, known=within) if moves else []
    update_subject(
        subject=process.subject,
        at=at,
        title=process.title,
        titles=process.in_other_languages("title"),
        summary=process.summary,
        text=search_text(process),
        territory=process.territory,
        lang=process.lang,
    )
    keep_version(process, by=by, at=at)
    if "institution" in after:
        _reparent(process.subject, process.institution.subject if process.institution else None, old_institution)
    record(
        events.UPDATED,
        subject=process.subject,
        by=by,
        at=at,
        before=before,
        after=after,
        changes=_phase_rows(process) if "time_zone" in after else (),
    )
    record_override(periods=periods, what="update_process", subject=process.subject, by=by, at=at)
    return process


@transaction.atomic
def publish_process(*, process: Process, by: "Person", at: datetime, accept_warnings: bool = False) -> Process:
    """Show a draft to everybody. From then on the clock opens and closes what its phases say.

    Errors of the review block; warnings must be accepted. Raises ActDenied or ValidationError (one text each).
    """
    lock(process)
    policies.may_publish_process(by, process).enforce()
    findings = review(process, at=at)
    blocking = errors_of(findings) or ([] if accept_warnings else warnings_of(findings))
    if blocking:
        raise ValidationError([finding.text for finding in blocking])
    process.state = ProcessState.PUBLISHED
    process.published_at = process.published_at or at
    process.save(update_fields=["state", "published_at"])
    _show(process, at, state="published")
    keep_version(process, by=by, at=at)
    record(
        events.PUBLISHED,
        subject=process.subject,
        by=by,
        at=at,
        before={"state": "draft"},
        after={"state": "published", "warnings": [str(finding.text) for finding in warnings_of(findings)]},
        changes=_rows(process),
    )
    note_electoral(process, "publish_process", by=by, at=at)
    return process


@transaction.atomic
def unpublish_process(*, process: Process, by: "Person", at: datetime, reason: str = "") -> Process:
    """Take a published process back to draft, only while nobody took part."""
    lock(process)
    policies.may_unpublish_process(by, process).enforce()
    process.state = ProcessState.DRAFT
    process.save(update_fields=["state"])
    _show(process, at, state="draft")
    record(
        events.UNPUBLISHED,
        subject=process.subject,
        by=by,
        at=at,
        before={"state": "published"},
        after={"state": "draft", "reason": reason[:500]},
        changes=_rows(process),
    )
    return process


@transaction.atomic
def close_process(
    *,
    process: Process,
    by: "Person",
    at: datetime,
    reason: str = "",
    outcome: dict[str, Any] | None = None,
) -> Process:
    """Close a process: it stays public and nothing in it is open. Before its last phase ended this needs a reason.

    ``outcome`` is what ``publish_closing`` takes, where it is said at once; else it is owed, and waits at the office.
    Who took part is asked how it was. Raises ActDenied or ValidationError.
    """
    lock(process)
    policies.may_close_process(by, process).enforce()
    running = any(phase.closes_at is None or phase.closes_at > at for phase in process.phases.all())
    text = require_reason(reason) if running and policies.took_part(process) else reason.strip()[:500]
    process.state = ProcessState.CLOSED
    process.closed_at = at
    process.save(update_fields=["state", "closed_at"])
    record(
        events.CLOSED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"reason": text},
        before={"state": "published"},
        after={"state": "closed"},
        changes=_rows(process),
    )
    if outcome is not None:
        publish_closing(process=process, by=by, at=at, **outcome)
    if policies.took_part(process):
        open_evaluation(about=process.subject, by=by, at=at)
    return process


@transaction.atomic
def reopen_process(
    *, process: Process, by: "Person", at: datetime, reason: str, accept_electoral: bool = False
) -> Process:
    """Open a closed process again, with a reason that is shown; what is open follows from its dates.

    An electoral period that it then runs into must be accepted. Raises ActDenied or ValidationError.
    """
    lock(process)
    policies.may_reopen_process(by, process).enforce()
    text = require_reason(reason)
    process.state = ProcessState.PUBLISHED
    process.closed_at = None
    periods = accepted(reached(process, at), accept_electoral)
    process.save(update_fields=["state", "closed_at"])
    record(
        events.REOPENED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"reason": text},
        before={"state": "closed"},
        after={"state": "published"},
        changes=_rows(process),
    )
    record_override(periods=periods, what="reopen_process", subject=process.subject, by=by, at=at)
    return process


def note_electoral(process: Process, what: str, *, by: "Person", at: datetime) -> None:
    """Write down the electoral periods in spite of which something was published or scheduled."""
    periods = [period for period, _titles in electoral_periods(process, at)]
    record_override(periods=periods, what=what, subject=process.subject, by=by, at=at)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"unknown fields of a process: {sorted(unknown)}")
    given = clean_texts(Process, fields)
    if "time_zone" in given:
        try:
            zone(given["time_zone"])
        except ValueError as error:
            raise ValidationError({"time_zone": _("This time zone is not known.")}) from error
    if given.get("promise") is not None and given["promise"] not in Participation.values:
        raise ValidationError({"promise": _("Choose one of the five levels.")})
    return given


def _ids(process: Process) -> dict[str, Any]:
    return {
        "institution": process.institution_id,
        "territory": process.territory_id,
        "mechanism": process.mechanism_id,
    }


def _still_complete(process: Process, at: datetime) -> None:
    """A public process must not lose what it needed to be published. Raises ValidationError."""
    wrong = [finding for finding in errors_of(review(process, at=at)) if finding.field]
    if wrong:
        raise ValidationError({finding.field: finding.text for finding in wrong})


def _move_phases(process: Process, old_zone: str) -> None:
    """Keep the local dates that officials typed when the time zone is corrected."""
    if policies.needs_reason(process):
        raise ValidationError(
            {
                "time_zone": _(
                    "People already took part: another time zone would move every date. Change the dates instead."
                )
            }
        )
    for phase in process.phases.all():
        phase.opens_at = keep_wall_clock(phase.opens_at, old_zone, process.time_zone)
        if phase.closes_at:
            phase.closes_at = keep_wall_clock(phase.closes_at, old_zone, process.time_zone)
        phase.save(update_fields=["opens_at", "closes_at"])


def _reparent(subject: "Subject", parent: "Subject | None", old: "Institution | None") -> None:
    """Hang a process, and all that lies below it, under another institution, so that roles follow."""
    ancestors = [*parent.ancestors, parent.pk] if parent else []
    cut = len(subject.ancestors)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE participation_subject SET ancestors = %s::bigint[] || ancestors[%s:] "
            "WHERE ancestors @> ARRAY[%s::bigint]",
            [ancestors, cut + 1, subject.pk],
        )
    subject.parent = parent
    subject.ancestors = ancestors
    subject.save(update_fields=["parent", "ancestors"])


def _show(process: Process, at: datetime, *, state: str) -> None:
    """Give the subjects of the process and of its components a state; what moderation hid stays hidden."""
    update_subject(subject=process.subject, at=at, state=state)
    for component in process.components.select_related("subject"):
        if component.subject.state != "hidden":
            update_subject(subject=component.subject, at=at, state=state)


def _phase_rows(process: Process) -> list[tuple[str, int]]:
    return [("phases", pk) for pk in process.phases.order_by("position").values_list("pk", flat=True)]


def _rows(process: Process) -> list[tuple[str, int]]:
    components = Component.objects.filter(process=process).order_by("position", "pk")
    return [*_phase_rows(process), *(("components", pk) for pk in components.values_list("pk", flat=True))]
