"""Rows of a stored query as objects, sooner: the same objects that Django makes, without asking anew how for each row.

A page shows dozens of rows, each joined to others. Django works out once more for every query which columns belong to
which table, and sets each field of each object through its descriptor; here the first is kept with the stored query
and the second is one update of the object's dictionary. A model that does more in its making (an ``__init__`` or
``from_db`` of its own, a listener, a field that takes its value in another way) is made by Django. A test compares.
"""

import inspect
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import ModelIterable, RelatedPopulator
from django.db.models.signals import post_init, pre_init

Make = Callable[[Sequence[Any]], Model]
# How these fields take a value in a new object: it is put into its dictionary.
PLAIN = (ForeignKeyDeferredAttribute, FileDescriptor)


def is_plain(model: type[Model]) -> bool:
    """Tell whether making an object of a model is nothing but filling its dictionary."""
    if model.__init__ is not Model.__init__ or model.from_db.__func__ is not Model.from_db.__func__:  # type: ignore[misc, attr-defined]
        return False
    if pre_init.has_listeners(model) or post_init.has_listeners(model):
        return False
    descriptors = [inspect.getattr_static(model, field.attname, None) for field in model._meta.concrete_fields]
    return all(type(each) in PLAIN or not hasattr(type(each), "__set__") for each in descriptors)


def maker(model: type[Model], names: Sequence[str], db: str) -> Make:
    """Return the function that makes an object of the values of these fields."""
    if not is_plain(model):
        return lambda values: model.from_db(db, names, values)

    def make(values: Sequence[Any]) -> Model:
        made = object.__new__(model)
        state = ModelState()
        state.adding, state.db = False, db
        made.__dict__ = {"_state": state, **dict(zip(names, values, strict=True))}
        return made

    return make


class _Related(RelatedPopulator):
    """The objects of a joined table."""

    def __init__(self, told: dict[str, Any], select: list[Any], db: str) -> None:
        super().__init__(told, select, db)  # type: ignore[call-arg]  # (the stubs are of a later Django)
        self.make = maker(self.model_cls, self.init_list, db)
        self.related_populators: Any = _related(told, select, db)

    def populate(self, row: Sequence[Any], holder: Model) -> None:
        """Put the object that a row holds, or None, where its holder looks for it."""
        values = self.reorder_for_init(row) if self.reorder_for_init else row[self.cols_start : self.cols_end]
        if values[self.pk_idx] is None:
            self.local_setter(holder, None)
            return
        made = self.make(values)
        for below in self.related_populators:
            below.populate(row, made)
        self.local_setter(holder, made)
        self.remote_setter(made, holder)


def _related(told: dict[str, Any], select: list[Any], db: str) -> list[_Related]:
    return [_Related(below, select, db) for below in told.get("related_klass_infos", [])]


class Plan:
    """How the columns of a query become objects, worked out once."""

    def __init__(self, compiler: Any, db: str) -> None:
        told, select = compiler.klass_info, compiler.select
        columns = told["select_fields"]
        self.composite = compiler.has_composite_fields([each[0] for each in select])
        self.start, self.end = columns[0], columns[-1] + 1
        self.make = maker(told["model"], [each[0].target.attname for each in select[self.start : self.end]], db)
        self.related = _related(told, select, db)
        self.beside = tuple((compiler.annotation_col_map or {}).items())

    def rows(self, compiler: Any) -> Iterator[Sequence[Any]]:
        """Read the rows as the database's values; Django would look at each column anew for a key of several."""
        if self.composite:
            return compiler.results_iter()  # type: ignore[no-any-return]
        found = itertools.chain.from_iterable(compiler.execute_sql())
        converters = compiler.get_converters(())  # those kept with the stored query
        return compiler.apply_converters(found, converters) if converters else found


class QuickRows(ModelIterable):
    """What a stored query's rows are read through; a queryset made from it is read as any other."""

    def __iter__(self) -> Iterator[Model]:
        """Read the rows."""
        rows: Any = self.queryset
        plan: Plan | None = rows.__dict__.get("_plan")
        if plan is None:
            yield from super().__iter__()
            return
        for row in plan.rows(rows.query.get_compiler(using=rows.db)):
            made = plan.make(row[plan.start : plan.end])
            for related in plan.related:
                related.populate(row, made)
            for name, place in plan.beside:
                setattr(made, name, row[place])
            yield made
