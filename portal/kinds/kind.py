"""Floor 2. What a field kind is: one record that says everything the house needs to know about it.

A kind knows no catalogue and no rules compiler: words come through `Say`, and its type in the rules is named by a
string that `spec` turns into the engine's type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from portal.errors import Plural

# What the browser sent for one field: part → values. A kind with a single input has the one part "".
Raw = Mapping[str, Sequence[str]]
# A type in the rules: "text", "code", "codes", "integer", "decimal", "money", "date", "boolean", "file", "none",
# or a record of them ({"street": "text", …}).
RuleType = str | Mapping[str, str]


class Wording(Protocol):
    """A text for people (`i18n.Text`)."""

    @property
    def value(self) -> str: ...
    @property
    def lang(self) -> str: ...


class Asked(Protocol):
    """What a kind may know of the field it serves (`spec.model.Field`)."""

    @property
    def id(self) -> str: ...
    @property
    def optional(self) -> bool: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...
    @property
    def codes(self) -> Sequence[str]:
        """The codes of the field's options, in order; empty where it has none."""
        ...

    def meant(self, typed: str) -> Sequence[str]:
        """The codes of the options that are called so, in any language."""
        ...

    def says(self, code: str, typed: str) -> bool:
        """Whether the option of this code is called so."""
        ...


class Say(Protocol):
    """How a kind puts a value into words, in one language."""

    @property
    def language(self) -> str: ...
    def word(self, message: str, **params: Any) -> Wording:
        """A marked message of the portal's own catalogue."""
        ...

    def text(self, phrase: Any) -> Wording:
        """What the author of a service wrote: an "authored" setting."""
        ...

    def option(self, field: Asked, code: str) -> Wording: ...
    def month(self, value: date) -> Wording:
        """The month and the year of a day."""
        ...

    def date(self, value: date) -> Wording: ...
    def integer(self, value: int) -> Wording: ...
    def decimal(self, value: Decimal) -> Wording: ...
    def percent(self, value: Decimal) -> Wording:
        """12.5 as a share of a hundred."""
        ...

    def country(self, code: str) -> Wording:
        """The name of a country by its ISO code."""
        ...

    def language_name(self, code: str) -> Wording:
        """The name of a language, in this one."""
        ...

    def money(self, minor: int, currency: str) -> Wording: ...
    def size(self, size_bytes: int) -> Wording: ...


class Size(int):
    """A number of bytes among a problem's facts: shown as "10 MB"."""


class Choices(tuple[str, ...]):
    """Words among a problem's facts that are joined by "or": "PDF, JPEG or PNG"."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An applicant's slip: a code and its facts; `part` is the input to mark ("" where there is only one).

    A fact is `str`, `int`, `date`, `Size`, `Choices` or the rules' `Money`; `wording` writes each as the language does,
    and adds `{label}`, the field's label.
    """

    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of the raw input: a value, or problems; neither where nothing was entered."""

    value: Any = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.problems


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the specification that a kind understands.

    `form`: "integer", "text", "words" (a list of plain words), "size" ("10 MB" → bytes), "date" (kept as written: ISO,
    "today", "today - 18 years"), "money" (minor units), "flag", "pattern" (the rules' linear one), "authored" (a text
    for people, translated), "texts" (code → such a text; rules can name the codes where `names`).
    """

    form: str
    required: bool = False
    names: bool = False
    among: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True)
class Kind:
    """Everything about one kind of field. `problems` maps each code to its marked words.

    - `read(field, raw, today)` → `Reading`: tolerant; problems carry codes that `problems` names. Where nothing was
      entered it is empty: the journey adds "empty" (its words are here too) where the field is required.
    - `encode(value)` → JSON-ready; `decode(json)` → value. `version` goes with each stored answer.
    - `refill(field, value)` → the raw input that shows the value again.
    - `show(field, value, say)` → lines for summary, PDF, mail: `Wording`, or `str` for what the person typed herself.
    - `export(field, value)` → one plain string for a spreadsheet, JSON or an exact search; equal answers give the same.
    - `rule_value(field, value)` → what expressions see.
    - `schema(field)` → JSON Schema of the encoded value. `example(field, today)` → raw input that holds.
    - `parts(field)` → names of the inputs; an input's name in the form is the field's id, or id + "-" + part.
    - `check(field)` → faults an author made in the settings, as (setting, message, remedy, params).
    """

    name: str
    widget: str | Callable[[Asked], str]  # templates/kinds/<widget>.html
    problems: Mapping[str, str | Plural]
    read: Callable[[Asked, Raw, date], Reading]
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    refill: Callable[[Asked, Any], Raw]
    show: Callable[[Asked, Any, Say], Sequence[Wording | str]]
    export: Callable[[Asked, Any], str]
    rule_type: Callable[[Asked], RuleType]
    rule_value: Callable[[Asked, Any], Any]
    schema: Callable[[Asked], Mapping[str, Any]]
    example: Callable[[Asked, date], Raw]
    settings: Mapping[str, Setting] = field(default_factory=dict)
    parts: Callable[[Asked], Sequence[str]] = lambda _field: ("",)
    first_part: str = ""
    part_labels: Mapping[str, str] = field(default_factory=dict)  # part → its marked label ("Day", "Street and house")
    # The same where they depend on the field; an authored text may stand there.
    labels_of_parts: Callable[[Asked], Mapping[str, Any]] | None = None
    # What a scenario may write in one piece → the input that understands it whole: {"from": "from-day"} of a date range.
    whole_parts: Mapping[str, str] = field(default_factory=dict)
    whole_labels: Mapping[str, str] = field(default_factory=dict)  # the same names → their marked labels
    takes_options: bool = False
    asks: bool = True  # False: nothing is asked, the journey works its value out
    is_hidden: bool = False  # the applicant is not shown it; staff are
    takes_file: bool = False  # its input is an upload; the use case stores it first
    takes_several: bool = False  # with `takes_file`: its value is a tuple of files, and more are added to them
    # The codes of the kind's own options, and the options in words as they are listed; `takes_options` are the author's.
    own_codes: Callable[[Asked], Sequence[str]] = lambda _field: ()
    own_choices: Callable[[Asked, Say], Sequence[tuple[str, Wording]]] = lambda _field, _say: ()
    autocomplete: Mapping[str, str] = field(default_factory=dict)  # part → WCAG's name of the person's own data
    version: int = 1
    personal: bool = True
    check: Callable[[Asked], Sequence[tuple[str, str, str, Mapping[str, Any]]]] = lambda _field: ()

    def labels(self, field: Asked) -> Mapping[str, Any]:
        """part → its marked label, or an authored text."""
        return self.labels_of_parts(field) if self.labels_of_parts else self.part_labels

    def lines(self, field: Asked) -> list[tuple[str, Any]]:
        """Where an answer is written in a line a part, as on paper: the input that takes each, and its label (None: it has none)."""
        if self.whole_parts:
            return [(first, self.whole_labels[name]) for name, first in self.whole_parts.items()]
        labels = self.labels(field)
        return [(part, labels.get(part)) for part in self.parts(field)]

    def files_in(self, value: Any) -> tuple[Any, ...]:
        """The stored files that a value names."""
        return () if value is None or not self.takes_file else tuple(value) if self.takes_several else (value,)

    def widget_for(self, field: Asked) -> str:
        return self.widget if isinstance(self.widget, str) else self.widget(field)


__all__ = [
    "Asked",
    "Choices",
    "Kind",
    "Problem",
    "Raw",
    "Reading",
    "RuleType",
    "Say",
    "Setting",
    "Size",
    "Wording",
]
