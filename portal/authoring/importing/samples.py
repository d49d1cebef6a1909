"""Floor 6. A short text that fits a pattern, so that an imported pattern can have the example it needs."""

from __future__ import annotations

from collections import deque

from portal.rules import PatternFault, compile_pattern
from portal.rules.pattern_reader import PatternReader, Test

_SIGNS = "A1a2B3b4 CDEFGHIJKLMNOPQRSTUVWXYZcdefghijklmnopqrstuvwxyz567890-/.,_@:+#&'()%£€$"
MOST_STEPS = 20_000


def sample_of(source: str) -> str:
    """A text that the pattern takes, of as few signs as can be; "" where none was found or it cannot be read."""
    try:
        pattern, reader = compile_pattern(source), PatternReader(source)
        whole = reader.whole()
    except PatternFault:
        return ""
    todo = deque((position, _sign(reader.tests[position])) for position in sorted(whole.first))
    seen: set[int] = set()
    for _ in range(MOST_STEPS):
        if not todo:
            break
        position, text = todo.popleft()
        if position in whole.last and text.strip() and pattern.fullmatch(text):
            return text
        if position not in seen:
            seen.add(position)
            todo += [(after, text + _sign(reader.tests[after])) for after in sorted(reader.follow[position])]
    return ""


def _sign(test: Test | str) -> str:
    """A sign that passes; nothing for the beginning and the end of the text."""
    return "" if isinstance(test, str) else next((sign for sign in _SIGNS if test(sign)), "")
