"""A process that many people follow: ``python -m bench.notices.stage FILE PEOPLE SOME``.

PEOPLE follow one process and SOME of them another; everybody has an e-mail address and chose nothing, so that each
event of a phase makes a notice and a mail for each.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

CHUNK = 5000


def main(target: Path, people: int, some: int) -> None:
    """Migrate, make people and follows, and write down what they follow."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.notices.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from bench.faults.stage import _proposals
    from participation.events.relay import relay
    from participation.models import Follow, Person, Role

    call_command("migrate", interactive=False, verbosity=0)
    at = timezone.now() - timedelta(minutes=5)
    steward = Person.objects.create_user(email="steward@example.org", name="Encargada", is_staff=True)
    Role.objects.create(person=steward, kind="steward", granted_at=at)
    authors = [Person.objects.create_user(email=f"autora{n}@example.org", name=f"Autora {n}") for n in range(6)]
    proposals = _proposals(steward, authors, at)
    relay(seconds=600)  # what that made known is over before anybody follows
    process, other = proposals[0].component.process.subject, proposals[0].subject
    for start in range(0, people, CHUNK):
        numbers = range(start, min(start + CHUNK, people))
        made = Person.objects.bulk_create(
            [Person(email=f"p{n}@example.org", name=f"Persona {n}", password="!") for n in numbers]
        )
        Follow.objects.bulk_create([Follow(subject=process, person=person, at=at) for person in made])
        Follow.objects.bulk_create(
            [Follow(subject=other, person=person, at=at) for n, person in zip(numbers, made, strict=True) if n < some]
        )
    target.write_text(json.dumps({"process": process.pk, "proposal": other.pk}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
