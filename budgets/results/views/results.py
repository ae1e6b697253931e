"""What people decided: the result with its reasons, the page of one's share, the files, elections from elsewhere."""

import hashlib
import re
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from budgets.common import MAX_ID, around, contest_or_404, works
from budgets.counting.bundle import bundle, code_version
from budgets.counting.explain import share_of
from budgets.models import Contest, CountRun, ImportedElection
from budgets.results.files_of import has_files, stored
from budgets.results.words import beside_words, kind_words, money, rows_of, rule_words, share_words
from participation.contribution import Channel
from participation.models import Territory
from participation.opendata.cells import SMALLEST_CELL
from participation.urn import signing
from participation.web.keyset import paginate

SIZE, MOST_MARKS = 20, 300
RUN = ("contest", "imported", "assembly__acta")


def published_or_404(request: HttpRequest, pk: int) -> tuple[Contest, CountRun, list[CountRun]]:
    """Return a contest, the count that is asked for or in force, and all published ones. Raises Http404."""
    contest = contest_or_404(request, pk)
    rows = CountRun.objects.filter(contest=contest, published_at__isnull=False).select_related(*RUN)
    runs = list(rows.order_by("-number")[:50])
    if not runs:
        raise Http404
    asked = request.GET.get("conteo", "")
    if not asked:
        return contest, _of(runs[0], contest), runs
    for run in runs:
        if asked == str(run.number):
            return contest, _of(run, contest), runs
    raise Http404


def _of(run: CountRun, contest: Contest) -> CountRun:
    run.contest = contest
    return run


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which projects won and why each of the others did not."""
    contest, run, runs = published_or_404(request, pk)
    vote = contest.vote
    figures: dict[str, Any] = vote.figures if vote is not None else {}
    places = {int(key): n for key, n in figures.get("territories", {}).items()}
    named = {each["place"] for each in run.told.get("by_place", ())} | set(places)
    names = dict(Territory.objects.filter(pk__in=named).values_list("pk", "name")) if named else {}
    context = {
        **around(contest), **_told(run), "runs": runs, "latest": run == runs[0], "vote": vote,
        "channels": _channels(figures),
        "places": sorted((names.get(key, "?"), n) for key, n in places.items()), "least": SMALLEST_CELL,
        "by_place": [
            {**each, "name": names.get(each["place"], "?")} for each in run.told.get("by_place", ())
        ],
        "has_files": has_files(run), "works": works(request, contest.budget.component),
    }  # fmt: skip
    return render(request, "budgets/results/results.html", context)


def _channels(figures: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(str(Channel(key).label).capitalize(), n) for key, n in sorted(figures.get("channels", {}).items())]


def _told(run: CountRun) -> dict[str, Any]:
    """Return what every page of a result shows of it."""
    rows = rows_of(run)
    told = run.told
    currency = told.get("currency", "MXN")
    return {
        "run": run, "rows": rows, "winners": [row for row in rows if row.won_as],
        "others": [row for row in rows if not row.won_as], "rule": rule_words(run),
        "rule_name": kind_words(run.rule.get("kind", "")), "beside": beside_words(run),
        "other_name": kind_words(told["beside"]["kind"]) if "beside" in told else "",
        "spent": money(run.count["total_cost"], currency), "budget_money": money(run.count["budget"], currency),
        "left_money": money(max(run.count["budget"] - run.count["total_cost"], 0), currency),
        "spent_part": min(round(100 * run.count["total_cost"] / max(run.count["budget"], 1)), 100),
        "voters": run.count["voters"], "shares": "payments" in told,
        "share": money(told["share"], currency) if "share" in told else "",
    }  # fmt: skip


@require_safe
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let anybody mark projects and see what the share of such a ballot paid for; nothing is looked up or kept."""
    contest, run, _runs = published_or_404(request, pk)
    return render(request, "budgets/results/share.html", {**around(contest), **_shared(request, run)})


def _shared(request: HttpRequest, run: CountRun) -> dict[str, Any]:
    known = {each["id"] for each in run.told["projects_of"]}
    marked = [name for name in request.GET.getlist("p")[:MOST_MARKS] if name in known]
    paid = share_of(run.told.get("payments", ()), float(run.told.get("share", 0)), marked)
    return {
        "run": run, "rows": sorted(rows_of(run), key=lambda row: (row.number.zfill(6), row.title)), "marked": marked,
        "shares": "payments" in run.told, "paid": share_words(run, marked, paid) if marked else None,
        "rule": rule_words(run),
    }  # fmt: skip


@require_safe
def files(request: HttpRequest, pk: int) -> FileResponse:
    """Return the files of a published count, with the program that checks them."""
    contest, run, _runs = published_or_404(request, pk)
    if not has_files(run):
        raise Http404
    name = f"{contest.slug}-conteo-{run.number}.zip"
    return FileResponse(stored(run), as_attachment=True, filename=name, content_type="application/zip")


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Return ``verify.py``: the code that counts, in one file."""
    answer = HttpResponse(bundle(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify.py"'
    patch_cache_control(answer, public=True, max_age=300)
    return answer


@require_safe
def integrity(request: HttpRequest) -> HttpResponse:
    """Say what the public record and the published files prove, and what they do not."""
    context = {"key": signing.public_key(), "code": code_version()}
    return render(request, "budgets/results/integrity.html", context)


@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Show the elections that came as files from elsewhere."""
    rows = ImportedElection.objects.filter(runs__published_at__isnull=False).defer("text")
    return render(
        request, "budgets/results/elsewhere.html", {"page": paginate(request, rows, order=("-id",), size=SIZE)}
    )


def imported_or_404(pk: int) -> CountRun:
    """Return the count of an election from elsewhere. Raises Http404."""
    rows = (
        CountRun.objects.filter(imported=pk, published_at__isnull=False)
        .select_related("imported")
        .defer("imported__text")
    )
    found = rows.order_by("-number").first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    return found


@require_safe
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an election from elsewhere as our own are shown."""
    run = imported_or_404(pk)
    election = run.imported
    assert election is not None
    same = None if election.winners is None else set(election.winners) == set(run.winners)
    context = {**_told(run), "election": election, "same": same}
    return render(request, "budgets/results/imported.html", context)


@require_safe
def imported_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let anybody mark projects of an election from elsewhere."""
    run = imported_or_404(pk)
    return render(request, "budgets/results/share.html", {"election": run.imported, **_shared(request, run)})


def is_mark(text: str) -> bool:
    """Tell whether a text has the form of a receipt."""
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None and len(text) == 2 * hashlib.sha256().digest_size
