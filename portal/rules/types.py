"""The types of expressions. They are known when a specification is read, so nothing is guessed at run time.

A type's `name` is a word of the specification language (`integer`, `choice`), the same in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Type:
    @property
    def name(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Plain(Type):
    word: str

    @property
    def name(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class Code(Type):
    """One of a choice's codes; at run time a str."""

    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        return "choice"


@dataclass(frozen=True, slots=True)
class Money(Type):
    currency: str

    @property
    def name(self) -> str:
        return f"money in {self.currency}"


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    item: Type

    @property
    def name(self) -> str:
        return f"list of {self.item.name}"


@dataclass(frozen=True)
class Record(Type):
    """Named parts; at run time a mapping. A list of them is a repeating group."""

    fields: Mapping[str, Type]

    @property
    def name(self) -> str:
        return "record"

    def __hash__(self) -> int:
        return hash(tuple(sorted((name, hash(kind)) for name, kind in self.fields.items())))


TEXT: Final = Plain("text")
INTEGER: Final = Plain("integer")
DECIMAL: Final = Plain("decimal")
BOOLEAN: Final = Plain("yes no")
DATE: Final = Plain("date")
DURATION: Final = Plain("duration")
# What can only be asked whether it was answered.
FILE: Final = Plain("file")
# What a fault left without a type; it fits everything, so that one mistake is told once.
ANY: Final = Plain("anything")

NUMBERS: Final = (INTEGER, DECIMAL)


def is_number(kind: Type) -> bool:
    return kind in NUMBERS


def is_text(kind: Type) -> bool:
    return kind == TEXT or isinstance(kind, Code)


def is_ordered(kind: Type) -> bool:
    """Whether `<` and `max` mean something."""
    return kind in (INTEGER, DECIMAL, TEXT, DATE, ANY) or isinstance(kind, Money)


def joined(one: Type, other: Type) -> Type | None:
    """The type that holds both, or None where they have nothing in common."""
    if other in (one, ANY):
        return one
    if one == ANY:
        return other
    if is_number(one) and is_number(other):
        return DECIMAL
    if is_text(one) and is_text(other):
        if isinstance(one, Code) and isinstance(other, Code):
            return Code(tuple(dict.fromkeys((*one.codes, *other.codes))))
        return TEXT
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        item = joined(one.item, other.item)
        return ListOf(item) if item else None
    if isinstance(one, Record) and isinstance(other, Record) and one.fields.keys() == other.fields.keys():
        parts = {name: joined(kind, other.fields[name]) for name, kind in one.fields.items()}
        return Record({name: kind for name, kind in parts.items() if kind}) if all(parts.values()) else None
    return None


def fits(kind: Type, expected: Type) -> bool:
    """Whether a value of `kind` may stand where `expected` is wanted."""
    if kind == expected or ANY in (kind, expected):
        return True
    if expected == DECIMAL:
        return kind == INTEGER
    if is_text(expected):
        return is_text(kind)
    if isinstance(expected, ListOf) and isinstance(kind, ListOf):
        return fits(kind.item, expected.item)
    return False
