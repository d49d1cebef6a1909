"""Floor 7. What stands on paper, as the plain facts that a document's template takes: words in both languages, and data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from portal.i18n.catalogue import Catalogues
from portal.i18n.formats import comma_of, comma_within
from portal.i18n.text import Text
from portal.journey.finish import ItemRows, Row, Section, summary
from portal.journey.plan import Plan
from portal.spec.model import Field, Group
from portal.spec.outcome import giving
from portal.usecases.issuing import ToPrint
from portal.usecases.printedanswers import lines_of, printed_fields, titles
from portal.usecases.releases import ServedAuthority, ServedService
from portal.wording.release import ReleaseWords

Fact = dict[str, Any]
Said = dict[str, str] | str  # {language: words}, or what is the same in every language


@dataclass(frozen=True)
class Writer:
    """The words of a service and of the authority, in each of a document's languages."""

    service: Mapping[str, ReleaseWords]
    town: Mapping[str, ReleaseWords]

    @classmethod
    def of(cls, served: ServedService, authority: ServedAuthority, catalogues: Catalogues, *languages: str) -> Writer:
        zone = authority.authority.time_zone
        own = {one: served.translations.words(one, catalogues.words(one), zone) for one in languages}
        town = {one: authority.translations.words(one, catalogues.words(one), zone) for one in languages}
        return cls(own, town)

    def say(self, of: Callable[[ReleaseWords], Text]) -> dict[str, str]:
        """What `of` says in each language that has words for it; the source's where none has."""
        return _told({language: of(words) for language, words in self.service.items()})

    def town_says(self, of: Callable[[ReleaseWords], Text]) -> dict[str, str]:
        return _told({language: of(words) for language, words in self.town.items()})

    def value(self, field: Field, encoded: Any) -> Said:
        """An answer on one line: in words by language, or as it was typed. Of a group's field, all items' answers."""
        lines = {language: self.lines(field, encoded, words) for language, words in self.service.items()}
        if all(isinstance(line, str) for line in next(iter(lines.values()), ())):
            typed = [str(line) for line in next(iter(lines.values()))]
            return f"{comma_within(' '.join(typed))} ".join(typed)
        return _told({language: _joined(said, language) for language, said in lines.items()})

    def lines(self, field: Field, encoded: Any, words: ReleaseWords) -> tuple[Text | str, ...]:
        return lines_of(field, encoded, words)

    def fact(self, field: Field, encoded: Any, *, of_all: bool) -> Fact:
        """What a template knows of an answer; `of_all`: of a group's field, the answers of all items."""
        value = self.value(field if of_all else replace(field, group=""), encoded)
        code = "" if of_all and field.group else field.kind.export(field, field.kind.decode(encoded))
        return {"label": self.say(lambda words: words.text(field.label)), "value": value, "code": code}

    def group(self, group: Group, items: Sequence[Mapping[str, Any]]) -> Fact:
        """A group: what its items are called, on one line and each for itself, with their answers."""
        called = {language: tuple(titles(group, items, words)) for language, words in self.service.items()}
        each = [
            {
                "title": _told({language: texts[number] for language, texts in called.items()}),
                "fields": {
                    one.id: self.fact(one, item[one.id], of_all=False) if one.id in item else None
                    for one in printed_fields(group)
                },
            }
            for number, item in enumerate(items)
        ]
        line = _told({language: _joined(texts, language) for language, texts in called.items()})
        labels = {one.id: self.say(lambda words, one=one: words.text(one.label)) for one in printed_fields(group)}  # type: ignore[misc]
        label = self.say(lambda words: words.text(group.label))
        return {"label": label, "value": line, "code": "", "each": each, "labels": labels}


def _told(said: Mapping[str, Text]) -> dict[str, str]:
    """What is said in each language; where no language has words, the source's, told apart."""
    found = {language: text.value for language, text in said.items() if not text.is_foreign}
    return found or _one(next(iter(said.values())))


def _one(text: Text) -> dict[str, str]:
    return {"text": text.value, "lang": text.lang} if text.is_foreign else {text.lang: text.value}


def _joined(lines: tuple[Text | str, ...], language: str) -> Text:
    foreign = next((line.lang for line in lines if isinstance(line, Text) and line.is_foreign), language)
    return Text(f"{comma_of(language)} ".join(str(line) for line in lines), foreign, language)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def authority_facts(writer: Writer, authority: ServedAuthority, unit: str) -> dict[str, Any]:
    """Who speaks: the letterhead."""
    described = authority.authority
    office = described.units.get(unit)
    return {
        "name": writer.town_says(lambda words: words.text(described.name)),
        "unit": writer.town_says(lambda words: words.text(office.name if office else described.name)),
    }


def document_facts(paper: ToPrint, catalogues: Catalogues, base_url: str) -> dict[str, Any]:
    """All that a service's template may print, in the official language and the applicant's."""
    service, described = paper.served.service, paper.served.service.documents[paper.document]
    official = paper.authority.authority.language
    writer = Writer.of(paper.served, paper.authority, catalogues, *dict.fromkeys((official, paper.language)))
    fields: dict[str, Any] = {}
    for name in described.print:
        encoded = paper.answers.get(name)
        if encoded in (None, []):
            fields[name] = None
        elif name in service.groups:
            fields[name] = writer.group(service.groups[name], encoded)
        else:
            fields[name] = writer.fact(service.fields[name], encoded, of_all=True)
    return {
        "document": paper.document,
        "service": service.id,
        "number": paper.number,
        "reference": paper.reference,
        "title": writer.say(lambda words: words.text(described.title)),
        "authority": authority_facts(writer, paper.authority, paper.unit),
        "holder": paper.holder,
        "decided": {"by": paper.decided_by},
        "issued_on": _day(paper.issued_on),
        "valid_from": _day(paper.valid_from),
        "valid_until": _day(paper.valid_until),
        "code": paper.code,
        "check": {"url": f"{base_url}/v/{paper.code}", "at": check_address(base_url)},
        "fee": fee_facts(writer, paper.served, paper.fee_minor, paper.currency, paper.fee_row),
        "fields": fields,
        "texts": {
            name: writer.say(lambda words, phrase=phrase: words.text(phrase))  # type: ignore[misc]
            for name, phrase in described.texts.items()
        },
    }


def check_address(base_url: str) -> str:
    """Where the code is typed, as people write it: "solmere.example/check"."""
    parts = urlsplit(base_url)
    return f"{parts.netloc}{parts.path.rstrip('/')}/check"


def fee_facts(writer: Writer, served: ServedService, minor: int, currency: str, row_id: str) -> dict[str, Any] | None:
    rows = giving(served.service.fee_rows(row_id))
    if not minor or not rows:
        return None
    lines = [
        {
            "minor": row.amount_minor,
            "currency": row.currency,
            "because": writer.say(lambda words, row=row: words.text(row.because)),  # type: ignore[misc]
        }
        for row in rows
    ]
    return {"minor": minor, "currency": currency, "because": lines[0]["because"], "lines": lines}


def copy_facts(
    plan: Plan, served: ServedService, authority: ServedAuthority, catalogues: Catalogues, language: str, **known: Any
) -> dict[str, Any]:
    """What somebody sent, for "copy.html"; `known`: reference, unit, sent_on (ISO), fee_minor, currency, fee_row, fee_open."""
    writer = Writer.of(served, authority, catalogues, language)
    words = writer.service[language]
    return {
        "title": _one(words.text(served.service.title)),
        "reference": known["reference"],
        "sent_on": known["sent_on"],
        "authority": authority_facts(writer, authority, known["unit"]),
        "sections": [_section(section, words) for section in summary(plan)],
        "fee": fee_facts(writer, served, known["fee_minor"], known["currency"], known["fee_row"]),
        "fee_open": known["fee_open"],
        "declaration": _one(words.text(served.service.declaration)),
    }


def _section(section: Section, words: ReleaseWords) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for part in section.blocks:
        if isinstance(part, ItemRows):
            title = _one(words.item(part.group, part.number, part.rows))
            blocks.append({"title": title, "rows": [_row(row, words) for row in part.rows]})
        else:
            blocks.append({"title": "", "rows": [_row(row, words) for row in part]})
    heading = words.heading(section)
    return {"title": _one(heading) if heading else "", "blocks": blocks}


def _row(row: Row | Group, words: ReleaseWords) -> dict[str, Any]:
    """An answer; of a group without an item its label alone."""
    if isinstance(row, Group):
        return {"label": _one(words.text(row.label)), "values": []}
    lines = words.lines(row.field, row.value)
    return {
        "label": _one(words.text(row.field.label)),
        "values": [line if isinstance(line, str) else _one(line) for line in lines],
    }
