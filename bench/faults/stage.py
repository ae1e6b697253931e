"""The people, the process and the proposals of a run, made by the acts: ``python -m bench.faults.stage FILE``.

Everybody has a session already, so that the load is made of acts alone. Some follow every proposal from the start and
want comments by e-mail: what must reach them is known exactly.
"""

import json
import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

PEOPLE = 40
FOLLOWERS = 3
PROPOSALS = 6
TEXT = "Que las banquetas de la calle queden parejas para las sillas de ruedas y las carriolas."


def main(target: Path) -> None:
    """Migrate, make everything, and write down what the load needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.faults.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    target.write_text(json.dumps(build()))


def build() -> dict[str, Any]:
    """Make the city of the run."""
    from django.utils import timezone

    from participation.follows.actions import follow
    from participation.models import Person, Preference, Role

    at = timezone.now() - timedelta(minutes=5)
    steward = Person.objects.create_user(email="steward@example.org", name="Encargada", is_staff=True)
    Role.objects.create(person=steward, kind="steward", granted_at=at)
    people = [
        Person.objects.create_user(email=f"persona{number}@example.org", name=f"Persona {number}")
        for number in range(PEOPLE)
    ]
    # New accounts may write only so many comments, and these write as fast as they can.
    Person.objects.update(joined_at=at - timedelta(days=30))
    people = list(Person.objects.exclude(pk=steward.pk).order_by("pk"))
    proposals = _proposals(steward, people, at)
    followers = people[:FOLLOWERS]
    for person in followers:
        Preference.objects.create(person=person, kind="comments", channel="email", wanted=True)
        for proposal in proposals:
            follow(subject=proposal.subject, by=person, at=at)
    actors = people[FOLLOWERS:]
    return {
        "similar": f"/propuestas/{_draft(proposals[0].component, actors[0], at).pk}/parecidas/",
        "process": f"/procesos/{proposals[0].component.process.slug}/",
        "proposals": [{"pk": row.pk, "subject": row.subject_id} for row in proposals],
        "people": [{"pk": person.pk, "session": _session(person)} for person in actors],
        "followers": [person.pk for person in followers],
    }


def _proposals(steward: Any, people: list[Any], at: Any) -> list[Any]:
    from participation.institutions.actions import create_institution
    from processes.actions import add_component, add_phase, create_process, publish_process, set_openings
    from proposals.actions.draft import submit_proposal

    institution = create_institution(name="Dirección de Obras", by=steward, at=at)
    process = create_process(
        title="Plan Municipal", summary="Qué hacemos", by=steward, at=at, who_participates="Quien vive aquí",
        what_is_decided="Las obras", how_decided="El cabildo decide", promise=3, contact_name="Obras",
        contact_email="obras@example.org", description="<p>Un plan.</p>", institution=institution,
    )  # fmt: skip
    call = add_component(process=process, kind="proposals", title="Propuestas", by=steward, at=at)
    opens, closes = at - timedelta(days=1), at + timedelta(days=9)
    phase = add_phase(process=process, title="Propón", opens_at=opens, closes_at=closes, by=steward, at=at)
    set_openings(phase=phase, openings={call.pk: ["propose", "support", "comment"]}, by=steward, at=at)
    later = at + timedelta(days=40)
    add_phase(process=process, title="Respuestas", opens_at=closes, closes_at=later, by=steward, at=at)
    publish_process(process=process, by=steward, at=at)
    call.refresh_from_db()
    return [
        submit_proposal(component=call, title=f"Banquetas parejas en la calle {n + 1}", body=TEXT, by=author, at=at)
        for n, author in enumerate(people[-PROPOSALS:])
    ]


def _draft(call: Any, person: Any, at: Any) -> Any:
    """Begin a proposal that says what others say: the page that compares them uses the cache."""
    from proposals.actions.draft import save_draft, start_draft
    from proposals.content import content

    draft = start_draft(component=call, by=person, at=at)
    return save_draft(
        proposal=draft, content=content(title="Banquetas parejas en la calle", body=TEXT), by=person, at=at
    )


def _session(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from participation.people.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store["mark"] = secrets.token_hex(4)
    store.save()
    return str(store.session_key)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
