"""Floor 2. The kind `email`: an address one can write to; whether it is the person's own, a message will show."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading
from portal.kinds.reading import EMPTY, TOO_LONG_WORDS, holds, line, single, slip, too_long

LONGEST = 254
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w\-]{0,61}[^\W_])")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = unicodedata.normalize("NFKC", line(raw))
    if not text:
        return EMPTY
    address = re.sub(r"^mailto:", "", "".join(text.split()), flags=re.IGNORECASE).strip("<>.,;")
    long = too_long(field, address, LONGEST)
    if long:
        return long
    local, at, domain = address.rpartition("@")
    if not at:
        return slip(field, "no_at")
    if not _LOCAL.fullmatch(local) or local.strip(".") != local or ".." in local or not _DOMAIN.fullmatch(domain):
        return slip(field, "format")
    return holds(f"{local}@{domain.lower()}")


EMAIL = Kind(
    name="email",
    widget="email",
    problems={
        "empty": N_("Enter an e-mail address for “{label}”"),
        "no_at": N_("The e-mail address for “{label}” needs an @, for example name@example.com"),
        "format": N_("Check the e-mail address for “{label}”. It looks like this: name@example.com"),
        "too_long": TOO_LONG_WORDS,
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(value),
    show=lambda _field, value, _say: [value],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "string", "format": "idn-email", "maxLength": LONGEST},
    example=lambda _field, _today: single("name@example.com"),
    autocomplete={"": "email"},
)
