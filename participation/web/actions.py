"""Acts on the installation and its editable pages."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.subjects.models import Subject, SubjectState
from participation.web.installation import changed
from participation.web.models import Installation, Page
from participation.web.policies import may_edit_installation, may_edit_pages
from participation.web.richtext import clean, tidy, to_text

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from participation.models import Person

FIELDS = (
    "name",
    "government",
    "is_sample",
    "headline",
    "hue",
    "contact_phone",
    "contact_email",
    "licence",
    "licence_url",
    "translations",
)
TRANSLATED = {"government", "headline", "licence"}
TRANSLATED_PAGE = {"title", "body"}
MAX_BODY = 200_000


@transaction.atomic
def update_installation(*, by: "Person", at: datetime, **fields: Any) -> Installation:
    """Name and brand the installation; what is not given stays. Raises ValidationError by field."""
    may_edit_installation(by).enforce()
    subject = installation_subject(at=at)
    place = Installation.objects.select_for_update().first() or Installation()
    before = {name: getattr(place, name) for name in FIELDS}
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"unknown field {name}")
        setattr(place, name, tidy(value) if isinstance(value, str) else value)
    place.translations = _checked_translations(place.translations, TRANSLATED, rich=set())
    after = {name: getattr(place, name) for name in FIELDS}
    if before == after and place.updated_at is not None:
        return place
    place.updated_at = at
    place.full_clean(exclude=["logo"], validate_unique=False, validate_constraints=False)
    place.save()
    update_subject(subject=subject, at=at, title=place.name, text=place.government)
    record(
        "participation.installation.updated",
        subject=subject,
        by=by,
        at=at,
        before=before,
        after=after,
    )
    changed()
    return place


@transaction.atomic
def set_logo(*, upload: "UploadedFile | None", by: "Person", at: datetime) -> Installation:
    """Give the installation a logo (re-encoded like every image), or with None take it away."""
    from participation.files.actions import attach, remove_attachment

    may_edit_installation(by).enforce()
    subject = installation_subject(at=at)
    place = Installation.objects.select_for_update().first() or Installation(updated_at=at)
    old = place.logo
    place.logo = attach(subject=subject, upload=upload, by=by, at=at, alt="") if upload is not None else None
    place.save()
    if old is not None:
        remove_attachment(attachment=old, by=by, at=at)
    record(
        "participation.installation.updated",
        subject=subject,
        by=by,
        at=at,
        before={"logo": old.pk if old else None},
        after={"logo": place.logo.pk if place.logo else None},
    )
    changed()
    return place


def installation_subject(*, at: datetime) -> Subject:
    """Return the subject that stands for the installation: its logo and its log hang there."""
    found = Subject.objects.filter(kind="installation").first()
    return found or create_subject(kind="installation", title="Azotea", path="/", at=at, state=SubjectState.PUBLISHED)


@transaction.atomic
def create_page(
    *,
    title: str,
    body: str,
    by: "Person",
    at: datetime,
    slug: str = "",
    in_footer: bool = True,
    position: int = 0,
    translations: dict[str, dict[str, str]] | None = None,
) -> Page:
    """Publish an editable page. Raises ValidationError for a missing title or an address that is taken."""
    may_edit_pages(by).enforce()
    page = Page(in_footer=in_footer, position=position, updated_at=at)
    page.slug = slugify(slug or title)[:60]
    _fill_page(page, title, body, translations or {})
    if not page.slug or Page.objects.filter(slug=page.slug).exists():
        raise ValidationError({"slug": _("This address is empty or already taken.")})
    page.subject = create_subject(
        kind="page",
        title=page.title,
        titles=page.in_other_languages("title"),
        path=f"/paginas/{page.slug}/",
        at=at,
        state=SubjectState.PUBLISHED,
        summary=_summary(page),
        text=_search_text(page),
    )
    page.save()
    _keep_version(page, by, at)
    record("participation.page.created", subject=page.subject, by=by, at=at, payload={"page": page.pk})
    changed()
    return page


@transaction.atomic
def update_page(
    *,
    page: Page,
    by: "Person",
    at: datetime,
    title: str | None = None,
    body: str | None = None,
    translations: dict[str, dict[str, str]] | None = None,
    in_footer: bool | None = None,
    position: int | None = None,
    reason: str = "",
) -> Page:
    """Change a page; each text that changes is kept as a version. The address never changes: links stay good."""
    may_edit_pages(by).enforce()
    fresh = Page.objects.select_for_update(of=("self",)).select_related("subject").get(pk=page.pk)
    before = (_texts(fresh), fresh.in_footer, fresh.position)
    _fill_page(
        fresh,
        fresh.title if title is None else title,
        fresh.body if body is None else body,
        fresh.translations if translations is None else translations,
    )
    fresh.in_footer = fresh.in_footer if in_footer is None else in_footer
    fresh.position = fresh.position if position is None else position
    if before == (_texts(fresh), fresh.in_footer, fresh.position):
        return fresh
    fresh.updated_at = at
    fresh.save()
    if before[0] != _texts(fresh):
        _keep_version(fresh, by, at, reason)
    update_subject(
        subject=fresh.subject,
        at=at,
        title=fresh.title,
        titles=fresh.in_other_languages("title"),
        summary=_summary(fresh),
        text=_search_text(fresh),
    )
    record("participation.page.updated", subject=fresh.subject, by=by, at=at, payload={"page": fresh.pk})
    changed()
    return fresh


def _fill_page(page: Page, title: str, body: str, translations: dict[str, dict[str, str]]) -> None:
    page.title, page.body = " ".join(tidy(title).split()), clean(tidy(body))
    if not page.title:
        raise ValidationError({"title": _("This is missing.")})
    if len(page.title) > 150:
        raise ValidationError({"title": _("At most %(limit)s characters.") % {"limit": 150}})
    if len(page.body) > MAX_BODY:
        raise ValidationError({"body": _("At most %(limit)s characters.") % {"limit": MAX_BODY}})
    page.translations = _checked_translations(translations, TRANSLATED_PAGE, rich={"body"})


def _checked_translations(given: Any, known: set[str], rich: set[str]) -> dict[str, dict[str, str]]:
    """Return translations by language with known fields only, cleaned; empty ones are dropped."""
    kept: dict[str, dict[str, str]] = {}
    for language, texts in (given or {}).items():
        found = {
            name: clean(tidy(text)) if name in rich else tidy(text)
            for name, text in texts.items()
            if name in known and tidy(text)
        }
        if found and len(language) <= 8:
            kept[language] = found
    return kept


def _texts(page: Page) -> dict[str, str]:
    texts = {"title": page.title, "body": page.body}
    for language, fields in sorted(page.translations.items()):
        texts |= {f"{name}_{language}": text for name, text in sorted(fields.items())}
    return texts


def _keep_version(page: Page, by: "Person", at: datetime, reason: str = "") -> None:
    from participation.versions.actions import add_version

    add_version(subject=page.subject, data=_texts(page), by=by, at=at, reason=reason)


def _summary(page: Page) -> str:
    text = to_text(page.body)
    return text if len(text) <= 200 else text[:200].rsplit(" ", 1)[0] + "…"


def _search_text(page: Page) -> str:
    texts = [page.body, *(text for fields in page.translations.values() for text in fields.values())]
    return " ".join(to_text(text) for text in texts)
