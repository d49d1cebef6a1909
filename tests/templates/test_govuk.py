"""The questions and components that are govuk-frontend's draw the same tree as its own fixtures say.

What is ours is taken off first: classes that begin with `sm-`, the direction, sizes of labels, what our scripts read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import html5lib
import pytest
from markupsafe import Markup

from portal.i18n.text import Text
from tests.templates.drawing import HOME, Question, ask, environment

FIXTURES = HOME / "static" / "source" / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
pytestmark = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason="govuk-frontend is not installed: npm ci in static/source"
)

Options = dict[str, Any]
_OURS = re.compile(
    r"sm-[\w-]+|govuk-(label|fieldset__legend)--[sml]|govuk-input--width-\d+|govuk-link--no-visited-state"
)
_NOT_COMPARED = (
    "name", "aria-invalid", "dir", "spellcheck", "autocapitalize", "data-module", "data-most", "tabindex", "role",
    "draggable",
)  # fmt: skip


def tree(html: str) -> list[Any]:
    """A comparable tree: [tag, attributes, text or child…], without what is ours."""
    document = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [_node(child) for child in document]


def _node(element: Any) -> Any:
    attributes = {name: value for name, value in element.attrib.items() if name not in _NOT_COMPARED}
    if classes := [one for one in attributes.pop("class", "").split() if not _OURS.fullmatch(one)]:
        attributes["class"] = " ".join(classes)
    return [element.tag, attributes, *_inside(element)]


def _inside(element: Any) -> Iterator[Any]:
    yield from _words(element.text)
    for child in element:
        if child.tag == "span" and not child.attrib:  # our wrapper around a problem's words
            yield from _inside(child)
        else:
            yield _node(child)
        yield from _words(child.tail)


def _words(text: str | None) -> Iterator[str]:
    if text and text.strip():
        yield " ".join(text.split())


def words(options: Options | None) -> Any:
    if options and "html" in options:
        return Markup(options["html"])
    return Text(options["text"], "en") if options and "text" in options else None


def question(asked: Options, **more: Any) -> Question:
    problem, label = words(asked.get("errorMessage")), words(asked.get("label"))
    if label is None:
        label = words(asked["fieldset"]["legend"])
    assert label is not None
    id = asked.get("id") or asked.get("idPrefix") or asked["name"]
    given: Options = {
        "id": id, "label": label, "hint": words(asked.get("hint")), "problems": [("", problem)] if problem else [],
        "value": {"": [asked["value"]]} if asked.get("value") else {},
        "autocomplete": {"": asked["autocomplete"]} if asked.get("autocomplete") else {},
    }  # fmt: skip
    return Question(**(given | more))


def chosen(options: Options) -> Question:
    items = [(one["value"], words(one), words(one.get("hint"))) for one in options["items"]]
    value = [one["value"] for one in options["items"] if one.get("checked") or one.get("selected")]
    return question(options, options=items, value={"": value} if value else {})


def draw_text(options: Options) -> str:
    return ask("text", question(options))


def draw_textarea(options: Options) -> str:
    return ask("textarea", question(options, settings={"rows": options.get("rows")}))


def draw_radios(options: Options) -> str:
    return ask("radios", chosen(options))


def draw_checkboxes(options: Options) -> str:
    return ask("checkboxes", chosen(options))


def draw_date(options: Options) -> str:
    given = {part: options.get(part, {}).get("label") for part in ("day", "month", "year")}
    parts = [(part, Text(label or part.title(), "en")) for part, label in given.items()]
    return ask("date", question(options, parts=parts))


def component(file: str, macro: str, *given: Any, **named: Any) -> str:
    module = environment().get_template(f"components/{file}.html").module
    return str(getattr(module, macro)(*given, **named))


def draw_summary(options: Options) -> str:
    problems = [(one.get("href", "").removeprefix("#"), words(one)) for one in options["errorList"]]
    return component("error_summary", "error_summary", problems)


def draw_details(options: Options) -> str:
    return component(
        "message", "details", options["summaryText"], options.get("text") or Markup(options["html"]),
        open=options.get("open", False),
    )  # fmt: skip


def draw_inset(options: Options) -> str:
    return component("message", "inset", options.get("text") or Markup(options["html"]))


def draw_button(options: Options) -> str:
    tone = next((tone for tone in ("secondary", "warning") if tone in options.get("classes", "")), "")
    if "href" in options:
        return component("button", "link_button", options["text"], options["href"], tone=tone)
    return component("button", "button", options["text"], options.get("name", ""), options.get("value", ""), tone=tone)


def draw_summary_list(options: Options) -> str:
    rows = []
    for row in options["rows"]:
        action = next(iter(row.get("actions", {}).get("items", [])), None)
        rows.append({
            "label": words(row["key"]), "lines": [words(row["value"])], "change": action["href"] if action else "",
            "source": None, "sure": False, "missing": "",
        })  # fmt: skip
    html = re.sub("</?bdi>", "", component("summary_list", "summary_list", rows))
    # Ours always says "Change" and what; theirs says what the fixture says.
    said = [one["text"] for row in options["rows"] for one in row.get("actions", {}).get("items", [])]
    return re.sub(r"Change<span class=.govuk-visually-hidden.>[^<]*</span>", said[0] if said else "", html)


def draw_select(options: Options) -> str:
    first = '<option value="" selected>Choose</option>'  # ours, so that nothing is chosen beforehand
    return ask("select", chosen(options)).replace(first, "").replace(first.replace(" selected", ""), "")


def draw_file(options: Options) -> str:
    html = ask("file", question(options, settings={"accept": ["pdf"], "max_size": 1_000_000}))
    html = re.sub(
        r'<div id="[\w-]+-limits" class="govuk-hint">.*?</div>', "", html
    )  # ours: types and size, named ahead
    html = re.sub(
        r' (accept|data-[\w-]+)="[^"]*"| aria-describedby="[\w-]+-limits"|(?<=[\w]) [\w-]+-limits(?=")', "", html
    )
    return re.sub(r'<div class="sm-drop">(<input[^>]*>)</div>', r"\1", html)


def draw_back(options: Options) -> str:
    html = component("navigation", "back_link", options["href"], options.get("text"))
    return re.sub(r"</?nav[^>]*>", "", html)


# component → how we draw it, and the fixtures that ask for what our macros offer
CASES: dict[str, tuple[Callable[[Options], str], tuple[str, ...]]] = {
    "input": (draw_text, ("default", "with hint text", "with error message", "with error and hint")),
    "textarea": (draw_textarea, ("default", "with error message", "with custom rows", "with hint and error message")),
    "radios": (draw_radios, ("with hint", "with fieldset and error message", "with hints on parent and items")),
    "checkboxes": (draw_checkboxes, ("default", "with error message", "with error message and hint")),
    "date-input": (draw_date, ("default", "with translations", "with error message and hint")),
    "select": (draw_select, ("with hint text and error message", "error")),
    "file-upload": (draw_file, ("default", "with error message and hint")),
    "error-summary": (draw_summary, ("default", "mixed with and without links", "error list with html as text link")),
    "details": (draw_details, ("default", "html as text", "with html")),
    "inset-text": (draw_inset, ("default", "with html")),
    "button": (draw_button, ("default", "link", "secondary", "warning", "name", "value")),
    "back-link": (draw_back, ("with custom text and link",)),
    "summary-list": (draw_summary_list, ("default", "single action with anchor", "actions href")),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_govuks_has_govuks_tree(name: str) -> None:
    draw, wanted = CASES[name]
    fixtures = json.loads((FIXTURES / name / "fixtures.json").read_text("utf-8"))["fixtures"]
    theirs = {fixture["name"]: fixture for fixture in fixtures}

    for fixture in wanted:
        assert tree(draw(theirs[fixture]["options"])) == tree(theirs[fixture]["html"]), fixture
