"""What is drawn once and then only filled in: HTML with holes for what is a person's own.

Templates cost most of a page's time, and nearly all they draw is the same for everybody. So it is drawn once with marks
in place of what is somebody's own, and kept in pieces between the marks. Everything that is not named as somebody's own
belongs to the key under which the pieces are kept: what was forgotten makes pieces that are used once, never a page that
shows one person what is another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from threading import Lock
from typing import Any

from markupsafe import Markup, escape

from portal.i18n.text import Text
from portal.web.kit.frame import Frame

# Signs that Unicode keeps for use inside of programs, without direction; what people type is put in afterwards.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
# The second mark is longer and runs both ways: a template that measures or isolates what it is given gives itself away.
_MORE = "aا"
_HOLE = re.compile(f"{_OPEN}([0-9]+)(?:{_MORE})*{_CLOSE}")
# Fields of the frame that are a person's own, or this very address's.
_OWN_FRAME = ("person", "csrf", "languages", "session")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Pieces of HTML; between two of them stands the value with the number in `holes`."""

    pieces: tuple[str, ...]
    holes: tuple[int, ...]

    def filled(self, values: Sequence[str]) -> str:
        """The whole; `values` are HTML already."""
        found = [self.pieces[0]]
        for number, piece in zip(self.holes, self.pieces[1:], strict=True):
            found += (values[number], piece)
        return "".join(found)


class Shelf:
    """Prepared HTML by key, of this process; the oldest gives way. None is kept for what cannot be prepared."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, Prepared | None] = {}
        self._lock = Lock()

    def prepared(
        self, key: Hashable, names: Sequence[str], draw: Callable[[Mapping[str, str]], str]
    ) -> Prepared | None:
        """What stands under `key`; else what `draw` makes of marks in place of `names`, in the order of their numbers."""
        try:
            return self._kept[key]
        except KeyError:
            found = prepare(names, draw)
        with self._lock:
            while len(self._kept) >= self._most:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = found
        return found


def prepare(names: Sequence[str], draw: Callable[[Mapping[str, str]], str]) -> Prepared | None:
    """The pieces around the names' marks; None where the rest of the page depends on what stands in the holes."""
    drawn = [
        draw({name: f"{_OPEN}{number}{_MORE * length}{_CLOSE}" for number, name in enumerate(names)})
        for length in (0, 7)
    ]
    one, other = (_HOLE.split(html) for html in drawn)
    return Prepared(tuple(one[::2]), tuple(int(number) for number in one[1::2])) if one == other else None


_pages = Shelf(most=300)


def filled_page(
    template: str, framed: Frame, own: Sequence[str], given: Mapping[str, Any], render: Callable[..., str]
) -> str | None:
    """The page from its pieces; `own` are the names in `given` that are a person's own. None where it must be drawn."""
    if framed.flashes:
        return None
    values = {name: given[name] for name in own}
    rest = tuple((name, value) for name, value in given.items() if name not in values)
    values |= _own_of_frame(framed)
    key = (template, rest, _fixed_of_frame(framed), tuple(map(_shape, values.values())))

    def draw(marks: Mapping[str, str]) -> str:
        marked = {name: _like(values[name], mark) for name, mark in marks.items()}
        theirs = {name: marked[name] for name in own}
        return render(template, page=_marked_frame(framed, marked), **{**given, **theirs})

    try:
        prepared = _pages.prepared(key, tuple(values), draw)
    except TypeError:  # something in it cannot be a key
        return None
    return prepared.filled([_html(value) for value in values.values()]) if prepared else None


def _own_of_frame(framed: Frame) -> dict[str, Any]:
    found: dict[str, Any] = {"page.person": framed.person, "page.csrf": framed.csrf}
    found |= {f"page.languages.{number}": one.href for number, one in enumerate(framed.languages)}
    if framed.session:
        found["page.session.seconds"] = str(framed.session.seconds)
        found["page.session.words"] = framed.session.words
        found["page.session.next"] = framed.session.next
    return found


_fixed = attrgetter(*(name for name in Frame.__slots__ if name not in (*_OWN_FRAME, "urls")))


def _fixed_of_frame(framed: Frame) -> tuple[Hashable, ...]:
    session = framed.session and (framed.session.extend_url, framed.session.warn_ahead)
    switch = tuple((one.code, one.current) for one in framed.languages)
    return (_fixed(framed), tuple(framed.urls.items()), session, switch)


def _marked_frame(framed: Frame, marked: Mapping[str, Any]) -> Frame:
    """The frame with marks in place of what is a person's own."""
    languages = tuple(
        replace(one, href=marked[f"page.languages.{number}"]) for number, one in enumerate(framed.languages)
    )
    session = framed.session and replace(
        framed.session,
        seconds=marked["page.session.seconds"],
        words=marked["page.session.words"],
        next=marked["page.session.next"],
    )
    person, csrf = marked["page.person"], marked["page.csrf"]
    return replace(framed, person=person, csrf=csrf, languages=languages, session=session)


def _shape(value: Any) -> Hashable:
    """What a template may branch on: whether it is there, and in which language."""
    return (
        (type(value), bool(value), value.lang, value.asked) if isinstance(value, Text) else (type(value), bool(value))
    )


def _like(value: Any, mark: str) -> Any:
    """The mark as a value of the same shape; what is empty stays so."""
    if not value:
        return value
    if isinstance(value, Text):
        return Text(mark, value.lang, value.asked)
    return Markup(mark) if isinstance(value, Markup) else mark  # noqa: S704 - a mark of our own


def _html(value: Any) -> str:
    return str(escape(value.value if isinstance(value, Text) else value))


__all__ = ["Prepared", "Shelf", "filled_page", "prepare"]
