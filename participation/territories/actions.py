"""Acts on territories."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.search.text import fold
from participation.territories.codes import check_against, checked_code, code_above
from participation.territories.models import Territory
from participation.territories.outlines import normalized
from participation.territories.policies import may_edit_territories
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.imports.frame import Progress, Report
    from participation.models import Person

TREE_LOCK = 7_203_114  # one change of the tree at a time: ancestors are copies that two movers could mix up
UNCHANGED: Any = object()


@transaction.atomic
def create_territory(
    *,
    name: str,
    level: str,
    by: "Person",
    at: datetime,
    parent: Territory | None = None,
    cvegeo: str | None = None,
    outline: Any = None,
    source: str = "",
    is_active: bool = True,
) -> Territory:
    """Add a territory. Raises ValidationError for a bad code or outline, or a name that is there already."""
    may_edit_territories(by).enforce()
    _lock_tree()
    territory = Territory(parent=parent, source=tidy(source)[:300], is_active=is_active)
    _place(territory, parent)
    _name(territory, name, level)
    territory.cvegeo = checked_code(cvegeo)
    check_against(territory.cvegeo, code_above(territory.parent), [])
    _draw(territory, outline)
    _check_once(territory)
    territory.save()
    record(
        "participation.territory.created",
        subject=None,
        by=by,
        at=at,
        payload={"territory": territory.pk},
        after=_facts(territory),
        changes=[("territories", territory.pk)],
    )
    return territory


@transaction.atomic
def update_territory(
    *,
    territory: Territory,
    by: "Person",
    at: datetime,
    name: str = UNCHANGED,
    level: str = UNCHANGED,
    parent: Territory | None = UNCHANGED,
    cvegeo: str | None = UNCHANGED,
    outline: Any = UNCHANGED,
    source: str = UNCHANGED,
    is_active: bool = UNCHANGED,
) -> Territory:
    """Change a territory; what is not given stays. Nothing is recorded where nothing changes."""
    may_edit_territories(by).enforce()
    _lock_tree()
    fresh = Territory.objects.get(pk=territory.pk)
    before, old_outline, old_parent = _facts(fresh), fresh.outline, fresh.parent_id
    if parent is not UNCHANGED:
        _place(fresh, parent)
    _name(fresh, fresh.name if name is UNCHANGED else name, fresh.level if level is UNCHANGED else level)
    if cvegeo is not UNCHANGED:
        fresh.cvegeo = checked_code(cvegeo)
    if outline is not UNCHANGED:
        _draw(fresh, outline)
    if source is not UNCHANGED:
        fresh.source = tidy(source)[:300]
    if is_active is not UNCHANGED:
        fresh.is_active = bool(is_active)
    check_against(fresh.cvegeo, code_above(fresh.parent), _codes_below(fresh))
    _check_once(fresh)
    if before == _facts(fresh) and old_outline == fresh.outline:
        return fresh
    fresh.save()
    moved = _move_below(fresh) if fresh.parent_id != old_parent else []
    record(
        "participation.territory.updated",
        subject=None,
        by=by,
        at=at,
        payload={"territory": fresh.pk},
        before=before,
        after=_facts(fresh),
        changes=[("territories", pk) for pk in (fresh.pk, *moved)],
    )
    return fresh


def import_territories(
    *,
    data: bytes,
    file_name: str,
    source: str,
    licence: str,
    by: "Person",
    at: datetime,
    parent: Territory | None = None,
    progress: "Progress | None" = None,
) -> "Report":
    """Create and update territories from GeoJSON or CSV, all or nothing. Raises ImportRefused with rows and columns."""
    from participation.imports.actions import apply_plan
    from participation.imports.frame import SourceFile
    from participation.territories.importer import plan_territories

    may_edit_territories(by).enforce()
    plan = plan_territories(
        file=SourceFile(name=file_name, data=data, source=source, licence=licence), by=by, at=at, parent=parent
    )
    return apply_plan(plan=plan, by=by, at=at, progress=progress)


def _lock_tree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def _place(territory: Territory, parent: Territory | None) -> None:
    if parent is not None:
        # As it is now, under the lock: it may have moved since the caller read it.
        parent = Territory.objects.defer("outline").get(pk=parent.pk)
    if parent is not None and territory.pk and (parent.pk == territory.pk or territory.pk in parent.ancestors):
        raise ValidationError({"parent": _("A territory cannot lie inside itself.")})
    territory.parent = parent
    territory.ancestors = [*parent.ancestors, parent.pk] if parent else []


def _name(territory: Territory, name: str, level: str) -> None:
    territory.name, territory.level = " ".join(tidy(name).split()), " ".join(tidy(level).split()).lower()
    territory.sort_key = fold(territory.name)[:200]
    for field, limit in (("name", 150), ("level", 40)):
        value = getattr(territory, field)
        if not value:
            raise ValidationError({field: _("This is missing.")})
        if len(value) > limit:
            raise ValidationError({field: _("At most %(limit)s characters.") % {"limit": limit}})


def _draw(territory: Territory, outline: Any) -> None:
    try:
        territory.outline, bounds = normalized(outline)
    except ValidationError as error:
        raise ValidationError({"outline": error.messages}) from error
    territory.west, territory.south, territory.east, territory.north = bounds or (None, None, None, None)


def _check_once(territory: Territory) -> None:
    others = Territory.objects.exclude(pk=territory.pk)
    if others.filter(parent_id=territory.parent_id, level=territory.level, name=territory.name).exists():
        raise ValidationError({"name": _("There is already a territory with this name and level in the same place.")})
    if territory.cvegeo and others.filter(cvegeo=territory.cvegeo).exists():
        raise ValidationError({"cvegeo": _("Another territory has the code %(code)s.") % {"code": territory.cvegeo}})


def _codes_below(territory: Territory) -> list[str]:
    found = Territory.objects.below(territory).filter(cvegeo__isnull=False)
    return [code for code in found.values_list("cvegeo", flat=True) if code]


def _move_below(territory: Territory) -> list[int]:
    """Give everything below its new ancestors; return their ids."""
    below = list(Territory.objects.below(territory))
    for inner in below:
        tail = inner.ancestors[inner.ancestors.index(territory.pk) :]
        inner.ancestors = [*territory.ancestors, *tail]
    Territory.objects.bulk_update(below, ["ancestors"])
    return [inner.pk for inner in below]


def _facts(territory: Territory) -> dict[str, Any]:
    return {
        "name": territory.name,
        "level": territory.level,
        "cvegeo": territory.cvegeo,
        "parent": territory.parent_id,
        "is_active": territory.is_active,
        "source": territory.source,
        "bounds": list(territory.bounds) if territory.bounds else None,
    }
