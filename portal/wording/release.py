"""Floor 5. Codes + release + language → Text. The only place that finds words for what a service says.

A phrase that is not translated falls back to the service's own language, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from portal.errors import N_, Plural
from portal.i18n.catalogue import Catalogue, Words
from portal.i18n.formats import Formats, comma_of
from portal.i18n.text import Text
from portal.journey.finish import Row, Section
from portal.kinds.kind import Asked, Choices, Problem, Size
from portal.rules import Money
from portal.spec.model import Authority, FeeRow, Field, Group, Option, Phrase, Review, Service
from portal.spec.outcome import giving

_EMPTY = N_("Enter an answer to “{label}”")
_TOO_FEW = Plural("Add at least {least} to “{label}”", "Add at least {least} to “{label}”", "least")
_TOO_MANY = Plural(
    "Remove some of “{label}”: there can be at most {most}",
    "Remove some of “{label}”: there can be at most {most}",
    "most",
)
_OF_GROUPS = {"too_few": _TOO_FEW, "too_many": _TOO_MANY}
SOURCES = {
    "typed": N_("You typed this"),
    "identity": N_("From your sign-in"),
    "register": N_("From the population register"),
    "case": N_("From an earlier application"),
    "clerk": N_("Entered by a clerk"),
    "computed": N_("Worked out from the answers"),
    "default": N_("Worked out from your answers"),
}
OFFICE_SOURCES = {
    **SOURCES,
    "typed": N_("Typed"),
    "file": N_("Sent as a file"),
    "identity": N_("From the sign-in"),
    "default": N_("Filled in, and left as it was"),
}
STATES = {
    "draft": N_("Not sent yet"),
    "received": N_("Being checked"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
}


@dataclass(frozen=True)
class ReleaseWords:
    """A release (or the authority) in one language; what kinds call `Say`."""

    language: str  # that is wanted
    source: str  # that the texts were written in
    catalogue: Catalogue
    words: Words  # the portal's own
    formats: Formats

    # ---- phrases --------------------------------------------------------------------------------------------------

    def text(self, phrase: Phrase) -> Text:
        if self.language == self.source:
            return Text(phrase.source, self.source, self.source)
        found = self.catalogue.find(phrase.source, phrase.key)
        return Text(found, self.language, self.language) if found else Text(phrase.source, self.source, self.language)

    def optional(self, phrase: Phrase | None) -> Text | None:
        return None if phrase is None else self.text(phrase)

    # ---- Say ------------------------------------------------------------------------------------------------------

    def word(self, message: str | Plural, **params: Any) -> Text:
        return self.words.word(message, **params)

    def option(self, field: Asked, code: str) -> Text:
        """The label of an option; the code itself where the option is no longer there."""
        assert isinstance(field, Field)
        found = field.option(code)
        return self.label(found) if found else Text(code, self.source, self.language)

    def label(self, option: Option) -> Text:
        """The list's own column for the language, where it has one."""
        own = option.labels.get(self.language)
        return Text(own, self.language, self.language) if own else self.text(option.label)

    def month(self, value: date) -> Text:
        return self.formats.month(value)

    def date(self, value: date) -> Text:
        return self.formats.date(value)

    def decimal(self, value: Decimal) -> Text:
        return self.formats.decimal(value)

    def percent(self, value: Decimal) -> Text:
        return self.formats.percent(value)

    def country(self, code: str) -> Text:
        return self.formats.country(code)

    def language_name(self, code: str) -> Text:
        return self.formats.called(code)

    def integer(self, value: int) -> Text:
        return self.formats.integer(value)

    def money(self, minor: int, currency: str) -> Text:
        return self.formats.money(minor, currency)

    def fee_lines(self, rows: Iterable[FeeRow]) -> tuple[tuple[Text, Text], ...]:
        """Why, and how much, for each row."""
        return tuple((self.text(row.because), self.money(row.amount_minor, row.currency)) for row in giving(rows))

    def size(self, size_bytes: int) -> Text:
        return self.formats.size(size_bytes)

    def moment(self, value: datetime) -> Text:
        return self.formats.moment(value)

    # ---- values and problems --------------------------------------------------------------------------------------

    def lines(self, field: Field, value: Any) -> tuple[Text | str, ...]:
        """An answer in words; what the person typed stays a plain `str`. Empty where nothing was answered."""
        return () if value is None else tuple(field.kind.show(field, value, self))  # type: ignore[arg-type]

    def problem(self, service: Service, problem: Problem) -> Text:
        """What is wrong and how to mend it: the author's own words where there are some, else the kind's."""
        thing = thing_at(service, problem.path)
        if problem.code.startswith("check:"):
            check = next(check for check in service.checks if f"check:{check.id}" == problem.code)
            return self.text(check.says)
        if isinstance(thing, Field) and problem.code in thing.problems:
            return self.text(thing.problems[problem.code])
        params = {**problem.params, "label": self.text(thing.label).value}
        if isinstance(thing, Group):
            return self.word(_OF_GROUPS[problem.code], **params)
        params = {name: self._told(value) for name, value in params.items()}
        return self._counted(thing.kind.problems.get(problem.code, _EMPTY), params)

    def _counted(self, message: str | Plural, params: dict[str, Any]) -> Text:
        """`message` with its numbers as the language writes them: "1,000"."""
        told = {name: self.integer(value) if type(value) is int else value for name, value in params.items()}
        if isinstance(message, Plural):
            return self.words.plural(message.one, message.many, int(params[message.count]), **told)
        return self.word(message, **told)

    def _told(self, value: Any) -> Any:
        """A fact of a problem in words; a plain number stays one, since plural forms depend on it."""
        match value:
            case Size():
                return self.size(value)
            case Choices():
                return self._either(value)
            case date():
                return self.date(value)
            case Money():
                return self.money(value.amount, value.currency)
            case Phrase():
                return self.text(value)
            case _:
                return value

    def _either(self, words: Choices) -> Text:
        """ "PDF, JPEG or PNG"."""
        return self.formats.either(list(words))

    def heading(self, section: Section) -> Text | None:
        """A page's title over what was answered there; None where its one question says the same."""
        title = self.text(section.page.title)
        labels = [part.field.label if isinstance(part, Row) else None for part in section.parts]
        labels += [group.label for group in section.empty_groups]
        return None if len(labels) == 1 and labels[0] and self.text(labels[0]) == title else title

    def item(self, group: Group, number: int, rows: Sequence[Row]) -> Text:
        """What one item of a group is called: its summary, else the group's label with the item's number."""
        if group.summary is None:
            return self.word(N_("{label} {number}"), label=str(self.text(group.label)), number=number)
        said = {row.field.id: self.on_one_line(row) for row in rows}
        missing = {one.id: "–" for one in group.fields}
        return self.text(group.summary).filled({**missing, **said})

    def on_one_line(self, row: Row) -> str:
        """Its answer, "–" where there is none."""
        return f"{comma_of(self.language)} ".join(str(line) for line in self.lines(row.field, row.value)) or "–"

    def source_of(self, code: str, *, office: bool = False) -> Text:
        return self.word((OFFICE_SOURCES if office else SOURCES).get(code, code))

    def state(self, state: str) -> Text:
        return self.word(STATES.get(state, state))

    def decided(self, review: Review, state: str) -> Text | None:
        """How a case stands in the service’s own words; None where it has none for this state."""
        return self.optional(review.states.get(state))


def thing_at(service: Service, path: str) -> Field | Group:
    """The field or group at a problem's path: `plate`, `visitor`, `visitor/<item id>/name`."""
    parts = path.split("/")
    if len(parts) == 3:
        return service.fields[f"{parts[0]}.{parts[2]}"]
    return service.groups[path] if path in service.groups else service.fields[path]


@dataclass(frozen=True)
class Translations:
    """The catalogues of one bundle, read once: language → catalogue."""

    source: str
    catalogues: Mapping[str, Catalogue]

    def words(self, language: str, words: Words, zone: str) -> ReleaseWords:
        catalogue = self.catalogues.get(language) or Catalogue(language)
        return ReleaseWords(language, self.source, catalogue, words, Formats(language, zone))

    def missing(self, language: str, phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
        """The phrases that this language lacks."""
        if language == self.source:
            return ()
        catalogue = self.catalogues.get(language) or Catalogue(language)
        return tuple(
            phrase for phrase in phrases if phrase.source and catalogue.find(phrase.source, phrase.key) is None
        )


def translations(
    described: Service | Authority,
    files: Mapping[str, bytes],
    shared: Mapping[tuple[str, str], bytes] = MappingProxyType({}),
) -> Translations:
    """The catalogues among a bundle's PO files. Refused: `ValueError` naming the language of one that cannot be read.

    `shared`: (what is shared, language) → its PO file. What a service translates itself goes before.
    """
    found = {}
    for language, content in files.items():
        try:
            found[language] = Catalogue.from_po(content, language)
        except ValueError as wrong:
            raise ValueError(f"{language}: {wrong}") from wrong
    for name, language in shared:
        if language in found:
            try:
                theirs = Catalogue.from_po(shared[name, language], language)
            except ValueError as wrong:
                raise ValueError(f"{language}: {wrong}") from wrong
            more = {
                (one.key, one.source): theirs.messages[one.shared, one.source]
                for one in described.phrases
                if (one.shared, one.source) in theirs.messages
            }
            found[language] = replace(found[language], messages={**more, **found[language].messages})
    return Translations(described.language, found)
