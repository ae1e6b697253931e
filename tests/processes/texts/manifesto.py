"""The text of these tests: a manifesto of five parts, open to suggestions and to signing."""

from datetime import datetime, timedelta
from typing import Any

from participation.models import Person
from processes.models import Component, DraftText, Passage, Suggestion
from processes.texts.actions.preparing import keep_text, publish_text
from processes.texts.actions.suggesting import Said, suggest
from tests.factories import make_component, make_phase, make_process
from tests.personas import NOW

WORDS = """# Manifiesto de gobierno abierto

La ciudad es de quienes la habitan.

## Capítulo I

Artículo 1. Toda persona puede saber en qué se gasta el dinero público.

- Los contratos se publican completos.
"""


def make_activity(*, closes: timedelta | None = timedelta(days=10), **settings: Any) -> Component:
    """Make an activity in which one may suggest and sign since ten days ago."""
    process = make_process("Editatón", slug="editaton")
    made = make_component(process, "text", slug="manifiesto", title="El manifiesto", settings=settings)
    make_phase(process, opens=timedelta(days=-10), closes=closes, acts={made: ["suggest", "sign"]})
    return Component.objects.with_clock().get(pk=made.pk)


def make_text(by: Person, *, words: str = WORDS, at: datetime = NOW, **settings: Any) -> DraftText:
    """Publish the manifesto."""
    component = make_activity(**settings)
    kept = keep_text(component=component, title="Manifiesto de gobierno abierto", markdown=words, by=by, at=at)
    return read(publish_text(text=kept, by=by, at=at))


def read(text: DraftText) -> DraftText:
    """Return the text as it is now, with what policies ask."""
    found: Any = DraftText.objects.for_page().get(pk=text.pk)
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found  # type: ignore[no-any-return]


def passage(text: DraftText, key: int = 2) -> Passage:
    """Return a passage by its key: 2 is the first paragraph."""
    return Passage.objects.select_related("text").get(text=text, key=key)


def say(text: DraftText, by: Person, *, key: int = 2, **more: Any) -> Suggestion:
    """Suggest other words for "quienes la habitan"."""
    row = passage(text, key)
    said: dict[str, Any] = {"kind": "wording", "reason": "Quien trabaja aquí también la hace.", "before": row.words}
    if key == 2:
        said |= {"quote": "quienes la habitan", "wording": "quienes la habitan y la trabajan"}
    act = {name: more.pop(name) for name in ("at", "act_id", "is_sample") if name in more}
    made = suggest(passage=row, given=Said(**(said | more)), by=by, **({"at": NOW} | act))
    return Suggestion.objects.for_page().get(pk=made.pk)
