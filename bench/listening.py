"""The measured part of ``asking_clusters``: run within the product (``manage.py shell``) on a new database."""

import json
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.institutions.actions import create_institution
from participation.models import Person, Role
from processes.actions import add_component, add_phase, create_process, publish_process
from processes.cocreation.actions.clusters import make_cluster, place_contributions
from processes.cocreation.actions.contributions import contribute
from processes.models import ClusterStep, Component, Contribution

CLUSTERS, TIMES, LEFT = 60, 5, 500
WORDS = (
    *("luz", "agua", "bache", "mercado", "escuela", "parque"),
    *("camión", "basura", "trámite", "obra", "noche", "banqueta"),
)


def run(many: int, told: str) -> None:
    """Make everything, measure the pages and the actions, and write what they took."""
    settings.ALLOWED_HOSTS = ["*"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing was collected here
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    by, component = _activity()
    rows = _contribute(component, many)
    clusters = [
        make_cluster(component=component, title=f"Grupo {n}", summary=WORDS[n % len(WORDS)], by=by, at=timezone.now())
        for n in range(CLUSTERS)
    ]
    placed = rows[: -min(LEFT, many // 2)]
    for number, cluster in enumerate(clusters):
        chosen = placed[number::CLUSTERS]
        place_contributions(cluster=cluster, contributions=chosen, by=by, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = Client()
    browser.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    bench = f"/mesa/sistematizacion/{component.pk}/"
    left = rows[-1]
    pages = {
        "what is in no cluster": bench,
        "all": f"{bench}?ver=todas",
        "words": f"{bench}?ver=todas&q=luz",
        "a cluster": f"{bench}?grupo={clusters[0].pk}",
        "similar ones": f"{bench}?parecidas={left}",
    }
    result = {
        "contributions": Contribution.objects.count(),
        "pages": {name: _page(browser, path) for name, path in pages.items()},
        "actions": _actions(browser, bench, rows, clusters[1].pk),
    }
    Path(told).write_text(json.dumps(result), encoding="utf-8")


def _activity() -> tuple[Person, Component]:
    at, by = timezone.now() - timedelta(hours=1), Person.objects.create_user(email="c@example.org", name="Convoca")
    Role.objects.create(person=by, kind="steward", granted_at=at)  # writes: a throw-away city
    process = create_process(
        title="Plan", summary="Qué falta.", who_participates="Todas.", what_is_decided="Un plan.",
        how_decided="Con razones.", slug="plan", by=by, at=at,
        institution=create_institution(name="Oficina", by=by, at=at),
    )  # fmt: skip
    made = add_component(
        process=process, kind="contributions", title="¿Qué falta?", slug="voz", by=by, at=at, settings={"per_person": 0}
    )
    add_phase(
        process=process, title="Escucha", opens_at=at, closes_at=at + timedelta(days=9), by=by, at=at,
        openings={made.pk: ["contribute"]},
    )  # fmt: skip
    publish_process(process=process, by=by, at=at, accept_warnings=True)
    return by, Component.objects.with_clock().get(pk=made.pk)


def _contribute(component: Component, many: int) -> list[int]:
    for number in range(50):
        Person.objects.create_user(email=f"p{number}@example.org", name=f"P{number}")
    Person.objects.update(joined_at=timezone.now() - timedelta(days=30))  # writes: a throw-away city
    people = list(Person.objects.filter(email__startswith="p").order_by("pk"))
    found = []
    for number in range(many):
        first, second = WORDS[number % len(WORDS)], WORDS[number // len(WORDS) % len(WORDS)]
        text = f"En la calle {number} falta {first} y también {second}; lo pedimos hace {number % 9} meses."
        row = contribute(component=component, text=text, by=people[number % len(people)], at=timezone.now())
        found.append(row.pk)
    return found


def _page(browser: Client, path: str) -> tuple[int, float]:
    _ask(browser.get, path)
    with CaptureQueriesContext(connection) as seen:
        _ask(browser.get, path)
    return len(seen), _middle(lambda: _ask(browser.get, path))


def _actions(browser: Client, bench: str, rows: list[int], cluster: int) -> dict[str, float]:
    left = iter(rows[::-1])

    def put() -> None:
        _ask(browser.post, f"{bench}mover/", {"c": [next(left) for _n in range(5)], "to": cluster}, status=302)

    def undo() -> None:
        step = ClusterStep.objects.filter(undone_at=None).latest("pk")
        _ask(browser.post, f"/mesa/sistematizacion/pasos/{step.pk}/deshacer/", status=302)

    return {"put five into a cluster": _middle(put), "undo it": _middle(undo)}


def _ask(method: Any, path: str, data: Any = None, *, status: int = 200) -> None:
    answer = method(path, data or {})
    if answer.status_code != status:
        raise ValueError(f"{path} answers {answer.status_code}")


def _middle(step: Any) -> float:
    taken = []
    for _n in range(TIMES):
        began = time.perf_counter()
        step()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
