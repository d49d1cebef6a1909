"""Floor 6. Every warning there is: its code, what it says and how to mend it. `docs/specification.md` lists them, and a test compares."""

from __future__ import annotations

from collections.abc import Mapping

from portal.authoring.places import Place
from portal.errors import N_, WARNING, Fault

WARNINGS: Mapping[str, tuple[str, str]] = {
    "hint-sentences": (
        N_("The hint “{text}” ends in a full stop, or has several sentences."),
        N_("Keep it to one line without a full stop; put what is longer into a “paragraph”."),
    ),
    "hint-link": (
        N_("There is a link in the hint “{text}”, which is read aloud without it."),
        N_("Put the link into a “paragraph” before the question."),
    ),
    "same-title": (
        N_("Two pages are called “{text}”; the other is “{other}”."),
        N_("Give each a title of its own, so that people know where they are."),
    ),
    "long-sentence": (
        N_("A sentence has {words} words: “{text}”."),
        N_("Make two of it: up to {most} words are easy to read."),
    ),
    "unwanted-word": (
        N_("“{word}” in “{text}” scolds, begs, or says nothing."),
        N_("Say what to do, or what happens, in plain words."),
    ),
    "label-colon": (
        N_("“{text}” ends in a colon."),
        N_("Take it out: the field below shows that an answer follows."),
    ),
    "capitals": (
        N_("“{text}” is written in capital letters, which are hard to read."),
        N_("Write it as a sentence."),
    ),
    "exit-help": (
        N_("The exit “{page}” does not say what people can do instead."),
        N_("Tell whom to call, where to go, or what to do."),
    ),
    "plain-text-kind": (
        N_("“{text}” is asked as plain text."),
        N_("Write “kind: {kind}”: it is checked, and browsers fill it in."),
    ),
    "not-filled-in": (
        N_("“{text}” is typed again, though the sign-in may know it."),
        N_("Write “from: {fact}”: then it is filled in, also by browsers."),
    ),
    "not-offered": (
        N_("“{text}” asks for the person’s own, and browsers do not offer what they know."),
        N_("Write “own: yes”."),
    ),
    "no-purpose": (
        N_("The page “{page}” asks for personal data and says no purpose: {fields}."),
        N_("Write “purpose: …” at the page, and the purpose itself under “purposes”."),
    ),
    "asked-later": (
        N_("“{name}” waits for the answer to “{field}”, which is asked later, on the page “{page}”."),
        N_(
            "Ask that before it. Else people pass it by, and are led back to it from the end of the form."
        ),
    ),
    "told-late": (
        N_("The check “{name}” is told at “{at}”, and looks at “{field}”, which is asked later, on the page “{page}”."),
        N_("Write “at: {field}”. Else people go on, and are led back from the end of the form."),
    ),
    "unused-list": (N_("Nothing uses the list “{name}”."), N_("Use or delete it.")),
    "unused-condition": (N_("Nothing uses the condition “{name}”."), N_("Use or delete it.")),
    "unused-value": (N_("Nothing uses the value “{name}”."), N_("Use or delete it.")),
    "unused-table": (N_("Nothing uses the table “{name}”."), N_("Use or delete it.")),
    "unused-purpose": (N_("Nothing uses the purpose “{name}”."), N_("Use or delete it.")),
    "unused-file": (N_("Nothing uses the file “{name}”."), N_("Use or delete it.")),
    "translation-missing": (
        N_("{count} of {all} texts are not translated into “{language}”; the first is “{text}”."),
        N_(
            "Run “portal translations update” and translate what it adds to the catalogue, "
            "or leave the language out when you publish."
        ),
    ),
}  # fmt: skip
# Those that are told elsewhere: of translations (`authoring.translation`), tables (`authoring.proving`), templates (`documents`).
OTHERS = ("unused-text", "translation-stale", "translation-same", "translation", "table-hole", "table-overlap")


def warning(code: str, place: Place, **params: object) -> Fault:
    message, remedy = WARNINGS[code]
    return Fault(*place, message, remedy, params, WARNING, code)


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"
