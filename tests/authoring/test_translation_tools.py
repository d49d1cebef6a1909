"""A catalogue's way through other programs and back: gettext's own, and files as Poedit and Weblate write them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from portal.authoring.po import Entry, Message, read_entries, write_entries
from portal.authoring.translation import merged
from portal.i18n.catalogue import Catalogue

HOME = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((HOME / "translations").glob("*/LC_MESSAGES/*.po"))

LONG = "A permit is for one vehicle and one zone. " * 4
MESSAGES = [
    Message("Send", notes=("Button on a page of people who apply.",)),
    Message('Say “{name}” \\ "quoted"\tand\ttabbed', notes=("Text.", "{name}: a name.")),
    Message("{n} day left", plural="{n} days left", notes=("{n}: a number; the plural goes by it.",)),
    Message("Open", "state"),
    Message("Open", "permit/opened/label", notes=("Label of the field “opened”.",)),
    Message(f"{LONG}\n\n- one\n- two\n\n{LONG.strip()}", "permit/guidance/about"),
    Message("What is your address?", "permit/home/label"),
    Message("Not translated yet", "permit/new/label"),
]
ENTRIES = [
    Entry(MESSAGES[0], ("Envoyer",), remarks=("A translator’s own words", "and a second line")),
    Entry(MESSAGES[1], ('Dites « {name} » \\ "cité"\tet\ttabulé',)),
    Entry(MESSAGES[2], ("{n} jour restant", "{n} jours restants")),
    Entry(MESSAGES[3], ("Ouvert",)),
    Entry(MESSAGES[4], ("Ouvrir",)),
    Entry(MESSAGES[5], (f"{LONG}\n\n- un\n- deux\n\n{LONG.strip()}",)),
    Entry(MESSAGES[6], ("Où habitez-vous ?",), "Where do you live?", is_stale=True),
    Entry(MESSAGES[7]),
]
OURS = write_entries(ENTRIES, "fr")


def run(tool: str, *arguments: str | Path) -> bytes:
    if shutil.which(tool) is None:
        pytest.skip(f"there is no {tool} here: `make test` installs it (gettext)")
    done = subprocess.run([tool, *map(str, arguments)], check=False, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def updated(content: bytes) -> bytes:
    """What `portal translations update` makes of a file that came back."""
    return write_entries(merged(MESSAGES, read_entries(content), by_context=True), "fr")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.stem}-{path.parts[-3]}")
def test_every_catalogue_passes_msgfmt(path: Path, tmp_path: Path) -> None:
    run("msgfmt", "--check", "--output-file", tmp_path / "x.mo", path)


@pytest.mark.parametrize(
    "how",
    [
        ("msgcat",), ("msgcat", "--width=30"), ("msgcat", "--no-wrap"), ("msgcat", "--sort-output"),
        ("msgcat", "--sort-by-file"), ("msgattrib", "--no-obsolete"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_gettexts_own_programs_lose_nothing(how: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_bytes(OURS)

    assert updated(run(*how, tmp_path / "fr.po")) == OURS


def test_what_gettext_keeps_as_obsolete_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_bytes(OURS)
    (tmp_path / "fewer.pot").write_bytes(write_entries([Entry(message) for message in MESSAGES[3:]], "en"))

    came = run("msgmerge", "--quiet", "--previous", "--no-fuzzy-matching", tmp_path / "fr.po", tmp_path / "fewer.pot")

    assert b"#~ msgid" in came
    assert [entry.message.key for entry in read_entries(came)] == [message.key for message in MESSAGES[3:]]


def test_msgmerge_brings_a_catalogue_up_to_date_as_an_update_does(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_bytes(OURS)
    (tmp_path / "portal.pot").write_bytes(write_entries([Entry(message) for message in MESSAGES], "en"))

    came = run("msgmerge", "--quiet", "--previous", "--no-fuzzy-matching", tmp_path / "fr.po", tmp_path / "portal.pot")

    assert updated(came) == OURS


def test_what_msgmerge_guesses_is_never_shown_and_says_where_it_came_from(tmp_path: Path) -> None:
    moved = Message("When did you get the vehicle?", "permit/since/label")
    (tmp_path / "fr.po").write_bytes(write_entries([Entry(moved, ("Depuis quand avez-vous le véhicule ?",))], "fr"))
    again = replace(moved, source="When did you get this vehicle?", context="permit/got/label")
    (tmp_path / "permit.pot").write_bytes(write_entries([Entry(again)], "en"))

    came = run("msgmerge", "--quiet", "--previous", tmp_path / "fr.po", tmp_path / "permit.pot")

    (entry,) = read_entries(came)
    assert (entry.is_stale, entry.previous_context, entry.previous) == (True, moved.context, moved.source)
    assert read_entries(write_entries([entry], "fr"))[0].previous_context == moved.context
    assert Catalogue.from_po(came, "fr").find(again.source, again.context) is None


def test_the_names_in_braces_are_watched_by_gettext_too(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_bytes(write_entries([Entry(Message("Dear {name},"), ("Bonjour {nom},",))], "fr"))
    run("msgcat", tmp_path / "fr.po")

    done = subprocess.run(
        ["msgfmt", "--check", "-o", tmp_path / "x.mo", tmp_path / "fr.po"], check=False, capture_output=True
    )

    assert done.returncode == 1
    assert b"'name'" in done.stderr


POEDIT = r"""# French translation
# Copyright (C) 2026 A translator
msgid ""
msgstr ""
"Project-Id-Version: portal\n"
"POT-Creation-Date: 2026-11-20 10:00+0200\n"
"PO-Revision-Date: 2026-11-24 14:32+0200\n"
"Last-Translator: Odile Marchetti <odile@mail.example>\n"
"Language-Team: \n"
"Language: fr\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"X-Generator: Poedit 3.4\n"
"X-Poedit-Basepath: .\n"

#. Label of the field “opened”.
#: ../forms/permit/service.yaml:12
msgctxt "permit/opened/label"
msgid "Open"
msgstr "Ouvrir"

# Checked with the office
#, fuzzy, python-brace-format
#| msgctxt "permit/home/label"
#| msgid ""
#| "Where do you live? Write the address at which you are registered, and not "
#| "another one"
msgctxt "permit/home/label"
msgid ""
"What is your "
"address?"
msgstr ""
"Où habitez-"
"vous ?"

#, fuzzy
#| msgid "{n} day"
#| msgid_plural ""
#| "{n} "
#| "days"
msgid "{n} day left"
msgid_plural "{n} days left"
msgstr[0] "{n} jour"
msgstr[1] "{n} jours"

# Not needed any more
#, fuzzy
#~| msgid "Old words"
#~ msgid "Older words"
#~ msgstr "Vieux mots"
#~ msgctxt "permit/gone/label"
#~ msgid "Gone"
#~ msgstr "Parti"

msgid "Send"
msgstr "Envoyer"
"""
_WAYS = {
    "as it is": POEDIT.encode(),
    "from Windows": b"\xef\xbb\xbf" + POEDIT.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("content", _WAYS.values(), ids=_WAYS)
def test_a_file_as_poedit_and_weblate_write_it_is_read_whole(content: bytes) -> None:
    opened, home, days, send = read_entries(content)

    assert (opened.message.context, opened.forms, opened.is_stale) == ("permit/opened/label", ("Ouvrir",), False)
    assert (home.message.source, home.forms) == ("What is your address?", ("Où habitez-vous ?",))
    assert home.previous.startswith("Where do you live? Write the address") and home.previous.endswith(
        "not another one"
    )
    assert (home.is_stale, home.previous_context) == (True, "permit/home/label")
    assert home.remarks == ("Checked with the office",)
    assert (days.previous, days.previous_plural, days.is_stale) == ("{n} day", "{n} days", True)
    assert send == Entry(Message("Send"), ("Envoyer",), line=send.line), "a remark of what is obsolete went to the next"


@pytest.mark.parametrize("content", _WAYS.values(), ids=_WAYS)
def test_the_portal_speaks_from_such_a_file(content: bytes) -> None:
    catalogue = Catalogue.from_po(content, "fr")

    assert catalogue.find("Send") == "Envoyer"
    assert catalogue.find("Open", "permit/opened/label") == "Ouvrir"
    assert catalogue.find("Gone", "permit/gone/label") is None


def test_such_a_file_is_written_in_our_way_once_and_then_stays() -> None:
    entries = read_entries(POEDIT.encode())

    once = write_entries(entries, "fr")

    assert b"X-Generator" not in once and b"#~" not in once and b"#:" not in once
    assert write_entries(read_entries(once), "fr") == once
    assert [replace(entry, line=0) for entry in read_entries(once)] == [replace(entry, line=0) for entry in entries]
