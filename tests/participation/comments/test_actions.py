"""Acts on comments: what they change, what they refuse, and that a refusal changes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on, edit_comment, withdraw_comment
from participation.models import Comment, Event, Subject, SubjectCount
from participation.subjects.actions import update_subject
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, official


def counts(subject: Subject) -> tuple[int, int, int, int]:
    row = SubjectCount.objects.get(pk=subject.pk)
    return row.comments, row.comments_for, row.comments_neutral, row.comments_against


def denied(code: str, call) -> None:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == code
    assert str(error.value.denial.message)


def test_a_comment_is_counted_and_told_once(subject, ana):
    made = comment_on(subject=subject, text="  A favor, con luz.\r\n ", by=ana, at=NOW, stance="for")
    assert (made.text, made.stance, made.depth, made.root_id, made.channel) == (
        "A favor, con luz.",
        "for",
        0,
        None,
        "web",
    )
    assert counts(subject) == (1, 1, 0, 0)
    event = Event.objects.get(name="participation.comment.made")
    assert event.payload == {"comment": made.pk, "parent": None, "root": None, "author": ana.pk}
    assert event.changes == [["comments", made.pk]]
    assert (event.subject_id, event.actor_id, event.at) == (subject.pk, ana.pk, NOW)


def test_replies_count_in_the_thread_and_take_no_side(subject, ana, bruno):
    root = comment_on(subject=subject, text="Sí", by=ana, at=NOW, stance="against")
    reply = comment_on(subject=subject, text="¿Por qué?", by=bruno, at=NOW, parent=root)
    deep = comment_on(subject=subject, text="Por el ruido", by=ana, at=NOW, parent=reply)
    root.refresh_from_db()
    assert (reply.root_id, reply.depth, deep.root_id, deep.depth, root.thread_count) == (root.pk, 1, root.pk, 2, 2)
    assert counts(subject) == (3, 0, 0, 1)
    with pytest.raises(ValidationError):
        comment_on(subject=subject, text="No", by=bruno, at=NOW, parent=root, stance="for")
    denied("too_deep", lambda: comment_on(subject=subject, text="Más", by=bruno, at=NOW, parent=deep))
    assert Comment.objects.count() == 3
    assert counts(subject) == (3, 0, 0, 1)


def test_a_replayed_post_gives_the_same_comment(subject, ana, bruno):
    key = uuid.uuid4()
    first = comment_on(subject=subject, text="Una vez", by=ana, at=NOW, act_id=key)
    again = comment_on(subject=subject, text="Otra cosa", by=ana, at=NOW + timedelta(minutes=1), act_id=key)
    assert again == first
    assert again.text == "Una vez"
    other = comment_on(subject=subject, text="De otra persona", by=bruno, at=NOW, act_id=key)
    assert other != first
    assert counts(subject)[0] == 2
    assert Event.objects.filter(name="participation.comment.made").count() == 2


@pytest.mark.parametrize("text", ["", "   ", "\x00\u202e", "a" * 2001])
def test_text_that_cannot_be(subject, ana, text):
    with pytest.raises(ValidationError):
        comment_on(subject=subject, text=text, by=ana, at=NOW)
    assert not Comment.objects.exists()
    assert not Event.objects.exists()
    assert counts(subject) == (0, 0, 0, 0)


def test_two_thousand_characters_fit(subject, ana):
    assert len(comment_on(subject=subject, text="á" * 2000, by=ana, at=NOW).text) == 2000


def test_an_unknown_stance(subject, ana):
    with pytest.raises(ValidationError):
        comment_on(subject=subject, text="Sí", by=ana, at=NOW, stance="maybe")


def test_who_may_not_comment(subject, ana):
    closed = make_proposal(make_call(acts=("propose",))).subject
    with pytest.raises(ActDenied):
        comment_on(subject=closed, text="Sí", by=ana, at=NOW)
    denied("not_signed_in", lambda: comment_on(subject=subject, text="Sí", by=None, at=NOW))
    ana.is_active = False
    denied("account_closed", lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW))
    ana.is_active = True
    with pytest.raises(ActDenied):  # after the phase
        comment_on(subject=subject, text="Sí", by=ana, at=NOW + timedelta(days=11))
    update_subject(subject=subject.parent.parent, at=NOW, state="hidden")
    denied("not_public", lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW))
    assert not Comment.objects.exists()


def test_replies_go_to_what_is_shown_and_stay_on_their_page(subject, ana, bruno):
    elsewhere = make_comment(make_proposal(make_call()).subject)
    with pytest.raises(ValidationError):
        comment_on(subject=subject, text="Sí", by=ana, at=NOW, parent=elsewhere)
    hidden = make_comment(subject, state="hidden")
    denied("comment_hidden", lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW, parent=hidden))
    gone = make_comment(subject, state="withdrawn")
    denied("comment_withdrawn", lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW, parent=gone))
    assert Comment.objects.filter(author=ana).count() == 0


def test_what_came_in_person_names_the_official(subject, ana, bruno, olga):
    denied(
        "role_missing",
        lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW, channel="counter", captured_by=bruno),
    )
    denied("not_signed_in", lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW, channel="paper"))
    made = comment_on(subject=subject, text="Sí", by=ana, at=NOW, channel="counter", captured_by=olga)
    assert (made.channel, made.captured_by_id) == ("counter", olga.pk)


def test_editing_within_a_quarter_of_an_hour(subject, ana, bruno):
    made = comment_on(subject=subject, text="Banqetas", by=ana, at=NOW)
    edit_comment(comment=made, text="Banquetas", by=ana, at=NOW + timedelta(minutes=15))
    made.refresh_from_db()
    assert (made.text, made.edited_at) == ("Banquetas", NOW + timedelta(minutes=15))
    event = Event.objects.get(name="participation.comment.edited")
    assert (event.before, event.after, event.changes) == (
        {"text": "Banqetas"},
        {"text": "Banquetas"},
        [["comments", made.pk]],
    )
    edit_comment(comment=made, text=" Banquetas ", by=ana, at=NOW)
    denied(
        "window_closed", lambda: edit_comment(comment=made, text="X", by=ana, at=NOW + timedelta(minutes=15, seconds=1))
    )
    denied("not_author", lambda: edit_comment(comment=made, text="X", by=bruno, at=NOW))
    with pytest.raises(ValidationError):
        edit_comment(comment=made, text=" ", by=ana, at=NOW)
    made.refresh_from_db()
    assert made.text == "Banquetas"
    assert Event.objects.filter(name="participation.comment.edited").count() == 1


def test_withdrawing_keeps_the_thread(subject, ana, bruno):
    root = comment_on(subject=subject, text="Sí", by=ana, at=NOW, stance="for")
    reply = comment_on(subject=subject, text="No", by=bruno, at=NOW, parent=root)
    denied("not_author", lambda: withdraw_comment(comment=root, by=bruno, at=NOW))
    withdraw_comment(comment=root, by=ana, at=NOW + timedelta(days=3))
    withdraw_comment(comment=root, by=ana, at=NOW + timedelta(days=4))
    root.refresh_from_db()
    assert (root.state, root.thread_count) == ("withdrawn", 1)
    assert counts(subject) == (1, 0, 0, 0)
    assert Event.objects.filter(name="participation.comment.withdrawn").count() == 1
    denied("comment_withdrawn", lambda: edit_comment(comment=root, text="X", by=ana, at=NOW))
    withdraw_comment(comment=reply, by=bruno, at=NOW)
    root.refresh_from_db()
    assert root.thread_count == 0
    assert counts(subject) == (0, 0, 0, 0)


def test_what_moderation_hid_cannot_be_changed(subject, ana):
    hidden = make_comment(subject, author=ana, state="hidden")
    denied("comment_hidden", lambda: withdraw_comment(comment=hidden, by=ana, at=NOW))
    denied("comment_hidden", lambda: edit_comment(comment=hidden, text="X", by=ana, at=NOW))


def test_public_comments_are_those_shown_on_public_subjects(subject, ana):
    made = make_comment(subject)
    make_comment(subject, state="hidden")
    make_comment(subject, state="withdrawn")
    assert list(Comment.objects.public()) == [made]
    update_subject(subject=subject, at=NOW, state="hidden")
    assert list(Comment.objects.public()) == []


def test_an_official_of_another_place_captures_nothing(subject, ana):
    elsewhere = official("Otra", "steward", make_call().subject)
    denied(
        "role_missing",
        lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW, channel="paper", captured_by=elsewhere),
    )
