"""Floor 6. The builder's newer forms: pages in order, each with its condition; ids instead of names.

What they say differently is put into the words of the older ones here, so that one reader goes for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Raw = Mapping[str, Any]


def is_ordered(raw: Raw) -> bool:
    """Whether the pages follow each other as they stand, and no links lead from one to another."""
    pages = _mappings(raw.get("pages"))
    has_links = any("next" in page for page in pages)
    is_new = str(raw.get("engine")).upper() == "V2"
    return is_new or (not has_links and (raw.get("schema") == 2 or any(page.get("condition") for page in pages)))


def in_older_words(raw: Raw) -> dict[str, Any]:
    """The form with names where it has ids, conditions in rows, and nothing else changed."""
    conditions = [_condition(one, raw) for one in _list(raw.get("conditions"))]
    lists = [_named(one) for one in _list(raw.get("lists"))]
    pages = [_page(page, number, raw, conditions) for number, page in enumerate(_list(raw.get("pages")))]
    return {**raw, "conditions": conditions, "lists": lists, "pages": pages}


def _page(page: Any, number: int, raw: Raw, conditions: list[Any]) -> Any:
    if not isinstance(page, dict):
        return page
    found = {**page, "components": [_component(one) for one in _list(page.get("components"))]}
    if isinstance(page.get("condition"), list):  # alternatives of rows, as the first drafts of these forms had them
        rows = [
            {"conditions": [_item(row, raw) for row in _list(group)], "coordinator": "or"}
            for group in page["condition"]
        ]
        found["condition"] = f"condition of page {number + 1}"
        conditions.append({"name": found["condition"], "value": {"conditions": rows}})
    return found


def _component(one: Any) -> Any:
    if not isinstance(one, dict):
        return one
    found = _named(one)
    for key in ("before", "after"):
        if isinstance(one.get(key), dict):
            found[key] = _component(one[key])
    return found


def _named(one: Any) -> Any:
    return {**one, "name": one.get("name") or one["id"]} if isinstance(one, dict) and one.get("id") else one


def _condition(one: Any, raw: Raw) -> Any:
    if not isinstance(one, dict):
        return one
    found = _named({**one, "name": one.get("id") or one.get("name")})
    if isinstance(one.get("items"), list):
        found["value"] = {"conditions": [{**_item(row, raw), **_joined(one)} for row in one["items"]]}
    return found


def _joined(one: Raw) -> dict[str, Any]:
    return {"coordinator": one["coordinator"]} if one.get("coordinator") else {}


def _item(row: Any, raw: Raw) -> dict[str, Any]:
    """One item as a row of an older condition; options are named by their values."""
    if not isinstance(row, dict):
        return {}
    if row.get("conditionId"):
        return {"conditionName": row["conditionId"]}
    asked = next((one for one in _components(raw) if _id(one) == row.get("componentId")), {})
    field = {"name": asked.get("name") or row.get("componentId")}
    operator, value = row.get("operator"), row.get("value")
    chosen = value.get("itemId") if isinstance(value, dict) else row.get("valueId")
    if chosen is None:
        return {"field": field, "operator": operator, "value": value if isinstance(value, dict) else {"value": value}}
    values = [_value_of(raw, one) for one in (chosen if isinstance(chosen, list) else [chosen])]
    tests = [{"field": field, "operator": operator, "value": {"value": one}} for one in values]
    return (
        tests[0] if len(tests) == 1 else {"conditions": [{**one, "coordinator": _between(row, value)} for one in tests]}
    )


def _between(row: Raw, value: Any) -> str:
    """How several options of one item are joined: as it says, else any of them; none of them for “is not”."""
    said = value.get("itemsCoordinator") if isinstance(value, dict) else None
    return str(said or ("and" if row.get("operator") == "is not" else "or"))


def _components(raw: Raw) -> Iterator[Raw]:
    for page in _mappings(raw.get("pages")):
        yield from _mappings(page.get("components"))


def _id(one: Raw) -> Any:
    return one.get("id") or one.get("name")


def _value_of(raw: Raw, item_id: Any) -> Any:
    for known in _mappings(raw.get("lists")):
        for item in _mappings(known.get("items")):
            if item.get("id") == item_id:
                return item.get("value")
    return item_id


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[Raw]:
    return [one for one in _list(value) if isinstance(one, dict)]
