"""The fifth plan of the United States, with the progress texts and the evidence that its government published."""

import csv
import re
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

from commitments import actions
from commitments.exchange.home import process_of_plan
from commitments.models import Commitment, Plan
from participation.followup import actions as engine
from participation.institutions.actions import create_institution
from participation.models import Institution, Person, ProgressUpdate
from processes.actions import add_component
from processes.models import Process

DATA = Path(settings.BASE_DIR) / "data" / "usa-nap5"
SOURCE = "open.usa.gov (github.com/GSA/open.usa.gov)"
LINK = re.compile(r"https?://[^\s\"'<>)\]]+")
# When each round of progress was told; the source gives the month of the first and the year of the second.
ROUNDS = (
    ("progress_aug_2023", datetime(2023, 8, 31, 18, tzinfo=UTC), "August 2023"),
    ("progress_2024", datetime(2024, 12, 31, 18, tzinfo=UTC), "2024"),
)
NOTHING = {"", "none", "none.", "n/a"}


def bring_usa(*, by: Person, at: datetime) -> None:
    """Bring its 36 commitments with 70 parts: each part is an action, each round a report, each address evidence."""
    office = create_institution(
        name="Federal Government of the United States", short_name="US Government", kind="federal", by=by, at=at
    )
    process = _process(office, by, at)
    component = add_component(
        process=process,
        kind="plan",
        title="Fifth National Action Plan",
        translations={"es": {"title": "Quinto plan de acción nacional"}},
        slug="plan-5",
        by=by,
        at=at,
    )
    plan = actions.create_plan(
        component=component,
        kind="national",
        jurisdiction="United States",
        ordinal=5,
        starts_on=date(2022, 12, 28),
        ends_on=date(2024, 12, 31),
        dates_words="2022–2024",
        ran_elsewhere=True,
        source=SOURCE,
        source_url="https://github.com/GSA/open.usa.gov",
        source_licence="CC0 1.0",
        by=by,
        at=at,
    )
    actions.set_periods(
        plan=plan,
        periods=[("August 2023", date(2023, 8, 1), date(2023, 8, 31)), ("2024", date(2024, 1, 1), date(2024, 12, 31))],
        by=by,
        at=at,
    )
    _bring_commitments(plan, office, by, at)
    actions.archive_plan(plan=plan, by=by, at=at)


def _process(office: Institution, by: Person, at: datetime) -> Process:
    return process_of_plan(
        by=by,
        at=at,
        opens=date(2022, 12, 28),
        closes=date(2025, 1, 1),
        phase="Implementation",
        phase_en="Implementation",
        title="United States: Fifth National Action Plan for Open Government",
        summary="What the federal government promised, and what it reported in 2023 and 2024.",
        slug="usa-national-action-plan-5",
        institution=office,
        lang="en",
        translations={
            "es": {
                "title": "Estados Unidos: quinto plan de acción nacional",
                "summary": "Qué prometió el gobierno federal y qué informó en 2023 y 2024. Los textos están en inglés.",
            }
        },
    )


def _bring_commitments(plan: Plan, office: Institution, by: Person, at: datetime) -> None:
    parts = defaultdict(list)
    for row in _read("subcommitments.csv"):
        parts[row["commitment_id"]].append(row)
    for number, row in enumerate(_read("commitments.csv"), start=1):
        agencies = list(dict.fromkeys(part["agency"].strip() for part in parts[row["commitment_id"]]))
        made = actions.add_commitment(
            plan=plan,
            code=row["commitment_id"],
            number=str(number),
            theme=row["theme"],
            title=row["title"],
            solution=row["description"],
            actors=[
                {"name": office.name, "role": "lead", "sector": "government", "institution": office},
                *({"name": name[:300], "role": "co_lead", "sector": "government"} for name in agencies if name),
            ],
            source_url=f"https://open.usa.gov{row['permalink']}",
            by=by,
            at=at,
        )
        for part in parts[row["commitment_id"]]:
            _bring_part(made, part, by, at)


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _bring_part(row: Commitment, part: dict[str, str], by: Person, at: datetime) -> None:
    text = " ".join(part["text"].split())
    short = text if len(text) <= 170 else text[:170].rsplit(" ", 1)[0] + "…"
    action = engine.add_action(
        parent=row.subject.action,
        title=f"{part['subcommitment_id']} {short}"[:200],
        description=text[:4000],
        institution=row.subject.action.institution,
        responsible=part["agency"].strip()[:200],
        by=by,
        at=datetime(2022, 12, 28, 18, tzinfo=UTC),
    )
    known: set[str] = set()
    for column, moment, _label in ROUNDS:
        told = _plain(part[column])
        if told.casefold() not in NOTHING:
            update = engine.report_progress(action=action, text=told, by=by, at=moment, same_again=True)
            links = part[column] + (f" {part['evidence_2024']}" if column == "progress_2024" else "")
            _evidence(update, links, known, by)
    if part["status"] == "Complete":
        engine.declare_done(action=action, by=by, at=ROUNDS[1][1], source=SOURCE)


def _evidence(update: ProgressUpdate, text: str, known: set[str], by: Person) -> None:
    """Add each address that a text gives, once; one that is no address (https:https:…) is left where it stands."""
    for url in LINK.findall(text):
        address = url.rstrip(".,;")
        if address in known or len(address) > 500 or address.count("://") > 1 or len(known) >= 4:
            continue
        known.add(address)
        engine.add_evidence(
            action=update.action,
            update=update,
            kind="link",
            title=address.split("//")[1][:200],
            url=address,
            by=by,
            at=update.at,
        )


def _plain(text: str) -> str:
    """Return a text of the source without its HTML, its addresses in view."""
    flat = re.sub(r"<br\s*/?>", "\n", text)
    flat = re.sub(r"<a href=\"([^\"]*)\">(.*?)</a>", r"\2", flat, flags=re.DOTALL)
    flat = re.sub(r"\[(https?://[^\]]+)\]\(\1\)", r"\1", flat)
    flat = re.sub(r"<[^>]+>", "", flat)
    return flat.replace("&amp;", "&").replace("&nbsp;", " ").strip()[:4000]
