"""The public record of a contest's ballots: its heads, its leaves, proofs, and whether a receipt is in it."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from budgets.common import around, contest_or_404
from budgets.models import Contest
from budgets.results.views.results import is_mark
from participation.models import LogLeaf, TreeHead, Vote
from participation.sharing.pictures import qr_within
from participation.urn import log
from participation.urn.log_models import KINDS
from participation.urn.merkle import leaf_hash
from participation.web.addresses import absolute

SHOWN, CHUNK = 50, 5_000


def _logged_or_404(request: HttpRequest, pk: int) -> tuple[Contest, Vote, TreeHead]:
    contest = contest_or_404(request, pk)
    head = contest.vote.heads.order_by("-size").first() if contest.vote is not None else None
    if contest.vote is None or head is None:
        raise Http404
    return contest, contest.vote, head


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the record: how large it is, the heads that were signed, and where to look a receipt up."""
    contest, vote, head = _logged_or_404(request, pk)
    asked = "".join(request.GET.get("c", "").lower().split())
    if is_mark(asked):
        return redirect("budgets:receipt", contest.pk, asked)
    context = {
        **around(contest), "vote": vote, "head": head, "heads": list(vote.heads.order_by("-size")[:SHOWN]),
        "kinds": [(KINDS[kind], n) for kind, n in _kinds(vote)], "asked": asked[:80], "wrong": bool(asked),
        "closing": log.closing_of(vote),
    }  # fmt: skip
    return render(request, "budgets/results/record.html", context)


def _kinds(vote: Vote) -> list[tuple[str, int]]:
    from django.db.models import Count

    return list(vote.leaves.order_by("kind").values_list("kind").annotate(n=Count("pk")))


@require_safe
def receipt(request: HttpRequest, pk: int, mark: str) -> HttpResponse:
    """Show that a ballot is in the record, with the proof; never what it says, which the record does not hold."""
    contest, vote, head = _logged_or_404(request, pk)
    if not is_mark(mark):
        raise Http404
    leaf = LogLeaf.objects.filter(vote=vote, mark=mark).first()
    proof = log.tree_of(vote, head.size).inclusion(leaf.index) if leaf is not None else []
    told: dict[str, Any] = {
        "receipt": mark, "found": leaf is not None, "index": leaf.index if leaf else None, "size": head.size,
        "root": head.root, "proof": [step.hex() for step in proof],
        "leaf_hash": leaf_hash(leaf.leaf.encode()).hex() if leaf else "",
    }  # fmt: skip
    if request.GET.get("formato") == "json":
        return JsonResponse(told)
    address = absolute(f"/presupuestos/{contest.pk}/registro/{mark}/")
    picture = qr_within(address)
    context = {**around(contest), "vote": vote, "head": head, "told": told, "picture": picture, "address": address}
    answer = render(request, "budgets/results/receipt.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def heads(request: HttpRequest, pk: int) -> JsonResponse:
    """Return every head that was signed."""
    _contest, vote, _head = _logged_or_404(request, pk)
    return JsonResponse({"vote": str(vote.key), "heads": [head.told() for head in vote.heads.order_by("size")]})


@require_safe
def leaves(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Return the leaves, one in each line, from ``desde`` on."""
    contest, vote, head = _logged_or_404(request, pk)
    start = _whole(request, "desde", 0, head.size)

    def lines() -> Iterator[str]:
        at = start
        while at < head.size:
            rows = LogLeaf.objects.filter(vote=vote, index__gte=at, index__lt=min(at + CHUNK, head.size))
            for index, leaf in rows.order_by("index").values_list("index", "leaf"):
                hashed = leaf_hash(leaf.encode()).hex()
                yield json.dumps({"index": index, "leaf": leaf, "hash": hashed}, separators=(",", ":")) + "\n"
            at += CHUNK

    answer = StreamingHttpResponse(lines(), content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="registro-{contest.slug}.jsonl"'
    return answer


@require_safe
def consistency(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the proof that the record of one head became that of another by growing: ``?de=20&a=60``."""
    _contest, vote, head = _logged_or_404(request, pk)
    after = _whole(request, "a", head.size, head.size)
    before = _whole(request, "de", 0, after)
    sizes = {0, *vote.heads.filter(size__in=[before, after]).values_list("size", flat=True)}
    if not {before, after} <= sizes:
        raise Http404
    proof = log.tree_of(vote, after).consistency(before)
    return JsonResponse({"from": before, "to": after, "proof": [step.hex() for step in proof]})


def _whole(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 15 or int(text) > most:
        raise BadRequest(name)
    return int(text)
