"""Words find each other without accents and in the plural."""

import pytest

from participation.search.text import search_query, stem, stems


@pytest.mark.parametrize(
    "words",
    [
        ["participación", "participacion", "participaciones", "PARTICIPACIÓN", "Participaciones"],
        ["camión", "camion", "camiones"],
        ["árbol", "arbol", "árboles", "arboles"],
        ["economía", "economia", "economías"],
        ["bicicleta", "bicicletas"],
        ["niño", "niños", "niña", "ninos"],
        ["inversión", "inversion", "inversiones"],
    ],
)
def test_variants_share_a_stem(words: list[str]) -> None:
    assert len({stem(word.lower()) for word in words}) == 1


def test_different_words_stay_different() -> None:
    assert len({stem(word) for word in ["agua", "luz", "parque", "mercado", "camino", "camión"]}) == 6


def test_stop_words_are_dropped_unless_nothing_else_is_left() -> None:
    assert stems("el agua de la colonia") == [stem("agua"), stem("colonia")]
    assert search_query("de la") == "de & la"


def test_query_has_no_operators_of_the_reader() -> None:
    assert search_query("agua & !luz | (sol) <-> camiones:*A") == "agu & luz & sol & camion:*"
