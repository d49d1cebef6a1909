"""Draws templates without the application: the same strict environment, with words that stand in the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.i18n.catalogue import Catalogues
from portal.i18n.formats import Formats
from portal.i18n.text import Text, direction
from portal.web.kit.assets import Assets
from portal.web.kit.frame import Frame, LanguageLink
from portal.web.kit.framing import own_name, ways

HOME = Path(__file__).resolve().parents[2]


def environment(language: str = "en", *, asset: Any = None) -> Environment:
    """As `portal.web.kit.pages.dress` makes it, for one language."""
    env = Environment(
        loader=FileSystemLoader(HOME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= dict(Catalogues(HOME / "translations").words(language).for_templates())
    env.globals["asset"] = asset or Assets(HOME / "static" / "built").url
    env.globals["formats"] = lambda: Formats(language)
    env.globals["language"] = lambda: language
    env.globals["direction"] = direction
    return env


def frame(language: str = "en", **more: Any) -> Frame:
    names = {
        "ar": ("بلدية سولمير", "سولمير", "1 ساحة الميناء"),
        "en": ("Town of Solmere", "Solmere", "1 Harbour Square"),
    }
    town, short, address = (Text(words, language) for words in names.get(language, names["en"]))
    offered = ("en", "et", "ar", "fr")
    given: dict[str, Any] = {
        "lang": language, "dir": direction(language), "authority": town, "short_name": short, "address": address,
        "urls": ways(language),
        "languages": tuple(
            LanguageLink(code, own_name(code), direction(code), f"#{code}", code == language) for code in offered
        ),
    }  # fmt: skip
    return Frame(**(given | more))


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent."""

    name: str
    size: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a widget is given: the shape that the citizen's door passes to `ask`."""

    id: str
    label: Text
    hint: Text | None = None
    why: Text | None = None
    purpose: Text | None = None
    optional: bool = False
    recommended: bool = False
    alone: bool = False
    value: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: Sequence[tuple[str, Text]] = ()
    options: Sequence[tuple[str, Text, Text | None]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    parts: Sequence[tuple[str, Text]] = ()
    autocomplete: Mapping[str, str] = field(default_factory=dict)
    file: Sent | None = None
    files: Sequence[Any] = ()
    search: str = ""
    explained: str = ""
    fixed: Mapping[str, Any] | None = None
    locked: bool = False
    language: str = "en"


def ask(widget: str, question: Question, language: str = "en") -> str:
    """The HTML of one question."""
    module = environment(language).get_template(f"kinds/{widget}.html").module
    return str(module.ask(question))  # type: ignore[attr-defined]
