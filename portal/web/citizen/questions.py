"""Floor 8. What a page of the journey shows, as plain data for the widgets: questions, texts, and what was added to groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from portal.i18n.text import Text
from portal.journey.defaults import default_of
from portal.journey.entries import DEFAULT, Answer, GroupItem
from portal.journey.explaining import why_asked
from portal.journey.plan import Plan, codes_of
from portal.journey.reading import Form
from portal.journey.telling import problems_told, problems_told_inside
from portal.kinds import several_choices
from portal.kinds.choice import NONE, OTHER, SEARCH, SEARCH_SEVERAL, SEARCHES
from portal.kinds.file import TRIMMED
from portal.kinds.kind import Problem, Raw
from portal.spec.model import Content, Field, Group, Item, Option, Page, Phrase
from portal.web.citizen.added import Added, added_to
from portal.web.citizen.drawing import explanation_drawn, hint_with_source, question_from_shelf, text_from_shelf
from portal.web.citizen.rows import row_view
from portal.wording.explained import explained
from portal.wording.markdown import draw
from portal.wording.release import ReleaseWords


@dataclass(frozen=True, slots=True)
class SentFile:
    id: str
    name: str
    size: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field as its widget draws it. `id` names its input; a part's input is `<id>-<part>`."""

    id: str
    widget: str
    label: Text
    hint: Text | Markup | None
    why: Text | None
    purpose: Text | None
    optional: bool
    recommended: bool
    alone: bool
    value: Raw
    problems: Sequence[tuple[str, Text]]
    options: Sequence[tuple[str, Text, Text | None]]
    settings: Mapping[str, Any]
    parts: Sequence[tuple[str, Text]]
    autocomplete: Mapping[str, str]
    file: SentFile | None
    files: Sequence[SentFile]
    language: str
    search: str = ""  # where matches for what is typed are told, seen from the page
    fixed: Mapping[str, Any] | None = None  # its row of a summary, where it is shown and cannot be changed
    locked: bool = False
    explained: Markup | str = ""  # why it is asked of this person
    form: str = "question"


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to read: `form` is "paragraph", "inset" or "details"."""

    form: str
    text: Markup
    title: Text | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question without problems, or a text, drawn already."""

    id: str
    html: str
    alone: bool = False
    form: str = "drawn"


Shown = Question | Reading | Added | Drawn
Link = Callable[[str], str]


def shown_on(
    plan: Plan,
    page: Page,
    words: ReleaseWords,
    link: Link,
    *,
    judged: bool,
    release: str = "",
    base: str = "",
    query: str = "",
) -> list[Shown]:
    """Everything on a page; problems only where `judged` (Continue was pressed there).

    With `release` (a bundle's digest) questions without problems come drawn already. `base`: the address of the page, to
    which those of its groups' items are added; `query` ends each of them.
    """
    problems = _by_path(problems_told(plan, page)) if judged else {}
    alone = (
        len(page.ask) == 1
        and isinstance(page.ask[0], Field)
        and words.text(page.title) == words.text(page.ask[0].label)
    )
    found: list[Shown] = []
    first = next((one for one in plan.shown(page) if _says_why(plan, one)), None)
    for item in plan.shown(page):
        if isinstance(item, Field) and item.kind.is_hidden:
            continue
        wrong = problems.get(item.id, ())
        if isinstance(item, Content):
            found.append(_text(item, words, link, release))
        elif isinstance(item, Group):
            why = _explained(plan, item, words, page=page if item is first else None)
            found.append(added_to(plan, item, words, wrong, why, base, query, judged))
        else:
            why = _explained(plan, item, words, page=page if item is first else None)
            found.append(_asked(plan, item, wrong, words, alone, release, why))
    return found


def _text(content: Content, words: ReleaseWords, link: Link, release: str) -> Shown:
    if not release:
        return reading(content, words, link)
    key = (release, words.language, content.id)
    return Drawn(content.id, text_from_shelf(key, lambda: reading(content, words, link)))


def _asked(
    plan: Plan, one: Field, wrong: Sequence[Problem], words: ReleaseWords, alone: bool, release: str, why: Markup | str
) -> Question | Drawn:
    answer, slip, options = plan.entries.answers.get(one.id), plan.entries.slips.get(one.id), plan.options(one)
    if plan.is_fixed(one):
        return fixed(plan, one, words)
    filled = _filled(plan, one, answer, slip)
    answer = filled or answer
    # What was filled in says so: that is rare, so it is drawn for itself.
    is_own = answer is not None and answer.source == DEFAULT
    if wrong or is_own or not release or one.kind.widget_for(one) in SEARCHES:
        return question(plan, one, one.id, answer, slip, wrong, words, options, alone=alone, explained=why)
    codes = tuple(one.kind.own_codes(one)) or codes_of(options)

    def make(raw: Raw, explained: str) -> Question:
        return question(plan, one, one.id, None, raw, (), words, options, alone=alone, explained=explained)

    raw = slip if slip is not None else {} if answer is None else one.kind.refill(one, one.kind.decode(answer.value))
    html = question_from_shelf(
        one, raw, codes, (release, words.language, one.id, alone, plan.is_optional(one)), make, why
    )
    if html is None:
        return question(plan, one, one.id, answer, slip, (), words, options, alone=alone, explained=why)
    return Drawn(one.id, html, alone)


def shown_in_item(plan: Plan, group: Group, item: GroupItem, words: ReleaseWords, link: Link) -> list[Shown]:
    problems = _by_path(problems_told_inside(plan, group, item))
    found: list[Shown] = []
    for one in plan.shown_inside(group, item):
        if isinstance(one, Content):
            found.append(reading(one, words, link))
        elif isinstance(one, Field):
            wrong = problems.get(f"{group.id}/{item.id}/{one.id}", ())
            name, answer, slip = f"{group.id}-{item.id}-{one.id}", item.answers.get(one.id), item.slips.get(one.id)
            answer = answer or _filled(plan, one, answer, slip, item)
            found.append(
                question(
                    plan,
                    one,
                    name,
                    answer,
                    slip,
                    wrong,
                    words,
                    plan.options(one, item),
                    item=item,
                    explained=_explained(plan, one, words, item=item),
                )
            )
    return found


def _filled(
    plan: Plan, one: Field, answer: Answer | None, slip: Raw | None, item: GroupItem | None = None
) -> Answer | None:
    """The default, where nothing was answered; who left an optional question empty is not asked again by it."""
    if one.default is None or answer is not None or slip is not None:
        return None
    was_seen = (
        item.tried
        if item
        else one.path in plan.service.page_of and plan.service.page_of[one.path].id in plan.entries.tried
    )
    if was_seen and plan.is_optional(one, item):
        return None
    value = default_of(plan, one, item)
    return None if value is None else Answer(value, DEFAULT, "")


def _says_why(plan: Plan, one: Item) -> bool:
    """Whether a page's reason can be told at this thing of it."""
    return isinstance(one, Group) or (isinstance(one, Field) and not one.kind.is_hidden and not plan.is_fixed(one))


def _explained(
    plan: Plan, one: Field | Group, words: ReleaseWords, *, page: Page | None = None, item: GroupItem | None = None
) -> Markup | str:
    """Why a question is asked of this person: by its own condition, on a page's first question by the page's too."""
    if one.when is None and (page is None or page.when is None):
        return ""
    found = why_asked(plan, one, item)
    if page is not None:
        found = found.joined(why_asked(plan, page))
    return explanation_drawn(explained(plan.service, found, words))


def _by_path(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        path = problem.path
        found.setdefault(path, []).append(problem)
    return found


def reading(content: Content, words: ReleaseWords, link: Link) -> Reading:
    return Reading(content.form, draw(words.text(content.text), link), words.optional(content.title))


def question(
    plan: Plan, one: Field, name: str, answer: Answer | None, slip: Raw | None, problems: Sequence[Problem],
    words: ReleaseWords, options: Sequence[Option], *, alone: bool = False, item: GroupItem | None = None,
    explained: Markup | str = "",
) -> Question:  # fmt: skip
    value = None if answer is None else one.kind.decode(answer.value)
    raw: Raw = slip if slip is not None else {} if value is None else one.kind.refill(one, value)
    sent = [
        SentFile(file.id, file.name, words.size(file.size), words.word(TRIMMED) if file.trimmed else None)
        for file in one.kind.files_in(value)
    ]
    widget = one.kind.widget_for(one)
    search = ""
    if widget in SEARCHES:
        options, raw = ((), _labelled(one, raw, words)) if widget == SEARCH else _gathered(one, raw)
        search = f"../../matches/{one.path}?item={item.id}" if item else f"matches/{one.path}"
    return Question(
        id=name, widget=widget, search=search, label=words.text(one.label), hint=_hint(one, answer, words), why=words.optional(one.why),
        purpose=words.optional(plan.service.purposes.get(one.purpose)) if one.personal else None,
        optional=plan.is_optional(one, item), recommended=one.recommended, alone=alone, value={} if one.kind.takes_file else raw,
        problems=[(problem.part, words.problem(plan.service, problem)) for problem in problems],
        options=_options(one, words, options), settings=_settings(one, words),
        parts=_parts(one, words),
        autocomplete=_autocomplete(one), file=sent[0] if sent else None, files=sent,
        language=words.language,
        explained=explained,
    )  # fmt: skip


_NAMES = {"identity.given_name": {"": "given-name"}, "identity.family_name": {"": "family-name"}}


def _autocomplete(one: Field) -> Mapping[str, str]:
    """What browsers offer for a question about the person who answers it; nothing for one about somebody else."""
    return _NAMES.get(one.prefill, one.kind.autocomplete) if one.prefill or one.own else {}


def _hint(one: Field, answer: Answer | None, words: ReleaseWords) -> Text | Markup | None:
    """The author's hint, and where an answer comes from that nobody gave."""
    hint = words.optional(one.hint)
    if answer is None or answer.source != DEFAULT:
        return hint
    source = words.source_of(DEFAULT)
    return source if hint is None else hint_with_source(hint, source)


def _labelled(one: Field, raw: Raw, words: ReleaseWords) -> Raw:
    """What stands in the input of a search: the label of what was chosen, else what was typed."""
    typed = (raw.get("") or [""])[0]
    return {**raw, "": [str(words.option(one, typed))]} if typed in one.codes else raw


def _gathered(one: Field, raw: Raw) -> tuple[Sequence[Option], Raw]:
    """What was chosen in a search for several, as options that can be taken out again; in the input is what is still looked for."""
    codes, unclear = several_choices.gathered(one, raw)
    own = [key for key in (NONE, OTHER) if one.settings.get(key)]
    chosen = [option for code in dict.fromkeys(codes) if code not in own and (option := one.option(code)) is not None]
    return chosen, {**raw, "": codes, several_choices.ADD: [unclear] if unclear else []}


def was_found(one: Field, form: Form, name: str, slips: Mapping[str, Raw]) -> bool:
    """Whether the search for one more was over before it began: what was typed is the label of one, which was added."""
    if one.kind.widget_for(one) != SEARCH_SEVERAL or not "".join(form.getlist(f"{name}-{several_choices.ADD}")).strip():
        return False
    return not several_choices.gathered(one, slips.get(one.id, {}))[1]


def _settings(one: Field, words: ReleaseWords) -> dict[str, Any]:
    """The kind's settings; what the author wrote for people is in words."""
    return {name: words.text(value) if isinstance(value, Phrase) else value for name, value in one.settings.items()}


def _parts(one: Field, words: ReleaseWords) -> list[tuple[str, Text]]:
    labels = one.kind.labels(one)
    told = [(part, labels[part]) for part in one.kind.parts(one) if part in labels]
    return [(part, words.text(label) if isinstance(label, Phrase) else words.word(label)) for part, label in told]


def fixed(plan: Plan, one: Field, words: ReleaseWords) -> Question:
    """What is shown and cannot be changed: its answer, where that comes from, and what to do if it is wrong."""
    answer = plan.answer(one)
    value = None if answer is None else one.kind.decode(answer.value)
    source = words.source_of(answer.source) if answer else None
    row = row_view(words, one, value, source=source, sure=one.locked)
    drawn = question(plan, one, one.id, None, None, (), words, ())
    return replace(drawn, widget="fixed", fixed=row, locked=one.locked)


def _options(one: Field, words: ReleaseWords, options: Sequence[Option]) -> list[tuple[str, Text, Text | None]]:
    if one.kind.own_codes(one):
        return [(code, label, None) for code, label in one.kind.own_choices(one, words)]
    return [(option.code, words.label(option), words.optional(option.hint)) for option in options]
