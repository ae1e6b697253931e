"""Bulk files on disk: of one moment, never stale for whom it matters, few at a time, and in nobody's way."""

import gzip
import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished
from django.db import connection

from participation.comments.actions import comment_on, withdraw_comment
from participation.events.relay import relay
from participation.models import Comment
from participation.opendata import downloads, exports, spool
from participation.opendata.registry import get_dataset
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of, make_person

LATER = NOW + timedelta(days=1)


@pytest.fixture
def disk(settings, tmp_path):
    """Keep files, as outside of tests, in a folder of the test's own."""
    settings.VAR_DIR, settings.AZOTEA_EXPORT_SECONDS = tmp_path, 10
    return tmp_path / "exports"


@pytest.fixture
def written(monkeypatch):
    """Note each file that is written."""
    names, write = [], spool.write

    def noted(dataset, *rest):
        names.append(dataset.name)
        return write(dataset, *rest)

    monkeypatch.setattr(spool, "write", noted)
    return names


def lines(response) -> int:
    """Count the rows of a download."""
    assert response.status_code == 200
    return len(b"".join(response.streaming_content).splitlines()) - 1


def say(proposal, text="Sí"):
    """Comment by the act."""
    return comment_on(subject=proposal.subject, text=text, by=make_person(text[:20]), at=NOW)


@pytest.mark.django_db
def test_a_file_is_written_once_while_nothing_changes(client, disk, written):
    proposal = make_proposal(make_call())
    say(proposal)
    for _ in range(3):
        assert lines(client.get("/datos/comments.csv")) == 1
    assert written == ["comments"]
    lines(client.get("/datos/comments.jsonl"))
    assert written == ["comments"] * 2
    assert len([path for path in disk.iterdir() if path.suffix != ".lock"]) == 2


@pytest.mark.django_db
def test_after_an_act_the_file_is_new_within_seconds_and_for_people_at_once(client, ana, disk, written):
    """A person finds in the file what they just did; a reader without an account may wait ten seconds."""
    proposal = make_proposal(make_call())
    with time_machine.travel(NOW, tick=False) as clock:
        assert lines(client.get("/datos/comments.csv")) == 0
        say(proposal)
        clock.shift(9)
        assert lines(client.get("/datos/comments.csv")) == 0
        assert lines(client_of(ana).get("/datos/comments.csv")) == 1
        assert lines(client.get("/datos/comments.csv")) == 1
        say(proposal, "No")
        clock.shift(11)
        assert lines(client.get("/datos/comments.csv")) == 2
        assert len(written) == 3


@pytest.mark.django_db
def test_the_relay_and_another_day_make_a_file_new(client, disk, written):
    say(make_proposal(make_call()))
    with time_machine.travel(NOW, tick=False) as clock:
        lines(client.get("/datos/supports.csv"))
        while relay(at=NOW):
            pass
        clock.shift(20)
        lines(client.get("/datos/supports.csv"))
        assert len(written) == 2
        clock.shift(60)
        lines(client.get("/datos/supports.csv"))
        assert len(written) == 2
        clock.move_to(LATER)
        lines(client.get("/datos/supports.csv"))
        assert len(written) == 3


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_from_view_is_in_no_file_from_then_on(client, disk):
    """Not even for the ten seconds."""
    comment = say(make_proposal(make_call()), "Fuera")
    assert b"Fuera" in b"".join(client.get("/datos/comments.csv").streaming_content)
    withdraw_comment(comment=comment, by=comment.author, at=NOW)
    assert b"Fuera" not in b"".join(client.get("/datos/comments.csv").streaming_content)


@pytest.mark.django_db(transaction=True)
def test_a_file_is_of_one_moment(monkeypatch):
    """What is written meanwhile by others is in it whole or not at all: here, not at all. No transaction stays open."""
    proposal = make_proposal(make_call())
    for number in range(5):
        make_comment(proposal.subject, text=f"antes {number}")
    monkeypatch.setattr(exports, "CHUNK", 2)
    begun, changed = threading.Event(), threading.Event()

    def change():
        begun.wait(20)
        Comment.objects.update(text="después")
        connection.close()
        changed.set()

    thread = threading.Thread(target=change)
    thread.start()
    moment = spool.taken.moment

    def at_first_reading():
        found = moment()
        begun.set()
        assert changed.wait(20)
        return found

    monkeypatch.setattr(spool.taken, "moment", at_first_reading)
    dataset = get_dataset("comments")
    spooled = spool.passing(dataset, dataset.rows(NOW), "csv", at=NOW)
    thread.join()
    text = gzip.decompress(spooled.file.read()).decode()
    assert (text.count("antes"), text.count("después")) == (5, 0)
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%' AND datname=%s",
                       [connection.settings_dict["NAME"]])  # fmt: skip
        assert cursor.fetchone() == (0,)
    spooled.file.close()


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "files"), [("", 1), ("?since=2026-01-01T00:00:00Z", 0)])
def test_only_whole_files_are_kept(client, disk, query, files):
    """Otherwise whoever asks for a thousand filters fills the disk."""
    make_comment(make_proposal(make_call()).subject)
    assert lines(client.get(f"/datos/comments.csv{query}")) == 1
    assert len([path for path in disk.iterdir() if path.suffix != ".lock"]) == files


@pytest.mark.django_db
def test_compressed_where_it_is_asked_for(client, disk):
    make_comment(make_proposal(make_call()).subject, text="ñandú " * 200)
    plain = client.get("/datos/comments.csv")
    packed = client.get("/datos/comments.csv", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    body, small = b"".join(plain.streaming_content), b"".join(packed.streaming_content)
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(small) == body
    assert (int(plain["Content-Length"]), int(packed["Content-Length"])) == (len(body), len(small))
    assert "Accept-Encoding" in plain["Vary"]
    assert plain["ETag"] != packed["ETag"]
    again = client.get("/datos/comments.csv", headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, plain["ETag"])
    head = client.head("/datos/comments.csv")
    assert (head.status_code, b"".join(head.streaming_content)) == (200, b"")


@pytest.mark.django_db
def test_from_the_file_one_goes_on_in_the_feed(client, disk):
    say(make_proposal(make_call()))
    while relay(at=NOW):
        pass
    sequence = client.get("/datos/comments.csv")["X-Feed-Sequence"]
    assert int(sequence) > 0
    assert client.get("/api/v1/events/", {"after": sequence}).json()["results"] == []


@pytest.mark.django_db
def test_too_many_at_a_time_are_asked_to_come_back(client, disk, monkeypatch):
    monkeypatch.setattr(spool, "_writers", threading.BoundedSemaphore(1))
    with spool._writing():
        for address in ("/datos/comments.csv", "/datos/comments.csv?since=2026-01-01T00:00:00Z"):
            answer = client.get(address, headers={"Accept-Language": "es-MX"})
            assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
            assert answer["Retry-After"] == "10"
            assert "otros archivos" in answer.json()["detail"]
    assert lines(client.get("/datos/comments.csv")) == 0
    assert client.get("/en/datos/comments/").status_code == 200


@pytest.mark.django_db
def test_a_visitor_with_too_many_downloads_on_the_way(client, disk, monkeypatch):
    monkeypatch.setattr(downloads.courier, "has_room", lambda _visitor: False)
    answer = client.get("/datos/comments.csv")
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (429, "10", "throttled")


@pytest.mark.django_db
def test_a_full_disk_is_said_and_leaves_nothing(client, disk, monkeypatch):
    make_comment(make_proposal(make_call()).subject)

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool, "write", full)
    for address in ("/datos/comments.csv", "/datos/comments.csv?since=2026-01-01T00:00:00Z"):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert [path.name for path in disk.iterdir() if path.suffix != ".lock"] == []
    assert spool._writers._value == spool._writers._initial_value


@pytest.mark.django_db
@pytest.mark.parametrize("damage", [b"", b"x" * 10, b"{}" + b" " * 2000, b'{"digest": 1}' + b" " * 2000])
def test_a_damaged_file_is_written_anew(client, disk, damage):
    make_comment(make_proposal(make_call()).subject)
    assert lines(client.get("/datos/comments.csv")) == 1
    (kept,) = [path for path in disk.iterdir() if path.suffix != ".lock"]
    kept.write_bytes(damage)
    assert lines(client.get("/datos/comments.csv")) == 1


@pytest.mark.django_db
def test_whoever_still_reads_the_old_file_gets_it_whole(client, disk, ana):
    proposal = make_proposal(make_call())
    say(proposal, "primero")
    slow = client.get("/datos/comments.csv")
    say(proposal, "segundo")
    assert lines(client_of(ana).get("/datos/comments.csv")) == 2
    assert lines(slow) == 1


@pytest.mark.django_db
def test_the_reader_who_goes_away_leaves_nothing_open(disk, rf, monkeypatch):
    make_comment(make_proposal(make_call()).subject)
    dataset = get_dataset("comments")
    for query in ({}, {"since": "2026-01-01T00:00:00Z"}):
        request = rf.get("/datos/comments.csv", query)
        request.user = AnonymousUser()
        answer = downloads.delivered(request, dataset, "csv", dataset.rows(NOW))
        file = answer.file_to_stream
        assert file.read(2) == b"id"
        monkeypatch.setattr(request_finished, "send", lambda **_: None)
        answer.close()
        with pytest.raises(ValueError, match="closed"):
            file.read(1)
    assert spool._writers._value == spool._writers._initial_value


@pytest.mark.django_db
def test_a_reader_of_its_own_begins_at_the_beginning(disk):
    make_comment(make_proposal(make_call()).subject)
    dataset = get_dataset("comments")
    first = spool.Unpacked(spool.passing(dataset, dataset.rows(NOW), "csv", at=NOW).file)
    again = first.detached()
    first.close()
    assert again.read(10) == b"id,url,sub"
    again.close()
