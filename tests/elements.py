"""What one would read of an element, and what one could fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_INPUTS = ("input", "select", "textarea")


def words(element: Element) -> str:
    """What one would read of an element, spaces made single; isolating marks are not read."""
    text = " ".join("".join(_pieces(element)).split())
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text).replace("\u00a0", " ")


def _pieces(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "template"):
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
            yield (
                " " if child.tag in ("br", "p", "li", "div", "dd", "dt", "td", "th", "h1", "h2", "h3", "legend") else ""
            )
        yield child.tail or ""


def fillable(group: Element, *, hidden: bool = False) -> Iterator[Element]:
    for item in group.iter():
        if item.tag in _INPUTS and (hidden or item.get("type") not in ("hidden", "submit", "button")):
            yield item


def value_of(item: Element) -> str:
    if item.tag == "textarea":
        return "".join(item.itertext())
    if item.tag == "select":
        chosen = [option for option in item.iter("option") if option.get("selected") is not None]
        chosen = chosen or list(item.iter("option"))[:1]
        return chosen[0].get("value", words(chosen[0])) if chosen else ""
    return item.get("value", "")
