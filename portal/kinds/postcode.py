"""Floor 2. The kind `postcode`: kept without spaces, shown as its country writes it."""

from __future__ import annotations

from portal.errors import N_
from portal.kinds.official_numbers import Rule, kind_of_numbers

_FOUR, _FIVE, _SIX = (((f"[0-9]{{{size}}}", r"\g<0>"),) for size in (4, 5, 6))
_THREE_TWO = (("([0-9]{3})([0-9]{2})", r"\1 \2"),)
_RULES = {
    "AT": Rule("1010", _FOUR),
    "AU": Rule("2000", _FOUR),
    "BE": Rule("1000", _FOUR),
    "BG": Rule("1000", _FOUR),
    "BR": Rule("01310-100", (("([0-9]{5})([0-9]{3})", r"\1-\2"),)),
    "CA": Rule("K1A 0B1", (("([A-Z][0-9][A-Z])([0-9][A-Z][0-9])", r"\1 \2"),)),
    "CH": Rule("8001", _FOUR),
    "CN": Rule("100000", _SIX),
    "CY": Rule("1010", _FOUR),
    "CZ": Rule("110 00", _THREE_TWO),
    "DE": Rule("10115", _FIVE),
    "DK": Rule("1050", _FOUR),
    "EE": Rule("10115", _FIVE),
    "ES": Rule("28001", _FIVE),
    "FI": Rule("00100", _FIVE),
    "FR": Rule("75001", _FIVE),
    "GB": Rule("SW1A 1AA", (("([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", r"\1 \2"), ("(GIR)(0AA)", r"\1 \2"))),
    "GR": Rule("105 57", _THREE_TWO),
    "HR": Rule("10000", _FIVE),
    "HU": Rule("1011", _FOUR),
    "IE": Rule("D02 AF30", (("([A-Z][0-9][0-9W])([A-Z0-9]{4})", r"\1 \2"),)),
    "IN": Rule("110001", _SIX),
    "IS": Rule("101", (("[0-9]{3}", r"\g<0>"),)),
    "IT": Rule("00118", _FIVE),
    "JP": Rule("100-0001", (("([0-9]{3})([0-9]{4})", r"\1-\2"),)),
    "LT": Rule("LT-01103", (("(?:LT)?([0-9]{5})", r"LT-\1"),)),
    "LU": Rule("L-1111", (("L?([0-9]{4})", r"L-\1"),)),
    "LV": Rule("LV-1010", (("(?:LV)?([0-9]{4})", r"LV-\1"),)),
    "MT": Rule("VLT 1117", (("([A-Z]{3})([0-9]{4})", r"\1 \2"),)),
    "NL": Rule("1011 AB", (("([1-9][0-9]{3})([A-Z]{2})", r"\1 \2"),)),
    "NO": Rule("0150", _FOUR),
    "PL": Rule("00-001", (("([0-9]{2})([0-9]{3})", r"\1-\2"),)),
    "PT": Rule("1000-001", (("([0-9]{4})([0-9]{3})", r"\1-\2"),)),
    "RO": Rule("010011", _SIX),
    "SE": Rule("111 20", _THREE_TWO),
    "SI": Rule("1000", _FOUR),
    "SK": Rule("811 01", _THREE_TWO),
    "TR": Rule("34000", _FIVE),
    "UA": Rule("01001", _FIVE),
    "US": Rule("20500-0003", (("[0-9]{5}", r"\g<0>"), ("([0-9]{5})([0-9]{4})", r"\1-\2"))),
}

POSTCODE = kind_of_numbers(
    "postcode",
    widget="short_code",
    rules=_RULES,
    # Every country's: letters and digits, one digit at least.
    general=Rule("10115", (("(?=.*[0-9])[A-Z0-9]{3,10}", r"\g<0>"),)),
    problems={
        "empty": N_("Enter a postcode for “{label}”"),
        "format": N_("Check the postcode for “{label}”. It looks like this: {example}"),
    },
    autocomplete={"": "postal-code"},
)
