"""Floor 2. The kind `url`: the address of a web page, however much of it is typed; stored whole, with https://."""

from __future__ import annotations

import re
from datetime import date

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading
from portal.kinds.reading import EMPTY, TOO_LONG_WORDS, holds, line, single, slip, too_long

LONGEST = 2_000
_HOST = re.compile(r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w\-]{0,61}[^\W_])\.?")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):(?!\d)", re.IGNORECASE)
_REST = re.compile(r"[^\s<>\"\\^`{|}]*")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = "".join(line(raw).split())
    if not text:
        return EMPTY
    long = too_long(field, text, LONGEST)
    if long:
        return long
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return slip(field, "format")
    bare = re.sub(r"^https?:/*", "", text, flags=re.IGNORECASE)
    host, slash, rest = re.fullmatch(r"([^/?#]*)(/?)(.*)", bare).groups()  # type: ignore[union-attr] # it fits any text
    name, colon, port = host.partition(":")
    if not _HOST.fullmatch(name) or len(name) > 253 or (colon and not re.fullmatch(r"[0-9]{1,5}", port)):
        return slip(field, "format")
    if not _REST.fullmatch(rest):
        return slip(field, "format")
    start = "http" if scheme and scheme[1].lower() == "http" else "https"
    return holds(f"{start}://{name.lower()}{colon}{port}{slash}{rest}")


URL = Kind(
    name="url",
    widget="url",
    problems={
        "empty": N_("Enter a web address for “{label}”"),
        "format": N_("Check the web address for “{label}”. It looks like this: www.example.com"),
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
    schema=lambda _field: {"type": "string", "format": "uri", "maxLength": LONGEST},
    example=lambda _field, _today: single("https://www.example.com/page"),
    autocomplete={"": "url"},
)
