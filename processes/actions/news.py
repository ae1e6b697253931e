"""Acts on news of processes: written, published now or at a moment, changed, withdrawn."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.veda.actions import record_override
from participation.veda.calendar import in_force
from participation.versions.actions import add_version
from participation.web.richtext import to_text
from processes import events, policies
from processes.actions.shared import clean_texts
from processes.models import News, NewsState, Process

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from participation.models import ElectoralPeriod, Person

RICH = {"body"}
MAX_BODY = 40_000
SUMMARY = 200
AHEAD = timedelta(days=365)


@transaction.atomic
def write_news(
    *,
    process: Process,
    title: str,
    body: str,
    by: "Person",
    at: datetime,
    translations: dict[str, dict[str, str]] | None = None,
    is_neutral: bool = False,
) -> News:
    """Begin a piece of news as a draft. Raises ActDenied, and ValidationError by field."""
    policies.may_write_news(by, process).enforce()
    given = _checked(title, body, translations)
    row = News(process=process, by=by, created_at=at, lang=process.lang, is_neutral=is_neutral, **given)
    row.subject = create_subject(
        kind="news",
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=_summary(row),
        path="",
        at=at,
        parent=process.subject,
        territory=process.territory,
        lang=process.lang,
        text=_search_text(row),
    )
    row.save()
    update_subject(subject=row.subject, at=at, path=f"/noticias/{row.pk}/")
    record(events.NEWS_WRITTEN, subject=row.subject, by=by, at=at, payload={"news": row.pk}, after=given)
    return row


@transaction.atomic
def update_news(
    *,
    news: News,
    title: str,
    body: str,
    by: "Person",
    at: datetime,
    translations: dict[str, dict[str, str]] | None = None,
    is_neutral: bool = False,
) -> News:
    """Change a piece of news; what was published keeps its former texts. The same again changes nothing."""
    policies.may_write_news(by, news.process).enforce()
    given = {**_checked(title, body, translations), "is_neutral": is_neutral}
    before = {name: getattr(news, name) for name, value in given.items() if getattr(news, name) != value}
    if not before:
        return news
    for name, value in given.items():
        setattr(news, name, value)
    news.save(update_fields=list(given))
    update_subject(
        subject=news.subject,
        at=at,
        title=news.title,
        titles=news.in_other_languages("title"),
        summary=_summary(news),
        text=_search_text(news),
    )
    if news.state == NewsState.PUBLISHED:
        add_version(subject=news.subject, data=_texts(news), by=by, at=at)
    record(
        events.NEWS_UPDATED,
        subject=news.subject,
        by=by,
        at=at,
        payload={"news": news.pk},
        before=before,
        after={name: given[name] for name in before},
    )
    return news


@transaction.atomic
def set_news_image(*, news: News, upload: "UploadedFile | None", alt: str, by: "Person", at: datetime) -> News:
    """Give a piece of news an image, made anew like every image, or with None take it away."""
    from participation.files.actions import attach, remove_attachment

    policies.may_write_news(by, news.process).enforce()
    old = news.image
    news.image = attach(subject=news.subject, upload=upload, by=by, at=at, alt=alt) if upload else None
    news.save(update_fields=["image"])
    if old is not None:
        remove_attachment(attachment=old, by=by, at=at)
    return news


@transaction.atomic
def publish_news(
    *,
    news: News,
    by: "Person",
    at: datetime,
    publish_at: datetime | None = None,
    accept_electoral: bool = False,
) -> News:
    """Publish a piece of news, or with ``publish_at`` have it published then; published already it stays so.

    Into an electoral period only what may stay up in one goes without being accepted; going on is written down. Raises
    ActDenied, and ValidationError for a moment that is past or more than a year away.
    """
    policies.may_publish_news(by, news).enforce()
    if news.state == NewsState.PUBLISHED:
        return news
    if publish_at is not None and not at < publish_at <= at + AHEAD:
        raise ValidationError({"publish_at": _("Choose a moment that is still to come, within a year.")})
    period = _withholding(news, publish_at or at)
    if period is not None and not accept_electoral:
        raise ValidationError({"accept_electoral": _warning(period)})
    if period is not None:
        record_override(periods=[period], what="publish_news", subject=news.subject, by=by, at=at)
    if publish_at is None:
        return _publish(news, by, at)
    news.state, news.publish_at, news.electoral_accepted = NewsState.SCHEDULED, publish_at, period is not None
    news.save(update_fields=["state", "publish_at", "electoral_accepted"])
    payload = {"news": news.pk, "publish_at": publish_at.isoformat()}
    record(events.NEWS_SCHEDULED, subject=news.subject, by=by, at=at, payload=payload)
    return news


@transaction.atomic
def withdraw_news(*, news: News, by: "Person", at: datetime) -> News:
    """Take a piece of news from view, or from the schedule; it can be published again."""
    policies.may_write_news(by, news.process).enforce()
    if news.state not in {NewsState.PUBLISHED, NewsState.SCHEDULED}:
        return news
    was_public = news.state == NewsState.PUBLISHED
    news.state, news.publish_at = (NewsState.WITHDRAWN if was_public else NewsState.DRAFT), None
    news.save(update_fields=["state", "publish_at"])
    if was_public and news.subject.state == "published":
        update_subject(subject=news.subject, at=at, state="withdrawn")
    name = events.NEWS_WITHDRAWN if was_public else events.NEWS_UNSCHEDULED
    record(name, subject=news.subject, by=by, at=at, payload={"news": news.pk})
    return news


def publish_due(*, at: datetime) -> int:
    """Publish the news whose moment has come; return how many. What an electoral period reached since then waits."""
    due = News.objects.for_page().filter(state=NewsState.SCHEDULED, publish_at__lte=at).select_related("by")
    return sum(publish_one_due(news=news, at=at) for news in due.order_by("publish_at", "pk")[:100])


@transaction.atomic
def publish_one_due(*, news: News, at: datetime) -> bool:
    """Publish one piece of scheduled news, if it may be by now; return whether it was."""
    if not policies.may_publish_news(news.by, news):
        return False
    if _withholding(news, at) is not None and not news.electoral_accepted:
        return False
    return _publish(news, news.by, at, only=NewsState.SCHEDULED).published_at == at


def _publish(news: News, by: "Person", at: datetime, *, only: str = "") -> News:
    """Turn the state in one statement, so that of two who publish at once one records it."""
    rows = News.objects.filter(pk=news.pk).exclude(state=NewsState.PUBLISHED)
    first = news.published_at or at
    turned = (rows.filter(state=only) if only else rows).update(
        state=NewsState.PUBLISHED, published_at=first, publish_at=None
    )
    news.refresh_from_db(fields=["state", "published_at", "publish_at"])
    if not turned:
        return news
    if news.subject.state != "hidden":
        update_subject(subject=news.subject, at=at, state="published")
    add_version(subject=news.subject, data=_texts(news), by=by, at=at)
    record(events.NEWS_PUBLISHED, subject=news.subject, by=by, at=at, payload={"news": news.pk})
    return news


def _withholding(news: News, at: datetime) -> "ElectoralPeriod | None":
    """Return the electoral period that would keep it from view at a moment."""
    return None if news.is_neutral else in_force(news.process.territory, at)


def _warning(period: "ElectoralPeriod") -> str:
    words = _(
        "That moment is in the electoral period “%(name)s” (until %(day)s): it would be published and kept from view"
        " until then. Publish only what the law allows, and say that it stays up."
    )
    return words % {"name": period.name, "day": date_format(period.ends_on)}


def _checked(title: str, body: str, translations: dict[str, dict[str, str]] | None) -> dict[str, Any]:
    fields = {"title": " ".join(title.split()), "body": body, "translations": translations or {}}
    given = clean_texts(News, fields, rich=RICH)
    wrong = {name: _("This is missing.") for name in News.TRANSLATABLE if not given[name]}
    bodies = [given["body"], *(texts.get("body", "") for texts in given["translations"].values())]
    if any(len(text) > MAX_BODY for text in bodies):
        wrong["body"] = _("At most %(limit)s characters.") % {"limit": MAX_BODY}
    if wrong:
        raise ValidationError(wrong)
    return given


def _texts(row: News) -> dict[str, str]:
    texts = {"title": row.title, "body": row.body}
    for language, fields in sorted(row.translations.items()):
        texts |= {f"{name}_{language}": text for name, text in sorted(fields.items())}
    return texts


def _summary(row: News) -> str:
    text = to_text(row.body)
    return text if len(text) <= SUMMARY else text[:SUMMARY].rsplit(" ", 1)[0] + "…"


def _search_text(row: News) -> str:
    texts = [row.body, *(text for fields in row.translations.values() for text in fields.values())]
    return " ".join(to_text(text) for text in texts)
