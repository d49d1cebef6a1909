"""Floor 2. The kind `vehicle plate`: the registration number of a vehicle, kept without spaces.

The patterns are those of ordinary plates, a few decades back. Where somebody may come with any other, `country: any`.
"""

from __future__ import annotations

from portal.errors import N_
from portal.kinds.official_numbers import Rule, kind_of_numbers

_DUTCH = [
    (f"[{one}]{{{sizes[0]}}}", f"[{other}]{{{sizes[1]}}}", f"[{one}]{{{sizes[2]}}}")
    for one, other in (("A-Z", "0-9"), ("0-9", "A-Z"))
    for sizes in ("231", "132", "321", "123", "222")
] + [("[A-Z0-9]{2}", "(?=.*[0-9])[A-Z0-9]{2}", "[A-Z0-9]{2}")]
_RULES = {
    "AT": Rule("W 12345A", (("([A-ZÄÖÜ]{1,2})((?=.*[0-9])[A-Z0-9]{3,6})", r"\1 \2"),)),
    "BE": Rule("1-ABC-234", (("([0-9])([A-Z]{3})([0-9]{3})", r"\1-\2-\3"), ("([A-Z]{3})([0-9]{3})", r"\1-\2"))),
    "CH": Rule("ZH 12345", (("([A-Z]{2})([0-9]{1,6})", r"\1 \2"),)),
    "CZ": Rule("1A2 3456", (("([0-9][A-Z][0-9A-Z])([0-9]{4})", r"\1 \2"),)),
    "DE": Rule("B-AB 1234", (("([A-ZÄÖÜ]{1,3}?)([A-Z]{1,2})([0-9]{1,4}[EH]?)", r"\1-\2 \3"),)),
    "DK": Rule("AB 12 345", (("([A-Z]{2})([0-9]{2})([0-9]{3})", r"\1 \2 \3"),)),
    "EE": Rule("123 ABC", (("([0-9]{2,3})([A-Z]{2,3})", r"\1 \2"), ("([A-Z]{1,3})([0-9]{1,4})", r"\1 \2"))),
    "ES": Rule("1234 BCD", (("([0-9]{4})([A-Z]{3})", r"\1 \2"), ("([A-Z]{1,2})([0-9]{4})([A-Z]{0,2})", r"\1 \2 \3"))),
    "FI": Rule("ABC-123", (("([A-ZÅÄÖ]{2,3})([0-9]{1,3})", r"\1-\2"),)),
    "FR": Rule("AB-123-CD", (("([A-Z]{2})([0-9]{3})([A-Z]{2})", r"\1-\2-\3"),
                             ("([0-9]{1,4})([A-Z]{1,3})([0-9]{2})", r"\1 \2 \3"))),
    "GB": Rule("AB12 CDE", (("([A-Z]{2}[0-9]{2})([A-Z]{3})", r"\1 \2"), ("([A-Z][0-9]{1,3})([A-Z]{3})", r"\1 \2"),
                            ("([A-Z]{3})([0-9]{1,3}[A-Z])", r"\1 \2"), ("([A-Z]{1,3})([0-9]{1,4})", r"\1 \2"),
                            ("([0-9]{1,4})([A-Z]{1,3})", r"\1 \2"))),
    "IE": Rule("241-D-12345", (("([0-9]{2,3})([A-Z]{1,2})([0-9]{1,6})", r"\1-\2-\3"),)),
    "IT": Rule("AB 123 CD", (("([A-Z]{2})([0-9]{3})([A-Z]{2})", r"\1 \2 \3"),)),
    "LT": Rule("ABC 123", (("([A-Z]{2,3})([0-9]{3,4})", r"\1 \2"),)),
    "LV": Rule("AB-1234", (("([A-Z]{2})([0-9]{1,4})", r"\1-\2"),)),
    "NL": Rule("AB-123-C", (*((f"({first})({middle})({last})", r"\1-\2-\3") for first, middle, last in _DUTCH),)),
    "NO": Rule("AB 12345", (("([A-Z]{2})([0-9]{4,5})", r"\1 \2"),)),
    "PL": Rule("WA 12345", (("([A-Z]{2,3})((?=.*[0-9])[A-Z0-9]{3,5})", r"\1 \2"),)),
    "PT": Rule("AB 12 CD", (("([A-Z]{2})([0-9]{2})([A-Z]{2})", r"\1 \2 \3"), ("([0-9]{2})([A-Z0-9]{2})([A-Z0-9]{2})", r"\1 \2 \3"))),
    "SE": Rule("ABC 12D", (("([A-Z]{3})([0-9]{2}[A-Z0-9])", r"\1 \2"),)),
    "US": Rule("ABC1234", (("[A-Z0-9]{2,8}", r"\g<0>"),)),
}  # fmt: skip

VEHICLE_PLATE = kind_of_numbers(
    "vehicle plate",
    widget="short_code",
    rules=_RULES,
    # Any script's letters, since a plate may come from anywhere.
    general=Rule("ABC 123", ((r"(?=.*[0-9])[^\W_]{2,10}", r"\g<0>"),)),
    problems={
        "empty": N_("Enter a registration number for “{label}”"),
        "format": N_("Check the registration number for “{label}”. It looks like this: {example}"),
    },
)
