"""The templates "Public consultation" and "Ratification of mandate"."""

from django.utils.translation import gettext_lazy as _

from processes.templates_catalogue import ProcessTemplate, TemplateComponent, TemplatePhase

NOT_THIS = _(
    "<p><strong>What this is not.</strong> It is not the consultation of indigenous or Afro-Mexican peoples and "
    "communities (Convention 169 of the ILO; article 2 of the Constitution), which is prior, free, informed, in good "
    "faith, culturally appropriate and agreed with their own authorities. Nor is it the close consultation of persons "
    "with disabilities and their organisations (article 4.3 of the Convention on the Rights of Persons with "
    "Disabilities). Where a measure affects them, those have rules of their own and come first.</p>"
)

PUBLIC_CONSULTATION = ProcessTemplate(
    name="consulta_publica",
    title=_("Public consultation"),
    summary=_("Say what you think of a matter before the authority decides, online or in person."),
    who_participates=_("Anyone with an account, and in person at the collection points."),
    what_is_decided=_("What the authority takes into account before it decides."),
    how_decided=_(
        "All answers are counted and published; the authority says with reasons what it concludes from them."
    ),
    promise=2,
    components=(
        TemplateComponent(
            "survey",
            "consultation",
            _("The consultation"),
            _("<p>It takes about five minutes. You can stop and go on later.</p>"),
        ),
        TemplateComponent("background", "pages", _("What it is about"), NOT_THIS),
    ),
    phases=(
        TemplatePhase(
            _("Outreach"),
            14,
            _("We make known what is asked, why, and how to take part: read the documents before you answer."),
        ),
        TemplatePhase(
            _("Consultation"),
            21,
            _("Answer online or at a collection point."),
            opens={"survey": ("answer",)},
        ),
        TemplatePhase(
            _("Results and conclusions"),
            30,
            _("The results are published at once; whoever is responsible says with reasons what follows from them."),
        ),
    ),
)

# Article 35, section IX, number 4 of the Political Constitution of the United Mexican States (reform of 20 December
# 2019): the revocation of mandate is valid with forty per cent of the list of voters and decided by absolute majority.
# https://www.diputados.gob.mx/LeyesBiblio/pdf/CPEUM.pdf
LEAST_TURNOUT, ABSOLUTE_MAJORITY = 40, 50

RATIFICATION = ProcessTemplate(
    name="ratificacion_mandato",
    title=_("Ratification of mandate"),
    summary=_("Whether whoever governs goes on: a secret vote with a least turnout."),
    who_participates=_("People who live in the municipality, with a verified identity, one vote each."),
    what_is_decided=_("Whether the mandate is ratified."),
    how_decided=_(
        "By the votes cast, if the least turnout of the rules is reached; the result obliges to what the rules say."
    ),
    promise=5,
    components=(
        TemplateComponent(
            "vote",
            "consultation",
            _("Do you ratify the mandate?"),
            _(
                "<p>Before you open it: write who governs and since when, what happens with each result, and the "
                "article of your law or regulation on which the vote rests. Each state and municipality has its own "
                "rules; where they say nothing, the result does not bind. The least turnout and majority of this "
                "template are those of the revocation of mandate in article 35, section IX, number 4 of the "
                "Constitution: forty per cent of the list of voters, and an absolute majority. Put those of your law "
                "in the settings, and how many people may vote.</p>"
            ),
            settings={
                "nature": "vote",
                "quorum": LEAST_TURNOUT,
                "threshold": ABSOLUTE_MAJORITY,
                "who_may_answer": [{"kind": "verified", "methods": [], "document": ""}],
            },
        ),
        TemplateComponent("rules", "pages", _("How it is decided, and what this is not"), NOT_THIS),
    ),
    phases=(
        TemplatePhase(
            _("Outreach"),
            30,
            _("We make known the account of the government, what is asked and what each result means."),
        ),
        TemplatePhase(
            _("The vote"),
            7,
            _("Vote online or at a collection point. The result is sealed until the close."),
            opens={"vote": ("answer",)},
        ),
        TemplatePhase(
            _("Result"),
            30,
            _("The count and the outcome are published at once; anybody can count the ballots again."),
        ),
    ),
)

TEMPLATES: tuple[ProcessTemplate, ...] = (PUBLIC_CONSULTATION, RATIFICATION)
