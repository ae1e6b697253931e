"""What folios register: search finds one."""

from participation.search.results import register_folio


def _by_code(text: str) -> list[int]:
    """Return the subject of the folio that somebody typed into the search box."""
    from participation.folios.codes import read_code
    from participation.folios.models import Folio

    code = read_code(text)
    return list(Folio.objects.filter(code=code).values_list("subject_id", flat=True)) if code else []


def register() -> None:
    """Called once when the apps are ready."""
    register_folio(_by_code)
