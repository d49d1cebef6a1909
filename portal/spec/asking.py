"""Floor 3. Reads what a service asks: pages, fields, groups, content. Conditions are only noted here; `ruling` compiles them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from portal.errors import N_
from portal.kinds.kind import Kind
from portal.kinds.registry import KINDS
from portal.spec.bundle import Bundle
from portal.spec.keys import CONTENT, EXIT, FIELD, GROUP, IDENTITY, OPTIONED, PAGE, SEARCHES
from portal.spec.meant import with_meant
from portal.spec.model import IN_BRACES, Content, Field, Group, Item, Page, Phrase
from portal.spec.options import OptionsOfFields, with_own_keys
from portal.spec.settings_of_kinds import read_settings
from portal.spec.shape import Shape
from portal.spec.sharing import Sharing
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar
from portal.spec.source import Sequence as SequenceNode

_FORMS = ("field", "group", *CONTENT)
# Which kinds can hold a fact of the person who signs in.
_HOLDS = {
    "name": ("person name", "text"),
    "given_name": ("person name", "text"),
    "family_name": ("person name", "text"),
    "national_number": ("national number", "text"),
    "birth_date": ("date",),
    "address": ("address",),
    "email": ("email", "text"),
}


def _items(given: Mapping[str, Node]) -> tuple[Node, ...]:
    asked = given.get("ask")
    return asked.items if isinstance(asked, SequenceNode) else ()


class Asking:
    """The pages of one service, and the conditions noted on the way: (owner key, node), compiled later."""

    def __init__(self, shape: Shape, bundle: Bundle) -> None:
        self.shape = shape
        self.whens: dict[str, Scalar] = {}
        self.purposes: dict[str, Phrase] = {}
        self._purpose = ""  # of the page or group that is being read
        self.sharing = Sharing(shape, bundle)
        self.options = OptionsOfFields(shape, bundle, self.note_when)
        self.shown_values: list[Scalar] = []  # what `value:` names
        self.unsure: set[str] = set()  # fields with a fault: their names are known, their type is not

    def note_when(self, owner: str, node: Node | None) -> None:
        if isinstance(node, Scalar):
            self.whens[owner] = node
        elif node is not None:
            self.shape.word(node, "when")

    def read_purposes(self, node: Node | None) -> None:
        for key, value in self.shape.entries(node, "purposes"):
            if name := self.shape.ident(key, N_("a purpose")):
                self.purposes[name] = self.shape.text(value, f"{name}/purpose")

    def _purpose_of(self, given: Mapping[str, Node]) -> str:
        """Its own, else that of what it stands in."""
        return self.shape.among(given.get("purpose"), N_("purpose"), self.purposes) or self._purpose

    # ---- pages --------------------------------------------------------------------------------------------------

    def read_pages(self, node: Node | None) -> tuple[Page, ...]:
        pages = [page for item in self.shape.sequence(node, "pages") if (page := self._page(item))]
        self.options.judge_links(tuple(pages), self.unsure)
        if node is not None and not any(not page.exit for page in pages):
            self.shape.fault(node, N_("The service asks nothing."), N_("Add a page with at least one field."))
        return tuple(pages)

    def _page(self, node: Node) -> Page | None:
        shape = self.shape
        if isinstance(node, MappingNode) and node.get("ask") is None:
            node = with_meant(shape, node, "exit", EXIT.what, (*PAGE.names, *EXIT.names))
        is_exit = isinstance(node, MappingNode) and node.get("exit") is not None
        if is_exit:
            given = shape.mapping(node, EXIT)
        else:
            given = shape.mapping(node, PAGE)
        name = shape.ident(given.get("page"), N_("a page")) or f"unnamed{node.line}"
        self.note_when(f"page:{name}", given.get("when"))
        if is_exit:
            return Page(
                name,
                shape.text(given.get("exit"), f"{name}/exit"),
                exit=True,
                text=shape.text(given.get("text"), f"{name}/text"),
            )
        title = shape.text(given.get("title"), f"{name}/title")
        self._purpose = ""
        self._purpose = self._purpose_of(given)
        ask = tuple(item for one in self._asked(given) if (item := self._item(one, "")))
        if not ask and "ask" in given and not shape.faults:
            shape.fault(
                given["ask"], N_("The page “{page}” asks nothing."), N_("Add a field, or delete the page."), page=name
            )
        return Page(name, title, ask)

    def _asked(self, given: Mapping[str, Node]) -> list[Node]:
        return self.sharing.expanded(self.shape.sequence(given.get("ask"), "ask"))

    def _item(self, node: Node, group: str) -> Item | None:
        keys = {key.value for key, _ in node.entries} if isinstance(node, MappingNode) else set()
        if not keys & set(_FORMS) and isinstance(node, MappingNode) and node.entries:
            keys |= set(get_close_matches(node.entries[0][0].value, _FORMS, 1, 0.6))
        if "field" in keys:
            return self.field(node, group)
        if "group" in keys and not group:
            return self._group(node)
        for form in CONTENT:
            if form in keys:
                return self._content(node, form, group)
        if "group" in keys:
            self.shape.fault(node, N_("A group stands inside a group."), N_("Ask its fields on a page of their own."))
        else:
            self.shape.fault(
                node,
                N_("It is not clear what this asks."),
                N_("Begin it with “field: …”, “group: …”, “paragraph: …”, “inset: …” or “details: …”."),
            )
        return None

    def _content(self, node: Node, form: str, group: str) -> Content | None:
        given = self.shape.mapping(node, CONTENT[form])
        name = self.shape.ident(given.get(form), N_("a text"))
        if not name:
            return None
        path = f"{group}.{name}" if group else name
        self.note_when(path, given.get("when"))
        text, title = (
            self.shape.text(given.get("text"), f"{path}/text"),
            self.shape.optional_text(given.get("title"), f"{path}/title"),
        )
        return Content(name, form, text, title)

    def _group(self, node: Node) -> Group | None:
        shape = self.shape
        given = shape.mapping(node, GROUP)
        name = shape.ident(given.get("group"), N_("a group"))
        if not name:
            return None
        self.note_when(name, given.get("when"))
        outer, shape.taken, shape.inside = shape.taken, {}, f"{name}."
        before, self._purpose = self._purpose, self._purpose_of(given)
        ask = tuple(item for one in self._asked(given) if isinstance(item := self._item(one, name), (Field, Content)))
        shape.taken, shape.inside, self._purpose = outer, "", before
        unsure = any(path.startswith(f"{name}.") for path in self.unsure) or any(map(shape.null_keys, _items(given)))
        if not any(isinstance(item, Field) for item in ask) and "ask" in given and not unsure:
            shape.fault(given["ask"], N_("The group “{group}” asks nothing."), N_("Add a field."), group=name)
        least, most = shape.items(given.get("items"), "items") or (0, 1)
        return Group(
            name,
            shape.text(given.get("label"), f"{name}/label"),
            ask,
            least,
            most,
            shape.optional_text(given.get("hint"), f"{name}/hint"),
            summary=self._summary(given.get("summary"), name, ask),
        )

    def _summary(self, node: Node | None, group: str, ask: tuple[Field | Content, ...]) -> Phrase | None:
        """What an item is called: a text that names fields of the group in braces."""
        phrase = self.shape.optional_text(node, f"{group}/summary")
        if phrase is None or not isinstance(node, Scalar):
            return phrase
        fields = [one.id for one in ask if isinstance(one, Field)]
        fields += [path.split(".")[1] for path in self.unsure if path.startswith(f"{group}.")]
        named = IN_BRACES.findall(phrase.source)
        for word in named:
            if word not in fields:
                self.shape.unknown(Scalar(word, node.line, node.column), N_("field of this group"), fields)
        if not named or re.search("[{}]", IN_BRACES.sub("", phrase.source)):
            message = N_("The summary of “{group}” names no field.") if not named else N_("A brace stands alone here.")
            self.shape.fault(node, message, N_("Write a field's name in braces, for example {{name}}."), group=group)
        return phrase

    # ---- fields -------------------------------------------------------------------------------------------------

    def field(self, node: Node, group: str) -> Field | None:
        shape = self.shape
        node = with_meant(shape, node, "kind", FIELD.what, FIELD.names)
        kind_node = node.get("kind") if isinstance(node, MappingNode) else None
        kind = KINDS.get(shape.among(kind_node, N_("kind of field"), KINDS)) if kind_node is not None else None
        known = (*kind.settings, *(key.name for key in OPTIONED if kind.takes_options)) if kind else ()
        if kind is None and isinstance(node, MappingNode):  # its own keys cannot be judged while the kind is unknown
            known = tuple(key.value for key, _ in node.entries)
        needed = tuple(name for name, one in kind.settings.items() if one.required) if kind else ()
        known = tuple(key for key in known if key not in (*FIELD.names, *needed))
        given = shape.mapping(node, FIELD, needed, known)
        name = shape.ident(given.get("field"), N_("a field"))
        path = f"{group}.{name}" if group else name
        if not name or kind is None:
            self.unsure |= {path} if name else set()
            return None
        self.note_when(path, given.get("when"))
        self._note_required(path, given.get("required"))
        self.note_when(f"{path}?default", given.get("default"))
        options = self.options.read(node, given, kind, path)
        settings = read_settings(self.shape, kind, given, path)
        recommended = shape.flag(given.get("recommended"), "recommended")
        if not kind.asks:
            self._note_value(given.get("value"), group)
        result = Field(
            id=name,
            kind=kind,
            label=shape.text(given.get("label"), f"{path}/label"),
            hint=shape.optional_text(given.get("hint"), f"{path}/hint"),
            why=shape.optional_text(given.get("why"), f"{path}/why"),
            optional=shape.flag(given.get("optional"), "optional") or recommended or not kind.asks,
            recommended=recommended,
            options=with_own_keys(options, kind, settings),
            where=self.options.where(given, path),
            settings=settings,
            problems=self._problems(kind, given.get("problems"), path),
            search=shape.among(given.get("search"), N_("kind of search"), SEARCHES),
            personal=shape.flag(given.get("personal"), "personal")
            if "personal" in given
            else kind.personal and "personal" not in shape.null_keys(node),
            purpose=self._purpose_of(given),
            prefill=self._prefill(given.get("from"), group, kind),
            own=shape.flag(given.get("own"), "own"),
            locked=shape.flag(given.get("locked"), "locked"),
            group=group,
        )
        self._check_field(result, node, given)
        return result

    def _note_required(self, path: str, node: Node | None) -> None:
        """`required` says when an answer is needed; yes and no are told what says that instead."""
        word = node.value.strip() if isinstance(node, Scalar) else ""
        if node is not None and word in ("yes", "no"):
            message = N_("“required” is a condition, such as “age(birth) < 18”.")
            always = N_("Leave it out: whatever is not “optional” must be answered.")
            self.shape.fault(node, message, always if word == "yes" else N_("Write “optional: yes” instead."))
        else:
            self.note_when(f"{path}?required", node)

    def _note_value(self, node: Node | None, group: str) -> None:
        """What is worked out is worked out once for a service; that the value exists is looked at when values are known."""
        if group and node is not None:
            message, remedy = (
                N_("A group cannot hold what is worked out once for all."),
                N_("Put it on a page outside the group."),
            )
            self.shape.fault(node, message, remedy)
        elif isinstance(node, Scalar):
            self.shown_values.append(node)

    def _check_field(self, field: Field, node: Node, given: Mapping[str, Node]) -> None:
        if field.search in ("range", "text") and field.personal:
            self.shape.fault(
                given["search"],
                N_("“{field}” is personal, so it can only be searched exactly."),
                N_("Write “search: exact”, or “personal: no” if it says nothing about a person."),
                field=field.path,
            )
        if "optional" in given and "required" in given:
            self.shape.fault(
                given["required"],
                N_("“{field}” is both “optional” and “required”."),
                N_("Delete “optional”: where “required” does not hold, it may be left empty."),
                field=field.path,
            )
        if field.locked and not field.prefill:
            self.shape.fault(
                given["locked"],
                N_("“{field}” is locked, and nothing fills it in."),
                N_("Say “from: identity.…”, or delete “locked”."),
                field=field.path,
            )
        if field.own:
            self._check_own(field, given["own"])
        for setting, message, remedy, params in field.kind.check(field):
            self.shape.fault(given.get(setting, node), message, remedy, **params)

    def _check_own(self, field: Field, node: Node) -> None:
        """Only what browsers know of a person can be offered; a date would be the birthday, which the sign-in tells."""
        if field.group:
            message, remedy = N_("What the items of a group ask for is not the applicant’s own."), N_("Delete “own”.")
            self.shape.fault(node, message, remedy)
        elif field.kind.name == "date" and field.prefill != "identity.birth_date":
            message, remedy = (
                N_("Browsers know one date of a person: the birthday."),
                N_("Write “from: identity.birth_date” where it is that, or delete “own”."),
            )
            self.shape.fault(node, message, remedy)
        elif not field.kind.autocomplete:
            message = N_("Browsers know nothing of a person that a field of the kind “{kind}” could ask for.")
            self.shape.fault(node, message, N_("Delete “own”."), kind=field.kind.name)

    def _prefill(self, node: Node | None, group: str, kind: Kind) -> str:
        word = self.shape.among(
            node, N_("fact of the signed-in person"), tuple(f"identity.{fact}" for fact in IDENTITY)
        )
        if word and group and node is not None:
            self.shape.fault(
                node, N_("A field of a group cannot be filled in from the person who signs in."), N_("Delete “from”.")
            )
            return ""
        fitting = _HOLDS.get(word.removeprefix("identity."), ())
        if word and kind.name not in fitting and node is not None:
            self.shape.fault(
                node,
                N_("A field of the kind “{kind}” cannot hold “{fact}”."),
                N_("It fits: {known}."),
                kind=kind.name,
                fact=word,
                known=", ".join(fitting),
            )
        return word

    def _problems(self, kind: Kind, node: Node | None, path: str) -> dict[str, Phrase]:
        found = {}
        for key, value in self.shape.entries(node, "problems"):
            if key.value not in kind.problems and key.value != "empty":
                self.shape.unknown(key, N_("problem of this kind"), ("empty", *kind.problems))
            else:
                found[key.value] = self.shape.text(value, f"{path}/problem/{key.value}")
        return found
