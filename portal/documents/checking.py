"""Floor 6. Faults of a release's document templates, found before anything is printed: without facts and without a child.

A template is only read here, never run: its syntax, the filters and files it names, and the words and answers it asks for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.exceptions import TemplateNotFound

from portal.documents.sandbox import Sandbox, environment
from portal.errors import N_, WARNING, Fault
from portal.spec.model import Document, Group, Service
from portal.spec.reader import SPECIFICATION
from portal.spec.source import place_of

HOME = Path(__file__).parents[2]
# What a template may read: the facts of a document (a test compares them), and what the child gives besides.
FACTS = frozenset(
    {
        "document", "service", "number", "reference", "title", "authority", "holder", "decided", "issued_on", "valid_from",
        "valid_until", "code", "check", "fee", "fields", "texts",
    }
)  # fmt: skip
GIVEN = frozenset({"_", "joined", "languages", "made_at", "mark", "qr", "seal_letters"})
_OF_A_FIELD = ("label", "value", "code", "each", "labels")
_PICTURE = re.compile(r"<img\b[^>]*>")
FILTERS = frozenset({"day", "money", "both", "after", "runs"})


def template_faults(service: Service, files: Mapping[str, bytes], folder: str = "") -> tuple[Fault, ...]:
    """Every fault of the service's templates, in file order. `folder` stands before paths."""
    made = environment(files, HOME)
    made.filters.update(dict.fromkeys(FILTERS, str))
    users = {path: [one for one in service.documents.values() if one.template == path] for path in _templates(files)}
    faults = [fault for path in users for fault in _faults(made, path, files, users[path], folder, service.groups)]
    return tuple(sorted(set(faults)))


def template_warnings(service: Service, files: Mapping[str, bytes], folder: str = "") -> tuple[Fault, ...]:
    """Words under a document's `texts` that neither its template nor what that is made of prints; of templates without faults."""
    made = environment(files, HOME)
    made.filters.update(dict.fromkeys(FILTERS, str))
    found = []
    for document in service.documents.values():
        specified = _Specified(document, files.get(SPECIFICATION, b"").decode("utf-8", "replace"), folder)
        for name in _unread(made, document):
            message, remedy = (
                N_("Nothing prints the text “{name}” of the document “{document}”."),
                N_("Use or delete it."),
            )
            fault = specified.fault(name, message, remedy, name=name, document=document.id)
            found.append(replace(fault, severity=WARNING, code="unused-text"))
    return tuple(sorted(found))


def _unread(made: Sandbox, document: Document) -> list[str]:
    """The texts that no template names; none where one looks at all of them, whatever they are called."""
    if not document.texts:
        return []
    trees = list(_made_of(made, document.template, set()))
    reads: list[Any] = [one for tree in trees for one in tree.find_all((nodes.Getattr, nodes.Getitem))]
    named = [one for one in reads if isinstance(one.node, nodes.Name) and one.node.name == "texts"]
    parts = [one.attr if isinstance(one, nodes.Getattr) else _constant(one.arg) for one in named]
    whole = sum(one.name == "texts" for tree in trees for one in tree.find_all(nodes.Name)) > len(named)
    if whole or None in parts or {"items", "values", "keys", "get"} & {*parts}:
        return []
    return [name for name in document.texts if name not in parts]


def _made_of(made: Sandbox, path: str, seen: set[str]) -> Iterator[nodes.Template]:
    """The template, the frames that it stands in, and what they take in of others."""
    if path in seen or made.loader is None:
        return
    seen.add(path)
    try:
        tree = made.parse(made.loader.get_source(made, path)[0], path, path)
    except (TemplateNotFound, TemplateSyntaxError):  # told as a fault
        return
    yield tree
    naming: Iterator[Any] = tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
    for node in naming:
        if name := _constant(node.template):
            yield from _made_of(made, name, seen)


def _templates(files: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in files if path.startswith("documents/") and path.endswith(".html"))


def _faults(
    made: Sandbox,
    path: str,
    files: Mapping[str, bytes],
    users: list[Document],
    folder: str,
    groups: Mapping[str, Group],
) -> Iterator[Fault]:
    place = f"{folder}{path}"
    try:
        source = files[path].decode()
        made.compile(source, path, path)
        tree = made.parse(source, path, path)
    except UnicodeDecodeError:
        yield Fault(place, 0, 0, N_("The template is not written in UTF-8."), N_("Save it as UTF-8."))
        return
    except TemplateSyntaxError as wrong:
        message, params = N_("The template cannot be read: {problem}"), {"problem": wrong.message or ""}
        yield Fault(
            place, wrong.lineno, 1, message, N_("Compare the line with the templates of other services."), params
        )
        return
    except RecursionError:
        yield Fault(place, 0, 0, N_("The template is nested too deeply."), N_("Split it."))
        return
    found = [*_missing_files(made, tree, place), *_unknown_names(tree, place)]
    for document in users:
        specified = _Specified(document, files.get(SPECIFICATION, b"").decode("utf-8", "replace"), folder)
        found += [*_unknown_fields(tree, document, place), *_unknown_parts(tree, groups, place)]
        found += _missing_texts([(path, tree), *_frames(made, tree)], specified, place)
        if document.is_endless:
            found += _endless(tree, document, place)
    yield from found
    yield from _pictures(source, place)
    if users and not found:
        yield from _frame(made, tree, source, place)


def _missing_files(made: Sandbox, tree: nodes.Template, place: str) -> Iterator[Fault]:
    naming: Iterator[Any] = tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
    for node in naming:
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str):
            continue
        try:
            assert made.loader is not None
            made.loader.get_source(made, name)
        except TemplateNotFound:
            message, remedy = N_("There is no template “{name}”."), N_("Use a file of documents/, or a building block.")
            yield Fault(place, node.lineno, 1, message, remedy, {"name": name})


def _unknown_names(tree: nodes.Template, place: str) -> Iterator[Fault]:
    known = FACTS | GIVEN | set(Sandbox().globals) | _own_names(tree)
    for name in sorted(meta.find_undeclared_variables(tree) - known):
        line = next((one.lineno for one in tree.find_all(nodes.Name) if one.name == name), 1)
        yield _unknown(place, line, name, known, N_("The template asks for “{name}”, which nothing gives it."))


def _own_names(tree: nodes.Template) -> set[str]:
    """What the template makes itself: its blocks do not see that it was made outside of them."""
    made = {node.name for node in tree.find_all(nodes.Name) if node.ctx in ("store", "param")}
    made |= {node.name for node in tree.find_all(nodes.Macro)}
    made |= {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        made |= {name[1] if isinstance(name, tuple) else name for name in node.names}
    return made | {"caller", "loop", "varargs", "kwargs", "self", "super"}


@dataclass(frozen=True)
class _Specified:
    """A document as service.yaml has it, and where its keys stand there."""

    document: Document
    source: str
    folder: str

    def fault(self, key: str, message: str, remedy: str, **params: object) -> Fault:
        line, column = place_of(self.source, "documents", self.document.id, "texts", key)
        return Fault(f"{self.folder}{SPECIFICATION}", line, column, message, remedy, params)


def _parts(tree: nodes.Template, owner: str) -> Iterator[tuple[str, int]]:
    """Each `<owner>.<part>` or `<owner>["<part>"]` that the template reads, with its line."""
    reading: Iterator[Any] = tree.find_all((nodes.Getattr, nodes.Getitem))
    for node in reading:
        if isinstance(node.node, nodes.Name) and node.node.name == owner:
            part = node.attr if isinstance(node, nodes.Getattr) else _constant(node.arg)
            if part is not None:
                yield part, node.lineno


def _unknown_fields(tree: nodes.Template, document: Document, place: str) -> Iterator[Fault]:
    told = set()
    reading: Iterator[Any] = tree.find_all(nodes.Getattr)
    for node in reading:
        if _is_field(node.node) and node.attr not in _OF_A_FIELD:
            message = N_("A printed answer has no “{name}”.")
            yield _unknown(place, node.lineno, node.attr, _OF_A_FIELD, message)
    for part, line in _parts(tree, "fields"):
        if part not in document.print and part not in told:
            told.add(part)
            message = N_("The template prints “{name}”, which is not under {where}.")
            yield _unknown(place, line, part, document.print, message, f"documents: {document.id}: print")


def _unknown_parts(tree: nodes.Template, groups: Mapping[str, Group], place: str) -> Iterator[Fault]:
    """Questions that a group does not have: among the columns of `items`, or where its items are gone through one by one."""
    for group, name, line in (*_columns(tree), *_parts_of_each(tree)):
        known = [one.id for one in groups[group].fields if not one.kind.takes_file] if group in groups else [name]
        if name and name not in known:
            yield _unknown(place, line, name, known, N_("The group “{where}” has no question “{name}”."), group)


def _columns(tree: nodes.Template) -> Iterator[tuple[str, str, int]]:
    """(group, question, line) of each column in `items(of=fields.dog, columns=[("chip", …)])`."""
    for call in tree.find_all(nodes.Call):
        given = {one.key: one.value for one in call.kwargs} | dict(zip(("of", "columns"), call.args, strict=False))
        of, columns = given.get("of"), given.get("columns")
        if not (isinstance(call.node, nodes.Name) and call.node.name == "items" and isinstance(columns, nodes.List)):
            continue
        for pair in columns.items:
            name = _constant(pair.items[0]) if isinstance(pair, nodes.Tuple) and pair.items else None
            if name is not None and _is_field(of):
                yield _part(of), name, pair.lineno


def _parts_of_each(tree: nodes.Template) -> Iterator[tuple[str, str, int]]:
    """(group, question, line) of `item.fields.chip` in `{% for item in fields.dog.each %}`."""
    for loop in tree.find_all(nodes.For):
        each = loop.iter
        if not (isinstance(each, nodes.Getattr) and each.attr == "each" and isinstance(loop.target, nodes.Name)):
            continue
        readings: Iterator[Any] = (one for part in loop.body for one in part.find_all((nodes.Getattr, nodes.Getitem)))
        for reading in readings:
            owner = reading.node
            is_fields = isinstance(owner, nodes.Getattr) and owner.attr == "fields" and _is_field(each.node)
            if is_fields and isinstance(owner.node, nodes.Name) and owner.node.name == loop.target.name:
                yield _part(each.node), _part(reading), reading.lineno


def _part(node: Any) -> str:
    """What `owner.part` or `owner["part"]` reads; "" where that is worked out."""
    return str(node.attr) if isinstance(node, nodes.Getattr) else _constant(node.arg) or ""


def _is_field(node: Any) -> bool:
    """Whether it is `fields.<name>` or `fields["<name>"]`."""
    return (
        isinstance(node, (nodes.Getattr, nodes.Getitem))
        and isinstance(node.node, nodes.Name)
        and node.node.name == "fields"
    )


def _missing_texts(trees: Iterable[tuple[str, nodes.Template]], specified: _Specified, place: str) -> Iterator[Fault]:
    """Texts that the template or its frame wants and service.yaml lacks: told there, unless the template misspelt one."""
    texts = specified.document.texts
    wanted: dict[str, tuple[str, int]] = {}
    own = specified.document.template
    for path, tree in trees:
        for part, line in _parts(tree, "texts"):
            wanted.setdefault(part, (path, line))
    for part, (path, line) in wanted.items():
        if part in texts:
            continue
        close = difflib.get_close_matches(part, list(texts), n=1, cutoff=0.75)
        if path == own and close and close[0] in wanted:  # that one is right, since the template prints it elsewhere
            message = N_("The template prints “{name}”, which is not under {where}.")
            yield _unknown(place, line, part, close, message, f"documents: {specified.document.id}: texts")
        elif close:
            message = N_(
                "The template {path} prints the text “{name}” on line {line}, and here it is called “{close}”."
            )
            remedy = N_("Call it by the same name in both.")
            yield specified.fault(close[0], message, remedy, name=part, path=path, line=line, close=close[0])
        else:
            message = N_("The template {path} prints the text “{name}” on line {line}, which “texts” does not have.")
            yield specified.fault(
                "", message, N_("Add a line “{name}: …” under “texts”."), name=part, path=path, line=line
            )


def _pictures(source: str, place: str) -> Iterator[Fault]:
    """Pictures that could not be printed: without a description, or from elsewhere."""
    for found in _PICTURE.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        if not re.search(r"\salt=", found[0]):
            message = N_("A picture has no description.")
            yield Fault(place, line, 1, message, N_('Say in alt="…" what it shows, for those who cannot see it.'))
        if re.search(r"\ssrc=[\"']?\s*(?:[a-z]+:)?//", found[0], re.IGNORECASE):
            message = N_("A picture comes from another site, and printing fetches nothing.")
            yield Fault(place, line, 1, message, N_("Put it into the folder documents/ and name it there."))


def _frames(made: Sandbox, tree: nodes.Template) -> Iterator[tuple[str, nodes.Template]]:
    """The house's templates that this one stands in, one in another."""
    names = [node.template.value for node in tree.find_all(nodes.Extends) if isinstance(node.template, nodes.Const)]
    for name in names:
        house = HOME / "templates" / "documents" / str(name)
        if house.parent == HOME / "templates" / "documents" and house.is_file():
            above = made.parse(house.read_text("utf-8"), name, name)
            yield str(name), above
            yield from _frames(made, above)


def _frame(made: Sandbox, tree: nodes.Template, source: str, place: str) -> Iterator[Fault]:
    """A paper has its letterhead and the code to check it by, or is a whole page of its own."""
    frames = list(_frames(made, tree))
    blocks = {node.name for _, above in frames for node in above.find_all(nodes.Block)}
    if not frames and not next(tree.find_all(nodes.Extends), None) and "<html" not in source:
        yield Fault(
            place,
            1,
            1,
            N_("The template has no frame: nobody could read from the paper who issued it, or check it."),
            N_("Let it extend “paper.html”, and write what the document says in the block “body”."),
        )
    for node in tree.find_all(nodes.Block):
        if frames and node.name not in blocks and not _is_inside(tree, node):
            message = N_("The frame has no block “{name}”, so nothing of it is printed.")
            yield _unknown(place, node.lineno, node.name, blocks, message)
    if frames and not next(tree.find_all(nodes.Block), None):
        yield Fault(
            place,
            1,
            1,
            N_("The template prints nothing of its own."),
            N_("Write what the document says in the block “body”."),
        )


def _is_inside(tree: nodes.Template, block: nodes.Block) -> bool:
    """Whether the block stands in another one, which is printed."""
    return any(outer is not block and block in outer.find_all(nodes.Block) for outer in tree.find_all(nodes.Block))


def _endless(tree: nodes.Template, document: Document, place: str) -> Iterator[Fault]:
    """A document that is valid for ever has no last day to print."""
    guarded = {
        id(name)
        for test in _tests(tree)
        if any(one.name == "valid_until" for one in _names(test.test))
        for name in _names(test)
    }
    for name in _names(tree):
        if name.name == "valid_until" and id(name) not in guarded:
            message, remedy = (
                N_("The template prints “valid_until”, and the document “{document}” is valid for ever."),
                N_("Give the document a line “valid: 1 year”, or print the day only “if valid_until”."),
            )
            yield Fault(place, name.lineno, 1, message, remedy, {"document": document.id})
            return


def _tests(tree: nodes.Template) -> Iterator[Any]:
    yield from tree.find_all((nodes.If, nodes.CondExpr))


def _names(tree: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(tree, nodes.Name):
        yield tree
    yield from tree.find_all(nodes.Name)


def _constant(node: nodes.Expr) -> str | None:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


def _unknown(place: str, line: int, name: str, known: Iterable[str], message: str, where: str = "") -> Fault:
    close = difflib.get_close_matches(name, list(known), n=1)
    remedy = N_("Did you mean “{close}”?") if close else N_("Remove it, or name it in service.yaml.")
    return Fault(place, line, 1, message, remedy, {"name": name, "where": where, "close": close[0] if close else ""})
