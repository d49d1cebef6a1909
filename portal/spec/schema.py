"""Floor 3. JSON Schema (2020-12) of what authors write, made of the reader's own keys and the registry of kinds.

An editor completes and validates by it. It judges form only: whether a name exists and a rule fits is told by `check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.kinds.kind import Kind, Setting
from portal.kinds.registry import KINDS
from portal.spec.keys import FIELD, OPTIONED, THINGS
from portal.spec.thing import Among, Each, Either, Form, Key, Named, Part, Thing

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES = {"service.yaml": "service", "scenarios.yaml": "scenario", "authority.yaml": "authority"}
_UNITS = "(day|week|month|year)s?"
# What an editor sees of a text without quotation marks may be a number, or true: it is a text here all the same.
_PLAIN: Schema = {"type": ["string", "number", "boolean"]}
_FORMS: Mapping[str, Schema] = {
    "text": {**_PLAIN, "minLength": 1},
    "word": {**_PLAIN, "minLength": 1},
    "name": {"type": "string", "pattern": r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$"},
    "retired": {
        "type": "string",
        "pattern": r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?(/[A-Za-z0-9][A-Za-z0-9_-]{0,39})?$",
    },
    "rule": {**_PLAIN, "minLength": 1},
    "flag": {"enum": ["yes", "no", True, False]},
    "whole": {"type": ["integer", "string"], "pattern": r"^-?\d{1,15}$"},
    "number": {"type": ["number", "string"], "pattern": r"^-?\d{1,15}(\.\d+)?$"},
    "day": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
    "moment": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d$"},
    "date": {"type": "string", "pattern": rf"^(\d{{4}}-\d\d-\d\d|today( [+-] \d{{1,4}} {_UNITS})?)$"},
    "span": {"type": "string", "pattern": rf"^\d{{1,4}} {_UNITS}$"},
    "days": {"type": "string", "pattern": r"^\d{1,3} (working )?days?$"},
    "amount": {"type": "string", "pattern": r"^\d{1,9}(\.\d\d)? [A-Z]{3}$"},
    # Written out, a name, or an expression.
    "payment": {
        "type": "string",
        "pattern": r"^(\d{1,9}(\.\d\d)? [A-Z]{3}|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?|.*([(*?]|[\w)] ?[+/-] ?[\w(]).*)$",
    },
    "year": {"type": ["integer", "string"], "pattern": rf"^(\d{{4}}(-\d\d-\d\d)?|today( [+-] \d{{1,4}} {_UNITS})?)$"},
    "clock": {"type": "string", "pattern": r"^\d{1,2}:\d\d$"},
    "size": {"type": "string", "pattern": r"^\d{1,4} ?(KB|MB)$"},
    "items": {"type": "string", "pattern": r"^(\d{1,3} to \d{1,3}|(at least |up to )?\d{1,3})$"},
    "edition": {"enum": [1, "1"]},
    "answer": {},
    "states": {
        "type": "object", "required": ["draft", "withdrawn"], "additionalProperties": {"$ref": "#/$defs/form-span"},
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
    },
}  # fmt: skip
# The forms of the settings that kinds have (`portal.kinds.kind.Setting`), in the words above.
_SETTINGS = {
    "integer": "whole", "money": "amount", "authored": "text", "text": "word", "pattern": "word", "date": "date",
    "size": "size", "flag": "flag", "expression": "rule",
}  # fmt: skip
# Settings that a kind keeps as they are written, because it reads them itself.
_READ_BY_KIND = {
    **{(kind, name): "number" for kind in ("decimal", "percentage") for name in ("min", "max")},
    **{("year", name): "year" for name in ("earliest", "latest")},
    **{("time", name): "clock" for name in ("earliest", "latest")},
}
_SAYS = {
    "max_pixels": "The most pixels on the long side of a picture; larger ones are made smaller.",
    "value": "The name of the value, or of the table, that is shown.",
    "min_length": "How many letters it has at least.", "max_length": "How many letters it has at most.",
    "max_words": "How many words it has at most.", "rows": "How many lines the field shows.",
    "pattern": "What the answer looks like, as a pattern.", "example": "An answer that fits.",
    "tidy": "What is tidied before the answer is judged.", "min": "The least.", "max": "The most.",
    "places": "How many digits after the point.", "unit": "A word after the number.", "currency": "For example EUR.",
    "earliest": "The first there may be. A day is 2026-03-31, today or today - 18 years.", "latest": "The last there may be.",
    "country": "Whose rules it follows, for example EE.", "accept": "The kinds of file.", "max_size": "For example 10 MB.",
    "show": "How it is shown.", "none": "The choice that excludes the others.", "other": "The choice that asks which.",
    "max_days": "How many days at most, the first and the last counted.", "of": "The highest number, 2 to 10.",
    "low": "Words for the lowest number.", "high": "Words for the highest number.", "statements": "The rows: names and texts.",
    "scale": "How it is judged: codes and texts.", "first": "The codes that stand on top.", "only": "The only codes there are.",
    "countries": "The only countries whose accounts are taken.",
}  # fmt: skip


def schema() -> Schema:
    """One schema for the files of `forms`; what they have in common stands once."""
    return {
        "$schema": DIALECT,
        "$id": "https://portal.example/service.schema.json",
        "title": "A service of the portal: service.yaml, scenarios.yaml, authority.yaml or a shared set",
        "if": {"type": "array"},
        "then": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/scenario"}},
        "else": {
            "if": {"type": "object", "required": ["authority"]},
            "then": {"$ref": "#/$defs/authority"},
            "else": {
                "if": {"type": "object", "required": ["set"]},
                "then": {"$ref": "#/$defs/set"},
                "else": {"$ref": "#/$defs/service"},
            },
        },
        "$defs": {
            **{f"form-{name}": form for name, form in _FORMS.items()},
            **{_kind(name): _field(kind) for name, kind in KINDS.items()},
            **{_plain(name): _thing(name, thing) for name, thing in THINGS.items()},
            **{
                key: one
                for name, thing in THINGS.items()
                if isinstance(thing, Mapping)
                for key, one in _several(name, thing)
            },
        },
    }


def _thing(of: str, thing: Thing | Mapping[str, Thing]) -> Schema:
    if isinstance(thing, Thing):
        return _object(thing.keys)
    *others, last = thing
    found = _ref(of, last)
    for name in reversed(others):
        found = {"if": {"required": [name]}, "then": _ref(of, name), "else": found}
    # Before any of its keys is written, an editor still knows which there are.
    return {"type": "object", "anyOf": [{"required": [name]} for name in thing], **found}


def _several(of: str, things: Mapping[str, Thing]) -> list[tuple[str, Schema]]:
    return [(_named(of, name), _any_field() if one is FIELD else _object(one.keys)) for name, one in things.items()]


def _plain(name: str) -> str:
    """A name that needs no escaping in a reference."""
    return name.replace(" ", "-")


def _kind(name: str) -> str:
    return f"kind-{_plain(name)}"


def _named(of: str, name: str) -> str:
    return f"{_plain(of)}-with-{_plain(name)}"


def _ref(of: str, name: str) -> Schema:
    return {"$ref": f"#/$defs/{_named(of, name)}"}


def _any_field() -> Schema:
    """A field by its kind, which says what else it can have."""
    by_kind = [
        {"if": {"properties": {"kind": {"const": name}}}, "then": {"$ref": f"#/$defs/{_kind(name)}"}} for name in KINDS
    ]
    kind = {"enum": list(KINDS), "description": _says("kind")}
    required = list(FIELD.required)
    return {"type": "object", "required": required, "properties": {"kind": kind}, "allOf": by_kind}


def _says(name: str) -> str:
    return next(key.says for key in FIELD.keys if key.name == name)


def _field(kind: Kind) -> Schema:
    found = _object(FIELD.keys)
    properties = found["properties"]
    properties["kind"] = {"const": kind.name, "description": _says("kind")}
    codes = {code: _form("text") for code in ("empty", *kind.problems)}
    properties["problems"] = {**properties["problems"], "properties": codes, "additionalProperties": False}
    for name, setting in kind.settings.items():
        properties[name] = {"description": f"A setting of the kind “{kind.name}”.", **_setting(kind, name, setting)}
    if kind.takes_options:
        properties |= {key.name: _described(key) for key in OPTIONED}
        found["oneOf"] = [{"required": [name]} for name in ("options", "list")]
    needed = [name for name, setting in kind.settings.items() if setting.required]
    return {**found, "required": [*found["required"], *needed]}


def _setting(kind: Kind, name: str, setting: Setting) -> Schema:
    if setting.form == "texts":
        found = _form(Named("text"))
    elif setting.form == "words":
        word: Form = Among(setting.among) if setting.among else "word"
        found = _form(Each(word, or_one=True))
    else:
        written = _READ_BY_KIND.get((kind.name, name)) or _SETTINGS.get(setting.form, "word")
        found = _form(Among(setting.among) if setting.among else written)
    return {"description": _SAYS[name], **found} if name in _SAYS else found


def _object(keys: tuple[Key, ...]) -> Schema:
    return {
        "type": "object",
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: _described(key) for key in keys},
        "additionalProperties": False,
    }


def _described(key: Key) -> Schema:
    return {"description": key.says, **_form(key.form)}


def _form(form: Form) -> Schema:
    match form:
        case str():
            return {"$ref": f"#/$defs/form-{form}"}
        case Among(words):
            return {"enum": list(words)}
        case Each(of, or_one):
            every = {"type": "array", "items": _form(of)}
            return {"anyOf": [every, _form(of)]} if or_one else every
        case Named(of):
            return {"type": "object", "additionalProperties": _form(of)}
        case Part(thing):
            return {"$ref": f"#/$defs/{_plain(thing)}"}
        case Either(forms):
            return {"anyOf": [_form(one) for one in forms]}
