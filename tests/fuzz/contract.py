"""The API against its own description: requests made by schemathesis, answers held to what the description says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup

from config.api import schema_text
from participation.web.richtext import tidy

Found = dict[str, str]
# What no description of this API can say, so that a check would be wrong to ask it.
UNASKED = {
    # A reader without an account may read: the token is optional there, and writing is tried without one apart.
    "ignored_auth",
}


def described() -> Any:
    """Return the description as schemathesis reads it, bound to the product in this process."""
    from io import StringIO

    found = schemathesis.openapi.from_file(StringIO(schema_text().decode()))
    found.app = get_wsgi_application()
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the requests inside wrote, so that each example meets the same city."""
    ends = (request_started, request_finished)
    for end in ends:  # as Django's own client does: the transaction lives on the connection that they would close
        end.disconnect(close_old_connections)
    try:
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]  # it is none of the product's own
        with block:
            yield
            transaction.set_rollback(True)
    finally:
        for end in ends:
            end.connect(close_old_connections)


def named_statuses(operation: Any) -> set[str]:
    """Return the statuses that an operation names; ``default`` names none."""
    return {str(status) for status in operation.definition.raw["responses"]} - {"default"}


def refused_in_earnest(case: Any, response: Any) -> bool:
    """Tell whether a well-formed request was refused for what no schema can say.

    The rules of a call (how long a title is, which places it knows) are the official's; a cursor is the product's own;
    and which keys exist is the city's.
    """
    if response.status_code != 400:
        return False
    problem = response.json()
    unknown = any(error["code"] == "invalid_choice" for error in problem["errors"])
    forbidden = any("\x00" in value for value in texts_of(case))
    return case.method == "POST" or problem["code"] == "bad_cursor" or unknown or forbidden


def taken_in_earnest(case: Any, response: Any) -> bool:
    """Tell whether a request that breaks the schema may be answered: a filter left empty is one that was not given.

    And how long a text is, is counted without the characters that nobody sees, which are dropped.
    """
    if response.status_code != 200:
        return False
    empty = any(value in ({}, [], None) for value in (case.query or {}).values())  # sent as "name="
    return empty or any(not tidy(value) or tidy(value) != value for value in texts_of(case))


def texts_of(case: Any) -> list[str]:
    """Return the values of the address that are texts."""
    found = [each if isinstance(each, list) else [each] for each in (case.query or {}).values()]
    return [value for values in found for value in values if isinstance(value, str)]


def judge(case: Any, headers: dict[str, str]) -> list[str]:
    """Send one request; return what is wrong with its answer."""
    headers = {**headers, "Accept-Encoding": "identity"}
    response = case.call(headers=headers)
    wrong = []
    if response.status_code >= 500:
        wrong.append(f"answered {response.status_code}")
    if str(response.status_code) not in named_statuses(case.operation) | {"405"}:
        wrong.append(f"the description does not name {response.status_code}")
    excluded = [check for check in schemathesis.checks.CHECKS.get_all() if check.__name__ in UNASKED]
    if refused_in_earnest(case, response):
        excluded.append(schemathesis.checks.CHECKS.get_one("positive_data_acceptance"))
    if taken_in_earnest(case, response):
        excluded.append(schemathesis.checks.CHECKS.get_one("negative_data_rejection"))
    try:
        case.validate_response(response, excluded_checks=excluded, headers=headers)
    except (FailureGroup, Failure) as failure:
        inner = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
        wrong.extend(f"{type(one).__name__}: {one}" for one in inner)
    return wrong


def repeat_with(case: Any) -> str:
    """Return a command that sends the request again, without the token."""
    return str(case.as_curl_command()).replace("http://localhost", "http://localhost:8000", 1)


def examine(
    operation: Any,
    mode: GenerationMode,
    *,
    readers: dict[str, dict[str, str]],
    examples: int,
    number: int,
    tick: Callable[[], None] = lambda: None,
) -> dict[str, Found]:
    """Send ``examples`` requests to one operation, each as every reader, told apart by their headers.

    Inventing one takes longer than sending it. Return what was wrong for each reader, each kind once, with the way to
    repeat it.
    """
    found: dict[str, Found] = {reader: {} for reader in readers}

    @seed(number)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        tick()
        if mode is GenerationMode.POSITIVE and case.query:
            for cursor in ("after", "before"):  # invented ones would end every such request at the same place
                if isinstance(case.query.get(cursor), str):
                    case.query.pop(cursor)
        for reader, headers in readers.items():
            with undone():
                for text in judge(case, headers):
                    found[reader].setdefault(text.splitlines()[0][:200], f"{text}\n{repeat_with(case)}")

    with suppress(Unsatisfiable):  # what takes nothing cannot be asked wrongly
        run()
    return found
