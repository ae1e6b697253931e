"""The page of the admin where stewards order, name, hide and add entries of the menu."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from participation.access.verdict import ActDenied
from participation.models import Subject
from participation.web import policies
from participation.web.admin_base import ActAdmin
from participation.web.forms import TidyCharField
from participation.web.menu import actions, shown
from participation.web.models import Menu

NEW, VERSIONS = 3, 10


class EntryForm(forms.Form):
    """One entry: where it stands, whether it is shown, and its titles."""

    position = forms.IntegerField(
        label=_("Place"), required=False, min_value=1, max_value=99, widget=UnfoldAdminIntegerFieldWidget()
    )
    show = forms.BooleanField(label=_("Show"), required=False, widget=UnfoldBooleanWidget())
    address = TidyCharField(
        label=_("Address"), required=False, max_length=actions.URL_MAX, widget=UnfoldAdminTextInputWidget()
    )
    es = TidyCharField(
        label=_("Title, in Spanish"), required=False, max_length=actions.TITLE_MAX, widget=UnfoldAdminTextInputWidget()
    )
    en = TidyCharField(
        label=_("Title, in English"), required=False, max_length=actions.TITLE_MAX, widget=UnfoldAdminTextInputWidget()
    )

    def __init__(self, entry: dict[str, Any] | None, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.name = entry, name
        for field, bound in ((field, self[field]) for field in self.fields):
            # The row's name stands in each label for whoever hears one at a time.
            self.fields[field].widget.attrs["aria-label"] = f"{name}: {bound.label}"
        if entry is not None:
            del self.fields["address"]
        else:
            del self.fields["show"]

    @property
    def is_asked(self) -> bool:
        """Tell whether the entry is to stand in the menu."""
        return bool(self.cleaned_data["show"] if self.entry is not None else self.cleaned_data["address"])

    def value(self) -> dict[str, Any]:
        """Return the entry for the act."""
        titles = {code: self.cleaned_data[code] for code in actions.LANGUAGES}
        target = {"url": self.cleaned_data["address"]} if self.entry is None else dict(self.entry)
        return {**target, "titles": titles}


def _rows(data: Any = None) -> list[EntryForm]:
    """Return a form for each entry in force, for each section that is not shown, and for a few new ones."""
    current, known = shown.in_force(), shown.sections()
    keys = [entry["subject"] for entry in current if "subject" in entry]
    titles = dict(Subject.objects.public().filter(pk__in=keys).values_list("pk", "title")) if keys else {}
    there = {entry.get("section") for entry in current}
    entries = [*current, *({"section": name} for name in known if name not in there)]
    rows = []
    for number, entry in enumerate(entries):
        if "section" in entry:
            name = capfirst(str(known[entry["section"]].label)) if entry["section"] in known else ""
        else:
            name = titles.get(entry.get("subject"), "") or entry.get("url") or gettext("Not public any more")
        if not name:
            continue
        is_shown = number < len(current)
        start = {"show": is_shown, "position": number + 1 if is_shown else None, **(entry.get("titles") or {})}
        rows.append(EntryForm(entry, name, data, prefix=f"e{_key(entry)}", initial=start))
    new = [EntryForm(None, gettext("New entry %(n)s") % {"n": n + 1}, data, prefix=f"n{n}") for n in range(NEW)]
    return [*rows, *new]


def _key(entry: dict[str, Any]) -> str:
    return str(entry.get("section") or entry.get("subject") or entry.get("url"))


@admin.register(Menu)
class MenuAdmin(ActAdmin):
    """The menu of the site and its versions, on one page."""

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and policies.may_edit_installation(request.user))  # type: ignore[arg-type]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the menu to be changed; save it, or bring an earlier one back."""
        policies.may_edit_installation(request.user).enforce()  # type: ignore[arg-type]
        if not all(self.lookup_allowed(name, value, request) for name, value in request.GET.items()):
            raise DisallowedModelAdminLookup("A menu is not looked for by who saved it.")
        mistakes: list[str] = []
        rows = _rows(request.POST if request.method == "POST" and "save" in request.POST else None)
        if request.method == "POST":
            mistakes = self._saved(request, rows)
            if not mistakes:
                return HttpResponseRedirect(reverse("admin:participation_menu_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Menu of the site"),
            "rows": rows,
            "mistakes": mistakes,
            "versions": self._versions(),
            "most": actions.MOST,
        }
        return render(request, "participation/web/admin_menu.html", context, status=422 if mistakes else 200)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the one page: a version has none of its own."""
        return HttpResponseRedirect(reverse("admin:participation_menu_changelist"))

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead there likewise: it is the history."""
        return HttpResponseRedirect(reverse("admin:participation_menu_changelist"))

    def _saved(self, request: HttpRequest, rows: list[EntryForm]) -> list[str]:
        """Do what was asked; return what is wrong with it."""
        by, at = request.user, timezone.now()
        try:
            if "default" in request.POST:
                done = actions.save_menu(entries=None, by=by, at=at)  # type: ignore[arg-type]
            elif "restore" in request.POST:
                key = request.POST["restore"]
                menu = get_object_or_404(Menu, pk=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0)
                done = actions.restore_menu(menu=menu, by=by, at=at)  # type: ignore[arg-type]
            elif not sum(not row.is_valid() for row in rows):  # each, so that all mistakes are told
                done = actions.save_menu(entries=_ordered(rows), by=by, at=at)  # type: ignore[arg-type]
            else:
                return [f"{row.name}: {message}" for row in rows for found in row.errors.values() for message in found]
        except ValidationError as error:
            return list(error.messages)
        except ActDenied as error:
            return [str(error.denial.message)]
        said = _("The menu was changed. You can bring the one of before back below.") if done else _("Nothing changed.")
        messages.success(request, said)
        return []

    def _versions(self) -> list[dict[str, Any]]:
        """Return the last menus, the newest first, with what each showed."""
        known = shown.sections()
        found = []
        for place, menu in enumerate(Menu.objects.select_related("by").order_by("-pk")[:VERSIONS]):
            entries = shown.default() if menu.entries is None else menu.entries
            words = [
                (entry.get("titles") or {}).get("es")
                or (str(known[entry["section"]].label) if entry.get("section") in known else "")
                or entry.get("url", "")
                for entry in entries
            ]
            more = words.count("")
            told = " · ".join(word for word in words if word)
            if more:
                told += " · " + ngettext("%(n)s page", "%(n)s pages", more) % {"n": more}
            found.append({"menu": menu, "told": told, "current": place == 0, "default": menu.entries is None})
        return found


def _ordered(rows: list[EntryForm]) -> list[dict[str, Any]]:
    """Return the entries to be shown by their places; of two in one place the one that was moved there goes as it was
    moved: up before the other, down behind it. Those without a place come last.
    """
    asked = []
    for number, row in enumerate(rows):
        if row.is_asked:
            place, before = row.cleaned_data["position"] or 100, row.initial.get("position") or 100
            asked.append((place, (place > before) - (place < before), number, row))
    return [row.value() for *_order, row in sorted(asked, key=lambda each: each[:3])]
