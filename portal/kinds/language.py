"""Floor 2. The kind `language`: one that people speak, kept as its ISO code and named in the reader's own."""

from __future__ import annotations

from portal.errors import N_
from portal.kinds.named_codes import kind_of_codes
from portal.kinds.places import LANGUAGES, by_name

LANGUAGE = kind_of_codes(
    "language",
    every=LANGUAGES,
    meant=lambda: by_name("languages"),
    name=lambda say, code: say.language_name(code),
    problems={
        "empty": N_("Choose a language for “{label}”"),
        "unknown": N_("Choose one of the languages for “{label}”"),
    },
    no_code=(N_("“{code}” is no language."), N_("Write its two letters, for example et.")),
    autocomplete="language",
)
