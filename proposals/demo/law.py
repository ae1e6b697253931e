"""The mechanisms of the law that the sample city explains, each with its true source."""

import tomllib
from datetime import date, datetime
from typing import Any

from participation.models import Person
from processes.actions import create_mechanism, update_process
from processes.models import Mechanism, Process
from proposals.demo.places import DATA

CHECKED_ON = date(2026, 11, 21)


def explain_mechanisms(*, by: Person, at: datetime) -> dict[str, Mechanism]:
    """Put the mechanisms into the catalogue; return them by address."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "demo" / "mecanismos.toml").read_text(encoding="utf-8"))[
        "mechanism"
    ]
    made = {}
    for position, row in enumerate(rows, 1):
        english = {name: text.strip() for name, text in row.pop("en").items()}
        texts = {name: text.strip() for name, text in row.items()}
        made[texts["slug"]] = create_mechanism(
            **texts, translations={"en": english}, checked_on=CHECKED_ON, position=position, by=by, at=at
        )
    return made


def name_mechanism(*, process: Process, mechanism: Mechanism, by: Person, at: datetime) -> None:
    """Say of which mechanism a process is."""
    update_process(process=process, mechanism=mechanism, by=by, at=at)
