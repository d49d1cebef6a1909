"""Floor 7. The blank form for the desk: every question of a service on paper, from the same specification.

It says nothing about anybody. How it is printed and kept says `blankprints`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import N_, Plural
from portal.i18n.catalogue import Catalogues
from portal.i18n.text import Text
from portal.kinds.choice import NONE, OTHER
from portal.spec.model import Condition, Content, Field, Group, Item, Option, Page, Phrase
from portal.usecases.onpaper import Writer, authority_facts
from portal.usecases.releases import ServedAuthority, ServedService, is_long_on_paper, live_authority, live_service
from portal.usecases.shelf import Shelf
from portal.wording.clauses import in_words
from portal.wording.markdown import pieces
from portal.wording.release import ReleaseWords

TEMPLATE = "blank.html"
# A stranger's look at a form that is kept already must not write the whole paper anew; a large one holds a megabyte.
_shelf: Shelf[BlankForm] = Shelf(64)
_MOST_COPIES = 3  # of a group's questions; the page says to copy it for more
_MOST_BOXES = 24  # options beyond that are written, not ticked
_LINES = 4  # of a long text
_MOST_WRITTEN = 6  # lines for several options that are written
_MOST_NAMED = 4  # questions that are named where a condition has no words
_AT_MOST = Plural("Tick {n} box at most", "Tick {n} boxes at most", "n")
_LINE_EACH = Plural("Write {n} answer, no more", "Write {n} answers at most, one on each line", "n")
_CROWDED = Plural(
    "Write {n} answer, on one of the lines", "Write {n} answers at most; several may stand on one line", "n"
)


@dataclass(frozen=True)
class BlankForm:
    """What the paper will say, read in one transaction; printing happens after it."""

    name: str  # "parking-permit-en"
    facts: dict[str, Any]
    language: str
    zone: str

    service: str
    is_long: bool  # printed ahead, by the worker

    @cached_property
    def key(self) -> str:
        """Equal for equal papers."""
        told = json.dumps([self.facts, self.language, self.zone], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def live_blank_form(session: Session, service_id: str, catalogues: Catalogues, language: str) -> BlankForm:
    """The form of what is live, in a language; in its own where it is not offered in this one. Refused: `NotFound`."""
    live = live_service(session, service_id)
    spoken = language if live.speaks(language) else live.service.language
    return published_form(live.served, live_authority(session), catalogues, spoken)


def published_form(
    served: ServedService, authority: ServedAuthority, catalogues: Catalogues, language: str
) -> BlankForm:
    """The form of what has a digest; written once while this process keeps it."""
    key = served.digest, authority.digest, language, catalogues
    form = _shelf.get(key)
    if form is None:
        form = blank_form(served, authority, catalogues, language)
        _shelf.put(key, form)
    return form


def blank_form(served: ServedService, authority: ServedAuthority, catalogues: Catalogues, language: str) -> BlankForm:
    writer = Writer.of(served, authority, catalogues, language)
    facts = _Paper(writer.service[language], writer.town[language], served).facts(writer, authority)
    service = served.service
    zone = authority.authority.time_zone
    return BlankForm(f"{service.id}-{language}", facts, language, zone, service.id, is_long_on_paper(service))


@dataclass(frozen=True)
class _Paper:
    """Puts a service into what the template takes: texts as {language: words}."""

    words: ReleaseWords
    town: ReleaseWords
    served: ServedService

    def facts(self, writer: Writer, authority: ServedAuthority) -> dict[str, Any]:
        service, described = self.served.service, authority.authority
        unit = described.units.get(service.unit)
        return {
            "title": self.say(service.title),
            "authority": authority_facts(writer, authority, service.unit),
            "office": {
                "name": _one(self.town.text(unit.name)), "address": _one(self.town.text(unit.address)),
                "hours": _one(self.town.text(unit.hours)), "phone": unit.phone, "email": unit.email,
            } if unit else None,
            "cost": self.say(service.guidance.cost),
            "need": [self.say(one) for one in service.guidance.need],
            "pages": [self._page(page) for page in service.pages],
            "declaration": self.say(service.declaration),
        }  # fmt: skip

    def say(self, phrase: Phrase) -> dict[str, str]:
        return _one(self.words.text(phrase))

    def _optional(self, phrase: Phrase | None) -> dict[str, str] | str:
        return self.say(phrase) if phrase else ""

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Path → the number of the question on the paper; what is not asked has none."""
        asked = [path for path, one in self.served.service.fields.items() if one.kind.asks]
        return {path: number for number, path in enumerate(asked, 1)}

    def _called(self, path: str) -> str:
        """A question with its number, or a group, as they stand on the paper."""
        service = self.served.service
        label = self.words.text((service.fields.get(path) or service.groups[path]).label).value
        if path not in self.numbers:
            return label
        number = self.words.integer(self.numbers[path]).value
        return self.words.word(N_("{number}. {label}"), number=number, label=label).value

    def _when(self, condition: Condition | None) -> dict[str, Any] | str:
        """In the author's words, else in those of the rule; past their bound the questions it depends on, if they are few."""
        if condition is None:
            return ""
        if told := in_words(condition, self.served.service, self.words, self._called):
            return {"clauses": [_one(clause) for clause in told.clauses], "every": told.every, "depends": ""}
        asked = [path for path in self.numbers if path in self._deciding(condition)]
        named = [self.words.word(N_("“{words}”"), words=self._called(path)).value for path in asked]
        depends = _one(self.words.formats.listed(named)) if 0 < len(named) <= _MOST_NAMED else ""
        return {"clauses": [], "every": True, "depends": depends}

    def _deciding(self, condition: Condition) -> set[str]:
        """The paths of the answers that a rule rests on in the end, through conditions, values and tables."""
        service, found, waiting = self.served.service, set[str](), [condition.rule]
        while waiting:
            for path in waiting.pop().reads:
                root = path.partition(".")[0]
                if path in found:
                    continue
                found.add(path)
                found |= {root} if root in service.fields else set()
                if root in service.conditions:
                    waiting.append(service.conditions[root].rule)
                elif root in service.values and (rule := service.values[root].rule):
                    waiting.append(rule)
                elif root in service.tables:
                    waiting += [row.when.rule for row in service.tables[root].rows if row.when]
        return found

    def _prose(self, phrase: Phrase | None) -> list[dict[str, Any]]:
        if phrase is None:
            return []
        text = self.words.text(phrase)
        return [{"form": form, "text": _one(Text(words, text.lang, text.asked))} for form, words in pieces(text)]

    def _page(self, page: Page) -> dict[str, Any]:
        return {
            "title": self.say(page.title), "when": self._when(page.when), "is_exit": page.exit,
            "text": self._prose(page.text), "parts": [part for item in page.ask for part in self._item(item)],
        }  # fmt: skip

    def _item(self, item: Item) -> Iterator[dict[str, Any]]:
        if isinstance(item, Content):
            yield self._content(item)
        elif isinstance(item, Group):
            yield from self._group(item)
        elif item.kind.asks:  # what is worked out is nobody's to write
            yield self._question(item)

    def _content(self, item: Content) -> dict[str, Any]:
        return {
            "form": "content", "title": self._optional(item.title), "text": self._prose(item.text),
            "when": self._when(item.when),
        }  # fmt: skip

    def _group(self, group: Group) -> Iterator[dict[str, Any]]:
        copies = max(1, min(group.most, _MOST_COPIES))
        for number in range(1, copies + 1):
            yield {
                "form": "item", "label": self.say(group.label), "number": number if copies > 1 else 0,
                "hint": self._optional(group.hint) if number == 1 else "",
                "when": self._when(group.when) if number == 1 else "",
                "more": group.most > copies and number == copies,
                "parts": [part for one in group.ask for part in self._item(one)],
            }  # fmt: skip

    def _question(self, one: Field) -> dict[str, Any]:
        options = self._options(one)
        parts = self._parts(one)
        return {
            "form": "question", "label": _one(self._label(one)), "hint": self._optional(one.hint), "when": self._when(one.when),
            "optional": one.optional or one.required is not None, "needed": self._when(one.required), "how": self._how(one),
            "input": self._input(one, len(options), bool(parts)), "options": options,
            "parts": parts,
            "lines": self._lines(one), "unit": self._unit(one), "is_first_wide": one.kind.name == "address",
        }  # fmt: skip

    @staticmethod
    def _lines(one: Field) -> int:
        """How many lines there are to write on; of several options one for each, as long as that is few."""
        if _is_written(one):
            return max(1, min(int(one.settings.get("max") or _LINES), _MOST_WRITTEN))
        return min(int(one.settings.get("rows") or _LINES), 12) if one.kind.name == "long text" else 1

    def _unit(self, one: Field) -> dict[str, str] | str:
        """What stands behind the line."""
        unit = one.settings.get("unit")
        if isinstance(unit, Phrase):
            return self.say(unit)
        sign = {"percentage": "%", "money": str(one.settings.get("currency") or "EUR")}.get(one.kind.name)
        return {self.words.language: sign} if sign else ""

    def _input(self, one: Field, options: int, has_parts: bool) -> str:
        if one.kind.takes_file:
            return "file"
        if one.kind.name == "declaration":
            return "promise"
        if _is_written(one):
            return "written"
        if options and has_parts:
            return "scale"
        if one.kind.name == "rating":
            return "row"
        if options:
            return "boxes" if options <= _MOST_BOXES else "line"
        return "parts" if has_parts else "line"

    def _label(self, one: Field) -> Text:
        label = self.words.text(one.label)
        return Text(self._called(one.path), label.lang, label.asked)

    def _how(self, one: Field) -> dict[str, str] | str:
        """Where several boxes may be ticked, or several options written: that, or how many."""
        if _is_written(one):
            return _one(self._how_many(one.settings.get("max")))
        if one.kind.name != "several choices" or not 0 < len(one.options) <= _MOST_BOXES:
            return ""
        most = one.settings.get("max")
        return _one(
            self.words.word(N_("Tick all that apply")) if most is None else self.words.word(_AT_MOST, n=int(most))
        )

    def _how_many(self, most: Any) -> Text:
        if most is None:
            return self.words.word(N_("Write all that apply; several may stand on one line"))
        return self.words.word(_LINE_EACH if int(most) <= _MOST_WRITTEN else _CROWDED, n=int(most))

    def _options(self, one: Field) -> list[dict[str, Any]]:
        """`form`: "other" has a line to write on, "none" excludes the rest."""
        if one.kind.own_codes(one):
            own = one.kind.own_choices(one, self.words) if len(one.codes) <= _MOST_BOXES else ()
            return [{"label": {label.lang: label.value}, "hint": "", "form": "", "when": ""} for _, label in own]
        forms = {key: key for key in (OTHER, NONE) if one.settings.get(key)}
        listed: Sequence[Option] = one.options
        if len(listed) > _MOST_BOXES:  # what stands beside the lines
            listed = [option for key in forms if (option := one.option(key))] if _is_written(one) else ()
        return [
            {
                "label": _one(self.words.label(option)), "hint": self._optional(option.hint),
                "form": forms.get(option.code, ""), "when": self._when(option.when),
            }
            for option in listed
        ]  # fmt: skip

    def _parts(self, one: Field) -> list[dict[str, str]]:
        told = [label for _, label in one.kind.lines(one) if label]
        return [self.say(label) if isinstance(label, Phrase) else _one(self.words.word(label)) for label in told]


def _is_written(one: Field) -> bool:
    """Whether several of many options are chosen: they are written, since nobody looks through so many boxes."""
    return one.kind.name == "several choices" and len(one.options) > _MOST_BOXES


def _one(text: Text) -> dict[str, str]:
    return {"text": text.value, "lang": text.lang} if text.is_foreign else {text.lang: text.value}
