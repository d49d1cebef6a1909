"""Floor 4. References that one can read aloud: no 0 O 1 I, no vowels that make words, and a check character.

Over 29 signs, a prime, the weighted check finds every single wrong sign and every pair of signs that changed places.
"""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
_LENGTH = 8


def check_character(signs: str) -> str:
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, 2))
    return ALPHABET[total % len(ALPHABET)]


def make_reference(draw: Callable[[str], str]) -> str:
    """A new reference, as `7K4M-XD9Q-C`; `draw` picks one sign of a string (`secrets.choice`)."""
    signs = "".join(draw(ALPHABET) for _ in range(_LENGTH))
    return written(signs + check_character(signs))


def written(signs: str) -> str:
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def read_reference(typed: str) -> str | None:
    """The reference that was meant, whatever spaces, dashes and cases were typed; None where its check character is wrong."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if (
        len(signs) != _LENGTH + 1
        or any(sign not in ALPHABET for sign in signs)
        or check_character(signs[:-1]) != signs[-1]
    ):
        return None
    return written(signs)
