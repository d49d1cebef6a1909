"""Floor 2. The kind `country`: one of the world's, kept as its ISO code and named in the reader's language."""

from __future__ import annotations

from portal.errors import N_
from portal.kinds.named_codes import kind_of_codes
from portal.kinds.places import COUNTRIES, by_name

COUNTRY = kind_of_codes(
    "country",
    every=COUNTRIES,
    meant=lambda: by_name("territories"),
    name=lambda say, code: say.country(code),
    problems={
        "empty": N_("Choose a country for “{label}”"),
        "unknown": N_("Choose one of the countries for “{label}”"),
    },
    no_code=(N_("“{code}” is no country."), N_("Write its two letters, for example EE.")),
    autocomplete="country",
)
