"""How the digital form builder itself goes from page to page: as its runner does it, in the plainest way, from the JSON.

A page's links are tried in order; the first whose condition holds is taken, else the last without one, else the answers
are shown. Conditions see the answers of the pages that were passed. A test of an absent answer is neither true nor false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

Form = Mapping[str, Any]
ASKED = ("YesNoField", "RadiosField", "SelectField", "CheckboxesField", "NumberField")


def components(form: Form) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Name → the page's path and the component, of those that conditions may read."""
    return {one["name"]: (page["path"], one) for page in form["pages"] for one in page["components"] if "name" in one}


def values_of(form: Form, one: Mapping[str, Any]) -> list[str]:
    if one["type"] == "YesNoField":
        return ["true", "false"]
    if one["type"] == "NumberField":
        bounds = [str(bound) for key in ("min", "max") if (bound := (one.get("schema") or {}).get(key))]
        return bounds or ["1", "5", "9"]
    return [
        str(item["value"]) for known in form["lists"] if known["name"] == one.get("list") for item in known["items"]
    ]


def codes_of(form: Form, name: str, codes: Sequence[str]) -> Sequence[str]:
    """Our codes in the order of the original's options: the one that excludes the others stands last with us."""
    one = components(form)[name][1]
    alone = (one.get("options") or {}).get("behaviourItemValue")
    values = values_of(form, one)
    if (one.get("options") or {}).get("behaviour") != "exclusive" or alone not in values or codes[-1] != "none":
        return codes
    place = values.index(alone)
    return [*codes[:place], codes[-1], *codes[place:-1]]


def random_answers(form: Form, random: Random) -> dict[str, Any]:
    """What one person would answer if asked everything."""
    found: dict[str, Any] = {}
    for name, (_, one) in components(form).items():
        if one["type"] not in ASKED or (one.get("options", {}).get("required") is False and random.random() < 0.4):
            continue
        values = values_of(form, one)
        if one["type"] == "CheckboxesField":
            alone = (one.get("options") or {}).get("behaviourItemValue")
            chosen = random.sample(values, random.randint(1, len(values)))
            found[name] = [alone] if alone in chosen else chosen
        else:
            found[name] = random.choice(values)
    return found


def road(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """The paths that somebody with these answers sees, without the page that shows the answers; a circle ends it."""
    pages = {page["path"]: page for page in form["pages"]}
    conditions = {one["name"]: one["value"] for one in form["conditions"]}
    asked = components(form)
    passed: list[str] = []
    path: str | None = form["startPage"]
    while path is not None and path not in passed and "summary" not in str(pages[path].get("controller")):
        passed.append(path)
        known = {name.rpartition(".")[2]: value for name, value in answers.items() if asked[name][0] in passed}
        path = _next(pages[path].get("next", []), pages, conditions, known)
    return passed


def _next(links: Any, pages: Any, conditions: Any, known: Mapping[str, Any]) -> str | None:
    otherwise = None
    for link in links:
        if link["path"] not in pages:
            continue
        if not link.get("condition"):
            otherwise = link["path"]
        elif link["condition"] in conditions and _holds(conditions[link["condition"]], known) is True:
            return str(link["path"])
    return otherwise


def _holds(value: Any, known: Mapping[str, Any]) -> bool | None:
    alternatives: list[list[bool | None]] = [[]]
    for number, row in enumerate(value["conditions"]):
        if number and row.get("coordinator") == "or":
            alternatives.append([])
        alternatives[-1].append(_row(row, known))
    return _any([_all(parts) for parts in alternatives])


def _row(row: Any, known: Mapping[str, Any]) -> bool | None:
    answer = known.get(row["field"]["name"].rpartition(".")[2])
    if answer is None:
        return None
    wanted = row["value"]["value"]
    match row["operator"]:
        case "is" | "contains":
            return bool(wanted in answer) if isinstance(answer, list) else bool(answer == wanted)
        case "is not" | "does not contain":
            return bool(wanted not in answer) if isinstance(answer, list) else bool(answer != wanted)
        case "is more than":
            return float(answer) > float(wanted)
        case "is at most":
            return float(answer) <= float(wanted)
    raise AssertionError(row["operator"])


def _all(parts: list[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts else True


def _any(parts: list[bool | None]) -> bool | None:
    return True if True in parts else None if None in parts else False


def reachable(form: Form) -> set[str]:
    """Every page that links lead to from the start, whatever their conditions say; without the page of the answers."""
    pages = {page["path"]: page for page in form["pages"]}
    seen: set[str] = set()
    todo = [form["startPage"]]
    while todo:
        path = todo.pop()
        if path not in seen and path in pages and "summary" not in str(pages[path].get("controller")):
            seen.add(path)
            todo += [link["path"] for link in pages[path].get("next", [])]
    return seen


# ---- newer forms: pages in order, each with its condition -------------------------------------------------------------


def road_in_order(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """The paths of a form whose pages follow each other: each whose condition holds when it is come to.

    What was not answered is null, as in that engine: not equal to anything, and 0 where it is compared as a number.
    A question that may be ticked several times is neither so nor otherwise. Items of a repeated page are not read.
    """
    conditions = {one["id"]: one for one in form["conditions"]}
    fields = {one["id"]: one for page in form["pages"] for one in page.get("components", []) if "id" in one}
    known: dict[str, Any] = {}
    passed: list[str] = []
    for page in form["pages"]:
        if "Summary" in page.get("controller", ""):
            break
        if (
            page.get("condition")
            and _all_of(form, conditions[page["condition"]], conditions, fields, known) is not True
        ):
            continue
        passed.append(page["path"])
        if not page.get("repeat"):
            known |= {one["name"]: answers[one["name"]] for one in page["components"] if one.get("name") in answers}
        if "Terminal" in page.get("controller", ""):
            break
    return passed


def _all_of(form: Form, one: Any, conditions: Any, fields: Any, known: Mapping[str, Any]) -> bool | None:
    found = [_item(form, item, conditions, fields, known) for item in one["items"]]
    return _any(found) if one.get("coordinator") == "or" else _all(found)


def _item(form: Form, item: Any, conditions: Any, fields: Any, known: Mapping[str, Any]) -> bool | None:
    if "conditionId" in item:
        return _all_of(form, conditions[item["conditionId"]], conditions, fields, known)
    one, wanted = fields[item["componentId"]], item["value"]
    if item["type"] == "ListItemRef":
        options = next(known["items"] for known in form["lists"] if known["id"] == wanted["listId"])
        chosen = wanted["itemId"] if isinstance(wanted["itemId"], list) else [wanted["itemId"]]
        tests = [
            _compared(one, item["operator"], next(o["value"] for o in options if o["id"] == c), known) for c in chosen
        ]
        is_any = "or" if item["operator"] != "is not" or one["type"] == "CheckboxesField" else "and"
        return _any(tests) if wanted.get("itemsCoordinator", is_any) == "or" else _all(tests)
    return _compared(one, item["operator"], wanted, known)


def _compared(one: Any, operator: str, wanted: Any, known: Mapping[str, Any]) -> bool | None:
    answer = known.get(one["name"])
    if one["type"] == "CheckboxesField":
        return None if answer is None else (str(wanted) in answer) == (operator == "contains")
    match operator:
        case "is":
            return answer is not None and answer == str(wanted).lower()
        case "is not":
            return answer is None or answer != str(wanted).lower()
        case "is more than":
            return float(answer or 0) > float(wanted)
        case "is at most":
            return float(answer or 0) <= float(wanted)
    raise AssertionError(operator)
