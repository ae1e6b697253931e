"""Pages of the joint declaration: its words and signatures, signing, withdrawing, and writing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied, Remedy
from participation.asks.views.common import MAX_ID, reader, signed_in
from participation.models import Institution, Organisation, Person
from participation.organisations.querysets import choices_of
from processes.forums import policies
from processes.forums.actions import declaration as acts
from processes.forums.forms import DeclarationForm, JoinForm, StatementForm
from processes.forums.views.common import POSTS, done, form_page, forum_or_404, run_or_404
from processes.models import Adherence, Forum

MOST = 300
NOBODY = Denied(
    "nobody_to_sign_for",
    gettext_lazy(
        "Nobody is left for whom you could sign: you need to represent an organisation that is registered here."
    ),
    Remedy(gettext_lazy("See my organisations"), "/organizaciones/mias/"),
)


def _offered(person: Person, signed: list[Adherence]) -> list[tuple[str, str]]:
    """Return in whose name somebody can sign: organisations that they represent, institutions that they answer for."""
    gone = {f"o{row.organisation_id}" for row in signed} | {f"i{row.institution_id}" for row in signed}
    found = [(f"o{pk}", name) for pk, name in choices_of(person)]
    if roles.scopes(person, roles.STEWARDS) != set():
        rows = Institution.objects.workable_by(person).filter(subject__state="published").order_by("name", "pk")  # type: ignore[attr-defined]
        found += [(f"i{pk}", name) for pk, name in rows.values_list("pk", "name")[:MOST]]
    return [one for one in found if one[0] not in gone]


def _chosen(who: str) -> dict[str, Any]:
    pk = int(who[1:])
    if who.startswith("o"):
        return {"organisation": Organisation.objects.get(pk=pk)}
    return {"institution": Institution.objects.select_related("subject").get(pk=pk)}


@require_safe
def declaration(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the declaration and who joined or withdrew."""
    forum, person = forum_or_404(request, slug), reader(request)
    if forum.declared_at is None:
        raise Http404
    rows = list(_rows(forum)[:MOST])
    mine = {pk for pk, _name in choices_of(person)}
    signed = [row for row in rows if row.left_at is None]
    nobody = person is not None and mine <= {row.organisation_id for row in signed}
    context = {
        "forum": forum,
        "signed": [(row, _leaves(person, row, mine)) for row in signed],
        # Whoever works for an institution is asked there in whose name.
        "denied": NOBODY if nobody and roles.scopes(person, roles.STEWARDS) == set() else None,
        "left": [row for row in rows if row.left_at is not None],
        "runs": bool(policies.may_create(person, forum.institution)),
    }
    return render(request, "processes/forums/declaration.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join the declaration in the name of an organisation that one represents or an institution one answers for."""
    forum, by = forum_or_404(request, slug), signed_in(request)
    if forum.declared_at is None:
        raise Http404
    offered = _offered(by, list(_rows(forum).filter(left_at__isnull=True)[:MOST]))
    form = JoinForm(request.POST if request.method == "POST" else None, offered=offered)

    def act() -> None:
        acts.join_declaration(forum=forum, by=by, at=timezone.now(), **_chosen(form.cleaned_data["who"]))

    if done(request, form, act):
        messages.success(request, _("You joined the declaration. The signature has today's date."))
        return redirect("forums:declaration", forum.slug)
    if not offered:
        NOBODY.enforce()
    lead = _("The signature has today's date and stays in view. It can be withdrawn in writing at any time.")
    return form_page(
        request, forum, form, title=_("Join the declaration"), label=_("Join it"), lead=lead,
        back=f"{forum.subject.path}declaracion/",
    )  # fmt: skip


def _rows(forum: Forum) -> Any:
    rows = Adherence.objects.filter(forum=forum).select_related("organisation__subject", "institution__subject")
    return rows.defer("organisation__subject__search", "institution__subject__search").order_by("joined_at", "pk")


def _leaves(person: Person | None, row: Adherence, mine: set[int]) -> bool:
    """Tell whether the reader may withdraw a signature, asking nothing of each row."""
    if row.organisation_id is not None:
        return row.organisation_id in mine
    return person is not None and bool(policies.may_create(person, row.institution))


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw a signature, with a statement."""
    forum, by = forum_or_404(request, slug), signed_in(request)
    row = _rows(forum).filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    row.forum = forum
    policies.may_leave(by, row).enforce()
    form = StatementForm(request.POST if request.method == "POST" else None)
    if done(
        request,
        form,
        lambda: acts.leave_declaration(
            adherence=row, statement=form.cleaned_data["statement"], by=by, at=timezone.now()
        ),
    ):
        messages.success(request, _("The signature is withdrawn. It stays in view with its dates and your statement."))
        return redirect("forums:declaration", forum.slug)
    title = _("Withdraw the signature of %(name)s") % {"name": row.who}
    return form_page(
        request, forum, form, title=title, label=_("Withdraw it"), back=f"{forum.subject.path}declaracion/"
    )


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the declaration, or correct it while nobody signed."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_show(by, forum).enforce()
    form = DeclarationForm(request.POST if request.method == "POST" else None, forum=forum)

    def act() -> None:
        data = form.cleaned_data
        told = {"en": data["text_en"]}
        acts.publish_declaration(forum=forum, text=data["text"], translations=told, by=by, at=timezone.now())

    if done(request, form, act):
        messages.success(request, _("The declaration is published. Organisations and institutions can join it."))
        return redirect("forums:declaration", forum.slug)
    lead = _(
        "Organisations registered here and institutions join it with a dated signature, and can withdraw in writing."
    )
    return form_page(request, forum, form, title=_("Joint declaration"), label=_("Publish it"), lead=lead)
