"""Draws what a page of the journey shows. A question without problems comes from the shelf: drawn once, then filled in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import current_app
from markupsafe import Markup, escape

from portal.kinds.kind import Raw
from portal.spec.model import Field
from portal.web.kit.prepared import Shelf

if TYPE_CHECKING:
    from portal.web.citizen.questions import Question, Shown

_TEMPLATE = "citizen/shown.html"
_questions = Shelf(most=3000)


def body(shown: Sequence[Shown], *, group_base: str) -> Markup:
    """Everything on a page between its heading and its buttons."""
    return Markup("\n").join(_drawn(one, group_base) for one in shown)


def is_alone(shown: Sequence[Shown]) -> bool:
    """Whether the page is one question, whose label is the page's heading."""
    return len(shown) == 1 and bool(getattr(shown[0], "alone", False))


def _drawn(one: Shown, group_base: str = "") -> Markup:
    html: Markup | None = getattr(one, "html", None)
    if html is None:
        drawing = current_app.jinja_env.get_template(_TEMPLATE).module
        html = drawing.shown(one, group_base)  # type: ignore[attr-defined]
    return html


def from_shelf(
    one: Field, raw: Raw, codes: Sequence[str], key: tuple[Hashable, ...], make: Callable[[Raw], Question]
) -> Markup | None:
    """A question's HTML with `raw` in its inputs; `make` gives the question with other raw input.

    `key`: all that it depends on beside `raw` and the codes of its options. None where it must be drawn for itself.
    """
    shape = _chosen(raw, codes) if codes else _typed(raw)
    if shape is None or one.kind.takes_file:
        return None
    parts = () if codes else tuple(part for part, value in shape if value)
    # A choice that is made shows in the pieces themselves: there are only so many.
    fixed: Raw = raw if codes else {part: [""] for part, _value in shape}

    def draw(marks: Mapping[str, str]) -> str:
        return str(_drawn(make({**fixed, **{part: [mark] for part, mark in marks.items()}})))

    prepared = _questions.prepared((key, tuple(codes), shape), parts, draw)
    if prepared is None:
        return None
    # Pieces that a template drew, and values that are escaped here.
    return Markup(prepared.filled([str(escape(raw[part][0])) for part in parts]))  # noqa: S704


def _chosen(raw: Raw, codes: Sequence[str]) -> tuple[Any, ...] | None:
    """What was chosen, where it is one of the codes."""
    values = tuple((part, tuple(chosen)) for part, chosen in raw.items())
    return values if all(code in codes for _part, chosen in values for code in chosen) else None


def _typed(raw: Raw) -> tuple[Any, ...] | None:
    """Which parts were typed into; None where an input came more than once."""
    if any(len(values) > 1 for values in raw.values()):
        return None
    return tuple((part, bool(values[0])) for part, values in raw.items() if values)
