"""Floor 6. Reads a form of the digital form builder ("XGov", DEFRA's and DLUHC's): JSON, tolerantly.

Nothing is refused but what is no such form: missing keys get defaults, and what has the wrong shape is a finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.authoring.importing.conditions import Tree, read_condition
from portal.authoring.importing.findings import LOST, ODD, PART, Findings
from portal.authoring.importing.ordered import in_older_words, is_ordered

MAX_BYTES = 20_000_000
MOST_ITEMS = 100  # of a group here
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd-\uffff]")  # what no text file may hold
# Controllers whose doing is carried over, or that do nothing of their own.
_CONTROLLERS = re.compile(
    r"(?i)^(\./pages/)?(start|page|home|terminal|repeat|fileupload|upload|status|confirm|(?!mini|repeating).*summary)|repeating(field|section|sectionsummary|summary)page|repeatedmultifieldpage"
)
# Keys of the form that this import reads; what is said under any other is reported.
_PAGE = {"id", "path", "title", "components", "next", "controller", "section", "repeatField", "repeat", "name"}
_COMPONENT = {
    "id", "name", "type", "title", "hint", "content", "options", "schema", "list", "children", "components", "values", "items",
    "before", "after", "nameHasError", "subType",
}  # fmt: skip
_READ = {
    "pages",
    "lists",
    "conditions",
    "sections",
    "startPage",
    "name",
    "title",
    "version",
    "fees",
    "declaration",
    "metadata",
    "engine",
    "schema",
}


class NotAForm(ValueError):
    """The file is no form of this maker; the message says why."""


@dataclass(frozen=True)
class Component:
    name: str
    type: str
    title: str
    hint: str
    content: Any
    options: Mapping[str, Any]
    schema: Mapping[str, Any]
    list: str
    children: tuple[Component, ...]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    path: str
    condition: str


@dataclass(frozen=True)
class Repeat:
    """How often a page is answered; `of`: the question whose answer says it.

    `with_section`: the pages of its section that repeat too are answered with it, one after the other for each item.
    """

    name: str
    title: str
    least: int
    most: int
    of: str = ""
    with_section: bool = False


@dataclass(frozen=True)
class FormPage:
    path: str
    title: str
    components: tuple[Component, ...]
    links: tuple[Link, ...]  # those that lead to a page that exists, in order
    controller: str
    raw: Mapping[str, Any]
    condition: str = ""  # of an ordered form: when it is on the road
    repeat: Repeat | None = None

    @property
    def section(self) -> str:
        return text_of(self.raw.get("section"))

    @property
    def is_terminal(self) -> bool:
        """Whether the journey ends here, for those who come."""
        return "terminal" in self.controller.lower()

    @property
    def is_summary(self) -> bool:
        named = "summary" in self.controller.lower() or (self.path == "/summary" and not self.components)
        return named and not self.sums_up_items and "minisummary" not in self.controller.lower()

    @property
    def sums_up_items(self) -> bool:
        """Whether it shows what was answered of each item, on the way, and lets people add one or take one out."""
        return re.search("repeating(section)?summary", self.controller.lower()) is not None

    @property
    def is_confirmation(self) -> bool:
        return "confirm" in self.controller.lower() or "statuspage" in self.controller.lower()


@dataclass(frozen=True)
class FormList:
    title: str
    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Form:
    title: str
    start: str
    pages: Mapping[str, FormPage]
    conditions: Mapping[str, Tree]
    lists: Mapping[str, FormList]
    raw: Mapping[str, Any]
    is_ordered: bool = False  # its pages follow each other, and have conditions of their own; they have no links


def read_form(data: bytes | str, findings: Findings) -> Form:
    """The form in `data`.

    Refused: `NotAForm` where it is no JSON, or has no pages.
    """
    if len(data) > MAX_BYTES:
        raise NotAForm(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as wrong:
        raise NotAForm(f"The file is no JSON: {wrong}") from wrong
    for wrapper in ("configuration", "form_json", "definition"):
        if isinstance(raw, dict) and "pages" not in raw and isinstance(raw.get(wrapper), dict):
            raw = raw[wrapper]
    if not isinstance(raw, dict) or not any(isinstance(page, dict) for page in _list(raw.get("pages"))):
        raise NotAForm("The file has no pages: it is no form of the digital form builder.")
    ordered = is_ordered(raw)
    raw = in_older_words(raw) if ordered else raw
    pages = _pages(raw, findings, ordered)
    _note_settings(raw, findings)
    return Form(
        title=text_of(raw.get("name") or raw.get("title")),
        start=_first(pages) if ordered else _start(raw, pages, findings),
        pages=pages,
        conditions=_conditions(raw, findings),
        lists=_lists(raw, findings),
        raw=raw,
        is_ordered=ordered,
    )


def _first(pages: Mapping[str, FormPage]) -> str:
    return next((path for path, page in pages.items() if not page.is_summary), next(iter(pages)))


def _pages(raw: Mapping[str, Any], findings: Findings, ordered: bool) -> dict[str, FormPage]:
    given: dict[str, Mapping[str, Any]] = {}
    for number, page in enumerate(_list(raw.get("pages")), 1):
        if not isinstance(page, dict):
            findings.add(LOST, f"page {number}", "it is no page")
            continue
        path = text_of(page.get("path")) or f"/page-{number}"
        if path in given:
            findings.add(
                LOST, path, f"a second page of the same path: nothing can lead to it: “{text_of(page.get('title'))}”"
            )
            for one in read_components(page.get("components"), path, findings):
                findings.add(LOST, f"{path}, {one.name}", f"it stands on that second page: “{one.title[:100]}”")
        else:
            given[path] = page
    return {path: _page(path, page, given, findings, ordered) for path, page in given.items()}


def _page(path: str, page: Mapping[str, Any], all_: Mapping[str, Any], findings: Findings, ordered: bool) -> FormPage:
    links = []
    for link in _list(page.get("next")) if not ordered else ():
        if isinstance(link, dict) and link.get("redirect"):
            under = f" under “{text_of(link.get('condition'))}”" if link.get("condition") else ""
            findings.add(PART, path, f"a link leads out to “{text_of(link['redirect'])[:200]}”{under}")
            if not link.get("path"):
                continue
        target = text_of(link.get("path") if isinstance(link, dict) else link)
        if target in all_:
            links.append(Link(target, text_of(link.get("condition")) if isinstance(link, dict) else ""))
        else:
            findings.add(ODD, path, f"a link leads to “{target}”, which does not exist; it is left out, as there")
    for link in [link for link in links if not link.condition][:-1]:
        findings.add(
            ODD, path, f"the link to “{link.path}” is never taken: another without a condition stands after it"
        )
    for key, value in page.items():
        if key not in (_PAGE | {"condition"} if ordered else _PAGE) and value not in ("", None, False, [], {}):
            findings.add(
                PART,
                path,
                f"this setting of the page has no place here: {key}: {json.dumps(value, ensure_ascii=False)[:200]}",
            )
    components = tuple(read_components(page.get("components"), path, findings))
    controller = text_of(page.get("controller"))
    if controller and not _CONTROLLERS.search(controller):
        findings.add(PART, path, f"what its controller “{controller[:100]}” does beside asking")
    return FormPage(
        path, text_of(page.get("title")), components, tuple(links), text_of(page.get("controller")), page,
        text_of(page.get("condition")) if ordered else "", _repeat(page, components),
    )  # fmt: skip


def _repeat(page: Mapping[str, Any], components: tuple[Component, ...]) -> Repeat | None:
    """How often the page is answered, in any of the ways that forms say it; None where once."""
    title, controller = text_of(page.get("title")), text_of(page.get("controller")).lower()
    if isinstance(page.get("repeat"), dict):
        options, limits = _mapping(page["repeat"].get("options")), _mapping(page["repeat"].get("schema"))
        least, most = (_whole(limits.get(key)) for key in ("min", "max"))
        name = text_of(options.get("name"))
        return Repeat(
            name, text_of(options.get("title")) or title or name, 1 if least is None else least, most or MOST_ITEMS
        )
    if text_of(page.get("repeatField")):
        return Repeat("", title, 1, MOST_ITEMS, text_of(page["repeatField"]), with_section=True)
    if "repeatingsectionpage" in controller:
        return Repeat("", title, 1, MOST_ITEMS, with_section=True)
    if "repeatedmultifieldpage" in controller:
        return Repeat(text_of(_mapping(page.get("options")).get("sectionKey")), title, 1, MOST_ITEMS)
    asking = [one for one in components if one.type.endswith("Field")]
    if "repeatingfield" in controller and len(asking) == 1:
        is_needed = str(asking[0].options.get("required")).lower() != "false"
        return Repeat("", asking[0].title or title, int(is_needed), MOST_ITEMS)
    return None


def _whole(value: Any) -> int | None:
    return int(str(value)) if re.fullmatch(r"\d{1,4}", str(value)) else None


def read_components(given: Any, path: str, findings: Findings) -> Iterator[Component]:
    """What a page asks and says, each counted."""
    for number, one in enumerate(_list(given), 1):
        findings.components += 1
        if not isinstance(one, dict):
            findings.add(LOST, f"{path}, component {number}", "it is no component")
            continue
        yield from read_components([one["before"]] if isinstance(one.get("before"), dict) else [], path, findings)
        children = tuple(read_components(one.get("children") or one.get("components"), path, findings))
        values = _mapping(one.get("values"))
        name = text_of(one.get("name")) or f"{path.strip('/')}-{number}"
        for key, value in one.items():
            if key not in _COMPONENT and value not in ("", None, False, [], {}, one.get("title")):
                findings.add(PART, name, f"what it says as “{key}”: {json.dumps(value, ensure_ascii=False)[:300]}")
        yield Component(
            name=name,
            type=text_of(one.get("type")),
            title=text_of(one.get("title")),
            hint=text_of(one.get("hint")),
            content=one.get("content"),
            options=_mapping(one.get("options")),
            schema=_mapping(one.get("schema")),
            list=text_of(one.get("list") or values.get("list") or values.get("listRef")),
            children=children,
            raw=one,
        )
        yield from read_components([one["after"]] if isinstance(one.get("after"), dict) else [], path, findings)


def _start(raw: Mapping[str, Any], pages: Mapping[str, FormPage], findings: Findings) -> str:
    """The page it begins with: the one that is named, else the first of those from which most can be reached."""
    named = text_of(raw.get("startPage"))
    if named in pages:
        return named
    first = max(pages, key=lambda path: len(_reached(pages, path)))
    findings.add(ODD, "startPage", f"“{named}” is no page of the form; it begins with “{first}”")
    return first


def _reached(pages: Mapping[str, FormPage], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            todo += [link.path for link in pages[path].links]
    return seen


def _conditions(raw: Mapping[str, Any], findings: Findings) -> dict[str, Tree]:
    found = {}
    for one in _list(raw.get("conditions")):
        if isinstance(one, dict) and text_of(one.get("name")):
            found[text_of(one.get("name"))] = read_condition(one.get("value"))
        else:
            findings.add(ODD, "conditions", "one of them has no name; nothing can use it")
    return found


def _lists(raw: Mapping[str, Any], findings: Findings) -> dict[str, FormList]:
    found: dict[str, FormList] = {}
    asked = json.dumps(raw.get("pages"), ensure_ascii=False)
    for number, one in enumerate(_list(raw.get("lists")), 1):
        name = text_of(one.get("name")) if isinstance(one, dict) else ""
        also = text_of(one.get("id")) if isinstance(one, dict) else ""
        if not name or name in found:
            why = f"a second list is called “{name}”" if name else "it has no name"
            findings.add(
                ODD, f"list {number}", f"{why}; nothing can use it: {json.dumps(one, ensure_ascii=False)[:300]}"
            )
            continue
        given = _list(one.get("items"))
        items = tuple(item for item in given if isinstance(item, dict))
        if len(items) < len(given):
            findings.add(ODD, f"list {name}", f"{len(given) - len(items)} of its items are no options")
        if not any(json.dumps(known, ensure_ascii=False) in asked for known in (name, also) if known):
            findings.add(ODD, f"list {name}", f"no question uses it; it has {len(items)} options")
        found[name] = FormList(text_of(one.get("title")), items)
        if also:
            found.setdefault(also, found[name])
    return found


def _note_settings(raw: Mapping[str, Any], findings: Findings) -> None:
    """What the form says beside its pages."""
    for key, value in raw.items():
        said = (
            {k: v for k, v in value.items() if v not in ("", None, False, [], {})} if isinstance(value, dict) else value
        )
        if key not in _READ and said not in ("", None, False, [], {}):
            findings.add(
                PART, key, f"this setting of the form has no place here: {json.dumps(said, ensure_ascii=False)[:200]}"
            )
    about = {key: value for key, value in _mapping(raw.get("metadata")).items() if key != "isWelsh" and value}
    if about:
        findings.add(PART, "metadata", f"what the form says of itself: {json.dumps(about, ensure_ascii=False)[:200]}")
    shown = [
        text_of(one.get("title"))
        for one in _list(raw.get("sections"))
        if isinstance(one, dict) and one.get("title") and not one.get("hideTitle")
    ]
    if shown:
        findings.add(PART, "sections", f"the sections' names above the pages: {', '.join(shown)[:300]}")


def text_of(value: Any) -> str:
    """A text, whatever stands there: texts by language give the English one, or the first."""
    if isinstance(value, dict):
        value = value.get("en") or value.get("text") or next(iter(value.values()), "")
    if value is None or isinstance(value, dict | list):
        return ""
    return _UNFIT.sub("", str(value)).strip()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
