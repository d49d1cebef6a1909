"""Floor 3. Reads a bundle into a `Service`: every fault at once, with file, line, column and remedy."""

from __future__ import annotations

import re
from collections.abc import Set

from portal.errors import N_, Fault, SpecFault
from portal.rules import types
from portal.spec.asking import Asking
from portal.spec.authority import is_language
from portal.spec.availability import read_availability
from portal.spec.bundle import Bundle
from portal.spec.deciding import Deciding
from portal.spec.documents import Documents
from portal.spec.eligibility import read_eligibility
from portal.spec.keys import CHECK, GUIDANCE, SERVICE
from portal.spec.measured import Span
from portal.spec.model import LEVELS, Check, Field, Guidance, Page, Review, Service
from portal.spec.options import CODE
from portal.spec.prose import SERVICE_ID
from portal.spec.ruling import Ruling
from portal.spec.sections import read_sections
from portal.spec.shape import ID, Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar, read_yaml
from portal.spec.tables import Tables, with_words
from portal.spec.values import Values

EDITION = 1
SPECIFICATION = "service.yaml"
# A name, a question of a group, or an option: `breed`, `walk.minutes`, `fuel/diesel`, `walk.pace/fast`.
_RETIRED = re.compile(rf"{ID.pattern}(\.{ID.pattern})?(/{CODE.pattern})?")
COMPUTED = "computed"  # guidance.time


def read_service(bundle: Bundle, folder: str = "") -> Service:
    """The service that the bundle describes.

    `folder` stands before the paths in faults (`forms/parking-permit/`).
    Refused: `SpecFault` with every fault found.
    """
    path = f"{folder}{SPECIFICATION}"
    if SPECIFICATION not in bundle.files:
        raise SpecFault(
            [
                Fault(
                    path,
                    0,
                    0,
                    N_("There is no file “service.yaml”."),
                    N_("Every service has one; copy another service's."),
                )
            ]
        )
    root, faults = read_yaml(bundle.text(SPECIFICATION), path)
    shape = Shape(path)
    shape.faults += faults
    service = _Reading(shape, bundle).service(root) if root is not None else None
    if shape.faults or service is None:
        raise SpecFault(_without_what_follows(shape.faults))
    return service


def _without_what_follows(faults: list[Fault]) -> list[Fault]:
    """The faults but for names that are unknown only because something has no value: they are told if they stay."""
    empty = sum(one.code == "no-value" for one in faults)
    follow = [one for one in faults if one.code in ("unknown-name", "rule")]
    names = {str(one.params.get("name", one.said[0])) for one in follow}
    return [one for one in faults if one not in follow] if 0 < len(names) <= empty else faults


class _Reading:
    """One reading of one specification, part by part."""

    def __init__(self, shape: Shape, bundle: Bundle) -> None:
        self.shape = shape
        self.bundle = bundle
        self.asking = Asking(shape, bundle)

    def service(self, root: Node) -> Service | None:
        shape = self.shape
        given = shape.mapping(root, SERVICE)
        self._edition(given.get("edition"))
        name = shape.word(given.get("service"), "service")
        if not SERVICE_ID.fullmatch(name) and isinstance(node := given.get("service"), Scalar):
            shape.fault(
                node,
                N_("“{name}” cannot be the name of a service."),
                N_("Use small letters, digits and single -, for example parking-permit."),
                name=name,
            )
        shape.owner = name
        title = shape.text(given.get("title"), "title")
        guidance = self._guidance(given.get("guidance"))
        self.asking.read_purposes(given.get("purposes"))
        self.asking.sharing.language = self._language(given.get("texts"))
        self.asking.options.read_lists(given.get("lists"))
        asked = self.asking.read_pages(given.get("pages"))
        self.ruling = Ruling(shape, asked, self.asking.unsure)
        self.ruling.link_at = {path: links[0][1] for path, links in self.asking.options.links.items()}
        computed = Values(shape, self.ruling, self.asking.unsure)
        computed.declare(given.get("values"))
        tabled = Tables(shape, self.ruling)
        tabled.declare(given.get("tables"))
        conditions = self.ruling.read_conditions(given.get("conditions"))
        values = computed.read(asked)
        tables = tabled.read(asked)
        for named in self.asking.shown_values:
            if self.ruling.names.get(named.value) is not types.ANY:
                shape.among(named, N_("value"), {**values, **tables})
        pages = with_words(self.ruling.ruled_pages(asked, self.asking.whens), tables)
        paths = {field.path for page in pages for field in _all_fields(page)} | self.asking.unsure
        self.answerable = {one.id for page in pages for one in page.fields}
        self.answerable |= {one.id for page in pages for one in page.groups}
        self.answerable |= {path.split(".")[0] for path in self.asking.unsure}
        files = {one.path for page in pages for one in _all_fields(page) if one.kind.takes_file}
        groups = {group.id: group for page in pages for group in page.groups}
        papers = Documents(shape, self.bundle, self.ruling, paths, files, groups)
        documents = papers.read(given.get("documents"))
        known = {*documents, *papers.unsure} if isinstance(given.get("documents"), MappingNode) else None
        if known is not None:
            computed.judge_counts(documents, papers.unsure)
        fee = tabled.fee(given.get("fee"), tables, asked)
        review = Deciding(shape, paths, known).review(given.get("review"))
        return Service(
            id=name, edition=EDITION, language=self.asking.sharing.language, title=title,
            unit=shape.word(given.get("unit"), "unit"), sign_in=shape.among(given.get("sign_in"), N_("level of sign-in"), LEVELS),
            life_events=shape.words(given.get("life_events"), "life_events") if "life_events" in given else (),
            guidance=guidance, pages=pages, conditions=conditions, values=values,
            checks=self._checks(given.get("checks"), paths), tables=tables, fee=fee.rows, fee_adds_up=fee.adds_up,
            fee_table=fee.table,
            declaration=shape.text(given.get("declaration"), "declaration"), review=review, documents=documents,
            keep=self._keep(given.get("keep"), review), retired=self._retired(given.get("retired"), pages),
            purposes=self.asking.purposes,
            task_list=read_sections(shape, given.get("sections"), pages, bool(self.asking.unsure)),
            eligibility=read_eligibility(shape, given.get("eligibility"), pages),
            order=self.ruling.order(), reads=self.ruling.graph(), phrases=tuple(shape.phrases),
            availability=read_availability(shape, given.get("availability")), names=dict(shape.names),
        )  # fmt: skip

    def _edition(self, node: Node | None) -> None:
        if node is not None and (not isinstance(node, Scalar) or node.value != str(EDITION)):
            self.shape.fault(
                node,
                N_("The portal reads edition {edition} of the language."),
                N_("Write “edition: {edition}”."),
                edition=EDITION,
            )

    def _language(self, node: Node | None) -> str:
        word = self.shape.word(node, "texts")
        if node is not None and word and not is_language(word):
            self.shape.fault(
                node,
                N_("There is no language “{name}”."),
                N_("Write its short code, for example et or ar."),
                name=word,
            )
        return word

    def _guidance(self, node: Node | None) -> Guidance:
        shape = self.shape
        given = shape.mapping(node, GUIDANCE)
        text = {key: shape.text(given.get(key), f"guidance/{key}") for key in ("summary", "who", "cost", "other_ways")}
        time_node = given.get("time")
        is_computed = isinstance(time_node, Scalar) and time_node.value == COMPUTED
        time = None if is_computed else shape.text(time_node, "guidance/time")
        need = []
        for key, value in shape.entries(given.get("need"), "need"):
            name = shape.ident(key, N_("a thing that is needed"), claim=False)
            need.append(shape.text(value, f"guidance/need/{name}"))
        more = {key: shape.optional_text(given.get(key), f"guidance/{key}") for key in ("about", "after")}
        return Guidance(**text, time=time, need=tuple(need), about=more["about"], after=more["after"])

    def _checks(self, node: Node | None, paths: Set[str]) -> tuple[Check, ...]:
        shape, found = self.shape, []
        for item in shape.sequence(node, "checks"):
            given = shape.mapping(item, CHECK)
            name = shape.ident(given.get("check"), N_("a check"))
            at = self._place(given.get("at"), {path for path in paths if "." in path})
            says = shape.text(given.get("says"), f"{name}/says")
            # At a field of a group it is judged for each item, whose name the group's then is.
            group, _, part = self.shape.word(given.get("at"), "at").partition(".")
            if at and not part and self._is_of_one_item(given.get("when"), at):
                shape.fault(
                    given["at"],
                    N_("This check asks about one “{group}”, and is judged for all of them together."),
                    N_("Write “at: {place}” to judge each, or {group}.exists(one, …) in “when”."),
                    group=at,
                    place=min(path for path in paths if path.startswith(f"{at}.")),
                )
                continue
            when = self.ruling.condition(given.get("when"), group=group if part else "")
            if when:
                found.append(Check(name, when, at, says))
        return tuple(found)

    def _place(self, node: Node | None, inside: Set[str]) -> str:
        """Where a check is told: a field or group, or a field of a group's items."""
        word = self.shape.word(node, "at")
        if word not in self.answerable and isinstance(node, Scalar):
            near = [path for path in sorted(inside) if path.partition(".")[2] == word]
            if near:
                message, remedy = N_("“{name}” is asked of each item."), N_("Write “at: {near}”.")
                self.shape.fault(node, message, remedy, name=word, near=near[0])
                return ""
        return self.shape.among(node, N_("field or group"), self.answerable | inside)

    def _is_of_one_item(self, node: Node | None, group: str) -> bool:
        """Whether a rule can only be meant for one item of the group."""
        ruling = self.ruling
        whole = ruling.names.get(group)
        if not isinstance(node, Scalar) or not isinstance(whole, types.ListOf):
            return False
        return not ruling.tried(node.value, types.BOOLEAN) and bool(
            ruling.tried(node.value, types.BOOLEAN, group=group)
        )

    def _keep(self, node: Node | None, review: Review) -> dict[str, Span]:
        shape = self.shape
        states = {"draft", "withdrawn", *(move.target for move in review.moves.values() if move.target)}
        given = shape.mapping(node, "keep", sorted(states))
        return {state: span for state, value in given.items() if (span := shape.span(value, state))}

    def _retired(self, node: Node | None, pages: tuple[Page, ...]) -> tuple[str, ...]:
        names = []
        fields = {one.path: one for page in pages for one in _all_fields(page)}
        for item in self.shape.sequence(node, "retired"):
            word = self.shape.word(item, N_("A retired name"))
            if word in self.shape.names and isinstance(item, Scalar):
                self.shape.fault(
                    self.shape.taken.get(word, item),
                    N_("“{name}” is retired and cannot come back."),
                    N_("Give it a new name: old answers would be taken for new ones."),
                    name=word,
                )
            elif "/" in word and (one := fields.get(word.partition("/")[0])) and word.partition("/")[2] in one.codes:
                self.shape.fault(
                    item,
                    N_("The option “{name}” is retired and cannot come back."),
                    N_("Give it a new code: old answers would be taken for new ones."),
                    name=word,
                )
            elif word and not _RETIRED.fullmatch(word):
                self.shape.fault(
                    item,
                    N_("“{name}” was never a name."),
                    N_("Write the id of a field that was taken out, or field/code for an option."),
                    name=word,
                )
            names.append(word)
        return tuple(names)


def _all_fields(page: Page) -> tuple[Field, ...]:
    return (*page.fields, *(field for group in page.groups for field in group.fields))
