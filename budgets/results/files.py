"""The actas of assemblies: scans that are public once another official confirmed what was written down from them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.models import Assembly, Contest
from budgets.results import policies
from budgets.results.actions.assemblies import ACTA
from budgets.structure.policies import may_prepare
from participation.access.verdict import Denied, Verdict
from participation.files.parts import FilePart
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Person, Subject


def _contest(subject: "Subject") -> Contest:
    return Contest.objects.for_page().get(subject=subject.pk)


def _may_attach(person: "Person | None", subject: "Subject") -> Verdict:
    return policies.may_record_assembly(person, _contest(subject))


def _may_remove(person: "Person | None", subject: "Subject") -> Verdict:
    return Denied("acta_stays", _("An acta stays. Take back what was written down from it instead."))


def _is_public(subject: "Subject") -> bool:
    """Tell whether everything there is public: while one waits to be confirmed, officials alone see them."""
    rows = Assembly.objects.filter(contest__subject=subject.pk, withdrawn_at__isnull=True)
    return is_shown(subject) and rows.exists() and not rows.filter(confirmed_at__isnull=True).exists()


def _may_see(person: "Person | None", subject: "Subject") -> bool:
    return _is_public(subject) or bool(may_prepare(person, _contest(subject).budget.component))


def _page(subject: "Subject") -> str:
    return f"/mesa/presupuestos/bolsas/{_contest(subject).pk}/conteo/"


ACTAS = FilePart(
    ACTA, may_attach=_may_attach, may_see=_may_see, is_public=_is_public, page=_page, may_remove=_may_remove, most=10
)
