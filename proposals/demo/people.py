"""Accounts of the demonstration: four to sign in with, officials, and sample citizens without passwords."""

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random

from django.conf import settings

from participation.access.actions import grant_role
from participation.models import Person, RoleKind, Subject, Territory
from participation.people.actions import open_account
from participation.people.contacts import Contact
from participation.verification.actions import verify_at_counter

CITIZEN = "ciudadana@demo.azotea"
OFFICIAL = "funcionaria@demo.azotea"
MODERATOR = "moderadora@demo.azotea"
TRANSPARENCY = "transparencia@demo.azotea"
ACCOUNTS = {
    CITIZEN: "Lupita Ramírez",
    OFFICIAL: "Patricia Solís",
    MODERATOR: "Teresa Almanza",
    TRANSPARENCY: "Rocío Bernal",
}
PASSWORD_LENGTH = 12

# fmt: off
# Common first and last names put together at random: nobody in particular.
FIRST = (
    "Alma", "Beatriz", "Carlos", "Daniela", "Eduardo", "Fernanda", "Gerardo", "Hilda", "Ignacio", "Jimena",
    "Karla", "Leonel", "Marisol", "Norberto", "Ofelia", "Pablo", "Queta", "Rodrigo", "Silvia", "Tomás",
    "Úrsula", "Víctor", "Wendy", "Ximena", "Yolanda", "Zacarías", "Aurelio", "Brenda", "Cristina", "Diego",
    "Elvira", "Fabián", "Graciela", "Héctor", "Irma", "Julián", "Leticia", "Martín", "Noemí", "Óscar",
)
LAST = (
    "Aguilar", "Barajas", "Cárdenas", "Delgado", "Espinoza", "Fuentes", "Gallardo", "Huerta", "Ibarra",
    "Jáuregui", "Lara", "Macías", "Navarro", "Orozco", "Padilla", "Quintero", "Rosales", "Sandoval", "Tapia",
    "Urbina",
)
# fmt: on


@dataclass(slots=True)
class People:
    """Whoever acts in the demonstration."""

    system: Person
    citizen: Person
    official: Person
    moderator: Person
    citizens: list[Person] = field(default_factory=list)
    homes: dict[int, Territory] = field(default_factory=dict)


def passwords(path: Path | None = None) -> dict[str, str]:
    """Return the passwords of these accounts: one for all from ``AZOTEA_DEMO_PASSWORD``, else from a file.

    The file is made with random ones where it does not exist, readable by its owner alone. One of an older city may
    lack an account that came later: that one is not in the city either, and has no password here.
    """
    shared = os.environ.get("AZOTEA_DEMO_PASSWORD", "")
    if shared:
        return dict.fromkeys(ACCOUNTS, shared)
    path = path or accounts_file()
    if path.exists():
        found = json.loads(path.read_text(encoding="utf-8"))
        return {email: str(found[email]) for email in ACCOUNTS if email in found}
    made = {email: secrets.token_urlsafe(PASSWORD_LENGTH)[:PASSWORD_LENGTH] for email in ACCOUNTS}
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(made, file, indent=2)
    return made


def accounts_file() -> Path:
    """Return where the passwords of this installation's demonstration are kept."""
    return Path(settings.VAR_DIR) / "demo-accounts.json"


def open_accounts(*, at: datetime, words: dict[str, str]) -> People:
    """Open the accounts of officials and of the demo citizen."""
    system = Person.objects.create_superuser(
        email="sistema@demo.azotea", name="Equipo de la plataforma", is_sample=True
    )  # writes: the first account has nobody to open it
    made = {
        email: open_account(
            contact=Contact("email", email),
            name=name,
            lang="es-mx",
            at=at,
            verified=True,
            password=words[email],
            is_sample=True,
        )
        for email, name in ACCOUNTS.items()
    }
    people = People(system, made[CITIZEN], made[OFFICIAL], made[MODERATOR])
    grant_role(person=people.official, kind=RoleKind.STEWARD, scope=None, by=system, at=at)
    grant_role(person=people.moderator, kind=RoleKind.MODERATOR, scope=None, by=system, at=at)
    grant_role(person=made[TRANSPARENCY], kind=RoleKind.PRIVACY, scope=None, by=system, at=at)
    return people


def name_evaluators(*, people: People, offices: dict[str, Subject], at: datetime) -> None:
    """Give the two offices that answer an evaluator each."""
    for key, name in (("movilidad", "Ernesto Villaseñor"), ("planeacion", "Claudia Montes")):
        evaluator = open_account(
            contact=Contact("email", f"{key}@demo.azotea"), name=name, lang="es-mx", at=at, is_sample=True
        )
        grant_role(person=evaluator, kind=RoleKind.EVALUATOR, scope=offices[key], by=people.official, at=at)


def invite_citizens(*, people: People, places: dict[str, Territory], count: int, at: datetime, random: Random) -> None:
    """Open accounts of sample citizens; every third one was verified at the counter, and so was the demo citizen."""
    homes = sorted((place for place in places.values() if len(place.ancestors) == 2), key=lambda place: place.sort_key)
    for number in range(count):
        name = f"{FIRST[number % len(FIRST)]} {random.choice(LAST)}"
        person = open_account(
            contact=Contact("email", f"vecina{number + 1}@muestra.azotea"),
            name=name,
            lang="es-mx",
            at=at,
            is_sample=True,
        )
        people.citizens.append(person)
        people.homes[person.pk] = random.choice(homes)
        if number % 3 == 0:
            _verify(person, people.homes[person.pk], number, people.moderator, at, random)
    people.homes[people.citizen.pk] = places["Los Sauces"]
    _verify(people.citizen, places["Los Sauces"], 900, people.moderator, at, random)


def _verify(  # noqa: PLR0917 (one line for each citizen)
    person: Person, home: Territory, number: int, by: Person, at: datetime, random: Random
) -> None:
    verify_at_counter(
        person=person,
        document=f"MUESTRA{number:06d}",
        territory=home,
        by=by,
        at=at,
        birth_date=date(random.randint(1950, 2005), random.randint(1, 12), random.randint(1, 28)),
    )
