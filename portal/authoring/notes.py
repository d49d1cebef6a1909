"""Floor 6. Notes for translators: what kind of text it is, where it stands, and what its {names} are filled with.

They are English, the language of the portal's own words and of those who translate from it, and stand in the catalogues
as `#.` comments, which translation programs show beside the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter

from portal.spec.model import Authority, Service

# Where a file's words are read. The longest beginning that fits counts.
_ROOMS = {
    "templates/account/": "on a page about signing in",
    "templates/admin/": "on a page of the administrators",
    "templates/citizen/": "on a page of people who apply",
    "templates/components/": "in a part that many pages share",
    "templates/demo/": "on a page of the demonstration",
    "templates/documents/": "on a printed document",
    "templates/errors/": "on a page that tells of a failure",
    "templates/kinds/": "beside a question",
    "templates/layouts/": "around every page",
    "templates/mail/": "in an e-mail",
    "templates/office/": "on a page of the office’s clerks",
    "templates/public/": "on a page that anybody can read",
    "portal/authoring/": "told to whoever writes a service",
    "portal/documents/": "about printing a document",
    "portal/i18n/": "as a value is written",
    "portal/kinds/": "beside a question, most often what is wrong with an answer",
    "portal/rules/": "told to whoever writes a service: what is wrong with an expression",
    "portal/spec/": "told to whoever writes a service: what is wrong with its file",
    "portal/usecases/": "on a page of the office or the administrators",
    "portal/web/account/": "on a page about signing in",
    "portal/web/admin/": "on a page of the administrators",
    "portal/web/citizen/": "on a page of people who apply",
    "portal/web/kit/": "on any page",
    "portal/web/office/": "on a page of the office’s clerks",
    "portal/web/public/": "on a page that anybody can read",
    "portal/wording/": "wherever a service speaks",
}
# What stands before the words in a template → what they are.
_ELEMENTS = (
    (re.compile(r"<(?:button|h[1-6]|legend|th|dt|caption|label|option|a)\b[^<>]*>(?:[^<>{]*|<span[^<>]*>)\{\{ ?$"), ""),
    (re.compile(r"aria-label=[\"']\{\{ ?$"), "Read aloud by screen readers"),
    (re.compile(r"data-label=[\"']\{\{ ?$"), "Header of a column"),
    (re.compile(r"placeholder=[\"']\{\{ ?$"), "Shown in an empty input"),
    (re.compile(r"\b(?:button|start_button|press|act)\([^()]*$"), "Button"),
    (re.compile(r"\b(?:link_button|mini_link)\([^()]*$"), "Link"),
    (re.compile(r"\b(?:cell|column)\([^()]*$"), "Header of a column"),
    (re.compile(r"\b(?:tag)\([^()]*$"), "Short label"),
    (re.compile(r"hint=$"), "Hint below a label"),
    (re.compile(r"set (?:title|heading|h1) = $"), "Heading"),
)
_TAGS = {
    "button": "Button", "legend": "Heading of a question", "th": "Header in a table", "dt": "Header of a fact",
    "caption": "Heading of a table", "label": "Label of an input", "option": "Choice in a list", "a": "Link",
}  # fmt: skip
_OPENED = re.compile(r"<(button|h[1-6]|legend|th|dt|caption|label|option|a)\b")
# What names stand for, wherever they occur; `_OF_WRITERS` where those who write services are told something.
_NAMES = {
    "address": "an address", "amount": "an amount of money", "authority": "the authority’s name",
    "code": "a code", "country": "a country", "currency": "a currency’s three letters", "date": "a day",
    "day": "a day, such as 3 May 2027", "document": "the document’s title", "due": "a span of time",
    "earliest": "the first day that is allowed", "email": "an e-mail address", "end": "the last day",
    "example": "an answer that fits", "fee": "an amount of money", "file": "a file’s name", "first": "the first day",
    "holder": "a clerk’s name", "hours": "opening hours", "label": "the question’s label", "language": "a language’s name",
    "last": "the last day", "latest": "the last day that is allowed", "least": "the smallest number that is allowed",
    "limit": "a size, such as 10 MB", "max": "the largest that is allowed", "max_size": "a size, such as 10 MB",
    "min": "the smallest that is allowed", "moment": "a day and a time", "most": "the largest number that is allowed",
    "n": "a number; the plural goes by it", "name": "a name", "number": "a number", "office": "an office’s name",
    "phone": "a telephone number", "places": "a number of digits", "question": "a question’s label",
    "questions": "labels of questions", "reason": "the reason in words", "reference": "the case’s reference",
    "service": "the service’s title", "size": "a size, such as 10 MB", "start": "the first day", "state": "a state in words",
    "step": "a number", "steps": "a number", "time": "a time, such as 14:32", "title": "a title", "town": "the town’s name",
    "types": "kinds of files", "unit": "an office’s name", "used": "a number", "when": "how long until then",
    "who": "somebody’s name", "words": "words that somebody chose", "accept": "kinds of files", "query": "what was searched",
    "event": "the code of what happened", "sign": "a single character",
}  # fmt: skip
_OF_WRITERS = {
    "what": "what it is, as said elsewhere in this catalogue (“A page”, “kind of field”)", "name": "a name in the file",
    "key": "a key of the file", "known": "the names that are possible", "field": "a field’s name", "near": "a similar name",
    "source": "a text that is to be translated", "kind": "a type of value", "problem": "a program’s own words, in English",
    "path": "a file’s place", "line": "a line’s number", "move": "a move’s name", "document": "a document’s name",
    "scenario": "a scenario’s title", "first": "a line’s number", "number": "a number", "code": "an option’s code",
    "close": "a similar name", "keys": "keys of the file", "begins": "a key of the file", "currency": "a currency’s code",
    "decimals": "a number", "amount": "an amount of money", "example": "what to write instead",
    "options": "labels of options, or codes", "checks": "what checks say", "required": "labels of questions",
    "offered": "labels of options", "filled": "labels of questions", "valid": "titles of documents", "pages": "titles of pages",
    "questions": "titles of pages", "service": "a service’s name", "page": "a page’s name",
}  # fmt: skip
_WRITERS = ("portal/authoring/", "portal/rules/", "portal/spec/")

# The parts of a service's msgctxts (`<service>/<id>/<part>[/<code>]`) and what text each is.
_PARTS = {
    "label": "Label", "hint": "Hint below the label", "why": "Answer to “Why am I asked this?”", "title": "Title",
    "text": "Text", "says": "What is said where this holds", "because": "Why, told beside the result", "exit": "Title",
    "option-hint": "Hint below the option “{code}”", "option": "Option “{code}”",
    "problem": "What is said when something is wrong (“{code}”)", "summary": "Name of one item in a list",
    "name": "Name", "address": "Address", "hours": "Opening hours", "appeal": "How to appeal",
}  # fmt: skip
# Where more can be said than “the part of the thing”: (what has the name, part) → words.
_OF_THINGS = {
    ("a text", "text"): "Text to read between the questions, “{thing}”",
    ("a condition", "says"): "What the condition “{thing}” means, for people who ask why",
    ("a check", "says"): "What is said where the check “{thing}” finds something wrong",
    ("a document", "text"): "Words “{code}”, printed on the document “{thing}”",
    ("a group", "label"): "Name of one item of the group “{thing}”",
    ("a list", "label"): "Row “{code}” of the list “{thing}”",
    ("a field", "problem"): "What is said where the answer to the field “{thing}” is wrong (“{code}”)",
    ("a purpose", "purpose"): "What answers are asked for; shown under “Why am I asked this?”, and to the clerk",
    ("a row", "because"): "Why, told where the row “{thing}” was taken",
}
_OF_SERVICE = {
    "guidance/summary": "What the service is, in one sentence, below its title and in searches",
    "guidance/about": "More about the service, on its start page",
    "guidance/who": "Who can apply, on the start page", "guidance/cost": "What it costs, on the start page",
    "guidance/time": "How long applying takes, on the start page",
    "guidance/other_ways": "Other ways to apply, on the start page", "guidance/after": "What happens then, on the start page",
    "guidance/need": "One of the things that are needed, on the start page", "title": "Title of the service",
    "declaration": "What people confirm before they send; it stands beside a box to tick",
    "move/label": "What the clerk’s button says to decide so",
    "move/done": "How an application stands once it was decided so; clerk and applicant read it",
    "reason/label": "Reason for a refusal; the applicant reads it",
}  # fmt: skip
_OF_AUTHORITY = {
    "name": "Name of the authority", "short_name": "Short name of the authority, beside its mark",
    "address": "Address of the authority", "contact": "The page “Help and contact”", "privacy": "The page “Your data”",
    "accessibility": "The page “Accessibility”",
}  # fmt: skip


def notes_of_code(path: str, before: str, texts: Iterable[str]) -> tuple[str, ...]:
    """For a text of the portal's own: `path` is its file, `before` what stands before its mark on the line."""
    room = max((known for known in _ROOMS if path.startswith(known)), key=len, default="")
    kind = _element(before) if path.startswith("templates/") else ""
    place = f"{kind or 'Text'} {_ROOMS[room]}." if room else ""
    meanings = {**_NAMES, **_OF_WRITERS} if room in _WRITERS else _NAMES
    return (*((place,) if place else ()), *_of_names(texts, meanings))


def _element(before: str) -> str:
    for pattern, kind in _ELEMENTS:
        if pattern.search(before):
            tag = _OPENED.findall(before)[-1] if not kind else ""
            return kind or _TAGS.get(tag, "Heading")
    return ""


def _of_names(texts: Iterable[str], meanings: dict[str, str]) -> tuple[str, ...]:
    """One line for each {name} whose meaning is known, in the text's order."""
    found = dict.fromkeys(name for text in texts for name in names_in(text))
    return tuple(f"{{{name}}}: {meanings[name]}." for name in found if name in meanings)


def names_in(text: str) -> list[str]:
    """The `{names}` of a text; none where its braces are no parameters."""
    try:
        return [name for _, name, _, _ in Formatter().parse(text) if name]
    except ValueError:
        return []


def notes_of_service(service: Service, key: str) -> tuple[str, ...]:
    """For a text of a service: what it is, of what, and on which page."""
    of_service, _, code = key.partition("/")[2].rpartition("/")
    here = key.partition("/")[2]
    for known in (here, of_service):
        if known in _OF_SERVICE:
            return (f"{_OF_SERVICE[known]}.",)
    thing, _, part = here.partition("/")
    part, _, code = part.partition("/")
    what = service.names.get(thing, "a list")
    what = "an exit page" if thing in service.pages_by_id and service.pages_by_id[thing].exit else what
    the_thing = f"{_PARTS.get(part, 'Text')} of the {what.partition(' ')[2]} “{{thing}}”"
    said = _OF_THINGS.get((what, part), the_thing).format(thing=thing, code=code)
    return (f"{said}{_place(service, thing)}.", *_items(service, thing, part))


def _place(service: Service, thing: str) -> str:
    """On which page it stands; the page's title helps more than its id."""
    page = service.page_of.get(thing) or next(
        (page for page in service.pages for item in page.ask if item.id == thing.rpartition(".")[2]), None
    )
    group = thing.rpartition(".")[0]
    within = f", in the group “{group}”" if group else ""
    return f"{within}, on the page “{page.id}” ({page.title.source})" if page and page.id != thing else within


def _items(service: Service, thing: str, part: str) -> tuple[str, ...]:
    group = service.groups.get(thing)
    if group is None or part != "summary":
        return ()
    return tuple(f"{{{field.id}}}: the answer to “{field.label.source}”." for field in group.fields)


def notes_of_authority(authority: Authority, key: str) -> tuple[str, ...]:
    here = key.partition("/")[2]
    if here in _OF_AUTHORITY:
        return (f"{_OF_AUTHORITY[here]}.",)
    thing, _, part = here.partition("/")
    if thing in authority.life_events:
        return ("An occasion in somebody’s life, under which services are found.",)
    return (f"{_PARTS.get(part, 'Text')} of the office “{thing}”.",)
