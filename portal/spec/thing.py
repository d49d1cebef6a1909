"""Floor 3. What a thing of the language is made of: keys, each with the form of what may stand under it (`keys` has them all)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Among:
    """One of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list: what each of its lines is; `or_one`: a single one may stand without a list."""

    of: Form
    or_one: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Names that the author chooses, and what stands under each."""

    of: Form


@dataclass(frozen=True, slots=True)
class Part:
    """Another thing of the language, by its name in `THINGS`."""

    thing: str


@dataclass(frozen=True, slots=True)
class Either:
    forms: tuple[Form, ...]


# A word is one of: "text" (for people, translated), "word", "name" (an id), "rule" (an expression), "flag", "whole", "day", "moment",
# "span" ("30 days"), "days" ("10 working days"), "amount" ("20 EUR"), "items" ("0 to 4"), "edition", "answer", "states".
Form = str | Among | Each | Named | Part | Either


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    form: Form
    says: str
    required: bool = False


@dataclass(frozen=True)
class Thing:
    """A mapping of the language. `what` is how faults call it."""

    what: str
    keys: tuple[Key, ...]

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys if key.required)

    @cached_property
    def optional(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys if not key.required)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys)
