"""Draws what a page of the journey shows. A question without problems comes from the shelf: drawn once, then filled in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from flask import current_app
from markupsafe import Markup, escape

from portal.i18n.text import Text
from portal.kinds.kind import Raw
from portal.spec.model import Field
from portal.web.kit.prepared import Shelf
from portal.wording.explained import Told

if TYPE_CHECKING:
    from portal.web.citizen.questions import Question, Shown
    from portal.web.citizen.summary import SectionView

_TEMPLATE = "citizen/shown.html"
_EXPLAINED = "*explained"  # the hole of a question's explanation; no part of an input can be called so
_shelf = Shelf(most=3000)
_MOST_CODES = 300  # each choice of a list is a piece of its own: those of a longer one would fill the memory


def body(shown: Sequence[Shown]) -> Markup:
    """Everything on a page between its heading and its buttons."""
    # Joined as plain text, each being drawn HTML already.
    return Markup("\n".join(_drawn(one) for one in shown))  # noqa: S704


def answers_drawn(sections: Sequence[SectionView]) -> Markup:
    """What was answered, page by page."""
    drawing = current_app.jinja_env.get_template("citizen/answers.html").module
    return Markup(drawing.answers(sections))  # type: ignore[attr-defined]  # noqa: S704 - drawn by a template


def is_alone(shown: Sequence[Shown]) -> bool:
    """Whether the page is one question, whose label is the page's heading."""
    return len(shown) == 1 and bool(getattr(shown[0], "alone", False))


def _drawn(one: Shown) -> str:
    html: str | None = getattr(one, "html", None)
    if html is None:
        drawing = current_app.jinja_env.get_template(_TEMPLATE).module
        html = str(drawing.shown(one))  # type: ignore[attr-defined]
    return html


def question_from_shelf(
    one: Field, raw: Raw, codes: tuple[str, ...], key: tuple[Hashable, ...], make: Callable[[Raw, str], Question],
    explained: Markup | str = "",
) -> str | None:  # fmt: skip
    """A question's HTML with `raw` in its inputs; `make` gives the question with other raw input and explanation.

    `key`: all that it depends on beside `raw` and the codes of its options. None where it must be drawn for itself.
    """
    if one.kind.takes_file or len(codes) > _MOST_CODES:
        return None
    shape: list[Hashable] = []
    typed: dict[str, str] = {}
    for part, values in raw.items():
        if codes:
            # A choice that is made shows in the pieces themselves: there are only so many.
            if not set(values) <= set(codes):
                return None
            shape.append((part, tuple(values)))
        elif len(values) > 1:
            return None
        elif values:
            shape.append((part, bool(values[0])))
            if values[0]:
                typed[part] = values[0]

    def draw(marks: Mapping[str, str]) -> str:
        inputs = {part: [mark] for part, mark in marks.items() if part != _EXPLAINED}
        return _drawn(make({**raw, **inputs}, marks.get(_EXPLAINED, "")))

    filling = {**typed, **({_EXPLAINED: explained} if explained else {})}
    prepared = _shelf.prepared((key, codes, *shape, bool(explained)), tuple(filling), draw)
    return prepared.filled([str(escape(value)) for value in filling.values()]) if prepared else None


def hint_with_source(hint: Text, source: Text) -> Markup:
    """A hint of two lines: the author's, and where the answer comes from."""
    drawing = current_app.jinja_env.get_template("citizen/shown.html").module
    return Markup(drawing.two_lines(hint, source))  # type: ignore[attr-defined]  # noqa: S704 - drawn by a template


def explanation_drawn(told: Told | None, *, because: bool = True) -> Markup | str:
    """Why a question is asked: a person's own, so it fills a hole. `because`: with the reasons of the rows that hold."""
    if told is None:
        return ""
    drawing = current_app.jinja_env.get_template("components/explained.html").module
    return Markup(drawing.explained(told, because))  # type: ignore[attr-defined]  # noqa: S704 - drawn by a template


def text_from_shelf(key: tuple[Hashable, ...], make: Callable[[], Shown]) -> str:
    """A text between the questions: the same for everybody."""
    prepared = _shelf.prepared(key, (), lambda _marks: _drawn(make()))
    assert prepared is not None, "what has no holes can always be prepared"
    return prepared.pieces[0]
