"""Acts that begin a process from a template or from another process."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from processes import policies
from processes.actions.component import add_component
from processes.actions.phase import add_phase
from processes.actions.process import create_process
from processes.dates import local_opening, opening_instant
from processes.kinds import get_kind
from processes.models import Phase, Process
from processes.templates_catalogue import TemplateComponent, TemplatePhase, get_template

if TYPE_CHECKING:
    from participation.models import Institution, Person, Territory

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
COPIED = (
    "summary",
    "description",
    "who_participates",
    "what_is_decided",
    "how_decided",
    "contact_name",
    "contact_email",
    "contact_phone",
    "mechanism",
    "promise",
    "time_zone",
    "lang",
)


def _both(**texts: Any) -> dict[str, Any]:
    """Return texts in Spanish, and in English as their translation."""
    with override("es-mx"):
        own = {name: str(text) for name, text in texts.items() if str(text)}
    with override("en"):
        english = {name: str(text) for name, text in texts.items() if str(text)}
    return {**own, "translations": {"en": english}}


@transaction.atomic
def create_from_template(
    *,
    template: str,
    title: str,
    starts_on: date,
    by: "Person",
    at: datetime,
    institution: "Institution | None" = None,
    territory: "Territory | None" = None,
    **fields: Any,
) -> Process:
    """Begin a draft with the phases, activities and openings of a template, dated from a local day on.

    ``fields`` win over the template's texts. Raises ActDenied; ValidationError for an unknown template or
    a strange day.
    """
    try:
        plan = get_template(template)
    except KeyError as error:
        raise ValidationError({"template": _("Choose one of the templates.")}) from error
    _check_day(starts_on)
    texts = _both(
        title=plan.title,
        summary=plan.summary,
        who_participates=plan.who_participates,
        what_is_decided=plan.what_is_decided,
        how_decided=plan.how_decided,
    )
    if title and title != texts["title"]:
        texts["title"] = title
        texts["translations"]["en"].pop("title", None)
    process = create_process(
        by=by,
        at=at,
        institution=institution,
        territory=territory,
        template=template,
        **{"promise": plan.promise, **texts, **fields},
    )
    components = {part.key: _component(process, part, by, at) for part in plan.components}
    day = starts_on
    for phase in plan.phases:
        openings = _openings(phase, components)
        day = _phase(process, phase, openings, day=day, by=by, at=at)
    return process


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase of a copy: of which phase, and its dates."""

    phase: Phase
    opens_at: datetime
    closes_at: datetime | None


def planned_phases(process: Process, starts_on: date) -> list[PlannedPhase]:
    """Return the phases of a copy whose first one begins on a local day: the others as far from it, hours as they were.

    Raises ValidationError for a strange day.
    """
    _check_day(starts_on)
    phases = list(process.phases.order_by("position").prefetch_related("openings"))
    if not phases:
        return []
    days = starts_on - min(local_opening(phase.opens_at, process.time_zone)[0] for phase in phases)
    return [
        PlannedPhase(
            phase,
            _shifted(phase.opens_at, process, days),
            _shifted(phase.closes_at, process, days) if phase.closes_at else None,
        )
        for phase in phases
    ]


@transaction.atomic
def duplicate_process(*, process: Process, title: str, starts_on: date, by: "Person", at: datetime) -> Process:
    """Begin a draft like another process, its first phase on a given local day and the others as far from it as before.

    Local hours stay. Contributions are not copied. Raises ActDenied or ValidationError.
    """
    policies.may_edit_process(by, process).enforce()
    plan = planned_phases(process, starts_on)
    english = {**process.translations.get("en", {})}
    english.pop("title", None)
    copy = create_process(
        by=by,
        at=at,
        title=title,
        institution=process.institution,
        territory=process.territory,
        template=process.template,
        translations={**process.translations, "en": english},
        **{name: getattr(process, name) for name in COPIED},
    )
    twins = {
        component.pk: add_component(
            process=copy,
            kind=component.kind,
            title=component.title,
            slug=component.slug,
            by=by,
            at=at,
            description=component.description,
            settings=component.settings,
            translations=component.translations,
        ).pk
        for component in process.components.order_by("position", "pk")
    }
    for planned in plan:
        phase = planned.phase
        openings: dict[int, list[str]] = {}
        for opening in phase.openings.all():
            openings.setdefault(twins[opening.component_id], []).append(opening.act)
        add_phase(
            process=copy,
            title=phase.title,
            by=by,
            at=at,
            openings=openings,
            translations=phase.translations,
            opens_at=planned.opens_at,
            closes_at=planned.closes_at,
            **{name: getattr(phase, name) for name in ("description", "objective", "strategies", "products")},
        )
    return copy


def _check_day(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise ValidationError({"starts_on": _("Choose a day between 2000 and 2100.")})


def _shifted(moment: datetime, process: Process, days: timedelta) -> datetime:
    """Return the moment moved by whole local days, at the same local hour."""
    from processes.dates import zone

    local = moment.astimezone(zone(process.time_zone))
    return opening_instant(local.date() + days, process.time_zone, local.time())


def _component(process: Process, part: TemplateComponent, by: "Person", at: datetime) -> Any:
    texts = _both(title=part.title, description=part.description)
    return add_component(process=process, kind=part.kind, by=by, at=at, settings=part.settings, **texts)


def _openings(phase: TemplatePhase, components: dict[str, Any]) -> dict[int, list[str]]:
    """Return the openings of a template's phase by component id, of the acts that the kind knows."""
    openings = {}
    for key, acts in phase.opens.items():
        known = {act.name for act in get_kind(components[key].kind).acts}
        openings[components[key].pk] = [act for act in acts if act in known]
    return openings


def _phase(
    process: Process, phase: TemplatePhase, openings: dict[int, list[str]], *, day: date, by: "Person", at: datetime
) -> date:
    """Add one phase that begins on a day; return the day on which the next one begins."""
    after = day + timedelta(days=phase.days) if phase.days else day
    texts = _both(
        title=phase.title,
        description=phase.description,
        objective=phase.objective,
        strategies=phase.strategies,
        products=phase.products,
    )
    add_phase(
        process=process,
        by=by,
        at=at,
        openings=openings,
        opens_at=opening_instant(day, process.time_zone),
        closes_at=opening_instant(after, process.time_zone) if phase.days else None,
        **texts,
    )
    return after
