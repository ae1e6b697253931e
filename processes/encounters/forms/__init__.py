"""Forms of encounters. They validate and explain; the acts write."""

from processes.encounters.forms.minutes import BornForm, MinutesForm, NotesForm
from processes.encounters.forms.prepare import (
    CancelForm,
    DatesForm,
    EncounterForm,
    EncounterSettingsForm,
    MoveForm,
    PublishForm,
    RepeatForm,
    dates_of,
)
from processes.encounters.forms.register import CaptureForm, RegisterForm

__all__ = [
    "BornForm",
    "CancelForm",
    "CaptureForm",
    "DatesForm",
    "EncounterForm",
    "EncounterSettingsForm",
    "MinutesForm",
    "MoveForm",
    "NotesForm",
    "PublishForm",
    "RegisterForm",
    "RepeatForm",
    "dates_of",
]
