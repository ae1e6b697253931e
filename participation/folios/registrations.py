"""What folios register: search finds one."""

from django.db.models import QuerySet

from participation.search.results import register_folio
from participation.stored import StoredQuery


def _by_code(text: str) -> list[int]:
    """Return the subject of the folio that somebody typed into the search box."""
    from participation.folios.codes import read_code

    code = read_code(text)
    return list(_subjects(code)) if code else []


@StoredQuery
def _subjects(code: str) -> QuerySet:
    from participation.folios.models import Folio

    return Folio.objects.filter(code=code).values_list("subject_id", flat=True)


def register() -> None:
    """Called once when the apps are ready."""
    register_folio(_by_code)
