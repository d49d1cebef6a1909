"""Floor 6. Faults of a release's document templates, found before anything is printed: without facts and without a child.

A template is only read here, never run: its syntax, the filters and files it names, and the words and answers it asks for.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.exceptions import TemplateNotFound

from portal.documents.sandbox import Sandbox, environment
from portal.errors import N_, Fault
from portal.spec.model import Document, Service

HOME = Path(__file__).parents[2]
# What a template may read: the facts of a document (a test compares them), and what the child gives besides.
FACTS = frozenset(
    {
        "document", "service", "number", "reference", "title", "authority", "holder", "decided", "issued_on", "valid_from",
        "valid_until", "code", "check", "fee", "fields", "texts",
    }
)  # fmt: skip
GIVEN = frozenset({"_", "joined", "languages", "made_at", "mark", "qr", "seal_letters"})
FILTERS = frozenset({"day", "money", "both", "after", "runs"})


def template_faults(service: Service, files: Mapping[str, bytes], folder: str = "") -> tuple[Fault, ...]:
    """Every fault of the service's templates, in file order. `folder` stands before paths."""
    made = environment(files, HOME)
    made.filters.update(dict.fromkeys(FILTERS, str))
    users = {path: [one for one in service.documents.values() if one.template == path] for path in _templates(files)}
    faults = [fault for path in users for fault in _faults(made, path, files[path], users[path], folder)]
    return tuple(sorted(faults))


def _templates(files: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in files if path.startswith("documents/") and path.endswith(".html"))


def _faults(made: Sandbox, path: str, content: bytes, users: list[Document], folder: str) -> Iterator[Fault]:
    place = f"{folder}{path}"
    try:
        source = content.decode()
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
    yield from _missing_files(made, tree, place)
    yield from _unknown_names(tree, place)
    for document in users:
        yield from _unknown_parts(tree, "texts", document.texts, place, f"documents: {document.id}: texts")
        yield from _unknown_parts(tree, "fields", document.print, place, f"documents: {document.id}: print")


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


def _unknown_parts(tree: nodes.Template, owner: str, known: Collection[str], place: str, where: str) -> Iterator[Fault]:
    reading: Iterator[Any] = tree.find_all((nodes.Getattr, nodes.Getitem))
    for node in reading:
        if not isinstance(node.node, nodes.Name) or node.node.name != owner:
            continue
        part = node.attr if isinstance(node, nodes.Getattr) else _constant(node.arg)
        if part is not None and part not in known:
            message = N_("The template prints “{name}”, which is not under {where}.")
            yield _unknown(place, node.lineno, part, known, message, where)


def _constant(node: nodes.Expr) -> str | None:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


def _unknown(place: str, line: int, name: str, known: Iterable[str], message: str, where: str = "") -> Fault:
    close = difflib.get_close_matches(name, list(known), n=1)
    remedy = N_("Did you mean “{close}”?") if close else N_("Remove it, or name it in service.yaml.")
    return Fault(place, line, 1, message, remedy, {"name": name, "where": where, "close": close[0] if close else ""})
