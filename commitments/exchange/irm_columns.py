"""The columns of the IRM's data release and what their values are here."""

REQUIRED = (
    *("Country", "Action Plan Number", "Comm No", "Commitment Title", "Full Text", "Lead Institution"),
    *("Year of submission", "Specificity", "Potential impact", "Completion (progress report)"),
)
VALUES = {
    "Value -Info": "transparency",
    "Value -Part": "participation",
    "Value -Acc": "accountability",
    "Value -Tech": "technology",
}
SPECIFICITY = {"none": "none", "low": "low", "medium": "medium", "high": "high"}
IMPACT = {
    "none": "none",
    "minor": "minor",
    "moderate": "moderate",
    "transformative": "transformative",
    "unclear": "unclear",
}
COMPLETION = {
    "withdrawn": "withdrawn",
    "unclear": "unclear",
    "not started": "not_started",
    "limited": "limited",
    "substantial": "substantial",
    "complete": "complete",
}
OPENED = {
    "worsened": "worsened",
    "worsens": "worsened",
    "did not change": "unchanged",
    "marginal": "marginal",
    "major": "major",
    "outstanding": "outstanding",
}
# Column: Spanish, English
AREAS = {
    "Anti-corruption": ("Combate a la corrupción", "Anti-corruption"),
    "Conflicts of Interest": ("Conflictos de interés", "Conflicts of interest"),
    "Asset disclosure": ("Declaraciones patrimoniales", "Asset disclosure"),
    "Audits & Controls": ("Auditorías y controles", "Audits and controls"),
    "Whistleblower Protections": ("Protección a denunciantes", "Whistleblower protections"),
    "Fiscal Openness": ("Apertura fiscal", "Fiscal openness"),
    "Citizen Budgets": ("Presupuestos ciudadanos", "Citizen budgets"),
    "Participatory Budgeting": ("Presupuesto participativo", "Participatory budgeting"),
    "E-petitions": ("Peticiones en línea", "E-petitions"),
    "Social Audits": ("Auditorías sociales", "Social audits"),
    "Public Participation": ("Participación pública", "Public participation"),
    "Public Procurement": ("Contrataciones públicas", "Public procurement"),
    "Access to Information": ("Acceso a la información", "Access to information"),
    "Records Management": ("Archivos", "Records management"),
    "Open Data": ("Datos abiertos", "Open data"),
    "Elections & Political Finance": ("Elecciones y dinero en la política", "Elections and political finance"),
    "Law Enforcement & Justice": ("Procuración de justicia", "Law enforcement and justice"),
    "Public Service Delivery": ("Servicios públicos", "Public service delivery"),
    "E-government": ("Gobierno electrónico", "E-government"),
    "Capacity Building": ("Desarrollo de capacidades", "Capacity building"),
    "Legislation & Regulation": ("Leyes y reglamentos", "Legislation and regulation"),
    "Private sector": ("Sector privado", "Private sector"),
    "Legislature": ("Poder Legislativo", "Legislature"),
    "Sub-national": ("Gobiernos locales", "Sub-national"),
    "Judiciary": ("Poder Judicial", "Judiciary"),
    "Media & Telecommunications": ("Medios y telecomunicaciones", "Media and telecommunications"),
    "Education": ("Educación", "Education"),
    "Health & Nutrition": ("Salud y nutrición", "Health and nutrition"),
    "Citizenship & Immigration": ("Ciudadanía y migración", "Citizenship and immigration"),
    "Welfare & Social Security": ("Bienestar y seguridad social", "Welfare and social security"),
    "Water & Sanitation": ("Agua y saneamiento", "Water and sanitation"),
    "Infrastructure": ("Infraestructura", "Infrastructure"),
    "Public Safety": ("Seguridad pública", "Public safety"),
    "Defense": ("Defensa", "Defense"),
    "Natural Resources": ("Recursos naturales", "Natural resources"),
    "Aid": ("Cooperación internacional", "Aid"),
    "Nonprofits": ("Organizaciones sin fines de lucro", "Nonprofits"),
    "Labor": ("Trabajo", "Labor"),
    "Science & Technology": ("Ciencia y tecnología", "Science and technology"),
    "Gender & Sexuality": ("Género y sexualidad", "Gender and sexuality"),
    "Human Rights": ("Derechos humanos", "Human rights"),
    "Marginalized Communities": ("Comunidades marginadas", "Marginalized communities"),
}
