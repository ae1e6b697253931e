"""The OpenAPI description, made from the datasets: columns become members, filters become parameters."""

from functools import cache
from typing import Any

import django_filters
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from participation.opendata.filters import BIGGEST, DayFilter, IdFilter
from participation.opendata.registry import Column, Dataset

PROBLEM_MEDIA = "application/problem+json"
KEY = {"type": "integer", "minimum": 0, "maximum": BIGGEST}
ROW = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}  # eighteen digits, as the addresses take them
WRITES = ("POST", "PUT", "DELETE")
# Name, type, status that carries it, methods, what it is for.
HEADERS: tuple[tuple[str, type, int, tuple[str, ...], str], ...] = (
    ("ETag", str, 200, ("GET",), "Send it back in If-None-Match."),
    ("Location", str, 201, ("POST",), "Address of what was made."),
    ("WWW-Authenticate", str, 401, ("GET", *WRITES), "How to sign in."),
    ("Retry-After", int, 429, ("GET", *WRITES), "Seconds to wait."),
)
FIELDS: dict[str, Any] = {
    "string": serializers.CharField,
    "text": serializers.CharField,
    "html": serializers.CharField,
    "integer": serializers.IntegerField,
    "number": serializers.FloatField,
    "boolean": serializers.BooleanField,
    "date": serializers.DateField,
    "datetime": serializers.DateTimeField,
    "url": serializers.URLField,
    "list": serializers.ListField,
    "object": serializers.DictField,
}


class RemedySerializer(serializers.Serializer):
    """Where somebody who may not do something can go."""

    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.URLField()


class VerdictSerializer(serializers.Serializer):
    """Whether something may be done now, and if not, why."""

    allowed = serializers.BooleanField()
    code = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_null=True)
    remedy = RemedySerializer(allow_null=True)


class ProblemErrorSerializer(serializers.Serializer):
    """One thing that is wrong: in the body (pointer) or in the address (parameter)."""

    pointer = serializers.CharField(required=False)
    parameter = serializers.CharField(required=False)
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """An error (RFC 9457)."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    code = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]
    remedy = RemedySerializer(required=False, allow_null=True)
    scope = serializers.CharField(required=False, allow_null=True)


def field_of(column: Column) -> serializers.Field:
    """Return a column as a member of the schema."""
    return FIELDS[column.type](  # type: ignore[no-any-return]
        read_only=True, allow_null=not column.required, help_text=str(column.description)
    )


def _name(dataset: Dataset) -> str:
    return {
        "processes": "Process",
        "phases": "Phase",
        "components": "Component",
        "proposals": "Proposal",
        "comments": "Comment",
        "territories": "Territory",
        "institutions": "Institution",
        "responses": "Answer",
        "subjects": "Subject",
        "announcements": "Announcement",
    }.get(dataset.name, dataset.name.title())


@cache
def row_serializer(name: str) -> type[serializers.Serializer]:
    """Return the shape of a dataset's row."""
    from participation.opendata.registry import get_dataset

    dataset = get_dataset(name)
    members = {column.name: field_of(column) for column in dataset.columns}
    return type(
        f"{_name(dataset)}Serializer", (serializers.Serializer,), {"__doc__": str(dataset.description), **members}
    )


@cache
def detail_serializer(name: str) -> type[serializers.Serializer]:
    """Return the shape of a row with its ``may``."""
    from participation.opendata.registry import get_dataset

    may = serializers.DictField(child=VerdictSerializer(), read_only=True)
    return type(f"{_name(get_dataset(name))}DetailSerializer", (row_serializer(name),), {"may": may})


class ReceiptSerializer(serializers.Serializer):
    """The folio of what was handed in, the page that says where it is, and its receipt to print."""

    folio = serializers.CharField()
    url = serializers.URLField()
    receipt_url = serializers.URLField()


@cache
def handed_in_serializer(name: str) -> type[serializers.Serializer]:
    """Return the shape of what was just handed in: the row with its ``may`` and its receipt."""
    from participation.opendata.registry import get_dataset

    receipt = ReceiptSerializer(read_only=True, allow_null=True)
    members = {"receipt": receipt}
    return type(f"{_name(get_dataset(name))}HandedInSerializer", (detail_serializer(name),), members)


@cache
def listed_serializer(name: str) -> type[serializers.Serializer]:
    """Return the shape of a row of a list, which has its ``may`` for whoever is signed in."""
    from participation.opendata.registry import get_dataset

    told = "What the caller may do with it now. Only for a caller who is signed in or sends a personal token."
    may = serializers.DictField(child=VerdictSerializer(), required=False, help_text=told)
    return type(f"{_name(get_dataset(name))}ListedSerializer", (row_serializer(name),), {"may": may})


@cache
def page_serializer(name: str) -> Any:
    """Return the shape of a page of rows."""
    from participation.opendata.registry import get_dataset

    return inline_serializer(
        name=f"{_name(get_dataset(name))}Page",
        fields={
            "results": listed_serializer(name)(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
        },
    )


def _type_of(filter_: Any) -> Any:
    if isinstance(filter_, django_filters.BooleanFilter):
        return OpenApiTypes.BOOL
    if isinstance(filter_, django_filters.IsoDateTimeFilter):
        return OpenApiTypes.DATETIME
    if isinstance(filter_, django_filters.DateFilter):
        return OpenApiTypes.DATE
    if isinstance(filter_, DayFilter):
        return {"type": "string", "maxLength": 40, "description": "A day, such as 2026-05-03."}
    if isinstance(filter_, (IdFilter, django_filters.ModelChoiceFilter)):
        return KEY
    longest = filter_.extra.get("max_length")
    return {"type": "string", "maxLength": longest} if longest else OpenApiTypes.STR


def _choices_of(filter_: Any) -> list[str] | None:
    if not isinstance(filter_, django_filters.ChoiceFilter) or callable(filter_.extra.get("choices")):
        return None
    return sorted(str(value) for value, _label in filter_.extra.get("choices") or []) or None


def filter_parameters(dataset: Dataset) -> list[OpenApiParameter]:
    """Return a dataset's filters as parameters."""
    filters = dataset.filters()
    if filters is None:
        return []
    return [
        OpenApiParameter(
            name, _type_of(one), description=str(one.extra.get("help_text") or one.label or ""), enum=_choices_of(one)
        )
        for name, one in filters.base_filters.items()
    ]


def paging_parameters(dataset: Dataset) -> list[OpenApiParameter]:
    """Return the parameters of every list."""
    return [
        OpenApiParameter("after", str, description="Cursor: rows after it. Take it from `next` as it stands there."),
        OpenApiParameter("before", str, description="Cursor: rows before it. Take it from `previous`."),
        OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
        OpenApiParameter("order", str, enum=list(dataset.orders), description="Order of the rows."),
    ]


def _made_serializer(view: Any, name: str) -> type[serializers.Serializer]:
    return handed_in_serializer(name) if view.gives_folio else detail_serializer(name)


class ApiSchema(AutoSchema):
    """Describes views that serve a dataset; others name their shapes in ``takes`` and ``gives``."""

    @property
    def _action(self) -> str:
        return getattr(self.view, "action", "") or self.method.lower()

    def _given(self, name: str) -> Any:
        return getattr(self.view, name, {}).get(self._action)

    def get_tags(self) -> list[str]:
        """Return the group in which the explorer shows the address."""
        return [self.path.removeprefix("/api/v1/").split("/")[0] or "api"]

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Never a bare array: lists stand in an envelope of their own."""
        return False

    def get_description(self) -> str:
        """Return what the address gives: for lists and details, what the dataset says of itself."""
        dataset = getattr(self.view, "dataset", None)
        if dataset is not None and self._action in ("list", "retrieve"):
            return str(dataset.description)
        scope = getattr(self.view, "scopes", {}).get(self._action)
        said = super().get_description()
        return f"{said}\n\nAct of a personal token: `{scope}`." if scope else said

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the ways to sign in; reading needs none."""
        ways = super().get_auth()
        return ways if self.method in WRITES else [*ways, {}]

    def get_override_parameters(self) -> list[Any]:
        """Return paging and filters of lists."""
        parameters = list(self._given("parameters") or [])
        dataset = getattr(self.view, "dataset", None)
        if "{id}" in self.path:
            parameters.append(OpenApiParameter("id", ROW, OpenApiParameter.PATH, description="Key of the row."))
        if dataset is not None and self._action == "list":
            parameters += [*paging_parameters(dataset), *filter_parameters(dataset)]
        if self.method == "POST":
            parameters.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    {"type": "string", "maxLength": 200, "pattern": "^[ -~]*$"},
                    OpenApiParameter.HEADER,
                    description="Any plain characters of yours, at most 200: sent again, it does nothing twice.",
                )
            )
        return [*parameters, *self._headers_given()]

    def _statuses(self) -> list[int]:
        """Return the statuses of the problems that this address may answer."""
        known = {400, 401, 406, 429}
        if "{id}" in self.path or self.method == "POST":
            known.add(404)
        if self.method in WRITES:
            known |= {403, 413, 415}
        return sorted(known)

    def _headers_given(self) -> list[OpenApiParameter]:
        """Return the headers of the answers that a program has a use for."""
        return [
            OpenApiParameter(name, kind, OpenApiParameter.HEADER, response=[status], description=text)
            for name, kind, status, methods, text in HEADERS
            if self.method in methods
        ]

    def get_request_serializer(self) -> Any:
        """Return the shape of the body."""
        return self._given("takes")

    def _as_it_stands(self) -> dict[int, Any]:
        """Return the shape of what other acts answer: the row as it is afterwards."""
        return {200: detail_serializer(self.view.dataset.name)} if self.method in WRITES else {}

    def get_response_serializers(self) -> Any:
        """Return the shape of the answer, and of every error."""
        dataset = getattr(self.view, "dataset", None)
        given = self._given("gives")
        if given is None and dataset is not None:
            given = {
                "list": lambda: {200: page_serializer(dataset.name)},
                "retrieve": lambda: {200: detail_serializer(dataset.name)},
                "create": lambda: {201: _made_serializer(self.view, dataset.name)},
            }.get(self._action, self._as_it_stands)()
        if self.method == "GET":
            given = {**(given or {}), 304: OpenApiResponse(description="Not changed since the ETag that was sent.")}
        problems = {(status, PROBLEM_MEDIA): ProblemSerializer for status in (*self._statuses(), "default")}
        return {**(given or {}), **problems}

    def get_operation_id(self) -> str:
        """Return a stable name: action and thing."""
        return f"{self.get_tags()[0]}_{self._action}"


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes the personal token."""

    target_class = "participation.opendata.rest.auth.TokenAuthentication"
    name = "personal token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the bearer scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token made in your account (azt_…), for the acts that it was made for.",
        }
