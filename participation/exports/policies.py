"""Who may ask for an export, and who may fetch it: only whoever asked, while they still may."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access.roles import may_be_signed_in
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict
from participation.exports.registry import ExportKind, get_export

if TYPE_CHECKING:
    from participation.models import ExportJob, Person

DAILY = 10


def may_request_export(
    person: "Person | None", kind: ExportKind | None, params: dict[str, Any], *, at: datetime
) -> Verdict:
    """Tell whether somebody may ask for an export: the kind says who; nobody more than ten in a day."""
    from participation.models import ExportJob

    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    if kind is None:
        return Denied("unknown_export", _("There is no such export."))
    may = kind.may(person, params, at)
    if not may:
        return may
    if ExportJob.objects.filter(person=person, requested_at__gt=at - timedelta(days=1)).count() >= DAILY:
        return Denied("too_many_exports", _("You asked for ten files within a day. Ask again tomorrow."))
    return ALLOWED


def may_download(person: "Person | None", job: "ExportJob", *, at: datetime) -> Verdict:
    """Tell whether somebody may fetch the file now."""
    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    assert person is not None
    if job.person_id != person.pk:
        return Denied("not_yours", _("This file belongs to somebody else."))
    kind = get_export(job.kind)
    if kind is None or not job.is_open(at):
        return Denied(
            "export_gone",
            _("This file is no longer kept. Ask for it again; it takes a moment."),
            Remedy(_("My account"), "/cuenta/"),
        )
    return kind.may(person, job.params, at)
