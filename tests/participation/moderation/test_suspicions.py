"""What the platform notices by itself: it puts things before a person and never hides anything."""

from datetime import timedelta

import pytest

from participation.comments.actions import comment_on, edit_comment
from participation.events.relay import relay
from participation.models import Comment, Decision, Event, Suspicion, TextPrint, Watch
from participation.moderation.actions import decide, suspect, watch
from participation.moderation.detect import folded, links_in, print_of
from participation.moderation.querysets import suspected
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of, make_person
from tests.races import at_once

TEXT = "Compre ya las mejores láminas del Sureste, con entrega gratis en toda la región."


@pytest.fixture
def looking(subject):
    """The machine has begun to look."""
    relay(at=NOW)
    watch(at=NOW)
    return subject


def look() -> None:
    """Let the relay number what happened, then look at it."""
    while relay(at=NOW):
        pass
    while watch(at=NOW):
        pass


def kinds() -> list[tuple[str, int | None]]:
    return list(Suspicion.objects.order_by("pk").values_list("kind", "comment_id"))


def test_words_are_compared_without_accents_capitals_and_signs():
    assert folded("¡Láminas, YA!") == "laminasya"
    assert print_of(TEXT) == print_of(TEXT.upper().replace("á", "a").replace(",", " ;"))
    assert print_of("De acuerdo") == ""
    assert links_in("mira http://a.mx y HTTPS://b.mx y www.c.mx, no d.mx") == 3


def test_the_same_text_three_times(looking):
    people = [make_person(f"Vende{n}") for n in range(4)]
    first, second = (comment_on(subject=looking, text=TEXT, by=person, at=NOW) for person in people[:2])
    look()
    assert kinds() == []
    third = comment_on(subject=looking, text=TEXT.upper(), by=people[2], at=NOW)
    look()
    assert kinds() == [("duplicate", first.pk), ("duplicate", second.pk), ("duplicate", third.pk)]
    fourth = comment_on(subject=looking, text=TEXT, by=people[3], at=NOW)
    look()
    assert kinds()[3:] == [("duplicate", fourth.pk)]
    assert Suspicion.objects.get(comment=fourth).count == 4
    # Nothing is hidden by it.
    assert set(Comment.objects.values_list("state", flat=True)) == {"visible"}
    assert not Decision.objects.exists()


def test_what_was_looked_at_stays_looked_at(looking, dario):
    texts = [comment_on(subject=looking, text=TEXT, by=make_person(f"V{n}"), at=NOW) for n in range(3)]
    look()
    for comment in texts:
        decide(subject=looking, comment=comment, outcome="keep", reason="Son vecinos distintos", by=dario, at=NOW)
    assert list(suspected(dario)) == []
    look()
    assert Suspicion.objects.filter(decision__isnull=True).count() == 0
    assert Suspicion.objects.count() == 3


def test_many_links_also_after_a_correction(looking, bruno):
    comment = comment_on(subject=looking, text="Vean www.uno.mx y www.dos.mx", by=bruno, at=NOW)
    look()
    assert kinds() == []
    edit_comment(comment=comment, text="Vean www.uno.mx y www.dos.mx y www.tres.mx", by=bruno, at=NOW)
    look()
    assert kinds() == [("links", comment.pk)]
    assert Event.objects.get(name="participation.suspicion.noticed").actor is None


def test_proposals_are_looked_at_too(looking, ana):
    from proposals.actions import submit_proposal

    call = make_call()
    made = submit_proposal(
        component=call, title="Mi negocio", by=ana, at=NOW,
        body="Visite www.uno.mx, www.dos.mx y www.tres.mx para ver los mejores precios de toda la ciudad.",
    )  # fmt: skip
    look()
    assert list(Suspicion.objects.values_list("kind", "subject_id")) == [("links", made.subject_id)]


def test_a_burst_of_a_new_account(looking, settings):
    settings.AZOTEA_MODERATION = {**settings.AZOTEA_MODERATION, "burst": 4}
    new, old = make_person("Nueva"), make_person("Vieja")
    type(old).objects.filter(pk=old.pk).update(joined_at=NOW - timedelta(days=30))
    for number in range(4):
        for person in (new, old):
            comment_on(subject=looking, text=f"Comentario número {number} de alguien", by=person, at=NOW)
    look()
    assert [(s.kind, s.comment.author, s.count) for s in Suspicion.objects.all()] == [("burst", new, 4)]


def test_what_is_old_is_not_looked_at_and_prints_are_forgotten(looking, bruno):
    long_ago = NOW - timedelta(days=9)
    make_comment(looking, text=TEXT, at=long_ago)
    comment_on(subject=looking, text=TEXT, by=bruno, at=NOW)
    look()
    assert TextPrint.objects.count() == 1
    watch(at=NOW + timedelta(days=8))
    assert TextPrint.objects.count() == 0


def test_it_is_noticed_once(looking, bruno):
    comment = make_comment(looking)
    assert suspect(subject=looking, comment=comment, kind="links", at=NOW, count=3) is not None
    assert suspect(subject=looking, comment=comment, kind="links", at=NOW, count=4) is None
    assert Event.objects.filter(name="participation.suspicion.noticed").count() == 1


def test_the_queue_shows_it_and_a_decision_answers_it(looking, ana, dario):
    comment = make_comment(looking, text=TEXT)
    suspect(subject=looking, comment=comment, kind="links", at=NOW, count=5)
    browser = client_of(dario)
    page = browser.get("/mesa/moderacion/?estado=avisos").content.decode()
    assert "Tiene muchos enlaces (5)" in page
    assert "Compre ya" in page
    assert browser.get("/mesa/moderacion/?estado=avisos&motivo=duplicate").content.decode().count("<article") == 0
    assert client_of(ana).get("/mesa/moderacion/?estado=avisos").status_code == 403
    decide(subject=looking, comment=comment, outcome="hide", reason="Anuncio", by=dario, at=NOW)
    assert browser.get("/mesa/moderacion/?estado=avisos").content.decode().count("<article") == 0


@pytest.mark.django_db(transaction=True)
def test_several_workers_look_once():
    """Without the lock on the cursor two workers look at the same events, and each counts the text again."""
    subject = make_proposal(make_call()).subject
    relay(at=NOW)
    watch(at=NOW)
    for number in range(12):
        comment_on(
            subject=subject, text=f"Vean www.a{number}.mx www.b.mx www.c.mx", by=make_person(f"P{number}"), at=NOW
        )
    while relay(at=NOW):
        pass
    last = Watch.objects.get().sequence
    at_once(*[lambda: watch(at=NOW)] * 4)
    assert Suspicion.objects.count() == 12
    assert Event.objects.filter(name="participation.suspicion.noticed").count() == 12
    assert Watch.objects.get().sequence > last
