"""What each page costs in queries, and how the rows of each list are counted."""

import re
from collections.abc import Callable
from typing import Any

from tests.queries.town import Town

Path = Callable[[Town], str]
Rows = Callable[[Any], int]


def marks(pattern: str) -> Rows:
    """Count the rows of a page by what stands once in each."""
    return lambda response: len(re.findall(pattern, response.text_of_test))


def results(response: Any) -> int:
    """Count the rows of a list of the API."""
    return len(response.json()["results"])


def lines(response: Any) -> int:
    """Count the rows of a CSV file."""
    return response.text_of_test.count("\r\n") - 1


def changelist(response: Any) -> int:
    """Count the rows of a list of the admin."""
    return len(response.context["cl"].result_list)


def features(response: Any) -> int:
    """Count the points of a map."""
    return len(response.json()["features"])


def _call(query: str) -> Path:
    return lambda town: f"/procesos/{town.process.slug}/{town.call.slug}/{query}"


def _under(path: str) -> Path:
    return lambda town: path


CARD = marks(r"<h3><a ")
# Lists: the name of their line, the address where it is another than the plain one, how their rows are counted.
# fmt: off
LISTS: tuple[tuple[str, Path | None, Rows], ...] = (
    *((f"api:{name}-list", None, results) for name in (
        "processes", "phases", "components", "proposals", "comments", "responses", "territories", "institutions",
    )),
    *((f"processes:component {order}", _call(f"?order={order}"), CARD) for order in (
        "newest", "supported", "commented",
    )),
    ("processes:component random", _call("?order=random&start=0"), CARD),
    ("processes:component map", _call("?order=newest&view=map"), CARD),
    ("processes:component words", _call("?order=newest&q=calle"), CARD),
    ("processes:component place", lambda town: _call(f"?order=newest&territory={town.territory.pk}")(town), CARD),
    ("processes:component verdict", _call("?order=newest&verdict=partly"), CARD),
    ("processes:component topic", _call("?order=newest&tag=agua"), CARD),
    ("processes:component supported-by-me", _call("?order=newest&supported=1"), CARD),
    ("processes:component mine", _call("?order=newest&mine=1"), CARD),
    ("proposals:markers", None, features),
    *((f"opendata:csv {name}", _under(f"/datos/{name}.csv"), lines) for name in (
        "processes", "phases", "components", "proposals", "comments", "territories", "institutions", "responses",
    )),
    *((f"admin:{name}_changelist", None, changelist) for name in (
        "participation_event", "participation_relay", "participation_institution", "participation_person",
        "participation_role", "participation_verification", "participation_flag", "participation_delivery",
        "participation_importbatch", "participation_territory", "participation_page", "processes_process",
        "proposals_proposal",
    )),
)
# What has no line of its own, and why.
NOT_MEASURED: dict[str, str] = {
    "processes:component": "its random order begins where the reader's does: the lines of its orders are measured",
    "admin:logout": "it ends the session of who measures",
}
# What costs an official or a person signed in more than twelve, and why.
BEYOND: dict[str, str] = {
    "admin:participation_role_change": "the form looks up what a role may be given over",
}
# Lists of what follows from acts: founding the town leaves more than a handful of rows in them.
CONSEQUENCES = {f"admin:participation_{name}_changelist" for name in ("event", "relay", "delivery")}
# Queries for nobody, Bruno (signed in) and Carla (steward of everything); None where the answer is no page.
COUNTS: dict[str, tuple[int | None, int | None, int | None]] = {
    "brand-css": (0, 0, 0),
    "icon": (0, 0, 0),
    "alive": (0, 0, 0),
    "ready": (2, 2, 2),
    "robots": (0, 0, 0),
    "sitemap": (1, 1, 1),
    "api:index": (1, 3, 3),
    "api:events": (11, 11, 11),
    "api:schema": (0, 0, 0),
    "api:explorer": (0, 3, 3),
    "api:processes-list": (2, 4, 4),
    "api:processes-detail": (4, 6, 6),
    "api:phases-list": (2, 4, 4),
    "api:phases-detail": (2, 4, 4),
    "api:components-list": (2, 4, 4),
    "api:components-detail": (7, 9, 9),
    "api:proposals-list": (2, 4, 4),
    "api:proposals-detail": (7, 9, 9),
    "api:comments-list": (2, 4, 4),
    "api:comments-detail": (5, 7, 7),
    "api:responses-list": (2, 4, 4),
    "api:responses-detail": (2, 4, 4),
    "api:territories-list": (2, 4, 4),
    "api:territories-detail": (2, 4, 4),
    "api:institutions-list": (2, 4, 4),
    "api:institutions-detail": (2, 4, 4),
    "api:subjects-list": (2, 4, 4),
    "api:subjects-detail": (6, 8, 8),
    "people:home": (None, 9, 9),
    "people:activity": (None, 4, 4),
    "people:profile": (None, 3, 3),
    "people:remove-contact": (None, 3, 3),
    "people:tokens": (None, 5, 5),
    "people:erase": (None, 3, 4),
    "account_login": (0, None, None),
    "account_logout": (None, 3, 3),
    "account_signup": (0, None, None),
    "account_inactive": (0, 3, 3),
    "account_reauthenticate": (None, 4, 4),
    "account_email": (None, 7, 7),
    "account_change_phone": (None, 3, 3),
    "account_set_password": (None, 3, 3),
    "account_change_password": (None, 3, 3),
    "account_reset_password": (0, None, None),
    "mfa_index": (None, 5, 5),
    "mfa_activate_totp": (None, 5, 5),
    "mfa_generate_recovery_codes": (None, 4, 4),
    "mfa_list_webauthn": (None, 4, 4),
    "mfa_add_webauthn": (None, 6, 6),
    "verification:mine": (None, 4, 4),
    "notifications:inbox": (None, 4, 4),
    "notifications:preferences": (None, 4, 4),
    "notifications:unsubscribe": (1, 4, 4),
    "follows:mine": (None, 4, 4),
    "search": (1, 4, 4),
    "opendata:home": (8, 11, 11),
    "opendata:api": (0, 3, 3),
    "opendata:catalogue": (4, 4, 4),
    "opendata:dataset": (1, 4, 4),
    "opendata:csv": (4, 6, 6),
    "opendata:jsonl": (4, 6, 6),
    "opendata:geojson": (4, 6, 6),
    "comments:list": (5, 8, 8),
    "comments:create": (None, 6, 6),
    "comments:thread": (5, 8, 8),
    "events:history": (2, 5, 5),
    "versions:list": (3, 6, 6),
    "moderation:flag": (None, 5, 5),
    "moderation:queue": (None, None, 5),
    "moderation:decide": (None, None, 7),
    "moderation:log": (4, 7, 7),
    "files:download": (2, 2, 2),
    "files:thumbnail": (2, 2, 2),
    "files:remove": (None, None, 5),
    "files:describe": (None, None, 5),
    "institutions:list": (1, 4, 4),
    "institutions:detail": (8, 11, 11),
    "territories:list": (2, 5, 5),
    "territories:outlines": (2, 2, 2),
    "territories:detail": (7, 10, 10),
    "territories:outline": (2, 2, 2),
    "verification:desk": (None, None, 3),
    "verification:verify": (None, None, 6),
    "pages:detail": (1, 4, 4),
    "home": (6, 9, 9),
    "processes:list": (2, 5, 5),
    "processes:feed-ics": (1, 1, 1),
    "processes:promise": (0, 3, 3),
    "processes:detail": (9, 12, 12),
    "processes:ics": (2, 5, 5),
    "proposals:create": (None, 6, 6),
    "proposals:markers": (2, 5, 5),
    "proposals:outlines": (2, 5, 5),
    "proposals:detail": (8, 11, 11),
    "proposals:poster": (3, 6, 6),
    "proposals:qr": (3, 6, 6),
    "admin:search": (None, None, 3),
    "admin:index": (None, None, 7),
    "admin:jsi18n": (None, None, 3),
    "admin:app_list": (None, None, 3),
    "admin:participation_territory_import": (None, None, 3),
    "admin:processes_process_publish": (None, None, 9),
    "admin:processes_process_unpublish": (None, None, 7),
    "admin:processes_process_close": (None, None, 6),
    "admin:processes_process_reopen": (None, None, 6),
    "admin:processes_process_duplicate": (None, None, 6),
    "admin:processes_process_preview": (None, None, 8),
    "admin:processes_process_image": (None, None, 6),
    "admin:processes_process_add_component": (None, None, 8),
    "admin:processes_process_component": (None, None, 9),
    "admin:processes_process_remove_component": (None, None, 8),
    "admin:participation_event_changelist": (None, None, 6),
    "admin:participation_event_change": (None, None, 4),
    "admin:participation_relay_changelist": (None, None, 5),
    "admin:participation_relay_history": (None, None, 5),
    "admin:participation_relay_change": (None, None, 5),
    "admin:participation_institution_changelist": (None, None, 6),
    "admin:participation_institution_add": (None, None, 3),
    "admin:participation_institution_history": (None, None, 5),
    "admin:participation_institution_change": (None, None, 5),
    "admin:participation_person_changelist": (None, None, 5),
    "admin:participation_person_history": (None, None, 5),
    "admin:participation_person_change": (None, None, 4),
    "admin:participation_role_changelist": (None, None, 5),
    "admin:participation_role_add": (None, None, 4),
    "admin:participation_role_history": (None, None, 5),
    "admin:participation_role_change": (None, None, 19),
    "admin:participation_verification_changelist": (None, None, 6),
    "admin:participation_verification_history": (None, None, 6),
    "admin:participation_verification_change": (None, None, 7),
    "admin:participation_flag_changelist": (None, None, 5),
    "admin:participation_flag_history": (None, None, 5),
    "admin:participation_flag_change": (None, None, 6),
    "admin:participation_delivery_changelist": (None, None, 5),
    "admin:participation_delivery_history": (None, None, 5),
    "admin:participation_delivery_change": (None, None, 6),
    "admin:participation_importbatch_changelist": (None, None, 7),
    "admin:participation_importbatch_history": (None, None, 5),
    "admin:participation_importbatch_change": (None, None, 5),
    "admin:participation_territory_changelist": (None, None, 7),
    "admin:participation_territory_add": (None, None, 3),
    "admin:participation_territory_history": (None, None, 5),
    "admin:participation_territory_change": (None, None, 4),
    "admin:participation_installation_history": (None, None, 5),
    "admin:participation_installation_change": (None, None, 4),
    "admin:participation_page_changelist": (None, None, 6),
    "admin:participation_page_add": (None, None, 3),
    "admin:participation_page_history": (None, None, 5),
    "admin:participation_page_change": (None, None, 4),
    "admin:processes_process_changelist": (None, None, 6),
    "admin:processes_process_add": (None, None, 5),
    "admin:processes_process_history": (None, None, 8),
    "admin:processes_process_change": (None, None, 12),
    "admin:proposals_proposal_changelist": (None, None, 6),
    "admin:proposals_proposal_history": (None, None, 5),
    "admin:proposals_proposal_change": (None, None, 5),
    "processes:component newest": (6, 10, 10),
    "processes:component supported": (6, 10, 10),
    "processes:component commented": (6, 10, 10),
    "processes:component random": (6, 10, 10),
    "processes:component map": (6, 10, 10),
    "processes:component words": (6, 10, 10),
    "processes:component place": (7, 11, 11),
    "processes:component verdict": (6, 10, 10),
    "processes:component topic": (6, 10, 10),
    "processes:component supported-by-me": (4, 10, 10),
    "processes:component mine": (4, 10, 10),
    "opendata:csv processes": (4, 6, 6),
    "opendata:csv phases": (4, 6, 6),
    "opendata:csv components": (4, 6, 6),
    "opendata:csv proposals": (4, 6, 6),
    "opendata:csv comments": (4, 6, 6),
    "opendata:csv territories": (4, 6, 6),
    "opendata:csv institutions": (4, 6, 6),
    "opendata:csv responses": (4, 6, 6),
}
# fmt: on
