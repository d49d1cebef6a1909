"""Floor 6. Names for what an import brings: out of titles, so that they can be read aloud; never two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from portal.authoring.importing.texts import plain
from portal.rules import RESERVED as RULE_WORDS
from portal.rules.functions import FUNCTIONS
from portal.spec.shape import RESERVED

LONGEST = 40
_REFUSED = frozenset(RESERVED) | frozenset(RULE_WORDS) | frozenset(FUNCTIONS)


def slug(text: str, *, between: str = "_", longest: int = LONGEST) -> str:
    """The text in small letters, digits and `between`, cut after a whole word; "" where nothing is left."""
    bare = unicodedata.normalize("NFKD", plain(text)).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’]", "", bare)).split()
    while words and len(between.join(words)) > longest and len(words) > 1:
        words.pop()
    return between.join(words)[:longest].strip(between)


class Names:
    """Gives each thing a name of its own."""

    def __init__(self, known: Mapping[str, str] | None = None, before: str = "") -> None:
        self.taken: set[str] = set()
        self.given: dict[str, str] = {}
        self.known = dict(known or {})
        self.before = before

    def within(self, key: str) -> Names:
        """The names of a group's own fields; they are kept with these."""
        inner = Names(self.known, f"{self.before}{key}/")
        inner.known, inner.given = self.known, self.given
        return inner

    def give(self, *wishes: str, key: str = "", otherwise: str = "field") -> str:
        """The first wish that can be a name and is free; with a number where all are taken.

        `key` is what the original calls the thing: a name known for it (a twin's) is given again.
        """
        name = self.known.pop(f"{self.before}{key}", "") if key else ""
        name = name if name and name not in self.taken else self._new(wishes, otherwise)
        self.taken.add(name)
        if key:
            self.given.setdefault(f"{self.before}{key}", name)
        return name

    def _new(self, wishes: tuple[str, ...], otherwise: str) -> str:
        usable = [name for wish in wishes if (name := _usable(slug(wish)))] or [otherwise]
        name = next((one for one in usable if one not in self.taken), "")
        number = 2
        while not name:
            tail = f"_{number}"
            tried = usable[0][: LONGEST - len(tail)].rstrip("_") + tail
            name = "" if tried in self.taken else tried
            number += 1
        return name


def _usable(name: str) -> str:
    if not name or name in _REFUSED:
        return f"the_{name}" if name else ""
    return name if name[0].isalpha() else f"n_{name}"[:LONGEST].rstrip("_")


def code_of(text: str, taken: set[str]) -> str:
    """The code of an option: the original's value where it can be one."""
    bare = text if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", text) else slug(text, between="-")
    code, number = bare or "option", 2
    while code in taken:
        tail = f"-{number}"
        code, number = f"{(bare or 'option')[: LONGEST - len(tail)]}{tail}", number + 1
    taken.add(code)
    return code
