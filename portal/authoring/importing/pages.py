"""Floor 6. Components become the fields, groups and texts of our pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from portal.authoring.importing.conditions import Test
from portal.authoring.importing.expressions import Asked
from portal.authoring.importing.fields import CONVERT, FILES, files_taken, is_optional, kinded
from portal.authoring.importing.findings import CHANGED, LOST, ODD, PART, Findings
from portal.authoring.importing.lists import LongList, Row, move, rows_of
from portal.authoring.importing.names import Names
from portal.authoring.importing.texts import Prose, plain, prose
from portal.authoring.importing.xgov import Component, Form, FormPage, read_components, text_of

Node = dict[str, Any]
_CONTENT = {
    "Para": "paragraph", "Html": "paragraph", "InsetText": "inset", "WarningText": "inset", "Details": "details",
    "FlashCard": "paragraph", "List": "paragraph",
}  # fmt: skip
_ITEMS = ("MultiInputField", "RepeatingField")
_MOST_ITEMS = 100
_DESIGNERS_NOTE = "The MultiInputField needed"
_OPTIONAL = re.compile(r"\s*\((?:optional|dewisol)\)\s*$", re.IGNORECASE)


@dataclass
class Built:
    """A page's nodes as YAML will hold them. `whens`: id of a node or (id, option) → the original's condition."""

    id: str
    title: str
    items: list[Node] = field(default_factory=list)


@dataclass
class Pages:
    """Every page of a form, built; `fields` is what conditions may read."""

    form: Form
    findings: Findings
    names: Names
    built: dict[str, Built] = field(default_factory=dict)
    fields: dict[str, Asked] = field(default_factory=dict)
    whens: list[tuple[Node, str, str]] = field(default_factory=list)  # node, the page's path, the original's condition
    tests: list[tuple[Node, Test]] = field(default_factory=list)  # node, the answer that brings it up
    ids: dict[str, str] = field(default_factory=dict)  # the original's name of a component → ours
    lists: dict[str, LongList] = field(default_factory=dict)
    _long: list[tuple[Node, Component]] = field(default_factory=list)  # fields whose options may belong into a file

    def build(self, paths: list[str]) -> None:
        for path in paths:
            page = self.form.pages[path]
            title = plain(page.title) or path.strip("/").replace("-", " ").capitalize() or "Page"
            self.built[path] = Built(
                self.names.give(path.strip("/"), page.title, key=f"page {path}", otherwise="page"), title
            )
        for path in paths:
            self._fill(self.form.pages[path], self.built[path])
        self._move_lists()

    def _fill(self, page: FormPage, built: Built) -> None:
        if page.raw.get("repeatField"):
            self.findings.add(
                PART, page.path, f"it repeats as often as “{page.raw['repeatField']}” says; it is asked once"
            )
        for one in page.components:
            built.items += self._items(one, page, None)
        if not built.items:
            built.items.append(
                {"paragraph": self.names.give(f"{built.id}_text", key=f"text {page.path}"), "text": built.title}
            )
            if page.components:
                self.findings.add(ODD, page.path, "nothing of the page is left but its title")

    def _items(self, one: Component, page: FormPage, inside: Names | None) -> Iterator[Node]:
        if one.type in _CONTENT or (one.type not in CONVERT and one.type not in _ITEMS and one.content):
            yield from self._content(one, page, inside)
        elif one.type in CONVERT:
            yield from self._field(one, page, inside)
        elif one.type in _ITEMS and inside is None:
            yield from self._group(one, page)
        else:
            what = "a table within a table" if one.type in _ITEMS else f"a component of the type “{one.type}”"
            self.findings.add(LOST, f"{page.path}, {one.name}", f"{what}: “{plain(one.title)[:100]}”")

    def _move_lists(self) -> None:
        """Long lists into files, named when all else has its name; the same list is one file."""
        known: dict[tuple[Row, ...], str] = {}
        for node, one in self._long:
            if not (rows := rows_of(node)):
                continue
            if rows not in known:
                title = self.form.lists[one.list].title if one.list in self.form.lists else ""
                wishes = (title, f"{title} list", f"{node['field']} list")
                known[rows] = self.names.give(*wishes, key=f"list {one.name}", otherwise="list")
                self.lists[known[rows]] = LongList(rows)
            move(node, known[rows])

    # ---- texts ----------------------------------------------------------------------------------------------------

    def _content(self, one: Component, page: FormPage, inside: Names | None) -> Iterator[Node]:
        form = _CONTENT.get(one.type, "paragraph")
        if one.type not in _CONTENT:
            also = ", ".join(f"“{plain(text)[:300]}”" for text in (one.title, one.hint) if text)
            what = f"a component of the type “{one.type}” became a paragraph"
            self.findings.add(CHANGED, one.name, f"{what}; beside its text it says {also}" if also else what)
        if isinstance(one.content, list):
            for part in one.content:
                if isinstance(part, dict) and part.get("condition"):
                    self.findings.add(PART, one.name, f"a part of its text is shown under “{part['condition']}” only")
        told = self._told(_html_of(one, self.form), one.name)
        title = plain(one.title) if form == "details" else ""
        if not told.blocks and not title:
            return  # only the frame of what stands after it: a <fieldset> with no words
        name = (inside or self.names).give(f"{self.built[page.path].id}_text", key=one.name, otherwise="words")
        node: Node = {form: name}
        if form == "details":
            node["title"] = title or "More about this"
        node["text"] = told.markdown or title
        if condition := text_of(one.options.get("condition")):
            self.whens.append((node, page.path, condition))
        self.ids[one.name] = name
        yield node

    def _told(self, html: str, place: str) -> Prose:
        told = prose(html)
        for what in told.missing:
            self.findings.add(PART, place, f"of its text: {what}")
        return told

    # ---- fields ---------------------------------------------------------------------------------------------------

    def _field(self, one: Component, page: FormPage, inside: Names | None, group: str = "") -> Iterator[Node]:
        names = inside or self.names
        made = kinded(one, self.form, self.findings)
        hint = self._told(one.hint if one.hint != _DESIGNERS_NOTE else "", one.name)
        label = plain(one.title) or (plain(one.hint) if hint.is_one_line else "") or self.built[page.path].title
        if is_optional(one):
            label = _OPTIONAL.sub("", label) or label
        name = names.give(label, key=one.name, otherwise="field")
        node: Node = {"field": name, "kind": made.kind, "label": label}
        if hint.is_one_line and plain(one.hint) != label:
            node["hint"] = _OPTIONAL.sub("", plain(one.hint)).removesuffix(".") or plain(one.hint)
        elif not hint.is_one_line and hint.blocks:
            yield {"paragraph": names.give(f"about_{name}", key=f"about {one.name}"), "text": hint.markdown}
        if is_optional(one):
            node["optional"] = True
        for key, value in made.settings.items():
            node[key] = value
        self._note_field(one, page, node, group, made.codes)
        for code, condition in made.option_conditions.items():
            option = node["options"][code]
            node["options"][code] = option if isinstance(option, dict) else {"label": option}
            self.whens.append((node["options"][code], page.path, condition))
        if "options" in node:
            self._long.append((node, one))
        yield node
        for code, inner in made.conditional.items():
            yield from self._brought_up(one, code, inner, page, inside)

    def _note_field(self, one: Component, page: FormPage, node: Node, group: str, codes: dict[str, str]) -> None:
        if one.name in self.fields:
            self.findings.add(ODD, one.name, "two components have this name; conditions read the first")
            return
        self.ids[one.name] = f"{group}.{node['field']}" if group else node["field"]
        self.fields[one.name] = Asked(
            node["field"], page.path, node["kind"], codes, bool(node.get("optional")), bool(group),
            str(node.get("currency", "")),
        )  # fmt: skip

    def _brought_up(
        self, one: Component, code: str, inner: Any, page: FormPage, inside: Names | None
    ) -> Iterator[Node]:
        """Components that appear under an option once it is chosen."""
        for child in read_components(inner, page.path, self.findings):
            for node in self._items(child, page, inside):
                if inside is None and "group" not in node:
                    value = next((value for value, known in self.fields[one.name].codes.items() if known == code), code)
                    self.tests.append((node, Test(one.name, "contains", value)))
                else:
                    self.findings.add(CHANGED, child.name, f"it is asked always, not only under the option “{code}”")
                yield node

    # ---- groups ---------------------------------------------------------------------------------------------------

    def _repeated_file(self, one: Component, child: Component, page: FormPage) -> Iterator[Node]:
        """A table that asks for nothing but a file: several files."""
        least = 0 if is_optional(one) else max(1, files_taken(child)[0])
        box = child.options.get("dropzoneConfig")
        limits = {**(box if isinstance(box, dict) else {}), "maxFiles": _MOST_ITEMS}
        options = {**child.options, "dropzoneConfig": limits, "minimumRequiredFiles": least}
        if plain(child.title) not in ("", plain(one.title)):
            self.findings.add(CHANGED, child.name, f"each file of the table was called “{plain(child.title)[:200]}”")
        hint = one.hint if one.hint not in ("", _DESIGNERS_NOTE) else child.hint
        if child.hint not in ("", hint):
            self.findings.add(CHANGED, child.name, f"each file of the table had the hint “{plain(child.hint)[:300]}”")
        yield from self._field(replace(child, title=one.title or child.title, hint=hint, options=options), page, None)
        self.ids[one.name] = self.ids[child.name]

    def _group(self, one: Component, page: FormPage) -> Iterator[Node]:
        label = plain(one.title) or self.built[page.path].title
        if said := plain(text_of(one.content)):
            self.findings.add(PART, one.name, f"a text of the table that is not shown there either: {said[:300]}")
        if len(one.children) == 1 and one.children[0].type in FILES:
            yield from self._repeated_file(one, one.children[0], page)
            return
        name = self.names.give(label, key=one.name, otherwise="item")
        inner = self.names.within(one.name)
        ask: list[Node] = []
        for child in one.children:
            if child.type in CONVERT:
                ask += self._field(child, page, inner, name)
            else:
                ask += self._items(child, page, inner)
        self.ids[one.name] = name
        if not any("field" in node for node in ask):
            self.findings.add(LOST, f"{page.path}, {one.name}", f"a table that asks nothing: “{label[:100]}”")
            for told in (one for one in ask if "field" not in one):
                form = next(iter(told))
                yield {**told, form: self.names.give(told[form], otherwise="words")}  # its name was the table's own
            return
        hint = self._told(one.hint if one.hint != _DESIGNERS_NOTE else "", one.name)
        if not hint.is_one_line and hint.blocks:
            yield {"paragraph": self.names.give(f"about_{name}", key=f"about {one.name}"), "text": hint.markdown}
        least = 0 if is_optional(one) else 1
        node: Node = {"group": name, "label": label}
        if hint.is_one_line:
            node["hint"] = plain(one.hint).removesuffix(".")
        yield {**node, "items": f"{least} to {_MOST_ITEMS}", "ask": ask}


def _html_of(one: Component, form: Form) -> str:
    if one.type in ("FlashCard", "List") and one.list in form.lists:
        items = form.lists[one.list].items
        told = "".join(f"<li>{text_of(item.get('text'))} {text_of(item.get('description'))}</li>" for item in items)
        return f"{text_of(one.content)}<ul>{told}</ul>"
    if isinstance(one.content, list):
        parts = [part.get("text") or part.get("content") if isinstance(part, dict) else part for part in one.content]
        return "".join(f"<p>{text_of(part)}</p>" for part in parts)
    return text_of(one.content) or (one.title if one.type not in ("Details",) else "")
