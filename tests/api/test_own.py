"""What the API does for one person: reporting to the moderators, and choosing what one is told."""

import json
from datetime import timedelta

import pytest

from participation.models import Event, Flag, MailPlan, Person, Preference, Subject
from participation.people.actions import issue_token
from tests.api.conftest import Api
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db
PREFERENCES = "notifications/preferences/"


def facts() -> tuple[int, ...]:
    return Flag.objects.count(), Preference.objects.count(), MailPlan.objects.count(), Event.objects.count()


def with_key(person: Person, *acts: str) -> Api:
    """Return a program whose key is limited to acts."""
    _token, raw = issue_token(person=person, name="x", expires_at=None, by=person, at=NOW, acts=list(acts))
    program = Api()
    program.headers = {"Authorization": f"Bearer {raw}"}
    return program


def test_a_report_is_one_however_often_it_is_sent(as_ana, ana):
    proposal = make_proposal(make_call())
    comment = make_comment(proposal.subject)
    body = {"subject": proposal.subject_id, "comment": comment.pk, "reason": "spam", "text": " Se repite "}
    answer = as_ana.post("flags/", body)
    made = Flag.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": made.pk, "subject": proposal.subject_id, "comment": comment.pk, "part": "text", "reason": "spam",
        "text": "Se repite", "at": "2026-11-21T18:00:00Z",
    }  # fmt: skip
    assert (made.person, made.decision) == (ana, None)
    assert as_ana.post("flags/", body).json()["id"] == made.pk
    assert as_ana.post("flags/", {"subject": proposal.subject_id, "reason": "other"}).status_code == 201
    assert (
        as_ana.post("flags/", {"subject": proposal.subject_id, "reason": "insult", "part": "name"}).status_code == 201
    )
    assert Flag.objects.count() == 3
    comment.refresh_from_db()
    assert comment.state == "visible"


def test_reports_that_are_refused_change_nothing(api, as_ana, ana):
    proposal, own = make_proposal(make_call()), make_proposal(make_call(), author=ana)
    comment, hidden = make_comment(own.subject), make_comment(proposal.subject, state="hidden")
    gone = make_proposal(make_call())
    Subject.objects.filter(pk=gone.subject_id).update(state="hidden")
    blocked = Api(make_person("Bloqueada", blocked_at=NOW))
    to = {"subject": proposal.subject_id, "reason": "spam"}
    before = facts()
    said = {
        "nobody": api.post("flags/", to),
        "blocked": blocked.post("flags/", to),
        "another act": with_key(ana, "comments.write").post("flags/", to),
        "own": as_ana.post("flags/", {**to, "subject": own.subject_id}),
        "hidden": as_ana.post("flags/", {**to, "subject": gone.subject_id}),
        "hidden comment": as_ana.post("flags/", {**to, "comment": hidden.pk}),
        "comment of another page": as_ana.post("flags/", {**to, "comment": comment.pk}),
        "no answer there": as_ana.post("flags/", {**to, "part": "answer"}),
        "reason": as_ana.post("flags/", {**to, "reason": "nada"}),
        "key": as_ana.post("flags/", to, **{"Idempotency-Key": "x" * 201}),
        "text": as_ana.post("flags/", {**to, "text": "x" * 501}),
        "nul": as_ana.post("flags/", {**to, "text": "a\x00b"}),
        "reading": as_ana.get("flags/"),
    }
    assert {name: (answer.status_code, answer.json()["code"]) for name, answer in said.items()} == {
        "nobody": (401, "not_signed_in"),
        "blocked": (403, "blocked"),
        "another act": (403, "scope_missing"),
        "own": (403, "own_content"),
        "hidden": (404, "not_found"),
        "hidden comment": (400, "invalid"),
        "comment of another page": (400, "invalid"),
        "no answer there": (403, "not_shown"),
        "reason": (400, "invalid"),
        "key": (400, "bad_parameters"),
        "text": (400, "invalid"),
        "nul": (400, "invalid"),
        "reading": (405, "method_not_allowed"),
    }
    assert facts()[0] == before[0] == 0


def test_one_reads_and_chooses_what_one_is_told(as_ana, ana, bruno):
    mine = as_ana.get(PREFERENCES).json()
    assert mine["wanted"]["comments"] == {"web": True, "email": False}
    assert mine["wanted"]["answers"] == {"web": True, "email": True}
    assert "work" not in mine["wanted"]  # of officials
    assert {"name": "account", "label": "Mi cuenta", "always": True} in mine["kinds"]
    assert mine["plan"] == {"rhythm": "now", "hour": 8, "weekday": 0, "time_zone": ""}
    change = {"wanted": {"comments": {"email": True}, "answers": {"email": False}}, "plan": {"rhythm": "weekly"}}
    changed = as_ana.put(PREFERENCES, change).json()
    assert changed["wanted"] == {
        **mine["wanted"], "comments": {"web": True, "email": True}, "answers": {"web": True, "email": False},
    }  # fmt: skip
    assert changed["plan"] == {**mine["plan"], "rhythm": "weekly"}
    assert as_ana.get(PREFERENCES).json() == changed
    assert as_ana.put(PREFERENCES, {}).json() == changed
    assert set(Preference.objects.values_list("person", flat=True)) == {ana.pk}
    assert Api(bruno).get(PREFERENCES).json()["wanted"] == mine["wanted"]
    assert as_ana.get(PREFERENCES)["Cache-Control"] == "private, no-cache"


def test_choices_that_are_refused_change_nothing(api, as_ana, ana):
    said = {
        "nobody reads": api.get(PREFERENCES),
        "nobody": api.put(PREFERENCES, {"plan": {"hour": 9}}),
        "another act reads": with_key(ana, "comments.write").get(PREFERENCES),
        "another act": with_key(ana, "comments.write").put(PREFERENCES, {"plan": {"hour": 9}}),
    }
    assert {name: answer.status_code for name, answer in said.items()} == {
        "nobody reads": 401, "nobody": 401, "another act reads": 403, "another act": 403,
    }  # fmt: skip
    assert not with_key(ana, "comments.write").client.head(f"/api/v1/{PREFERENCES}").content
    before = facts()
    wrong = [
        {"wanted": {"work": {"email": False}}},
        {"wanted": {"nada": {"email": False}}},
        {"wanted": {"comments": {"sms": True}}},
        {"wanted": {"account": {"web": False}}},
        {"wanted": {"comments": {"email": "quizá"}}},
        {"wanted": {"comments": []}},
        {"wanted": []},
        {"plan": {"rhythm": "hourly"}},
        {"plan": {"hour": 24}},
        {"plan": {"time_zone": "Marte/Norte"}},
        {"wanted": {"comments": {"email": True}}, "plan": {"time_zone": "Marte/Norte"}},  # both or neither
        [1],
    ]
    answers = [as_ana.put(PREFERENCES, body) for body in wrong]
    assert [answer.status_code for answer in answers] == [400] * len(wrong)
    assert all(answer["Content-Type"] == "application/problem+json" for answer in answers)
    assert answers[wrong.index({"plan": {"time_zone": "Marte/Norte"}})].json()["errors"][0]["code"] == "invalid_choice"
    assert facts() == before


def test_what_was_sent_is_open_data_and_to_whom_is_not(api, ana, carla):
    from tests.participation.announcements.helpers import agree, draft, send

    at = NOW - timedelta(hours=1)
    agree(ana, at=at)
    public = send(draft(carla, title="Noticias"), by=carla, at=at)
    group = send(draft(carla, title="Solo para un grupo", segment="verified"), by=carla, at=at)
    draft(carla, title="Borrador")
    rows = api.get("announcements/", limit=10).json()["results"]
    assert [(row["id"], row["group"], row["title"]) for row in rows] == [
        (public.pk, "all", "Noticias"), (group.pk, "verified", None),
    ]  # fmt: skip
    assert rows[0]["url"] == f"http://testserver/boletines/{public.pk}/"
    assert (rows[1]["body"], rows[1]["url"], rows[1]["translations"]) == (None, None, None)
    assert (rows[0]["people"], rows[0]["sent_at"]) == (None, "2026-11-21T17:00:00Z")  # one person is fewer than five
    assert "ana@example.org" not in json.dumps(rows)
    assert "Solo para un grupo" not in json.dumps(rows)
    assert api.get(f"announcements/{group.pk}/").json() == {**rows[1], "may": {}}
    assert [row["id"] for row in api.get("announcements/", group="all").json()["results"]] == [public.pk]
    lines = b"".join(api.client.get("/datos/announcements.csv").streaming_content).decode()
    assert "Noticias" in lines
    assert "Solo para un grupo" not in lines
