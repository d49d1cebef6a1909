"""Forms as nobody should write them, made by rule from a seed: every text in them is a word that stands nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

ASKING = [
    "TextField", "MultilineTextField", "FreeTextField", "YesNoField", "DateField", "DatePartsField", "TimeField", "DateTimeField",
    "DateTimePartsField", "MonthYearField", "SelectField", "AutocompleteField", "RadiosField", "CheckboxesField", "NumberField",
    "UkAddressField", "TelephoneNumberField", "EmailAddressField", "FileUploadField", "ClientSideFileUploadField", "WebsiteField",
    "DeclarationField", "ConfirmationField", "OsGridRefField", "EastingNorthingField", "LatLongField", "GeospatialField", "HiddenField",
    "PaymentField",
]  # fmt: skip
TELLING = ["Para", "Html", "InsetText", "Details", "WarningText", "FlashCard", "List", "Markdown", "NotificationBanner"]
STRANGE = ["MapField", "SignatureField", "", None, 7, "multiinputfield", "RepeatingFieldPage", "__proto__"]
OPERATORS = [
    "is", "is not", "contains", "does not contain", "is more than", "is less than", "is at least", "is at most", "is before",
    "is after", "is longer than", "is shorter than", "has length", "matches", "", None, 3, "==", ">=",
]  # fmt: skip
JUNK: list[Any] = [
    None,
    0,
    -1,
    1.5,
    True,
    "",
    " ",
    [],
    {},
    ["a"],
    {"a": {"b": []}},
    "\x00",
    "'\"\\",
    "a: b # c",
    "- x",
    "ÿ" * 300,
    10**30,
]


class Maker:
    """Makes one form. `words`: each text's own word → the names of what it belongs to (itself, its page)."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.words: dict[str, tuple[str, ...]] = {}
        self.names: list[str] = []
        self.lists: list[dict[str, Any]] = []
        self.conditions: list[str] = []

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def word(self, *owners: str) -> str:
        found = f"zq{len(self.words)}{self.random.choice(['x', 'ŵ', 'ä', 'بيت', '字'])}e"
        self.words[found] = owners
        return found

    def form(self) -> dict[str, Any]:
        random = self.random
        size = random.randint(1, 9)
        paths = [
            random.choice([f"/page-{n}", f"/Päge {n}", f"page{n}", f"/{n}/deep/er", f"/يوم{n}"]) for n in range(size)
        ]
        if self.chance(0.2):
            paths.append(random.choice(paths))
        self.lists = [self._list(number) for number in range(random.randint(0, 3))]
        self.conditions = [f"c{number}" for number in range(random.randint(0, 6))]
        pages = [self._page(path, paths) for path in paths]
        if self.chance(0.8):
            pages.append(
                {"path": "/summary", "title": "Check", "controller": "./pages/summary.js", "components": [], "next": []}
            )
        raw: dict[str, Any] = {
            "startPage": random.choice([paths[0], paths[0], random.choice(paths), "/nowhere", None]),
            "pages": pages,
            "lists": self.lists,
            "conditions": [self._condition(name) for name in self.conditions],
            "name": self.word("form", "title"),
            "sections": [{"name": "s", "title": self.word("sections")}],
        }
        if self.chance(0.3):
            self._as_newer_forms_are(raw)
        if self.chance(0.3):
            raw["fees"] = [{"description": "Fee", "amount": random.choice([10, "12.50", -1, None]), "condition": "c0"}]
        if self.chance(0.3):
            raw["declaration"] = f"<p>{self.word('declaration')}</p>"
        for key in [key for key in raw if key != "pages"]:
            if self.chance(0.05):
                raw[key] = random.choice(JUNK)
        return raw

    def _as_newer_forms_are(self, raw: dict[str, Any]) -> None:
        """Pages in order with conditions of their own, ids, and items in conditions."""
        random = self.random
        raw["engine"] = random.choice(["V2", "v2", 2])
        raw["schema"] = random.choice([2, "2", None])
        for page in raw["pages"]:
            if isinstance(page, dict) and self.chance(0.5):
                page["condition"] = random.choice(
                    [*self.conditions, "missing", [[{"componentId": "f0", "valueId": "x"}]], *JUNK]
                )
            if isinstance(page, dict) and self.chance(0.2):
                limits = {"min": random.choice([1, 0, "x", 300]), "max": random.choice([3, 500, None])}
                page["repeat"] = random.choice(
                    [*JUNK, {"options": {"name": "r", "title": "A repeat"}, "schema": limits}]
                )
            if isinstance(page, dict) and self.chance(0.1):
                page["controller"] = "TerminalPageController"
        for number, name in enumerate(self.conditions):
            if self.chance(0.6):
                items = [{"componentId": random.choice([*self.names, "gone", 7]) if self.names else 0, "operator": random.choice(OPERATORS),
                          "value": random.choice([*JUNK, "true", {"listId": "l0", "itemId": ["x", "y"]}, {"period": 3, "unit": "years"}])}
                         for _ in range(random.randint(0, 3))]  # fmt: skip
                items.append({"conditionId": random.choice([*self.conditions, "missing"])})
                raw["conditions"][number] = {
                    "id": name,
                    "items": random.choice([items, JUNK]),
                    "coordinator": random.choice(["and", "or", None, 3]),
                }

    def _list(self, number: int) -> dict[str, Any]:
        many = self.random.choice([0, 1, 3, 3, 3, 12, 1_500])
        items: list[Any] = [
            {
                "text": f"{self.word(f'l{number}')}",
                "value": self.random.choice([n, str(n), f"v {n}", True, None, f"é{n}"]),
            }
            for n in range(min(many, 12))
        ]
        items += [{"text": f"Place {n}", "value": f"p{n}"} for n in range(12, many)]
        if self.chance(0.2):
            items.append(self.random.choice(JUNK))
        return {
            "name": f"l{number}",
            "title": "A list",
            "type": self.random.choice(["string", "number", "boolean"]),
            "items": items,
        }

    def _page(self, path: str, paths: list[str]) -> dict[str, Any]:
        random = self.random
        links: list[Any] = []
        for _ in range(random.randint(0, 3)):
            link: dict[str, Any] = {"path": random.choice([*paths, "/summary", "/summary", path, "/gone", None, 4])}
            if self.conditions and self.chance(0.5):
                link["condition"] = random.choice([*self.conditions, "missing", ""])
            links.append(link)
        if self.chance(0.05):
            links.append(random.choice(JUNK))
        page: dict[str, Any] = {
            "path": path,
            "title": "" if self.chance(0.1) else f"<b>{self.word(path)}</b>",
            "components": [self._component(path) for _ in range(random.randint(0, 4))],
            "next": links,
        }
        if self.chance(0.2):
            page["controller"] = random.choice(
                ["./pages/start.js", "RepeatingFieldPageController", "./pages/confirmation.js", 3, None]
            )
        if self.chance(0.1):
            page[random.choice(["repeatField", "extra", "options"])] = random.choice([self.word(path), *JUNK])
        if self.chance(0.05):
            page[random.choice(["components", "next", "title"])] = random.choice(JUNK)
        return page

    def _component(self, path: str, depth: int = 0) -> Any:
        random = self.random
        if self.chance(0.03):
            return random.choice(JUNK)
        name = random.choice(self.names) if self.names and self.chance(0.1) else f"f{len(self.names)}"
        kind = random.choice([*ASKING, *ASKING, *TELLING, *TELLING, *STRANGE, "MultiInputField"])
        one: dict[str, Any] = {
            "name": name,
            "type": kind,
            "title": f"{self.word(name, path)} question",
            "options": {},
            "schema": {},
        }
        self.names.append(name)
        if kind in TELLING and kind != "Details":
            one["title"] = "A text"  # never shown there
        if kind in TELLING or self.chance(0.1):
            one["content"] = self._html(name, path)
        if kind not in TELLING and self.chance(0.3):
            one["hint"] = random.choice([f"{self.word(name, path)} hint", self._html(name, path)])
        if kind in ("SelectField", "AutocompleteField", "RadiosField", "CheckboxesField", "FlashCard", "List"):
            one["list"] = random.choice(["l0", "l1", "l2", "nowhere", None])
        if kind == "MultiInputField":
            one["children"] = (
                [self._component(path, depth + 1) for _ in range(random.randint(0, 3))] if depth < 3 else []
            )
        for key in random.sample(
            ["required", "optionalText", "classes", "prefix", "maxWords", "condition", "maxDaysInPast", "multiple", "rows",
             "dropzoneConfig", "behaviour", "behaviourItemValue", "unheardOf", "autocomplete", "minimumRequiredFiles"],
            random.randint(0, 3),
        ):  # fmt: skip
            one["options"][key] = random.choice(
                [*JUNK, False, "£", "3", "exclusive", "c0", {"maxFiles": 3, "maxFilesize": "x"}]
            )
        for key in random.sample(
            ["min", "max", "regex", "length", "precision", "integer", "error"], random.randint(0, 2)
        ):
            one["schema"][key] = random.choice([*JUNK, 3, "12", "^[A-Z]{2}$", "(((", "[[:alpha:]]", "(a+)+$"])
        if self.chance(0.05):
            one[random.choice(["options", "schema", "title", "hint", "list", "children", "content", "name"])] = (
                random.choice(JUNK)
            )
        return one

    def _html(self, *owners: str) -> str:
        one = self.word(*owners)
        return self.random.choice([
            f"<p>{one}</p>", f"<ul><li>{one}<ul><li>deep<ol><li>deeper</ol></ul></ul>", f"<script>alert(1)</script><p>{one}",
            f"<table><tr><th>a<td>{one}</table>", f"<a href='javascript:x'>{one}</a>", f"{one} & <", f"<details><summary>{one}</summary>x",
            f"<iframe src=x></iframe>{one}", f"{{{{ {one} }}}}", f"# {one}\n- a\n", f"<img alt='{one}'>", f"<h1>{one}</h1><h4>b</h4>",
        ])  # fmt: skip

    def _condition(self, name: str, depth: int = 0) -> Any:
        if self.chance(0.05):
            return self.random.choice(JUNK)
        if self.chance(0.1):
            return {
                "name": name,
                "value": self.random.choice(["f0 == true", "not (f1 in f2)", "f0 ==", "((((", "c0", *JUNK]),
            }
        return {"name": name, "displayName": name, "value": {"name": name, "conditions": [*self._rows(0)]}}

    def _rows(self, depth: int) -> Iterator[Any]:
        random = self.random
        for number in range(random.randint(0, 3)):
            coordinator = (
                {"coordinator": random.choice(["and", "or", "xor", None])} if number or self.chance(0.1) else {}
            )
            if depth < 4 and self.chance(0.25):
                yield {"conditions": [*self._rows(depth + 1)], **coordinator}
                continue
            if self.chance(0.15):
                yield {"conditionName": random.choice([*self.conditions, "missing"]), **coordinator}
                continue
            value: Any = {
                "type": "Value",
                "value": random.choice(
                    ["true", "false", "0", "1", "p3", "2024-02-30", "2024-01-31", "", True, None, 5]
                ),
            }
            if self.chance(0.2):
                value = {
                    "type": "RelativeTime",
                    "timePeriod": random.choice(["3", 3, "x"]),
                    "timeUnit": random.choice(["days", "years", "eons"]),
                    "direction": random.choice(["in the past", "in the future", 0]),
                }
            name = random.choice([*self.names, "Section.f0", "gone", None]) if self.names else "gone"
            yield {
                "field": {"name": name, "type": "x", "display": "d"},
                "operator": random.choice(OPERATORS),
                "value": value,
                **coordinator,
            }
