"""Template components. Their arguments are keyword-only where they carry meaning; unknown ones fail at compile time."""

import functools
import zlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.forms import BoundField
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from participation.access.resume import find
from participation.access.verdict import Verdict
from participation.web.addresses import localized
from participation.web.fragments import kept
from participation.web.moulds import pour
from participation.web.richtext import clean

register = template.Library()


@register.filter
def num(value: float | None) -> str:
    """Return a number with thousands separators; a dash for nothing."""
    return "–" if value is None else number_format(value, force_grouping=True, use_l10n=True)


@register.filter
def pesos(centavos: int | None) -> str:
    """Return an amount in centavos as pesos, without decimals where there are none."""
    if centavos is None:
        return "–"
    value = Decimal(centavos) / 100
    decimals = 0 if value == value.to_integral_value() else 2
    return "$" + number_format(value, decimal_pos=decimals, force_grouping=True, use_l10n=True)


@register.filter
def prose(html: str) -> SafeString:
    """Return officials' rich text, cleaned once more; the only way HTML from the database reaches a page."""
    return SafeString(clean(html))  # nh3's allow-list


@register.filter
def paragraphs(text: str) -> SafeString:
    """Return a citizen's plain text as paragraphs with links."""
    from participation.web.richtext import plain_to_html

    return SafeString(plain_to_html(text))  # escaped there, then nh3


@register.filter
def day(moment: datetime | None) -> str:
    """Return a date in words; the year only where it is not this year."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    this_year = timezone.localtime().year
    on = local.date() if isinstance(local, datetime) else local
    return _day_words(on, "MONTH_DAY_FORMAT" if local.year == this_year else "DATE_FORMAT", get_language())


@functools.lru_cache(maxsize=4000)
def _day_words(on: date, written: str, _language: str | None) -> str:
    return str(format_date(on, written))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Return a date and time in words within a ``time`` element."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}, {}</time>', local.isoformat(timespec="minutes"), day(value), format_date(local, "H:i")
    )


@register.filter
def ago(value: datetime | None) -> SafeString | str:
    """Return how long ago something was ("hace 12 días") within a ``time`` element; after 60 days, the date."""
    if value is None:
        return ""
    return since(value, timezone.now())


def since(value: datetime, at: datetime) -> SafeString:
    """Return how long before a moment something was, as ``ago`` says it."""
    seconds = (at - value).total_seconds()
    if seconds < 3600:
        words = _span_words("minute", max(int(seconds // 60), 0), get_language())
    elif seconds < 86_400:
        words = _span_words("hour", int(seconds // 3600), get_language())
    elif seconds < 60 * 86_400:
        words = _span_words("day", int(seconds // 86_400), get_language())
    else:
        words = day(value)
    local = timezone.localtime(value)
    return SafeString(f'<time datetime="{local.isoformat(timespec="minutes")}">{escape(words)}</time>')


@functools.lru_cache(maxsize=500)
def _span_words(unit: str, n: int, _language: str | None) -> str:
    if unit == "minute":
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", n) % {"n": n} if n else _("just now")
    if unit == "hour":
        return ngettext("%(n)s hour ago", "%(n)s hours ago", n) % {"n": n}
    return ngettext("%(n)s day ago", "%(n)s days ago", n) % {"n": n}


@register.filter
def left(value: datetime | None) -> str:
    """Return the time left until a moment ("en 6 días", "en 3 horas")."""
    if value is None:
        return ""
    span = value - timezone.now()
    if span <= timedelta(0):
        return _("now")
    if span < timedelta(hours=1):
        n = max(1, int(span.total_seconds() // 60))
        return ngettext("in %(n)s minute", "in %(n)s minutes", n) % {"n": n}
    if span < timedelta(days=1):
        n = int(span.total_seconds() // 3600)
        return ngettext("in %(n)s hour", "in %(n)s hours", n) % {"n": n}
    n = span.days
    return ngettext("in %(n)s day", "in %(n)s days", n) % {"n": n}


@register.simple_tag
def tag(*, text: str, kind: str = "") -> SafeString:
    """Return a state tag; ``kind`` is open, soon, late, done, part, none or plain."""
    return format_html('<span class="az-tag {}">{}</span>', kind, text)


@register.inclusion_tag("components/empty.html")
def empty(*, title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Return an empty state that says what to do."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.simple_tag
def bar(*, parts: list[tuple[str, int, str]], words: bool = True) -> SafeString:
    """Return a stacked bar with its key in words; ``parts`` are (key class, value, words)."""
    told: dict[str, Any] = {}
    start = 0
    for place, (_key, value, label) in enumerate(parts):
        told |= {f"value_{place}": value, f"label_{place}": label, f"start_{place}": start}
        start += value
    keys = tuple(key for key, _value, _label in parts)

    def names(values: dict[str, str]) -> dict[str, Any]:
        drawn = [
            {"key": key, **{name: values[f"{name}_{place}"] for name in ("value", "label", "start")}}
            for place, key in enumerate(keys)
        ]
        return {"parts": drawn, "total": values["total"], "words": words}

    return pour("components/bar.html", (keys, words), names, total=max(start, 1), **told)


@register.simple_tag
def crumbs(*steps: Any) -> SafeString:
    """Return the way here: label, url, label, url, …, the last label alone."""
    pairs = [(steps[i], steps[i + 1] if i + 1 < len(steps) else "") for i in range(0, len(steps), 2)]
    linked = tuple(bool(url) for _label, url in pairs)
    texts = {f"label_{place}": label for place, (label, _url) in enumerate(pairs)}
    links = {f"url_{place}": url for place, (_label, url) in enumerate(pairs)}

    def names(values: dict[str, str]) -> dict[str, Any]:
        there = [(values[f"label_{n}"], values[f"url_{n}"] if has else "") for n, has in enumerate(linked)]
        return {"steps": there}

    return pour("components/crumbs.html", linked, names, **texts, **links)


class ButtonShape(NamedTuple):
    """What decides the shape of the button of an act; its texts are values."""

    allowed: bool
    stranger: bool
    targeted: bool
    hides: bool
    pressed: bool | None
    form: bool
    fields: tuple[str, ...]
    remedied: bool
    resumes: bool


@register.simple_tag(takes_context=True)
def act_button(
    context: dict[str, Any],
    *,
    verdict: Verdict,
    action: str,
    label: str,
    css: str = "btn-primary",
    hidden: str = "",
    pressed: bool | None = None,
    target: str = "",
    **fields: Any,
) -> SafeString:
    """Return the button of an act, or the reason why not and the way out, in the same place.

    ``hidden`` completes the label for screen readers; further keywords become hidden fields.
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    place = target if target.startswith("#") else ""  # back to the button, not to the head of the page
    remedy = getattr(verdict, "remedy", None)
    resumed = remedy is not None and remedy.resumes
    # A page that asks for the token sets a cookie: not where there is no form.
    token = str(context.get("csrf_token") or "") if verdict or resumed else ""
    shape = ButtonShape(
        allowed=bool(verdict),
        stranger=getattr(verdict, "code", "") == "not_signed_in",
        targeted=bool(target),
        hides=bool(hidden),
        pressed=pressed,
        form=bool(token),
        fields=tuple(fields),
        remedied=remedy is not None,
        resumes=bool(resumed and token and find(action)),
    )
    return pour(
        "components/act_button.html",
        shape,
        functools.partial(_button_names, shape),
        action=action,
        label=label,
        css=css,
        hidden=hidden,
        target=target,
        csrf_token=token,
        sign_in=f"{reverse('account_login')}?{urlencode({'next': path + place})}",
        why_id=_own_id(request, f"{action} {label} {hidden} {sorted(fields.items())}"),
        message="" if verdict else str(getattr(verdict, "message", "")),
        remedy_url=localized(remedy.path) if remedy else "",
        remedy_label=str(remedy.label) if remedy else "",
        **{f"field_{name}": "" if value is None else str(value) for name, value in fields.items()},
    )


def _button_names(shape: ButtonShape, values: dict[str, str]) -> dict[str, Any]:
    return {"facts": shape, "fields": {name: values[f"field_{name}"] for name in shape.fields}, **values}


@register.inclusion_tag("components/go_on.html", takes_context=True)
def go_on(
    context: dict[str, Any],
    *,
    act: str,
    label: str,
    css: str = "btn btn-outline-primary mt-2",
    fields: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the button that leads to what is missing and keeps the act, so that the person goes on with it after."""
    return {"act": act, "label": label, "css": css, "fields": fields or {}, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/why.html", takes_context=True)
def why(context: dict[str, Any], *, verdict: Verdict, act: str = "", ident: str = "") -> dict[str, Any]:
    """Return why something cannot be done, and the way to what is missing; ``act`` is the address to go on with."""
    remedy = getattr(verdict, "remedy", None)
    return {
        "verdict": verdict,
        "action": act,
        "ident": ident,
        "csrf_token": context.get("csrf_token"),
        "remedy_url": localized(remedy.path) if remedy else "",
        "resumes": bool(remedy and remedy.resumes and act and context.get("csrf_token") and find(act)),
    }


def _own_id(request: Any, told: str) -> str:
    """Return an id that is the same in each rendering of a page and belongs to one button of it alone."""
    number = zlib.crc32(told.encode())
    taken = request.__dict__.setdefault("_why_ids", set()) if request else set()
    while number in taken:
        number += 1
    taken.add(number)
    return f"porque-{number}"


@register.inclusion_tag("components/errors.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Return the summary of a form's errors, linked to the fields."""
    return {"form": form}


@register.simple_tag
def filter_field(field: BoundField) -> SafeString:
    """Return the group of a filter's field, kept for as long as its choices and what was chosen are the same."""
    # What the group shows and does not follow from the form's class: choices come from rows, values from the address.
    shown = (
        type(field.form).__qualname__,
        field.name,
        str(getattr(field.field, "empty_label", "")),
        repr(field.value()),
        tuple(field.errors),
        _choices(field),
    )
    return kept("filter field", shown, field.as_field_group)


def _choices(field: BoundField) -> Any:
    """Return what a field offers; a view may say it in ``told``, where its rows were not read."""
    told = getattr(field.field, "told", None)
    if told is not None:
        return told
    return tuple((str(value), str(label)) for value, label in getattr(field.field, "choices", ()))


@register.inclusion_tag("components/pages.html")
def page_links(page: Any) -> dict[str, Any]:
    """Return previous and next of a keyset page."""
    return {"page": page}


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """Return the current query string with some values replaced; an empty value removes one. Cursors are dropped."""
    query = context["request"].GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"
