"""Floor 1. Days, moments, money, numbers and lists as a reader of one language writes them (CLDR, through Babel)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from babel.units import format_unit

from portal.i18n.text import Text

NO_BREAK = "\u00a0"
# Plain "en" is American in the CLDR; the house writes "3 May 2027".
_REGIONS = {"en": "en-GB"}
_SIZES = ((1_000_000_000, "gigabyte"), (1_000_000, "megabyte"), (1_000, "kilobyte"))
_UNITS = {"gigabyte": "GB", "megabyte": "MB", "kilobyte": "KB"}
_FRENCH_UNITS = {"gigabyte": "Go", "megabyte": "Mo", "kilobyte": "ko"}


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The CLDR's locale for a language tag; one it does not know is written as English is."""
    try:
        return Locale.parse(
            _REGIONS.get(language, language), sep="_" if "_" in _REGIONS.get(language, language) else "-"
        )
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")


@lru_cache(maxsize=4096)
def _clock(language: str, hour: int, minute: int) -> str:
    """Every page tells two times of the day; there are 1,440 of them in a language."""
    return format_time(time(hour, minute), "HH:mm", locale=locale_of(language))


Day = date


def comma_of(language: str) -> str:
    """The comma of a language's script, without the space after it."""
    return "،" if language.partition("-")[0] in {"ar", "fa", "ur"} else ","


def comma_within(words: str) -> str:
    """The comma of what somebody typed: that of the script it begins in."""
    strong = next((way for char in words if (way := bidirectional(char)) in {"L", "R", "AL"}), "L")
    return comma_of("ar") if strong == "AL" else ","


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes values; `zone` is the authority's time zone, in which moments are told."""

    language: str
    zone: str = "UTC"

    def _text(self, words: str) -> Text:
        known = self._locale.language == self.language.partition("-")[0]
        return Text(words, self.language if known else "en", self.language)

    @property
    def _locale(self) -> Locale:
        return locale_of(self.language)

    def date(self, value: Day) -> Text:
        """ "3 May 2027": it stays on one line."""
        return self._day(value, format_date(value, "long", locale=self._locale))

    def month(self, value: Day) -> Text:
        """ "May 2027": the month of a day."""
        words = format_skeleton("yMMMM", value, locale=self._locale)
        return self._text(words.replace(" ", NO_BREAK))

    def short_date(self, value: Day) -> Text:
        """ "3 May", for lists in which the year is plain."""
        patterns = {"en": "d MMMM", "et": "d. MMMM", "ar": "d MMMM"}
        pattern = patterns.get(self.language, "d MMMM")
        return self._day(value, format_date(value, pattern, locale=self._locale))

    def _day(self, value: Day, words: str) -> Text:
        """French says "1er mai", which the CLDR leaves to whoever writes."""
        if value.day == 1 and self._locale.language == "fr":
            words = f"1er{words.removeprefix('1')}"
        return self._text(words.replace(" ", NO_BREAK))

    def time(self, value: datetime) -> Text:
        """ "14:32" in the authority's zone."""
        here = value.astimezone(ZoneInfo(self.zone))
        return self._text(_clock(self.language, here.hour, here.minute))

    def moment(self, value: datetime) -> Text:
        """ "3 May 2027, 14:32" in the authority's zone; `value` is aware."""
        here = value.astimezone(ZoneInfo(self.zone))
        return self._text(f"{self.date(here.date())}{comma_of(self.language)} {self.time(value)}")

    def day_of(self, value: datetime) -> Day:
        """The day it is in the authority's zone at this moment."""
        return value.astimezone(ZoneInfo(self.zone)).date()

    def integer(self, value: int) -> Text:
        return self._text(format_decimal(value, locale=self._locale))

    def decimal(self, value: Decimal) -> Text:
        """Every digit it has: nothing is rounded away."""
        return self._text(format_decimal(value, locale=self._locale, decimal_quantization=False))

    def percent(self, value: Decimal) -> Text:
        """ "12.5%" from 12.5: every digit it has."""
        return self._text(format_percent(value.scaleb(-2), locale=self._locale, decimal_quantization=False))

    def country(self, code: str) -> Text:
        """The country of an ISO code; the code itself where the CLDR has no name."""
        return self._text(self._locale.territories.get(code) or code)

    def called(self, language: str) -> Text:
        """The name of a language in this one."""
        return self._text(self._locale.languages.get(language) or language)

    def money(self, minor: int, currency: str) -> Text:
        """ "€20.50" from 2050 minor units; the currency's own number of decimals."""
        major = Decimal(minor).scaleb(-get_currency_precision(currency))
        return self._text(format_currency(major, currency, locale=self._locale))

    def size(self, size_bytes: int) -> Text:
        """ "412 KB", "2.4 MB": thousands as drives count them, so a limit reads as it was written."""
        unit_bytes, unit = next((step for step in _SIZES if size_bytes >= step[0]), _SIZES[-1])
        amount = Decimal(size_bytes) / unit_bytes
        rounded = round(amount, 1) if unit != "kilobyte" and amount < 100 else Decimal(max(round(amount), 1))
        if self._locale.text_direction == "ltr":
            number = format_decimal(rounded, locale=self._locale)
            units = _FRENCH_UNITS if self._locale.language == "fr" else _UNITS
            return self._text(f"{number}{NO_BREAK}{units[unit]}")
        for width in ("long", "short"):  # the CLDR has no long kilobyte in Arabic
            words = format_unit(rounded, f"digital-{unit}", width, locale=self._locale)
            if "digital" not in words:
                break
        return self._text(words.replace(" ", NO_BREAK))

    def span(self, months: int, days: int) -> Text:
        """ "18 years", "1 year and 6 months", "10 days"."""
        years, months = divmod(months, 12)
        parts = [(years, "year"), (months, "month"), (days, "day")]
        told = [format_unit(count, f"duration-{unit}", locale=self._locale) for count, unit in parts if count]
        return self.listed(told)

    def listed(self, items: Sequence[str | Text]) -> Text:
        """ "a, b and c"."""
        words = [str(item) for item in items]
        return self._text(format_list(words, locale=self._locale)) if words else self._text("")

    def either(self, items: Sequence[str | Text]) -> Text:
        """ "a, b or c"."""
        words = [str(item) for item in items]
        return self._text(format_list(words, style="or", locale=self._locale)) if words else self._text("")

    def language_name(self, of: str) -> Text:
        """The name of language `of` in itself, for the language switch."""
        name = locale_of(of).get_language_name(of.partition("-")[0]) or of
        return Text(name[:1].upper() + name[1:], of, self.language)


__all__ = ["Formats", "comma_of", "comma_within", "locale_of"]
