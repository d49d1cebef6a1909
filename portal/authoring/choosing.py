"""Floor 6. What somebody at a terminal means by the options that she types: their numbers, their words or their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

MOST_LISTED, MOST_LIKE = 40, 12  # options that are listed; those of a long list that are like what was typed


@dataclass(frozen=True)
class Choosing:
    """The options of one question, as (code, label), in the order in which they are numbered from 1; `own`: codes told of always."""

    choices: Sequence[tuple[str, str]]
    own: Sequence[str] = ()

    @property
    def is_long(self) -> bool:
        return len(self.choices) > MOST_LISTED

    def listed(self) -> list[str]:
        """What is told before anything was typed."""
        lines = [f"{number}. {label}" for number, (_, label) in enumerate(self.choices, 1)]
        if not self.is_long:
            return lines
        kept = [line for line, (code, _) in zip(lines, self.choices, strict=True) if code in self.own]
        return [f"{len(lines)} options: type one as it is written, or how it begins to see some", *kept]

    def prompt(self, is_several: bool) -> str:
        return f" (several: {'with commas between them' if self.is_long else '1, 3'})" if is_several else ""

    def chosen(self, written: str, is_several: bool) -> tuple[list[str], list[str]]:
        """The codes that are meant; and the words of which that is not clear. A label with a comma in it is one."""
        pieces = written.split(",") if is_several else [written]
        codes: list[str] = []
        unclear: list[str] = []
        while pieces:
            for size in range(len(pieces), 0, -1):
                word = ",".join(pieces[:size]).strip()
                meant = self._meant(word)
                if len(meant) == 1 or size == 1:
                    break
            del pieces[:size]
            if len(meant) == 1:
                codes += [meant[0]] if meant[0] not in codes else []
            elif word:
                unclear.append(word)
        return codes, unclear

    def like(self, words: Sequence[str]) -> list[str]:
        """Those of a long list that begin as what was typed, else that it is found in, with their numbers."""
        if not self.is_long:
            return []
        found: list[str] = []
        for typed in (word.casefold() for word in words):
            numbered = [(number, label, label.casefold()) for number, (_, label) in enumerate(self.choices, 1)]
            begin = [one for one in numbered if one[2].startswith(typed)]
            near = begin or [one for one in numbered if typed in one[2]]
            found += [f"{number}. {label}" for number, label, _ in near[:MOST_LIKE]]
            if len(near) > MOST_LIKE:
                found.append(f"… {len(near) - MOST_LIKE} more")
        return found

    def _meant(self, word: str) -> Sequence[str]:
        """Of a long list, whose numbers are seldom seen, words and codes come first."""
        numbered = [self.choices[int(word) - 1][0]] if self._is_number(word) else []
        named = self._named.get(word.casefold(), ())
        return (named or numbered) if self.is_long else (numbered or named)

    def _is_number(self, word: str) -> bool:
        return word.isascii() and word.isdecimal() and len(word) < 9 and 1 <= int(word) <= len(self.choices)

    @cached_property
    def _named(self) -> Mapping[str, Sequence[str]]:
        """Folded code or label → the codes that it stands for; a code is its own option's."""
        found: dict[str, list[str]] = {}
        for code, label in self.choices:
            found.setdefault(label.casefold(), []).append(code)
        return {**found, **{code.casefold(): [code] for code, _ in self.choices}}
