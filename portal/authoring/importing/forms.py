"""Floor 6. Files of other makers in, folders of specifications out: one service for each form, or for each pair of twins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from babel import Locale, UnknownLocaleError

from portal.authoring.importing.findings import LOST, ODD, PART, Findings
from portal.authoring.importing.lists import translated
from portal.authoring.importing.service import Imported, import_form, service_name
from portal.authoring.importing.twins import TheyDiffer, catalogue, rewritten, signature
from portal.authoring.importing.writing import report_of, yaml_of
from portal.authoring.importing.xgov import Form, NotAForm, read_form
from portal.authoring.po import write_entries
from portal.authoring.walking import Walked, walk_service
from portal.errors import SpecFault
from portal.spec.bundle import bundle_of
from portal.spec.model import Service
from portal.spec.reader import SPECIFICATION, read_service

MAKERS = {"xgov": "the digital form builder (XGov)"}
_WELSH = re.compile(r"\b(?:eich|ydych|yr|ar gyfer|sefydliad|rhowch|oes|gyda|ydy|yw)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:your|the|for|you|and|of|enter|have|with|is)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A form as it was read, and where it came from."""

    name: str
    language: str
    form: Form
    findings: Findings


@dataclass(frozen=True)
class Written:
    """A service that an import made: its files by their path in its folder, its catalogues by language, its report."""

    imported: Imported
    files: Mapping[str, str]
    catalogues: Mapping[str, bytes]
    report: str
    walked: Walked | None  # None where the specification has faults, which the report tells
    twin: str = ""  # the language that became its translation


def read_source(path: Path, language: str = "") -> Source:
    """The form in the file. Refused: `NotAForm`."""
    findings = Findings()
    form = read_form(path.read_bytes(), findings)
    return Source(path.stem, language or _language(path, form), form, findings)


def _language(path: Path, form: Form) -> str:
    """By what the form says of itself, by the folder's name (`cy/`), else by the commonest words."""
    metadata = form.raw.get("metadata")
    if isinstance(metadata, dict) and metadata.get("isWelsh"):
        return "cy"
    folder = path.parent.name
    if re.fullmatch("[a-z]{2}", folder):
        try:
            return str(Locale.parse(folder).language)
        except (ValueError, UnknownLocaleError):
            pass
    said = " ".join(
        f"{page.title} {one.title} {one.hint} {one.content}" for page in form.pages.values() for one in page.components
    )[:20_000]
    return "cy" if len(_WELSH.findall(said)) > len(_ENGLISH.findall(said)) else "en"


def import_sources(sources: Iterable[Source], *, unit: str, today: date) -> Iterator[Written]:
    """Each service; twins among the sources become one where they agree in all but their words."""
    waiting = sorted(sources, key=lambda one: one.language != "en")  # English is the source where there are twins
    taken: set[str] = set()
    while waiting:
        first = waiting.pop(0)
        mark = signature(first.form)
        twin = next((one for one in waiting if one.language != first.language and signature(one.form) == mark), None)
        name = _free(service_name(first.name), taken)
        imported = import_form(first.form, name, first.language, first.findings, unit=unit)
        together = _together(imported, twin, unit) if twin is not None and mark else None
        if together is not None:
            waiting = [one for one in waiting if one is not twin]
            imported = together[0]
        yield _written(imported, twin.language if twin and together else "", together[1] if together else None, today)


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def service_of(imported: Imported) -> Service:
    """The specification, read. Refused: `SpecFault`, which would be a mistake of the import's own."""
    return read_service(bundle_of(imported.files), f"{imported.service}/")


def _together(first: Imported, twin: Source, unit: str) -> tuple[Imported, bytes] | None:
    """With the twin as a catalogue, and as labels of the lists; None where it cannot be one, which the report says."""
    place = f"{twin.name} ({twin.language})"
    try:
        form = rewritten(first.form, twin.form)
        other = import_form(form, first.service, twin.language, Findings(), unit=unit, known=first.names)
        made = catalogue(service_of(first), service_of(other))
    except TheyDiffer as difference:
        first.findings.add(ODD, place, f"it looks like a translation, but {difference}; it is a service of its own")
        return None
    except SpecFault as fault:
        first.findings.add(ODD, place, f"it looks like a translation, but cannot be read as one: {fault.faults[0]}")
        return None
    for one in twin.findings.found:
        if one not in first.findings.found and one.place not in ("sections", "metadata"):
            first.findings.add(one.level, f"{place}: {one.place}", one.what)
    first.findings.components += twin.findings.components
    for extra in made.extra:
        first.findings.add(PART, place, f"a text that the other language does not have: {extra[:200]}")
    missing = sum(entry.is_missing for entry in made.entries)
    if missing:
        first.findings.add(PART, place, f"{missing} texts have no translation there")
    lists, missed = translated(first.specification, first.lists, other.specification, other.lists, twin.language)
    for label in missed:
        first.findings.add(
            PART, place, f"an option is called otherwise on another page, which one file cannot say: {label}"
        )
    return replace(first, lists=lists), write_entries(made.entries, twin.language)


def _written(imported: Imported, twin: str, translated: bytes | None, today: date) -> Written:
    files = imported.files
    try:
        walked = walk_service(service_of(imported), today)
    except SpecFault as wrong:
        for fault in wrong.faults:
            imported.findings.add(LOST, SPECIFICATION, f"the specification has a fault: {fault}")
        return Written(imported, files, {}, _report(imported), None)
    for page in (*walked.unreachable, *walked.undecided):
        imported.findings.add(ODD, page, "the walk did not come to this page")
    for road in walked.stuck:
        problems = ", ".join(f"{name} ({code})" for name, code in road.problems.items())
        imported.findings.add(ODD, road.pages[-1] if road.pages else "-", f"the walk could not pass: {problems}")
    files["scenarios.yaml"] = yaml_of(list(scenarios_of(walked, today)))
    catalogues = {twin: translated} if translated and twin else {}
    return Written(imported, files, catalogues, _report(imported), walked, twin)


def _report(imported: Imported) -> str:
    return report_of(
        imported.service, MAKERS["xgov"], imported.findings, imported.lost, imported.pages, imported.fields
    )


def scenarios_of(walked: Walked, today: date) -> Iterator[dict[str, object]]:
    """Each road as a scenario."""
    for number, road in enumerate(walked.roads, 1):
        last = walked.service.pages_by_id[road.exit or road.pages[-1]]
        end = f"ends at “{last.title.source}”" if road.exit else "comes to the end"
        found: dict[str, object] = {"scenario": f"Road {number} {end}", "today": today.isoformat()}
        if road.given:
            found["given"] = {name: str(value) for name, value in road.given.items()}
        found |= {"answers": road.answers, "pages": list(road.pages)}
        if road.exit:
            found["exit"] = road.exit
        elif road.is_finished:
            found |= {"outcome": "approve", "state": "approved"} if "approve" in walked.service.review.moves else {}
        else:
            found["problems"] = dict(road.problems)
        yield found


__all__ = ["MAKERS", "NotAForm", "Source", "Written", "import_sources", "read_source", "scenarios_of", "service_of"]
