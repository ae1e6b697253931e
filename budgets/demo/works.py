"""What became of the projects that won: contracts, payments, steps and a report on each work."""

from datetime import timedelta

from budgets.demo.structure import PESOS, Prepared
from budgets.models import Work
from budgets.works.actions import add_contract, add_payment
from participation.followup.actions import add_action, move_dates, report_progress
from participation.workdays import local_day
from proposals.demo.voices import Voices

SIGNED, PAID, REPORTED = 70, 45, 20  # days ago


def carry_out(voices: Voices, prepared: Prepared) -> None:
    """Tell of the works of a budget that was decided; where nothing won yet there is nothing to tell."""
    context = voices.context
    by, told = context.by, {said["title"]: said for said in prepared.said}
    for work in Work.objects.filter(project__contest=prepared.contest).order_by("pk"):
        said = told[work.project.title]
        action = work.subject.action
        due = local_day(context.moment(-60))
        move_dates(
            action=action, starts_on=action.starts_on, due_on=due, due_words="",
            reason="Se fijó el día de entrega con la empresa.", by=by, at=context.moment(SIGNED + 2),
        )  # fmt: skip
        if "contract" not in said:
            continue
        number, supplier, amount = said["contract"]
        signed = context.moment(SIGNED)
        contract = add_contract(
            work=work, number=f"{number}/{context.today.year}", supplier=supplier, amount=amount * PESOS,
            signed_on=local_day(signed), by=by, at=signed + timedelta(hours=2),
        )  # fmt: skip
        for title, days in (("Proyecto ejecutivo", 50), ("Obra terminada y entregada", -60)):
            add_action(parent=action, title=title, due_on=local_day(context.moment(days)), by=by, at=signed)
        paid = context.moment(PAID)
        add_payment(
            work=work, contract=contract, amount=said["paid"] * PESOS, paid_on=local_day(paid), what_for="Anticipo",
            by=by, at=paid + timedelta(hours=2),
        )  # fmt: skip
        report_progress(
            action=action, text="La obra va según el calendario. Falta la instalación eléctrica.",
            percent=said["progress"], by=by, at=context.moment(REPORTED),
        )  # fmt: skip
