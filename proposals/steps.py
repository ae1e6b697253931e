"""Steps that a call names within the states of a proposal: "en análisis técnico" in evaluation, "en obra" afterwards.

They are words for people and change nothing that the rules compute: every policy reads the state alone. A step has a
key that stays when its name changes, and belongs to one state; a proposal that goes on to another state leaves it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from participation.access.verdict import Denied, Verdict
from participation.responses.policies import may_prepare
from participation.web.richtext import tidy
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person
    from proposals.models import Proposal
    from proposals.settings import CallSettings

MOST, LABEL_MAX, DESCRIPTION_MAX = 12, 40, 300
WITHIN = (ProposalState.PUBLISHED, ProposalState.IN_EVALUATION, ProposalState.ANSWERED)
PARTS = ("key", "state", "label", "label_en", "description")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its key, the state that it lies in, its name in both languages, what it means."""

    key: str
    state: str
    label: str
    label_en: str = ""
    description: str = ""

    @property
    def shown(self) -> str:
        """Return its name in the reader's language."""
        return self.label_en if self.label_en and (get_language() or "").startswith("en") else self.label


def steps_of(settings: "CallSettings", state: str = "") -> list[Step]:
    """Return the steps of a call in their order, or those within a state."""
    found = [Step(**{name: str(one.get(name, "")) for name in PARTS}) for one in settings.steps]
    return [step for step in found if step.state == state] if state else found


def step_of(proposal: "Proposal") -> Step | None:
    """Return the step of a proposal; None where it has none, or its call was not fetched with it."""
    if not proposal.step or "component" not in proposal._state.fields_cache:
        return None
    steps = steps_of(proposal.component.config, proposal.state)
    return next((step for step in steps if step.key == proposal.step), None)


def checked_steps(given: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Return steps as settings hold them; lines without a name are left out. Raises ValidationError."""
    found: list[dict[str, str]] = []
    for one in given:
        step = {name: " ".join(tidy(str(one.get(name) or "")).split()) for name in PARTS}
        if not step["label"]:
            continue
        if step["state"] not in {state.value for state in WITHIN}:
            raise ValidationError(_("Say within which state “%(step)s” lies.") % {"step": step["label"][:LABEL_MAX]})
        if max(len(step["label"]), len(step["label_en"])) > LABEL_MAX or len(step["description"]) > DESCRIPTION_MAX:
            words = _("A step has a name of %(name)s characters at most and a description of %(description)s.")
            raise ValidationError(words % {"name": LABEL_MAX, "description": DESCRIPTION_MAX})
        step["key"] = slugify(step["key"] or step["label"])[:LABEL_MAX] or f"paso-{len(found) + 1}"
        found.append(step)
    keys = [step["key"] for step in found]
    if len(set(keys)) < len(keys) or len({step["label"].casefold() for step in found}) < len(found):
        raise ValidationError(_("Two steps have the same name. Give each one its own."))
    if len(found) > MOST:
        raise ValidationError(_("A call has %(n)s steps at most.") % {"n": MOST})
    return found


def may_set_step(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether the official may say in which step it is: who may prepare its answer, where the call names any."""
    if not steps_of(proposal.component.config, proposal.state):
        return Denied("no_steps", _("Its call names no steps within the state in which it is."))
    return may_prepare(person, proposal.subject)
