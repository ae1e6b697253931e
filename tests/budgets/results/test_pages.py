"""Pages of counts: what strangers read, what officials do there, and what nobody may."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from budgets.models import Assembly, CountRun
from budgets.results import tasks
from budgets.results.files_of import packed
from participation.models import Person
from participation.urn import log
from tests.budgets.results.test_counts import MARKS, PDF, tied
from tests.budgets.results.worlds import AFTER, GREEDY, SHARES, another, counted, ids, published, voted
from tests.budgets.voting.worlds import frozen
from tests.participation.urn.worlds import voters
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db


def test_anybody_reads_why_each_project_won_or_not_and_counts_again(carla: Person, tmp_path: Path) -> None:
    contest = voted(carla, MARKS)
    published(contest, carla)
    page = Client().get(f"/presupuestos/{contest.pk}/resultados/").content.decode()
    english = Client().get(f"/en/presupuestos/{contest.pk}/resultados/").content.decode()
    assert "It won, in place 1, with 8 votes." in english
    assert "When its turn came, $10,000 was left: it was short of $50,000." in english
    assert "csrfmiddlewaretoken" not in page
    answer = Client().get(f"/presupuestos/{contest.pk}/resultados/archivos.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        archive.extractall(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-I", "verify.py", "."], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "counted again: 2 winners" in ran.stdout
    run = CountRun.objects.select_related("contest__vote", "contest__budget__component__process", "assembly").get()
    assert packed(run) == packed(run)  # made again, it is the same to the byte


@pytest.mark.parametrize("publication", ["totals", "ledger"])
def test_files_of_the_other_levels_hold_too(carla: Person, publication: str) -> None:
    from tests.budgets.counting.test_verify import checked

    contest = voted(carla, MARKS, publication=publication, rule=GREEDY)
    run = published(contest, carla)
    answer = Client().get(f"/presupuestos/{contest.pk}/resultados/archivos.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    check = checked(files, key=run.public_key)
    assert check.wrong == []
    assert ("ballots.csv" in files) is (publication == "ledger")


def test_anybody_tries_what_a_share_paid_for_and_nothing_is_kept(carla: Person) -> None:
    contest = voted(carla, [[0, 1]] * 6 + [[2]] * 5 + [[3]], rule=SHARES)
    run = published(contest, carla)
    address = f"/en/presupuestos/{contest.pk}/resultados/mi-parte/"
    assert "A ballot with these projects" not in Client().get(address).content.decode()
    page = Client().get(address, {"p": [*ids(contest), "x", "<b>"]}).content.decode()
    assert "A ballot with these projects" in page
    assert len(run.winners) == page.split("<form")[-2].count("az-bar k1")
    assert Client().get(address, {"p": "zzz"}).status_code == 200


def test_nothing_is_shown_before_two_officials_published_it(carla: Person) -> None:
    contest = voted(carla, MARKS)
    counted(contest, carla)
    for path in ("resultados/", "resultados/mi-parte/", "resultados/archivos.zip"):
        assert Client().get(f"/presupuestos/{contest.pk}/{path}").status_code == 404
        assert client_of(carla).get(f"/presupuestos/{contest.pk}/{path}").status_code == 404


def test_a_receipt_is_found_in_the_record_and_says_nothing_of_the_ballot(carla: Person) -> None:
    contest = frozen(carla, ballot={"kind": "approval", "minimum": 0}, publication="ballots", rule=GREEDY)
    names, people = ids(contest), voters(42)
    from budgets.voting.actions import cast

    assert contest.vote is not None
    for person in people:
        cast(contest=contest, data={"projects": names[:1]}, by=person, at=NOW)
    log.append_waiting(vote=contest.vote, at=NOW)
    marks = [log.receipt_of(contest.vote, person, at=NOW) for person in people]
    within = next(each for each in marks if each is not None and each.index is not None)
    waiting = next(each for each in marks if each is not None and each.index is None)
    base = f"/en/presupuestos/{contest.pk}/registro/"
    page = Client().get(f"{base}{within.mark}/").content.decode()
    assert f"This ballot is in the record, as entry {within.index} of 23." in page
    assert "not in the record yet" in Client().get(f"{base}{waiting.mark}/").content.decode()
    told = Client().get(f"{base}{within.mark}/?formato=json").json()
    assert (told["found"], told["index"], told["size"]) == (True, within.index, 23)
    found = Client().get(base, {"c": f" {within.mark.upper()} "})
    assert found.status_code == 302
    assert "64 characters" in Client().get(base, {"c": "<script>"}).content.decode()
    leaves = b"".join(Client().get(f"{base}hojas.jsonl").streaming_content).decode().splitlines()
    assert len(leaves) == 23
    assert json.loads(leaves[5])["index"] == 5
    assert {tuple(json.loads(json.loads(line)["leaf"])) for line in leaves[1:]} == {("ballot", "kind")}
    assert len(Client().get(f"{base}cabezas.json").json()["heads"]) == 2
    proof = Client().get(f"{base}consistencia.json", {"de": "1", "a": "23"}).json()
    assert len(proof["proof"]) == 5
    for query, status in (({"de": "2"}, 404), ({"de": "x"}, 400), ({"a": "9" * 40}, 400), ({"de": "-1"}, 400)):
        assert Client().get(f"{base}consistencia.json", query).status_code == status
    for wrong in ("zz", "0" * 63, "é" * 64):
        assert Client().get(f"{base}{wrong}/").status_code == 404
    assert "not in the record" in Client().get(f"{base}{'0' * 64}/").content.decode()


def test_officials_count_propose_and_publish_on_their_desk(
    carla: Person, django_capture_on_commit_callbacks: Any
) -> None:
    contest = voted(carla, MARKS)
    desk = f"/en/mesa/presupuestos/bolsas/{contest.pk}/conteo/"
    first, second = client_of(carla), client_of(another(contest))
    assert Client().get(desk).status_code == 302
    stranger = client_of(make_person("Nadie"))
    assert stranger.get(desk).status_code == 403
    with time_machine.travel(AFTER, tick=False):
        assert "Voting is over." in first.get(desk).content.decode()
        assert stranger.post(desk, {"paso": "contar"}).status_code == 403
        assert CountRun.objects.count() == 0
        first.post(desk, {"paso": "contar"})
        assert "It is being counted" in first.get(desk).content.decode()
        tasks.count_waiting()
        assert "Propose to publish it" in first.get(desk).content.decode()
        assert "you cannot do both" in first.get(f"{desk}?paso=proponer").content.decode()
        assert second.post(desk, {"paso": "publicar", "conteo": "1"}).status_code == 403
        first.post(desk, {"paso": "proponer", "conteo": "7"})
        assert CountRun.objects.get().proposed_by is None
        first.post(desk, {"paso": "proponer", "conteo": "1"})
        assert first.post(desk, {"paso": "publicar", "conteo": "1"}).status_code == 403
        assert CountRun.objects.get().published_at is None
        done = second.post(desk, {"paso": "publicar", "conteo": "1"})
        assert done.url == f"/en/presupuestos/{contest.pk}/resultados/"
        again = f"{desk}otra-vez/"
        assert first.post(again, {"reason": ""}).status_code == 422
        first.post(again, {"reason": "El tribunal lo ordenó."})
        assert CountRun.objects.filter(number=2, reason="El tribunal lo ordenó.").exists()
        assert first.post(desk, {"paso": "otro"}).status_code == 404


def test_an_assembly_is_written_down_and_confirmed_on_its_pages(carla: Person) -> None:
    contest = tied(carla)
    names = ids(contest)
    counted(contest, carla)
    first, second = client_of(carla), client_of(another(contest))
    address = f"/en/mesa/presupuestos/bolsas/{contest.pk}/asamblea/"
    data = {
        "held_at": AFTER.strftime("%Y-%m-%dT%H:%M"), "place": "La cancha", "convened_by": "La Comisión", "quorum": "20",
        "present": "41", f"hands_{names[0]}": "12", f"hands_{names[2]}": "29", "signatures": "Ana Ruiz, presidenta",
        "notes": "",
    }  # fmt: skip
    with time_machine.travel(AFTER + timedelta(days=1), tick=False):
        assert "Hands for" in first.get(address).content.decode()
        assert client_of(make_person("Nadie")).post(address, data).status_code == 403
        assert (
            first.post(address, {**data, "present": "5", "acta": SimpleUploadedFile("a.pdf", PDF)}).status_code == 422
        )
        assert first.post(address, data).status_code == 422
        answer = first.post(address, {**data, "acta": SimpleUploadedFile("acta.pdf", PDF, "application/pdf")})
        assert answer.status_code == 302, answer.content.decode()[:3000]
        found = Assembly.objects.get()
        acta = f"/archivos/{found.acta.key}/"
        assert Client().get(acta).status_code == 404
        step = f"/en/mesa/presupuestos/asambleas/{found.pk}/"
        assert "La cancha" in second.get(step).content.decode()
        assert first.post(step, {"paso": "confirmar"}).status_code == 403
        second.post(step, {"paso": "confirmar"})
        tasks.count_waiting()
        assert CountRun.objects.get(number=2).winners == [names[2]]
        assert Client().get(acta).status_code == 200
        assert first.post(step, {"paso": "quitar"}).status_code == 403


def test_pages_that_belong_to_no_contest(db: None) -> None:
    assert "verify.py" in Client().get("/en/presupuestos/conteo/").content.decode()
    assert Client().get("/presupuestos/conteo/verify.py").content.startswith(b'"""Checks a published')
    assert "There are none yet" in Client().get("/en/presupuestos/de-otros/").content.decode()
    for path in ("de-otros/9/", "de-otros/99999999999999999999/", "9/registro/", "99999999999999999999/resultados/"):
        assert Client().get(f"/presupuestos/{path}").status_code == 404
