"""The admin's menu and brand at each request: only what the official may open, in the installation's hue."""

from functools import cache
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.web.installation import installation

# Group, then its models in order with their icons. A registered model that no group names comes under the last one.
GROUPS: list[tuple[Any, dict[str, str]]] = [
    (_("Processes"), {
        "processes.process": "event_note", "proposals.proposal": "lightbulb", "processes.mechanism": "account_tree",
        "processes.news": "newspaper", "participation.action": "fact_check",
    }),
    (_("Messages"), {"participation.announcement": "campaign"}),
    (_("Moderation"), {
        "participation.flag": "flag", "participation.suspicion": "report", "participation.decision": "gavel",
        "participation.appeal": "balance", "participation.block": "block", "participation.rule": "rule",
    }),
    (_("People"), {
        "participation.person": "person", "participation.role": "badge", "participation.verification": "how_to_reg",
        "participation.methodsetting": "fact_check", "participation.identityprovider": "passkey",
        "participation.census": "groups",
        "participation.censusimport": "upload_file", "participation.persongroup": "list_alt",
    }),
    (_("Installation"), {
        "participation.privacysettings": "shield_person", "participation.noticeversion": "policy",
        "participation.holiday": "event_busy", "participation.electoralperiod": "how_to_vote",
        "participation.installation": "home_work", "participation.menu": "menu", "participation.page": "article",
        "participation.institution": "account_balance", "participation.meeting": "calendar_month",
        "participation.territory": "map",
    }),
    (_("Records"), {
        "participation.event": "history", "participation.relay": "sync", "participation.delivery": "outgoing_mail",
        "participation.digest": "newspaper", "participation.suppression": "unsubscribe",
        "participation.importbatch": "upload_file", "participation.webhookendpoint": "webhook",
    }),
]  # fmt: skip

# The desks, where officials work outside of the admin: label, address, icon, roles, whether a role over a part is not
# enough. Each page asks its own policy; a test opens every link that an official is shown.
DESKS: list[tuple[Any, str, str, set[str], bool]] = [
    (_("Answers owed"), "responses:desk", "inbox", roles.DESK, False),
    (_("Desk of proposals"), "proposals:desk", "lightbulb", roles.STEWARDS, False),
    (_("Consultations"), "processes:consultation-desks", "ballot", roles.STEWARDS, False),
    (_("Put contributions in order"), "cocreation:desk", "account_tree", roles.EVALUATORS, False),
    (_("Encounters"), "encounters:desk", "calendar_month", roles.STEWARDS, False),
    (_("Collection points"), "processes:points-desk", "map", roles.STEWARDS, False),
    (_("Forums that I run"), "forums:desk", "groups", roles.STEWARDS, False),
    (_("Assessments that I write"), "reviews:desk", "rate_review", roles.STEWARDS, False),
    (_("Texts"), "texts:desk", "article", roles.STEWARDS, False),
    (_("Participatory budgets"), "budgets:desk", "payments", roles.STEWARDS, False),
    (_("Projects to study"), "budgets:studies", "science", roles.EVALUATORS, False),
    (_("Tell how it goes"), "followup:desk", "campaign", roles.STEWARDS, False),
    (_("Moderation"), "moderation:queue", "flag", roles.MODERATORS, False),
    (_("Questions and requests to publish"), "asks:queue", "rule", roles.MODERATORS, False),
    (_("Desk of organisations"), "organisations:queue", "account_balance", roles.MODERATORS, True),
    (_("Teams"), "processes:teams", "badge", roles.STEWARDS, False),
    (_("Field accounts"), "access:field", "fact_check", roles.STEWARDS, True),
    (_("Handover"), "handover:desk", "sync", roles.STEWARDS, True),
    (_("What was inherited"), "administrations:desk", "history", roles.STEWARDS, False),
]


def desks(person: Any) -> list[dict[str, str]]:
    """Return the links to the desks that a person may open."""
    found = []
    for label, name, icon, kinds, whole in DESKS:
        held = roles.scopes(person, kinds)
        if held is None or (held and not whole):
            found.append({"title": first_upper(label), "icon": icon, "link": reverse(name)})
    return found


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu: groups with the pages that this official may open."""
    known = {label: (place, icon) for place, (_t, models) in enumerate(GROUPS) for label, icon in models.items()}
    orders = {label: position for _t, models in GROUPS for position, label in enumerate(models)}
    groups: list[list[tuple[int, dict[str, Any]]]] = [[] for _group in GROUPS]
    # Asked of each page: Django's list of what may be opened asks three permissions more and makes two addresses.
    for model, page in admin.site._registry.items():
        if page.has_view_permission(request):
            label = model._meta.label_lower
            place, icon = known.get(label, (len(GROUPS) - 1, "folder"))
            item = {"title": first_upper(model._meta.verbose_name_plural), "icon": icon, "link": _list_of(label)}
            groups[place].append((orders.get(label, 99), item))
    home = {"title": gettext("What waits for you"), "icon": "inbox", "link": reverse("admin:index")}
    menu: list[dict[str, Any]] = [{"items": [home]}]
    if work := desks(request.user):
        menu.append({"title": gettext("Desks"), "separator": True, "items": work})
    for (title, _models), items in zip(GROUPS, groups, strict=True):
        if items:
            items.sort(key=lambda pair: pair[0])
            menu.append({"title": str(title), "separator": True, "items": [item for _order, item in items]})
    return menu


@cache
def _list_of(label: str) -> str:
    """Return the address of a model's list; the admin has the same in every language."""
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def first_upper(text: str | Promise) -> str:
    """Return the text with its first letter as a capital."""
    words = str(text)
    return words[:1].upper() + words[1:]


def site_name(request: HttpRequest) -> str:
    """Return the name of the platform."""
    return installation().name


def site_government(request: HttpRequest) -> str:
    """Return whose platform it is."""
    return installation().shown_government or gettext("Administration")


def environment(request: HttpRequest) -> list[str] | None:
    """Label a demonstration as one."""
    return [gettext("Demonstration"), "warning"] if installation().is_sample else None


def account_links(request: HttpRequest) -> list[dict[str, str]]:
    """Return the links below the official's name."""
    return [{"title": gettext("My account"), "link": reverse("people:home")}]


def site_address(request: HttpRequest) -> str:
    """Return the home page in the official's language."""
    from participation.web.addresses import localized

    return localized("/")


# Saturation and lightness of each step; 600 carries white text (static/css/tokens.css), 500 is text on dark.
STEPS = {
    "50": (45, 97), "100": (40, 93), "200": (38, 85), "300": (38, 72), "400": (40, 60), "500": (45, 52),
    "600": (83, 25.5), "700": (83, 21), "800": (83, 16), "900": (80, 13), "950": (75, 9),
}  # fmt: skip


def brand(request: HttpRequest) -> dict[str, str]:
    """Return the steps of the brand's colour from the installation's hue."""
    hue = int(installation().hue)
    return {step: f"hsl({hue} {saturation}% {light}%)" for step, (saturation, light) in STEPS.items()}
