"""The proposals of a call with their answers, as officials take them away to prepare answers in a spreadsheet."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import Denied, Verdict
from participation.exports.registry import ExportKind
from proposals import regrouping_policies
from proposals.querysets import SHOWN

if TYPE_CHECKING:
    from participation.exports.archive import Archive
    from participation.models import Person

CHUNK = 500
COLUMNS = (
    "id", "title", "body", "author", "state", "supports", "comments", "territory", "address", "tags", "channel",
    "published_at", "url", "due_on", "institution", "published", "verdict", "reasons", "reference", "signer", "cost",
)  # fmt: skip
GUIDE = _(
    "Fill in the columns verdict and reasons (and reference, signer and cost in pesos, if there are any) and bring the "
    "file back at the desk of proposals: the answers become drafts, which you publish after reading them once more. "
    "Rows without verdict and reasons are left as they are. The other columns are only for reading."
)


def rows_of(person: "Person", params: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the proposals of the calls that the official leads, or of one of them, with drafts of answers."""
    from proposals.models import Proposal

    rows: Any = Proposal.objects.within(person, roles.STEWARDS)
    rows = rows.filter(state__in=SHOWN, subject__state="published")
    if params.get("call"):
        rows = rows.filter(component=params["call"])
    rows = rows.select_related(
        "subject__counts", "subject__response__institution", "counts", "author", "organisation", "territory"
    )
    for row in rows.defer("subject__search", "territory__outline").order_by("pk").iterator(CHUNK):
        yield {**_told(row), **_answer(getattr(row.subject, "response", None))}


def _told(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "body": row.body,
        "author": row.signed_name,
        "state": row.state,
        "supports": row.counts.supports,
        "comments": row.subject.counts.comments,
        "territory": row.territory.name if row.territory else "",
        "address": row.address,
        "tags": ", ".join(row.tags),
        "channel": row.channel,
        "published_at": row.published_at.isoformat() if row.published_at else "",
        "url": row.subject.path,
    }


def _answer(response: Any) -> dict[str, Any]:
    if response is None:
        return {}
    return {
        "due_on": response.due_on.isoformat() if response.due_on else "",
        "institution": response.institution.name if response.institution else "",
        "published": "yes" if response.published_at else "",
        "verdict": response.verdict,
        "reasons": response.reasons,
        "reference": response.reference,
        "signer": response.signer,
        "cost": "" if response.cost_centavos is None else f"{response.cost_centavos / 100:.2f}",
    }


def _may(person: "Person | None", params: dict[str, Any], at: datetime) -> Verdict:
    from processes.models import Component

    leads = regrouping_policies.leads_any(person)
    if not leads or not params.get("call"):
        return leads
    call = Component.objects.filter(pk=params["call"], kind="proposals").select_related("subject").first()
    if call is None:
        return Denied("unknown_call", _("There is no such call."))
    return regrouping_policies.may_regroup(person, call)


def _write(archive: "Archive", person: "Person", params: dict[str, Any], at: datetime) -> None:
    archive.add_table("proposals", COLUMNS, rows_of(person, params))
    archive.add_workbook("proposals", COLUMNS, rows_of(person, params))
    archive.add_text("read-me", str(GUIDE))


PROPOSALS = ExportKind(
    name="proposals",
    label=_("Proposals with their answers"),
    hint=_("Of the calls that you lead: to prepare answers in a spreadsheet and bring them back as drafts."),
    may=_may,
    write=_write,
    official=True,
)
