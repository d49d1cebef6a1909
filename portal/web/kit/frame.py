"""What stands around every page: the authority, the languages, who is signed in, the ways elsewhere.

Templates call it `page`. It is plain data: a door fills it for a request, a test by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.i18n.text import Text


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A language of the switch, in its own name; `href` is this page in that language."""

    code: str
    name: str
    dir: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Flash:
    """A message drawn once, after a redirect; `tone` is "" (good), "info" or "warn"."""

    text: Text
    tone: str = ""


@dataclass(frozen=True, slots=True)
class OfficeLink:
    label: Text
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """The bar of staff: whose office it is, where one can go, where a reference is looked up ("" draws no field)."""

    unit: Text
    home_url: str
    links: tuple[OfficeLink, ...] = ()
    jump_url: str = ""


@dataclass(frozen=True, slots=True)
class SessionNotice:
    """The session ends in `seconds`; `words` say when. A POST to `extend_url` extends it and goes to `next`."""

    seconds: int
    words: Text
    extend_url: str
    next: str
    warn_ahead: int = 180


@dataclass(frozen=True, slots=True)
class Preview:
    """An administrator walks a workspace: `words` say which one and that nothing here becomes a case."""

    words: Text
    leave_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything that layouts need by name.

    `urls` has home, check, contact, accessibility, privacy, my, sign_in ("" draws no button) and sign_out.
    `switch_form` is the id of the page's form where the language switch must send it along; "" makes the switch links.
    """

    lang: str
    dir: str
    authority: Text  # "Town of Solmere"
    short_name: Text  # "Solmere"
    urls: Mapping[str, str]
    address: Text | None = None
    languages: tuple[LanguageLink, ...] = ()
    switch_form: str = ""
    person: str = ""
    csrf: str = ""
    flashes: tuple[Flash, ...] = ()
    session: SessionNotice | None = None
    office: Office | None = None
    preview: Preview | None = None


__all__ = ["Flash", "Frame", "LanguageLink", "Office", "OfficeLink", "Preview", "SessionNotice"]
