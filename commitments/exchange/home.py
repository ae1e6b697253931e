"""Where plans that ran elsewhere go: one process for each country, one activity for each plan."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commitments import actions
from commitments.exchange.irm import SPANISH, Home
from commitments.models import Plan
from participation.administrations.models import first_moment
from participation.institutions.actions import create_institution
from participation.models import Institution
from processes.actions import add_component, add_phase, create_process, publish_process
from processes.models import Process

if TYPE_CHECKING:
    from participation.models import Person

SOURCE = "OGP Independent Reporting Mechanism, data release 2011-2016"


ABOUT = {
    "es": {
        "who_participates": "Quienes firmaron el plan. Cualquiera puede leer, preguntar y comentar.",
        "what_is_decided": "Qué compromisos se cumplen, y cómo se comprueba.",
        "how_decided": "Cada institución informa con evidencia; quienes evalúan publican lo que encuentran.",
    },
    "en": {
        "who_participates": "Those who signed the plan. Anybody can read, ask and comment.",
        "what_is_decided": "Which commitments are kept, and how that is checked.",
        "how_decided": "Each institution reports with evidence; reviewers publish what they find.",
    },
}


def process_of_plan(
    *, opens: date, closes: date, phase: str, phase_en: str, by: "Person", at: datetime, **fields: Any
) -> Process:
    """Make a process of one phase in which a plan is carried out, and publish it."""
    own = fields.get("lang", "es")
    other = "en" if own == "es" else "es"
    translations = dict(fields.pop("translations", {}))
    translations[other] = {**ABOUT[other], **translations.get(other, {})}
    process = create_process(by=by, at=at, translations=translations, **ABOUT[own], **fields)
    add_phase(
        process=process,
        title=phase,
        translations={"en": {"title": phase_en}},
        opens_at=first_moment(opens),
        closes_at=first_moment(closes),
        by=by,
        at=at,
    )
    return publish_process(process=process, by=by, at=at, accept_warnings=True)


def home_of(
    *,
    by: "Person",
    at: datetime,
    source: str,
    licence: str,
    institution: Institution | None = None,
    is_sample: bool = False,
) -> Home:
    """Return what finds a country's plan, or makes it: the process published, the plan still to be closed."""
    plans: dict[tuple[str, int], Plan] = {}

    def home(country: str, ordinal: int, year: int) -> Plan:
        key = (country, ordinal)
        if key not in plans:
            plans[key] = _find(country, ordinal) or _make(country, ordinal, year)
        return plans[key]

    def _find(country: str, ordinal: int) -> Plan | None:
        rows = Plan.objects.for_page().filter(ran_elsewhere=True, jurisdiction=country, ordinal=ordinal)
        return rows.first()  # type: ignore[no-any-return]

    def _make(country: str, ordinal: int, year: int) -> Plan:
        process = _process(country, year, institution, by, at)
        component = add_component(
            process=process,
            kind="plan",
            title=_("Action plan %(n)s: %(country)s") % {"n": ordinal, "country": country},
            slug=f"plan-{ordinal}",
            by=by,
            at=at,
        )
        return actions.create_plan(
            component=component,
            kind="national",
            starts_on=date(year, 1, 1),
            ends_on=date(year + 1, 12, 31),
            dates_words=_("handed in in %(year)s; the source gives no days") % {"year": year},
            jurisdiction=country,
            ordinal=ordinal,
            cycle_year=year,
            ran_elsewhere=True,
            source=source,
            source_licence=licence[:120],
            by=by,
            at=at,
            is_sample=is_sample,
        )

    return home


def _process(country: str, year: int, institution: Institution | None, by: "Person", at: datetime) -> Process:
    rows = Process.objects.filter(components__plan__ran_elsewhere=True, components__plan__jurisdiction=country)
    found = rows.select_related("subject").order_by("pk").first()
    if found is not None and found.components.count() < 30:
        return found
    return process_of_plan(
        opens=date(year, 1, 1),
        closes=date(year + 2, 1, 1),
        phase="Puesta en marcha",
        phase_en="Implementation",
        by=by,
        at=at,
        title=_("Action plans of open government: %(country)s") % {"country": country},
        summary=_("What was promised in past plans, and what independent reviewers found."),
        slug=f"planes-{country}",
        institution=institution or _keeper(by, at),
        lang="es" if country in SPANISH else "en",
    )


def _keeper(by: "Person", at: datetime) -> Institution:
    """Return the institution under which plans of other governments stand: who keeps their records."""
    name = "Open Government Partnership"
    found = Institution.objects.named(name)
    return found or create_institution(name=name, short_name="OGP", kind="international", by=by, at=at)
