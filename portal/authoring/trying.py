"""Floor 6. Walks a service with somebody at a terminal: asks each question in words, tells problems, exits, fee and summary.

Where the lines come from and go to is the caller's: `ask` gives what was typed, and raises `EOFError` where nothing more
comes. What citizens read is in the wanted language; the frame around it is the tool's own, in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from portal.authoring.choosing import Choosing
from portal.authoring.scenarios import answer_page
from portal.authoring.typed import typed
from portal.authoring.unpaid import fee_in_words, why_open
from portal.journey.entries import Entries, GroupItem
from portal.journey.finish import ItemRows, Row, summary
from portal.journey.plan import Plan, is_locked, plan
from portal.kinds.choice import NONE, OTHER
from portal.kinds.kind import Problem, Raw
from portal.kinds.several_choices import ADD
from portal.spec.model import Content, Field, Group, Page, Phrase, Service
from portal.wording.release import ReleaseWords

Ask = Callable[[str], str]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Tried:
    """One walk that came to an end: the answers as a scenario writes them, and what came of them."""

    answers: Mapping[str, Any]
    given: Mapping[str, int]
    pages: tuple[str, ...]
    plan: Plan

    def as_scenario(self, title: str) -> dict[str, Any]:
        found: dict[str, Any] = {"scenario": title}
        if self.given:
            found["given"] = dict(self.given)
        found |= {"today": self.plan.today.isoformat(), "answers": dict(self.answers), "pages": list(self.pages)}
        if self.plan.exit:
            found["exit"] = self.plan.exit.id
        elif self.plan.service.fee:
            found["fee"] = fee_in_words(self.plan)
        return found


@dataclass
class Trying:
    """One walk through `service`, in the language of `words`. `today` is the authority's day."""

    service: Service
    words: ReleaseWords
    today: date
    ask: Ask
    tell: Tell
    answers: dict[str, Any] = field(default_factory=dict)

    def walk(self) -> Tried:
        """To check-your-answers or an exit. Refused: `EOFError` where nothing more is typed."""
        self.tell(self._said(self.service.title))
        given = {value.name: self._counted(value.name) for value in self.service.values.values() if value.rule is None}
        so_far = plan(self.service, Entries(outside=given), self.today)
        pages: list[str] = []
        page: Page | None = so_far.road[0] if so_far.road else None
        while page is not None and not page.exit:
            pages.append(page.id)
            so_far = self._page(so_far, page)
            page = so_far.after(page)
        if so_far.exit:
            self._exit(so_far.exit)
        else:
            self._summary(so_far)
        return Tried(self.answers, given, tuple(pages), so_far)

    def _counted(self, name: str) -> int:
        while True:
            written = self.ask(f"\n{name}, which the portal counts [0]: ").strip() or "0"
            if written.isdecimal():
                return int(written)
            self.tell("  ! A whole number, such as 0 or 1.")

    # ---- a page -------------------------------------------------------------------------------------------------

    def _page(self, before: Plan, page: Page) -> Plan:
        """Asks the page until nothing is wrong there."""
        while True:
            self.tell(f"\n== {self._said(page.title)}")
            self._ask_page(before, page)
            after = self._answered(before, page)
            problems = after.problems(page)
            if not problems:
                return after
            self._tell_problems(problems)
            for item in page.ask:
                self.answers.pop(item.id, None)

    def _answered(self, before: Plan, page: Page) -> Plan:
        return plan(self.service, answer_page(before, page, self.answers, self._now), self.today)

    def _ask_page(self, before: Plan, page: Page) -> None:
        """One thing after the other; an answer may bring up what stands further down."""
        done: set[str] = set()
        while True:
            now = self._answered(before, page)
            item = next((one for one in now.shown(page) if one.id not in done), None)
            if item is None:
                return
            done.add(item.id)
            if isinstance(item, Content):
                self._content(item)
            elif isinstance(item, Group):
                self._group(before, page, item)
            elif item.kind.asks and not is_locked(item, now.entries.answers):
                self._put(self.answers, item, self._field(now, item, item.id))

    @staticmethod
    def _put(answers: dict[str, Any], one: Field, raw: Raw | None) -> None:
        answers.pop(one.id, None)
        if raw is None:
            return
        written = {"file": raw[""][0]} if one.kind.takes_file else typed(one, raw)
        if which := raw.get(OTHER):
            is_list = isinstance(written, list)
            chosen = [{OTHER: which[0]} if code == OTHER else code for code in (written if is_list else [written])]
            written = chosen if is_list else chosen[0]
        answers[one.id] = written

    def _content(self, content: Content) -> None:
        if content.title:
            self.tell(f"\n{self._said(content.title)}")
        self.tell("\n" + "\n".join(f"  | {line}" for line in self._said(content.text).splitlines()))

    def _group(self, before: Plan, page: Page, group: Group) -> None:
        items: list[dict[str, Any]] = []
        label = self._said(group.label)
        if group.hint:
            self.tell(f"\n{self._said(group.hint)}")
        while len(items) < group.most and (len(items) < group.least or self._yes(f"\nAdd: {label}? [y/N] ")):
            items.append({})
            self.answers[group.id] = items
            self.tell(f"\n-- {label} {len(items)}")
            done: set[str] = set()
            while True:
                now = self._answered(before, page)
                item = now.entries.items(group.id)[len(items) - 1]
                one = next((one for one in now.shown_inside(group, item) if one.id not in done), None)
                if one is None:
                    break
                done.add(one.id)
                if isinstance(one, Content):
                    self._content(one)
                elif isinstance(one, Field) and one.kind.asks:
                    self._put(items[-1], one, self._field(now, one, f"{group.id}/{item.id}/{one.id}", item))

    # ---- a question ---------------------------------------------------------------------------------------------

    def _field(self, now: Plan, one: Field, path: str, item: GroupItem | None = None) -> Raw | None:
        """What was typed, once it holds; None where it was left empty and may be."""
        is_optional = now.is_optional(one, item)
        self.tell(f"\n{self._said(one.label)}{' (optional)' if is_optional else ''}")
        for more in (one.hint, one.why, self.service.purposes.get(one.purpose) if one.personal else None):
            if more:
                self.tell(f"  {self._said(more)}")
        choosing = Choosing(self._choices(now, one, item), [key for key in (NONE, OTHER) if one.settings.get(key)])
        for line in choosing.listed():
            self.tell(f"  {line}")
        while True:
            raw, unclear = self._typed(one, choosing)
            reading = one.kind.read(one, self._stored(one, raw), self.today)
            if reading.is_empty:
                if is_optional:
                    return None
                problems: Sequence[Problem] = [Problem(path, "empty", {}, one.kind.first_part)]
            else:
                problems = [Problem(path, wrong.code, wrong.params, wrong.part) for wrong in reading.problems]
            if not problems:
                return raw
            self._tell_problems(problems)
            for line in choosing.like(unclear):
                self.tell(f"  {line}")

    def _tell_problems(self, problems: Iterable[Problem]) -> None:
        """Each once: both days of a range may want a month."""
        for said in dict.fromkeys(self.words.problem(self.service, problem).value for problem in problems):
            self.tell(f"  ! {said}")

    def _choices(self, now: Plan, one: Field, item: GroupItem | None) -> list[tuple[str, str]]:
        if one.kind.own_codes(one):
            return [(code, label.value) for code, label in one.kind.own_choices(one, self.words)]
        return [(option.code, self.words.option(one, option.code).value) for option in now.options(one, item)]

    def _stored(self, one: Field, raw: Raw) -> Raw:
        """A file is taken for one that was uploaded: only its name is typed."""
        return one.kind.example(one, self.today) if one.kind.takes_file and raw.get("", [""])[0] else raw

    def _typed(self, one: Field, choosing: Choosing) -> tuple[Raw, Sequence[str]]:
        """What was typed, a line a part; and which words of it are not clear to mean an option."""
        raw: dict[str, Sequence[str]] = {}
        unclear: list[str] = []
        is_several = one.kind.rule_type(one) == "codes"
        such_as = self._such_as(one)
        for part, label in one.kind.lines(one):
            if part == OTHER and OTHER not in raw.get("", ()):
                continue
            if one.kind.takes_options and part not in ("", OTHER):
                continue  # a page's own: what one searches for there is typed here as what one chooses
            label = label or part
            said = self._said(label) if isinstance(label, Phrase) else self.words.word(label).value if label else ""
            if part == OTHER:
                said = dict(choosing.choices).get(OTHER, said)
            said = "File name" if one.kind.takes_file else said
            more = such_as.get(part) or (choosing.prompt(is_several) if part == "" else "")
            written = self.ask(f"{said}{more}> ".lstrip()).strip()
            if part != OTHER and choosing.choices:
                codes, not_clear = choosing.chosen(written, is_several)
                unclear += not_clear
                is_searched = one.kind.takes_options and ADD in one.kind.parts(one)
                raw |= {part: codes, ADD: not_clear[:1]} if is_searched else {part: [*codes, *not_clear]}
            else:
                raw[part] = [written] if written else []
        return raw, unclear

    def _such_as(self, one: Field) -> Mapping[str, str]:
        """Where a whole is typed in a line that a page has several inputs for: how it may be written."""
        examples = typed(one, one.kind.example(one, self.today)) if one.kind.whole_parts else {}
        return {part: f" (such as {examples[name]})" for name, part in one.kind.whole_parts.items()}

    def _yes(self, question: str) -> bool:
        return self.ask(question).strip().casefold() in ("y", "yes", "1")

    # ---- the end ------------------------------------------------------------------------------------------------

    def _exit(self, page: Page) -> None:
        self.tell(f"\n== {self._said(page.title)}")
        if page.when and page.when.says:
            self.tell(f"  because: {self._said(page.when.says)}")
        if page.text:
            self.tell(f"\n{self._said(page.text)}")

    def _summary(self, done: Plan) -> None:
        self.tell("\n== Check your answers")
        for section in summary(done):
            self.tell(f"\n{self._said(section.page.title)}")
            for part in section.parts:
                if isinstance(part, Row):
                    self._row(part)
                elif isinstance(part, ItemRows):
                    self.tell(f"  {self.words.item(part.group, part.number, part.rows).value}")
                    for row in part.rows:
                        self._row(row, "    ")
        if done.fee:
            self.tell("\nFee")
            for because, amount in self.words.fee_lines(done.fee.rows):
                self.tell(f"  {amount.value}: {because.value}")
        elif done.is_fee_open:
            self.tell(f"\nThe fee is not known with these answers: {why_open(done)}.")
        self.tell(f"\n{self._said(self.service.declaration)}")

    def _row(self, row: Row, indent: str = "  ") -> None:
        lines = [line if isinstance(line, str) else line.value for line in self.words.lines(row.field, row.value)]
        self.tell(f"{indent}{self._said(row.field.label)}: {', '.join(lines) or '–'}")

    def _said(self, phrase: Phrase) -> str:
        return self.words.text(phrase).value

    @property
    def _now(self) -> datetime:
        return datetime.combine(self.today, datetime.min.time(), UTC)
