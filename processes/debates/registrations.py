"""What debates register."""

from django.utils.translation import gettext_lazy as _

from processes.kinds import register_component_kind
from processes.templates_catalogue import ProcessTemplate, TemplateComponent, TemplatePhase, register_template

DEBATE = ProcessTemplate(
    name="debate",
    title=_("Public debate"),
    summary=_("Say what you think before it is decided, and read what others think."),
    who_participates=_("Anyone with an account."),
    what_is_decided=_("What the government concludes from the reasons that people give."),
    how_decided=_("When the debate ends, whoever is responsible publishes the conclusions, with reasons."),
    promise=2,
    components=(
        TemplateComponent(
            "debate",
            "debate",
            _("What do you think?"),
            _("<p>Write here what it is about: what happens today, what could change, what it would cost.</p>"),
        ),
    ),
    phases=(
        TemplatePhase(
            _("Debate"),
            21,
            _("Give your reasons, and answer those of others."),
            opens={"debate": ("comment",)},
        ),
        TemplatePhase(
            _("Conclusions"),
            14,
            _("Whoever is responsible reads everything and publishes the conclusions."),
        ),
    ),
)


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.debates.kind import KIND

    register_component_kind(KIND)
    register_template(DEBATE)
