"""Process templates of meeting: an open council, and dialogues."""

from django.utils.translation import gettext_lazy as _

from processes.templates_catalogue import ProcessTemplate, TemplateComponent, TemplatePhase, register_template

CABILDO_ABIERTO = ProcessTemplate(
    name="cabildo_abierto",
    title=_("Open council"),
    summary=_("Ask for the floor or propose a point, come to the session, and read what was answered and agreed."),
    who_participates=_("Anyone who lives in the municipality; with an account to ask for the floor online."),
    what_is_decided=_("What the council answers to each request, and what it agrees to do."),
    how_decided=_(
        "Each request is answered in the session or in writing within fifteen working days, with reasons, in full view."
    ),
    promise=3,
    components=(
        TemplateComponent(
            "session",
            "encounters",
            _("Open council session"),
            _(
                "<p>The session is public. Register to keep a seat; whoever comes without registering enters if there "
                "is room. On the page of the session you ask to speak or propose a point; each request is answered "
                "with reasons.</p>"
            ),
            settings={"takes_floor": True, "floor_answer_days": 15},
        ),
    ),
    phases=(
        TemplatePhase(
            _("Call"),
            15,
            _("Ask for the floor, propose points for the agenda and register."),
            opens={"session": ("register",)},
        ),
        TemplatePhase(
            _("Session"),
            1,
            _("The council hears who asked for the floor, in the order of the agenda."),
            opens={"session": ("register",)},
        ),
        TemplatePhase(
            _("Answers and agreements"),
            30,
            _("The minutes are published, and each request that is pending gets its answer."),
        ),
    ),
)
DIALOGOS = ProcessTemplate(
    name="dialogos",
    title=_("Dialogues"),
    summary=_("Government and society sit at one table, several times, on one matter."),
    who_participates=_("Civil organisations, universities, companies, public institutions and whoever is interested."),
    what_is_decided=_("What both sides agree on, who does it and by when."),
    how_decided=_("Each encounter ends with minutes; what was agreed is followed until it is done."),
    promise=3,
    components=(
        TemplateComponent(
            "dialogues",
            "encounters",
            _("Encounters of the dialogue"),
            _("<p>Register for the next one. Of those before, read the minutes and who came, by sector.</p>"),
        ),
    ),
    phases=(
        TemplatePhase(
            _("Dialogues"),
            90,
            _("Encounters with a topic each. After each one its minutes are published."),
            opens={"dialogues": ("register",)},
        ),
        TemplatePhase(_("Results"), 30, _("What was agreed in all of them is published together.")),
    ),
)


def register() -> None:
    """Register the templates."""
    register_template(CABILDO_ABIERTO)
    register_template(DIALOGOS)
