"""The template "Public consultation"."""

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

TEMPLATES: tuple[ProcessTemplate, ...] = (PUBLIC_CONSULTATION,)
