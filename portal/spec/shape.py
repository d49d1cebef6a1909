"""Floor 3. Reads typed things out of nodes, and reports what does not fit, with a remedy; never raises, never stops at the first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from portal.errors import N_, Fault
from portal.spec.measured import Measured
from portal.spec.phrase import Phrase, shared_key
from portal.spec.prose import faults_of_prose, is_drawn
from portal.spec.source import TEXT_KEYS, Mapping, Node, Scalar, Sequence
from portal.spec.thing import Thing

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CUT = re.compile(r"\d{1,3}( [A-Z]{3})?")
# fmt: off
RESERVED = frozenset([
    "today", "true", "false", "null", "in", "answered", "sum", "count", "size", "age", "days_between", "min", "max", "sent",
    "discard", "continue", "title", "identity",
])
# fmt: on


class Shape(Measured):
    """What is being read: the file's path, its faults, its phrases, and the ids that are taken."""

    def __init__(self, path: str, owner: str = "") -> None:
        self.path = path
        self.owner = owner  # the service's id: the first part of every msgctxt
        self.faults: list[Fault] = []
        self.phrases: list[Phrase] = []
        self.taken: dict[str, Scalar] = {}
        self.names: dict[str, str] = {}  # every name → what has it; of what stands in a group, as `walker.name`
        self.inside = ""  # "walker." while a group is read
        # Whether a part stands under another, as where the line above it was deleted: then names are missing by itself.
        self.is_torn = False
        self.torn = ""  # in what that was noticed
        self.tells_once = False  # whether a name that does not exist is told where it stands first, and not again
        self._unknown_names: set[tuple[str, str]] = set()

    # ---- faults -------------------------------------------------------------------------------------------------

    def fault(self, node: Node, message: str, remedy: str = "", *, coded: str = "", **params: Any) -> None:
        path = self.path_of(node.file) if node.file else self.path
        if message.startswith("{what}") and str(params["what"])[:1].islower():  # a key, as it is written
            params["what"] = f"“{params['what']}”"
        found = Fault(path, node.line, node.column, message, remedy, params, code=coded)
        if not any(one == found and one.params == params for one in self.faults[-20:]):
            self.faults.append(found)

    def fault_in(self, file: str, line: int, message: str, remedy: str = "", **params: Any) -> None:
        """A fault in another file of the same folder."""
        self.faults.append(Fault(self.path_of(file), line, 1, message, remedy, params))

    def path_of(self, file: str) -> str:
        return f"{self.path[: self.path.rfind('/') + 1]}{file}"

    def unknown(self, node: Scalar, what: str, known: Iterable[str]) -> None:
        """Something of that name does not exist: with what was probably meant. Nothing is said in a torn file."""
        if self.is_torn or (self.tells_once and (what, node.value) in self._unknown_names):
            return
        self._unknown_names.add((what, node.value))
        message, listed = N_("No {what} is called “{name}”."), N_("It can be one of: {known}.")
        self._nearest(node, message, listed, sorted(known), coded="unknown-name", what=what, name=node.value)

    def _nearest(self, node: Scalar, message: str, listed: str, known: list[str], **params: Any) -> str:
        """Tells of a word that is not known, with the one that was probably meant, which it returns, or all there are."""
        near = get_close_matches(node.value, known, 1, 0.6)
        if near:
            self.fault(node, message, N_("Did you mean “{near}”?"), **params, near=near[0])
        elif known:
            self.fault(node, message, listed, **params, known=", ".join(known[:30]))
        else:
            self.fault(node, message, N_("There are none."), **params)
        return near[0] if near else ""

    # ---- collections --------------------------------------------------------------------------------------------

    def mapping(
        self,
        node: Node | None,
        what: str | Thing,
        required: Collection[str] = (),
        optional: Collection[str] = (),
        *,
        texts: bool = True,
    ) -> dict[str, Node]:
        """The mapping's entries by key; missing and unknown keys are faults. `texts`: whether `label` and the like are texts here.

        A `Thing` of the language has its own keys, beside which others may be read.
        """
        if isinstance(what, Thing):
            return self.mapping(node, what.what, (*what.required, *required), (*what.optional, *optional), texts=texts)
        return self._mapping(node, what, required, optional, texts)

    def _mapping(
        self, node: Node | None, what: str, required: Collection[str], optional: Collection[str], texts: bool
    ) -> dict[str, Node]:
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.fault(
                node,
                N_("{what} needs keys with values here, such as “{key}: …”."),
                N_("Write one key a line, indented."),
                what=what,
                key=next(iter(required or optional), "key"),
            )
            return {}
        known = list(dict.fromkeys([*required, *optional]))
        found: dict[str, Node] = {}
        written = {key.value for key, _ in node.entries}
        if required and len(written) > 1 and not written & set(known):
            self._foreign(node.entries[0][0], what, known)
            return {}
        if what == self.torn and not written <= set(known):
            return {}
        for before, (key, value) in zip((None, *node.entries), node.entries, strict=False):
            if before and key.in_flow and self._is_null(value) and self._is_cut(before[1], key):
                found.pop(before[0].value, None)
            elif key.value not in known:
                near = self._unknown_key(key, what, known)
                if near and near not in written and not self._is_null(value):
                    found[near] = value  # read as what was meant, so that one slip is one fault
                    written.add(near)
            elif self._is_null(value):
                self._has_no_value(key)
            else:
                if texts:
                    self._guard_text(key, value)
                found[key.value] = value
        for key_name in (one for one in required if one not in written):
            message, remedy = N_("{what} has no “{key}”."), N_("Add a line “{key}: …”.")
            self.fault(node, message, remedy, coded="missing-key", what=what, key=key_name)
        return found

    def _is_cut(self, number: Node, rest: Scalar) -> bool:
        """Whether a comma inside { } cut a number in two, which is told: `{gives: 2,50 EUR}`."""
        if not isinstance(number, Scalar) or not number.value.isdigit() or not _CUT.fullmatch(rest.value):
            return False
        message, remedy = N_("A comma cuts this number in two."), N_("Write {whole}, with a point.")
        self.fault(number, message, remedy, whole=f"{number.value}.{rest.value}")
        return True

    def entries(self, node: Node | None, what: str) -> list[tuple[Scalar, Node]]:
        """A mapping whose keys the author chooses."""
        if node is None:
            return []
        if not isinstance(node, Mapping):
            self.fault(
                node,
                N_("{what} needs names with values here, such as “name: …”."),
                N_("Write one name a line, indented."),
                what=what,
            )
            return []
        for key, value in node.entries:
            if self._is_null(value):
                self._has_no_value(key)
        return [(key, value) for key, value in node.entries if not self._is_null(value)]

    def _has_no_value(self, key: Scalar) -> None:
        message, remedy = N_("“{key}” has no value."), N_("Write one, or delete the line.")
        self.fault(key, message, remedy, coded="no-value", key=key.value)

    def null_keys(self, node: Node | None) -> list[str]:
        """Names without a value, which is told already."""
        entries = node.entries if isinstance(node, Mapping) else ()
        return [key.value for key, value in entries if self._is_null(value)]

    def sequence(self, node: Node | None, what: str) -> tuple[Node, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.fault(node, N_("{what} is a list."), N_("Begin each of its lines with “- ”."), what=what)
            return ()
        return node.items

    def _foreign(self, key: Scalar, what: str, known: list[str]) -> None:
        """A mapping with none of the keys that belong here: said once, since its neighbours are wrong in the same way."""
        if self.is_torn:
            return
        self.is_torn, self.torn = True, what
        self.fault(
            key,
            N_("{what} cannot have “{key}”: this seems to belong to another part."),
            N_(
                "Look whether the line that begins its part is missing above, or stands further left or right than it should."
            ),
            what=what,
            key=key.value,
        )

    def _unknown_key(self, key: Scalar, what: str, known: list[str]) -> str:
        """Says so; the key that was probably meant, or ""."""
        message, listed = N_("{what} has no key “{key}”."), N_("Its keys are: {known}.")
        return self._nearest(key, message, listed, known, coded="unknown-key", what=what, key=key.value)

    @staticmethod
    def _is_null(value: Node) -> bool:
        return isinstance(value, Scalar) and not value.style and value.value in ("", "~", "null", "Null", "NULL")

    def _guard_text(self, key: Scalar, value: Node) -> None:
        if key.value in TEXT_KEYS and isinstance(value, Scalar) and not value.style:
            self.guard_plain(value)

    def guard_plain(self, value: Scalar) -> None:
        """An unquoted text must not stand where a comma, a colon or a # would cut it silently."""
        if value.style:
            return
        if value.in_flow:
            self.fault(
                value,
                N_("A text inside { } stands without quotation marks."),
                N_("Put it in quotation marks: a comma or colon in it would cut it."),
            )
        elif value.comment_follows:
            self.fault(
                value,
                N_("A “#” follows this text, and YAML drops what comes after it."),
                N_("Put the text in quotation marks, or the comment on a line of its own."),
            )
        elif value.value.endswith('"') and value.value.count('"') % 2:
            self.fault(
                value,
                N_("A quotation mark ends this text, and none begins it."),
                N_("Take it out, or write one where the text begins."),
            )

    # ---- scalars ------------------------------------------------------------------------------------------------

    def word(self, node: Node | None, what: str) -> str:
        """A plain word or line; "" where there is none."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.fault(
                node,
                N_("{what} is a single word here."),
                N_("Write it on the same line, without dashes or keys."),
                what=what,
            )
            return ""
        return node.value.strip()

    def words(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of words: `[a, b]`, or one word alone."""
        if isinstance(node, Scalar):
            return (node.value.strip(),)
        return tuple(word for item in self.sequence(node, what) if (word := self.word(item, what)))

    def among(self, node: Node | None, what: str, choices: Collection[str]) -> str:
        word = self.word(node, what)
        if word and word not in choices and isinstance(node, Scalar):
            self.unknown(node, what, choices)
            return ""
        return word

    def flag(self, node: Node | None, what: str) -> bool:
        word = self.word(node, what)
        if node is not None and word and word not in ("yes", "no", "true", "false"):
            self.fault(node, N_("“{key}” is yes or no."), N_("Write one of the two."), key=what)
        return word in ("yes", "true")

    def whole(self, node: Node | None, what: str) -> int | None:
        word = self.word(node, what)
        if not word or node is None:
            return None
        if not re.fullmatch(r"-?\d{1,15}", word):
            self.fault(node, N_("{what} is a whole number."), N_("Write it in digits, for example 12."), what=what)
            return None
        return int(word)

    def ident(self, node: Node | None, what: str, *, claim: bool = True) -> str:
        """An id: small letters, digits and _; unique in the service where `claim`."""
        word = self.word(node, what)
        if not isinstance(node, Scalar) or not word:
            return ""
        if not ID.fullmatch(word) or word in RESERVED:
            self.fault(
                node,
                N_("“{name}” cannot be the name of {what}."),
                N_("Use small letters, digits and _, beginning with a letter, and none of the language's own words."),
                name=word,
                what=what,
            )
            return ""
        if claim:
            if word in self.taken:
                self.fault(
                    node,
                    N_("“{name}” is used twice; first on line {line}."),
                    N_("Rename one of them: a name stands for one thing in a service."),
                    name=word,
                    line=self.taken[word].line,
                )
            else:
                self.taken[word] = node
                self.names[f"{self.inside}{word}"] = what
        return word

    def text(self, node: Node | None, key: str) -> Phrase:
        """A text for people; `key` is the msgctxt without the owner."""
        source = node.value.strip() if isinstance(node, Scalar) else ""
        line, column, file = (node.line, node.column, node.file) if node else (0, 0, "")
        phrase = Phrase(source, f"{self.owner}/{key}", line, column, shared_key(file, key), file)
        if node is not None and not isinstance(node, Scalar):
            self.fault(
                node,
                N_("A text is needed here, and this is a list or has keys."),
                N_("Write the text on the same line, or below it after “|”."),
            )
        if isinstance(node, Scalar):
            for message, remedy, facts in faults_of_prose(node.value) if is_drawn(key) else ():
                self.fault(node, message, remedy, **facts)
            self.guard_plain(node)
            if not phrase.source:
                self.fault(node, N_("The text is empty."), N_("Write it, or delete the line."))
        self.phrases.append(phrase)
        return phrase

    def optional_text(self, node: Node | None, key: str) -> Phrase | None:
        return None if node is None else self.text(node, key)
