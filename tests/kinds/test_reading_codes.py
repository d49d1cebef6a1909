"""What people type for percentages, years, times, ranges, ratings, countries, and numbers that each country gives out."""

from __future__ import annotations

import importlib
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import stdnum

from portal.kinds import company_number, postcode, vat_number, vehicle_plate
from portal.kinds.date_range import DateRange
from portal.kinds.kind import Choices
from portal.kinds.official_numbers import Rule
from portal.kinds.registry import kind_named
from portal.kinds.year import limit
from tests.kinds.asked import TODAY, Ask, Speech, ask
from tests.kinds.test_reading import read


def shown(kind: str, typed: str, **settings: Any) -> str:
    field = ask(kind_named(kind), **settings)
    value = kind_named(kind).read(field, {"": [typed]}, TODAY).value
    return "".join(str(line) for line in kind_named(kind).show(field, value, Speech()))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", Decimal("12.5")), ("12,5 %", Decimal("12.5")), ("%12.5", Decimal("12.5")), ("١٢٫٥٪", Decimal("12.5")),
        ("100", Decimal(100)), ("0", Decimal(0)), ("100.01", "too_big"), ("-1", "too_small"), ("1.234", "decimals"),
        ("half", "number"), ("5%%", "number"), ("1%2", "number"),
        ("12 percent", Decimal(12)), ("12 pour cent", Decimal(12)), ("12 protsenti", Decimal(12)), ("١٢ بالمئة", Decimal(12)),
    ],
)  # fmt: skip
def test_a_percentage_is_read_with_its_sign_or_without(typed: str, value: Any) -> None:
    assert read("percentage", typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", Decimal("12.5")), ("12,5", Decimal("12.5")), ("١٢٫٥", Decimal("12.5")), ("١٢،٥", Decimal("12.5")),
        (".5", Decimal("0.5")), ("5.", Decimal(5)), ("1 234,5", Decimal("1234.5")), ("1.234,5", Decimal("1234.5")),
        ("1,234.5", Decimal("1234.5")), ("1,234,567", Decimal(1234567)), ("١٬٢٣٤٫٥", Decimal("1234.5")),
        ("1.234", Decimal("1.234")), ("0,123", Decimal("0.123")), ("1234,567", Decimal("1234.567")),
        ("1,234", "ambiguous"), ("-12,345", "ambiguous"), ("20 50", "number"), ("1/2", "number"),
    ],
)  # fmt: skip
def test_a_decimal_is_read_however_it_is_written_and_never_a_thousand_times_too_large(typed: str, value: Any) -> None:
    assert read("decimal", typed) == value


def test_a_percentage_has_the_author_s_bounds_and_is_shown_with_its_sign() -> None:
    assert read("percentage", "120", max="200") == Decimal(120)
    assert read("percentage", "12.5", places=0) == "whole"
    assert shown("percentage", "12,50") == "12.5%"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1984", 1984), ("١٩٨٤", 1984), ("84", "year"), ("19845", "year"), ("0984", "year"), ("next", "year")],
)
def test_a_year_has_four_digits(typed: str, value: Any) -> None:
    assert read("year", typed) == value


def test_a_year_has_bounds_that_may_move_with_today() -> None:
    bounds = {"earliest": "1950", "latest": "today - 1 year"}

    assert [read("year", typed, **bounds) for typed in ("1949", "1950", "2025", "2026")] == [
        "too_early", 1950, 2025, "too_late",
    ]  # fmt: skip
    assert limit("2020-03-31", TODAY) == 2020
    assert limit("yesterday", TODAY) is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("14:30", time(14, 30)), ("14.30", time(14, 30)), ("1430", time(14, 30)), ("930", time(9, 30)),
        ("0930", time(9, 30)), ("9.30", time(9, 30)), ("9:30 pm", time(21, 30)), ("9pm", time(21)), ("9 p.m.", time(21)),
        ("12am", time(0)), ("12 pm", time(12)), ("12:05 AM", time(0, 5)), ("9h30", time(9, 30)), ("9 h", time(9)),
        ("٩:٣٠", time(9, 30)), ("٩:٣٠ م", time(21, 30)), ("٩ ص", time(9)), ("۱۴:۳۰", time(14, 30)), ("00:00", time(0)),
        ("kell 9.30", time(9, 30)), ("9:30:00", time(9, 30)), ("24:00", "time"), ("9:60", "time"), ("13 pm", time(13)),
        ("0 am", time(0)), ("9", "ambiguous"), ("noon", time(12)), ("18 h", time(18)), ("18h30", time(18, 30)), ("18", time(18)),
        ("18 h 30", time(18, 30)), ("6 pm", time(18)), ("6.30pm", time(18, 30)), ("18.30", time(18, 30)), ("630pm", time(18, 30)),
        ("٦ م", time(18)), ("٦:٣٠ مساءً", time(18, 30)), ("الساعة ٦ ص", time(6)), ("٦", "ambiguous"), ("6 h", time(6)),
        ("kell 6 õhtul", time(18)), ("18 heures 30", time(18, 30)), ("6 du soir", time(18)), ("8 30", time(8, 30)),
        ("18 h 30 min", time(18, 30)), ("minuit", time(0)), ("6 o’clock", "ambiguous"), ("9-17", "time"), ("18 am", "time"),
        ("9:3", "time"), ("99999", "time"),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(typed: str, value: Any) -> None:
    assert read("time", typed) == value


def test_a_time_has_its_bounds_and_rules_can_compare_it() -> None:
    bounds = {"earliest": "8:00", "latest": "20:00"}

    assert [read("time", typed, **bounds) for typed in ("7.59", "8", "08:00", "8 pm", "20:01")] == [
        "too_early", "ambiguous", time(8), time(20), "too_late",
    ]  # fmt: skip
    field, kind = ask(kind_named("time")), kind_named("time")
    assert kind.rule_value(field, time(9, 5)) == "09:05"
    assert kind.rule_value(field, time(9, 5)) < kind.rule_value(field, time(10, 0))


def test_a_rating_is_one_of_its_numbers_and_its_ends_have_words() -> None:
    kind, say = kind_named("rating"), Speech()
    field = ask(kind, of=3, low=SimpleNamespace(source="Bad"), high=SimpleNamespace(source="Good"))

    assert [read("rating", typed, of=3) for typed in ("1", "٣", "4", "0", "good")] == [
        1,
        3,
        "unknown",
        "unknown",
        "unknown",
    ]
    assert [(code, str(words)) for code, words in kind.own_choices(field, say)] == [
        ("1", "1: Bad"), ("2", "2"), ("3", "3: Good"),
    ]  # fmt: skip
    assert shown("rating", "2", of=3) == "2 of 3"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("EE", "EE"), ("ee", "EE"), ("Estonia", "EE"), ("eesti", "EE"), ("إستونيا", "EE"), ("Estonie", "EE"),
        ("XK", "XK"), ("EU", "unknown"), ("ZZ", "unknown"), ("Atlantis", "unknown"),
    ],
)  # fmt: skip
def test_a_country_is_read_by_its_code_or_its_name(typed: str, value: str) -> None:
    assert read("country", typed) == value


def test_countries_are_named_and_sorted_in_the_reader_s_language() -> None:
    kind = kind_named("country")
    listed = kind.own_choices(ask(kind, first=("EE", "FI")), Speech())

    assert [str(words) for _, words in listed[:4]] == ["Estonia", "Finland", "Afghanistan", "Åland Islands"]
    assert len(listed) == len({code for code, _ in listed}) == 250
    only = ask(kind, only=("SE", "fi"))
    assert [code for code, _ in kind.own_choices(only, Speech())] == ["FI", "SE"]
    assert read("country", "EE", only=("SE", "FI")) == "unknown"


def test_a_language_is_read_by_its_code_or_its_name() -> None:
    assert [read("language", typed) for typed in ("et", "ET", "Estonian", "eesti", "العربية", "xx")] == [
        "et", "et", "et", "et", "ar", "unknown",
    ]  # fmt: skip
    assert shown("language", "ar") == "Arabic"


@pytest.mark.parametrize(
    ("country", "typed", "value"),
    [
        ("EE", "12345678", "12345678"), ("EE", "1234 5678", "12345678"), ("EE", "١٢٣٤٥٦٧٨", "12345678"),
        ("EE", "12345679", "checksum"), ("EE", "123", "format"), ("FI", "2077474-0", "20774740"),
        ("FI", "2077474-1", "checksum"), ("FR", "552 008 443", "552008443"), ("DE", "aachen hra 11223", "Aachen HRA 11223"),
        ("GB", "sc 123456", "SC123456"), ("GB", "12", "format"), ("JP", "ab-12", "AB12"), ("any", "x1", "X1"),
        ("any", "none", "format"), ("EE", "9" * 500, "format"),
    ],
)  # fmt: skip
def test_a_company_number_is_checked_by_its_own_country_s_rule(country: str, typed: str, value: str) -> None:
    assert read("company number", typed, country=country) == value


@pytest.mark.parametrize(
    ("country", "typed", "value"),
    [
        ("EE", "EE 100 931 558", "EE100931558"), ("EE", "100931558", "EE100931558"), ("EE", "ee100931559", "checksum"),
        ("EE", "FI20774740", "format"), ("any", "fi 2077474-0", "FI20774740"), ("GR", "EL094259216", "EL094259216"),
        ("any", "EL 094259216", "EL094259216"), ("any", "AT12", "format"), ("any", "US-12345", "US12345"),
        ("GB", "GB 980 7806 84", "GB980780684"), ("FR", "FR 40 303 265 045", "FR40303265045"),
    ],
)  # fmt: skip
def test_a_vat_number_is_kept_with_its_country_s_letters(country: str, typed: str, value: str) -> None:
    assert read("vat number", typed, country=country) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("EE38 2200 2210 2014 5685", "EE382200221020145685"), ("ee38-2200-2210-2014-5685", "EE382200221020145685"),
        ("IBAN: EE38 2200 2210 2014 5685", "EE382200221020145685"), ("EE٣٨٢٢٠٠٢٢١٠٢٠١٤٥٦٨٥", "EE382200221020145685"),
        ("gb82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"), ("EE38 2200 2210 2014 5686", "checksum"),
        ("EE38 2200", "format"), ("XX38 2200 2210 2014 5685", "checksum"), ("my account", "format"), ("!", "format"), ("X" * 500, "format"),
    ],
)  # fmt: skip
def test_an_iban_is_checked_and_shown_in_fours(typed: str, value: str) -> None:
    assert read("iban", typed) == value
    assert shown("iban", "ee382200221020145685") == "EE38 2200 2210 2014 5685"


def test_an_iban_may_have_to_be_of_certain_countries() -> None:
    kind = kind_named("iban")
    (problem,) = kind.read(ask(kind, countries=("FI", "lv")), {"": ["EE382200221020145685"]}, TODAY).problems

    assert (problem.code, problem.params["countries"]) == ("country", Choices(("FI", "LV")))


@pytest.mark.parametrize(
    ("country", "typed", "value"),
    [
        ("EE", "123 abc", "123ABC"), ("EE", "123-ABC", "123ABC"), ("EE", "١٢٣ abc", "123ABC"), ("EE", "ABC", "format"),
        ("EE", "1234567", "format"), ("DE", "b ab 1234", "BAB1234"), ("DE", "B-AB 12345", "format"),
        ("GB", "ab12cde", "AB12CDE"), ("NL", "ab-123-c", "AB123C"), ("NL", "abcdef", "format"), ("FR", "AB-123-CD", "AB123CD"),
        ("any", "د ب 12345", "دب12345"), ("any", "plate", "format"), ("ZA", "CA 123-456", "CA123456"),
    ],
)  # fmt: skip
def test_a_plate_is_kept_without_spaces(country: str, typed: str, value: str) -> None:
    assert read("vehicle plate", typed, country=country) == value


@pytest.mark.parametrize(
    ("country", "typed", "kept", "on_paper"),
    [
        ("GB", "sw1a1aa", "SW1A1AA", "SW1A 1AA"), ("LV", "1010", "LV1010", "LV-1010"), ("LV", "lv-1010", "LV1010", "LV-1010"),
        ("PL", "00001", "00001", "00-001"), ("US", "205000003", "205000003", "20500-0003"), ("NL", "1011ab", "1011AB", "1011 AB"),
        ("EE", "١٠١١٥", "10115", "10115"), ("any", "k1a 0b1", "K1A0B1", "K1A0B1"),
    ],
)  # fmt: skip
def test_a_postcode_is_shown_as_its_country_writes_it(country: str, typed: str, kept: str, on_paper: str) -> None:
    assert read("postcode", typed, country=country) == kept
    assert shown("postcode", typed, country=country) == on_paper


RULES: dict[str, dict[str, Rule]] = {
    "company number": company_number._RULES,
    "vat number": vat_number._RULES,
    "vehicle plate": vehicle_plate._RULES,
    "postcode": postcode._RULES,
}


@pytest.mark.parametrize(
    ("name", "country"), [(name, country) for name, rules in RULES.items() for country in rules]
)  # fmt: skip
def test_each_country_s_example_holds_and_is_shown_as_it_is_written(name: str, country: str) -> None:
    kind = kind_named(name)
    field = ask(kind, country=country)
    example = kind.example(field, TODAY)[""][0]
    value = kind.read(field, {"": [example]}, TODAY).value

    assert value is not None
    assert kind.read(field, kind.refill(field, value), TODAY).value == value
    if name in ("vehicle plate", "postcode"):
        assert kind.show(field, value, Speech()) == [example]


def test_every_module_that_is_named_is_part_of_python_stdnum() -> None:
    named = {rule.module for rules in RULES.values() for rule in rules.values() if rule.module}

    assert len(named) > 40
    assert all(
        Path(str(importlib.import_module(f"stdnum.{name}").__file__)).is_relative_to(stdnum.__path__[0])
        for name in named
    )


@pytest.mark.parametrize(
    ("kind", "settings", "setting"),
    [
        ("percentage", {"min": "much"}, "min"),
        ("percentage", {"min": "200"}, "min"),
        ("year", {"earliest": "MCM"}, "earliest"),
        ("year", {"earliest": "2000", "latest": "1999"}, "earliest"),
        ("time", {"latest": "25:00"}, "latest"),
        ("time", {"earliest": "20:00", "latest": "8:00"}, "earliest"),
        ("rating", {"of": 1}, "of"),
        ("rating", {"of": 11}, "of"),
        ("country", {"only": ("EE", "UK")}, "only"),
        ("country", {"only": ("EE",), "first": ("FI",)}, "first"),
        ("language", {"first": ("english",)}, "first"),
        ("company number", {"country": "UK"}, "country"),
        ("vehicle plate", {"example": "none"}, "example"),
        ("iban", {"countries": ("UK",)}, "countries"),
        ("date range", {"max_days": 0}, "max_days"),
        ("date range", {"earliest": "today", "latest": "today - 1 day"}, "earliest"),
        ("likert", {"statements": {}}, "statements"),
        ("likert", {"scale": {"only": SimpleNamespace(source="One step")}}, "scale"),
    ],
)
def test_an_author_s_impossible_settings_are_faults(kind: str, settings: dict[str, Any], setting: str) -> None:
    faults = kind_named(kind).check(ask(kind_named(kind), **settings))

    assert [name for name, *_ in faults] == [setting]
    assert all(message.format(**params) and remedy.format(**params) for _, message, remedy, params in faults)


def stay(typed: str) -> dict[str, str]:
    parts = [f"{end}-{part}" for end in ("from", "until") for part in ("day", "month", "year")]
    return dict(zip(parts, typed.split("|"), strict=True))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3|5|2027|9|may|2027", DateRange(date(2027, 5, 3), date(2027, 5, 9))),
        ("3 5 2027|||9/5/2027||", DateRange(date(2027, 5, 3), date(2027, 5, 9))),
        ("٣|٥|٢٠٢٧|٣|مايو|٢٠٢٧", DateRange(date(2027, 5, 3), date(2027, 5, 3))),
        ("3|5|2027|||", "missing_until@until-day"),
        ("|||9|5|2027", "missing_from@from-day"),
        ("3||2027|31|4|2027", ["missing_month@from-month", "impossible@until-day"]),
        ("32|5|2027|9|x|27", ["day@from-day", "month@until-month", "year@until-year"]),
        ("9|5|2027|3|5|2027", "ends_before@until-day"),
        ("|||||", None),
    ],
)
def test_a_date_range_says_which_end_is_wrong(typed: str, value: Any) -> None:
    assert read("date range", stay(typed)) == value


def test_a_date_range_has_its_bounds_and_counts_both_days() -> None:
    bounds = {"earliest": "today", "latest": "2026-12-31", "max_days": 7}

    assert read("date range", stay("23|11|2026|24|11|2026"), **bounds) == "too_early@from-day"
    assert read("date range", stay("24|11|2026|1|1|2027"), **bounds) == "too_late@until-day"
    assert read("date range", stay("24|11|2026|1|12|2026"), **bounds) == "too_long@until-day"
    assert read("date range", stay("24|11|2026|30|11|2026"), **bounds).days == 7


def test_a_date_range_is_shown_as_one_day_where_it_is_one() -> None:
    kind = kind_named("date range")
    week, day = DateRange(date(2027, 5, 3), date(2027, 5, 9)), DateRange(date(2027, 5, 3), date(2027, 5, 3))

    told = [str(kind.show(ask(kind), value, Speech())[0]).replace("\u00a0", " ") for value in (week, day)]
    assert told == ["3 May 2027 to 9 May 2027", "3 May 2027"]
    assert kind.export(ask(kind), week) == "2027-05-03/2027-05-09"
    assert kind.rule_value(ask(kind), week) == {"from": date(2027, 5, 3), "until": date(2027, 5, 9)}


ROWS = {
    "statements": {"dogs": SimpleNamespace(source="With dogs"), "cats": SimpleNamespace(source="With cats")},
    "scale": {"well": SimpleNamespace(source="Well"), "badly": SimpleNamespace(source="Badly")},
}


def test_each_row_of_a_likert_table_wants_an_answer() -> None:
    assert read("likert", {"dogs": "well", "cats": "badly"}, **ROWS) == {"dogs": "well", "cats": "badly"}
    assert read("likert", {"dogs": "well"}, **ROWS) == "missing@cats"
    assert read("likert", {"dogs": "well", "cats": "?"}, **ROWS) == "unknown@cats"
    assert read("likert", {}, **ROWS) is None


def test_rows_of_an_optional_likert_table_may_be_left_out() -> None:
    kind = kind_named("likert")
    field = Ask(optional=True, settings=ROWS)

    assert kind.read(field, {"dogs": ["well"]}, TODAY).value == {"dogs": "well"}
    assert "required" not in kind.schema(field)
    assert [str(line) for line in kind.show(field, {"dogs": "well"}, Speech())] == ["With dogs: Well"]


def test_rows_are_told_in_the_field_s_order_whatever_order_they_were_stored_in() -> None:
    kind = kind_named("likert")
    stored = {"cats": "badly", "dogs": "well"}

    assert kind.export(ask(kind, **ROWS), stored) == "dogs: well; cats: badly"
    assert [str(line) for line in kind.show(ask(kind, **ROWS), stored, Speech())] == [
        "With dogs: Well",
        "With cats: Badly",
    ]
