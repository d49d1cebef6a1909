"""Floor 1. Text made plain: cleaned when read, folded for search, keyed for sorting.

Folding forgives what people leave out or swap when they type: case, accents, the hats of alef, harakat, tatweel.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What is drawn as nothing and only breaks comparison: zero-width and directional marks, soft hyphen, byte-order mark.
# U+200C and U+200D (non-joiner, joiner) are letters' neighbours in Persian and emoji, and stay in `clean`.
_UNSEEN = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_JOINERS = dict.fromkeys([0x200C, 0x200D])
_CONTROLS = {code: None for code in [*range(0x20), 0x7F, *range(0x80, 0xA0)] if code not in (0x09, 0x0A)}
_DIGITS = {
    ord(digit): str(number)
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९")
    for number, digit in enumerate(digits)
}
_ARABIC = {
    ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا", ord("ٱ"): "ا", ord("ٲ"): "ا", ord("ٳ"): "ا",
    ord("ؤ"): "و", ord("ئ"): "ي", ord("ى"): "ي", ord("ی"): "ي", ord("ة"): "ه", ord("ک"): "ك", ord("ھ"): "ه",
    ord("ء"): None, ord("ـ"): None,
}  # fmt: skip
# Letters that decomposition leaves whole.
_LATIN = {
    ord("ø"): "o",
    ord("đ"): "d",
    ord("ł"): "l",
    ord("ı"): "i",
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
    ord("ð"): "d",
}
_APART = re.compile(r"[^\w]+", re.UNICODE)
# The alphabets whose own letters do not sort beside their look-alikes.
_ALPHABETS = {"et": "abcdefghijklmnopqrsšzžtuvwõäöüxy", "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}


def plain_digits(text: str) -> str:
    """Arabic-Indic, Persian, Devanagari and full-width digits as 0 to 9; the rest as it is."""
    return text.translate(_DIGITS)


def clean(text: str) -> str:
    """What is kept of typed text: composed (NFC), LF line ends, nothing unseen, no space around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines.translate(_UNSEEN).translate(_CONTROLS)).strip()


def fold(text: str) -> str:
    """The form in which two texts are the same for a search: words of plain letters and digits, one space between."""
    wide = unicodedata.normalize("NFKC", clean(text)).translate(_JOINERS).casefold()
    apart = unicodedata.normalize("NFD", wide.translate(_ARABIC))
    bare = "".join(ch for ch in apart if not unicodedata.combining(ch))
    letters = plain_digits(bare).translate(_ARABIC).translate(_LATIN)
    return _APART.sub(" ", letters).strip()


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text. An Arabic word is told without its article, so both spellings are found."""
    return tuple(_without_article(word) for word in fold(text).split())


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


# What stands before an Arabic word ("and", "with", "for the") and behind it (plurals, "her", "their", "my").
_ARABIC_BEFORE = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=.{3})")
_ARABIC_BEHIND = re.compile(r"(?<=.{3})(?:ات|ين|ون|يه|ها|هم|ه|ي)$")
_WEAK = dict.fromkeys(map(ord, "اوي"))
_CONSONANTS = 3  # fewer say too little


@lru_cache(maxsize=4096)
def arabic_root(word: str) -> str:
    """What the forms of a folded Arabic word share: its consonants, or its stem where these are few; "" for other words.

    So “تصاريح” and “بالتصريح” are found as “تصريح”. It is no dictionary: it may join words that only look alike.
    """
    if not word or not "ء" <= word[0] <= "ي":
        return ""
    stem = _ARABIC_BEHIND.sub("", _ARABIC_BEFORE.sub("", word))
    root = stem[:1] + stem[1:].translate(_WEAK)
    return next((found for found in (root, stem) if len(found) >= _CONSONANTS), "")


@lru_cache(maxsize=16)
def _order(language: str) -> dict[str, int]:
    return {letter: place for place, letter in enumerate(_ALPHABETS.get(language, ""))}


def sort_key(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """Sorts as the language's own alphabet does (š, z, ž before t in Estonian); other letters by their plain form."""
    order = _order(language)
    shown = unicodedata.normalize("NFC", clean(text).casefold())
    key: list[tuple[int, str]] = []
    for ch in shown:
        if ch in order:
            key.append((100 + order[ch], ""))
            continue
        key.extend(_placed(plain, ch, order) for plain in fold(ch) or " ")
    return tuple(key)


def _placed(plain: str, shown: str, order: dict[str, int]) -> tuple[int, str]:
    """Spaces, then digits, then the language's alphabet, then every other letter."""
    if plain in order:
        return (100 + order[plain], shown)
    if plain == " ":
        return (1, "")
    return (500, plain) if plain.isalpha() else (50, plain)


__all__ = ["arabic_root", "clean", "fold", "plain_digits", "sort_key", "words_of"]
