"""Acts on co-creation tables: what they work on, their options, the sheets of those present, the result.

Every act holds the table's row, so that nobody changes an option that somebody is ranking.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.models import SubjectState
from participation.origins.actions import erase_link, write_link
from participation.origins.models import LinkKind
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy
from processes.cocreation import events
from processes.cocreation.content import one_line
from processes.cocreation.tables import policies
from processes.cocreation.tables.ranking import ranked
from processes.models import ProblemTree, RankingSheet, Solution, Table, TableState

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Encounter

LONGEST_TITLE, LONGEST_TEXT = 200, 4000


def trees_for(encounter: "Encounter") -> Any:
    """Return the trees that a table can work on: the published ones of its process."""
    rows = ProblemTree.objects.public().filter(component__process=encounter.component.process_id)
    return rows.order_by("problem", "pk")


@transaction.atomic
def set_table(*, encounter: "Encounter", tree: ProblemTree, by: "Person", at: datetime) -> Table:
    """Say from which problem tree a table works; another one can be chosen while it has no options."""
    policies.may_work_on(by, encounter).enforce()
    if not trees_for(encounter).filter(pk=tree.pk).exists():
        raise ValidationError({"tree": _("Choose a published tree of this process.")})
    given = {"tree": tree, "created_by": by, "created_at": at, "is_sample": encounter.is_sample}
    table, new = Table.objects.get_or_create(encounter=encounter, defaults=given)
    if not new:
        table = _locked(table)
        if table.tree_id == tree.pk:
            return table
        if table.solutions.filter(removed_at=None).exists():
            Denied("has_options", _("It has options already, which come from this tree.")).enforce()
        table.tree = tree
        table.save(update_fields=["tree"])
    _record(table, "set", by, at)
    return table


@transaction.atomic
def add_solution(*, table: Table, title: str, by: "Person", at: datetime, text: str = "") -> Solution:
    """Write down an option. Nobody else sees it until the table ranks them."""
    row = _locked(table)
    policies.may_write_options(by, row).enforce()
    if row.solutions.filter(removed_at=None).count() >= policies.MOST:
        raise ValidationError(
            {"title": _("At most %(n)s options: put together those that are alike.") % {"n": policies.MOST}}
        )
    words = _words(title, text)
    last = row.solutions.aggregate(last=Max("number"))["last"] or 0
    subject = create_subject(
        kind="solution", title=words["title"], path="", at=at, parent=row.encounter.subject,
        territory=row.encounter.subject.territory, lang=row.encounter.lang, text=words["text"],
    )  # fmt: skip
    made = Solution.objects.create(
        subject=subject, table=row, number=last + 1, created_by=by, created_at=at, is_sample=row.is_sample, **words
    )
    update_subject(subject=subject, at=at, path=f"/opciones-de-solucion/{made.pk}/")
    _record(row, "option_added", by, at)
    return made


@transaction.atomic
def change_solution(*, solution: Solution, title: str, by: "Person", at: datetime, text: str = "") -> Solution:
    """Say an option in other words."""
    row, found = _locked_solution(solution, by)
    words = _words(title, text)
    found.title, found.text = words["title"], words["text"]
    found.save(update_fields=["title", "text"])
    update_subject(subject=found.subject, at=at, title=found.title, text=found.text)
    _record(row, "option_changed", by, at)
    return found


@transaction.atomic
def remove_solution(*, solution: Solution, by: "Person", at: datetime) -> None:
    """Take an option away that nobody has ranked."""
    row, found = _locked_solution(solution, by)
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    update_subject(subject=found.subject, at=at, state=SubjectState.WITHDRAWN)
    _record(row, "option_removed", by, at)


@transaction.atomic
def open_ranking(*, table: Table, by: "Person", at: datetime) -> Table:
    """Publish the options as they stand, each with its origin in the tree, and begin to rank them."""
    row = _locked(table)
    policies.may_open_ranking(by, row, at=at).enforce()
    row.state = TableState.RANKING
    row.save(update_fields=["state"])
    options = _options(row)
    for option in options:
        update_subject(subject=option.subject, at=at, state=SubjectState.PUBLISHED)
        write_link(
            source=row.tree.subject, outcome=option.subject, kind=LinkKind.INSPIRED, explanation="", by=by, at=at
        )
    _tell(events.OPTIONS_PUBLISHED, row, options, by, at)
    return row


@transaction.atomic
def reopen_options(*, table: Table, by: "Person", at: datetime) -> Table:
    """Write the options again, while no sheet was entered: until then nobody else sees them."""
    row = _locked(table)
    policies.may_reopen_options(by, row).enforce()
    row.state = TableState.PREPARING
    row.save(update_fields=["state"])
    options = _options(row)
    for option in options:
        update_subject(subject=option.subject, at=at, state=SubjectState.DRAFT)
        erase_link(source=row.tree.subject, outcome=option.subject, kind=LinkKind.INSPIRED)
    _tell(events.OPTIONS_REOPENED, row, options, by, at)
    return row


@transaction.atomic
def enter_sheet(
    *, table: Table, order: Sequence[int], by: "Person", at: datetime, act_id: uuid.UUID | None = None
) -> RankingSheet:
    """Enter what one of those present put first, second, …: keys of options. The same form again changes nothing.

    Raises ActDenied where there is a sheet of everybody present, and ValidationError for a strange order.
    """
    row = _locked(table)
    known = row.sheets.filter(act_id=act_id).first() if act_id is not None else None
    if known is not None:
        return known
    policies.may_enter_sheet(by, row).enforce()
    options = set(row.solutions.filter(removed_at=None).values_list("pk", flat=True))
    if not order or len(set(order)) != len(order) or not set(order) <= options:
        raise ValidationError(_("Give each option a place of its own: 1 for the first, 2 for the second…"))
    last = row.sheets.aggregate(last=Max("number"))["last"] or 0
    more = {} if act_id is None else {"act_id": act_id}
    made = RankingSheet.objects.create(
        table=row, number=last + 1, order=list(order), entered_by=by, entered_at=at, **more
    )
    _record(row, "sheet_entered", by, at, sheet=made.number)
    return made


@transaction.atomic
def remove_sheet(*, sheet: RankingSheet, by: "Person", at: datetime) -> None:
    """Take out a sheet that was entered wrongly, to enter it anew. Again changes nothing."""
    row = _locked(sheet.table)
    policies.may_change_sheets(by, row).enforce()
    gone, _rows = RankingSheet.objects.filter(pk=sheet.pk, table=row).delete()
    if gone:
        _record(row, "sheet_removed", by, at, sheet=sheet.number, order=sheet.order)


@transaction.atomic
def publish_result(*, table: Table, by: "Person", at: datetime) -> Table:
    """Count the sheets and publish the result with its counts; whoever registered and whoever follows is told."""
    row = _locked(table)
    policies.may_publish_result(by, row).enforce()
    options = {option.pk: option for option in _options(row)}
    for each in ranked(list(options), list(row.sheets.order_by("number").values_list("order", flat=True))):
        option = options[each.key]
        option.points, option.place, option.places = each.points, each.place, each.places
    Solution.objects.bulk_update(options.values(), ["points", "place", "places"])
    row.state, row.present, row.decided_at = TableState.DECIDED, policies.present_at(row.encounter), at
    row.save(update_fields=["state", "present", "decided_at"])
    _tell(events.RESULT_PUBLISHED, row, list(options.values()), by, at, sheets=row.sheets.count())
    return row


@transaction.atomic
def take_back_result(*, table: Table, reason: str, by: "Person", at: datetime) -> Table:
    """Take a published result back to correct its sheets, with a reason that everybody who was told of it reads."""
    row = _locked(table)
    policies.may_take_back_result(by, row).enforce()
    why = one_line("reason", reason, 300, _("Say why: whoever was told of the result is told this."))
    options = _options(row)
    for option in options:
        option.points, option.place, option.places = None, None, []
    Solution.objects.bulk_update(options, ["points", "place", "places"])
    row.state, row.present, row.decided_at = TableState.RANKING, None, None
    row.save(update_fields=["state", "present", "decided_at"])
    _tell(events.RESULT_TAKEN_BACK, row, options, by, at, reason=why)
    return row


def _locked(table: Table) -> Table:
    rows = Table.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related(
        "tree__subject", "encounter__subject__territory", "encounter__component__process"
    ).get(pk=table.pk)  # fmt: skip


def _locked_solution(solution: Solution, by: "Person") -> tuple[Table, Solution]:
    row = _locked(solution.table)
    policies.may_write_options(by, row).enforce()
    found = Solution.objects.select_related("subject").filter(pk=solution.pk, removed_at=None).first()
    if found is None:
        raise ValidationError({"title": _("Somebody took it away meanwhile.")})
    return row, found


def _options(table: Table) -> list[Solution]:
    return list(table.solutions.filter(removed_at=None).select_related("subject").order_by("number"))


def _words(title: str, text: str) -> dict[str, str]:
    body = tidy(text).strip()
    if len(body) > LONGEST_TEXT:
        raise ValidationError({"text": _("At most %(limit)s characters.") % {"limit": LONGEST_TEXT}})
    return {"title": one_line("title", title, LONGEST_TITLE, _("Say it in one sentence.")), "text": body}


def _record(table: Table, what: str, by: "Person", at: datetime, **more: Any) -> None:
    payload = {"table": table.pk, "what": what, **more}
    record(events.TABLE_WORKED_ON, subject=table.encounter.subject, by=by, at=at, payload=payload)


def _tell(name: str, table: Table, options: list[Solution], by: "Person", at: datetime, **more: Any) -> None:
    record(
        name, subject=table.encounter.subject, by=by, at=at, payload={"table": table.pk, **more},
        changes=[("solutions", option.pk) for option in options],
    )  # fmt: skip
