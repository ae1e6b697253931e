"""Pages and files of open data."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from participation.opendata.catalogue import catalogue_of
from participation.opendata.counts import counts_of
from participation.opendata.downloads import delivered
from participation.opendata.filters import BadParameters, filtered
from participation.opendata.registry import Dataset, bulk_datasets, get_dataset
from participation.opendata.rest.middleware import allow_reading, preflight
from participation.opendata.rest.problems import CODES, DETAILS, TITLES, problem_response
from participation.opendata.rest.throttles import CallerThrottle
from participation.web.installation import installation
from participation.web.memo import counted


def bulk_dataset(name: str) -> Dataset:
    """Return a dataset that has files. Raises Http404."""
    try:
        dataset = get_dataset(name)
    except KeyError as error:
        raise Http404 from error
    if not dataset.bulk:
        raise Http404
    return dataset


def _described(dataset: Dataset, count: int | None) -> dict[str, Any]:
    """Return what a page says of a dataset."""
    base = settings.AZOTEA_BASE_URL
    return {
        "dataset": dataset,
        "count": count,
        "api_url": f"/api/v1/{dataset.name}/" if dataset.api else "",
        "curl": f"curl '{base}/api/v1/{dataset.name}/?limit=100'" if dataset.api else "",
        "curl_csv": f"curl --compressed -O '{base}/datos/{dataset.name}.csv'",
        "filters": [
            {"name": name, "label": one.label or one.extra.get("help_text") or ""}
            for name, one in (dataset.filters().base_filters.items() if dataset.filterset else [])
        ],
    }


def _counts(request: HttpRequest, datasets: list[Dataset]) -> dict[str, int]:
    """Return how many rows datasets hold; a reader without an account may be told it two seconds late (web/memo.py)."""
    key = ("rows of datasets", tuple(dataset.name for dataset in datasets))
    return counted(key, lambda: counts_of(datasets, timezone.now()), stranger=not request.user.is_authenticated)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show every dataset with what it holds and where to take it."""
    datasets = bulk_datasets()
    counts = _counts(request, datasets)
    return render(
        request,
        "participation/opendata/home.html",
        {
            "datasets": [_described(dataset, counts.get(dataset.name)) for dataset in datasets],
            "place": installation(),
        },
    )


@require_safe
def dataset_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one dataset: columns, filters, licence, what is withheld and why."""
    dataset = bulk_dataset(name)
    return render(
        request,
        "participation/opendata/dataset.html",
        {
            **_described(dataset, _counts(request, [dataset]).get(name)),
            "place": installation(),
        },
    )


@require_safe
def about_api(request: HttpRequest) -> HttpResponse:
    """Explain the API to people: how to read, how to keep up, how to write, what the errors mean."""
    problems = [
        {"code": CODES[status], "status": status, "title": TITLES[status], "detail": DETAILS.get(status, "")}
        for status in sorted(CODES)
    ]
    return render(
        request,
        "participation/opendata/api.html",
        {
            "base": settings.AZOTEA_BASE_URL,
            "problems": problems,
            "place": installation(),
            "datasets": [dataset for dataset in bulk_datasets() if dataset.api],
        },
    )


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Return the DCAT catalogue."""
    body = catalogue_of(installation(), timezone.now())
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Type"] = "application/ld+json; charset=utf-8"
    allow_reading(response)
    return response


def _wait(request: HttpRequest) -> int:
    """Return how many seconds a caller must wait; files count together with the API's reads."""
    throttle = CallerThrottle()
    return 0 if throttle.allow_request(request, None) else int(throttle.wait() or 1)


@require_http_methods(["GET", "HEAD", "OPTIONS"])
def download(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """Hand out a dataset as a file; the filters of its page and of the API hold here too."""
    if request.method == "OPTIONS":
        return preflight()
    dataset = bulk_dataset(name)
    if form == "geojson" and dataset.geometry is None:
        raise Http404
    wait = _wait(request)
    if wait:
        response: HttpResponseBase = problem_response(request, 429)
        response["Retry-After"] = str(wait)
        allow_reading(response)
        return response
    try:
        rows = filtered(dataset, dataset.rows(timezone.now()), request.GET, request=request)
    except BadParameters as error:
        response = problem_response(
            request,
            400,
            name="bad_parameters",
            errors=[{"parameter": part, "code": code, "detail": text} for part, code, text in error.errors],
        )
        allow_reading(response)
        return response
    return delivered(request, dataset, form, rows)
