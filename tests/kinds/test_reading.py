"""What people type, and what each kind makes of it: raw → value, or the problem's code and the part it lies in."""

from __future__ import annotations

from datetime import date, time
from types import SimpleNamespace
from typing import Any

import pytest

from portal.kinds.address import Address
from portal.kinds.kind import Choices, Size
from portal.kinds.reading import bound
from portal.kinds.registry import kind_named
from portal.rules.values import Money
from tests.kinds.asked import TODAY, ask

PLATE = {"pattern": "[A-Z]{2}[0-9]{3,4}", "tidy": ["upper", "no spaces"], "example": "AB 123"}


def read(kind: str, raw: Any, **settings: Any) -> Any:
    """The value, or the codes of the problems: one as "code" or "code@part", several as a list."""
    raw = (
        {"": [raw]}
        if isinstance(raw, str)
        else {part: [text] if isinstance(text, str) else text for part, text in raw.items()}
    )
    reading = kind_named(kind).read(ask(kind_named(kind), **settings), raw, TODAY)
    codes = [f"{one.code}@{one.part}" if one.part else one.code for one in reading.problems]
    return reading.value if not codes else codes[0] if len(codes) == 1 else codes


def day(typed: str) -> dict[str, str]:
    return dict(zip(("day", "month", "year"), typed.split("|"), strict=True))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("  a \t b\r\nc ", "a b c"), ("a\x00b", "ab"), ("e\u0301", "é"), ("🚗 ok", "🚗 ok"), ("x" * 201, "too_long")],
)
def test_text_is_one_clean_line(typed: str, value: str) -> None:
    assert read("text", typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ab 123", "AB123"),
        ("AB-123", "AB123"),
        ("ab.12 34", "AB1234"),
        ("ＡＢ１２３", "pattern"),
        ("ab ١٢٣", "AB123"),
        ("ab\u200b123", "AB123"),
        ("AB12", "pattern"),
        ("AB12345", "pattern"),
        ("🚗", "pattern"),
        ("A" * 300, "too_long"),
    ],
)
def test_a_code_is_tidied_before_it_is_judged(typed: str, value: str) -> None:
    assert read("text", typed, **PLATE) == value


def test_text_can_be_too_short() -> None:
    assert read("text", "ab", min_length=3) == "too_short"


def test_long_text_keeps_its_lines() -> None:
    assert read("long text", "one\r\n\r\ntwo \r\n") == "one\n\ntwo"
    assert read("long text", "abcdef", max_length=5) == "too_long"
    assert read("long text", "x" * 10_000_000) == "too_long"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        ("012", 12),
        ("-3", -3),
        ("−3", -3),
        ("+3", 3),
        ("1 234", 1234),
        ("1,234", 1234),
        ("1.234.567", 1234567),
        ("1\u00a0234", 1234),
        ("1'234", 1234),
        ("١٢٣", 123),
        ("۴۵", 45),
        ("１２", 12),
        ("12.0", 12),
        ("12,00", 12),
        ("12 visits", 12),
        ("1.5", "whole"),
        ("0,123", "whole"),
        ("0.123", "whole"),
        ("1,5", "whole"),
        ("twelve", "number"),
        ("1 2", "number"),
        ("1e3", "number"),
        ("12 million", "number"),
        ("9" * 16, "too_big"),
        ("9" * 5_000, "too_big"),
    ],
)
def test_an_integer_is_read_however_it_is_grouped(typed: str, value: Any) -> None:
    assert read("integer", typed, unit=SimpleNamespace(source="visits")) == value


def test_an_integer_has_its_bounds() -> None:
    assert [read("integer", typed, min=1, max=31) for typed in ("0", "1", "31", "32")] == [
        "too_small",
        1,
        31,
        "too_big",
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("20.50", 2050),
        ("20,5", 2050),
        ("€ 20,50", 2050),
        ("20,50 EUR", 2050),
        ("20 euros", 2000),
        ("1,234.50", 123450),
        ("1.234,50", 123450),
        ("1 234,50", 123450),
        ("1,234", 123400),
        ("1.234.567", 123456700),
        ("٢٠٫٥٠", 2050),
        (".5", 50),
        ("20.", 2000),
        ("20.500", 2_050_000),  # only as thousands does it hold
        ("20.5055", "decimals"),
        ("20€50", 2050),
        ("20,- €", 2000),
        ("٢٠ يورو", 2000),
        ("١٬٢٣٤٫٥٠ يورو", 123450),
        ("0,123", "decimals"),
        ("20 50", "amount"),
        ("$20", "amount"),
        ("1,2,3", "amount"),
        ("twenty", "amount"),
        ("€", "amount"),
        ("-5", "too_small"),
        ("9" * 30, "too_big"),
    ],
)
def test_money_is_read_however_it_is_written(typed: str, value: Any) -> None:
    expected = Money(value, "EUR") if isinstance(value, int) else value
    assert read("money", typed) == expected


@pytest.mark.parametrize("typed", ["1,234.567", "1.234,567", "1 234.567"])
def test_an_integer_s_thousands_are_set_apart_by_one_sign(typed: str) -> None:
    assert read("integer", typed) == "number"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("15 min", "time"),
        ("14 h 30 min", time(14, 30)),
        ("12 in the evening", "ambiguous"),
        ("12:15 م.", time(12, 15)),
        ("٣ عصرا", time(15)),
        ("٩ ليلا", time(21)),
        ("1 ظهرا", time(13)),
        ("2 öösel", time(2)),
        ("12 öösel", time(0)),
    ],
)
def test_a_time_may_say_of_which_half_of_the_day_it_is(typed: str, value: Any) -> None:
    assert read("time", typed) == value


def test_a_year_of_another_calendar_is_asked_for_again() -> None:
    assert read("date", "١٤٤٥/٩/٣") == "calendar"
    assert read("date", "3.9.1445", earliest="1400-01-01") == date(1445, 9, 3)


def test_money_without_decimals() -> None:
    assert read("money", "1,500", currency="JPY") == Money(1500, "JPY")
    assert read("money", "15.50", currency="JPY") == "no_decimals"


def test_an_amount_that_could_be_a_thousand_times_another_is_asked_for_again() -> None:
    assert [read("money", typed, currency="KWD") for typed in ("1,234", "1234", "1.234")] == [
        "ambiguous",
        Money(1_234_000, "KWD"),
        Money(1234, "KWD"),
    ]


MAY_3 = date(2027, 5, 3)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3|5|2027", MAY_3),
        ("03|05|2027", MAY_3),
        ("3.|may|2027", MAY_3),
        ("3rd|May|2027", MAY_3),
        ("3|mai|2027", MAY_3),
        ("3|مايو|2027", MAY_3),
        ("3|أيار|2027", MAY_3),
        ("٣|٥|٢٠٢٧", MAY_3),
        ("3|märts|2027", date(2027, 3, 3)),
        ("1er|févr.|2027", date(2027, 2, 1)),
        ("1er août 2027||", date(2027, 8, 1)),
        ("3|Sept|2027", date(2027, 9, 3)),
        ("3|Sept.|2027", date(2027, 9, 3)),
        ("3|veebr|2027", date(2027, 2, 3)),
        ("3|تشرين الثاني|2027", date(2027, 11, 3)),
        ("3 may 2027||", MAY_3),
        ("3. mai 2027||", MAY_3),
        ("3/5/2027||", MAY_3),
        ("03-05-2027||", MAY_3),
        ("2027-05-03||", MAY_3),
        ("3 تشرين الثاني 2027||", date(2027, 11, 3)),
        ("May 3, 2027||", MAY_3),
        ("3rd of May 2027||", MAY_3),
        ("03052027||", MAY_3),
        ("20270503||", MAY_3),
        ("3.5.2027.||", MAY_3),
        ("3.|5.|2027.", MAY_3),
        ("3|جويلية|2027", date(2027, 7, 3)),
        ("3|غشت|2027", date(2027, 8, 3)),
        ("05/14/2027||", "month@month"),
        ("3/5/27||", "year@year"),
        ("29|2|2028", date(2028, 2, 29)),
        ("|5|2027", "missing_day@day"),
        ("3||2027", "missing_month@month"),
        ("3|5|", "missing_year@year"),
        ("3||", ["missing_month@month", "missing_year@year"]),
        ("|5|", ["missing_day@day", "missing_year@year"]),
        ("32|5|2027", "day@day"),
        ("0|5|2027", "day@day"),
        ("3|13|2027", "month@month"),
        ("3|ju|2027", "month@month"),
        ("3|5|27", "year@year"),
        ("3|5|0000", "year@year"),
        ("x|y|z", ["day@day", "month@month", "year@year"]),
        ("29|2|2027", "impossible@day"),
        ("31|4|2027", "impossible@day"),
    ],
)
def test_a_date_is_read_and_only_its_wrong_part_is_marked(typed: str, value: Any) -> None:
    assert read("date", day(typed)) == value


def test_a_whole_date_may_come_as_one_text() -> None:
    assert read("date", "14 5 2025") == date(2025, 5, 14)


def test_a_date_has_its_bounds() -> None:
    bounds = {"earliest": "2026-11-01", "latest": "today"}
    typed = ("31 10 2026", "1 11 2026", "24 11 2026", "25 11 2026")

    assert [read("date", one, **bounds) for one in typed] == ["too_early", date(2026, 11, 1), TODAY, "too_late"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("today", TODAY),
        ("today - 18 years", date(2008, 11, 24)),
        ("today + 2 weeks", date(2026, 12, 8)),
        ("today - 1 month", date(2026, 10, 24)),
        ("2026-03-31", date(2026, 3, 31)),
        ("today - 99999 years", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_bound_may_move_with_today(written: str, found: date | None) -> None:
    assert bound(written, TODAY) == found


def test_18_years_before_a_leap_day_is_the_last_of_february() -> None:
    assert bound("today - 18 years", date(2024, 2, 29)) == date(2006, 2, 28)


def test_options_are_codes() -> None:
    assert [read("choice", typed) for typed in ("a", "b", "B", "A", "z")] == ["a", "B", "B", "a", "unknown"]
    assert read("several choices", {"": ["c", "a", "a"]}) == ("a", "c")
    assert read("several choices", {"": ["c", "z"]}) == "unknown"
    assert read("several choices", {"": ["c"]}, min=2) == "too_few"
    assert read("several choices", {"": ["a", "B", "c"]}, max=2) == "too_many"
    assert [read("yes no", typed) for typed in ("yes", "NO", "maybe")] == [True, False, "unknown"]
    assert [read("declaration", typed) for typed in ("yes", "no")] == [True, None]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Anna@Example.COM", "Anna@example.com"),
        (" mailto:anna@example.com ", "anna@example.com"),
        ("anna ＠example.com", "anna@example.com"),
        ("anna@example.com.", "anna@example.com"),
        ("o'brien+tag@sub.example.co.uk", "o'brien+tag@sub.example.co.uk"),
        ("user@мойдомен.рф", "user@мойдомен.рф"),
        ("anna.example.com", "no_at"),
        ("anna@example", "format"),
        ("anna@.com", "format"),
        ("@example.com", "format"),
        ("a..b@example.com", "format"),
        ("a@b@example.com", "format"),
        ("a@-example.com", "format"),
        ("x" * 250 + "@example.com", "too_long"),
    ],
)
def test_an_email_address_needs_only_to_be_one(typed: str, value: str) -> None:
    assert read("email", typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("+372 5555 0142", "+37255550142"),
        ("5555 0142", "+37255550142"),
        ("00372 5555-0142", "+37255550142"),
        ("(+372) 5555 0142", "+37255550142"),
        ("+٣٧٢ ٥٥٥٥ ٠١٤٢", "+37255550142"),
        ("＋372 5555 0142", "+37255550142"),
        ("+44 20 7946 0958", "+442079460958"),
        ("12", "format"),
        ("call me", "format"),
        ("+999 123 456", "format"),
    ],
)
def test_a_phone_number_is_read_in_any_common_form(typed: str, value: str) -> None:
    assert read("phone", typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Madonna", "Madonna"),
        ("ليلى حداد", "ليلى حداد"),
        ("Nguyễn Thị  Minh", "Nguyễn Thị Minh"),
        ("O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."),
        ("O`Brien", "O’Brien"),
        ("李", "李"),
        ("Sammy Davis 3rd", "Sammy Davis 3rd"),
        ("Anna 🎉", "signs"),
        ("<b>Anna</b>", "signs"),
        ("123", "letters"),
        ("--", "letters"),
        ("x" * 201, "too_long"),
    ],
)
def test_a_name_may_be_in_any_script(typed: str, value: str) -> None:
    assert read("person name", typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("37605030299", "37605030299"),
        ("3760503 0299", "37605030299"),
        ("٣٧٦٠٥٠٣٠٢٩٩", "37605030299"),
        ("37605030298", "checksum"),
        ("37613030299", "checksum"),
        ("3760503029", "format"),
        ("abc", "format"),
        ("9" * 500, "format"),
    ],
)
def test_a_personal_number_is_checked_by_its_own_country_s_rule(typed: str, value: str) -> None:
    assert read("national number", typed) == value


def test_another_country_has_other_numbers() -> None:
    assert read("national number", "131052-308T", country="FI") == "131052-308T"
    assert read("national number", "37605030299", country="FI") == "format"


def test_an_address_says_which_line_is_missing() -> None:
    whole = {"street": " 4  Lake Road ", "postal_code": "١٠١١٥", "city": "Solmere"}

    assert read("address", whole) == Address("4 Lake Road", "10115", "Solmere")
    assert read("address", {**whole, "postal_code": ""}) == "missing_postal_code@postal_code"
    assert read("address", {"city": "Solmere"}) == ["missing_street@street", "missing_postal_code@postal_code"]
    assert read("address", {**whole, "postal_code": "sw1a 1aa"}) == Address("4 Lake Road", "SW1A 1AA", "Solmere")
    assert read("address", {**whole, "postal_code": "none"}) == "postal_code@postal_code"
    assert read("address", {**whole, "street": "x" * 201}) == "too_long@street"


def test_a_file_is_read_from_its_record_never_from_the_form() -> None:
    kind = kind_named("file")
    stored = '{"id": "f1", "name": "lease.pdf", "size": 412000, "type": "application/pdf"}'

    assert read("file", stored).name == "lease.pdf"
    assert [read("file", broken) for broken in ("lease.pdf", "{}", "[]", "null", '{"id": 1}')] == ["failed"] * 5
    problem = kind.read(ask(kind, accept=("pdf", "jpeg")), {"refused": ["wrong_type", "x.exe"]}, TODAY).problems[0]
    assert problem.code == "wrong_type"
    assert dict(problem.params) == {"name": "x.exe", "accept": Choices(("PDF", "JPEG")), "max_size": Size(10_000_000)}
    assert read("file", {"refused": ["something else"]}) == "failed"


@pytest.mark.parametrize(
    ("kind", "settings", "setting"),
    [
        ("text", {"pattern": "[A-Z]+"}, "pattern"),
        ("text", {"pattern": "[A-Z]+", "example": "12"}, "example"),
        ("text", {"min_length": 5, "max_length": 4}, "min_length"),
        ("integer", {"min": 5, "max": 4}, "min"),
        ("date", {"earliest": "today", "latest": "today - 1 day"}, "earliest"),
        ("date", {"latest": "2026-02-30"}, "latest"),
        ("money", {"currency": "euro"}, "currency"),
        ("phone", {"country": "XX"}, "country"),
        ("national number", {"country": "XX"}, "country"),
        ("several choices", {"min": 3, "max": 2}, "min"),
    ],
)
def test_an_author_s_impossible_settings_are_faults(kind: str, settings: dict[str, Any], setting: str) -> None:
    faults = kind_named(kind).check(ask(kind_named(kind), **settings))

    assert [name for name, *_ in faults] == [setting]
    assert all(message.format(**params) and remedy for _, message, remedy, params in faults)
