"""Words and values for people, by language, each knowing what language it is really in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from portal.authoring.po import read_entries
from portal.errors import Plural
from portal.i18n.catalogue import Catalogue, Catalogues, Words
from portal.i18n.formats import Formats
from portal.i18n.text import Text

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: ar\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"

msgid "Continue"
msgstr "متابعة"

#, fuzzy
msgid "Guessed"
msgstr "تخمين"

msgid "Untranslated"
msgstr ""

msgctxt "month"
msgid "May"
msgstr "مايو"

msgid "{n} page"
msgid_plural "{n} pages"
msgstr[0] "لا صفحات"
msgstr[1] "صفحة واحدة"
msgstr[2] "صفحتان"
msgstr[3] "{n} صفحات"
msgstr[4] "{n} صفحة"
msgstr[5] "{n} صفحة"

msgid "Signed in as {name}"
msgstr "سجلت الدخول باسم {name}"
"""


@pytest.fixture
def arabic() -> Words:
    return Words("ar", Catalogue.from_po(PO.encode(), "ar"))


def test_a_translated_word_is_in_its_language(arabic: Words) -> None:
    assert arabic.word("Continue") == Text("متابعة", "ar", "ar")
    assert not arabic.word("Continue").is_foreign


@pytest.mark.parametrize("message", ["Guessed", "Untranslated", "Never seen"])
def test_what_no_translator_finished_falls_back_to_english_and_says_so(arabic: Words, message: str) -> None:
    word = arabic.word(message)

    assert (word.value, word.lang, word.dir) == (message, "en", "ltr")
    assert escape(word) == f'<span lang="en" dir="ltr">{message}</span>'


def test_a_context_keeps_two_meanings_apart(arabic: Words) -> None:
    assert arabic.context("month", "May").lang == "ar"
    assert arabic.word("May").lang == "en"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "لا صفحات"),
        (1, "صفحة واحدة"),
        (2, "صفحتان"),
        (3, "3 صفحات"),
        (11, "11 صفحة"),
        (100, "100 صفحة"),
        (103, "103 صفحات"),
    ],
)
def test_arabic_has_its_six_plurals(arabic: Words, n: int, said: str) -> None:
    assert arabic.plural("{n} page", "{n} pages", n).value == said
    assert arabic.word(Plural("{n} page", "{n} pages", "n"), n=n).value == said


def test_a_name_that_runs_the_other_way_is_isolated(arabic: Words) -> None:
    assert arabic.word("Signed in as {name}", name="Mart").value == "سجلت الدخول باسم \u2068Mart\u2069"


def test_a_telephone_number_keeps_its_order_in_arabic(arabic: Words) -> None:
    number = arabic.word("Signed in as {name}", name="555 0142").value
    time = arabic.word("Signed in as {name}", name="14:32").value

    assert number == "سجلت الدخول باسم \u2068555 0142\u2069"
    assert time == "سجلت الدخول باسم 14:32"


def test_a_template_keeps_the_element_of_a_foreign_text_and_of_markup(arabic: Words) -> None:
    draw = arabic.for_templates()["_"]

    assert draw("Signed in as {name}", name=Text("Town <b>", "en", "ar")) == Markup(
        'سجلت الدخول باسم <span lang="en" dir="ltr">Town &lt;b&gt;</span>'
    )
    assert draw("Read <{link}>", link=Markup("<a>x</a>")) == Markup(
        '<span lang="en" dir="ltr">Read &lt;<a>x</a>&gt;</span>'
    )
    assert isinstance(draw("Continue"), Text)


def test_a_folder_without_catalogues_speaks_english(tmp_path: Path) -> None:
    folder = Catalogues(tmp_path / "missing")

    assert folder.words("en").word("Continue") == Text("Continue", "en", "en")
    assert folder.words("et").word("Continue").lang == "en"
    assert folder.words("../../etc").word("Continue").lang == "en"


def test_a_folder_is_read_by_language_and_domain(tmp_path: Path) -> None:
    (tmp_path / "ar/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "ar/LC_MESSAGES/portal.po").write_text(PO)

    assert Catalogues(tmp_path).words("ar").word("Continue").lang == "ar"
    assert Catalogues(tmp_path, domain="other").words("ar").word("Continue").lang == "en"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"msgid broken", b'msgid "a"\nmsgid "b"'])
def test_what_is_no_po_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Catalogue.from_po(content, "et")


def headed(head: str) -> bytes:
    return f'msgid ""\nmsgstr "{head}\\n"\n\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'.encode()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Plural-Forms: nplurals=900000000; plural=0;", "between 1 and 6 plural forms"),
        ("Plural-Forms: nplurals=0; plural=0;", "between 1 and 6 plural forms"),
        ("Plural-Forms: nplurals=2; plural=n/0;", "for every number"),
        ("Plural-Forms: nplurals=2; plural=n/(n-7);", "for every number"),
        ("Plural-Forms: nplurals=2; plural=0-n;", "for every number"),
        ("Plural-Forms: nplurals=2; plural=__import__('os');", "."),
        ("Content-Type: text/plain; charset=zip", "not in UTF-8"),
        ("Content-Type: text/plain; charset=rot13", "not in UTF-8"),
        ('Content-Type: text/plain; char"\n"set=rot13', "not in UTF-8"),
    ],
)
def test_a_head_that_would_cost_memory_or_fail_later_is_refused(head: str, said: str) -> None:
    for reads in (lambda content: Catalogue.from_po(content, "et"), read_entries):
        with pytest.raises(ValueError, match=said):
            reads(headed(head))


def test_a_rule_that_fails_for_one_far_number_gives_the_last_form() -> None:
    found = Catalogue.from_po(headed("Plural-Forms: nplurals=2; plural=0*n/(n-5000);"), "et")

    assert (found.find_plural("a", 4), found.find_plural("a", 5000)) == ("x", "y")


@pytest.mark.parametrize(
    ("language", "day", "moment", "money", "size", "listed"),
    [
        ("en", "3 May 2027", "3 May 2027, 15:00", "€20.50", "412 KB", "a, b and c"),
        ("et", "3. mai 2027", "3. mai 2027, 15:00", "20,50 €", "412 KB", "a, b ja c"),
        ("ar", "3 مايو 2027", "3 مايو 2027، 15:00", "\u200f20.50 €", "412 كيلوبايت", "a وb وc"),
        ("fr", "3 mai 2027", "3 mai 2027, 15:00", "20,50 €", "412 ko", "a, b et c"),
    ],
)
def test_values_are_written_as_the_language_does(
    language: str, day: str, moment: str, money: str, size: str, listed: str
) -> None:
    formats = Formats(language, "Europe/Tallinn")

    said = [
        formats.date(date(2027, 5, 3)),
        formats.moment(datetime(2027, 5, 3, 12, tzinfo=UTC)),
        formats.money(2050, "EUR"),
        formats.size(412_000),
        formats.listed(["a", "b", "c"]),
    ]

    assert [one.value.replace("\u00a0", " ") for one in said] == [day, moment, money, size, listed]
    assert {one.lang for one in said} == {language}
    assert " " not in said[0].value


def test_the_first_of_a_month_has_its_french_ending() -> None:
    french = Formats("fr", "Europe/Tallinn")

    assert french.date(date(2027, 5, 1)).value == "1er\u00a0mai\u00a02027"
    assert french.short_date(date(2027, 5, 1)).value == "1er\u00a0mai"
    assert french.date(date(2027, 5, 11)).value == "11\u00a0mai\u00a02027"
    assert Formats("et").date(date(2027, 5, 1)).value == "1.\u00a0mai\u00a02027"


def test_money_has_its_currency_s_own_decimals_and_numbers_lose_nothing() -> None:
    english = Formats("en")

    assert english.money(500, "JPY").value == "JP¥500"
    assert english.decimal(Decimal("1234.56789")).value == "1,234.56789"
    assert [english.size(size).value for size in (0, 1_000, 10_000_000, 2_460_000_000)] == [
        "1\u00a0KB",
        "1\u00a0KB",
        "10\u00a0MB",
        "2.5\u00a0GB",
    ]


def test_a_language_babel_does_not_know_is_written_in_english_and_says_so() -> None:
    day = Formats("xx-unknown").date(date(2027, 5, 3))

    assert (day.lang, day.is_foreign) == ("en", True)


def test_a_language_is_named_in_itself() -> None:
    assert [Formats("en").language_name(one).value for one in ("en", "et", "ar", "fr")] == [
        "English",
        "Eesti",
        "العربية",
        "Français",
    ]
    assert Formats("en").language_name("ar").dir == "rtl"
