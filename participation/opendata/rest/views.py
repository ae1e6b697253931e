"""Base of the API's views: a dataset as list and detail, with filters, keyset pages and the ``may`` object."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from participation.access.roles import may_be_signed_in
from participation.access.verdict import Verdict
from participation.folios.models import Folio
from participation.models import Person
from participation.opendata.filters import PAGING, BadParameters, filtered, refuse_repeated
from participation.opendata.registry import Dataset
from participation.opendata.rest.problems import ScopeMissing, remedy_of
from participation.people.api_acts import KeyInUse
from participation.web.addresses import absolute
from participation.web.keyset import StoredPages, paginate

LIMIT = 20
LARGEST = 100
MayPolicy = Callable[["Person | None", Any, datetime], Verdict]


def said(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as ``may`` shows it."""
    if verdict:
        return {"allowed": True, "code": None, "message": None, "remedy": None}
    denial = cast("Any", verdict)
    return {
        "allowed": False,
        "code": denial.code,
        "message": str(denial.message),
        "remedy": remedy_of(denial),
    }


def whole_number(request: Request, name: str, default: int, largest: int) -> int:
    """Return a parameter of the address as a whole number from 1. Raises BadParameters."""
    given = request.query_params.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= largest):
        message = _("Give a whole number from 1 to %(largest)s.") % {"largest": largest}
        raise BadParameters([(name, "invalid", message)])
    return int(given)


class Api(APIView):
    """One address of the API."""

    takes: dict[str, type[Serializer]] = {}
    # Which act of the API each action that writes is (participation.people.api_acts): what a key must be made for.
    scopes: dict[str, str] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a key that was not made for this act, and what cannot name one, before anything is looked at.

        Raises ScopeMissing and BadParameters.
        """
        super().initial(request, *args, **kwargs)
        self._refuse_other_acts(request)
        if request.method == "POST":  # also where an act is one by itself, and the key has nothing to add
            self.idempotency_key()

    def _refuse_other_acts(self, request: Request) -> None:
        key, method = request.auth, str(request.method)
        done = getattr(self, "action", None) or ("get" if method == "HEAD" else method.lower())
        open_to_all = method in SAFE_METHODS and done not in self.scopes  # what is private names an act for reading too
        if open_to_all or not isinstance(key, KeyInUse) or not hasattr(self, method.lower()):
            return
        scope = self.scopes.get(done, "")
        if not key.may(scope):
            raise ScopeMissing(scope)

    @property
    def person(self) -> Person | None:
        """Return who is signed in."""
        user = self.request.user
        return cast("Person", user) if user.is_authenticated else None

    def author(self) -> Person:
        """Return who is signed in and may act; a denial is 401 with the way in."""
        may_be_signed_in(self.person).enforce()
        assert self.person is not None
        return self.person

    def body(self, serializer: type[Serializer]) -> dict[str, Any]:
        """Return the valid body. Raises ValidationError that points to each member."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return cast("dict[str, Any]", given.validated_data)

    def act_id(self, person: Person) -> UUID:
        """Return the act's id from ``Idempotency-Key``: the same key by the same person is the same act."""
        key = self.idempotency_key()
        return uuid5(NAMESPACE_URL, f"azotea:{person.pk}:{key}") if key else uuid4()

    def idempotency_key(self) -> str:
        """Return what names an act, empty where nothing does. Raises BadParameters for what no header should hold."""
        key = self.request.headers.get("Idempotency-Key", "")
        if len(key) > 200 or not key.isascii() or not key.isprintable():
            message = _("An Idempotency-Key has at most 200 plain characters.")
            raise BadParameters([("Idempotency-Key", "invalid", message)])
        return key

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say which methods this address takes."""
        return Response(status=204)


class ViewSet(ViewSetMixin, Api):
    """Several actions of one kind of thing."""

    action: str


def receipt_of(subject_id: int) -> dict[str, str] | None:
    """Return folio, page and receipt of what was handed in; None where it has no folio."""
    folio = Folio.objects.filter(subject=subject_id).first()
    if folio is None:
        return None
    page = absolute(f"/folio/{folio.code}/")
    return {"folio": folio.code, "url": page, "receipt_url": f"{page}acuse/"}


class DatasetViewSet(ViewSet):
    """List and detail of a dataset."""

    dataset: Dataset
    lookup_value_regex = "[0-9]{1,18}"
    acts: dict[str, MayPolicy] = {}
    gives_folio = False  # whether what is handed in here gets one
    pages: StoredPages | None = None  # the list without filters, where it is asked for often

    def rows(self) -> QuerySet:
        """Return the public rows."""
        return self.dataset.rows(timezone.now())

    def row(self, pk: str) -> Any:
        """Return one public row. Raises Http404."""
        found = self.rows().filter(pk=int(pk)).first()
        if found is None:
            raise Http404
        return found

    def ordering(self) -> tuple[str, ...]:
        """Return the sort columns that the address asks for. Raises BadParameters."""
        orders = self.dataset.orders
        name = self.request.query_params.get("order", next(iter(orders)))
        if name not in orders:
            message = _("This order is not known. Known ones: %(known)s.") % {"known": ", ".join(orders)}
            raise BadParameters([("order", "unknown", message)])
        return orders[name]

    def list(self, request: Request) -> Response:
        """Return one page of the rows that the filters leave."""
        refuse_repeated(request.query_params)
        size = whole_number(request, "limit", LIMIT, LARGEST)
        order = self.ordering()
        if self.pages is not None and size == LIMIT and PAGING.issuperset(request.query_params):
            page = paginate(request._request, self.pages(), order=order, size=size)
        else:
            rows = self.rows()
            queryset = filtered(self.dataset, rows, request.query_params, request=request, extra=PAGING)
            # What filters or sorts by other tables finds its page before anything else is joined to it.
            elsewhere = queryset is not rows or any("__" in name for name in order)
            page = paginate(request._request, queryset, order=order, size=size, whole=rows if elsewhere else None)
        return Response(
            {
                "results": self.listed(page.rows),
                "next": request.build_absolute_uri(page.next_url) if page.next_url else None,
                "previous": request.build_absolute_uri(page.previous_url) if page.previous_url else None,
            }
        )

    def listed(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        """Return the rows of a page; to whoever is signed in, each with its ``may``.

        To strangers the same page is given again and again, and says of every row that one must sign in: left out.
        """
        if self.person is None:
            return [self.dataset.represent(row) for row in rows]
        at = timezone.now()
        self.gather(rows, self.person, at)
        return [self.shown(row, at) for row in rows]

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows, in as many queries as for one: else each row would cost some."""

    def retrieve(self, request: Request, pk: str) -> Response:
        """Return one row and what the caller may do with it."""
        unknown = sorted(request.query_params)
        if unknown:
            raise BadParameters((name[:100], "unknown", _("There is no filter with this name.")) for name in unknown)
        return Response(self.shown(self.row(pk)))

    def shown(self, row: Any, at: datetime | None = None) -> dict[str, Any]:
        """Return a row with its ``may``."""
        return {**self.dataset.represent(row), "may": self.may(row, at or timezone.now())}

    def made(self, row: Any) -> Response:
        """Answer with what was just made and its address (201); what has a folio, with its receipt."""
        shown = self.shown(row)
        if self.gives_folio:
            shown["receipt"] = receipt_of(row.subject_id)
        address = self.request.build_absolute_uri(f"{self.request.path}{row.pk}/")
        return Response(shown, status=201, headers={"Location": address})

    def may(self, row: Any, at: datetime) -> dict[str, Any]:
        """Return what the caller may do with a row at a moment, each with code, reason and way out."""
        return {name: said(policy(self.person, row, at)) for name, policy in self.acts.items()}
