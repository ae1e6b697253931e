"""The sample organisations: two that are registered, and one that waits at the desk."""

from datetime import datetime, timedelta
from typing import Any

from participation.comments.actions import comment_on
from participation.invitations.actions import accept_invitation, invite_person
from participation.models import Organisation, Representation
from participation.organisations.actions import approve_organisation, name_representative, register_organisation
from proposals.demo.voices import Voices
from proposals.models import Proposal

REGISTERED: dict[str, dict[str, Any]] = {
    "arroyo": {
        "name": "Colectivo Arroyo Vivo",
        "kind": "collective",
        "sector": "agua y áreas verdes",
        "description": "Somos vecinas y vecinos de Los Sauces. Desde hace seis años limpiamos el arroyo el primer sábado "
        "de cada mes y contamos las aves que regresan.",
        "contact": "arroyovivo@example.org",
        "role": "coordinadora",
    },
    "accesible": {
        "name": "Ciudad Accesible, A. C.",
        "kind": "association",
        "sector": "derechos de las personas con discapacidad",
        "description": "Acompañamos a personas con discapacidad y a sus familias en sus trámites, y revisamos banquetas, "
        "camiones y oficinas con quienes los usan.",
        "contact": "oficina@ciudadaccesible.example.org",
        "role": "directora",
    },
}
ASKED: dict[str, Any] = {
    "name": "Red de Ciclistas del Valle",
    "kind": "collective",
    "sector": "movilidad",
    "description": "Rodamos juntas los jueves por la noche y apuntamos dónde falta luz o señal.",
    "contact": "red.ciclistas@example.org",
    "role": "vocera",
}


def register_some(voices: Voices, at: datetime) -> None:
    """Register two organisations, the first also represented by the demonstration's citizen."""
    crowd = voices.people.citizens
    for number, (key, told) in enumerate(REGISTERED.items()):
        by = crowd[30 + number]
        made = register_organisation(by=by, at=at, is_sample=True, **told)
        voices.organisations[key] = (by, approve_organisation(organisation=made, by=voices.people.moderator, at=at))
    by, first = voices.organisations["arroyo"]
    sent = invite_person(
        subject=first.subject,
        purpose="representative",
        by=by,
        at=at,
        person=voices.people.citizen,
        details={"role": "integrante"},
    )
    accept_invitation(invitation=sent, by=voices.people.citizen, at=at + timedelta(hours=2))
    own = Representation.objects.get(organisation=first, person=by)
    name_representative(representation=own, shown=True, by=by, at=at + timedelta(hours=3))


def speak(voices: Voices, made: list[Proposal], at: datetime) -> None:
    """Let an organisation comment on what others proposed, and another wait at the desk."""
    by, accessible = voices.organisations["accesible"]
    about = next(proposal for proposal in made if "discapacidad" in proposal.title)
    comment_on(
        subject=about.subject,
        text="Que los juegos se prueben con niñas y niños antes de comprarlos: podemos ayudar a convocar a las familias.",
        stance="for",
        by=by,
        organisation=Organisation.objects.get(pk=accessible.pk),
        at=at - timedelta(hours=30),
    )
    register_organisation(by=voices.people.citizens[33], at=at - timedelta(days=1), is_sample=True, **ASKED)
