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
from portal.authoring.importing.xgov import MOST_ITEMS, Component, Form, FormPage, Repeat, read_components, text_of
from portal.i18n.text import Text
from portal.wording.markdown import draw

Node = dict[str, Any]
_CONTENT = {
    "Para": "paragraph", "Html": "paragraph", "InsetText": "inset", "WarningText": "inset", "Details": "details",
    "FlashCard": "paragraph", "List": "paragraph", "Markdown": "paragraph", "NotificationBanner": "inset",
}  # fmt: skip
_PLACES = {"EastingNorthingField": ("Easting", "Northing"), "LatLongField": ("Latitude", "Longitude")}
PAYMENT = "PaymentField"
MOST_TOLD = 20  # options of a question that was not carried over
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_LOOKS = frozenset(["condition", "classes", "type", "hideTitle", "bold", "required", "optionalText"])  # of texts
_ITEMS = ("MultiInputField", "RepeatingField")
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
    whens: list[tuple[Node, str, str, str]] = field(
        default_factory=list
    )  # node, page's path, condition, field's name there
    tests: list[tuple[Node, Test]] = field(default_factory=list)  # node, the answer that brings it up
    ids: dict[str, str] = field(default_factory=dict)  # the original's name of a component → ours
    lists: dict[str, LongList] = field(default_factory=dict)
    conditional: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # path → fields and their conditions
    repeated: set[str] = field(default_factory=set)  # paths of the pages that became a group
    _long: list[tuple[Node, Component]] = field(default_factory=list)  # fields whose options may belong into a file

    def build(self, paths: list[str]) -> None:
        for path in paths:
            page = self.form.pages[path]
            title = plain(page.title) or _asked_alone(page) or path.strip("/").replace("-", " ").capitalize() or "Page"
            self.built[path] = Built(
                self.names.give(path.strip("/"), page.title, key=f"page {path}", otherwise="page"), title
            )
        for path in paths:
            self._fill(self.form.pages[path], self.built[path])
        self._note_sections_that_repeat(paths)
        self._move_lists()

    def _fill(self, page: FormPage, built: Built) -> None:
        asks = any(one.type in CONVERT for one in page.components)
        if page.repeat and not asks:
            self.findings.add(PART, page.path, f"it asks nothing, but repeats: {page.repeat.title} {page.repeat.of}")
        for what in _TEMPLATE.findall(page.title):
            self.findings.add(PART, page.path, f"“{what[:100]}” of its title stands as it is; there it is filled in")
        if page.sums_up_items:
            what = "it shows the items so far, and people add one or take one out; here they do so on the pages of the groups"
            self.findings.add(CHANGED, page.path, what)
        if page.is_terminal:
            built.items += self._only_texts(page)
        elif page.repeat and asks:
            built.items += self._repeated(page, page.repeat)
        else:
            for one in page.components:
                built.items += self._items(one, page, None)
        if not built.items:
            built.items.append(
                {"paragraph": self.names.give(f"{built.id}_text", key=f"text {page.path}"), "text": built.title}
            )
            if page.components:
                self.findings.add(ODD, page.path, "nothing of the page is left but its title")

    def _only_texts(self, page: FormPage) -> Iterator[Node]:
        """What a page says that ends the journey, or that shows what was answered so far."""
        for one in page.components:
            if one.type in CONVERT or one.type in _ITEMS:
                self.findings.add(
                    LOST, f"{page.path}, {one.name}", f"nothing is asked on such a page: {words_of(one, self.form)}"
                )
            else:
                yield from self._items(one, page, None)

    def _repeated(self, page: FormPage, repeat: Repeat) -> Iterator[Node]:
        """A page that is answered several times is one with a group."""
        if repeat.of:
            self.findings.add(
                PART, page.path, f"it repeats as often as “{repeat.of}” says; here people say themselves how often"
            )
        if repeat.most > MOST_ITEMS:
            self.findings.add(
                PART, page.path, f"it can be answered {repeat.most} times; here {MOST_ITEMS} times at most"
            )
        label = plain(repeat.title) or self.built[page.path].title
        limits = f"{min(repeat.least, MOST_ITEMS)} to {min(max(1, repeat.least, repeat.most), MOST_ITEMS)}"
        name = self.names.give(repeat.name, label, key=f"repeat {page.path}", otherwise="item")
        self.repeated.add(page.path)
        inner = self.names.within(f"repeat {page.path}")
        ask = [node for one in page.components for node in self._within(one, page, inner, name)]
        yield {"group": name, "label": label, "items": limits, "ask": ask}

    def _note_sections_that_repeat(self, paths: list[str]) -> None:
        """Pages that are answered together for each item have a group each: what belongs together is told by its place."""
        sections: dict[str, list[str]] = {}
        for page in (self.form.pages[path] for path in paths):
            if page.repeat and page.repeat.with_section and page.section and page.path in self.repeated:
                sections.setdefault(page.section, []).append(page.path)
        for section, found in sections.items():
            if len(found) > 1:
                listed = ", ".join(f"“{path}”" for path in found)
                what = (
                    f"the section “{section}” repeats over {len(found)} pages ({listed}), all answered for one item before the next; "
                    "here each page has a list of its own, and what belongs to one item stands at the same place of each"
                )
                self.findings.add(CHANGED, found[0], what)

    def _within(self, one: Component, page: FormPage, inner: Names, group: str) -> Iterator[Node]:
        """What an item of a group asks and says."""
        return self._field(one, page, inner, group) if one.type in CONVERT else self._items(one, page, inner, group)

    def _items(self, one: Component, page: FormPage, inside: Names | None, group: str = "") -> Iterator[Node]:
        is_known = one.type in CONVERT or one.type in (*_ITEMS, *_PLACES, PAYMENT)
        if one.type in _CONTENT or (one.content and not is_known):
            yield from self._content(one, page, inside)
        elif one.type in CONVERT:
            yield from self._field(one, page, inside)
        elif one.type in _PLACES:
            for part in _PLACES[one.type]:
                limits = one.schema.get(part.lower())
                number = replace(
                    one, name=f"{one.name}, {part.lower()}", type="NumberField", title=f"{one.title}: {part}".lstrip(": "),
                    schema=limits if isinstance(limits, dict) else {},
                )  # fmt: skip
                yield from self._within(number, page, inside, group) if inside else self._field(number, page, None)
            self.findings.add(CHANGED, one.name, "the place is asked as two numbers, without the map")
        elif one.type == PAYMENT:
            said = (one.title, text_of(one.options.get("description")), text_of(one.content))
            yield from self._content(replace(one, content="".join(f"<p>{text}</p>" for text in said)), page, inside)
        elif one.type in _ITEMS and inside is None:
            yield from self._group(one, page)
        else:
            what = "a table within a table" if one.type in _ITEMS else f"a component of the type “{one.type}”"
            self.findings.add(LOST, f"{page.path}, {one.name}", f"{what}: {words_of(one, self.form)}")

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
        for key, value in one.options.items() if one.type in _CONTENT else ():
            if key not in _LOOKS and value not in (None, "", False, [], {}):
                self.findings.add(PART, one.name, f"its setting “{key}”: {str(value)[:300]}")
        if one.type in (*_CONTENT, PAYMENT) and one.hint:
            self.findings.add(PART, one.name, f"a hint at a text: “{plain(one.hint)[:300]}”")
        if one.type not in _CONTENT and one.type != PAYMENT:
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
            self.whens.append((node, page.path, condition, one.name if "field" in node else ""))
        self.ids[one.name] = name
        yield node

    def _told(self, html: str, place: str) -> Prose:
        told = prose(html)
        for what in _TEMPLATE.findall(html):
            self.findings.add(PART, place, f"“{what[:100]}” stands as it is; there it is filled in")
        for what in told.missing:
            self.findings.add(PART, place, f"of its text: {what}")
        return told

    # ---- fields ---------------------------------------------------------------------------------------------------

    def _field(self, one: Component, page: FormPage, inside: Names | None, group: str = "") -> Iterator[Node]:
        names = inside or self.names
        made = kinded(one, self.form, self.findings)
        hint = self._told(one.hint if one.hint != _DESIGNERS_NOTE else "", one.name)
        ticked = text_of(one.options.get("declarationConfirmationLabel"))
        if made.kind == "declaration" and (one.content or ticked):
            yield from self._declared(one, page, inside, ticked)
        label = (
            plain(ticked or one.title) or (plain(one.hint) if hint.is_one_line else "") or self.built[page.path].title
        )
        for what in _TEMPLATE.findall(one.title):
            self.findings.add(PART, one.name, f"“{what[:100]}” of its label stands as it is; there it is filled in")
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
        known = self._note_field(one, page, node, group, made.codes)
        if condition := text_of(one.options.get("condition")):
            self.whens.append((node, page.path, condition, one.name if "field" in node else ""))
            if not group:
                self.conditional.setdefault(page.path, []).append((name, condition))
        for code, condition in made.option_conditions.items():
            option = node["options"][code]
            node["options"][code] = option if isinstance(option, dict) else {"label": option}
            self.whens.append((node["options"][code], page.path, condition, ""))
        if "options" in node:
            self._long.append((node, one))
        yield node
        for code, inner in made.conditional.items():
            yield from self._brought_up(known, code, inner, page, inside)

    def _declared(self, one: Component, page: FormPage, inside: Names | None, ticked: str) -> Iterator[Node]:
        """What a declaration says above its box; its title where the box has words of its own."""
        title = (
            f"<h2>{one.title}</h2>" if ticked and one.title and one.title != self.form.pages[page.path].title else ""
        )
        if text := f"{title}{text_of(one.content)}":
            yield from self._content(
                replace(one, name=f"{one.name}, its text", type="Html", content=text, options={}, hint=""), page, inside
            )

    def _note_field(self, one: Component, page: FormPage, node: Node, group: str, codes: dict[str, str]) -> str:
        """The name by which conditions know it."""
        # Conditions may name a field with its section, which tells two of one name apart.
        name = f"{page.section}.{one.name}" if one.name in self.fields and page.section else one.name
        if name in self.fields:
            self.findings.add(ODD, one.name, "two components have this name; conditions read the first")
            return one.name
        self.ids[name] = f"{group}.{node['field']}" if group else node["field"]
        self.fields[name] = Asked(
            node["field"], page.path, node["kind"], codes, bool(node.get("optional")), bool(group),
            str(node.get("currency", "")),
        )  # fmt: skip
        return name

    def _brought_up(self, known: str, code: str, inner: Any, page: FormPage, inside: Names | None) -> Iterator[Node]:
        """Components that appear under an option once it is chosen."""
        for child in read_components(inner, page.path, self.findings):
            for node in self._items(child, page, inside):
                if inside is None and "group" not in node:
                    codes = self.fields[known].codes
                    value = next((value for value, ours in codes.items() if ours == code), code)
                    self.tests.append((node, Test(known, "contains", value)))
                else:
                    self.findings.add(CHANGED, child.name, f"it is asked always, not only under the option “{code}”")
                yield node

    # ---- groups ---------------------------------------------------------------------------------------------------

    def _repeated_file(self, one: Component, child: Component, page: FormPage) -> Iterator[Node]:
        """A table that asks for nothing but a file: several files."""
        least = 0 if is_optional(one) else max(1, files_taken(child)[0])
        box = child.options.get("dropzoneConfig")
        limits = {**(box if isinstance(box, dict) else {}), "maxFiles": MOST_ITEMS}
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
            ask += self._within(child, page, inner, name)
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
        yield {**node, "items": f"{least} to {MOST_ITEMS}", "ask": ask}


def words_of(one: Component, form: Form) -> str:
    """What a component says, for the report of those that were not carried over; with its options and those within it."""
    own = (one.title, one.hint, text_of(one.content))
    said = [f"“{plain(text)[:300]}”" for text in own if plain(text)] or ["“”"]
    items = form.lists[one.list].items if one.list in form.lists else ()
    options = ", ".join(plain(text_of(item.get("text"))) for item in items[:MOST_TOLD])
    if options:
        said.append(f"({options}{f' and {len(items) - MOST_TOLD} more' if len(items) > MOST_TOLD else ''})")
    return " ".join([*said, *(words_of(child, form) for child in one.children)])


def says(one: Component) -> bool:
    """Whether the component is a text, or a declaration, which is one with a box."""
    return one.type in _CONTENT or one.type == "DeclarationField"


def said_by(one: Component) -> str:
    """Its words as HTML."""
    if one.type == "DeclarationField":
        return f"{text_of(one.content)} {text_of(one.options.get('declarationConfirmationLabel')) or one.title}"
    return str(draw(Text(text_of(one.content), "en"))) if one.type == "Markdown" else text_of(one.content)


def _asked_alone(page: FormPage) -> str:
    """The only question of a page, which then needs no title of its own."""
    asking = [one for one in page.components if one.type in CONVERT]
    return plain(asking[0].title) if len(asking) == 1 else ""


def _html_of(one: Component, form: Form) -> str:
    if one.type in ("FlashCard", "List") and one.list in form.lists:
        items = form.lists[one.list].items
        told = "".join(f"<li>{text_of(item.get('text'))} {text_of(item.get('description'))}</li>" for item in items)
        return f"{text_of(one.content)}<ul>{told}</ul>"
    if isinstance(one.content, list):
        parts = [part.get("text") or part.get("content") if isinstance(part, dict) else part for part in one.content]
        return "".join(f"<p>{text_of(part)}</p>" for part in parts)
    if one.type == "Markdown":
        return str(draw(Text(text_of(one.content), "en")))
    return text_of(one.content) or (one.title if one.type not in ("Details",) else "")
