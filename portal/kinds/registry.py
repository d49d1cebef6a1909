"""Floor 2. Every kind of field there is, by the name a specification calls it.

A new kind is one file and one line here, or a package of its own (`packages`), which never replaces one of these.
A test may lend one for a while: `with lent(KIND): …`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from portal.kinds.address import ADDRESS
from portal.kinds.choice import CHOICE
from portal.kinds.company_number import COMPANY_NUMBER
from portal.kinds.computed import COMPUTED, HIDDEN
from portal.kinds.country import COUNTRY
from portal.kinds.date import DATE
from portal.kinds.date_range import DATE_RANGE
from portal.kinds.decimal import DECIMAL
from portal.kinds.declaration import DECLARATION
from portal.kinds.email import EMAIL
from portal.kinds.file import FILE
from portal.kinds.iban import IBAN
from portal.kinds.integer import INTEGER
from portal.kinds.kind import Kind
from portal.kinds.language import LANGUAGE
from portal.kinds.likert import LIKERT
from portal.kinds.long_text import LONG_TEXT
from portal.kinds.money import MONEY
from portal.kinds.month_and_year import MONTH_AND_YEAR
from portal.kinds.national_number import NATIONAL_NUMBER
from portal.kinds.packages import kinds_of_packages
from portal.kinds.percentage import PERCENTAGE
from portal.kinds.person_name import PERSON_NAME
from portal.kinds.phone import PHONE
from portal.kinds.postcode import POSTCODE
from portal.kinds.rating import RATING
from portal.kinds.several_choices import SEVERAL_CHOICES
from portal.kinds.several_files import SEVERAL_FILES
from portal.kinds.text import TEXT
from portal.kinds.time import TIME
from portal.kinds.url import URL
from portal.kinds.vat_number import VAT_NUMBER
from portal.kinds.vehicle_plate import VEHICLE_PLATE
from portal.kinds.year import YEAR
from portal.kinds.yes_no import YES_NO

_known: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        TEXT,
        LONG_TEXT,
        INTEGER,
        DECIMAL,
        PERCENTAGE,
        MONEY,
        DATE,
        DATE_RANGE,
        MONTH_AND_YEAR,
        YEAR,
        TIME,
        YES_NO,
        CHOICE,
        SEVERAL_CHOICES,
        RATING,
        LIKERT,
        COUNTRY,
        LANGUAGE,
        EMAIL,
        PHONE,
        URL,
        PERSON_NAME,
        NATIONAL_NUMBER,
        COMPANY_NUMBER,
        VAT_NUMBER,
        IBAN,
        VEHICLE_PLATE,
        ADDRESS,
        POSTCODE,
        FILE,
        SEVERAL_FILES,
        DECLARATION,
        COMPUTED,
        HIDDEN,
    )
}
_known.update(kinds_of_packages(_known))
KINDS: Mapping[str, Kind] = MappingProxyType(_known)


def kind_named(name: str) -> Kind:
    """The kind a specification calls `name`.

    Refused: `KeyError` where there is none.
    """
    return KINDS[name]


@contextmanager
def lent(kind: Kind) -> Iterator[Kind]:
    """`kind` is known while the block runs."""
    if kind.name in _known:
        raise ValueError(f"There is a kind {kind.name!r} already")
    _known[kind.name] = kind
    try:
        yield kind
    finally:
        del _known[kind.name]
