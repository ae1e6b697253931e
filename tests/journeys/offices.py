"""What the offices of a city keep, made through the acts: lists of people, notices of privacy, days off, and more."""

from datetime import timedelta
from typing import TYPE_CHECKING

from participation.announcements import actions as announcements
from participation.census.actions import cancel_census, upload_census
from participation.groups.actions import create_group
from participation.models import Comment, Decision, Digest, Person
from participation.moderation.actions import appeal, block_person
from participation.moderation.actions.rules import save_rule
from participation.moderation.actions.suspicions import suspect
from participation.notifications.actions import suppress_address
from participation.privacy.actions.office import note_breach, publish_notice, set_privacy
from participation.privacy.notices import FIELDS
from participation.providers.actions import add_provider
from participation.providers.presets import PRESETS
from participation.verification.actions import set_method
from participation.workdays.actions import add_day_off
from tests.participation.census.people import GLORIA, bring, csv_bytes
from tests.participation.groups.lists import fill
from tests.personas import NOW, make_person

if TYPE_CHECKING:
    from tests.journeys.world import World


def disagree(world: "World", hidden: Comment, by: Person, n: int = 0) -> None:
    """Somebody appeals what was hidden; an account of nobody else's is blocked."""
    decision = Decision.objects.get(comment=hidden, outcome="hide")
    made = appeal(decision=decision, text=world.says("No insulta a nadie"), by=by, at=NOW)
    other = make_person(world.says("Berta"), email=f"berta{n}@correo-privado.example")
    block = block_person(person=other, reason=world.says("Publicidad"), by=world.people["dario"], at=NOW)
    world.appeal, world.block = world.appeal or made, world.block or block


def keep_offices(world: "World", comment: Comment, n: int = 0) -> None:
    """One row of each kind that the offices keep."""
    carla = world.people["carla"]
    save_rule(title=world.says(f"Regla {n}"), text=world.says("Se escribe con respeto"), by=carla, at=NOW)
    _lists_of_people(world, n)
    _list_for_rules(world, n)
    _identity_provider(world, n)
    _privacy(world, n)
    _announcements(world, n)
    suspect(subject=comment.subject, comment=comment, kind="duplicate", count=3, at=NOW)
    suppress_address(address=f"vuelve{n}@correo-privado.example", reason="bounce", detail=world.says("550"), at=NOW)
    # One mail that was bound out of several, and did not leave.
    due = NOW - timedelta(days=n)
    Digest.objects.create(person=world.people["bruno"], rhythm="daily", due_at=due, not_before=due, state="failed")


def _lists_of_people(world: "World", n: int) -> None:
    """A list in use, and a file that was taken back before it was read."""
    carla = world.people["carla"]
    bring(by=carla, name=world.says(f"Lista {n}"), at=NOW)
    job = upload_census(
        name=world.says("Otra lista"), source=world.says("Oficina"), valid_until=None, territory=None, by=carla, at=NOW,
        file_name=world.says("lista.csv"), chunks=[csv_bytes([GLORIA])],
    )  # fmt: skip
    cancel_census(job=job, by=carla, at=NOW)


def _list_for_rules(world: "World", n: int) -> None:
    """A list of people for rules, with one place that nobody took."""
    carla = world.people["carla"]
    group = create_group(name=world.says(f"Consejo {n}"), about=world.says("Vecinas"), by=carla, at=NOW)
    fill(group, by=carla, at=NOW, file=f"codigo\nCLAVE-{n:04}-A".encode())


def _identity_provider(world: "World", n: int) -> None:
    """A provider with which people verify and sign in; further ones are set up and not offered."""
    carla = world.people["carla"]
    known = {**PRESETS["llavemx"], "key": f"llave-{n}", "name": world.says(f"Llave {n}"), "signs_in": n == 0}
    row = add_provider(**known, client_id="plaza", secret="llave-secreta", by=carla, at=NOW)
    if n == 0:
        set_method(name=row.method, enabled=True, position=9, validity_days=None, settings={}, by=carla, at=NOW)


def _privacy(world: "World", n: int) -> None:
    """Who answers for personal data, a published notice, a day off and a breach in the log."""
    carla = world.people["carla"]
    set_privacy(by=carla, at=NOW, responsible=world.says("Ayuntamiento de Xalapa"))
    add_day_off(day=NOW.date() + timedelta(days=100 + n), name=world.says("Fiesta del pueblo"), by=carla, at=NOW)
    texts = {field: world.says(f"Texto {n} de {field}") for field in FIELDS}
    publish_notice(purpose="account", texts=texts, by=carla, at=NOW, reason=world.says("Es el primero"))
    breach = note_breach(
        found_at=NOW, by=carla, at=NOW, what=world.says("Se perdió una memoria"), data=world.says("Correos de vecinas"),
        immediate=world.says("Se cambiaron las llaves"),
    )  # fmt: skip
    world.breach = world.breach or breach


def _announcements(world: "World", n: int) -> None:
    """A newsletter that is being written, and one that was sent to everybody."""
    carla = world.people["carla"]
    draft, sent = (
        announcements.draft_announcement(
            kind="newsletter", segment="all", title=world.says(f"{title} {n}"), summary=world.says("Lo nuevo"),
            body=f"<p>{world.says('Ya se puede proponer')}</p>", by=carla, at=NOW, links=[world.process.subject],
        )
        for title in ("Borrador", "Noticias")
    )  # fmt: skip
    announcements.schedule_announcement(announcement=sent, send_at=None, by=carla, at=NOW)
    sent = announcements.start_announcement(announcement=sent, at=NOW)
    world.newsletter, world.unsent = world.newsletter or sent, world.unsent or draft
