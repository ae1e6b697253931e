"""Names of the events of counts and assemblies."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

REQUESTED = "budgets.count.requested"
COUNTED = "budgets.count.finished"
FAILED = "budgets.count.failed"
PROPOSED = "budgets.count.proposed"
PUBLISHED = "budgets.count.published"
ASSEMBLY_RECORDED = "budgets.assembly.recorded"
ASSEMBLY_CONFIRMED = "budgets.assembly.confirmed"
ASSEMBLY_WITHDRAWN = "budgets.assembly.withdrawn"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(REQUESTED, _("Somebody asked for the count"), "officials"),
        EventName(COUNTED, _("The ballots were counted"), "officials"),
        EventName(FAILED, _("The count failed"), "officials"),
        EventName(PROPOSED, _("An official proposed to publish the result"), "officials"),
        EventName(PUBLISHED, _("The result was published"), "public"),
        EventName(ASSEMBLY_RECORDED, _("What the assembly decided was written down"), "officials"),
        EventName(ASSEMBLY_CONFIRMED, _("The assembly decided, and its acta is public"), "public"),
        EventName(ASSEMBLY_WITHDRAWN, _("What was written down of an assembly was taken back"), "officials"),
    )
