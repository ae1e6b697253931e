"""Acts on works: begun by winning, contracts and payments published and taken back. The rest is the engine's."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import Contest, Contract, Payment, Project, Work
from budgets.settings import LARGEST
from budgets.states import ProjectState
from budgets.works import events, policies
from participation.events.record import record
from participation.followup.actions import follow_up
from participation.origins.actions import write_link
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Institution, Person

EARLIEST = date(1990, 1, 1)


@transaction.atomic
def begin_works(
    *,
    contest: Contest,
    by: "Person",
    at: datetime,
    winners: Iterable[Project] | None = None,
    institution: "Institution | None" = None,
    due_on: date | None = None,
) -> list[Work]:
    """Let the projects that won become works, each with its budget and somebody responsible. Again changes nothing.

    Without ``winners`` all of the contest's that won. Raises ActDenied, and ValidationError for one that did not win.
    """
    contest = Contest.objects.for_page().get(pk=contest.pk)
    policies.may_begin(by, contest).enforce()
    rows = Project.objects.select_for_update(no_key=True, of=("self",)).select_related("subject", "institution")
    rows = rows.filter(contest=contest)
    chosen = rows.filter(pk__in=[each.pk for each in winners]) if winners is not None else rows.filter(
        state=ProjectState.WINNER
    )  # fmt: skip
    held = list(chosen.order_by("number", "pk"))  # first held, then asked which works there are
    known = set(Work.objects.filter(project__contest=contest).values_list("project", flat=True))
    made = []
    for project in held:
        if project.state != ProjectState.WINNER or project.cost is None:
            raise ValidationError(_("“%(title)s” did not win, so it is no work.") % {"title": project.title})
        if project.pk in known:
            continue
        project.contest = contest
        responsible = institution or project.institution or contest.budget.component.process.institution
        made.append(_begin(project, responsible, by, at, due_on))
    return made


def _begin(
    project: Project, institution: "Institution | None", by: "Person", at: datetime, due_on: date | None
) -> Work:
    work = Work(
        project=project, budgeted=project.cost, created_by=by, created_at=at, is_sample=project.is_sample
    )  # fmt: skip
    process = project.contest.budget.component.process
    work.subject = create_subject(
        kind="work", title=project.title, titles=project.in_other_languages("title"), summary=project.summary, path="",
        at=at, parent=project.subject, territory=project.subject.territory, lang=project.lang, state="published",
        text=project.address,
    )  # fmt: skip
    work.save()
    update_subject(subject=work.subject, at=at, path=f"/obras/{work.pk}/")
    follow_up(
        subject=work.subject,
        by=by,
        at=at,
        institution=institution,
        responsible="" if institution else process.contact_name or process.title[:200],
        starts_on=local_day(at),
        due_on=due_on,
        report_every=3,
        is_sample=work.is_sample,
    )
    words = _("It won the vote.")
    write_link(source=project.subject, outcome=work.subject, kind="accepted", explanation=words, by=by, at=at)
    payload = {"work": work.pk, "project": project.pk, "project_subject": project.subject_id}
    record(events.BEGUN, subject=work.subject, by=by, at=at, payload=payload)
    return work


@transaction.atomic
def add_contract(
    *,
    work: Work,
    number: str,
    supplier: str,
    amount: int,
    signed_on: date,
    by: "Person",
    at: datetime,
    url: str = "",
) -> Contract:
    """Publish a contract of a work, with where it can be read. Raises ActDenied, and ValidationError by field."""
    work = locked_work(work)
    policies.may_tell_money(by, work).enforce()
    words = {"number": _line(number, "number", 80), "supplier": _line(supplier, "supplier", 200)}
    if Contract.objects.filter(work=work, number=words["number"], withdrawn_at=None).exists():
        raise ValidationError({"number": _("This contract is published already.")})
    row = Contract.objects.create(
        work=work,
        **words,
        amount=_amount(amount),
        signed_on=_day(signed_on, "signed_on", at),
        url=_url(url),
        added_by=by,
        at=at,
    )
    payload = {"work": work.pk, "contract": row.pk, "amount": row.amount}
    record(events.CONTRACT_ADDED, subject=work.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def add_payment(
    *,
    work: Work,
    amount: int,
    paid_on: date,
    what_for: str,
    by: "Person",
    at: datetime,
    contract: Contract | None = None,
    url: str = "",
    act_id: uuid.UUID | None = None,
) -> Payment:
    """Publish money that was spent on a work; the same ``act_id`` again changes nothing.

    Raises ActDenied, and ValidationError by field.
    """
    work = locked_work(work)
    policies.may_tell_money(by, work).enforce()
    if act_id is not None and (same := Payment.objects.filter(added_by=by, act_id=act_id).first()):
        return same
    if contract is not None and (contract.work_id != work.pk or contract.withdrawn_at is not None):
        raise ValidationError({"contract": _("Choose one of the contracts of this work.")})
    row = Payment.objects.create(
        work=work,
        contract=contract,
        amount=_amount(amount),
        paid_on=_day(paid_on, "paid_on", at),
        what_for=_line(what_for, "what_for", 300),
        url=_url(url),
        act_id=act_id or uuid.uuid4(),
        added_by=by,
        at=at,
    )
    payload = {"work": work.pk, "payment": row.pk, "amount": row.amount}
    record(events.PAID, subject=work.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def withdraw_contract(*, contract: Contract, reason: str, by: "Person", at: datetime) -> Contract:
    """Take back a contract that was published by mistake; its trace stays. Again changes nothing."""
    work = locked_work(contract.work)
    row = Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)
    if _withdrawn(row, work, reason, by, at):
        payload = {"work": work.pk, "contract": row.pk, "reason": row.withdraw_reason}
        record(events.CONTRACT_WITHDRAWN, subject=work.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def withdraw_payment(*, payment: Payment, reason: str, by: "Person", at: datetime) -> Payment:
    """Take back a payment that was published by mistake; its trace stays. Again changes nothing."""
    work = locked_work(payment.work)
    row = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    if _withdrawn(row, work, reason, by, at):
        payload = {"work": work.pk, "payment": row.pk, "reason": row.withdraw_reason}
        record(events.PAYMENT_WITHDRAWN, subject=work.subject, by=by, at=at, payload=payload)
    return row


def _withdrawn(row: Contract | Payment, work: Work, reason: str, by: "Person", at: datetime) -> bool:
    policies.may_tell_money(by, work).enforce()
    if row.withdrawn_at is not None:
        return False
    row.withdraw_reason = _line(reason, "reason", 300)
    row.withdrawn_at, row.withdrawn_by = at, by
    row.save()
    return True


def locked_work(work: Work) -> Work:
    """Return the work as it is now, held until the commit, with its action."""
    rows = Work.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("subject__action__institution__subject", "project").get(pk=work.pk)


def _line(text: str, field: str, most: int) -> str:
    clean = " ".join(tidy(text).split())
    if not 0 < len(clean) <= most:
        missing = _("This is missing.") if not clean else _("Write %(n)s characters at most.") % {"n": most}
        raise ValidationError({field: missing})
    return clean


def _amount(amount: int) -> int:
    if not 0 < amount <= LARGEST:
        raise ValidationError({"amount": _("This amount cannot be right.")})
    return amount


def _day(day: date, field: str, at: datetime) -> date:
    if not EARLIEST <= day <= local_day(at):
        raise ValidationError({field: _("Write a day that has come already.")})
    return day


def _url(url: str) -> str:
    clean = url.strip()
    if clean:
        if len(clean) > 500:
            raise ValidationError({"url": _("Write %(n)s characters at most.") % {"n": 500}})
        try:
            URLValidator(schemes=["http", "https"])(clean)
        except ValidationError as error:
            raise ValidationError({"url": error.messages}) from error
    return clean
