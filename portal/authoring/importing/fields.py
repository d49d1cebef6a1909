"""Floor 6. A component that asks becomes a field of ours: its kind, its settings, its options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.authoring.importing.findings import CHANGED, ODD, PART, Findings
from portal.authoring.importing.lists import LONGEST_INLINE
from portal.authoring.importing.names import code_of
from portal.authoring.importing.samples import sample_of
from portal.authoring.importing.texts import plain
from portal.authoring.importing.xgov import Component, Form, text_of
from portal.kinds.file import MEDIA_TYPES
from portal.kinds.registry import KINDS
from portal.rules import PatternFault, compile_pattern

MOST_DAYS = 9_999
MOST_PLACES = 9
MOST_FILES = 10  # where several are taken and the form does not say how many
MOST_FILES_EVER = 100
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


Convert = Callable[[Component, Form, Findings], Kinded]


def _text(one: Component, form: Form, findings: Findings) -> Kinded:
    found: dict[str, Any] = {}
    least, most = _counted(one.schema.get("min")), _counted(one.schema.get("max"))
    if length := _counted(one.schema.get("length")):
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
    words, most = _counted(one.options.get("maxWords")), _counted(one.schema.get("max"))
    if words:
        found["max_words"] = words
    if most or words:
        found["max_length"] = min(most or 20_000, max((words or 0) * 10, 1_000) if words else most or 20_000)
    rows = _counted(one.options.get("rows"))
    return Kinded("long text", found | ({"rows": min(rows, 30)} if rows else {}))


def _number(one: Component, form: Form, findings: Findings) -> Kinded:
    prefix, suffix = text_of(one.options.get("prefix")), text_of(one.options.get("suffix"))
    places = _whole(one.schema.get("precision"))
    if places is not None and not 0 <= places <= MOST_PLACES:
        findings.add(PART, one.name, f"its setting “precision”: {places}")
        places = None
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
    if one.type == "AutocompleteField" and len(found.codes) > LONGEST_INLINE:
        found.settings["show"] = "search"
    elif one.type in ("SelectField", "AutocompleteField"):
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
        _stands_alone(one, found, found.codes.get(text_of(one.options.get("behaviourItemValue")), ""), findings)
    return found


def _stands_alone(one: Component, found: Kinded, code: str, findings: Findings) -> None:
    """The option that excludes the others is our `none`, where nothing else is said of it."""
    options = found.settings["options"]
    option = options.get(code)
    if not isinstance(option, str) or len(options) < 2 or ("none" in options and code != "none"):
        findings.add(PART, one.name, "that one of its options stands alone")
        return
    if code in found.conditional or code in found.option_conditions:
        findings.add(PART, one.name, "that one of its options stands alone")
        return
    found.settings["none"] = options.pop(code)
    found.codes = {value: "none" if known == code else known for value, known in found.codes.items()}
    for key in ("min", "max"):
        if found.settings.get(key, 0) > len(options):
            found.settings.pop(key)


def _options(one: Component, form: Form, found: Kinded, findings: Findings) -> None:
    known = form.lists.get(one.list)
    items = known.items if known else tuple(item for item in _items(one.raw) if isinstance(item, dict))
    if not items:
        findings.add(ODD, one.name, f"its list “{one.list}” does not exist or is empty; it has one option")
        items = ({"text": "–", "value": "none"},)
    options: dict[str, Any] = {}
    taken = {"empty", *KINDS[found.kind].problems}  # no option can be called as a problem is
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
    for name, key, sign in (("earliest", "maxDaysInPast", "-"), ("latest", "maxDaysInFuture", "+")):
        days = _whole(one.options.get(key))
        if days is not None and 0 <= days <= MOST_DAYS:
            found[name] = f"today {sign} {days} days" if days else "today"
        elif one.options.get(key) not in (None, "", False):
            findings.add(PART, one.name, f"its setting “{key}”: {str(one.options[key])[:120]}")
    return Kinded("date", found | _between_days(one, "Date", r"\d{4}-\d\d-\d\d", findings))


def _between_days(one: Component, ending: str, form: str, findings: Findings) -> dict[str, Any]:
    """`earliestDate` and `latestDate`, or the same of months."""
    found = {}
    for name in ("earliest", "latest"):
        written = text_of(one.options.get(f"{name}{ending}"))
        if written and _is_day(day := written if ending == "Date" else f"{written}-01") and re.fullmatch(form, written):
            found[name] = day
        elif written:
            findings.add(PART, one.name, f"its setting “{name}{ending}”: {written[:120]}")
    return found


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _month(one: Component, form: Form, findings: Findings) -> Kinded:
    return Kinded("month and year", _between_days(one, "MonthYear", r"\d{4}-\d\d", findings))


def _as_text(one: Component, form: Form, findings: Findings) -> Kinded:
    findings.add(CHANGED, one.name, "the place is asked as text, without the map and without a look at its signs")
    return _text(one, form, findings)


def _as_words(one: Component, form: Form, findings: Findings) -> Kinded:
    findings.add(CHANGED, one.name, "the place is described in words, not drawn on a map")
    return Kinded("long text")


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
    least, most = files_taken(one)
    if most == 1:
        return Kinded("file", found)
    return Kinded("several files", {**({"min": least} if least > 1 else {}), "max": most, **found})


def files_taken(one: Component) -> tuple[int, int]:
    """How few and how many files the component takes."""
    box = one.options.get("dropzoneConfig")
    many = (box.get("maxFiles") if isinstance(box, dict) else None, one.schema.get("length"), one.schema.get("max"))
    most = next(
        (number for given in many if (number := _counted(given))), MOST_FILES if one.options.get("multiple") else 1
    )
    few = (one.options.get("minimumRequiredFiles"), one.schema.get("length"), one.schema.get("min"))
    least = next((number for given in few if (number := _counted(given))), 0)
    return least, min(most, MOST_FILES_EVER)


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
    "TimeField": _plainly("time"),
    "MonthYearField": _month,
    "EmailAddressField": _plainly("email"),
    "TelephoneNumberField": _plainly("phone", country="GB"),
    "UkAddressField": _plainly("address"),
    "WebsiteField": _plainly("url"),
    "ClientSideFileUploadField": _file,
    "FileUploadField": _file,
    "OsGridRefField": _as_text,
    "NationalGridFieldNumberField": _as_text,
    "GeospatialField": _as_words,
    "ConfirmationField": _plainly("declaration"),
    "DeclarationField": _plainly("declaration"),
}
FILES = frozenset(kind for kind, convert in CONVERT.items() if convert is _file)


def kinded(one: Component, form: Form, findings: Findings) -> Kinded:
    """The field's kind; what of its options and schema is not known is a finding."""
    found = CONVERT[one.type](one, form, findings)
    if "pattern" in found.settings and not _holds(found.settings):
        pattern, _ = found.settings.pop("pattern"), found.settings.pop("example")
        findings.add(PART, one.name, f"its pattern “{pattern[:200]}”: nothing that is as long as it may be fits it")
    for low, high in (("min_length", "max_length"), ("min", "max")):
        if low in found.settings and high in found.settings and _above(found.settings[low], found.settings[high]):
            findings.add(
                PART,
                one.name,
                f"its “{low}” and “{high}”: {found.settings.pop(low)} is above {found.settings.pop(high)}",
            )
    if found.kind != "declaration" and text_of(one.content) and text_of(one.content) not in (one.title, one.hint):
        findings.add(
            PART,
            one.name,
            f"a text beside the question, which is not shown there either: {plain(text_of(one.content))[:300]}",
        )
    handled = _LOOKS | _HANDLED.get(found.kind, frozenset())
    for key, value in {**one.schema, **one.options}.items():
        if key not in handled and value not in (None, "", False, [], {}):
            findings.add(PART, one.name, f"its setting “{key}”: {str(value)[:120]}")
    return found


_OF_FILES = frozenset(["dropzoneConfig", "accept", "minimumRequiredFiles", "multiple", "min", "max", "length"])
_HANDLED: Mapping[str, frozenset[str]] = {
    "text": frozenset(["min", "max", "length", "regex"]),
    "long text": frozenset(["max", "rows"]),
    "integer": frozenset(["min", "max", "precision", "integer"]),
    "decimal": frozenset(["min", "max", "precision"]),
    "money": frozenset(["min", "max", "precision"]),
    "several choices": frozenset(["min", "max", "behaviour", "behaviourItemValue"]),
    "date": frozenset(["maxDaysInPast", "maxDaysInFuture", "earliestDate", "latestDate"]),
    "month and year": frozenset(["earliestMonthYear", "latestMonthYear"]),
    "phone": frozenset(["format"]),
    "declaration": frozenset(["declarationConfirmationLabel"]),
    "file": _OF_FILES,
    "several files": _OF_FILES,
}


def _holds(settings: Mapping[str, Any]) -> bool:
    """Whether the example is as long as the answer may be."""
    return int(settings.get("min_length", 0)) <= len(settings["example"]) <= int(settings.get("max_length", 10_000))


def _above(low: Any, high: Any) -> bool:
    """Whether a lower bound lies above the upper one; amounts of money too."""
    return Decimal(str(low).split(" ")[0]) > Decimal(str(high).split(" ")[0])


def is_optional(one: Component) -> bool:
    least = one.options.get("minimumRequiredFiles")
    return str(one.options.get("required")).lower() == "false" or str(least) == "0"


def _whole(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None


def _counted(value: Any) -> int | None:
    """A whole number from 1."""
    number = _whole(value)
    return number if number and number > 0 else None


def _decimal(value: Any) -> str | None:
    text = str(value).strip()
    return text if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", text) else None
