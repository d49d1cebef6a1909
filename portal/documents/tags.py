"""Floor 6. Completes a PDF after WeasyPrint: what is heard (the structure tree) and what it claims (the metadata).

A piece whose drawing does not say what was written gets its source text (ActualText); each language stands on the
highest element that is all in it (/Lang); a cell is introduced by the header in its own language, not by both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from portal.documents.printing import Spoken, is_right_to_left
from portal.i18n.text import direction

_BLOCKS = {
    "/P",
    "/H1",
    "/H2",
    "/H3",
    "/H4",
    "/TD",
    "/TH",
    "/Table",
    "/Div",
    "/Sect",
    "/Part",
    "/LI",
    "/LBody",
    "/L",
    "/Document",
}
# PDF/UA-1 is claimed beside PDF/A-3a, which demands that the claim's own schema be described.
_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description><rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema\
</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>The part of ISO 14289 followed\
</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description>"""


def complete(pdf: bytes, spoken: Spoken, language: str) -> bytes:
    """The same document, heard as it was written; `language` is the whole document's own."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = {page.objgen: number for number, page in enumerate(document.pages)}
        _Tree(spoken, pages).complete(document.Root.StructTreeRoot.K[0], language)
        document.Root.ViewerPreferences.Direction = Name.R2L if direction(language) == "rtl" else Name.L2R
        metadata = document.Root.Metadata
        metadata.write(metadata.read_bytes().replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>"))
        done = io.BytesIO()
        document.save(done, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return done.getvalue()


class _Tree:
    def __init__(self, spoken: Spoken, pages: dict[Any, int]) -> None:
        self._spoken, self._pages = spoken, pages
        self._found: dict[tuple[int, int], frozenset[str]] = {}
        self._headers: dict[bytes, str] = {}

    def complete(self, root: Object, language: str) -> None:
        self._read(root)
        self._tell(root, language)
        self._introduce(root)

    def _read(self, element: Object) -> frozenset[str]:
        """Gives pieces their source text; the languages found beneath an element."""
        pieces = [self._spoken[self._pages[element.Pg.objgen], number] for number in _numbers(element)]
        text = "".join(said for _, said in pieces)
        if is_right_to_left(text) or text.endswith(" "):
            element.ActualText = String(text)
        languages = frozenset(language for language, _ in pieces).union(
            *(self._read(child) for child in _children(element))
        )
        self._found[element.objgen] = languages
        return languages

    def _tell(self, element: Object, inherited: str) -> None:
        languages = self._found[element.objgen]
        if len(languages) == 1 and (only := next(iter(languages))) and only != inherited:
            element.Lang = String(only)
            inherited = only
            if str(element.S) in _BLOCKS and direction(only) == "rtl":
                _add_attributes(element, Dictionary(O=Name.Layout, WritingMode=Name.RlTb))
        if str(element.S) == "/TH" and "/ID" in element:
            self._headers[bytes(element.ID)] = inherited
        for child in _children(element):
            self._tell(child, inherited)

    def _introduce(self, element: Object) -> None:
        """Of a cell's headers in several languages, keeps that in the cell's own."""
        if str(element.S) == "/TD":
            languages = self._found[element.objgen]
            for attributes in _attributes(element):
                headers = [bytes(one) for one in attributes.get("/Headers", [])]
                same = [one for one in headers if self._headers.get(one) in languages]
                if same and len(same) < len(headers):
                    attributes.Headers = Array([String(one) for one in same])
        if str(element.S) == "/TR":
            self._put_headers_first(element)
        for child in _children(element):
            self._introduce(child)

    def _put_headers_first(self, row: Object) -> None:
        """A header drawn behind its cell, as where a column is mirrored, is heard before it."""
        cells = list(_children(row))
        for number, cell in enumerate(cells[1:], start=1):
            if str(cell.S) == "/TH" and str(cells[number - 1].S) == "/TD" and "/Lang" in cell:
                cells[number - 1 : number + 1] = [cell, cells[number - 1]]
        row.K = Array(cells)


def _kids(element: Object) -> list[Object]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _numbers(element: Object) -> Iterator[int]:
    return (int(kid) for kid in _kids(element) if isinstance(kid, int))


def _children(element: Object) -> Iterator[Object]:
    return (kid for kid in _kids(element) if isinstance(kid, Dictionary) and "/S" in kid)


def _attributes(element: Object) -> list[Object]:
    held = element.get("/A")
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def _add_attributes(element: Object, added: Object) -> None:
    element.A = Array([*_attributes(element), added])
