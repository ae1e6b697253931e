"""Answering at a collection point: the same questions, cleaning and acts as on the page."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.contribution import Channel
from processes.consultations.answers import WrongAnswers, clean, field_names, read_fields
from processes.consultations.drawing import draw
from processes.consultations.settings import Nature
from processes.points.people import attend
from processes.points.registry import Captured, CaptureKind, Given, register_capture

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from processes.models import Capture, Component, Question
    from processes.points.forms import CaptureForm

# Never on paper: what two people type from a sheet is kept beside whoever gave it, which no ballot may be.
PRESENT = (Channel.COUNTER.value,)
ONE_VOICE = Denied("answered_already", _("This person answered already. Each counts once; they can change it online."))


class QuestionsWidget(forms.Widget):
    """All questions of a consultation as one control: its fields are flat, so that tablets keep them as they are."""

    use_fieldset = True

    def __init__(self, component: "Component", questions: list["Question"]) -> None:
        super().__init__()
        self.component, self.questions = component, [one for one in questions if one.kind != "file"]
        self.skipped = {one.key for one in questions if one.kind == "file"}
        self.prefix = f"c{component.pk}_"
        self.wrong: dict[str, str] = {}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """Return the questions with what was typed."""
        drawn = draw(self.questions, fields=value or {}, errors=self.wrong, prefix=self.prefix, seed=name)
        return render_to_string("processes/consultations/capture.html", {"drawn": drawn})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Return the fields of the questions among what was sent."""
        asking = [one for one in self.questions if one.kind != "section"]
        names = [name for one in asking for name in field_names(one.ask, f"{self.prefix}{one.key}")]
        return {name: str(data.get(name))[:4000] for name in names if data.get(name)}


class AnswersField(forms.Field):
    """What somebody answers, cleaned as everywhere."""

    widget: QuestionsWidget

    def clean(self, value: Any) -> dict[str, Any]:
        """Return the answers. Raises ValidationError with every question that is wrong."""
        asks = [question.ask for question in self.widget.questions]
        try:
            return clean(asks, read_fields(asks, value or {}, self.widget.prefix), skipped=self.widget.skipped)
        except WrongAnswers as error:
            self.widget.wrong = error.errors
            texts = {question.key: question.text for question in self.widget.questions}
            lines = [f"{texts[key]}: {words}" if key in texts else words for key, words in error.errors.items()]
            raise forms.ValidationError(lines) from error


def _form(*args: Any, **kwargs: Any) -> "CaptureForm":
    from processes.consultations.policies import takes_strangers
    from processes.consultations.reading import questions_of
    from processes.points.forms import CaptureForm

    class ConsultationCapture(CaptureForm):
        """The answers, and the person who gives them."""

        own = ("answers",)
        answers = AnswersField(label=_("Their answers"), required=False)

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            component = kwargs["component"]
            self.needs_person = not takes_strangers(component)
            super().__init__(*args, **kwargs)
            self.fields["answers"].widget = QuestionsWidget(component, questions_of(component))
            # A device without connection keeps person and choice together until it is sent: no ballot goes that way.
            self.online_only = component.config.nature == Nature.VOTE
            if self.online_only:
                self.fields["answers"].help_text = _(
                    "The vote is secret: hand the device to the person, and look away until they give it back."
                )

    return ConsultationCapture(*args, **kwargs)


def write_answer(given: Given) -> Captured:
    """Answer for whoever is present, once: whoever answered already is refused in plain words."""
    from participation.urn.querysets import has_voted
    from processes.consultations.actions.answering import lock_accounts
    from processes.consultations.actions.voting import hand_in
    from processes.consultations.policies import vote_of
    from processes.models import Answer

    component, facts, opened, person = given.component, given.data["person"], False, None
    if facts is not None:
        who = attend(facts=facts, name=given.data.get("name", ""), by=given.by, at=given.at)
        person, opened = who.person, who.opened
        lock_accounts(person)
        vote = vote_of(component)
        if vote is not None:
            again = has_voted(vote, person)
        else:
            again = Answer.objects.filter(component=component, person=person).exists()
        if again:
            ONE_VOICE.enforce()
    hand_in(
        component=component,
        given=given.data["answers"],
        by=person,
        at=given.at,
        channel=given.channel,
        captured_by=given.by,
        act_id=given.act_id,
        is_sample=given.is_sample,
    )
    return Captured(component.subject, opened_account=opened)


def _whose(row: "Capture") -> "QuerySet":
    from processes.models import Answer

    given = Answer.objects.filter(component=row.component_id, captured_by=row.by_id, at=row.captured_at)
    return given.filter(person__isnull=False).values_list("person", flat=True)


def _gather(components: list["Component"]) -> None:
    from processes.consultations.reading import know_questions

    know_questions(components)


def register() -> None:
    """Called once when the apps are ready."""
    register_capture(
        CaptureKind(
            name="answer",
            label=_("Answer a consultation"),
            done=_("The answers are handed in."),
            component_kind="consultation",
            act="answer",
            channels=PRESENT,
            form=_form,
            write=write_answer,
            whose=_whose,
            gather=_gather,
        )
    )
