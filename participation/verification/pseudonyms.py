"""Names for minors: a living being of Mexico and a number, always the same for an account."""

from uuid import UUID

WORDS = (
    "Abeja", "Agave", "Ahuehuete", "Ajolote", "Alondra", "Amapola", "Ardilla", "Búho", "Cacomixtle", "Calandria",
    "Capulín", "Cardenal", "Cedro", "Ceiba", "Cenzontle", "Chapulín", "Colibrí", "Conejo", "Coyote", "Dalia",
    "Encino", "Espuela", "Flamenco", "Fresno", "Garza", "Gaviota", "Golondrina", "Guacamaya", "Guayacán", "Halcón",
    "Jacaranda", "Jaguar", "Laurel", "Libélula", "Lince", "Luciérnaga", "Manatí", "Mapache", "Mariposa", "Mezquite",
    "Nopal", "Ocelote", "Olmo", "Orquídea", "Oyamel", "Pitaya", "Quetzal", "Sabino", "Tecolote", "Tejón",
    "Teporingo", "Tlacuache", "Tortuga", "Tucán", "Vainilla", "Venado", "Vaquita", "Yaca", "Zenzontle", "Zorro",
)  # fmt: skip


def pseudonym_of(key: UUID) -> str:
    """Return the name of an account by its key; two accounts rarely share one, and nothing is known from it."""
    number = key.int % (len(WORDS) * 10_000)
    word, digits = divmod(number, 10_000)
    return f"{WORDS[word]} {digits:04d}"
