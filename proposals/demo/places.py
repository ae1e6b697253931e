"""Installation, territory, institutions and pages of the demonstration."""

import tomllib
from datetime import date, datetime
from typing import Any

from django.conf import settings

from participation.institutions.actions import create_institution
from participation.models import Institution, Person, Territory
from participation.territories.actions import import_territories
from participation.veda.actions import declare_period
from participation.web.actions import create_page, update_installation

DATA = settings.BASE_DIR / "data"
CITY = "Valle de la Azotea"
OUTLINES = DATA / "territories" / "valle-de-la-azotea.geojson"
SOURCE = "Municipio inventado, contornos de muestra (CC0 1.0)"

# key: name, short name, kind, telephone, aliases
INSTITUTIONS: dict[str, tuple[str, str, str, str, list[str]]] = {
    "municipio": (
        f"Gobierno Municipal de {CITY}",
        "Gobierno Municipal",
        "municipal",
        "33 0000 0000",
        ["Ayuntamiento", "Municipio"],
    ),
    "planeacion": (
        "Dirección de Planeación y Participación",
        "Planeación",
        "municipal",
        "33 0000 0001",
        ["COPLADEMUN de muestra"],
    ),
    "movilidad": ("Dirección de Movilidad y Obras", "Movilidad", "municipal", "33 0000 0002", ["Obras Públicas"]),
    "agua": ("Dirección de Agua y Saneamiento", "Agua", "municipal", "33 0000 0003", ["Agua Potable"]),
    "mujeres": ("Instituto Municipal de las Mujeres", "IMM", "municipal", "33 0000 0004", []),
    "control": ("Órgano Interno de Control", "OIC", "control", "33 0000 0005", ["Contraloría Municipal"]),
}


def name_installation(*, by: Person, at: datetime) -> None:
    """Name the installation and say that everything in it is a sample."""
    update_installation(
        by=by,
        at=at,
        name="Azotea",
        government=f"Municipio de {CITY} · muestra",
        is_sample=True,
        headline="Participa en tu municipio. Y comprueba qué se cumplió.",
        contact_phone="33 0000 0000",
        contact_email="participa@ejemplo.mx",
        translations={
            "en": {
                "government": f"Municipality of {CITY} · sample",
                "headline": "Take part in your municipality. And check what was kept.",
            }
        },
    )


def draw_territories(*, by: Person, at: datetime) -> dict[str, Territory]:
    """Import the invented municipality; return its places by name."""
    import_territories(
        data=OUTLINES.read_bytes(), file_name=OUTLINES.name, source=SOURCE, licence="CC0 1.0", by=by, at=at
    )
    return {territory.name: territory for territory in Territory.objects.all()}


def found_institutions(*, by: Person, at: datetime) -> dict[str, Institution]:
    """Create the institutions; the offices belong to the municipal government."""
    made: dict[str, Institution] = {}
    for key, (name, short, kind, phone, aliases) in INSTITUTIONS.items():
        made[key] = create_institution(
            name=name,
            short_name=short,
            kind=kind,
            phone=phone,
            email=f"{key}@ejemplo.mx",
            aliases=aliases,
            parent=made.get("municipio"),
            by=by,
            at=at,
        )
    return made


LAW = "https://www.diputados.gob.mx/LeyesBiblio/pdf/CPEUM.pdf"
# Those of the country; the days of the coming one are for the electoral authority to confirm.
PERIODS = (
    (
        "Campañas y jornada electoral de 2024",
        "Campaigns and election day of 2024",
        date(2024, 3, 1),
        date(2024, 6, 2),
        "Constitución, artículo 41, base III, apartado C; LGIPE, artículo 209",
    ),
    (
        "Campañas y jornada electoral de 2027 (días por confirmar con el INE)",
        "Campaigns and election day of 2027 (days to be confirmed by the INE)",
        date(2027, 4, 4),
        date(2027, 6, 6),
        "Constitución, artículo 41, base III, apartado C; LGIPE, artículos 22, 209 y 251",
    ),
)


def keep_electoral_calendar(*, by: Person, at: datetime) -> None:
    """Declare the electoral periods of the municipality and of the country around it."""
    for name, english, starts_on, ends_on, basis in PERIODS:
        declare_period(
            name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            legal_basis=basis,
            legal_url=LAW,
            translations={"en": {"name": english}},
            by=by,
            at=at,
        )


def write_pages(*, by: Person, at: datetime) -> None:
    """Publish the default pages, in Spanish and English."""
    pages: list[dict[str, Any]] = tomllib.loads((DATA / "pages" / "pages.toml").read_text(encoding="utf-8"))["page"]
    for position, page in enumerate(pages, 1):
        bodies = {
            language: (DATA / "pages" / f"{page['slug']}.{language}.html").read_text(encoding="utf-8")
            for language in ("es", "en")
        }
        create_page(
            title=page["title"],
            body=bodies["es"],
            slug=page["slug"],
            position=position,
            by=by,
            at=at,
            translations={"en": {"title": page["title_en"], "body": bodies["en"]}},
        )
