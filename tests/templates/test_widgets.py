"""What PATTERNS asks of a question, widget by widget."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from portal.i18n.text import Text
from portal.kinds.registry import KINDS
from portal.web.kit.qr import Qr
from tests.templates.drawing import HOME, Question, Sent, ask, environment
from tests.templates.sheet import questions, write

WIDGETS = sorted(path.stem for path in (HOME / "templates" / "kinds").glob("*.html"))
LABEL, PROBLEM = Text("Registration number", "en", "en"), Text("Enter the registration number", "en", "en")


def drawn(widget: str, language: str = "en", **given: Any) -> Element:
    question = Question(**({"id": "plate", "label": LABEL} | given))
    found: Element = html5lib.parseFragment(ask(widget, question, language), namespaceHTMLElements=False)
    return found


def first(root: Element, tag: str) -> Element:
    found = root.find(f".//{tag}")
    assert found is not None
    return found


def said(root: Element) -> str:
    return " ".join("".join(root.itertext()).split())


def test_every_kind_has_its_widget() -> None:
    named = {kind.widget for kind in KINDS.values() if isinstance(kind.widget, str)}
    # A choice takes one of two, by the number of its options.
    assert named | {"radios", "select"} <= set(WIDGETS)


@pytest.mark.parametrize("widget", WIDGETS)
def test_every_widget_asks_shows_and_prints(widget: str) -> None:
    module: Any = environment().get_template(f"kinds/{widget}.html").module

    assert "Leila</bdi>" in str(module.show(["Leila"]))
    assert "Leila</bdi>" in str(module.print(["Leila"]))
    assert callable(module.ask)


@pytest.mark.parametrize(
    "widget", ["text", "integer", "money", "email", "phone", "national_number", "name", "textarea"]
)
def test_g16_hint_and_problem_are_told_with_the_input(widget: str) -> None:
    settings = {"currency": "EUR"} if widget == "money" else {}
    root = drawn(widget, hint=Text("For example AB 123", "en"), problems=[("", PROBLEM)], settings=settings)
    control = first(root, "textarea" if widget == "textarea" else "input")

    assert control.get("aria-describedby") == "plate-hint plate-error"
    assert control.get("aria-invalid") == "true"
    assert said(root.find(".//*[@id='plate-error']")) == "Error: Enter the registration number"  # type: ignore[arg-type]


@pytest.mark.parametrize("widget", ["text", "integer", "email", "phone", "national_number", "name", "textarea"])
def test_g16_nothing_is_marked_where_nothing_is_wrong(widget: str) -> None:
    control = first(drawn(widget), "textarea" if widget == "textarea" else "input")

    assert control.get("aria-invalid") is None
    assert control.get("aria-describedby") is None


@pytest.mark.parametrize(("widget", "question"), [pytest.param(*pair, id=pair[1].id) for pair in questions("en")])
def test_g20_nothing_is_required_cut_off_or_a_number_field(widget: str, question: Question) -> None:
    html = ask(widget, question)

    assert not re.search(r'\s(required|maxlength|placeholder|style|on\w+)=|type="(number|date)"', html)


def test_g11_a_question_alone_is_the_heading() -> None:
    assert said(first(drawn("text", alone=True), "h1")) == "Registration number"
    assert said(first(drawn("radios", alone=True), "h1")) == "Registration number"
    assert drawn("text").find(".//h1") is None


def test_g14_only_what_is_optional_is_marked() -> None:
    assert said(first(drawn("text", optional=True), "label")) == "Registration number (optional)"
    assert "*" not in said(drawn("text"))


def test_g18_nothing_is_chosen_beforehand() -> None:
    options = [("a", Text("A", "en"), None), ("b", Text("B", "en"), None)]

    assert [one.get("checked") for one in drawn("radios", options=options).iter("input")] == [None, None]
    chosen = [
        one.get("value") for one in drawn("select", options=options).iter("option") if one.get("selected") is not None
    ]
    assert chosen == [""]


def test_g42_the_first_input_of_a_choice_has_the_fields_id() -> None:
    options = [("a", Text("A", "en"), None), ("b", Text("B", "en"), None)]

    assert [one.get("id") for one in drawn("radios", options=options).iter("input")] == ["plate", "plate-2"]
    assert [one.get("id") for one in drawn("checkboxes", options=options).iter("input")] == ["plate", "plate-2"]


def test_g45_only_the_wrong_part_of_a_date_is_marked() -> None:
    parts = [(part, Text(part, "en")) for part in ("day", "month", "year")]
    root = drawn("date", parts=parts, problems=[("month", PROBLEM)], value={"day": ["14"]})

    marked = {one.get("name"): one.get("aria-invalid") for one in root.iter("input")}
    assert marked == {"plate-day": None, "plate-month": "true", "plate-year": None}
    assert [one.get("value") for one in root.iter("input")] == ["14", None, None]


def test_two_problems_of_one_question_are_both_told() -> None:
    parts = [(part, Text(part, "en")) for part in ("street", "city")]
    root = drawn("address", parts=parts, problems=[("street", PROBLEM), ("city", Text("Enter the town", "en"))])

    told = root.find(".//*[@id='plate-error']")
    assert told is not None
    assert [said(one) for one in told] == ["Error: Enter the registration number", "Error: Enter the town"]
    assert first(root, "fieldset").get("aria-describedby") == "plate-error"


@pytest.mark.parametrize(
    ("widget", "settings", "wanted"),
    [
        ("integer", {"min": 1}, {"inputmode": "numeric", "spellcheck": "false"}),
        ("integer", {"min": -5}, {"inputmode": None}),
        ("money", {"currency": "EUR"}, {"inputmode": "decimal"}),
        ("email", {}, {"type": "email", "spellcheck": "false", "dir": "ltr", "autocapitalize": "none"}),
        ("phone", {}, {"type": "tel", "dir": "ltr"}),
        ("national_number", {"country": "EE"}, {"inputmode": "numeric", "dir": "ltr"}),
        ("text", {"pattern": "[A-Z]+", "tidy": ("upper",)}, {"spellcheck": "false", "autocapitalize": "characters"}),
        ("text", {}, {"spellcheck": None, "dir": "auto"}),
    ],
)
def test_g21_g22_the_right_keyboard(widget: str, settings: dict[str, Any], wanted: dict[str, str | None]) -> None:
    control = first(drawn(widget, settings=settings), "input")

    assert {name: control.get(name) for name in wanted} == wanted


def test_g27_the_browser_may_fill_in_what_it_knows() -> None:
    assert first(drawn("email", autocomplete={"": "email"}), "input").get("autocomplete") == "email"
    parts = [("street", Text("Street", "en")), ("city", Text("Town", "en"))]
    tokens = {"street": "address-line1", "city": "address-level2"}
    named = [one.get("autocomplete") for one in drawn("address", parts=parts, autocomplete=tokens).iter("input")]
    assert named == ["address-line1", "address-level2"]


def test_a_file_names_types_and_size_ahead_and_what_was_sent() -> None:
    settings = {"accept": ("pdf", "jpeg"), "max_size": 10_000_000}
    root = drawn("file", settings=settings, file=Sent("lease.pdf", Text("412 KB", "en")))

    assert "PDF or JPEG, up to 10 MB" in said(root)
    assert first(root, "input").get("accept") == ".pdf,.jpg,.jpeg"
    assert said(first(root, "button")) == "Remove lease.pdf"


def test_a_file_lists_its_types_in_the_page_s_language() -> None:
    root = drawn("file", "ar", settings={"accept": ("pdf", "jpeg", "png"), "max_size": 10_000_000})

    assert ", " not in said(root)


def test_no_template_joins_words_with_a_comma_of_its_own() -> None:
    """Arabic has another comma: what stands side by side is told apart by a dot, or stands in a translated sentence."""
    joined = re.compile(r"(\}\}|%\}|</\w+>), +(\{[{%]|<)")
    texts = {path: path.read_text("utf-8") for path in (HOME / "templates").rglob("*.html")}

    assert [str(path.relative_to(HOME)) for path, text in sorted(texts.items()) if joined.search(text)] == []


def test_the_name_of_a_month_has_room() -> None:
    parts = [(part, Text(part, "en")) for part in ("day", "month", "year")]
    wide = [one.get("class", "").split()[-1] for one in drawn("date", parts=parts).iter("input")]

    assert wide == ["govuk-input--width-2", "govuk-input--width-5", "govuk-input--width-4"]


def test_a_limit_reads_like_the_count_beside_it() -> None:
    assert "up to 1,000 characters" in said(drawn("textarea", settings={"max_length": 1000}))


def test_a_code_breaks_only_between_pairs_of_its_groups() -> None:
    module: Any = environment().get_template("components/document_card.html").module
    card = str(module.document_card("paper", "Permit", "PP-1", [], code="ABCD EFGH 2345 6789", qr=Qr(1, "M0 0")))

    assert "<span>ABCD EFGH</span> <span>2345 6789</span>" in card


def test_a_step_stands_without_a_total_where_the_total_is_not_certain() -> None:
    module: Any = environment().get_template("components/band.html").module

    assert "<span>Step 2</span>" in str(module.band("Permit", step=2))
    assert "<span>Step 2 of 5</span>" in str(module.band("Permit", step=2, steps=5))
    assert "Step" not in str(module.band("Permit"))


def test_a_fallback_says_its_language_and_an_attribute_holds_words_alone() -> None:
    fallback = Text("Registration number", "en", "ar")
    options = [("a", Text("Petrol", "en", "ar"), None)]

    label = first(drawn("text", "ar", label=fallback), "label")
    option = list(drawn("select", "ar", label=fallback, options=options).iter("option"))[1]
    assert first(label, "span").attrib == {"lang": "en", "dir": "ltr"}
    assert (option.text, option.get("lang"), option.get("dir")) == ("Petrol", "en", "ltr")


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "{{ 7 * 7 }}", "' onfocus='x"])
def test_what_was_typed_stays_text(hostile: str) -> None:
    for widget in ("text", "textarea", "name"):
        html = ask(widget, Question(id="plate", label=LABEL, value={"": [hostile]}))
        root = html5lib.parseFragment(html, namespaceHTMLElements=False)
        control = first(root, "textarea" if widget == "textarea" else "input")
        assert hostile in (control.get("value"), (control.text or "").strip("\n"))
        assert not list(root.iter("script"))


def test_the_sheet_of_all_components_can_be_drawn(tmp_path: Path) -> None:
    pages = write(tmp_path)

    for page in pages:
        html = page.read_text("utf-8")
        assert len(re.findall("<h1", html)) == 1, page.name
        assert not re.search(r"<(script|style)(?![^>]*src=)|\sstyle=|\son[a-z]+=", html), page.name
