"""Reads a PDF as a screen reader does: along the structure tree, by language and source text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import pikepdf
from pikepdf import Array, Dictionary

_BLOCKS = {"/P", "/H1", "/H2", "/H3", "/TH", "/TD", "/Figure"}


@dataclass
class Block:
    """A paragraph, heading, cell or picture, and what is heard of it."""

    tag: str
    language: str
    text: str
    actual: bool  # every piece of it has its source text
    pieces: list[tuple[str, str | None]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)


def blocks(pdf: bytes) -> list[Block]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot.K[0]
        names: dict[bytes, str] = {}
        return list(_blocks(root, str(document.Root.Lang), names))


def heard(pdf: bytes, language: str) -> list[str]:
    """What is said in this language, in the order of the tree: pieces that follow one another in a block are one."""
    said = []
    for block in blocks(pdf):
        for (spoken, actual), pieces in groupby(block.pieces, key=lambda piece: (piece[0], piece[1] is not None)):
            if spoken == language and actual:
                said.append("".join(text or "" for _, text in pieces).strip())
    return said


def _blocks(element: Dictionary, inherited: str, names: dict[bytes, str]) -> Iterator[Block]:
    language = str(element.get("/Lang", inherited))
    if str(element.S) in _BLOCKS and not any(str(kid.S) in _BLOCKS for kid in _kids(element)):
        yield _block(element, language, names)
        return
    for kid in _kids(element):
        yield from _blocks(kid, language, names)


def _block(element: Dictionary, language: str, names: dict[bytes, str]) -> Block:
    if str(element.S) == "/Figure":
        return Block("Figure", language, str(element.get("/Alt", "")), "/Alt" in element)
    pieces = list(_pieces(element, language))
    languages = {one for one, _ in pieces}
    said = "".join(text or "" for _, text in pieces).strip()
    actual = all(text is not None for _, text in pieces)
    alone = languages.pop() if len(languages) == 1 else language
    block = Block(str(element.S)[1:], alone, said, actual, pieces)
    if "/ID" in element:
        names[bytes(element.ID)] = block.text
    attributes = element.get("/A", Array())
    for one in list(attributes) if isinstance(attributes, Array) else [attributes]:
        block.headers += [names.get(bytes(header), "?") for header in one.get("/Headers", [])]
    return block


def _pieces(element: Dictionary, language: str) -> Iterator[tuple[str, str | None]]:
    language = str(element.get("/Lang", language))
    numbers = [kid for kid in _all(element) if isinstance(kid, int)]
    if numbers or "/ActualText" in element:
        yield language, str(element.ActualText) if "/ActualText" in element else None
        return
    for kid in _kids(element):
        yield from _pieces(kid, language)


def _all(element: Dictionary) -> list[object]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _kids(element: Dictionary) -> Iterator[Dictionary]:
    return (kid for kid in _all(element) if isinstance(kid, Dictionary) and "/S" in kid)
