"""Telling how it goes: voices side by side, evidence that stays, reasons for going back, and who may not."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from participation.access.actions import grant_role
from participation.access.verdict import ActDenied
from participation.files.actions import remove_attachment
from participation.followup.actions import (
    abandon,
    add_action,
    add_evidence,
    clear_obstacle,
    declare_done,
    edit_action,
    end_reporter,
    move_dates,
    name_reporter,
    note_link_check,
    raise_obstacle,
    reopen,
    report_progress,
    set_reports,
    suspend,
    tell,
    withdraw_evidence,
    withdraw_obstacle,
    withdraw_update,
)
from participation.followup.tree import tree_of
from participation.models import Action, DateChange, Event, Evidence, Obstacle, Person, ProgressUpdate, Version
from tests.participation.followup.worlds import LATER, TODAY, an_action
from tests.personas import NOW, official
from tests.races import at_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def action(carla: Person) -> Action:
    return an_action(carla)


def link(action: Action, by: Person, **more: Any) -> Evidence:
    given = {"kind": "link", "title": "Fotos", "url": "https://a.mx/fotos", "at": NOW, **more}
    return add_evidence(action=action, by=by, **given)


def test_nothing_is_done_without_evidence_and_going_back_needs_a_reason(action: Action, carla: Person) -> None:
    with pytest.raises(ActDenied) as refused:
        declare_done(action=action, by=carla, at=NOW)
    assert refused.value.denial.code == "no_evidence"
    with pytest.raises(ActDenied) as refused:
        suspend(action=action, reason="Porque sí", by=carla, at=NOW)
    assert refused.value.denial.code == "no_obstacle"
    link(action, carla)
    declare_done(action=action, by=carla, at=NOW)
    declare_done(action=action, by=carla, at=NOW + DAY)  # again changes nothing
    with pytest.raises(ValidationError):
        reopen(action=action, reason=" ", by=carla, at=NOW)
    reopen(action=action, reason="Se fundieron", by=carla, at=NOW + DAY)
    assert list(action.declarations.order_by("pk").values_list("kind", "reason")) == [
        ("done", ""),
        ("reopened", "Se fundieron"),
    ]
    action.refresh_from_db()
    assert (action.declared, action.declared_on) == ("", None)


def test_an_import_takes_a_declaration_as_it_was_made(action: Action, carla: Person) -> None:
    office = official("Lalo", "steward", action.followed)
    with pytest.raises(ActDenied):
        declare_done(action=action, source="Tablero 2019", by=office, at=NOW)
    declare_done(action=action, source="Tablero 2019", by=carla, at=NOW)
    assert Action.objects.with_state(NOW).get(pk=action.pk).state == "unproven"


def test_voices_stand_side_by_side_and_only_the_responsible_counts(action: Action, carla: Person, ana: Person) -> None:
    with pytest.raises(ActDenied):
        report_progress(action=action, text="Yo digo", by=ana, at=NOW)
    named = name_reporter(
        followed=action.followed, person=ana, voice="monitor", organisation="Luz <b>Clara", by=carla, at=NOW
    )
    watched = report_progress(action=action, text="No vi ninguna lámpara", percent=0, by=ana, at=NOW)
    told = report_progress(action=action, text="Van diez lámparas", percent=50, by=carla, at=NOW)
    action.refresh_from_db()
    assert (watched.voice, watched.organisation) == ("monitor", "Luz <b>Clara")
    assert (told.voice, told.organisation) == ("government", action.institution.name)  # type: ignore[union-attr]
    assert (action.percent, action.update_count, action.last_report_on) == (50, 2, TODAY)
    link(action, ana)
    with pytest.raises(ActDenied):
        declare_done(action=action, by=ana, at=NOW)
    steward = official("Lalo", "steward", action.followed)
    with pytest.raises(ActDenied) as refused:  # who is observed does not silence who observes
        withdraw_update(update=watched, reason="No me gusta", by=steward, at=NOW)
    assert refused.value.denial.code == "other_voice"
    withdraw_update(update=watched, reason="Datos de una vecina", by=official("Mar", "moderator"), at=NOW)
    end_reporter(reporter=named, reason="Terminó", by=ana, at=NOW)
    with pytest.raises(ActDenied):
        report_progress(action=action, text="Sigo aquí", by=ana, at=NOW)
    assert ProgressUpdate.objects.get(pk=watched.pk).withdraw_reason == "Datos de una vecina"


def test_the_government_is_never_named_as_another_voice(action: Action, carla: Person) -> None:
    with pytest.raises(ActDenied):
        name_reporter(followed=action.followed, person=carla, voice="monitor", organisation="X", by=carla, at=NOW)
    with pytest.raises(ValidationError):
        name_reporter(
            followed=action.followed, person=official("O", "observer"), voice="government", organisation="X",
            by=carla, at=NOW,
        )  # fmt: skip


def test_the_same_words_again_and_less_than_before(action: Action, carla: Person) -> None:
    report_progress(action=action, text="Van diez.", percent=50, steps_done=2, steps_total=4, by=carla, at=NOW)
    with pytest.raises(ValidationError) as refused:
        report_progress(action=action, text=" VAN  diez. ", by=carla, at=NOW + 30 * DAY)
    assert "text" in refused.value.message_dict
    report_progress(action=action, text="Van diez.", same_again=True, by=carla, at=NOW + 30 * DAY)
    action.refresh_from_db()
    assert action.unchanged_since == TODAY
    with pytest.raises(ValidationError) as refused:
        report_progress(action=action, text="Eran menos", percent=40, by=carla, at=NOW + 31 * DAY)
    assert "back_reason" in refused.value.message_dict
    back = report_progress(action=action, text="Robo", percent=40, back_reason="Robaron", by=carla, at=NOW + 31 * DAY)
    action.refresh_from_db()
    assert (back.back_reason, action.unchanged_since, action.percent) == ("Robaron", None, 40)
    for wrong in ({"percent": 101}, {"steps_done": 3}, {"steps_done": 5, "steps_total": 4}):
        with pytest.raises(ValidationError):
            report_progress(action=action, text="Mal", by=carla, at=NOW, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        report_progress(action=action, text="Mañana", period_to=date(2027, 6, 1), by=carla, at=NOW)


def test_evidence_stays_with_its_digest(action: Action, carla: Person, django_capture_on_commit_callbacks: Any) -> None:
    upload = SimpleUploadedFile("acta.txt", b"Se instalaron diez.", content_type="text/plain")
    kept = add_evidence(action=action, kind="file", title="Acta", upload=upload, by=carla, at=NOW)
    assert kept.attachment is not None
    assert kept.sha256 == kept.attachment.sha256
    with pytest.raises(ActDenied):
        remove_attachment(attachment=kept.attachment, by=carla, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_evidence(evidence=kept, reason="Trae un teléfono", by=carla, at=NOW)
    kept.attachment.refresh_from_db()
    action.refresh_from_db()
    assert kept.attachment.removed_at == NOW
    assert (action.evidence_count, Evidence.objects.get(pk=kept.pk).sha256) == (0, kept.sha256)
    for wrong in (
        {"kind": "link", "url": "javascript:alert(1)"},
        {"kind": "photo", "url": "https://a.mx/1"},
        {"kind": "link"},
        {"kind": "spell", "url": "https://a.mx/1"},
    ):
        with pytest.raises(ValidationError):
            add_evidence(action=action, title="X", by=carla, at=NOW, **wrong)


def test_a_link_that_broke_proves_nothing_until_it_answers(action: Action, carla: Person) -> None:
    proof = link(action, carla)
    declare_done(action=action, by=carla, at=NOW)
    note_link_check(evidence=proof, works=False, at=NOW + DAY)
    note_link_check(evidence=proof, works=False, at=NOW + 2 * DAY)
    assert Action.objects.with_state(NOW).get(pk=action.pk).state == "unproven"
    assert Evidence.objects.get(pk=proof.pk).broken_since == NOW + DAY
    note_link_check(evidence=proof, works=True, sha256="a" * 64, at=NOW + 3 * DAY)
    assert Action.objects.with_state(NOW).get(pk=action.pk).state == "done"
    assert Event.objects.filter(name="participation.action.link_checked").count() == 2


def test_obstacles_come_and_go(action: Action, carla: Person) -> None:
    row = raise_obstacle(
        action=action, text="Falta permiso", needed="Que firme", needed_from="CFE", since=TODAY - 3 * DAY, by=carla,
        at=NOW,
    )  # fmt: skip
    suspend(action=action, reason="Sin permiso", by=carla, at=NOW)
    clear_obstacle(obstacle=row, by=carla, at=NOW + DAY)
    clear_obstacle(obstacle=row, by=carla, at=NOW + 2 * DAY)
    assert Obstacle.objects.get(pk=row.pk).until == TODAY + DAY
    reopen(action=action, reason="Ya firmaron", by=carla, at=NOW + DAY)
    withdraw_obstacle(obstacle=row, reason="Nombre de una persona", by=carla, at=NOW + DAY)
    action.refresh_from_db()
    assert (action.obstacle_count, action.declared) == (0, "")
    with pytest.raises(ValidationError):
        raise_obstacle(action=action, text="Mañana", since=TODAY + 5 * DAY, by=carla, at=NOW)


def test_two_minutes_tell_everything_or_nothing(action: Action, carla: Person) -> None:
    act = uuid.uuid4()
    told = {"action": action, "by": carla, "at": NOW, "act_id": act}
    with pytest.raises(ActDenied):
        tell(text="Ya quedó", how="done", **told)
    with pytest.raises(ValidationError):
        tell(text="No avanza", how="stopped", **told)
    assert ProgressUpdate.objects.count() == 0
    first = tell(text="Ya quedó", how="done", links=[("Fotos", "https://a.mx/f")], **told)
    assert tell(text="Ya quedó", how="done", links=[("Fotos", "https://a.mx/f")], **told) == first
    action.refresh_from_db()
    assert (action.declared, action.evidence_count, ProgressUpdate.objects.count()) == ("done", 1, 1)


def test_a_tree_with_its_weights_and_dates_that_move(action: Action, carla: Person) -> None:
    one = add_action(parent=action, title="Comprar", weight=3, due_words="invierno 2026", by=carla, at=NOW)
    two = add_action(parent=action, title="Instalar", responsible="Vecinos", due_on=LATER, by=carla, at=NOW)
    assert (one.due_on, one.institution, two.subject.path) == (
        date(2027, 3, 20),
        action.institution,
        f"/seguimiento/{two.pk}/",
    )
    assert two.subject.ancestors[-1] == action.subject_id
    link(action, carla)
    with pytest.raises(ActDenied) as refused:
        declare_done(action=action, by=carla, at=NOW)
    assert refused.value.denial.code == "not_finished"
    link(one, carla)
    declare_done(action=one, by=carla, at=NOW)
    tree = tree_of(action.subject, NOW)
    assert tree is not None
    assert (tree.done, tree.weight, tree.percent, tree.count) == (3, 4, 75, 2)
    with pytest.raises(ValidationError):
        move_dates(action=two, due_on=TODAY, reason="", by=carla, at=NOW)
    move_dates(action=two, due_on=TODAY + DAY, reason="Antes", by=carla, at=NOW)
    move_dates(action=two, due_on=TODAY + DAY, reason="Igual", by=carla, at=NOW)
    (change,) = DateChange.objects.filter(action=two)
    assert (change.old_due_on, change.new_due_on, change.reason) == (LATER, TODAY + DAY, "Antes")
    edit_action(action=two, title="Instalar bien", responsible="Vecinos", by=carla, at=NOW)
    assert Version.objects.filter(subject=two.subject).count() == 2
    assert set_reports(followed=action.subject, months=3, by=carla, at=NOW) == 3
    two.refresh_from_db()
    assert two.report_due_on == date(2027, 2, 21)
    for wrong in ({"title": ""}, {"title": "X", "due_words": "algún día"}, {"title": "X", "weight": 0}):
        with pytest.raises(ValidationError):
            add_action(parent=action, by=carla, at=NOW, **wrong)  # type: ignore[arg-type]


def test_each_office_tells_only_of_its_own(action: Action, carla: Person) -> None:
    office = action.institution
    assert office is not None
    mine = official("Rita", "reporter", office.subject)
    grant_role(person=official("Nora", "observer"), kind="reporter", scope=office.subject, by=carla, at=NOW)
    other = an_action(carla)
    assert [row.pk for row in Action.objects.reportable_by(mine)] == [action.pk]
    report_progress(action=action, text="Van dos", by=mine, at=NOW)
    for call in (
        lambda: report_progress(action=other, text="Ajena", by=mine, at=NOW),
        lambda: link(other, mine),
        lambda: raise_obstacle(action=other, text="Ajena", by=mine, at=NOW),
        lambda: declare_done(action=other, by=mine, at=NOW),
        lambda: abandon(action=action, reason="No quiero", by=mine, at=NOW),
        lambda: move_dates(action=action, due_on=LATER + DAY, reason="No llego", by=mine, at=NOW),
        lambda: add_action(parent=action, title="Otra", by=mine, at=NOW),
        lambda: set_reports(followed=action.subject, months=12, by=mine, at=NOW),
    ):
        with pytest.raises(ActDenied):
            call()
    assert (other.updates.count(), Action.objects.count()) == (0, 2)


@pytest.mark.django_db(transaction=True)
def test_reports_at_once_are_counted_one_by_one(carla: Person) -> None:
    """Without the lock of the action's row each counts what it sees: five parallel reports left a count of 1 or 2."""
    action = an_action(carla)
    calls = [
        lambda n=n: report_progress(action=action, text=f"Van {n}", by=carla, at=NOW + timedelta(seconds=n))
        for n in range(5)
    ]
    results = at_once(*calls)
    assert all(isinstance(result, ProgressUpdate) for result in results), results
    action.refresh_from_db()
    assert action.update_count == 5
