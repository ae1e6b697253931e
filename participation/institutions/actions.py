"""Acts on institutions. Every name that an institution goes by is an alias too: one place to look names up."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.institutions.models import Institution, InstitutionAlias
from participation.institutions.policies import may_create_institution, may_edit_institution
from participation.institutions.querysets import fold_name
from participation.subjects.actions import create_subject, update_subject
from participation.subjects.models import SubjectState
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

FIELDS = {"name": 200, "short_name": 60, "kind": 40, "email": 254, "phone": 40, "website": 200}


@transaction.atomic
def create_institution(
    *,
    name: str,
    by: "Person",
    at: datetime,
    slug: str = "",
    parent: Institution | None = None,
    aliases: list[str] | None = None,
    **fields: str,
) -> Institution:
    """Add an institution: ``short_name kind email phone website`` are optional.

    Raises ValidationError where a name, alias or address belongs to another.
    """
    may_create_institution(by).enforce()
    institution = Institution(parent=parent)
    _fill(institution, {"name": name, **fields})
    institution.slug = _free_slug(slug or institution.known_as)
    subject = create_subject(
        kind="institution",
        title=institution.name,
        path=f"/instituciones/{institution.slug}/",
        at=at,
        parent=parent.subject if parent else None,
        state=SubjectState.PUBLISHED,
        text=_search_text(institution, aliases or []),
    )
    institution.subject = subject
    institution.save()
    for alias in dict.fromkeys([institution.name, institution.short_name, *(aliases or [])]):
        _alias(institution, alias)
    record(
        "participation.institution.created",
        subject=subject,
        by=by,
        at=at,
        payload={"institution": institution.pk},
        after=_facts(institution),
    )
    return institution


@transaction.atomic
def update_institution(*, institution: Institution, by: "Person", at: datetime, **fields: str) -> Institution:
    """Change ``name short_name kind email phone website``; a former name stays as an alias."""
    may_edit_institution(by, institution).enforce()
    fresh = Institution.objects.select_for_update(of=("self",)).select_related("subject").get(pk=institution.pk)
    before = _facts(fresh)
    _fill(fresh, fields)
    if _facts(fresh) == before:
        return fresh
    fresh.save()
    for alias in (fresh.name, fresh.short_name):
        _alias(fresh, alias)
    _refresh_subject(fresh, at)
    record(
        "participation.institution.updated",
        subject=fresh.subject,
        by=by,
        at=at,
        payload={"institution": fresh.pk},
        before=before,
        after=_facts(fresh),
    )
    return fresh


@transaction.atomic
def set_aliases(*, institution: Institution, names: list[str], by: "Person", at: datetime) -> None:
    """Replace the further names of an institution; its own name and short name always stay."""
    may_edit_institution(by, institution).enforce()
    before = sorted(institution.aliases.values_list("name", flat=True))
    wanted = [institution.name, institution.short_name, *names]
    keep = {fold_name(name) for name in wanted}
    institution.aliases.exclude(folded__in=keep).delete()
    for name in wanted:
        _alias(institution, name)
    after = sorted(institution.aliases.values_list("name", flat=True))
    if before == after:
        return
    _refresh_subject(institution, at)
    record(
        "participation.institution.updated",
        subject=institution.subject,
        by=by,
        at=at,
        payload={"institution": institution.pk},
        before={"aliases": before},
        after={"aliases": after},
    )


def _fill(institution: Institution, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        limit = FIELDS.get(name)
        if limit is None:
            raise TypeError(f"unknown field {name}")
        text = " ".join(tidy(value or "").split())
        if len(text) > limit:
            raise ValidationError({name: _("At most %(limit)s characters.") % {"limit": limit}})
        setattr(institution, name, text)
    if not institution.name:
        raise ValidationError({"name": _("This is missing.")})
    if institution.email:
        EmailValidator()(institution.email)
    if institution.website:
        URLValidator(schemes=["http", "https"])(institution.website)


def _free_slug(wanted: str) -> str:
    base = slugify(wanted)[:70] or "institucion"
    slug, n = base, 1
    while Institution.objects.filter(slug=slug).exists():
        n += 1
        slug = f"{base}-{n}"
    return slug


def _alias(institution: Institution, name: str) -> None:
    text = " ".join(tidy(name).split())[:200]
    folded = fold_name(text)
    if not folded:
        return
    try:
        with transaction.atomic():
            alias, new = InstitutionAlias.objects.get_or_create(
                folded=folded, defaults={"institution": institution, "name": text}
            )
    except IntegrityError:  # written by somebody else in the same moment
        alias, new = InstitutionAlias.objects.get(folded=folded), False
    if not new and alias.institution_id != institution.pk:
        raise ValidationError({"name": _("“%(name)s” is a name of another institution.") % {"name": text}})


def _search_text(institution: Institution, aliases: list[str]) -> str:
    return " ".join([institution.short_name, *aliases])


def _refresh_subject(institution: Institution, at: datetime) -> None:
    aliases = list(institution.aliases.values_list("name", flat=True))
    update_subject(subject=institution.subject, at=at, title=institution.name, text=_search_text(institution, aliases))


def _facts(institution: Institution) -> dict[str, Any]:
    return {name: getattr(institution, name) for name in FIELDS}
