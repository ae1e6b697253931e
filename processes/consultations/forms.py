"""Forms of consultations, for officials: the settings, and one question at a time. They validate; the acts write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.access.who import WhoField, offer_choices
from participation.web.forms import Form, TidyCharField
from processes.consultations.questions import CHOOSING
from processes.consultations.settings import Nature, Results
from processes.consultations.writing import read_lines
from processes.models import Component, Question, QuestionKind

LINES = {"rows": 5}


class ConsultationSettingsForm(Form):
    """What a consultation is, who may answer, and what its result needs. The questions are written on their desk."""

    nature = forms.ChoiceField(
        label=_("What it is"),
        choices=Nature.choices,
        help_text=_("It stays once somebody answered. A vote takes choices only, no texts, so that it is secret."),
    )
    results = forms.ChoiceField(
        label=_("When everybody sees the results of a survey"),
        choices=Results.choices,
        help_text=_("Results that are seen meanwhile sway those who have not answered. A vote is sealed in any case."),
    )
    who_may_answer = WhoField(label=_("Who may answer"))
    without_account = forms.BooleanField(
        label=_("Take answers without an account too"),
        required=False,
        help_text=_(
            "Only of a survey that asks nothing more than an account. More people answer; nobody can tell whether "
            "somebody answers twice, and the results say how many came this way."
        ),
    )
    revocable = forms.BooleanField(
        label=_("A vote can be changed until it closes"),
        required=False,
        initial=True,
        help_text=_("It protects whoever is pressed to vote in front of somebody: the last one counts."),
    )
    entitled = forms.IntegerField(
        label=_("How many people may vote"),
        min_value=0,
        max_value=500_000_000,
        initial=0,
        help_text=_("For a vote with a least turnout, as the competent authority certifies it. 0: not known."),
    )
    quorum = forms.FloatField(
        label=_("Least turnout, in per cent"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("0: the result counts with any turnout."),
    )
    threshold = forms.FloatField(
        label=_("The winning option needs more than this per cent"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_(
            "Of the votes for an option of the first question; 50 is an absolute majority. 0: more than any other."
        ),
    )
    binding = forms.BooleanField(
        label=_("Its result binds the authority"),
        required=False,
        help_text=_("As your law says it. The page tells what the result obliges to."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)

    def clean(self) -> dict[str, Any]:
        """Refuse rules that contradict one another."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        vote = cleaned.get("nature") == Nature.VOTE
        if cleaned.get("without_account") and (vote or cleaned.get("who_may_answer")):
            self.add_error("without_account", _("A vote, and a survey that asks for more, need an account."))
        return cleaned


def _lines(label: Any, hint: Any = "") -> TidyCharField:
    return TidyCharField(
        label=label, max_length=15_000, required=False, help_text=hint, widget=forms.Textarea(attrs=LINES)
    )


def _number(label: Any, hint: Any = "", *, low: int = 0, high: int = 1000, initial: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=hint, min_value=low, max_value=high, initial=initial, required=False
    )


class QuestionForm(Form):
    """One question; its kind decides which fields there are."""

    text = TidyCharField(label=_("Question"), max_length=300)
    hint = TidyCharField(
        label=_("Help for whoever answers"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    options = _lines(_("Options, one on each line"))
    rows = _lines(_("Rows, one on each line"), _("In each row people choose one of the options."))
    other = forms.BooleanField(label=_("Offer “other”, with a space to write which"), required=False)
    shuffled = forms.BooleanField(
        label=_("Show the options to each person in another order"),
        required=False,
        help_text=_("So that none wins for standing first."),
    )
    least = _number(_("At least how many"))
    most = _number(_("At most how many"), _("0: as many as there are."))
    low = _number(_("From"), low=-1_000_000_000, high=1_000_000_000)
    high = _number(_("To"), low=-1_000_000_000, high=1_000_000_000)
    low_text = TidyCharField(label=_("What the lowest means"), max_length=60, required=False)
    high_text = TidyCharField(label=_("What the highest means"), max_length=60, required=False)
    decimals = _number(_("Decimals"), high=4)
    public = forms.BooleanField(
        label=_("Publish these texts, without name, once a moderator read each"),
        required=False,
        help_text=_("Whoever answers is told so before they write."),
    )
    required = forms.BooleanField(label=_("It must be answered"), required=False)
    when = forms.MultipleChoiceField(
        label=_("Only ask this of whoever chose"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Options of one earlier question. None: it is asked of everybody."),
    )
    text_en = TidyCharField(label=_("Question, in English"), max_length=300, required=False)
    hint_en = TidyCharField(label=_("Help, in English"), max_length=600, required=False)
    options_en = _lines(_("Options in English, in the same order"))
    rows_en = _lines(_("Rows in English, in the same order"))

    HAS = {
        "section": (),
        "single": ("options", "other", "shuffled", "options_en"),
        "multiple": ("options", "other", "shuffled", "least", "most", "options_en"),
        "ranking": ("options", "shuffled", "least", "most", "options_en"),
        "score": ("low", "high", "low_text", "high_text"),
        "matrix": ("options", "rows", "options_en", "rows_en"),
        "number": ("low", "high", "decimals"),
        "short": ("public",),
        "long": ("public",),
        "point": (),
        "file": (),
    }
    ALWAYS = ("text", "hint", "when", "text_en", "hint_en")
    ENGLISH = ("text_en", "hint_en", "options_en", "rows_en")

    def __init__(self, *args: Any, component: Component, kind: str, question: Question | None = None, **kwargs: Any):
        self.component, self.kind, self.question = component, kind, question
        if question is not None:
            kwargs["initial"] = _initial(question)
        elif kind == "score":
            kwargs["initial"] = {"low": 1, "high": 5}
        super().__init__(*args, **kwargs)
        keep = {*self.HAS[kind], *self.ALWAYS} | ({"required"} if kind != "section" else set())
        for name in [name for name in self.fields if name not in keep]:
            del self.fields[name]
        fields: Any = self.fields
        if kind == "section":
            fields["text"].label = _("Title of the section")
            fields["hint"].label = _("What it is about")
        if kind in (*CHOOSING, "ranking", "matrix"):
            fields["options"].required = True
        if kind == "matrix":
            fields["rows"].required = True
        choices = _earlier(component, question)
        if choices:
            fields["when"].choices = choices
        else:
            del fields["when"]

    def clean(self) -> dict[str, Any]:
        """Compare what belongs together."""
        data = self.cleaned_data
        if self.kind in ("score", "number"):
            data["low"], data["high"] = data.get("low") or 0, data.get("high") or 0
            empty = self.kind == "number" and data["low"] == data["high"] == 0
            if data["high"] <= data["low"] and not empty and not self.errors:
                self.add_error("high", _("Write a number larger than the lowest."))
            if self.kind == "score" and data["high"] - data["low"] > 10:
                self.add_error("high", _("A scale has at most eleven steps."))
        if "most" in self.fields:
            data["least"], data["most"] = data.get("least") or 0, data.get("most") or 0
            if data["most"] and data["least"] > data["most"]:
                self.add_error("most", _("This is less than the least."))
        if len({one.split(":")[0] for one in data.get("when") or []}) > 1:
            self.add_error("when", _("Choose options of one question only."))
        return data

    def said(self) -> dict[str, Any]:
        """Return what the acts take."""
        data, before = self.cleaned_data, self.question
        rules = {
            name: data[name] for name in ("least", "most", "low", "high", "decimals") if data.get(name) is not None
        }
        rules |= {name: True for name in ("other", "shuffled", "public") if data.get(name)}
        rules |= {name: data[name] for name in ("low_text", "high_text") if data.get(name)}
        chosen = [one.split(":") for one in data.get("when") or []]
        english = {"text": data.get("text_en", ""), "hint": data.get("hint_en", "")}
        return {
            "text": data["text"],
            "hint": data.get("hint", ""),
            "translations": {"en": english},
            "required": bool(data.get("required")),
            "options": read_lines(
                data.get("options", ""), data.get("options_en", ""), before.options if before else [], "o"
            ),
            "rows": read_lines(data.get("rows", ""), data.get("rows_en", ""), before.rows if before else [], "r"),
            "rules": rules,
            "when": {"question": chosen[0][0], "options": [one[1] for one in chosen]} if chosen else {},
        }


def _initial(question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {"text": question.text, "hint": question.hint, "required": question.required}
    for name in ("options", "rows"):
        found = getattr(question, name)
        told[name] = "\n".join(row["text"] for row in found)
        told[f"{name}_en"] = "\n".join(row.get("en", "") for row in found)
    told |= {f"{name}_en": question.translations.get("en", {}).get(name, "") for name in ("text", "hint")}
    when = question.when
    told["when"] = [f"{when['question']}:{option}" for option in when["options"]] if when else []
    return {**told, **question.rules}


def _earlier(component: Component, question: Question | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the options of the questions before this one, question by question."""
    found = []
    for row in component.questions.order_by("position", "pk"):
        if question is not None and row.pk == question.pk:
            break
        if row.kind in CHOOSING:
            options = [(f"{row.key}:{option['key']}", option["text"]) for option in row.options]
            if row.rules.get("other"):
                options.append((f"{row.key}:other", str(_("Other"))))
            found.append((f"{row.position}. {row.text}", options))
    return found


class NewQuestionForm(Form):
    """Which kind of question to add."""

    kind = forms.ChoiceField(label=_("Add a question"), choices=QuestionKind.choices)


class CopyForm(Form):
    """From which consultation to take the questions."""

    source = forms.ModelChoiceField(label=_("Take the questions of"), queryset=Component.objects.none())

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["source"].queryset = sources
        fields["source"].label_from_instance = lambda row: f"{row.title} · {row.process.title}"


class WithholdForm(Form):
    """Why a text is not published."""

    reason = TidyCharField(
        label=_("Why is it not published?"),
        max_length=300,
        help_text=_("For example: it names somebody, or gives their telephone. It counts all the same."),
    )


class MoveForm(Form):
    """Why the days of a vote change."""

    reason = TidyCharField(label=_("Why do its days change?"), max_length=500, help_text=_("It is published."))
