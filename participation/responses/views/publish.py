"""Publishing several prepared answers at once: first what will be said to whom, and what stands against each."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.models import Person, Response
from participation.responses import actions
from participation.responses.forms import keys
from participation.responses.views.common import INVALID, only_officials
from participation.responses.views.desk import MOST_AT_ONCE
from participation.subjects.visibility import author_id_of, know_authors


def publishes_somewhere(person: Any) -> bool:
    """Tell whether somebody publishes answers anywhere: the desk then offers to publish what is prepared."""
    return roles.scopes(person, roles.STEWARDS) != set()


@require_POST
@signed_in_to_act
def publish_many(request: HttpRequest) -> HttpResponse:
    """Show what publishing the marked ones would say to whom, and what stands against each; then do it, all or none."""
    person: Any = request.user
    only_officials(person)
    if not publishes_somewhere(person):
        words = _("Your account does not have the role that this needs. Ask whoever manages roles.")
        Denied("role_missing", words).enforce()
    at = timezone.now()
    rows = _marked(request)
    if not rows and request.POST.getlist("cosa"):
        Denied("not_at_desk", _("Nothing of what you marked is on your desk to be published any more.")).enforce()
    if not rows:
        messages.warning(request, _("Mark at least one thing of the list."))
        return redirect("responses:desk")
    subjects = [row.subject for row in rows]
    refusals, status = [], 200
    if request.POST.get("seguro") == "1":
        try:
            actions.publish_responses(subjects=subjects, by=person, at=at)
        except actions.NotDoneError as error:
            refusals, status = error.refusals, INVALID
        else:
            words = ngettext("%(n)s answer was published.", "%(n)s answers were published.", len(rows))
            messages.success(request, words % {"n": len(rows)})
            return redirect("responses:desk")
    else:
        refusals = actions.publish_refusals(subjects=subjects, by=person, at=at)
    refused = {refusal.subject.pk: refusal.message for refusal in refusals}
    _know_authors(rows)
    lines = [{"row": row, "refused": refused.get(row.subject_id, "")} for row in rows]
    context = {"lines": lines, "ready": len(rows) - len(refused), "refused": len(refused)}
    return render(request, "participation/responses/publish_many.html", context, status=status)


def _marked(request: HttpRequest) -> list[Response]:
    """Return the marked rows of this official's desk, with what their answers say."""
    person: Any = request.user
    chosen = keys(request.POST.getlist("cosa"), MOST_AT_ONCE)
    rows = Response.objects.at_desk(person).filter(subject__in=chosen, published_at__isnull=True)
    return list(rows.select_related("subject__counts", "institution").defer("subject__search").order_by("pk"))


def _know_authors(rows: list[Response]) -> None:
    """Note on each row who handed in what it answers: one query for each kind, one for the names."""
    subjects = sorted((row.subject for row in rows), key=lambda subject: subject.kind)
    for kind, some in groupby(subjects, key=lambda subject: subject.kind):
        know_authors(kind, list(some))
    authors = Person.objects.in_bulk([pk for subject in subjects if (pk := author_id_of(subject)) is not None])
    for row in rows:
        row.told = authors.get(author_id_of(row.subject))  # type: ignore[attr-defined,arg-type]
