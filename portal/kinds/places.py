"""Floor 2. The world's countries and languages by their ISO codes, and by the names people type."""

from __future__ import annotations

from functools import cache

from babel import Locale

from portal.i18n.folding import fold

# Languages in which a name is understood wherever it is typed.
NAMED_IN = ("en", "et", "ar", "fr")
# What the CLDR lists beside ISO 3166: islands without a code of their own, unions, and what only tests have.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_OLD_LANGUAGES = frozenset(["sh", "mo", "tl", "iw", "in", "ji", "jw"])


def _known(of: str) -> tuple[str, ...]:
    names = getattr(Locale.parse("en"), of)
    return tuple(sorted(code for code in names if len(code) == 2 and code.isalpha()))


# ISO 3166-1, and XK, by which Europe knows Kosovo.
COUNTRIES = tuple(code for code in _known("territories") if code not in _NO_COUNTRIES)
# ISO 639-1.
LANGUAGES = tuple(code for code in _known("languages") if code not in _OLD_LANGUAGES)


@cache
def by_name(of: str) -> dict[str, str]:
    """Folded name → code; `of` is "territories" or "languages". A name that two share is left out."""
    codes = COUNTRIES if of == "territories" else LANGUAGES
    found: dict[str, set[str]] = {}
    for language in NAMED_IN:
        names = getattr(Locale.parse(language), of)
        for code in codes:
            if name := names.get(code):
                found.setdefault(fold(name), set()).add(code)
    return {name: next(iter(meant)) for name, meant in found.items() if len(meant) == 1}
