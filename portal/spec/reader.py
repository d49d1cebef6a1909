"""Floor 3. Reads a bundle into a `Service`: every fault at once, with file, line, column and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portal.errors import N_, Fault, SpecFault
from portal.rules import types
from portal.spec.asking import Asking
from portal.spec.authority import is_language
from portal.spec.bundle import Bundle
from portal.spec.deciding import Deciding
from portal.spec.model import Check, Document, FeeRow, Field, Guidance, Page, Review, Service, Value
from portal.spec.ruling import Ruling
from portal.spec.shape import ID, SERVICE_ID, Shape, Span
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar, read_yaml

EDITION = 1
SPECIFICATION = "service.yaml"
LEVELS = ("low", "substantial", "high")
_REQUIRED = (
    "edition",
    "service",
    "texts",
    "title",
    "unit",
    "sign_in",
    "guidance",
    "pages",
    "declaration",
    "review",
    "documents",
    "keep",
)
_OPTIONAL = ("life_events", "lists", "conditions", "values", "checks", "fee", "retired")
_VALUE_KINDS = ("integer", "decimal", "text", "yes no", "date", "money")


def read_service(bundle: Bundle, folder: str = "") -> Service:
    """The service that the bundle describes.

    `folder` stands before the paths in faults (`forms/parking-permit/`).
    Refused: `SpecFault` with every fault found.
    """
    path = f"{folder}{SPECIFICATION}"
    if SPECIFICATION not in bundle.files:
        raise SpecFault(
            [
                Fault(
                    path,
                    0,
                    0,
                    N_("There is no file “service.yaml”."),
                    N_("Every service has one; copy another service's."),
                )
            ]
        )
    root, faults = read_yaml(bundle.text(SPECIFICATION), path)
    shape = Shape(path)
    shape.faults += faults
    service = _Reading(shape, bundle).service(root) if root is not None else None
    if shape.faults or service is None:
        raise SpecFault(shape.faults)
    return service


class _Reading:
    """One reading of one specification, part by part."""

    def __init__(self, shape: Shape, bundle: Bundle) -> None:
        self.shape = shape
        self.bundle = bundle
        self.asking = Asking(shape, bundle)

    def service(self, root: Node) -> Service | None:
        shape = self.shape
        given = shape.mapping(root, N_("A service"), _REQUIRED, _OPTIONAL)
        self._edition(given.get("edition"))
        name = shape.word(given.get("service"), "service")
        if not SERVICE_ID.fullmatch(name) and isinstance(node := given.get("service"), Scalar):
            shape.fault(
                node,
                N_("“{name}” cannot be the name of a service."),
                N_("Use small letters, digits and single -, for example parking-permit."),
                name=name,
            )
        shape.owner = name
        title = shape.text(given.get("title"), "title")
        guidance = self._guidance(given.get("guidance"))
        self.asking.options.read_lists(given.get("lists"))
        asked = self.asking.read_pages(given.get("pages"))
        self.ruling = Ruling(shape, asked, self.asking.unsure)
        value_nodes = self._declare_values(given.get("values"))
        conditions = self.ruling.read_conditions(given.get("conditions"))
        values = self._values(value_nodes, asked)
        pages = self.ruling.ruled_pages(asked, self.asking.whens)
        self.paths = {field.path for page in pages for field in _all_fields(page)} | self.asking.unsure
        self.answerable = {one.id for page in pages for one in page.fields}
        self.answerable |= {one.id for page in pages for one in page.groups}
        self.answerable |= {path.split(".")[0] for path in self.asking.unsure}
        self.files = {one.path for page in pages for one in _all_fields(page) if one.kind.takes_file}
        self.has_documents = isinstance(given.get("documents"), MappingNode)
        documents = self._documents(given.get("documents"))
        self._counts(values, value_nodes, documents)
        known = {*documents, *self.unsure_documents} if self.has_documents else None
        review = Deciding(shape, self.paths, known).review(given.get("review"))
        return Service(
            id=name, edition=EDITION, language=self._language(given.get("texts")), title=title,
            unit=shape.word(given.get("unit"), "unit"), sign_in=shape.among(given.get("sign_in"), N_("level of sign-in"), LEVELS),
            life_events=shape.words(given.get("life_events"), "life_events") if "life_events" in given else (),
            guidance=guidance, pages=pages, conditions=conditions, values=values,
            checks=self._checks(given.get("checks")), fee=self._fee(given.get("fee")),
            declaration=shape.text(given.get("declaration"), "declaration"), review=review, documents=documents,
            keep=self._keep(given.get("keep"), review), retired=self._retired(given.get("retired")),
            order=self.ruling.order(), phrases=tuple(shape.phrases),
        )  # fmt: skip

    def _edition(self, node: Node | None) -> None:
        if node is not None and (not isinstance(node, Scalar) or node.value != str(EDITION)):
            self.shape.fault(
                node,
                N_("The portal reads edition {edition} of the language."),
                N_("Write “edition: {edition}”."),
                edition=EDITION,
            )

    def _language(self, node: Node | None) -> str:
        word = self.shape.word(node, "texts")
        if node is not None and word and not is_language(word):
            self.shape.fault(
                node,
                N_("There is no language “{name}”."),
                N_("Write its short code, for example et or ar."),
                name=word,
            )
        return word

    def _guidance(self, node: Node | None) -> Guidance:
        shape = self.shape
        given = shape.mapping(
            node, "guidance", ("summary", "who", "cost", "time", "need", "other_ways"), ("about", "after")
        )
        text = {
            key: shape.text(given.get(key), f"guidance/{key}")
            for key in ("summary", "who", "cost", "time", "other_ways")
        }
        need = []
        for key, value in shape.entries(given.get("need"), "need"):
            name = shape.ident(key, N_("a thing that is needed"), claim=False)
            need.append(shape.text(value, f"guidance/need/{name}"))
        more = {key: shape.optional_text(given.get(key), f"guidance/{key}") for key in ("about", "after")}
        return Guidance(**text, need=tuple(need), about=more["about"], after=more["after"])

    # ---- values, checks, fee --------------------------------------------------------------------------------------

    def _declare_values(self, node: Node | None) -> dict[str, tuple[Scalar, dict[str, Node]]]:
        shape, found = self.shape, {}
        kinds: dict[str, str] = {}
        for name in shape.null_keys(node):
            self.ruling.names[name] = types.ANY
        for key, value in shape.entries(node, "values"):
            name = shape.ident(key, N_("a value"))
            given = shape.mapping(value, N_("A value"), ("kind",), ("is", "count", "where"))
            kind = shape.among(given.get("kind"), N_("kind of value"), _VALUE_KINDS)
            if ("is" in given) == ("count" in given):
                shape.fault(
                    key,
                    N_("The value “{name}” needs either “is” or “count”."),
                    N_("Write “is:” with an expression, or “count: documents” with “where:”."),
                    name=name,
                )
            elif name and not kind:
                self.ruling.names[name] = types.ANY
            elif name:
                found[name] = (key, given)
                kinds[name] = {"yes no": "boolean"}.get(kind, kind)
        self.ruling.declare_values(kinds)
        self.value_kinds = kinds
        return found

    def _values(self, nodes: Mapping[str, tuple[Scalar, dict[str, Node]]], pages: tuple[Page, ...]) -> dict[str, Value]:
        shape, values = self.shape, {}
        for name, (key, given) in nodes.items():
            if "is" in given:
                rule = self.ruling.compile(given["is"], self.ruling.names[name])
                values[name] = Value(name, self.value_kinds[name], rule)
            else:
                shape.among(given["count"], N_("thing to count"), ("documents",))
                where = shape.mapping(given.get("where"), "where", ("document",), ("state", "same"))
                state = shape.among(where.get("state"), N_("state of a document"), ("valid", "any")) or "valid"
                same = shape.words(where.get("same"), "same") if "same" in where else ()
                values[name] = Value(name, "integer", None, shape.word(where.get("document"), "document"), state, same)
                self._same(where.get("same"), same, pages)
            self.ruling.note_value(values[name], key)
        return values

    def _same(self, node: Node | None, same: tuple[str, ...], pages: tuple[Page, ...]) -> None:
        fields = {field.id: field for page in pages for field in page.fields}
        for path in (one for one in same if one not in self.asking.unsure):
            at = (
                node if isinstance(node, Scalar) else Scalar(path, getattr(node, "line", 0), getattr(node, "column", 0))
            )
            if path not in fields:
                self.shape.unknown(Scalar(path, at.line, at.column), N_("field"), fields)
            elif fields[path].search != "exact":
                self.shape.fault(
                    at,
                    N_("“same: {field}” looks for equal answers, and “{field}” cannot be searched."),
                    N_("Write “search: exact” at the field."),
                    field=path,
                )

    def _counts(
        self,
        values: Mapping[str, Value],
        nodes: Mapping[str, tuple[Scalar, dict[str, Node]]],
        documents: Mapping[str, Document],
    ) -> None:
        for name, value in values.items():
            where = nodes[name][1].get("where")
            node = where.get("document") if isinstance(where, MappingNode) else None
            known = {*documents, *self.unsure_documents}
            if self.has_documents and value.document and value.document not in known and isinstance(node, Scalar):
                self.shape.unknown(node, N_("document"), documents)

    def _checks(self, node: Node | None) -> tuple[Check, ...]:
        shape, found = self.shape, []
        for item in shape.sequence(node, "checks"):
            given = shape.mapping(item, N_("A check"), ("check", "when", "at", "says"))
            name = shape.ident(given.get("check"), N_("a check"))
            at = shape.among(given.get("at"), N_("field or group"), self.answerable)
            says = shape.text(given.get("says"), f"{name}/says")
            when = self.ruling.condition(given.get("when"))
            if when:
                found.append(Check(name, when, at, says))
        return tuple(found)

    def _fee(self, node: Node | None) -> tuple[FeeRow, ...]:
        shape, rows = self.shape, []
        items = shape.sequence(node, "fee")
        for number, item in enumerate(items, 1):
            last = isinstance(item, MappingNode) and item.get("otherwise") is not None
            keys = ("row", "otherwise", "because") if last else ("row", "when", "amount", "because")
            given = shape.mapping(item, N_("A row of the fee"), keys)
            name = shape.ident(given.get("row"), N_("a row"))
            because = shape.text(given.get("because"), f"{name}/because")
            amount = shape.amount(given.get("otherwise" if last else "amount"), N_("The fee"))
            when = None if last else self.ruling.condition(given.get("when"))
            if last != (number == len(items)):
                message = (
                    N_("A row after “otherwise” is never reached.")
                    if last
                    else N_("The fee has no last row for everyone else.")
                )
                shape.fault(item, message, N_("End the fee with a row “otherwise: …”."))
            if amount and (last or when):
                rows.append(FeeRow(name, when, *amount, because))
        if len({row.currency for row in rows}) > 1 and node:
            shape.fault(node, N_("The fee is in two currencies."), N_("Use one."))
        return tuple(rows)

    # ---- review, documents, keep ----------------------------------------------------------------------------------

    def _documents(self, node: Node | None) -> dict[str, Document]:
        shape, found = self.shape, {}
        self.unsure_documents = set(shape.null_keys(node))
        for key, value in shape.entries(node, "documents"):
            if not (name := shape.ident(key, N_("a document"))):
                continue
            given = shape.mapping(
                value, N_("A document"), ("title", "template", "series", "print", "public"), ("valid", "texts")
            )
            template, series = shape.word(given.get("template"), "template"), shape.word(given.get("series"), "series")
            if template not in self.bundle.files and "template" in given:
                listed = ", ".join(sorted(p for p in self.bundle.files if p.endswith(".html"))) or "–"
                shape.fault(
                    given["template"],
                    N_("There is no file “{path}” in this service."),
                    N_("Its templates are: {known}."),
                    path=template,
                    known=listed,
                )
            if not re.fullmatch(r"[A-Z]{2,4}", series) and "series" in given:
                shape.fault(
                    given["series"],
                    N_("A series is two to four capital letters."),
                    N_("For example PP: the numbers are then PP-2026-000123."),
                )
            printed, public = self._facts(given.get("print"), "print"), self._facts(given.get("public"), "public")
            for path in public:
                if path not in printed:
                    shape.fault(
                        given["public"],
                        N_("“{field}” is public but not printed on the document."),
                        N_("Add it to “print”, or take it out of “public”."),
                        field=path,
                    )
            texts = {
                word.value: shape.text(text, f"{name}/text/{word.value}")
                for word, text in shape.entries(given.get("texts"), "texts")
            }
            valid = shape.span(given.get("valid"), "valid")
            found[name] = Document(
                name, shape.text(given.get("title"), f"{name}/title"), template, series, printed, public, valid, texts
            )
        return found

    def _facts(self, node: Node | None, what: str) -> tuple[str, ...]:
        words = []
        for item in self.shape.sequence(node, what):
            word = self.shape.among(item, N_("field"), self.paths)
            if word in words:
                self.shape.fault(item, N_("“{field}” stands here twice."), N_("Take one of them out."), field=word)
            elif word in self.files:
                self.shape.fault(
                    item, N_("“{field}” is a file, which cannot be printed."), N_("Take it out."), field=word
                )
            elif word:
                words.append(word)
        return tuple(words)

    def _keep(self, node: Node | None, review: Review) -> dict[str, Span]:
        shape = self.shape
        states = {"draft", "withdrawn", *(move.target for move in review.moves.values() if move.target)}
        given = shape.mapping(node, "keep", sorted(states))
        return {state: span for state, value in given.items() if (span := shape.span(value, state))}

    def _retired(self, node: Node | None) -> tuple[str, ...]:
        names = []
        for item in self.shape.sequence(node, "retired"):
            word = self.shape.word(item, N_("A retired name"))
            if word in self.shape.taken and isinstance(item, Scalar):
                self.shape.fault(
                    self.shape.taken[word],
                    N_("“{name}” is retired and cannot come back."),
                    N_("Give it a new name: old answers would be taken for new ones."),
                    name=word,
                )
            elif word and not ID.fullmatch(word):
                self.shape.fault(
                    item, N_("“{name}” was never a name."), N_("Write the id of a field that was taken out."), name=word
                )
            names.append(word)
        return tuple(names)


def _all_fields(page: Page) -> tuple[Field, ...]:
    return (*page.fields, *(field for group in page.groups for field in group.fields))
