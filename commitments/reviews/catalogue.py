"""The methods of assessment that come with the product, as data: their versions, variables and scales.

Labels are those of the owners where they publish them in that language. Scales of the Independent Reporting Mechanism
(IRM) changed in 2014/2015 and 2020: each version is a scheme of its own, and nothing is computed across two of them.
"""

from typing import Any

Step = tuple[str, str, str, bool]  # code, Spanish, English, counts as high

YES_NO: tuple[Step, ...] = (("no", "No", "No", False), ("yes", "Sí", "Yes", True))
UNCLEAR: Step = ("unclear", "Poco claro", "Unclear", False)
SPECIFICITY: tuple[Step, ...] = (
    ("none", "Nula", "None", False),
    ("low", "Baja", "Low", False),
    ("medium", "Media", "Medium", True),
    ("high", "Alta", "High", True),
)
IMPACT: tuple[Step, ...] = (
    UNCLEAR,
    ("none", "Nulo", "None", False),
    ("minor", "Menor", "Minor", False),
    ("moderate", "Moderado", "Moderate", True),
    ("transformative", "Transformador", "Transformative", True),
)
COMPLETION: tuple[Step, ...] = (
    ("withdrawn", "Retirado", "Withdrawn", False),
    UNCLEAR,
    ("not_started", "No iniciado", "Not started", False),
    ("limited", "Limitado", "Limited", False),
    ("substantial", "Sustancial", "Substantial", True),
    ("complete", "Completo", "Complete", True),
)
COMPLETION_2020: tuple[Step, ...] = (
    ("no_evidence", "Sin evidencia disponible", "No evidence available", False),
    *COMPLETION[2:],
)
OPENED: tuple[Step, ...] = (
    ("worsened", "Empeoró", "Worsened", False),
    ("unchanged", "No cambió", "Did not change", False),
    ("marginal", "Marginal", "Marginal", False),
    ("major", "Significativo", "Major", True),
    ("outstanding", "Excepcional", "Outstanding", True),
)
NEXT_STEP: tuple[Step, ...] = (
    ("basic", "Seguir con la implementación básica", "Further work on basic implementation", False),
    ("build_on", "Un compromiso nuevo que parta de este", "New commitment building on it", False),
    ("measurable", "Redactarlo de modo que se pueda medir", "Revise it to be measurable", False),
    ("maintain", "Mantener y dar seguimiento", "Maintain and monitor", False),
    ("extend", "Extenderlo", "Extend it", False),
    ("abandon", "Abandonarlo", "Abandon it", False),
)
PARTLY: tuple[Step, ...] = (
    ("no", "No", "No", False),
    ("partly", "En parte", "In part", False),
    ("yes", "Sí", "Yes", True),
)

# code, concept, Spanish, English, scale
Scale = tuple[str, str, str, str, tuple[Step, ...]]
RELEVANT: Scale = ("relevant", "relevance", "Relevante para los valores de OGP", "Relevant to OGP values", YES_NO)
VERIFIABLE: Scale = ("verifiable", "verifiable", "Verificable", "Verifiable", YES_NO)
SPECIFIC: Scale = ("specificity", "specificity", "Especificidad", "Specificity", SPECIFICITY)
POTENTIAL: Scale = ("impact", "impact", "Potencial de impacto", "Potential impact", IMPACT)
DONE: Scale = ("completion", "completion", "Cumplimiento", "Completion", COMPLETION)
DID_OPEN: Scale = ("opened", "opened", "¿Abrió el gobierno?", "Did it open government?", OPENED)
VALUES: tuple[Scale, ...] = (
    ("value_information", "value_information", "Sirve al acceso a la información", "Access to information", YES_NO),
    ("value_participation", "value_participation", "Sirve a la participación", "Civic participation", YES_NO),
    (
        "value_accountability",
        "value_accountability",
        "Sirve a la rendición de cuentas",
        "Public accountability",
        YES_NO,
    ),
    ("value_technology", "value_technology", "Usa tecnología e innovación", "Technology and innovation", YES_NO),
)
STARRED: Scale = ("starred", "starred", "Estrella, según el propio IRM", "Starred, as the IRM says itself", YES_NO)
CHANGE: Scale = (
    "change",
    "change",
    "Cambio desde el medio término",
    "Change since the midterm",
    (
        ("decrease", "Retrocedió", "Decrease", False),
        ("none", "Sin cambio", "No change", False),
        ("increase", "Avanzó", "Increase", True),
    ),
)
# Texts: code and concept, Spanish, English
Prose = tuple[str, str, str]
PROSE: tuple[Prose, ...] = (
    ("objective", "Objetivo principal", "Main objective"),
    ("milestones", "Hitos", "Milestones"),
    ("context", "Contexto y objetivos", "Context and objectives"),
    ("analysis", "Análisis del compromiso", "Analysis of the commitment"),
    ("explanation", "Por qué este resultado", "Why this result"),
    ("obstacles", "Qué lo dificultó", "What stood in the way"),
    ("looking_ahead", "Mirando hacia adelante", "Looking ahead"),
)
IRM = "Mecanismo de Revisión Independiente (IRM) de la Alianza para el Gobierno Abierto"
IRM_URL = "https://www.opengovpartnership.org/process/accountability/about-the-irm/"


def _scheme(
    code: str,
    family: str,
    labels: tuple[str, str],
    owner: str,
    scales: tuple[Scale, ...],
    *,
    years: tuple[int | None, int | None] = (None, None),
    url: str = "",
    of_plan: tuple[Scale, ...] = (),
    numbers: tuple[Prose, ...] = (),
    prose: tuple[Prose, ...] = PROSE,
) -> dict[str, Any]:
    return {
        "code": code,
        "family": family,
        "labels": labels,
        "owner": owner,
        "valid_from": f"{years[0]}-01-01" if years[0] else None,
        "valid_until": f"{years[1]}-12-31" if years[1] else None,
        "source_url": url,
        "scales": scales,
        "of_plan": of_plan,
        "numbers": numbers,
        "prose": prose,
    }


SCHEMES: tuple[dict[str, Any], ...] = (
    _scheme(
        "irm-2011",
        "irm",
        ("IRM, planes de 2011 a 2014", "IRM, plans of 2011 to 2014"),
        IRM,
        (
            SPECIFIC,
            RELEVANT,
            *VALUES,
            POTENTIAL,
            (
                "novelty",
                "novelty",
                "Nuevo o ya existente",
                "New or pre-existing",
                (("pre_existing", "Ya existente", "Pre-existing", False), ("new", "Nuevo", "New", False), UNCLEAR),
            ),
            DONE,
            (
                "projected",
                "projected",
                "Cumplimiento previsto a la fecha",
                "Completion that was due by then",
                COMPLETION,
            ),
            ("next_step", "next_step", "Siguiente paso recomendado", "Recommended next step", NEXT_STEP),
            STARRED,
        ),
        years=(2011, 2014),
        url=IRM_URL,
    ),
    _scheme(
        "irm-2015",
        "irm",
        ("IRM, planes de 2015 a 2019", "IRM, plans of 2015 to 2019"),
        IRM,
        (SPECIFIC, VERIFIABLE, RELEVANT, *VALUES, POTENTIAL, DONE, CHANGE, DID_OPEN, STARRED),
        years=(2015, 2019),
        url=IRM_URL,
    ),
    _scheme(
        "irm-2020",
        "irm",
        ("IRM, informes desde 2020", "IRM, reports since 2020"),
        IRM,
        (
            VERIFIABLE,
            (
                "lens",
                "relevance",
                "¿Tiene una visión de gobierno abierto?",
                "Does it have an open government lens?",
                YES_NO,
            ),
            *VALUES[:3],
            (
                "results",
                "results",
                "Potencial para obtener resultados",
                "Potential for results",
                (
                    UNCLEAR,
                    ("modest", "Modesto", "Modest", False),
                    ("substantial", "Sustancial", "Substantial", True),
                ),
            ),
            ("completion", "completion", "Cumplimiento", "Completion", COMPLETION_2020),
            DID_OPEN,
            (
                "early_results",
                "opened",
                "Primeros resultados",
                "Early results",
                (
                    ("none", "Sin resultados notables", "No notable results", False),
                    ("moderate", "Moderados", "Moderate", False),
                    ("significant", "Significativos", "Significant", True),
                ),
            ),
        ),
        years=(2020, None),
        url=IRM_URL,
    ),
    _scheme(
        "ogp-card",
        "ogp",
        ("Ficha del sitio de OGP", "Card of the OGP site"),
        "Alianza para el Gobierno Abierto (OGP)",
        (
            VERIFIABLE,
            RELEVANT,
            (
                "ambition",
                "ambition",
                "Ambición",
                "Ambition",
                (("low", "Bajo", "Low", False), ("high", "Alto", "High", True)),
            ),
            ("completion", "completion", "Cumplimiento", "Completion", COMPLETION_2020),
            ("early_results", "opened", "Primeros resultados", "Early results", OPENED),
        ),
        prose=(),
    ),
    _scheme(
        "metrica",
        "metrica",
        ("Métrica de Gobierno Abierto", "Open Government Metric (Métrica)"),
        "INAI y CIDE",
        (),
        numbers=(
            ("index", "Índice de Gobierno Abierto, de 0 a 1", "Open government index, from 0 to 1"),
            (
                "transparency_government",
                "Transparencia desde el gobierno, de 0 a 1",
                "Transparency as the government gives it, from 0 to 1",
            ),
            (
                "transparency_citizen",
                "Transparencia desde la ciudadanía, de 0 a 1",
                "Transparency as citizens find it, from 0 to 1",
            ),
            (
                "participation_government",
                "Participación desde el gobierno, de 0 a 1",
                "Participation as the government offers it, from 0 to 1",
            ),
            (
                "participation_citizen",
                "Participación desde la ciudadanía, de 0 a 1",
                "Participation as citizens find it, from 0 to 1",
            ),
        ),
        prose=PROSE[3:5],
    ),
    _scheme(
        "cimtra",
        "cimtra",
        ("CIMTRA, preguntas de operación", "CIMTRA, questions on how it works"),
        "Ciudadanos por Municipios Transparentes (CIMTRA)",
        (),
        of_plan=(
            (
                "relation",
                "cimtra_relation",
                "¿Mejoró la relación entre sociedad y gobierno?",
                "Did the relation between society and government improve?",
                PARTLY,
            ),
            ("informed", "cimtra_informed", "¿Se informó a las personas?", "Were people informed?", PARTLY),
            ("accounted", "cimtra_accounted", "¿Se rindieron cuentas?", "Was account given?", PARTLY),
            (
                "technology",
                "cimtra_technology",
                "¿Se usaron nuevas tecnologías?",
                "Were new technologies used?",
                PARTLY,
            ),
        ),
        prose=PROSE[3:5],
    ),
    _scheme(
        "cimtra-start",
        "cimtra",
        ("CIMTRA, condiciones previas", "CIMTRA, preconditions"),
        "Ciudadanos por Municipios Transparentes (CIMTRA)",
        (),
        of_plan=tuple(
            (code, f"cimtra_{code}", es, en, PARTLY)
            for code, es, en in (
                ("legal", "¿Hay un marco legal?", "Is there a legal framework?"),
                ("councils", "¿Hay consejos renovados y autónomos?", "Are there renewed, autonomous councils?"),
                (
                    "floor",
                    "¿Hay un piso de transparencia institucional?",
                    "Is there a floor of institutional transparency?",
                ),
                ("social", "¿Hay mecanismos de contraloría social?", "Are there mechanisms of social accountability?"),
                ("technology", "¿Hay tecnología con valor social?", "Is there technology with social value?"),
                ("networks", "¿Se usan las redes sociales?", "Are social networks used?"),
                (
                    "organisations",
                    "¿Hay organizaciones civiles autónomas?",
                    "Are there autonomous civil organisations?",
                ),
            )
        ),
        prose=PROSE[3:5],
    ),
    _scheme(
        "own-1",
        "own",
        ("Método propio, versión 1", "Own method, version 1"),
        "",
        (VERIFIABLE, *VALUES, ("completion", "completion", "Cumplimiento", "Completion", COMPLETION_2020), DID_OPEN),
    ),
)
