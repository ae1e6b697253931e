"""Processes with a participatory budget, to begin from: Mexico City, Tlajomulco, Madrid, Decidim and equal shares."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.structure.shapes import VERIFIED
from processes.templates_catalogue import ProcessTemplate, TemplateComponent, TemplatePhase

ABOUT = _(
    "<p>Part of the public money is decided on by people: they say what is needed, the government studies what each "
    "project costs and whether it can be done, and people vote. Here you follow it to the last peso.</p>"
)


def _template(
    name: str,
    shape: str,
    *texts: Any,
    settings: dict[str, Any] | None = None,
    from_people: bool = True,
) -> ProcessTemplate:
    """Return a template: a call, the study, the vote, the works."""
    title, summary, who, decided, how = texts
    entering = TemplatePhase(
        _("Projects"),
        30,
        _("Enter what your neighbourhood needs; comment on what others enter."),
        opens={"budget": ("submit", "comment")},
    )
    presenting = TemplatePhase(
        _("Projects"), 15, _("See the projects and what each one costs."), opens={"budget": ("comment",)}
    )
    return ProcessTemplate(
        name=name,
        title=title,
        summary=summary,
        who_participates=who,
        what_is_decided=decided,
        how_decided=how,
        promise=5,
        components=(
            TemplateComponent(
                "budget", "budget", _("The budget"), ABOUT, settings={"shape": shape, **(settings or {})}
            ),
        ),
        phases=(
            entering if from_people else presenting,
            TemplatePhase(
                _("Study"),
                30,
                _("Each project is studied: whether the law allows it, whether it can be done, and what it costs."),
                opens={"budget": ("comment",)},
            ),
            TemplatePhase(_("Vote"), 15, _("Vote online or in person."), opens={"budget": ("comment", "vote")}),
            TemplatePhase(_("Count and results"), 10, _("The count is published, and anybody can repeat it.")),
            TemplatePhase(_("Works"), None, _("What won is carried out; see how it goes and what was spent.")),
        ),
    )


TEMPLATES = (
    _template(
        "presupuesto_cdmx",
        "unit",
        _("Participatory budget by neighbourhood (Mexico City)"),
        _("Each neighbourhood decides on one work with its own money."),
        _("People who live in the neighbourhood, with a verified identity."),
        _("One project for each neighbourhood."),
        _("The project with the most votes wins; a tie is decided by the assembly of the neighbourhood."),
        settings={"who_may_vote": VERIFIED},
    ),
    _template(
        "presupuesto_predial",
        "account",
        _("Participatory budget with the property tax (Jalisco)"),
        _("Whoever pays property tax chooses up to 4 works of the list."),
        _("One ballot for each property-tax account of the municipality."),
        _("Which works of the list are carried out first."),
        _("The works with the most votes are carried out as long as the money lasts."),
        from_people=False,
    ),
    _template(
        "presupuesto_distritos",
        "districts",
        _("Participatory budget of the city and its districts (Madrid)"),
        _("People enter projects for the whole city and for each district, and vote within the budget."),
        _("People who live in the city, with a verified identity."),
        _("Projects of the whole city and of one district that each person chooses."),
        _("The projects with the most votes are carried out as long as the money of the city or the district lasts."),
        settings={"who_may_vote": VERIFIED},
    ),
    _template(
        "presupuesto_minimo",
        "spend",
        _("Participatory budget with a minimum to spend (Decidim)"),
        _("People choose projects until they use at least 70 % of the money."),
        _("Anyone with an account."),
        _("Which projects are carried out."),
        _("The projects with the most votes are carried out as long as the money lasts."),
    ),
    _template(
        "presupuesto_partes_iguales",
        "shares",
        _("Participatory budget with equal shares"),
        _("Everybody's vote decides on the same part of the money."),
        _("Anyone with an account."),
        _("Which projects are carried out."),
        _("The money is divided equally among those who vote; each project is paid by those who chose it."),
    ),
)
