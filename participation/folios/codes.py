"""How a folio is written: the year, nine letters that nobody can guess, and one that tells a typing mistake.

Letters and digits that are read as one another are left out. The last one is a weighted sum modulo a prime: a single
wrong letter, and two neighbours in the wrong order, never give another valid folio.
"""

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, a prime
LENGTH = 9


def make_code(year: int) -> str:
    """Return a new folio, as ``2026-K7QM4-X2P9C``."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    return _written(f"{year:04d}", drawn + _check(f"{year:04d}", drawn))


def read_code(text: str) -> str | None:
    """Return a folio as it is kept, however it was typed; None where it cannot be one."""
    plain = "".join(each for each in text[:40].upper() if each.isalnum())
    year, letters = plain[:4], plain[4:]
    if not (year.isascii() and year.isdigit() and len(year) == 4 and len(letters) == LENGTH + 1):
        return None
    if any(letter not in LETTERS for letter in letters) or _check(year, letters[:-1]) != letters[-1]:
        return None
    return _written(year, letters)


def _written(year: str, letters: str) -> str:
    return f"{year}-{letters[:5]}-{letters[5:]}"


def _check(year: str, letters: str) -> str:
    values = [int(digit) for digit in year] + [LETTERS.index(letter) for letter in letters]
    return LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % len(LETTERS)]
