"""The catalogue of datasets as DCAT 3 in JSON-LD, with the terms that DCAT-AP asks for."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override

from participation.events.models import Relay
from participation.models import Territory
from participation.opendata.exports import MEDIA_TYPES
from participation.opendata.registry import Dataset, bulk_datasets
from participation.opendata.values import moment
from participation.web.models import Installation

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
LANGUAGES = {
    "es-mx": "http://publications.europa.eu/resource/authority/language/SPA",
    "en": "http://publications.europa.eu/resource/authority/language/ENG",
}
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/CONT"
THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
FORMS = {"csv": "CSV", "jsonl": "JSON Lines", "geojson": "GeoJSON"}


def _time(value: datetime) -> dict[str, str]:
    return {"@value": moment(value), "@type": "xsd:dateTime"}


def _texts(text: Any) -> list[dict[str, str]]:
    """Return a text in every language of the installation."""
    texts = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts.append({"@value": str(text), "@language": "es-MX" if code == "es-mx" else code})
    return texts


def _spatial() -> list[dict[str, Any]]:
    """Return the territories that lie in no other."""
    places = []
    for territory in Territory.objects.filter(parent__isnull=True, is_active=True).order_by("pk")[:20]:
        place: dict[str, Any] = {
            "@id": f"{settings.AZOTEA_BASE_URL}/territorios/{territory.pk}/",
            "@type": "dct:Location",
            "skos:prefLabel": territory.name,
        }
        if territory.cvegeo:
            place["dct:identifier"] = territory.cvegeo
        places.append(place)
    return places


def _distributions(dataset: Dataset, licence: str) -> list[dict[str, Any]]:
    base = settings.AZOTEA_BASE_URL
    found: list[dict[str, Any]] = []
    for form, title in FORMS.items():
        if form == "geojson" and dataset.geometry is None:
            continue
        url = f"{base}/datos/{dataset.name}.{form}"
        found.append(
            {
                "@id": url,
                "@type": "dcat:Distribution",
                "dct:title": title,
                "dcat:accessURL": {"@id": f"{base}/datos/{dataset.name}/"},
                "dcat:downloadURL": {"@id": url},
                "dcat:mediaType": {"@id": MEDIA + MEDIA_TYPES[form].split(";")[0]},
                "dct:license": {"@id": licence},
            }
        )
    if dataset.api:
        url = f"{base}/api/v1/{dataset.name}/"
        found.append(
            {
                "@id": url,
                "@type": "dcat:Distribution",
                "dct:title": "API",
                "dcat:accessURL": {"@id": url},
                "dcat:mediaType": {"@id": MEDIA + "application/json"},
                "dct:license": {"@id": licence},
                "dcat:accessService": {"@id": f"{base}/api/v1/"},
            }
        )
    return found


def catalogue_of(place: Installation, at: datetime) -> dict[str, Any]:  # long: one declaration
    """Return the catalogue of this installation."""
    base = settings.AZOTEA_BASE_URL
    stamped = Relay.objects.filter(sequence__isnull=False).values_list("event__at", flat=True)
    dates = {
        "dct:issued": _time(stamped.order_by("sequence").first() or at),
        "dct:modified": _time(stamped.order_by("-sequence").first() or at),
    }
    publisher = {
        "@id": f"{base}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": place.government or place.name,
        "foaf:homepage": {"@id": f"{base}/"},
    }
    languages = [{"@id": LANGUAGES[code]} for code, _name in settings.LANGUAGES if code in LANGUAGES]
    common: dict[str, Any] = {
        **dates,
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:license": {"@id": place.licence_url},
        "dct:language": languages,
        "dct:spatial": [{"@id": one["@id"]} for one in _spatial()],
    }
    if place.contact_email:
        common["dcat:contactPoint"] = {
            "@type": "vcard:Organization",
            "vcard:fn": place.government or place.name,
            "vcard:hasEmail": {"@id": f"mailto:{place.contact_email}"},
        }
    datasets = [
        {
            "@id": f"{base}/datos/{dataset.name}/",
            "@type": "dcat:Dataset",
            "dct:identifier": dataset.name,
            "dct:title": _texts(dataset.title),
            "dct:description": _texts(dataset.description),
            "dcat:version": str(dataset.version),
            "dct:accrualPeriodicity": {"@id": FREQUENCY},
            "dcat:theme": {"@id": THEME},
            "dcat:landingPage": {"@id": f"{base}/datos/{dataset.name}/"},
            **common,
            "dcat:distribution": _distributions(dataset, place.licence_url),
        }
        for dataset in bulk_datasets()
    ]
    service = {
        "@id": f"{base}/api/v1/",
        "@type": "dcat:DataService",
        "dct:title": "API",
        "dcat:endpointURL": {"@id": f"{base}/api/v1/"},
        "dcat:endpointDescription": {"@id": f"{base}/api/v1/openapi.yaml"},
        "dcat:servesDataset": [{"@id": one["@id"]} for one in datasets],
    }
    return {
        "@context": CONTEXT,
        "@id": f"{base}/datos/catalogo.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": place.name,
        "dct:description": _texts_of_catalogue(place),
        **common,
        "dct:publisher": publisher,
        "dct:spatial": _spatial(),
        "foaf:homepage": {"@id": f"{base}/datos/"},
        "dcat:themeTaxonomy": {"@id": "http://publications.europa.eu/resource/authority/data-theme"},
        "dcat:dataset": datasets,
        "dcat:service": [service],
    }


def _texts_of_catalogue(place: Installation) -> list[dict[str, str]]:
    from django.utils.translation import gettext as _

    texts = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            words = _("Everything public of %(name)s: processes, proposals, comments, answers and places.")
            texts.append(
                {"@value": words % {"name": place.name}, "@language": "es-MX" if get_language() == "es-mx" else code}
            )
    return texts
