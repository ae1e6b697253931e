"""What questions register."""

from django.utils.translation import gettext_lazy as _

from participation.asks.registry import register_ask_kind
from processes.kinds import register_component_kind
from processes.templates_catalogue import ProcessTemplate, TemplateComponent, TemplatePhase, register_template

PREGUNTAS = ProcessTemplate(
    name="preguntas",
    title=_("Questions to your government"),
    summary=_("Ask an office of your government; it answers within ten working days, in full view."),
    who_participates=_("Anyone with an account."),
    what_is_decided=_("Nothing is decided here: offices answer what people want to know."),
    how_decided=_(
        "Each question goes to the office that it names. What it did not answer in time is shown as overdue."
    ),
    promise=1,
    components=(
        TemplateComponent(
            "questions",
            "questions",
            _("Questions"),
            _("<p>Ask, join the questions of others, and read the answers, all year round.</p>"),
        ),
    ),
    phases=(
        TemplatePhase(
            _("Permanent reception"),
            None,
            _("Questions are always open. Each answer is published here."),
            opens={"questions": ("ask", "join", "comment")},
        ),
    ),
)


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.questions import datasets
    from processes.questions.kind import KIND, QUESTION

    register_component_kind(KIND)
    register_ask_kind(QUESTION)
    datasets.register()
    register_template(PREGUNTAS)
