"""The made part of ``office_search``: a database of 1,000,000 public texts, and which words its searches ask for."""

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
from django.db import connection
from django.utils import timezone

from bench.words import Writer, weights
from participation.folios.codes import make_code
from participation.models import Folio, Subject, Territory
from participation.search.text import fold
from participation.subjects.actions import create_subject

AT_ONCE = 10_000
DAYS = 6 * 365  # over so many days the texts were published
# Kinds of what people and officials write, and which part of the texts each is.
KINDS = {"proposal": 0.7, "question": 0.15, "statement": 0.1, "meeting": 0.03, "news": 0.02}
PLACES, PARENTS = 60, 40
ASKED = 60  # searches of each kind
COLUMNS = (
    "id, kind, title, summary, path, lang, state, parent_id, ancestors, territory_id, published_at, updated_at, search"
)
BANDS = {"rare": (20_000, 60_000), "medium": (1_000, 5_000), "common": (100, 400), "very common": (0, 29)}


def make(texts: int) -> None:
    """Write the texts in bulk, then what PostgreSQL keeps of them."""
    at = timezone.now()
    root = create_subject(kind="process", title="Ciudad", path="/procesos/ciudad/", at=at, state="published")
    parents = [
        create_subject(
            kind="component", title=f"Convocatoria {n}", path=f"/procesos/ciudad/c{n}/", at=at, parent=root,
            state="published",
        )
        for n in range(PARENTS)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'subject_found'")
        index = cursor.fetchone()[0]
        cursor.execute("DROP INDEX subject_found")  # filled at once afterwards, several times quicker
    _write(texts, parents, _places())
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(index)
        cursor.execute("VACUUM ANALYZE")


def _places() -> list[int]:
    town = Territory.objects.create(name="Ciudad", level="municipio", sort_key="ciudad")  # writes: a throw-away city
    names = [f"Colonia {word.capitalize()}" for word in Writer(0).words[300 : 300 + PLACES]]
    rows = [Territory(name=n, level="colonia", sort_key=fold(n), parent=town, ancestors=[town.pk]) for n in names]
    return [row.pk for row in Territory.objects.bulk_create(rows)]  # writes: a throw-away city


def _write(texts: int, parents: list[Subject], places: list[int]) -> None:
    writer, random, now = Writer(1), np.random.RandomState(2), timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM participation_subject")
        first = cursor.fetchone()[0] + 1
    for start in range(0, texts, AT_ONCE):
        size = min(AT_ONCE, texts - start)
        kinds = random.choice(list(KINDS), size=size, p=list(KINDS.values()))
        above, place = random.randint(len(parents), size=size), random.randint(len(places), size=size)
        apart = random.uniform(-1, 1, size=size)  # what is published lies about a day apart from what is written
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY participation_subject ({COLUMNS}) FROM STDIN") as out:
                for n, drawn in enumerate(writer.draw(size)):
                    parent, key = parents[above[n]], first + start + n
                    day = now - timedelta(days=DAYS * (1 - (start + n) / texts) + 1 + float(apart[n]))
                    ancestors = "{" + ",".join(map(str, [*parent.ancestors, parent.pk])) + "}"
                    row = (
                        key, kinds[n], writer.title(drawn), writer.summary(drawn)[:500], f"/propuestas/{key}/", "es",
                        "published", parent.pk, ancestors, places[place[n]], day.isoformat(), day.isoformat(),
                        writer.vector(drawn),
                    )  # fmt: skip
                    out.write("\t".join(map(str, row)) + "\n")
            with cursor.copy("COPY participation_folio (subject_id, code, given_at) FROM STDIN") as out:
                for n in range(size):
                    year = (now - timedelta(days=DAYS * (1 - (start + n) / texts))).year
                    out.write(f"{first + start + n}\t{make_code(year)}\t{now.isoformat()}\n")
            with cursor.copy(
                "COPY participation_subjectcount (subject_id, comments, comments_for, comments_neutral,"
                " comments_against, follows) FROM STDIN"
            ) as out:
                for n in range(size):
                    out.write(f"{first + start + n}\t{n % 7}\t0\t{n % 7}\t0\t{n % 11}\n")
    with connection.cursor() as cursor:
        for table in ("participation_subject", "participation_folio"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def questions() -> dict[str, list[dict[str, str]]]:
    """Return what is searched for, by kind of search: parameters of the page's address."""
    writer, random = Writer(0), np.random.RandomState(3)
    count = len(writer.words)
    found: dict[str, list[dict[str, str]]] = {}
    for band, (first, last) in BANDS.items():
        drawn = random.choice(np.arange(first, min(last, count)), size=ASKED)
        found[f"a {band} word"] = [{"q": writer.words[place]} for place in drawn]
    likely = weights(count)[:5_000] / weights(count)[:5_000].sum()
    pairs = random.choice(5_000, size=(ASKED, 2), p=likely)
    found["two words, as people choose them"] = [{"q": f"{writer.words[a]} {writer.words[b]}"} for a, b in pairs]
    found["two very common words"] = [
        {"q": f"{writer.words[a]} {writer.words[b]}"} for a, b in random.randint(29, size=(ASKED, 2)) if a != b
    ]
    folios = Folio.objects.order_by("pk").values_list("code", flat=True)
    step = max(1, folios.count() // ASKED)
    found["a folio"] = [{"q": code} for code in folios[::step][:ASKED]]
    places = list(Territory.objects.filter(level="colonia").order_by("pk"))
    found["a place by its name"] = [{"q": place.name} for place in places[:ASKED]]
    found["a very common word in a place"] = [
        {"q": writer.words[n % 29], "territorio": str(place.pk)} for n, place in enumerate(places[:ASKED])
    ]
    found["everything in a place"] = [{"territorio": str(place.pk)} for place in places[:ASKED]]
    found["a very common word among one kind"] = [{"q": writer.words[n % 29], "tipo": "question"} for n in range(ASKED)]
    return found


def tell(told: str) -> None:
    """Write what is searched for."""
    Path(told).write_text(json.dumps(questions()))
