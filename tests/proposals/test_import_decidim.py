"""Decidim's open data: read whatever its version, imported all or nothing, once."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from participation.access.verdict import ActDenied
from participation.imports.errors import ImportRefused
from participation.imports.frame import SourceFile
from participation.models import Event, ImportBatch, OriginRef, Person, Subject
from processes.models import Process
from proposals.importers import cells
from proposals.importers.decidim import DecidimImport, Settings, readable
from proposals.models import Proposal, Support
from tests.personas import NOW

FIXTURES = Path(__file__).parent.parent / "fixtures" / "decidim"
REAL = (
    Path(__file__).parent.parent.parent / "data" / "decidim-barcelona" / "www.decidim.barcelona-open-data-projects.csv"
)


def source(name: str | Path, data: bytes | None = None) -> SourceFile:
    path = FIXTURES / name
    return SourceFile(path.name, path.read_bytes() if data is None else data, "datos abiertos", "ODbL 1.0")


def run(person: Person, *files: SourceFile, **settings: object) -> list[tuple[int, int, int]]:
    reports = DecidimImport(files, by=person, at=NOW, settings=Settings(**settings)).run()
    return [(report.created, report.updated, report.unchanged) for report in reports]


def test_the_real_file_becomes_three_closed_processes(carla: Person) -> None:
    assert run(carla, source(REAL)) == [(220, 0, 0)]
    assert sorted(process.components.get().proposals.count() for process in Process.objects.all()) == [14, 22, 184]
    assert set(Process.objects.values_list("state", flat=True)) == {"closed"}
    assert Support.objects.count() == 0
    refs = OriginRef.objects.filter(entity="project")
    assert refs.count() == 220
    assert sum(ref.facts["votes"] for ref in refs if "votes" in ref.facts) == 221_856
    assert not Proposal.objects.filter(body__contains="<iframe").exists()
    assert Proposal.objects.filter(body__contains="https://www.youtube.com/watch?v=").count() == 120
    assert set(Proposal.objects.values_list("author", flat=True)) == {None}
    assert Subject.objects.filter(kind="proposal", state="published").count() == 220


def test_a_second_run_changes_nothing(carla: Person) -> None:
    run(carla, source("proposals-0.31.csv"))
    before = (Event.objects.count(), ImportBatch.objects.count(), list(Proposal.objects.order_by("pk").values()))
    assert run(carla, source("proposals-0.31.csv")) == [(0, 0, 2)]
    assert (
        Event.objects.count(),
        ImportBatch.objects.count(),
        list(Proposal.objects.order_by("pk").values()),
    ) == before


def test_a_changed_row_is_updated_and_a_new_one_added(carla: Person) -> None:
    first = (FIXTURES / "proposals-0.31.csv").read_bytes()
    lines = first.decode().splitlines(keepends=True)
    run(carla, source("proposals-0.31.csv", "".join([lines[0], *lines[1:3]]).encode()))
    changed = first.decode().replace("plaza segura", "plaza muy segura").encode()
    assert run(carla, source("proposals-0.31.csv", changed)) == [(1, 1, 0)]
    assert Process.objects.count() == 1
    assert Proposal.objects.get(subject__origin__external_id="101").title == "@plaza muy segura"


def test_what_is_kept_of_a_recent_row(carla: Person) -> None:
    run(carla, source("proposals-0.31.csv"))
    proposal = Proposal.objects.get(subject__origin__external_id="101")
    assert proposal.title == "@plaza segura"  # one guard against formulas was taken off
    assert proposal.body == "Línea uno\nLínea dos"
    assert proposal.tags == ["movilidad", "agua"]
    assert (proposal.address, str(proposal.latitude), str(proposal.longitude)) == (
        "Calle 1",
        "20.500000",
        "-103.400000",
    )
    assert proposal.channel == "import"
    assert proposal.published_at.isoformat() == "2024-05-02T10:00:00+00:00"
    assert proposal.subject.origin.facts == {"votes": 12, "comments": 3, "endorsements": 1, "state": "accepted"}
    assert proposal.counts.supports == 0


def test_catalan_says_so_and_blank_votes_are_unknown(carla: Person) -> None:
    run(carla, source("proposals-0.31.csv"))
    proposal = Proposal.objects.get(subject__origin__external_id="102")
    assert (proposal.lang, proposal.subject.lang) == ("ca", "ca")
    assert "votes" not in proposal.subject.origin.facts


def test_withdrawn_and_amendments_are_left_out_and_named(carla: Person) -> None:
    plan = DecidimImport([source("proposals-0.31.csv")], by=carla, at=NOW).plans()[0]
    assert [step.action for step in plan.steps] == ["create", "create"]
    assert len(plan.notices) == 2
    assert Proposal.objects.count() == 0


def test_the_oldest_layout_with_commas_and_html(carla: Person) -> None:
    run(carla, source("proposals-0.10.csv"))
    proposal = Proposal.objects.get()
    assert "<script" not in proposal.body
    assert "<iframe" not in proposal.body
    assert 'href="https://www.youtube.com/watch?v=abc_123"' in proposal.body
    assert proposal.subject.origin.facts == {"votes": 5, "comments": 0, "scope": "Centro"}
    assert (proposal.tags, proposal.address) == (["cultura"], "Centro")


def test_dirty_rows_are_named_by_row_and_column_and_nothing_is_imported(carla: Person) -> None:
    with pytest.raises(ImportRefused) as error:
        run(carla, source("projects-dirty.csv"))
    assert {(row.row, row.column) for row in error.value.rows} == {
        (3, "title"),
        (3, "url"),
        (3, "created_at"),
        (3, "confirmed_votes"),
        (3, "budget_amount"),
        (3, "id"),
    }
    assert Process.objects.count() == Proposal.objects.count() == ImportBatch.objects.count() == 0


def test_a_failure_late_in_the_file_undoes_everything(carla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    work = DecidimImport([source("proposals-0.31.csv")], by=carla, at=NOW)
    plans = work.plans()

    def fail(batch: ImportBatch) -> None:
        raise RuntimeError("boom")

    plans[0].finish = fail
    monkeypatch.setattr(work, "plans", lambda: plans)
    with pytest.raises(RuntimeError):
        work.run()
    assert Process.objects.count() == Proposal.objects.count() == ImportBatch.objects.count() == 0


@pytest.mark.parametrize("who", ["bruno", "dario", "elena", "olga"])
def test_only_stewards_import(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ActDenied):
        run(request.getfixturevalue(who), source("proposals-0.31.csv"))
    assert Proposal.objects.count() == 0


def test_the_command_previews_imports_and_repeats(carla: Person) -> None:
    path = str(FIXTURES / "proposals-0.31.csv")
    out = StringIO()
    call_command("import_decidim", path, "--licence", "ODbL 1.0", "--preview", stdout=out)
    assert "2 to create, 0 to update, 0 unchanged" in out.getvalue()
    assert Proposal.objects.count() == 0
    for expected in ("2 created, 0 updated, 0 unchanged", "0 created, 0 updated, 2 unchanged"):
        out = StringIO()
        call_command(
            "import_decidim", path, "--licence", "ODbL 1.0", "--process-title", "plan=Plan de prueba", stdout=out
        )
        assert expected in out.getvalue()
    assert Process.objects.get().title == "Plan de prueba"
    batch = ImportBatch.objects.get()
    assert (batch.licence, batch.rows, batch.created) == ("ODbL 1.0", 2, 2)


def test_the_command_says_what_is_wrong(carla: Person) -> None:
    with pytest.raises(CommandError, match="row 3|fila 3"):
        call_command("import_decidim", str(FIXTURES / "projects-dirty.csv"), "--licence", "x")
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("import_decidim", "no-such.csv", "--licence", "x")


@pytest.mark.django_db
def test_the_command_needs_a_steward() -> None:
    with pytest.raises(CommandError, match="steward"):
        call_command("import_decidim", str(FIXTURES / "proposals-0.31.csv"), "--licence", "x")


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"a;b\n1;2\n", b"id;url\n1;x\n", b'id;url;body\n"1;2\n', "id;url;body\n1;x\n".encode("utf-16")],
)
def test_strange_files_are_refused_with_a_reason(carla: Person, data: bytes) -> None:
    with pytest.raises(ImportRefused) as error:
        run(carla, source("x.csv", data))
    assert error.value.rows


def test_cells() -> None:
    assert cells.names('{"es"=>"Uno", "ca"=>"Un"}, {"ca" => "Dos"}', ("es", "ca")) == ["Uno", "Dos"]
    assert cells.moment("2021-04-20 10:00:38 +0200").isoformat() == "2021-04-20T08:00:38+00:00"
    assert cells.moment("") is None
    assert cells.count("") is None
    assert cells.amount("900000.50") == "900000.50"
    assert cells.rich("Hola gid://decidim/Decidim::User/1 amiga") == ("Hola  amiga", False)
    assert cells.rich('<p>x</p><iframe src="javascript:alert(1)"></iframe>') == ("<p>x</p>", True)
    place = cells.place("https://d.example.org/pt-BR/assemblies/a-b/f/12/budgets/3/projects/45?x=1")
    assert (place.space, place.slug, place.component, place.entity, place.external_id) == (
        "assemblies",
        "a-b",
        "12",
        "projects",
        "45",
    )
    assert readable("PressupostosParticipatius") == "Pressupostos participatius"
