"""Floor 6. The process in which documents are made: it reads jobs, and answers each with a PDF or a failure.

It is started by `press` and holds no secret: its environment is empty, it opens no socket, and what a template makes
it do beyond its limits ends it. A job is JSON on one line; the answer a line of JSON and then the PDF's bytes.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import resource
import shutil
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import segno

from portal.documents.both import Languages, Writing, runs
from portal.documents.failures import RenderingFailed
from portal.documents.fetcher import RELEASE, Fetcher, Reaching
from portal.documents.printing import Printed, print_html
from portal.documents.sandbox import Sandbox, environment, write
from portal.documents.seal import ring
from portal.documents.tags import complete
from portal.i18n.catalogue import Catalogues

FONT = "static/built/solmere-sans.woff2"
_FILE = 1_000_000  # bytes: WeasyPrint copies a page's font into its temporary folder


def main() -> None:
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever prints must not end up in an answer
    try:
        while line := sys.stdin.buffer.readline():
            job = json.loads(line)
            _limit(job["seconds"], job["megabytes"])
            answer(job, answers)
            if not gc.get_freeze_count():
                gc.freeze()  # what the first document loaded stays
    finally:
        # Whoever started it may have been killed; then nobody else tidies up.
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


def answer(job: Mapping[str, Any], answers: BinaryIO) -> None:
    try:
        pdf = prove(job) if "proofs" in job else make(job)
    except RenderingFailed as failed:
        _say(answers, {"reason": failed.reason, "facts": failed.facts})
    except Reaching as reached:
        _say(answers, {"reason": "fetch", "facts": {"url": reached.url}})
    except MemoryError:
        _say(answers, {"reason": "memory", "facts": {"megabytes": job["megabytes"]}})
    except Exception as wrong:  # noqa: BLE001 - said to whoever can mend it; the process is replaced
        _say(answers, {"reason": "crash", "facts": {"status": 0, "error": type(wrong).__name__}})
    else:
        _say(answers, {"size": len(pdf)}, pdf)


def prove(job: Mapping[str, Any]) -> bytes:
    """For each of the job's facts, why its HTML cannot be written, or null; nothing is printed."""
    home = Path(job["home"])
    bundle = {path: base64.b64decode(content) for path, content in job["bundle"].items()}
    said: list[Mapping[str, Any] | None] = []
    for proof in job["proofs"]:
        languages = Languages(job["official_language"], proof["language"])
        made = dressed(bundle, home, languages, job["zone"], job["made_at"])
        try:
            write(made, proof["template"], languages.read(proof["facts"]))
        except RenderingFailed as failed:
            said.append({"reason": failed.reason, "facts": failed.facts})
        except RecursionError:
            message = "it calls itself without an end"
            said.append({"reason": "template", "facts": {"message": message, "path": proof["template"], "line": 0}})
        else:
            said.append(None)
    return json.dumps(said).encode()


def make(job: Mapping[str, Any]) -> bytes:
    """One document. Refused: `RenderingFailed`, `Reaching`, `MemoryError`."""
    home = Path(job["home"])
    bundle = {path: base64.b64decode(content) for path, content in job["bundle"].items()}
    languages = Languages(job["official_language"], job["language"])
    made = dressed(bundle, home, languages, job["zone"], job["made_at"])
    data = json.dumps(job["facts"], ensure_ascii=False, sort_keys=True, indent=1).encode()
    fetcher = Fetcher({"solmere-sans.woff2": _font(home), **_drawings(home)}, bundle)

    def printed(facts: Any) -> Printed:
        return print_html(
            write(made, job["template"], languages.read(facts)),
            fetcher,
            base=RELEASE + job["template"],
            data=data,
            name=job["name"],
            made_at=datetime.fromisoformat(job["made_at"]),
        )

    try:
        paper = printed(job["facts"])
    except RenderingFailed as failed:
        if failed.reason != "letters":
            raise
        # An answer was accepted with them: the paper comes all the same. The attached data keep them as they are.
        told = spelled(job["facts"], str(failed.facts["letters"]))
        if told == job["facts"]:
            raise  # the template's own letter is its author's to mend
        paper = printed(told)
    return complete(paper.pdf, paper.spoken, languages.official)


def spelled(facts: Any, letters: str) -> Any:
    """`facts` with each of `letters` told by its number: "[U+1FAE0]" where no font has a face that melts."""
    if isinstance(facts, str):
        return facts.translate({ord(one): f"[U+{ord(one):04X}]" for one in letters})
    if isinstance(facts, Mapping):
        return {name: spelled(one, letters) for name, one in facts.items()}
    return [spelled(one, letters) for one in facts] if isinstance(facts, list) else facts


def _mark(bundle: Mapping[str, bytes]) -> str:
    """The authority's own mark where its release has one, else the house's."""
    return RELEASE + "documents/logo.svg" if "documents/logo.svg" in bundle else "house:///mark.svg"


def _qr(content: str) -> str:
    """A QR code as a picture, black on white. Viewers blur one pixel a module; the fixed mask saves trying eight."""
    picture = segno.make(content, error="m", micro=False, boost_error=False, mask=4)
    return picture.png_data_uri(scale=8, border=0)


@cache
def _font(home: Path) -> bytes:
    return (home / FONT).read_bytes()


def dressed(bundle: Mapping[str, bytes], home: Path, languages: Languages, zone: str, made_at: str) -> Sandbox:
    """The environment of one document, with everything that its template is given besides the facts."""
    writing = Writing(languages, _catalogues(home), zone)
    made = environment(bundle, home)
    made.filters.update(day=writing.day, money=writing.money, both=writing.both, after=writing.after, runs=runs)
    made.globals.update(
        _=writing.word,
        joined=writing.joined,
        languages=languages,
        made_at=made_at,
        mark=_mark(bundle),
        qr=_qr,
        seal_letters=lambda *names: ring(names, _font(home)),
    )
    return made


@cache
def _drawings(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "templates" / "documents").glob("*.svg")}


@cache
def _catalogues(home: Path) -> Catalogues:
    return Catalogues(home / "translations")


def _say(answers: BinaryIO, head: Mapping[str, Any], body: bytes = b"") -> None:
    answers.write(json.dumps(head).encode() + b"\n" + body)
    answers.flush()


def _limit(seconds: int, megabytes: int) -> None:
    """For this job: memory in all, processor time from now on, no file beyond a font's copy, no core dump."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
