"""What a new account may write in its first hours, in no more queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on
from participation.models import Comment, Event, Person, SubjectCount
from proposals.actions import submit_proposal
from proposals.models import Proposal
from tests.factories import make_call
from tests.personas import NOW, client_of, make_person

BODY = "Que haya árboles nuevos en toda la calle, porque en verano no se puede caminar."


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.AZOTEA_MODERATION = {**settings.AZOTEA_MODERATION, "new_comments": 2, "new_proposals": 1}


def denied(call) -> None:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == "new_account"


def test_comments_of_a_new_account(subject):
    new = make_person("Nueva")
    for text in ("Uno", "Dos"):
        comment_on(subject=subject, text=text, by=new, at=NOW)
    denied(lambda: comment_on(subject=subject, text="Tres", by=new, at=NOW))
    # Denied, the whole act is undone.
    assert Comment.objects.count() == 2
    assert SubjectCount.objects.get(pk=subject.pk).comments == 2
    assert Event.objects.filter(name="participation.comment.made").count() == 2
    comment_on(subject=subject, text="Al otro día", by=new, at=NOW + timedelta(hours=24))


def test_what_was_typed_stays_on_the_page(subject):
    new = make_person("Nueva")
    for text in ("Uno", "Dos"):
        comment_on(subject=subject, text=text, by=new, at=NOW)
    url = f"/temas/{subject.pk}/comentarios/nuevo/"
    response = client_of(new).post(url, {"text": "Palabras que costaron", "stance": "for"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Palabras que costaron" in page
    assert "Tu cuenta es nueva: en sus primeras 24 horas puede escribir 2 comentarios" in page


def test_older_accounts_and_what_officials_capture_have_no_limit(subject, carla):
    old, new = make_person("Vieja"), make_person("Nueva")
    Person.objects.filter(pk=old.pk).update(joined_at=NOW - timedelta(hours=25))
    old.refresh_from_db()
    for number in range(4):
        comment_on(subject=subject, text=f"Comentario {number}", by=old, at=NOW)
        comment_on(subject=subject, text=f"En papel {number}", by=new, at=NOW, channel="paper", captured_by=carla)
    assert Comment.objects.count() == 8


def test_it_costs_no_query(subject):
    def cost(person: Person) -> int:
        with CaptureQueriesContext(connection) as queries:
            comment_on(subject=subject, text="Un comentario", by=person, at=NOW)
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    old, new = make_person("Vieja"), make_person("Nueva")
    Person.objects.filter(pk=old.pk).update(joined_at=NOW - timedelta(days=2))
    old.refresh_from_db()
    assert cost(new) == cost(old)


def test_a_replay_is_still_the_same_comment(subject):
    new = make_person("Nueva")
    first = comment_on(subject=subject, text="Uno", by=new, at=NOW)
    second = comment_on(subject=subject, text="Dos", by=new, at=NOW)
    assert comment_on(subject=subject, text="Dos", by=new, at=NOW, act_id=second.act_id) == second
    assert {first.pk, second.pk} == set(Comment.objects.values_list("pk", flat=True))


def test_proposals_of_a_new_account(db):
    new, call = make_person("Nueva"), make_call()

    def propose(at=NOW):
        return submit_proposal(component=call, title="Más árboles", body=BODY, by=new, at=at)

    propose()
    denied(propose)
    assert Proposal.objects.count() == 1
    propose(NOW + timedelta(hours=24))
