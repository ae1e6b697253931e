"""What is written of a project: one value that forms, the API and the demo data hand to the acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from budgets.models import Contest, Project
from budgets.settings import LARGEST
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Territory

LIMITS = {"title": (5, 150), "summary": (10, 300), "body": (0, 10_000), "address": (0, 200)}
ONE_LINE = ("title", "summary", "address")


@dataclass(frozen=True, slots=True)
class ProjectContent:
    """Words, place and kind of a project. ``estimate`` is in centavos."""

    title: str
    summary: str
    body: str = ""
    category: str = ""
    territory: "Territory | None" = None
    latitude: Decimal | float | str | None = None
    longitude: Decimal | float | str | None = None
    address: str = ""
    estimate: int | None = None
    lang: str = "es"
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def checked(self, contest: Contest) -> dict[str, Any]:
        """Return the model's fields. Raises ValidationError by field for what a project of the contest cannot be."""
        errors: dict[str, str] = {}
        fields: dict[str, Any] = {}
        for name, (least, most) in LIMITS.items():
            text = tidy(str(getattr(self, name) or "")).strip()
            fields[name] = " ".join(text.split()) if name in ONE_LINE else text
            if not least <= len(fields[name]) <= most:
                told = {"least": least, "most": most}
                errors[name] = _("Write between %(least)s and %(most)s characters.") % told
        fields["category"] = self.category
        known = {row["key"] for row in contest.budget.categories}
        if known and self.category not in known:
            errors["category"] = _("Choose what kind of project it is.")
        elif not known and self.category:
            errors["category"] = _("This budget has no kinds of projects.")
        fields["territory"] = self.territory
        within = contest.territory or contest.budget.component.process.territory
        if self.territory and within and within.pk not in {self.territory.pk, *self.territory.ancestors}:
            errors["territory"] = _("This place lies outside the territory of this contest.")
        fields["latitude"], fields["longitude"] = _degrees(self.latitude, 90), _degrees(self.longitude, 180)
        bad = any(getattr(self, n) not in (None, "") and fields[n] is None for n in ("latitude", "longitude"))
        if bad or (fields["latitude"] is None) != (fields["longitude"] is None):
            errors["latitude"] = _("Write latitude and longitude in degrees, or neither.")
        if self.estimate is not None and not 0 < self.estimate <= LARGEST:
            errors["estimate"] = _("Write an amount of money, or leave it empty.")
        fields |= {"estimate": self.estimate, "lang": self.lang[:8] or "es", "translations": self._translated(errors)}
        if errors:
            raise ValidationError(errors)
        return fields

    def _translated(self, errors: dict[str, str]) -> dict[str, dict[str, str]]:
        kept: dict[str, dict[str, str]] = {}
        for code, texts in self.translations.items():
            own = {name: tidy(str(text)).strip() for name, text in texts.items() if name in Project.TRANSLATABLE}
            if any(len(text) > LIMITS[name][1] for name, text in own.items()) or len(code) > 8:
                errors["title"] = _("A translation is too long.")
            kept[code] = {name: text for name, text in own.items() if text}
        return {code: texts for code, texts in kept.items() if texts}


def content_of(project: Project) -> ProjectContent:
    """Return what a project holds now."""
    names = ("title", "summary", "body", "category", "territory", "latitude", "longitude", "address", "estimate",
             "lang", "translations")  # fmt: skip
    return ProjectContent(**{name: getattr(project, name) for name in names})


def told(project: Project) -> dict[str, Any]:
    """Return the words that a version keeps."""
    return {name: getattr(project, name) for name in ("title", "summary", "body", "address", "category")}


def search_text(project: Project) -> str:
    """Return what search finds beside title and summary."""
    others = [text for texts in project.translations.values() for text in texts.values()]
    number = f"#{project.number}" if project.number else ""
    return " ".join([project.body, project.address, number, *others])


def _degrees(value: Any, most: int) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = round(Decimal(str(value)), 6)
    except InvalidOperation:
        return None
    return number if number.is_finite() and -most <= number <= most else None
