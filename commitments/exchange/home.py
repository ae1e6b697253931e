"""Where plans that ran elsewhere go: one process for each country, one activity for each plan."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commitments import actions
from commitments.exchange.irm import SPANISH, Home
from commitments.models import Plan
from processes.actions import add_component, create_process, publish_process
from processes.models import Process

if TYPE_CHECKING:
    from participation.models import Person

SOURCE = "OGP Independent Reporting Mechanism, data release 2011-2016"


def home_of(*, by: "Person", at: datetime, source: str, licence: str, is_sample: bool = False) -> Home:
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
        process = _process(country)
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

    def _process(country: str) -> Process:
        rows = Process.objects.filter(components__plan__ran_elsewhere=True, components__plan__jurisdiction=country)
        found = rows.select_related("subject").order_by("pk").first()
        if found is not None and found.components.count() < 30:
            return found
        process = create_process(
            by=by,
            at=at,
            title=_("Action plans of open government: %(country)s") % {"country": country},
            summary=_("What was promised in past plans, and what independent reviewers found."),
            slug=f"planes-{country}",
            is_sample=is_sample,
            lang="es" if country in SPANISH else "en",
        )
        return publish_process(process=process, by=by, at=at)

    return home
