"""Floor 6. A component that asks becomes a field of ours: its kind, its settings, its options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.authoring.importing.findings import CHANGED, ODD, PART, Findings
from portal.authoring.importing.names import code_of
from portal.authoring.importing.samples import sample_of
from portal.authoring.importing.texts import plain
from portal.authoring.importing.xgov import Component, Form, text_of
from portal.kinds.file import MEDIA_TYPES
from portal.rules import PatternFault, compile_pattern

_CURRENCIES = {"£": "GBP", "€": "EUR", "$": "USD"}
# Keys of `options` and `schema` that are about looks, or that a kind of ours does by itself.
_LOOKS = frozenset([
    "classes", "hideTitle", "optionalText", "isMultiInput", "columnTitles", "rows", "divider", "bold", "condition", "required",
    "showNoScriptWarning", "noReturnUrlOnSummaryPage", "autocomplete", "prefix", "suffix",
    "maxWords", "spellcheck", "type", "finder", "summaryTitle", "exposeToContext",
])  # fmt: skip


@dataclass
class Kinded:
    """A field's kind and settings, as the specification writes them; `codes`: the original's values → ours."""

    kind: str
    settings: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    conditional: dict[str, Any] = field(default_factory=dict)  # our code → components that it brings up
    option_conditions: dict[str, str] = field(default_factory=dict)  # our code → the original's condition
    exclusive: str = ""  # the code that stands alone


Convert = Callable[[Component, Form, Findings], Kinded]


def _text(one: Component, form: Form, findings: Findings) -> Kinded:
    found: dict[str, Any] = {}
    least, most = _whole(one.schema.get("min")), _whole(one.schema.get("max"))
    length = _whole(one.schema.get("length"))
    if length is not None:
        least = most = length
    if least:
        found["min_length"] = least
    if most:
        found["max_length"] = most
    regex = text_of(one.schema.get("regex") or one.options.get("regex"))
    if regex:
        found |= _pattern(one, regex, findings)
    return Kinded("text", found)


def _pattern(one: Component, regex: str, findings: Findings) -> dict[str, Any]:
    bare = regex.strip().removeprefix("^").removesuffix("$")
    said = (word.strip(".,;:()“”‘’'\"") for word in plain(one.hint).split())
    example = next((word for word in said if _fits(bare, word)), "") or sample_of(bare)
    if example:
        return {"pattern": bare, "example": example}
    findings.add(PART, one.name, f"its pattern “{regex[:200]}”: write it with an example that fits, in our patterns")
    return {}


def _fits(pattern: str, word: str) -> bool:
    try:
        return bool(word) and compile_pattern(pattern).fullmatch(word)
    except PatternFault:
        return False


def _long(one: Component, form: Form, findings: Findings) -> Kinded:
    found: dict[str, Any] = {}
    words, most = _whole(one.options.get("maxWords")), _whole(one.schema.get("max"))
    if words:
        found["max_words"] = words
    if most or words:
        found["max_length"] = min(most or 20_000, max((words or 0) * 10, 1_000) if words else most or 20_000)
    rows = _whole(one.options.get("rows"))
    return Kinded("long text", found | ({"rows": min(rows, 30)} if rows else {}))


def _number(one: Component, form: Form, findings: Findings) -> Kinded:
    prefix, suffix = text_of(one.options.get("prefix")), text_of(one.options.get("suffix"))
    places = _whole(one.schema.get("precision"))
    bounds = {name: number for name in ("min", "max") if (number := _decimal(one.schema.get(name))) is not None}
    if currency := _CURRENCIES.get(prefix):
        money = {name: f"{number} {currency}" for name, number in bounds.items() if _is_amount(number)}
        for name in bounds.keys() - money.keys():
            findings.add(PART, one.name, f"its {name}, {bounds[name]}, is no amount of money here")
        return Kinded("money", {"currency": currency, **money})
    if prefix:
        findings.add(PART, one.name, f"“{prefix}” before the number")
    unit = {"unit": suffix} if suffix else {}
    is_whole = places == 0 or one.schema.get("integer") is True
    if is_whole and all(re.fullmatch(r"-?\d{1,15}", number) for number in bounds.values()):
        return Kinded("integer", {**bounds, **unit})
    return Kinded("decimal", {**bounds, **({"places": places} if places else {}), **unit})


def _is_amount(number: str) -> bool:
    return re.fullmatch(r"\d{1,9}(\.\d\d)?", number) is not None


def _choice(one: Component, form: Form, findings: Findings) -> Kinded:
    found = Kinded("choice", {})
    _options(one, form, found, findings)
    if one.type in ("SelectField", "AutocompleteField"):
        found.settings["show"] = "select"
    elif len(found.codes) > 9:
        found.settings["show"] = "radios"
    return found


def _choices(one: Component, form: Form, findings: Findings) -> Kinded:
    found = Kinded("several choices")
    _options(one, form, found, findings)
    for key in ("min", "max"):
        number = _whole(one.schema.get(key))
        if number is not None and 0 < number <= len(found.codes):
            found.settings[key] = number
    if one.options.get("behaviour") == "exclusive":
        found.exclusive = found.codes.get(text_of(one.options.get("behaviourItemValue")), "")
    return found


def _options(one: Component, form: Form, found: Kinded, findings: Findings) -> None:
    known = form.lists.get(one.list)
    items = known.items if known else tuple(item for item in _items(one.raw) if isinstance(item, dict))
    if not items:
        findings.add(ODD, one.name, f"its list “{one.list}” does not exist or is empty; it has one option")
        items = ({"text": "–", "value": "none"},)
    options: dict[str, Any] = {}
    taken: set[str] = set()
    for item in items:
        written = item.get("value")
        value = str(written).lower() if isinstance(written, bool) else text_of(written)
        label = plain(text_of(item.get("text") or item.get("label"))) or value or "–"
        code = code_of(value or label, taken)
        hint = plain(text_of(item.get("description") or item.get("hint")))
        options[code] = {"label": label, "hint": hint} if hint else label
        found.codes.setdefault(value, code)
        inner = item.get("conditional")
        if isinstance(inner, dict) and inner.get("components"):
            found.conditional[code] = inner["components"]
        if text_of(item.get("condition")):
            found.option_conditions[code] = text_of(item.get("condition"))
    found.settings["options"] = options


def _items(raw: Mapping[str, Any]) -> list[Any]:
    values = raw.get("values")
    inside = values.get("items") if isinstance(values, dict) else raw.get("items")
    return inside if isinstance(inside, list) else []


def _yes_no(one: Component, form: Form, findings: Findings) -> Kinded:
    return Kinded("yes no", {}, {"true": "yes", "false": "no"})


def _date(one: Component, form: Form, findings: Findings) -> Kinded:
    found: dict[str, Any] = {}
    past, future = _whole(one.options.get("maxDaysInPast")), _whole(one.options.get("maxDaysInFuture"))
    if past is not None:
        found["earliest"] = f"today - {past} days" if past else "today"
    if future is not None:
        found["latest"] = f"today + {future} days" if future else "today"
    return Kinded("date", found)


def _file(one: Component, form: Form, findings: Findings) -> Kinded:
    box = one.options.get("dropzoneConfig")
    box = box if isinstance(box, dict) else {}
    wanted = [kind.strip() for kind in str(box.get("acceptedFiles") or one.options.get("accept") or "").split(",")]
    ours = [word for word, kind in MEDIA_TYPES.items() if kind in wanted or f".{word}" in wanted]
    others = [kind for kind in wanted if kind and kind not in MEDIA_TYPES.values() and kind[1:] not in MEDIA_TYPES]
    if others:
        instead = "" if ours else "; it takes PDF instead"
        findings.add(PART, one.name, f"files of these types are not taken here: {', '.join(others)}{instead}")
    found: dict[str, Any] = {"accept": ours or ["pdf"]} if wanted != [""] else {}
    size = _decimal(box.get("maxFilesize"))
    if size and 0 < float(size) < 10_000:
        found["max_size"] = f"{max(1, round(float(size)))} MB"
    return Kinded("file", found)


def _time(one: Component, form: Form, findings: Findings) -> Kinded:
    findings.add(CHANGED, one.name, "a time of day is asked as a text of the form 14:30")
    return Kinded("text", {"pattern": "([01]?[0-9]|2[0-3]):[0-5][0-9]", "example": "14:30"})


def _date_and_time(one: Component, form: Form, findings: Findings) -> Kinded:
    findings.add(PART, one.name, "the time of day: only the date is asked")
    return _date(one, form, findings)


def _plainly(kind: str, **settings: Any) -> Convert:
    return lambda _one, _form, _findings: Kinded(kind, dict(settings))


CONVERT: Mapping[str, Convert] = {
    "TextField": _text,
    "FreeTextField": _long,
    "MultilineTextField": _long,
    "NumberField": _number,
    "RadiosField": _choice,
    "SelectField": _choice,
    "AutocompleteField": _choice,
    "CheckboxesField": _choices,
    "YesNoField": _yes_no,
    "DateField": _date,
    "DatePartsField": _date,
    "DateTimeField": _date_and_time,
    "DateTimePartsField": _date_and_time,
    "TimeField": _time,
    "MonthYearField": _plainly("month and year"),
    "EmailAddressField": _plainly("email"),
    "TelephoneNumberField": _plainly("phone", country="GB"),
    "UkAddressField": _plainly("address"),
    "WebsiteField": _plainly("url"),
    "ClientSideFileUploadField": _file,
    "FileUploadField": _file,
    "ConfirmationField": _plainly("declaration"),
    "DeclarationField": _plainly("declaration"),
}


def kinded(one: Component, form: Form, findings: Findings) -> Kinded:
    """The field's kind; what of its options and schema is not known is a finding."""
    found = CONVERT[one.type](one, form, findings)
    handled = _LOOKS | _HANDLED.get(found.kind, frozenset())
    for key, value in {**one.schema, **one.options}.items():
        if key not in handled and value not in (None, "", False, [], {}):
            findings.add(PART, one.name, f"its setting “{key}”: {str(value)[:120]}")
    return found


_HANDLED: Mapping[str, frozenset[str]] = {
    "text": frozenset(["min", "max", "length", "regex"]),
    "long text": frozenset(["max", "rows"]),
    "integer": frozenset(["min", "max", "precision", "integer"]),
    "decimal": frozenset(["min", "max", "precision"]),
    "money": frozenset(["min", "max", "precision"]),
    "several choices": frozenset(["min", "max", "behaviour", "behaviourItemValue"]),
    "date": frozenset(["maxDaysInPast", "maxDaysInFuture"]),
    "file": frozenset(["dropzoneConfig", "accept", "minimumRequiredFiles", "multiple"]),
}


def is_optional(one: Component) -> bool:
    least = one.options.get("minimumRequiredFiles")
    return str(one.options.get("required")).lower() == "false" or str(least) == "0"


def _whole(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None


def _decimal(value: Any) -> str | None:
    text = str(value).strip()
    return text if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", text) else None
