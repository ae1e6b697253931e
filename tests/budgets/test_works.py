"""Works: begun by winning, told with contracts and payments to the last peso, followed by whoever cared."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from budgets.models import Contest, Contract, Payment, Project, Work
from budgets.works.actions import add_contract, add_payment, begin_works, withdraw_payment
from budgets.works.datasets import WORKS, work_rows
from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Link, Notice, Person
from tests.budgets.pots import PESOS, costed, entered, make_contest, studied
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def won(contest: Contest, *projects: Project) -> None:
    """Let projects win, as the publication of a count does."""
    for number, project in enumerate(projects, 1):
        Project.objects.filter(pk=project.pk).update(state="winner", number=number)


@pytest.fixture
def work(carla: Person, ana: Person) -> Work:
    """The work of Ana's park."""
    contest = make_contest(carla)
    park = studied(entered(contest, ana), carla)
    won(contest, park)
    return begin_works(contest=contest, by=carla, at=NOW)[0]


def test_what_won_becomes_works_once(carla: Person, ana: Person, bruno: Person, fausto: Person) -> None:
    """With its budget, its link and its steps; again changes nothing; what did not win is refused."""
    contest = make_contest(carla)
    park, lamps = studied(entered(contest, ana), carla), costed(contest, carla)
    with pytest.raises(ValidationError, match="no ganó"):
        begin_works(contest=contest, winners=[lamps], by=carla, at=NOW)
    won(contest, park)
    follow(subject=park.subject, by=bruno, at=NOW)
    with pytest.raises(ActDenied):
        begin_works(contest=contest, by=fausto, at=NOW)
    (work,) = begin_works(contest=contest, by=carla, at=NOW)
    assert begin_works(contest=contest, winners=[park], by=carla, at=NOW) == []
    assert (work.budgeted, work.subject.parent_id, work.subject.path) == (
        300_000 * PESOS, park.subject_id, f"/obras/{work.pk}/",
    )  # fmt: skip
    assert Link.objects.get(outcome=work.subject).source_id == park.subject_id
    assert work.subject.action.report_every == 3
    relay(at=NOW)
    told = Notice.objects.filter(event__name="budgets.work.begun").values_list("person", flat=True)
    assert set(told) == {ana.pk, bruno.pk}


def test_money_is_told_and_taken_back_in_view(work: Work, carla: Person, fausto: Person) -> None:
    """Spent against budgeted, contracts with their address, a payment beyond it said aloud; strangers cannot."""
    browser, page = client_of(carla), f"/obras/{work.pk}/"
    given = {"number": "OP-12/2026", "supplier": "Obras del Canal", "amount": "280,000", "signed_on": "2026-11-20",
             "url": "https://contratos.example/op-12"}  # fmt: skip
    assert client_of(fausto).post(f"{page}contrato/", given).status_code == 403
    assert browser.post(f"{page}contrato/", {**given, "url": "javascript:alert(1)"}).status_code == 422
    assert browser.post(f"{page}contrato/", {**given, "signed_on": "2027-01-01"}).status_code == 422
    browser.post(f"{page}contrato/", given)
    assert browser.post(f"{page}contrato/", given).status_code == 422
    contract = Contract.objects.get()
    spent = {"amount": "140000.50", "paid_on": "2026-11-21", "what_for": "Anticipo", "contract": contract.pk}
    assert client_of(fausto).post(f"{page}pago/", spent).status_code == 403
    browser.post(f"{page}pago/", spent)
    body = Client().get(page).content.decode()
    assert "$140,000.50" in body
    assert 'href="https://contratos.example/op-12"' in body
    assert "46 % del presupuesto" in body
    extra = add_payment(work=work, amount=200_000 * PESOS, paid_on=DAY, what_for="Otro", by=carla, at=NOW)
    assert "$40,000.50 más" in Client().get(page).content.decode()
    assert client_of(fausto).post(f"{page}pagos/{extra.pk}/retirar/", {"reason": "x"}).status_code == 403
    browser.post(f"{page}pagos/{extra.pk}/retirar/", {"reason": "Era de otra obra"})
    assert "Era de otra obra" in Client().get(page).content.decode()
    assert Payment.objects.filter(withdrawn_at=None).count() == 1
    withdraw_payment(payment=extra, reason="Otra vez", by=carla, at=NOW)
    assert Payment.objects.get(pk=extra.pk).withdraw_reason == "Era de otra obra"
    assert Client().get(f"{page}fotos/{extra.pk}/retirar/").status_code == 302
    assert browser.get(f"{page}fotos/{extra.pk}/retirar/").status_code == 404
    row = WORKS.represent(work_rows(NOW).get())
    assert (row["budgeted"], row["spent"], len(row["contracts"]), len(row["payments"])) == (
        30_000_000,
        14_000_050,
        1,
        1,
    )
    assert "$140,000.50 gastados de $300,000" in Client().get("/obras/").content.decode()
    assert "Parque lineal" not in Client().get("/obras/?estado=done").content.decode()
    assert Client().get("/obras/?estado=x").status_code == 400


def test_a_replayed_payment_counts_once(work: Work, carla: Person) -> None:
    """The same sending twice is one payment; a contract of another work is refused."""
    act = "11111111-1111-4111-8111-111111111111"
    for _n in range(2):
        add_payment(work=work, amount=1, paid_on=DAY, what_for="Anticipo", by=carla, at=NOW, act_id=act)  # type: ignore[arg-type]
    assert Payment.objects.count() == 1
    contract = add_contract(work=work, number="1", supplier="X", amount=1, signed_on=DAY, by=carla, at=NOW)
    contract.withdrawn_at = NOW
    with pytest.raises(ValidationError, match="contratos de esta obra"):
        add_payment(work=work, amount=1, paid_on=DAY, what_for="A", by=carla, at=NOW, contract=contract)
