"""Floor 6. A graph of pages becomes an ordered list with conditions, proved to be the same roads.

What leads to a page is drawn as a decision diagram over the answers. A page's condition is the simplest expression found
whose diagram is the same; where the diagrams grow too large it is put together from the conditions before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.authoring.importing.diagrams import ALWAYS, NEVER, Diagrams, TooLarge
from portal.authoring.importing.expressions import (
    FALSE,
    TRUE,
    Asked,
    Chain,
    Part,
    Reached,
    Reader,
    drawn,
    joined,
    size_of,
    written,
)
from portal.authoring.importing.findings import ODD, Findings
from portal.authoring.importing.graph import END, Order, links_of
from portal.authoring.importing.xgov import Form

MOST_PARTS = 12  # a longer condition gets a name before another uses it
MOST_TRIED = 60
LONGEST = 1_200  # letters of an expression, well below what the language reads


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from `source`: taken where `source` is on the road and `part` is true."""

    source: str
    target: str
    part: Part


@dataclass
class Roads:
    """When each page is on the road: `parts` by path; `loops` where the original would lead back for ever."""

    parts: dict[str, Part] = field(default_factory=dict)
    loops: dict[str, Part] = field(default_factory=dict)
    named: dict[str, tuple[str, str]] = field(default_factory=dict)  # name → expression, the page it tells of
    never: list[str] = field(default_factory=list)
    unasked: set[str] = field(default_factory=set)  # fields that nobody is asked, by our id
    detours: list[tuple[str, str]] = field(default_factory=list)  # links back to a page that not everybody has seen
    is_proved: bool = True


class Finder:
    """Works out the roads of one form. `page_ids` gives our names, `whens` when a field is asked at all, by our id."""

    def __init__(
        self, form: Form, order: Order, fields: Mapping[str, Asked], page_ids: Mapping[str, str],
        whens: Mapping[str, Part], findings: Findings, conditional: Mapping[str, Sequence[tuple[str, str]]],
    ) -> None:  # fmt: skip
        self.form, self.order, self.fields, self.ids, self.whens = form, order, fields, page_ids, dict(whens)
        self.findings, self.conditional = findings, conditional
        self.place = {path: number for number, path in enumerate(order.paths)}
        self.diagrams = Diagrams()
        self.reach: dict[str, int] = {}
        self.roads = Roads()
        self.at = ""
        self.reader = Reader(fields, form.conditions, self._report, absent_is_null=form.is_ordered)

    def _report(self, what: str) -> None:
        self.findings.add(ODD, f"a condition at {self.at}", what)

    def roads_found(self) -> Roads:
        if self.form.is_ordered:
            return self._in_order()
        coming: dict[str, list[Edge]] = {path: [] for path in self.order.paths}
        for path in self.order.paths:
            self._arrive(path, coming[path])
            self._note_conditional(path)
            if path in self.roads.never:
                continue
            for edge in self._edges(path):
                if (path, edge.target) in self.order.back:
                    self._loop(edge)
                elif edge.target != END:
                    coming[edge.target].append(edge)
        return self.roads

    def _note_conditional(self, path: str) -> None:
        """When the page's own fields are asked that have a condition."""
        for name, condition in self.conditional.get(path, ()):
            part = self.part_of(condition, path, on_arrival=True)
            known = self.whens.get(name)
            self.whens[name] = joined("&&", [known, part]) if known else part
            if part == FALSE:
                self.roads.unasked.add(name)

    # ---- pages in order ---------------------------------------------------------------------------------------------

    def _in_order(self) -> Roads:
        """Each page under its own condition, for those who met no page before that ends the journey."""
        going = ALWAYS
        for path in self.order.paths:
            page = self.form.pages[path]
            part = self.part_of(page.condition, path, on_arrival=True) if page.condition else TRUE
            try:
                if self.roads.is_proved:
                    self.reach[path] = self.diagrams.both(going, self._drawn(part))
                    part = self._within(part, path, going)
                    if page.is_terminal:
                        going = self.diagrams.without(going, self.reach[path])
            except TooLarge:
                self._give_up()
            self._put(path, part)
            self._note_conditional(path)
        return self.roads

    def _within(self, part: Part, path: str, going: int) -> Part:
        """The shortest of what means the same for those who are still on the road."""
        wanted = self.reach[path]
        if wanted == NEVER:
            return FALSE
        return TRUE if wanted == going else self._cut_down(part, wanted, going)

    # ---- the ways out of a page -------------------------------------------------------------------------------------

    def _edges(self, path: str) -> list[Edge]:
        self.at = path
        before: list[Part] = []
        found = []
        for link in links_of(self.form, self.form.pages[path]):
            part = self.part_of(link.condition, path) if link.condition else TRUE
            others = [self._failing(one, path) for one in before if not self._are_apart(path, part, one)]
            found.append(Edge(path, link.path, joined("&&", [part, *others])))
            before.append(part)
        return found

    def part_of(self, condition: str, path: str, *, on_arrival: bool = False) -> Part:
        """The condition of that name as it stands when the page at `path` is left (`on_arrival`: before it is answered)."""
        self.at = path
        if condition not in self.form.conditions:
            self._report(f"there is no condition “{condition}”; it never holds")
            return FALSE
        tree = self.form.conditions[condition]
        return self.reader.holds(
            tree, lambda name: self._is_before(name, path) and not (on_arrival and self.fields[name].page == path)
        )

    def _is_before(self, name: str, path: str) -> bool:
        page = self.fields[name].page
        if self.fields[name].id in self.roads.unasked:
            return False
        return page in self.place and self.place[page] <= self.place[path] and page not in self.roads.never

    def _failing(self, part: Part, path: str) -> Part:
        return self.reader.fails_to_hold(part, lambda name: self._is_sure(name, path))

    def _is_sure(self, name: str, path: str) -> bool:
        """Whether everybody who reaches the page has answered the field."""
        if not self.roads.is_proved:
            return False
        try:
            return self.diagrams.implies(self.reach[path], self._known(name))
        except TooLarge:
            self._give_up()
            return False

    def _are_apart(self, path: str, one: Part, other: Part) -> bool:
        """Whether both can never hold at once on that page."""
        if not self.roads.is_proved:
            return False
        try:
            return self.diagrams.both(self.reach[path], self._drawn(one), self._drawn(other)) == NEVER
        except TooLarge:
            self._give_up()
            return False

    # ---- diagrams -----------------------------------------------------------------------------------------------------

    def _known(self, name: str) -> int:
        """Where the field has an answer: its page is on the road, it is asked there, and it is not left out."""
        asked = self.fields[name]
        node = self.reach.get(asked.page, NEVER)
        if when := self.whens.get(asked.id):
            node = self.diagrams.both(node, self._drawn(when))
        if asked.optional:
            node = self.diagrams.both(node, self.diagrams.test(("given", name), [0], 2))
        return node

    def _drawn(self, part: Part) -> int:
        return drawn(part, self.diagrams, self._known, self.reach)

    def _give_up(self) -> None:
        if self.roads.is_proved:
            self.roads.is_proved = False
            self.findings.add(
                ODD, "the form", "its conditions are too many to prove; they are put together step by step"
            )

    # ---- a page -------------------------------------------------------------------------------------------------------

    def _arrive(self, path: str, coming: list[Edge]) -> None:
        if path == self.form.start:
            self.roads.parts[path], self.reach[path] = TRUE, ALWAYS
            return
        if self.roads.is_proved:
            try:
                self.reach[path] = self.diagrams.either(
                    *(self.diagrams.both(self.reach[edge.source], self._drawn(edge.part)) for edge in coming)
                )
                self._put(path, self._simplest(path, coming))
                return
            except TooLarge:
                self._give_up()
        self._put(path, joined("||", [joined("&&", [self._on(edge.source), edge.part]) for edge in coming]))

    def _put(self, path: str, part: Part) -> None:
        self.roads.parts[path] = part
        if part == FALSE:
            self.roads.never.append(path)
        elif size_of(part) > MOST_PARTS or len(written(part)) > LONGEST:
            self.roads.parts[path] = self._name(path, part)

    def _name(self, path: str, part: Part) -> Reached:
        """A named condition for the page, in pieces where it is too long for one expression."""
        name = f"asks_{self.ids[path]}"[:36].rstrip("_")
        pieces: list[list[Part]] = [[]]
        parts = part.parts if isinstance(part, Chain) else (part,)
        for one in parts:
            if pieces[-1] and len(written(Chain("||", (*pieces[-1], one)))) > LONGEST:
                pieces.append([])
            pieces[-1].append(one)
        operator = part.operator if isinstance(part, Chain) else "&&"
        if len(pieces) > 1:
            for number, piece in enumerate(pieces, 1):
                self.roads.named[f"{name}_{number}"] = (written(joined(operator, piece)), path)
            whole = f" {operator} ".join(f"{name}_{number}" for number in range(1, len(pieces) + 1))
            self.roads.named[name] = (whole, path)
        else:
            self.roads.named[name] = (written(part), path)
        return Reached(name, path)

    def _on(self, path: str) -> Part:
        """When the page is on the road, as part of another condition."""
        part = self.roads.parts[path]
        if not isinstance(part, Chain) or not part.parts or size_of(part) <= MOST_PARTS // 2:
            return part
        return self._has_name(path) or self._name(path, part)

    def _has_name(self, path: str) -> Reached | None:
        name = next((name for name, (_, page) in self.roads.named.items() if page == path), "")
        return Reached(name, path) if name else None

    def _simplest(self, path: str, coming: list[Edge]) -> Part:
        """The shortest of what means the same: another page's condition, or the ways to this one, cut down."""
        wanted = self.reach[path]
        if wanted == ALWAYS:
            return TRUE
        if wanted == NEVER:
            return FALSE
        same = [one for one in self.roads.parts if self.reach[one] == wanted]
        if same:
            return min((self.roads.parts[one] for one in same), key=size_of)
        ways = []
        for edge in coming:
            is_enough = self.diagrams.implies(self._drawn(edge.part), wanted)
            ways.append(edge.part if is_enough else joined("&&", [self._on(edge.source), edge.part]))
        part = self._cut_down(joined("||", ways), wanted)
        if self._drawn(part) != wanted:
            self.findings.add(
                ODD, path, "its condition could not be proved to mean the same as the links that lead to it"
            )
        return part

    def _cut_down(self, part: Part, wanted: int, going: int = ALWAYS) -> Part:
        """Without the parts that change nothing for those who are still on the road."""
        tried = 0
        changed = True
        while changed and tried < MOST_TRIED and isinstance(part, Chain):
            changed = False
            for smaller in _smaller(part):
                tried += 1
                if tried < MOST_TRIED and self.diagrams.both(going, self._drawn(smaller)) == wanted:
                    part, changed = smaller, True
                    break
        return part

    # ---- back ---------------------------------------------------------------------------------------------------------

    def _loop(self, edge: Edge) -> None:
        """A link back: with the same answers the original would go round for ever."""
        part = joined("&&", [self._on(edge.source), edge.part])
        try:
            if self.roads.is_proved:
                taken = self.diagrams.both(self.reach[edge.source], self._drawn(edge.part))
                if taken == NEVER:
                    return
                if not self.diagrams.implies(taken, self.reach[edge.target]):
                    self._detour(edge)
        except TooLarge:
            self._give_up()
        before = self.roads.loops.get(edge.source)
        self.roads.loops[edge.source] = joined("||", [before, part]) if before else part
        self.findings.add(
            ODD, edge.source,
            f"a link leads back to “{edge.target}”; with the same answers nobody comes further, so the journey ends there",
        )  # fmt: skip

    def _detour(self, edge: Edge) -> None:
        self.roads.detours.append((edge.source, edge.target))
        self.findings.add(
            ODD, edge.source,
            f"a link leads back to “{edge.target}”, also for people who have not seen that page: no one order of the pages "
            "is right for everybody; look at both pages",
        )  # fmt: skip


def _smaller(chain: Chain) -> list[Part]:
    """The chain without one of its parts, or without a part of a part."""
    found: list[Part] = []
    for number, one in enumerate(chain.parts):
        rest = [*chain.parts[:number], *chain.parts[number + 1 :]]
        if rest:
            found.append(joined(chain.operator, rest))
        if isinstance(one, Chain) and len(one.parts) > 1:
            found += [joined(chain.operator, [*rest, smaller]) for smaller in _smaller(one)]
    return found
