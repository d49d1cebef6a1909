"""Floor 5. The name of an upload: kept to be shown, never to be trusted as a path or a type."""

from __future__ import annotations

import unicodedata

LONGEST = 120
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}


def tidy_name(name: str, media_type: str) -> str:
    """The last part of the name, on one line, without invisible characters, with the ending of its real type."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Cc, Cf, Cs and the like: control characters, direction overrides, lone surrogates.
    seen = "".join(
        " " if unicodedata.category(one)[0] in "Z" else one for one in last if unicodedata.category(one)[0] != "C"
    )
    stem = unicodedata.normalize("NFC", " ".join(seen.split()))
    endings = ENDINGS[media_type]
    ending = next((one for one in endings if stem.lower().endswith(one)), "")
    if ending:
        stem, ending = stem[: -len(ending)], stem[-len(ending) :]
    return (stem.strip(". ")[:LONGEST] or "file") + (ending or endings[0])
