"""Floor 3. Reads the documents that a service issues: their templates, numbers, and what stands on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from portal.errors import N_
from portal.rules import Rule, types
from portal.spec.bundle import Bundle
from portal.spec.keys import DOCUMENT, VALID
from portal.spec.measured import Span, is_span
from portal.spec.model import Days, Document, Group
from portal.spec.ruling import Ruling
from portal.spec.shape import Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar


class Documents:
    """`paths`: the fields that are asked; `files`: those of them that hold a file, which cannot be printed; `groups` by name."""

    def __init__(
        self,
        shape: Shape,
        bundle: Bundle,
        ruling: Ruling,
        paths: Collection[str],
        files: Collection[str],
        groups: Mapping[str, Group],
    ) -> None:
        self.shape = shape
        self.bundle = bundle
        self.ruling = ruling
        self.paths = paths
        self.files = files
        self.groups = groups
        self.unsure: set[str] = set()  # those without a value, which is told already

    def read(self, node: Node | None) -> dict[str, Document]:
        shape, found = self.shape, {}
        self.unsure = set(shape.null_keys(node))
        for key, value in shape.entries(node, "documents"):
            if not (name := shape.ident(key, N_("a document"))):
                continue
            given = shape.mapping(value, DOCUMENT)
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
                elif path in self.groups and not self.groups[path].summary:
                    message = N_(
                        "“{field}” is public and has no “summary”: a stranger could read nothing of its items."
                    )
                    remedy = N_("Write a “summary” at the group: it says what strangers see of each.")
                    shape.fault(given["public"], message, remedy, field=path)
            texts = {
                word.value: shape.text(text, f"{name}/text/{word.value}")
                for word, text in shape.entries(given.get("texts"), "texts")
            }
            valid = self._valid(given.get("valid"))
            found[name] = Document(
                name, shape.text(given.get("title"), f"{name}/title"), template, series, printed, public, valid, texts
            )
        return found

    def _valid(self, node: Node | None) -> Span | Days | None:
        """A length of time, or the days that rules give."""
        if isinstance(node, Scalar) and node.value.strip() and not is_span(node.value.strip()):
            word = node.value.strip()
            message, remedy = (
                N_("“valid” is a length of time, or says from when until when."),
                N_("Write it as “1 year”, or for days out of answers as “{example}”."),
            )
            until = word if self.ruling.tried(word, types.DATE) else "…"
            self.shape.fault(node, message, remedy, example=f"{{from: today, until: {until}}}")
            return None
        if node is None or isinstance(node, Scalar):
            return self.shape.span(node, "valid")
        given = self.shape.mapping(node, VALID)
        if isinstance(node, MappingNode) and not node.entries:
            self.shape.fault(
                node,
                N_("“valid” says neither “from” nor “until”."),
                N_("Write one, or a length of time: “valid: 1 year”."),
            )
        first, last = (self._day(given.get(key), key) for key in ("from", "until"))
        return Days(first, last)

    def _day(self, node: Node | None, key: str) -> Rule | None:
        if isinstance(node, Scalar) and is_span(node.value.strip()):
            message, remedy = (
                N_("“{key}” is a day, and this is a length of time."),
                N_("Write a day and the length of time after it: “{example}”."),
            )
            self.shape.fault(node, message, remedy, key=key, example=f"today + duration('{node.value.strip()}')")
            return None
        return None if node is None else self.ruling.compile(node, types.DATE)

    def _facts(self, node: Node | None, what: str) -> tuple[str, ...]:
        words = []
        for item in self.shape.sequence(node, what):
            word = self.shape.among(item, N_("field or group"), {*self.paths, *self.groups})
            if word in words:
                self.shape.fault(item, N_("“{field}” stands here twice."), N_("Take one of them out."), field=word)
            elif word in self.files:
                self.shape.fault(
                    item, N_("“{field}” is a file, which cannot be printed."), N_("Take it out."), field=word
                )
            elif word:
                words.append(word)
        return tuple(words)
