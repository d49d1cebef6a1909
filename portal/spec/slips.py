"""Floor 3. What an author most probably did where a file is no YAML: an indentation, a quotation mark, a bracket, a colon.

libyaml says where it gave up, which is often far below the slip. Here the lines are walked as an author sees them, and
the first one that cannot be meant so is named. It finds nothing in a file that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.errors import N_

_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'#\-\[{&*!|>%@`?,}\]:][^:#]*?|-(?=\S)[^:]*?)\s*:(?=\s|$)""")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(?:\s#.*)?$")
_CLOSING = {"{": "}", "[": "]"}
_SIGNS = "!*&%@`"
_OTHER_SPACES = "\u00a0\u2007\u202f\u3000"


@dataclass(frozen=True, slots=True)
class Slip:
    """Where it is, what it is, how to mend it. Lines and columns count from 1."""

    line: int
    column: int
    message: str
    remedy: str
    params: dict[str, object] = field(default_factory=dict)


RIGHT = (
    N_("This line stands further right than the one above, which it belongs beside."),
    N_("Take spaces away: lines that belong together begin in the same column."),
)
LEFT = (
    N_("This line stands further left than the one above, and beside none."),
    N_("Add spaces: lines that belong together begin in the same column."),
)
FIRST_RIGHT = (
    N_("This line stands further right than those below, which it belongs beside."),
    N_("Take spaces away: lines that belong together begin in the same column."),
)
NO_COLON = (N_("This line has no colon."), N_("Write it as “key: value”."))
UNCLOSED = (N_("The quotation mark that begins this text is not closed."), N_("Put the same mark at its end."))
FOLLOWED = (
    N_("A text begins with a quotation mark, and something follows where it ends."),
    N_("Put the whole text in the other kind of quotation marks."),
)
OPEN = (N_("The “{sign}” that begins here is not closed."), N_("Write “{closing}” where it ends."))
STRAY = (N_("The “{sign}” closes nothing."), N_("Take it out, or write “{opening}” where it begins."))
SIGN = (
    N_("A text begins with a sign that YAML reads as its own."),
    N_("Put the whole text in quotation marks."),
)
COLON = (N_("There is a colon in a text."), N_("Put the whole text in quotation marks."))
OTHER_SPACE = (
    N_("There is a space here that is none of the keyboard's, as when text was copied from a web page."),
    N_("Delete it, and press the space bar."),
)
TAB = (N_("The line begins with a tab."), N_("Indent with spaces."))


@dataclass
class _Level:
    """A block that is open: its column, whether it is a list, its entries, and which blocks the last of them ended."""

    indent: int
    is_list: bool
    first: int
    last: int
    entries: int = 1
    left: set[tuple[int, bool]] = field(default_factory=set)
    is_orphan: bool = False  # whether its last entry stands where the one above wanted a block of its own
    of_item: bool = False


class _Walk:
    """One walk over the lines; `levels` are the open blocks, the outermost first."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.levels: list[_Level] = []
        self.waits = False  # whether the entry above has no value yet: its block may follow
        self.is_plain = False  # whether the value above may go on in the next line
        self.above = -1
        self.at = 0

    def slips(self) -> Iterator[Slip]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            body = line.lstrip(" ")
            if body.startswith("\t"):
                yield Slip(self.at + 1, 1, *TAB)
                return
            if body[:1] in _OTHER_SPACES and body:
                yield Slip(self.at + 1, len(line) - len(body) + 1, *OTHER_SPACE)
                return
            if not body.strip() or body.startswith("#") or line.startswith("---"):
                self.at += 1
                continue
            slip = self._line(len(line) - len(body), body.rstrip())
            if slip is not None:
                yield slip
                return

    def _line(self, indent: int, body: str) -> Slip | None:
        number = self.at
        is_item, is_key = body.startswith("- ") or body == "-", bool(_KEY.match(body))
        if not is_item and not is_key:
            slip = self._text(indent, body)
            if slip is None:
                self.at += 1
            return slip
        slip = self._place(indent, is_item, number)
        if slip is not None:
            return slip
        self.above = number
        while body.startswith("- ") or body == "-":
            rest = body[1:].lstrip(" ")
            indent += len(body) - len(rest)
            body = rest
            if body.startswith("- "):
                self.levels.append(_Level(indent, True, number, number))
        return self._entry(indent, body, number)

    # ---- where it stands ------------------------------------------------------------------------------------------

    def _place(self, indent: int, is_item: bool, number: int) -> Slip | None:
        """Opens or leaves blocks; a slip where the line belongs to none."""
        top = self.levels[-1] if self.levels else None
        waited, self.waits = self.waits, False
        if top is None or (waited and (indent > top.indent or (is_item and indent == top.indent and not top.is_list))):
            self.levels.append(_Level(indent, is_item, number, number))
            return None
        if indent > top.indent:
            is_alone = top.of_item and top.entries == 1 and self._following(number, indent) != indent
            moved = None if is_alone and not top.is_orphan else self._moved_left(top, indent, is_item)
            if moved is None and top.entries == 1 and top.indent % 2 and not top.of_item:
                moved = Slip(top.first + 1, top.indent + 1, *LEFT)
            return moved or Slip(number + 1, indent + 1, *RIGHT)
        left: set[tuple[int, bool]] = set()
        while self.levels and (self.levels[-1].indent > indent or self._is_list_left(indent, is_item)):
            gone = self.levels.pop()
            left.add((gone.indent, gone.is_list))
        level = self.levels[-1] if self.levels else None
        if level is None or level.indent != indent or level.is_list != is_item:
            return self._beside_none(indent, is_item, number, top, waited)
        level.entries, level.last, level.left, level.is_orphan = level.entries + 1, number, left, waited
        return None

    def _is_list_left(self, indent: int, is_item: bool) -> bool:
        """A list that stands in its key's own column ends with the next key."""
        top = self.levels[-1]
        below = self.levels[-2] if len(self.levels) > 1 else None
        return top.is_list and not is_item and top.indent == indent and below is not None and below.indent == indent

    def _moved_left(self, level: _Level, indent: int, is_item: bool) -> Slip | None:
        """The last entry of `level`, where it ended a block that this line goes on with."""
        if (indent, is_item) in level.left or level.is_orphan:
            return Slip(level.last + 1, _column(self.lines[level.last]), *LEFT)
        return None

    def _beside_none(self, indent: int, is_item: bool, number: int, top: _Level, waited: bool) -> Slip:
        """The line stands beside none; another one, further up, may stand wrong instead."""
        level = self.levels[-1] if self.levels else None
        parent = level.indent if level else -2
        is_first = indent == parent + 2 or (top.indent % 2 and parent != indent) or (top.is_list and is_item)
        is_item_above = (
            parent == indent and level is not None and level.is_list and not is_item and level.last == top.first
        )
        if top.entries == 1 and (is_first or is_item_above):
            return Slip(top.first + 1, _column(self.lines[top.first]), *FIRST_RIGHT)
        if level is not None and (slip := self._moved_left(level, indent, is_item)):
            return slip
        if waited and is_item and parent == indent:  # its key was moved away from it
            return Slip(self.above + 1, _column(self.lines[self.above]), *RIGHT)
        return Slip(number + 1, indent + 1, *(RIGHT if parent == indent else LEFT))

    def _following(self, number: int, indent: int) -> int | None:
        """The column of the next line that stands as far left as `indent`, or further."""
        below = (line for line in self.lines[number + 1 :] if line.strip() and not line.lstrip().startswith("#"))
        return next((at for line in below if (at := _column(line) - 1) <= indent), None)

    # ---- what it says ---------------------------------------------------------------------------------------------

    def _entry(self, indent: int, body: str, number: int) -> Slip | None:
        """A key with its value, or the value of a list's item."""
        key = _KEY.match(body)
        if key is None:
            return self._item_value(indent, body, number)
        if self.lines[number].lstrip(" ").startswith("- "):
            above = self.levels[-1]
            self.levels.append(
                _Level(indent, False, number, number, left=above.left, is_orphan=above.is_orphan, of_item=True)
            )
        value = body[key.end() :]
        start = indent + key.end() + len(value) - len(value.lstrip())
        return self._value(start, value.strip(), number)

    def _item_value(self, indent: int, body: str, number: int) -> Slip | None:
        follows = self._next(number)
        if body and body[0] not in "\"'{[|>" and follows is not None:
            below = self.lines[follows]
            if _column(below) - 1 >= indent and _KEY.match(below.strip()):
                return Slip(number + 1, indent + 1, *NO_COLON)
        return self._value(indent, body, number)

    def _value(self, start: int, value: str, number: int) -> Slip | None:
        self.at, self.is_plain = number + 1, False
        if not value or value.startswith("#"):
            self.waits = True
            return None
        if _BLOCK.match(value):
            return self._block(number)
        if value[0] in "\"'":
            return self._quoted(start, value, number)
        if value[0] in "{[":
            return self._flow(start, number)
        if value[0] in _SIGNS or value.startswith(("- ", "? ")):
            return Slip(number + 1, start + 1, *SIGN)
        plain = re.split(r"\s#", value)[0].rstrip()
        if plain[-1:] in "}]" and not set(plain) & set("{["):
            return Slip(number + 1, start + len(plain), *STRAY, _pair(plain[-1]))
        if re.search(r":\s", plain) or plain.endswith(":"):
            return Slip(number + 1, start + 1, *COLON)
        self.is_plain = True
        return None

    def _text(self, indent: int, body: str) -> Slip | None:
        """A line that is neither key nor item: the rest of a text above, or a key without its colon."""
        top = self.levels[-1].indent if self.levels else -1
        if indent > top and self.levels and not self.waits and self.is_plain:
            return None
        if self.waits and indent > top:
            follows = self._next(self.at)
            if (
                follows is None
                or not _KEY.match(self.lines[follows].strip())
                or _column(self.lines[follows]) - 1 < indent
            ):
                self.waits = False
                return self._value(indent, body, self.at)
        return Slip(self.at + 1, indent + 1, *NO_COLON)

    def _next(self, number: int) -> int | None:
        return next((at for at in range(number + 1, len(self.lines)) if self.lines[at].strip()), None)

    def _block(self, number: int) -> Slip | None:
        """A text of several lines after “|”: all of it stands right of its key."""
        owner = self._owner()
        inside, first = 0, 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            indent = len(line) - len(line.lstrip(" "))
            if line.strip():
                if indent <= owner:
                    break
                if not inside:
                    inside, first = indent, self.at
                elif indent < inside:
                    return self._short(indent, inside, first, owner)
            self.at += 1
        if not inside and self._is_text_below(owner):
            follows, after = self._next(self.at - 1) or self.at, self._next(self.at)
            if after is not None and _column(self.lines[after]) - 1 > owner:
                return Slip(follows + 1, owner + 1, *LEFT)
            return Slip(number + 1, _column(self.lines[number]), *RIGHT)
        if inside and self.at < len(self.lines) and self._is_text_left(owner, number):
            return Slip(self.at + 1, _column(self.lines[self.at]), *LEFT)
        return None

    def _short(self, indent: int, inside: int, first: int, owner: int) -> Slip:
        """A line of a text that stands left of those above: or its first line stands right, or its key left."""
        moved = self._moved_left(self.levels[-1], indent, False) if _KEY.match(self.lines[self.at].strip()) else None
        if moved:
            return moved
        is_second = not any(one.strip() for one in self.lines[first + 1 : self.at])
        if is_second and inside != owner + 2:
            return Slip(first + 1, inside + 1, *FIRST_RIGHT)
        return Slip(self.at + 1, indent + 1, *LEFT)

    def _is_text_below(self, owner: int) -> bool:
        """Whether a text stands in the column of the key that wants it."""
        follows = self._next(self.at - 1)
        if follows is None:
            return False
        body = self.lines[follows].strip()
        return _column(self.lines[follows]) - 1 == owner and not _KEY.match(body) and not body.startswith(("- ", "#"))

    def _is_text_left(self, owner: int, number: int) -> bool:
        """Whether the line that ended a text is one of its own, moved to the left."""
        body = self.lines[self.at].strip()
        return not _KEY.match(body) and not body.startswith(("- ", "#")) and number < self.at and owner >= 0

    def _owner(self) -> int:
        return self.levels[-1].indent if self.levels else -1

    def _quoted(self, start: int, value: str, number: int) -> Slip | None:
        line, at = number, start
        mark = value[0]
        end = _end_of_quote(self.lines[line], at + 1, mark)
        while end < 0:
            line += 1
            if line >= len(self.lines) or (self.lines[line].strip() and _column(self.lines[line]) - 1 <= self._owner()):
                return Slip(number + 1, start + 1, *UNCLOSED)
            if line - number > 1 and _KEY.match(self.lines[line].strip()):
                return Slip(number + 1, start + 1, *UNCLOSED)
            end = _end_of_quote(self.lines[line], 0, mark)
        rest = self.lines[line][end + 1 :].strip()
        self.at = line + 1
        if not rest or rest.startswith("#"):
            return None
        if line > number:
            return Slip(number + 1, start + 1, *UNCLOSED)
        return Slip(number + 1, start + 1, *FOLLOWED)

    def _flow(self, start: int, number: int) -> Slip | None:
        """What stands in { } or [ ]: every sign closed by its own, every text too."""
        opened: list[tuple[str, int, int]] = []
        line, at = number, start
        while line < len(self.lines):
            text = self.lines[line]
            if line > number and text.strip() and _column(text) - 1 <= self._owner():
                break
            while at < len(text):
                sign = text[at]
                if sign in "\"'" and (text[:at].rstrip()[-1:] in "{[,:" or not text[:at].strip()):
                    end = _end_of_quote(text, at + 1, sign)
                    if end < 0:
                        return Slip(line + 1, at + 1, *UNCLOSED)
                    following = text[end + 1 :].lstrip()[:1]
                    if following and following not in ",}]:#":
                        return Slip(line + 1, at + 1, *FOLLOWED)
                    at = end
                elif sign in "{[":
                    opened.append((sign, line, at))
                elif sign in "}]":
                    if not opened or _CLOSING[opened[-1][0]] != sign:
                        return self._mismatched(opened, sign, line, at)
                    opened.pop()
                    if not opened:
                        return self._after_flow(text, at, line)
                elif sign == "#" and text[at - 1 : at].isspace():
                    break
                at += 1
            line, at = line + 1, 0
        sign, line, at = opened[-1]
        return Slip(line + 1, at + 1, *OPEN, {"sign": sign, "closing": _CLOSING[sign]})

    def _mismatched(self, opened: list[tuple[str, int, int]], sign: str, line: int, at: int) -> Slip:
        if opened:
            own, line, at = opened[-1]
            return Slip(line + 1, at + 1, *OPEN, {"sign": own, "closing": _CLOSING[own]})
        return Slip(line + 1, at + 1, *STRAY, _pair(sign))

    def _after_flow(self, text: str, at: int, line: int) -> Slip | None:
        self.at = line + 1
        rest = text[at + 1 :].strip()
        if not rest or rest.startswith("#"):
            return None
        place = len(text) - len(text[at + 1 :].lstrip()) + 1
        if rest[0] in "}]":
            return Slip(line + 1, place, *STRAY, _pair(rest[0]))
        return Slip(
            line + 1,
            place,
            N_("Something follows the “{sign}”."),
            N_("Put it inside, or take it out."),
            {"sign": text[at]},
        )


def first_slip(text: str) -> Slip | None:
    """The first line that cannot be meant as it stands; None where all can."""
    return next(_Walk(text.split("\n")).slips(), None)


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" ")) + 1


def _pair(closing: str) -> dict[str, object]:
    return {"sign": closing, "opening": "{" if closing == "}" else "["}


def _end_of_quote(line: str, at: int, mark: str) -> int:
    """Where the text that is inside a quotation mark at `at` ends on this line; -1 where it does not."""
    while at < len(line):
        if mark == '"' and line[at] == "\\":
            at += 2
            continue
        if line[at] == mark:
            if mark == "'" and line[at + 1 : at + 2] == "'":
                at += 2
                continue
            return at
        at += 1
    return -1
