"""Forms of what is said and decided, while people meet and afterwards."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participation.files.forms import AttachmentsField
from participation.web.forms import Form, TidyCharField
from processes.conclusions.forms import FollowedForm
from processes.encounters.content import agenda_items
from processes.encounters.forms.fields import seats, text
from processes.models import Encounter, Minutes, Sector


class NotesForm(Form):
    """What is being said."""

    text = text(
        _("What is being said"), rows=12, hint=_("It is shown on the page of the encounter as soon as you save.")
    )


class MinutesForm(Form):
    """What was said, what was decided and who came."""

    summary = text(_("What happened, in a few lines"), rows=5, required=True)
    points = text(
        _("Point by point"),
        rows=12,
        longest=200_000,
        hint=_(
            "Begin each point of the agenda with #. Below it write what was said; what was decided begins with =. "
            "For example: # Lights in the park, then what was said, then = They will be repaired in May."
        ),
    )
    summary_en = text(_("What happened, in English"), rows=3)
    recording_url = TidyCharField(
        label=_("Address of the recording"),
        required=False,
        max_length=500,
        help_text=_("Nothing is loaded from there until somebody presses its button."),
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    photos = AttachmentsField(label=_("Photos and documents"), required=False)
    transcript = text(_("Transcript"), rows=6, longest=200_000)
    reason = text(
        _("Why it is corrected"), rows=2, longest=500, required=True, hint=_("It is shown beside the minutes.")
    )

    def __init__(
        self, *args: Any, last: Minutes | None, counts: dict[str, dict[str, int]], encounter: Encounter, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _minutes_initial(last, encounter)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for sector, label in Sector.choices:
            bodies = format_lazy(_("{sector}: how many organisations or institutions"), sector=label)
            for what, words in (("people", label), ("organisations", bodies)):
                name = f"{what}_{sector}"
                fields[name] = seats(words)
                self.initial[name] = counts.get(sector, {}).get(what) or None
        if last is None:
            del fields["reason"]

    @property
    def sectors(self) -> list[tuple[Any, Any]]:
        """Return the two fields of each sector."""
        return [(self[f"people_{sector}"], self[f"organisations_{sector}"]) for sector in Sector.values]

    def said(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        data = self.cleaned_data
        return {
            "summary": data["summary"],
            "items": read_points(data["points"]),
            "recording_url": data["recording_url"],
            "transcript": data["transcript"],
            "reason": data.get("reason", ""),
            "translations": {"en": {"summary": data["summary_en"]}} if data["summary_en"] else {},
            "attendance": {
                sector: {
                    "people": data[f"people_{sector}"] or 0,
                    "organisations": data[f"organisations_{sector}"] or 0,
                }
                for sector in Sector.values
            },
        }


def read_points(written: str) -> list[dict[str, str]]:
    """Return the points of minutes: titles after #, decisions after =, all else is what was said."""
    points: list[dict[str, str]] = []
    for line in written.splitlines():
        words = line.strip()
        if words.startswith("#"):
            points.append({"title": words.lstrip("# "), "said": "", "decided": ""})
            continue
        if not points:
            if not words:
                continue
            points.append({"title": "", "said": "", "decided": ""})
        part = "decided" if words.startswith("=") else "said"
        points[-1][part] = f"{points[-1][part]}\n{words.lstrip('= ') if part == 'decided' else words}".strip("\n")
    return points


def write_points(items: list[dict[str, str]]) -> str:
    """Return points as the form shows them."""
    lines: list[str] = []
    for item in items:
        lines += [f"# {item['title']}", *item["said"].splitlines()]
        lines += [f"= {line}" for line in item["decided"].splitlines()]
        lines.append("")
    return "\n".join(lines).strip()


def _minutes_initial(last: Minutes | None, encounter: Encounter) -> dict[str, Any]:
    if last is None:
        titles = [{"title": item.text, "said": "", "decided": ""} for item in agenda_items(encounter.agenda)]
        return {"points": write_points(titles), "summary": encounter.live_notes}
    return {
        "summary": last.summary,
        "summary_en": last.translations.get("en", {}).get("summary", ""),
        "points": write_points(last.items),
        "recording_url": last.recording_url,
        "transcript": last.transcript,
    }


class BornForm(FollowedForm):
    """A page of this site that was born in the encounter."""

    kind = None  # type: ignore[assignment]
    explanation = None  # type: ignore[assignment]
