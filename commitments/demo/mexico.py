"""Mexico's first, second and fourth plans of open government, as their sources tell them."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from commitments import actions
from commitments.exchange.home import SOURCE, process_of_plan
from commitments.exchange.irm import irm_import
from commitments.models import Commitment, Plan
from commitments.reviews.actions import Verdict, publish_assessment, record_assessment
from participation.followup.actions import add_action
from participation.imports.actions import apply_plan
from participation.imports.frame import SourceFile
from participation.institutions.actions import create_institution
from participation.models import Institution, Person
from processes.actions import add_component

DATA = Path(settings.BASE_DIR) / "data" / "ogp-mexico"
LICENCE = "CC BY 4.0 (informes del IRM)"
IRM = "Mecanismo de Revisión Independiente (IRM)"
SFP_PAGE = "Página «Gobierno Abierto» de la Secretaría de la Función Pública"
OGP = "https://www.opengovpartnership.org"
SITE = f"{OGP}/es/members/mexico/"
SHARED: dict[str, Any] = {"kind": "national", "jurisdiction": "Mexico", "ran_elsewhere": True, "is_sample": False}
PLANS: dict[int, dict[str, Any]] = {
    1: {
        "title": "Primer Plan de Acción de México",
        "starts_on": date(2011, 9, 1),
        "ends_on": date(2013, 9, 30),
        "dates_words": "presentado en septiembre de 2011; la fuente no da su último día",
        "cycle_year": 2011,
        "source": SOURCE,
        "source_licence": LICENCE,
    },
    2: {
        "title": "Segundo Plan de Acción de México",
        "starts_on": date(2013, 10, 1),
        "ends_on": date(2015, 7, 1),
        "cycle_year": 2013,
        "signed_on": date(2014, 1, 29),
        "source": SOURCE,
        "source_licence": LICENCE,
    },
    4: {
        "title": "Plan de Acción de México 2019-2022",
        "starts_on": date(2019, 1, 1),
        "ends_on": date(2021, 12, 31),
        "dates_words": "2019–2021, ampliado a 2022",
        "cycle_year": 2019,
        "signed_on": date(2019, 12, 10),
        "official_url": f"{OGP}/wp-content/uploads/2019/12/Mexico_Action-Plan_2019-2021.pdf",
        "source": "Página del compromiso MX0087 en el sitio de la Alianza para el Gobierno Abierto",
        "source_url": f"{SITE}commitments/MX0087/",
    },
}


def bring_mexico(*, by: Person, at: datetime) -> None:
    """Bring the 63 commitments of the first two plans, and MX0087 of the fourth with what three sources say of it."""
    offices = _institutions(by, at)
    process = process_of_plan(
        by=by,
        at=at,
        opens=date(2011, 9, 1),
        closes=date(2023, 1, 1),
        phase="Puesta en marcha de los planes",
        phase_en="Implementation of the plans",
        title="México en la Alianza para el Gobierno Abierto",
        summary="Planes de acción que ya terminaron: qué se prometió y qué encontró la revisión independiente.",
        slug="mexico-gobierno-abierto",
        institution=offices["SFP"],
        translations={
            "en": {
                "title": "Mexico in the Open Government Partnership",
                "summary": "Action plans that ended: what the government promised and what independent review found.",
            }
        },
    )
    plans: dict[int, Plan] = {}
    for ordinal, told in PLANS.items():
        component = add_component(
            process=process, kind="plan", title=told["title"], slug=f"plan-{ordinal}", by=by, at=at
        )
        given = {name: value for name, value in told.items() if name != "title"}
        former = plans.get(ordinal - 1)
        plans[ordinal] = actions.create_plan(
            component=component, ordinal=ordinal, predecessor=former, by=by, at=at, **SHARED, **given
        )
    _first_two(plans, by, at)
    _mx0087(plans[4], offices, by, at)
    _become(offices, by, at)
    for plan in plans.values():
        actions.archive_plan(plan=plan, by=by, at=at)


def _institutions(by: Person, at: datetime) -> dict[str, Institution]:
    names = {
        "INAI": "Instituto Nacional de Transparencia, Acceso a la Información y Protección de Datos Personales",
        "SFP": "Secretaría de la Función Pública",
        "SABG": "Secretaría Anticorrupción y Buen Gobierno",
    }
    return {
        short: create_institution(name=name, short_name=short, kind="federal", by=by, at=at)
        for short, name in names.items()
    }


def _become(offices: dict[str, Institution], by: Person, at: datetime) -> None:
    """Put down what became of the institutions that led the fourth plan."""
    actions.declare_succession(
        institution=offices["SFP"],
        kind="renamed",
        successor=offices["SABG"],
        on=date(2024, 11, 29),
        legal_basis=(
            "Decreto que reforma la Ley Orgánica de la Administración Pública Federal (DOF, 28 de noviembre de 2024)"
        ),
        by=by,
        at=at,
    )
    actions.declare_succession(
        institution=offices["INAI"],
        kind="extinguished",
        successor=offices["SABG"],
        on=date(2025, 3, 21),
        legal_basis=(
            "Decreto por el que se expide la Ley General de Transparencia y Acceso a la Información Pública "
            "(DOF, 20 de marzo de 2025)"
        ),
        by=by,
        at=at,
    )


def _first_two(plans: dict[int, Plan], by: Person, at: datetime) -> None:
    path = DATA / "commitments_pa1_pa2.csv"
    file = SourceFile(path.name, path.read_bytes(), SOURCE, LICENCE)
    told = irm_import(file=file, home=lambda _country, ordinal, _year: plans[ordinal], by=by, at=at)
    apply_plan(plan=told, by=by, at=at)
    actions.put_down_tally(
        plan=plans[1],
        counted_by="Gobierno de México",
        document=SFP_PAGE,
        rows=[("completos", 20), ("en progreso", 14), ("no iniciados", 2), ("no es claro", 1)],
        by=by,
        at=at,
    )


def _mx0087(plan: Plan, offices: dict[str, Institution], by: Person, at: datetime) -> None:
    """Add MX0087 as its page shows it, its key actions, and what the site and both reports of the IRM say."""
    told = json.loads((DATA / "mx0087.json").read_text(encoding="utf-8"))
    record = told["record"]
    for actor in record["actors"]:
        actor["institution"] = offices.get(actor.get("institution", ""))
    row = actions.add_commitment(plan=plan, by=by, at=at, **record)
    for action in told["actions"]:
        add_action(
            parent=row.subject.action,
            title=action["title"],
            description=action["description"],
            institution=offices["INAI"],
            responsible=row.subject.action.responsible,
            by=by,
            at=at,
        )
    for review in told["reviews"]:
        _review(plan, row, review, by, at)


def _review(plan: Plan, row: Commitment, review: dict[str, Any], by: Person, at: datetime) -> None:
    assessment = record_assessment(
        plan=plan,
        scheme=review["scheme"],
        phase=review["phase"],
        title=review["title"],
        assessor_name=IRM if review["assessor"] == "IRM" else review["assessor"],
        independent=review["independent"],
        document_url=review.get("document_url", ""),
        source=f"{PLANS[4]['source']}; textos del IRM con licencia CC BY 4.0",
        values=[Verdict(commitment=row, **value) for value in review["values"]],
        by=by,
        at=at,
    )
    publish_assessment(assessment=assessment, by=by, at=at)
