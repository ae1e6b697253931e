"""A change of government in the demonstration: what it inherited, and what it said of the box of proposals."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from participation.administrations.actions import declare_administration, pronounce
from participation.models import Person
from processes.models import Process

DAYS_AGO = 52
SAID = (
    "El buzón sigue abierto todo el año. Lo que se contestó se sostiene, y las respuestas pendientes se darán en los"
    " mismos plazos."
)


def change_government(*, box: Process, by: Person, at: datetime) -> None:
    """Declare the new administration and have it speak of the box; of the rest that goes on it said nothing yet."""
    first = localdate(at) - timedelta(days=DAYS_AGO)
    declare_administration(
        name=f"Administración {first.year}–{first.year + 3}", starts_on=first, by=by, at=at - timedelta(days=DAYS_AGO)
    )
    pronounce(subject=box.subject, stance="continues", reasons=SAID, by=by, at=at - timedelta(days=20))
