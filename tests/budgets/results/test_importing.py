"""Elections from elsewhere: whole or not at all, shown like our own, and the round trip of our own export."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from budgets.models import CountRun, ImportedElection
from participation.models import Person
from tests.budgets.results.worlds import GREEDY, published, voted

pytestmark = pytest.mark.django_db

FILE = """META
key;value
description;Una prueba
country;Mexico
unit;Ciudad de prueba
instance;2026
num_projects;3
num_votes;4
budget;100
vote_type;approval
rule;greedy
date_begin;2026
date_end;2026
currency;PLN
PROJECTS
project_id;cost;votes;name;selected
a/1;60;3;Parque <b>;1
b;50;2;Cancha;0
c;40;2;Luz;1
VOTES
voter_id;vote
1;a/1,c
2;a/1
3;a/1,b
4;b,c
"""


def imported(tmp_path: Path, text: str, *options: str) -> str:
    file = tmp_path / "election.pb"
    file.write_text(text, encoding="utf-8")
    out = io.StringIO()
    call_command("import_pb", file, *options, stdout=out)
    return out.getvalue()


def test_an_election_comes_in_is_counted_and_shown(tmp_path: Path) -> None:
    assert "2 winners" in imported(tmp_path, FILE, "--source", "Pabulib")
    found = ImportedElection.objects.get()
    page = Client().get(f"/en/presupuestos/de-otros/{found.pk}/").content.decode()
    assert "Counted again here, the same projects win as its file says." in page
    assert "Parque &lt;b&gt;" in page
    assert "When its turn came, 0 PLN was left: it was short of 50 PLN." in page
    assert "Source: Pabulib" in " ".join(page.split())
    share = f"/en/presupuestos/de-otros/{found.pk}/mi-parte/"
    assert "A ballot with these projects" in Client().get(share, {"p": "a/1"}).content.decode()
    assert "Ciudad de prueba 2026" in Client().get("/en/presupuestos/de-otros/").content.decode()
    imported(tmp_path, FILE)  # once more changes nothing
    assert ImportedElection.objects.count() == CountRun.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("c;40", "c;-4", "row 19, cost"),
        ("3;a/1,b", "3;a/1,z", "row 24, vote"),
        ("num_votes;4", "num_votes;5", "num_votes: META says 5"),
        ("rule;greedy", "rule;magic", "magic"),
        ("VOTES\n", "", "VOTES is missing"),
        ("2;a/1\n", "2;a/1\n2;b\n", "voted twice"),
        ("Cancha", "Can\0cha", "NUL"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(CommandError, match="Nothing was stored") as wrong:
        imported(tmp_path, FILE.replace(old, new, 1))
    assert said in str(wrong.value)
    assert not ImportedElection.objects.exists()
    assert not CountRun.objects.exists()


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "bytes.pb").write_bytes(b"META\nkey;value\n\xff\xfe")
    for name in ("bytes.pb", "none.pb"):
        with pytest.raises(CommandError, match="Nothing was stored"):
            call_command("import_pb", tmp_path / name)


def test_our_own_export_comes_back_with_the_same_winners(carla: Person, tmp_path: Path) -> None:
    contest = voted(carla, [[0, 1]] * 5 + [[2]] * 4 + [[1, 2]] * 3 + [[]], rule=GREEDY)
    run = published(contest, carla)
    answer = Client().get(f"/presupuestos/{contest.pk}/resultados/archivos.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        text = packed.read("election.pb").decode()
    imported(tmp_path, text)
    back = CountRun.objects.get(imported__isnull=False)
    assert back.winners == run.winners
    assert back.count["voters"] == run.count["voters"] == 13


def test_a_real_election_comes_out_as_it_was_published() -> None:
    folder = Path(os.environ.get("AZOTEA_PABULIB", Path(__file__).resolve().parents[4] / "shared" / "data" / "pabulib"))
    file = folder / "Poland_Swiecie_2023.pb"
    if not file.exists():
        pytest.skip(f"the election of Świecie is not in {folder}")
    call_command("import_pb", file, "--source", "Pabulib", stdout=io.StringIO())
    run = CountRun.objects.get()
    assert len(run.winners) == 17
    assert run.count["total_cost"] == 1_040_337
    assert round(run.told["share"], 2) == 661.11
