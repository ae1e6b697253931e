"""The dataset of works: what they were to cost, their contracts and what was spent."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from budgets.models import Contract, Payment, Work
from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, register_dataset
from participation.opendata.values import address


def work_rows(at: datetime) -> QuerySet:
    """Return the public works with their contracts and payments."""
    rows = Work.objects.public().select_related("subject").defer("subject__search")
    standing = Payment.objects.filter(withdrawn_at=None).order_by("paid_on", "pk")
    signed = Contract.objects.filter(withdrawn_at=None).order_by("signed_on", "pk")
    return rows.prefetch_related(Prefetch("contracts", signed), Prefetch("payments", standing))


def _contracts(row: Work) -> list[dict[str, Any]]:
    return [
        {"number": each.number, "supplier": each.supplier, "amount": each.amount,
         "signed_on": each.signed_on.isoformat(), "url": each.url}
        for each in row.contracts.all()
    ]  # fmt: skip


def _payments(row: Work) -> list[dict[str, Any]]:
    return [
        {"amount": each.amount, "paid_on": each.paid_on.isoformat(), "what_for": each.what_for,
         "contract": each.contract_id, "url": each.url}
        for each in row.payments.all()
    ]  # fmt: skip


WORKS = Dataset(
    name="works",
    position=83,
    title=_("Works of participatory budgets"),
    description=_(
        "What became of the projects that won: budget, contracts and payments. How each goes is in the actions."
    ),
    rows=work_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject, as in the actions"), lambda row: row.subject_id,
               required=True),
        Column("project", "integer", _("Key of the project"), lambda row: row.project_id, required=True),
        Column("budgeted", "integer", _("Money for it, in hundredths of the currency"), lambda row: row.budgeted,
               required=True),
        Column("spent", "integer", _("Money that was spent, in hundredths of the currency"),
               lambda row: sum(each.amount for each in row.payments.all()), required=True),
        Column("contracts", "list", _("Its contracts"), _contracts, required=True),
        Column("payments", "list", _("Its payments"), _payments, required=True),
        Column("sample", "boolean", _("Whether it is made up, for a demonstration"), lambda row: row.is_sample,
               required=True),
        Column("created_at", "datetime", _("When it won and became a work"), lambda row: row.created_at,
               required=True),
    ),
    withheld=(HIDDEN_WITHHELD,),
    subject_kind="work",
    filterset="budgets.api.WorkFilters",
    hanging=Hanging(rows=Work.objects.all),
)  # fmt: skip


def register() -> None:
    """Declare the dataset."""
    register_dataset(WORKS)
