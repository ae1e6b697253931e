"""Spreadsheets of the office: answers prepared outside come back as drafts; proposals on paper are typed in at once.

All or nothing, with row and column of everything that is wrong. A second time nothing happens twice: an answer is known
by the key of its proposal, a paper by its number in the call.
"""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from participation.imports.actions import remember_origin
from participation.imports.errors import Complaints, ImportRefused, RowError
from participation.imports.frame import Action, Plan, SourceFile, Step, digest
from participation.imports.models import OriginRef
from participation.imports.sheet import MAX_ROWS, Row, Sheet, read_sheet, unguard
from participation.models import Person, Territory
from participation.responses.actions import MAX_REASONS, draft_response
from participation.responses.models import DECISIONS
from participation.search.text import fold
from processes.models import Component
from proposals import policies, regrouping_policies
from proposals.actions.captured import capture_proposal
from proposals.content import Content, content, problems
from proposals.models import Proposal

# The columns of the export, by field: the first name is the one that is written.
ALIASES = {
    "id": ("id", "clave"),
    "verdict": ("verdict", "sentido", "veredicto"),
    "reasons": ("reasons", "razones"),
    "reference": ("reference", "oficio"),
    "signer": ("signer", "firma"),
    "cost": ("cost", "costo"),
    "number": ("number", "numero", "folio"),
    "title": ("title", "titulo"),
    "body": ("body", "texto", "propuesta"),
    "territory": ("territory", "lugar", "territorio"),
    "address": ("address", "direccion", "domicilio"),
    "tags": ("tags", "temas", "etiquetas"),
    "lang": ("lang", "idioma"),
}
ANSWERS = "proposals:answers"
PAPER = "proposals:paper"
MOST = 5_000
LONGEST_NUMBER = 60


def plan_answers(*, file: SourceFile, component: Component, by: Person, at: datetime) -> Plan:
    """Return what a file of answers would draft; nothing is published by it. Raises ImportRefused."""
    sheet, named, notices = _read(file, ["id", "verdict", "reasons"])
    rows = Proposal.objects.filter(component=component).select_related("subject__response", "component__subject")
    known = rows.in_bulk({int(key) for row in sheet if _is_key(key := _cell(row, named, "id"))})
    wrong, steps, seen = Complaints(file.name), [], {}
    words = _verdicts()
    for row in sheet:
        given = {name: _cell(row, named, name) for name in ("id", "verdict", "reasons", "reference", "signer", "cost")}
        if not given["verdict"] and not given["reasons"]:
            continue  # not filled in yet
        proposal = known.get(int(given["id"])) if _is_key(given["id"]) else None
        before = len(wrong.rows) + wrong.more
        if proposal is None:
            wrong.add(row.number, named["id"], _("There is no proposal with this key in the call."))
            continue
        if proposal.pk in seen:
            wrong.add(row.number, named["id"], _("It is the same as in row %(row)s.") % {"row": seen[proposal.pk]})
        seen.setdefault(proposal.pk, row.number)
        answer = _answer(row, given, named, words, wrong)
        verdict = policies.answerable(proposal)
        if not verdict:
            wrong.add(row.number, named["id"], verdict.message)
        response = getattr(proposal.subject, "response", None)
        if response is not None and response.published_at is not None and not _same(response, answer):
            wrong.add(
                row.number, named["id"], _("Its answer is published already. Correct it on its page, with a reason.")
            )
        if len(wrong.rows) + wrong.more > before:
            continue
        same = response is not None and _same(response, answer)
        drafted = response is not None and bool(response.verdict)
        fate: Action = "same" if same else "update" if drafted else "create"
        steps.append(Step(row.number, fate, proposal.title, _drafting(proposal, answer, by, at)))
    if not steps and not wrong:
        wrong.add(0, "", _("No row has a verdict and reasons yet."))
    wrong.refuse()
    return Plan(ANSWERS, file, steps, notices, may=_leads(component))


def _answer(
    row: Row, given: dict[str, str], named: dict[str, str], words: dict[str, str], wrong: Complaints
) -> dict[str, Any]:
    verdict = words.get(fold(given["verdict"]), "")
    if not verdict:
        text = _("Write one of these: %(words)s.") % {"words": ", ".join(str(label) for _value, label in DECISIONS)}
        wrong.add(row.number, named["verdict"], text)
    if not given["reasons"]:
        wrong.add(row.number, named["reasons"], _("Give the reasons: every answer needs them, also a yes."))
    for name, most in (("reasons", MAX_REASONS), ("reference", 80), ("signer", 150)):
        if len(given[name]) > most:
            wrong.add(row.number, named[name], _("Write %(n)s characters at most.") % {"n": most})
    return {
        "verdict": verdict,
        "reasons": given["reasons"],
        "reference": given["reference"],
        "signer": given["signer"],
        "cost_centavos": _centavos(row, given["cost"], named, wrong),
    }


def _centavos(row: Row, cell: str, named: dict[str, str], wrong: Complaints) -> int | None:
    if not cell:
        return None
    try:
        amount = Decimal(cell.replace("$", "").replace(",", "").strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= 10**13:
        wrong.add(row.number, named["cost"], _("Write the cost as a number, in pesos: 1500.50"))
        return None
    return int(amount * 100)


def _same(response: Any, answer: dict[str, Any]) -> bool:
    return all(getattr(response, name) == value for name, value in answer.items())


def _verdicts() -> dict[str, str]:
    from django.utils import translation

    found = {value: value for value, _label in DECISIONS}
    for language in ("es-mx", "en"):
        with translation.override(language):
            found |= {fold(str(label)): value for value, label in DECISIONS}
    return found


def _drafting(proposal: Proposal, answer: dict[str, Any], by: Person, at: datetime) -> Callable[[Any], Any]:
    return lambda batch: draft_response(subject=proposal.subject, by=by, at=at, **answer)


# --- Proposals on paper ---
def plan_paper(*, file: SourceFile, component: Component, channel: str, by: Person, at: datetime) -> Plan:
    """Return what a file of proposals on paper would publish in a call. Raises ImportRefused."""
    sheet, named, notices = _read(file, ["number", "title", "body"])
    host, entity = f"call-{component.pk}", "paper"
    refs = OriginRef.objects.filter(host=host, entity=entity).values_list("external_id", "digest")
    before, places = dict(refs), _places(sheet, named, component)
    wrong, steps, seen = Complaints(file.name), [], {}
    for row in sheet:
        number = _cell(row, named, "number")
        if not number or len(number) > LONGEST_NUMBER:
            wrong.add(row.number, named["number"], _("Each paper has a number of its own, of 60 characters at most."))
            continue
        if number in seen:
            wrong.add(row.number, named["number"], _("It is the same as in row %(row)s.") % {"row": seen[number]})
            continue
        seen[number] = row.number
        value = _content(row, named, places, component, wrong)
        if value is None:
            continue
        mark = digest([*value.fields().values()])
        if number in before:
            if before[number] != mark:
                text = _("This paper was typed in before with other words. What is published is not changed by a file.")
                wrong.add(row.number, named["number"], text)
            steps.append(Step(row.number, "same", value.title))
            continue
        steps.append(
            Step(row.number, "create", value.title, _capturing(number, value, mark, component, channel, by, at))
        )
    if not steps and not wrong:
        wrong.add(0, "", _("The file has a header and no rows."))
    wrong.refuse()
    return Plan(PAPER, file, steps, notices, may=_leads(component))


def _capturing(  # noqa: PLR0917 (one value for each thing that the step needs)
    number: str, value: Content, mark: str, component: Component, channel: str, by: Person, at: datetime
) -> Callable[[Any], Any]:
    def run(batch: Any) -> None:
        made = capture_proposal(component=component, content=value, by=by, at=at, channel=channel)
        remember_origin(
            subject=made.subject,
            batch=batch,
            host=f"call-{component.pk}",
            entity="paper",
            external_id=number,
            digest=mark,
        )

    return run


def _content(
    row: Row, named: dict[str, str], places: dict[str, Territory], component: Component, wrong: Complaints
) -> Content | None:
    cell = {name: _cell(row, named, name) for name in ("title", "body", "territory", "address", "tags", "lang")}
    place = places.get(fold(cell["territory"])) if cell["territory"] else None
    complaints = len(wrong.rows) + wrong.more
    if cell["territory"] and place is None:
        wrong.add(row.number, named["territory"], _("We do not know this place, or there are several of this name."))
    value = content(
        title=cell["title"],
        body=cell["body"],
        territory=place,
        address=cell["address"],
        tags=[tag for tag in cell["tags"].split(",") if tag.strip()],
        lang=(cell["lang"] or "es")[:8],
    )
    for name, messages in problems(value, component).items():
        for message in messages:
            wrong.add(row.number, named.get(name, name), message)
    return value if len(wrong.rows) + wrong.more == complaints else None


def _places(sheet: Sheet, named: dict[str, str], component: Component) -> dict[str, Territory]:
    """Return the places that the file names, by their folded name, without those that two have."""
    wanted = {fold(name) for row in sheet if (name := _cell(row, named, "territory"))}
    if not wanted:
        return {}
    rows: Any = Territory.objects.filter(is_active=True).defer("outline")
    root = component.process.territory_id
    found: dict[str, list[Territory]] = {}
    for place in rows.within(root) if root else rows:
        if fold(place.name) in wanted:
            found.setdefault(fold(place.name), []).append(place)
    return {name: places[0] for name, places in found.items() if len(places) == 1}


# --- Shared ---
def _read(file: SourceFile, required: list[str]) -> tuple[Sheet, dict[str, str], list[str]]:
    sheet = _json_sheet(file) if file.data.lstrip()[:1] in {b"[", b"{"} else read_sheet(file.data)
    named = {name: name for name in ALIASES}
    found = {fold(column): column for column in sheet.columns}
    for name, aliases in ALIASES.items():
        named[name] = next((found[alias] for alias in aliases if alias in found), name)
    lacking = [ALIASES[name][0] for name in required if named[name] not in sheet.columns]
    if lacking:
        raise ImportRefused([RowError(1, name, _("The column is missing."), file.name) for name in lacking])
    if len(sheet.rows) > MOST:
        raise ImportRefused([RowError(0, "", _("There are more than %(n)s rows.") % {"n": MOST}, file.name)])
    return sheet, named, list(sheet.notices)


def _json_sheet(file: SourceFile) -> Sheet:
    """Return the rows of a JSON file: a list of objects with plain values."""
    wrong = _("The file is not a list of objects (JSON).")
    try:
        given = json.loads(file.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ImportRefused([RowError(0, "", wrong, file.name)]) from error
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given) or len(given) > MAX_ROWS:
        raise ImportRefused([RowError(0, "", wrong, file.name)])
    columns = tuple(dict.fromkeys(str(name) for each in given for name in each))
    rows = [Row(n, {str(name): _plain(value) for name, value in each.items()}) for n, each in enumerate(given, 2)]
    return Sheet(columns, rows, "", "utf-8")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value).replace("\x00", "")


def _cell(row: Row, named: dict[str, str], name: str) -> str:
    return unguard(row[named[name]]).strip()


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _leads(component: Component) -> Callable[[Any], Any]:
    return lambda person: regrouping_policies.may_regroup(person, component)
