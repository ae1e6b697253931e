"""The settings of a call: plain data in and out, and contradictions refused."""

import pytest

from processes.kinds import get_kind
from proposals.forms import CallSettingsForm
from proposals.kind import KIND, cards, conflicts, facts, progress, refuse
from proposals.settings import CallSettings
from tests.factories import make_call, make_institution, make_proposal, make_territory
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def data(**changes):
    plain = KIND.dump(CallSettings()) | changes
    posted = {
        name: value
        for name, value in plain.items()
        if value is not None and not isinstance(value, list) and value is not False
    }
    return posted | {"who_may_propose_kind": "registered", "who_may_support_kind": "registered"} | changes


def test_the_defaults_go_round():
    form = CallSettingsForm(data())
    assert form.is_valid(), form.errors
    assert get_kind("proposals").load(form.cleaned_data) == CallSettings()


def test_who_may_take_part_becomes_rules_and_comes_back():
    place = make_territory("Xalapa")
    office = make_institution()
    form = CallSettingsForm(
        data(
            who_may_support_kind="verified",
            who_may_support_territory=str(place.pk),
            who_may_support_age="16",
            response_institution=str(office.pk),
        )
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["who_may_propose"] == []
    assert form.cleaned_data["who_may_support"] == [
        {"kind": "verified"},
        {"kind": "territory", "territory": place.pk},
        {"kind": "age", "minimum": 16},
    ]
    assert form.cleaned_data["response_institution"] == office.pk
    shown = CallSettingsForm(initial=form.cleaned_data).as_p()
    assert f'<option value="{place.pk}" selected>' in shown
    assert 'value="16"' in shown


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title_min": 150, "title_max": 10}, "title_min"),
        ({"answer_rule": "threshold", "threshold": 0}, "threshold"),
        ({"proposals_per_person": -1}, "proposals_per_person"),
        ({"moderation": "nunca"}, "moderation"),
        ({"who_may_support_age": "900"}, "who_may_support"),
        ({"who_may_support_territory": "x"}, "who_may_support"),
        ({"response_institution": "9" * 30}, "response_institution"),
    ],
)
def test_contradictions_are_refused(changes, wrong):
    form = CallSettingsForm(data(**changes))
    assert not form.is_valid()
    assert wrong in form.errors


def test_the_cards_say_what_is_left(ana):
    call = make_call(proposals_per_person=5, supports_per_person=10)
    make_proposal(call, author=ana)
    from django.utils.translation import override

    with override("es-mx"):
        found = cards(call, ana, NOW)
        anonymous = cards(call, None, NOW)
    assert [(str(card.title), str(card.text)) for card in found] == [
        ("Hacer una propuesta", "Has hecho 1 de 5 propuestas."),
        ("Respaldar y comentar", "1 propuesta. Respaldas 0 de 10."),
    ]
    assert str(anonymous[0].text) == "Cada persona puede hacer 5 propuestas."


def test_progress_counts_what_is_public(ana):
    call, centre = make_call(), make_territory("Centro")
    assert progress(call) is None
    make_proposal(call, author=ana, territory=centre)
    make_proposal(call, author=ana, territory=centre)
    make_proposal(call, state="draft")
    found = progress(call)
    assert [(row.name, row.count) for row in found.by_territory] == [("Centro", 2)]
    assert list(facts([call])) == [call.pk]


def test_rules_do_not_change_against_those_who_supported(ana):
    from proposals.actions import support_proposal

    call = make_call(threshold=10, supports_per_person=5)
    before = call.config
    after = CallSettings(threshold=20, supports_per_person=2)
    assert refuse(call, before, after) == []
    support_proposal(proposal=make_proposal(call), by=ana, at=NOW)
    assert len(refuse(call, before, after)) == 2
    assert refuse(call, before, CallSettings(threshold=5, supports_per_person=0)) == []


def test_moderation_before_with_a_minimum_is_pointed_out():
    call = make_call(moderation="before", threshold=100)
    assert len(conflicts(call, ["propose", "support"])) == 1
    assert conflicts(call, ["propose"]) == []
