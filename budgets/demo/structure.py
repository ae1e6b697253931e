"""The two budgets of the demonstration with their projects and the study of each.

The open one has Tlajomulco's shape: ten works that the government costed, up to four of them on a ballot for each
property-tax account. In the closed one young people entered projects, which were studied, and shared the money equally.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import override
from shapely.geometry import shape

from budgets.evaluation.actions import (
    answer_clarification,
    ask_clarification,
    assign_study,
    finish_study,
    record_finding,
)
from budgets.models import Aspect, Budget, Contest, Project
from budgets.projects.actions import add_project, set_exclusive_group, submit_project
from budgets.projects.content import ProjectContent
from budgets.structure.actions import add_contest, create_budget
from budgets.structure.shapes import shape_of
from participation.comments.actions import comment_on
from participation.follows.actions import follow
from participation.groups.actions import create_group, import_group, join_group
from participation.groups.importer import read_list
from participation.imports.frame import SourceFile
from participation.models import Person, PersonGroup
from processes.actions import create_from_template, publish_process, update_component
from processes.models import Component, Process
from proposals.demo.calls import contact, translate
from proposals.demo.places import DATA
from proposals.demo.voices import Voices

OPEN_STARTED, CLOSED_STARTED = 50, 190  # days ago
VOTE_OPENS = 5  # days ago: the works stood fifteen days in view, were costed in thirty
AFTER_STUDY, ENTERED = 140, 175  # days ago, of the closed one
OPEN_MONEY, CLOSED_MONEY = 12_000_000, 3_000_000
PESOS = 100
AUTHORITY = "el Tribunal Electoral del Estado (muestra), dentro de los cuatro días después de cada decisión"
AUTHORITY_EN = "the Electoral Court of the State (sample), within four days of each decision"
CATEGORIES = [
    {"key": "calles", "title": "Calles y banquetas", "translations": {"en": {"title": "Streets and pavements"}}},
    {"key": "agua", "title": "Agua", "translations": {"en": {"title": "Water"}}},
    {"key": "espacios", "title": "Espacios públicos", "translations": {"en": {"title": "Public spaces"}}},
    {"key": "deporte", "title": "Deporte", "translations": {"en": {"title": "Sport"}}},
    {"key": "cultura", "title": "Cultura", "translations": {"en": {"title": "Culture"}}},
    {"key": "escuela", "title": "Escuela y trabajo", "translations": {"en": {"title": "School and work"}}},
]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A budget that is ready for its vote, with its only contest."""

    budget: Budget
    contest: Contest
    said: list[dict[str, Any]]

    @property
    def component(self) -> Component:
        """Return its activity with its clock."""
        return Component.objects.with_clock().get(pk=self.budget.component_id)


def read(name: str) -> list[dict[str, Any]]:
    """Return the sample projects of one of the two."""
    text = (DATA / "demo" / "presupuesto.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)[name]  # type: ignore[no-any-return]


def prepare_open(voices: Voices) -> Prepared:
    """Make the open one: ten works with their cost, for a list of property-tax accounts; its vote opened days ago."""
    context, at = voices.context, voices.context.moment(OPEN_STARTED + 3)
    year = context.today.year
    accounts = _accounts(voices, at)
    process = _process(
        voices, at, "presupuesto_predial", OPEN_STARTED, "tu-predial-decide",
        (f"Tu predial decide {year}", f"Your property tax decides {year}"),
    )  # fmt: skip
    settings = {"who_may_vote": [{"kind": "group", "group": accounts.pk}]}
    prepared = _budget(voices, process, at, "open", OPEN_MONEY, settings)
    rows = [
        add_project(
            contest=prepared.contest, content=_content(voices, said), cost=said["cost"] * PESOS,
            reasons="El municipio revisó el terreno, los permisos y el presupuesto de la obra.",
            by=context.by, at=at + timedelta(hours=1), institution=context.offices["movilidad"], is_sample=True,
        )
        for said in prepared.said
    ]  # fmt: skip
    _exclude(prepared.said, rows, context.by, at + timedelta(hours=2))
    publish_process(process=process, by=context.by, at=at + timedelta(hours=3), accept_warnings=True)
    _talk(voices, rows, context.moment(OPEN_STARTED - 4))
    return prepared


def prepare_closed(voices: Voices) -> Prepared:
    """Make the closed one: people entered projects, which were studied; one cannot be done, its author asked why."""
    context, at = voices.context, voices.context.moment(CLOSED_STARTED + 3)
    year = context.today.year
    process = _process(
        voices, at, "presupuesto_partes_iguales", CLOSED_STARTED, "presupuesto-joven",
        (f"Presupuesto joven {year}", f"Youth budget {year}"),
    )  # fmt: skip
    prepared = _budget(voices, process, at, "closed", CLOSED_MONEY, {})
    publish_process(process=process, by=context.by, at=at + timedelta(hours=3), accept_warnings=True)
    entered = context.moment(ENTERED)
    rows = []
    for number, said in enumerate(prepared.said):
        by = voices.people.citizens[(number * 5 + 2) % len(voices.people.citizens)]
        moment = entered + timedelta(days=number, hours=number)
        content = _content(voices, said)
        rows.append(submit_project(contest=prepared.contest, content=content, by=by, at=moment, is_sample=True))
    _talk(voices, rows, context.moment(ENTERED - 10))
    for number, (said, project) in enumerate(zip(prepared.said, rows, strict=True)):
        _study(voices, project, said, context.moment(AFTER_STUDY + 8) + timedelta(hours=number))
    return prepared


def _process(  # noqa: PLR0917 (one line for each of the two)
    voices: Voices, at: datetime, template: str, started: int, slug: str, titles: tuple[str, str]
) -> Process:
    context = voices.context
    process = create_from_template(
        template=template,
        title=titles[0],
        by=context.by,
        at=at,
        starts_on=context.today - timedelta(days=started),
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug=slug,
        **contact("planeacion"),
    )
    translate(process, context, at, title=titles[1])
    return process


def _budget(  # noqa: PLR0917 (as above)
    voices: Voices, process: Process, at: datetime, name: str, money: int, settings: dict[str, Any]
) -> Prepared:
    context = voices.context
    component = process.components.get(kind="budget")
    if settings:
        component = update_component(component=component, by=context.by, at=at, settings=settings)
    chosen = shape_of(component.config.shape)
    english = chosen.texts()["translations"]["en"] if chosen is not None else {}
    budget = create_budget(
        component=component, by=context.by, at=at, is_sample=True, challenge_authority=AUTHORITY, categories=CATEGORIES,
        translations={"en": {**english, "challenge_authority": AUTHORITY_EN}},
        publication="ballots",  # nobody cast them: anybody may count the sample again
    )  # fmt: skip
    contest = add_contest(
        budget=budget, title="Todo el municipio", amount=money * PESOS, by=context.by, at=at, is_sample=True,
        translations={"en": {"title": "The whole municipality"}},
    )  # fmt: skip
    return Prepared(budget, contest, read(name))


def _content(voices: Voices, said: dict[str, Any]) -> ProjectContent:
    place = voices.places[said["place"]]
    point = shape(place.outline).representative_point() if place.outline else None
    english = {"title": said["title_en"], "summary": said["summary_en"]}
    return ProjectContent(
        title=said["title"],
        summary=said["summary"],
        category=said["category"],
        territory=place,
        latitude=round(point.y, 6) if point else None,
        longitude=round(point.x, 6) if point else None,
        lang="es",
        translations={"en": english},
    )


def _exclude(said: list[dict[str, Any]], rows: list[Project], by: Person, at: datetime) -> None:
    groups: dict[str, list[Project]] = {}
    for text, row in zip(said, rows, strict=True):
        if text.get("exclusive"):
            groups.setdefault(text["exclusive"], []).append(row)
    for group, projects in groups.items():
        set_exclusive_group(projects=projects, group=group, by=by, at=at)


def _accounts(voices: Voices, at: datetime) -> PersonGroup:
    """Make the list of property-tax accounts; sample citizens take the place of theirs."""
    by = voices.context.by
    group = create_group(
        name="Cuentas prediales (muestra)", about="Una boleta por cada cuenta del predial.", by=by, at=at
    )
    people = [voices.people.citizen, *voices.people.citizens]
    lines = ["codigo", *(f"PREDIAL{number:05d}" for number in range(1, len(people) + 61))]
    file = SourceFile("cuentas.csv", "\n".join(lines).encode(), "Tesorería (muestra)", "")
    with override("es-mx"):
        sealed = read_list(file=file, group=group)
    import_group(group=group, sealed=sealed, whole=False, by=by, at=at)
    for number, person in enumerate(people, 1):
        join_group(group=group, by=person, at=at + timedelta(days=1), code=f"PREDIAL{number:05d}")
    return group


def _talk(voices: Voices, rows: list[Project], at: datetime) -> None:
    """Let some people comment on the first projects, and follow them."""
    words = (
        ("for", "Pasamos por ahí todos los días. Hace mucha falta."),
        ("neutral", "¿Quién le va a dar mantenimiento después? Eso también cuesta."),
        ("for", "Ojalá quede cerca de la parada del camión."),
    )
    for number, project in enumerate(rows[:5]):
        for step, (stance, text) in enumerate(words[: 1 + number % 3]):
            by = voices.people.citizens[(number * 7 + step * 3 + 1) % len(voices.people.citizens)]
            moment = at + timedelta(hours=3 * number + step)
            comment_on(subject=project.subject, text=text, by=by, at=moment, stance=stance)
            follow(subject=project.subject, by=by, at=moment)


def _study(voices: Voices, project: Project, said: dict[str, Any], at: datetime) -> None:
    """Ask who evaluates to study a project, keep what they find, decide; answer whoever asks to look again."""
    by = voices.context.by
    evaluator = Person.objects.filter(name="Claudia Montes").first() or by
    if evaluator != by:
        assign_study(project=project, evaluator=evaluator, aspects=Aspect.values, by=by, at=at)
    refused = said.get("refused", "")
    cost = int(said.get("finding_cost") or said.get("cost") or 0) * PESOS
    for number, (aspect, text) in enumerate(zip(Aspect.values, said["findings"], strict=True)):
        record_finding(
            project=project, aspect=aspect, verdict="no" if refused and aspect == Aspect.LEGAL else "yes", text=text,
            cost=cost if aspect == Aspect.COST else None, by=evaluator, at=at + timedelta(hours=number + 1),
        )  # fmt: skip
    reasons = refused or f"Se puede hacer. {said['findings'][1]} {said['findings'][2]}"
    decided = at + timedelta(days=2)
    project = finish_study(project=project, feasible=not refused, reasons=reasons, by=by, at=decided)
    if said.get("asked") and project.author is not None:
        asked = ask_clarification(
            project=project, text=said["asked"], by=project.author, at=decided + timedelta(hours=5)
        )
        answer_clarification(
            clarification=asked, answer=said["answer"], changes_decision=False, by=by, at=decided + timedelta(days=2)
        )
