"""Templates from which an official starts a process in minutes. Every text can be edited afterwards.

Texts are written in English here and in Spanish in the catalogue; a new process gets both, so that its English page is
complete from the start. A template is offered once the kinds of components that it needs are registered.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from processes.kinds import all_kinds


@dataclass(frozen=True, slots=True)
class TemplateComponent:
    """An activity of a template."""

    key: str
    kind: str
    title: Any
    description: Any = ""
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplatePhase:
    """A phase of a template: it begins where the one before ended and lasts some days (None: no end)."""

    title: Any
    days: int | None
    description: Any
    objective: Any = ""
    strategies: Any = ""
    products: Any = ""
    opens: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProcessTemplate:
    """A process to begin from."""

    name: str
    title: Any
    summary: Any
    who_participates: Any
    what_is_decided: Any
    how_decided: Any
    promise: int
    components: tuple[TemplateComponent, ...]
    phases: tuple[TemplatePhase, ...]

    @property
    def needs(self) -> set[str]:
        """Return the kinds of components that must be registered."""
        return {component.kind for component in self.components}


_templates: dict[str, ProcessTemplate] = {}


def register_template(template: ProcessTemplate) -> None:
    """Add a template (upper floors in ``apps.ready()``)."""
    _templates[template.name] = template


def offered_templates() -> list[ProcessTemplate]:
    """Return the templates whose kinds of components all exist."""
    known = {kind.name for kind in all_kinds()}
    return [template for template in _templates.values() if template.needs <= known]


def get_template(name: str) -> ProcessTemplate:
    """Return an offered template. Raises KeyError."""
    for template in offered_templates():
        if template.name == name:
            return template
    raise KeyError(name)


TAKE_PART = ("propose", "support", "comment")

PLAN_MUNICIPAL = ProcessTemplate(
    name="plan_municipal",
    title=_("Municipal Development Plan"),
    summary=_("Which priorities, goals and indicators the municipality will have for the next years."),
    who_participates=_("Everybody, in their own name, and universities, chambers and civil organisations."),
    what_is_decided=_("The objectives, strategies, indicators and priorities of the municipality's development."),
    how_decided=_(
        "Each proposal gets an answer with reasons; the council approves the plan and publishes it in the gazette."
    ),
    promise=4,
    components=(
        TemplateComponent(
            "proposals",
            "proposals",
            _("Proposals"),
            _("<p>Tell us what your neighbourhood needs, support what others propose and comment.</p>"),
        ),
        TemplateComponent(
            "background",
            "pages",
            _("What the plan is"),
            _(
                "<p>The municipal development plan guides what the government does in the short, medium and "
                "long term. It must "
                "agree with the state plan and the national plan.</p>"
            ),
        ),
    ),
    phases=(
        TemplatePhase(_("Outreach"), 15, _("We make known what will be decided, when, and how to take part.")),
        TemplatePhase(
            _("Forums"),
            30,
            _("Open meetings by zone and by topic; what is said there is written down."),
            opens={"proposals": ("comment",)},
        ),
        TemplatePhase(
            _("Proposals"),
            30,
            _("Anyone can propose, support and comment, online or in person."),
            opens={"proposals": TAKE_PART},
        ),
        TemplatePhase(
            _("Review"), 30, _("Each area of government reviews the proposals and answers each with reasons.")
        ),
        TemplatePhase(
            _("Working tables"),
            20,
            _("People and government go over the draft plan together."),
            opens={"proposals": ("comment",)},
        ),
        TemplatePhase(_("Approval by the council"), 20, _("The council discusses the plan and votes on it in public.")),
        TemplatePhase(
            _("Publication in the gazette"), 10, _("The approved plan is published in the official gazette and here.")
        ),
    ),
)

GOBIERNO_ABIERTO = ProcessTemplate(
    name="gobierno_abierto",
    title=_("Municipal open government"),
    summary=_("Government and citizens agree on how the municipality opens up, and check that it happens."),
    who_participates=_("Everybody, civil organisations, universities, and those who work in the municipality."),
    what_is_decided=_("The open government plan: its actions, dates, products, and the changes that will last."),
    how_decided=_(
        "Government and civil society decide together by agreement; the council gives the new spaces their rules."
    ),
    promise=4,
    components=(
        TemplateComponent(
            "proposals",
            "proposals",
            _("Problems and proposals"),
            _("<p>Tell us what the municipality should open up, and how you would do it.</p>"),
        ),
        TemplateComponent(
            "background",
            "pages",
            _("What open government is"),
            _(
                "<p>Government and society manage public affairs together: with accountability, useful "
                "technology, information "
                "published before anybody asks for it, and participation. It is not only about websites or access to "
                "information: it must improve people's lives and rights.</p><p>The phases follow the method of "
                "Colectivo "
                "CIMTRA.</p>"
            ),
        ),
    ),
    phases=(
        TemplatePhase(
            _("Preparation"),
            60,
            _("We find out where the municipality stands before we begin."),
            _(
                "Have the basic conditions for open government: proactive transparency, participation, "
                "accountability and use "
                "of technology."
            ),
            _(
                "Apply the CIMTRA open government tool. Review which spaces for participation and "
                "accountability exist and how "
                "far they reach. Form a responsible team with rules and a link to citizens. Explain open "
                "government to "
                "authorities, public servants and social actors."
            ),
            _(
                "A full diagnosis with opportunities and recommendations. Trained teams, community leaders and "
                "organisations. "
                "Public servants who know what open government is."
            ),
        ),
        TemplatePhase(
            _("Constitution"),
            120,
            _("We set up the spaces in which government and society decide together."),
            _(
                "Create, or create again, spaces in which civil society and government talk, deliberate, agree "
                "and give "
                "account; one that coordinates open government without adding bureaucracy; and a platform for two-way "
                "exchange."
            ),
            _(
                "Council agreements so that the new spaces work. Open forums. Press conferences on the "
                "objectives. Social media."
            ),
            _(
                "Spaces and mechanisms formally constituted by the council. Open government known and valued in "
                "local public "
                "life."
            ),
            opens={"proposals": ("comment",)},
        ),
        TemplatePhase(
            _("Design of the plan"),
            180,
            _("Together we write a plan with actions, dates, goals and products."),
            _(
                "Design a full plan on three axes: open authorities (council, decisions, public resources), "
                "open interaction "
                "between government and citizens, and open actions (public works, social programmes)."
            ),
            _(
                "Working meetings to decide among the responsible teams. Publish the plan and discuss it with "
                "citizens and "
                "specialists. Follow the actions on a dashboard with dates and products."
            ),
            _(
                "An open government plan that is known and discussed in public, and that the government's teams "
                "have adopted."
            ),
            opens={"proposals": TAKE_PART},
        ),
        TemplatePhase(
            _("Operation"),
            240,
            _("The plan is carried out, followed and corrected."),
            _(
                "Follow and evaluate the actions: have they changed how society and authorities relate, were "
                "people informed, "
                "was account given, were new technologies used?"
            ),
            _(
                "Working meetings of civil society and government. Make the strategies and their results known. "
                "Forums with "
                "specialists to give feedback."
            ),
            _(
                "Actions adjusted and improved. Better access to information, transparency, accountability and use of "
                "technology. More democratic decisions on local problems. A better quality of life."
            ),
            opens={"proposals": ("comment",)},
        ),
        TemplatePhase(
            _("Changes that last"),
            365,
            _("What worked becomes part of how the municipality works."),
            _(
                "Settle in the institutions the changes achieved, for the good of the population: in "
                "participation, in "
                "decisions and in quality of life."
            ),
            _(
                "Write or renew regulations, redesign administrative areas, make teams professional, strengthen "
                "the social "
                "fabric."
            ),
            _(
                "A municipal government redesigned for transparency, accountability and technology. The "
                "experience shared in "
                "the country and abroad."
            ),
        ),
    ),
)

BUZON = ProcessTemplate(
    name="buzon",
    title=_("Box of proposals"),
    summary=_("Propose improvements for your municipality at any time, support others' proposals, and get an answer."),
    who_participates=_("Anyone with an account."),
    what_is_decided=_("Which proposals the government takes up, with reasons in each case."),
    how_decided=_("The responsible area answers each proposal with reasons within 15 working days."),
    promise=2,
    components=(
        TemplateComponent(
            "proposals",
            "proposals",
            _("Proposals"),
            _("<p>Propose, support and comment, all year round.</p>"),
            settings={"answer_working_days": 15},
        ),
    ),
    phases=(
        TemplatePhase(
            _("Permanent reception"),
            None,
            _("The box is always open. Each answer is published here."),
            opens={"proposals": TAKE_PART},
        ),
    ),
)

for _template in (PLAN_MUNICIPAL, GOBIERNO_ABIERTO, BUZON):
    register_template(_template)
