"""Methods of assessment in the database: written from the catalogue, read by code."""

from typing import Any

from commitments.models import AssessmentScheme
from commitments.reviews.catalogue import SCHEMES


def write_schemes(scheme_model: Any, variable_model: Any, value_model: Any) -> None:
    """Write the methods of the catalogue that are not there yet. A migration gives its own models."""
    known = set(scheme_model.objects.values_list("code", flat=True))
    for told in SCHEMES:
        if told["code"] in known:
            continue
        scheme = scheme_model.objects.create(  # writes: data that comes with the product
            code=told["code"],
            family=told["family"],
            label_es=told["labels"][0],
            label_en=told["labels"][1],
            owner=told["owner"],
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            source_url=told["source_url"],
        )
        _write_variables(scheme, told, variable_model, value_model)


def _write_variables(scheme: Any, told: dict[str, Any], variable_model: Any, value_model: Any) -> None:
    rows = [(*row, "scale", False) for row in told["scales"]]
    rows += [(*row, "scale", True) for row in told["of_plan"]]
    rows += [(code, code, es, en, (), "number", False) for code, es, en in told["numbers"]]
    rows += [(code, code, es, en, (), "text", False) for code, es, en in told["prose"]]
    for position, (code, concept, es, en, scale, kind, of_plan) in enumerate(rows, start=1):
        variable = variable_model.objects.create(  # writes: data that comes with the product
            scheme=scheme,
            code=code,
            concept=concept,
            label_es=es,
            label_en=en,
            kind=kind,
            of_plan=of_plan,
            position=position,
        )
        value_model.objects.bulk_create(  # writes: data that comes with the product
            value_model(
                variable=variable, code=step, label_es=step_es, label_en=step_en, counts_as_high=high, position=n
            )
            for n, (step, step_es, step_en, high) in enumerate(scale, start=1)
        )


def get_scheme(code: str) -> AssessmentScheme:
    """Return a method; those of the catalogue are written where they lack. Raises AssessmentScheme.DoesNotExist."""
    from commitments.models import ScaleValue, Variable

    found = AssessmentScheme.objects.filter(code=code).first()
    if found is None:
        write_schemes(AssessmentScheme, Variable, ScaleValue)
        found = AssessmentScheme.objects.get(code=code)
    return found
