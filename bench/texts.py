"""The measured part of ``asking_text``: run within the product (``manage.py shell``) on a new database."""

import json
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.institutions.actions import create_institution
from participation.models import Person, Role
from processes.actions import add_component, add_phase, create_process, publish_process
from processes.models import DraftText, Passage, Suggestion
from processes.texts.actions.preparing import keep_text, publish_text
from processes.texts.actions.suggesting import Said, suggest

PASSAGES, READS = 80, 20


def run(many: int, told: str) -> None:
    """Make the text, read its pages with one suggestion and with all of them, and write what that took."""
    settings.ALLOWED_HOSTS = ["*"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing was collected here
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    text = _text()
    passages = list(Passage.objects.filter(text=text, kind="article").select_related("text").order_by("key"))
    for n in range(51):
        Person.objects.create_user(email=f"p{n}@example.org", name=f"P{n}")
    Person.objects.update(joined_at=timezone.now() - timedelta(days=30))  # writes: a throw-away city
    *people, other = Person.objects.filter(email__startswith="p").order_by("pk")
    reader = Client()  # who suggested nothing: of one's own, less is asked
    reader.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    _suggest(passages, people, 0)
    pages = {
        "the text": f"/textos/{text.pk}/",
        "one passage": f"/textos/{text.pk}/parte/{passages[0].key}/",
        "all suggestions": f"/textos/{text.pk}/sugerencias/",
    }
    one = {name: _queries(reader, path) for name, path in pages.items()}
    began = time.process_time()
    for number in range(1, many):
        _suggest(passages, people, number)
    act = (time.process_time() - began) * 1000 / max(1, many - 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = {
        name: {"one": one[name], "many": _queries(reader, path), "milliseconds": _milliseconds(reader, path)}
        for name, path in pages.items()
    }
    result = {"suggestions": Suggestion.objects.count(), "act": act, "pages": found}
    Path(told).write_text(json.dumps(result), encoding="utf-8")


def _text() -> DraftText:
    at, by = timezone.now() - timedelta(hours=1), Person.objects.create_user(email="c@example.org", name="Convoca")
    Role.objects.create(person=by, kind="steward", granted_at=at)  # writes: a throw-away city
    words = {"title": "Ley", "summary": "Una ley que se escribe en conjunto.", "who_participates": "Todas."}
    more = {"what_is_decided": "Sus palabras.", "how_decided": "Con razones."}
    office = create_institution(name="Oficina", by=by, at=at)
    process = create_process(**words, **more, institution=office, slug="ley", by=by, at=at)
    made = add_component(process=process, kind="text", title="La ley", slug="texto", by=by, at=at)
    add_phase(
        process=process, title="Sugerencias", opens_at=at, closes_at=at + timedelta(days=9), by=by, at=at,
        openings={made.pk: ["suggest"]},
    )  # fmt: skip
    publish_process(process=process, by=by, at=at, accept_warnings=True)
    source = "# Ley\n\n" + "\n\n".join(f"Artículo {n}. " + "Toda persona tiene derecho. " * 9 for n in range(PASSAGES))
    kept = keep_text(component=made, title="La ley de la ciudad", markdown=source, by=by, at=at)
    return publish_text(text=kept, by=by, at=at)


def _suggest(passages: list[Passage], people: list[Person], number: int) -> None:
    """Suggest: a third of all on the first passage."""
    passage = passages[0 if number % 3 == 0 else number % len(passages)]
    given = Said("addition", passage.words, "Porque hace falta decirlo.", f"Un párrafo nuevo, el {number}.")
    suggest(passage=passage, given=given, by=people[number % len(people)], at=timezone.now())


def _queries(reader: Client, path: str) -> int:
    """Return what a page asks; the least of three, since what a process keeps for two seconds is read again then."""
    reader.get(path)
    found = []
    for _each in range(3):
        with CaptureQueriesContext(connection) as seen:
            answer = reader.get(path)
        if answer.status_code != 200:
            raise ValueError(f"{path} answers {answer.status_code}")
        found.append(len(seen))
    return min(found)


def _milliseconds(reader: Client, path: str) -> float:
    began = time.process_time()
    for _each in range(READS):
        reader.get(path)
    return (time.process_time() - began) * 1000 / READS
