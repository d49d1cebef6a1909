"""Floor 7. Proofs: every document that a scenario issues is written once, without printing it, before a release is made.

So what a template asks for and nobody gives it, what it calls wrongly, and what it takes for granted though it may be
unanswered, is found by its author and not by the first applicant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from portal.authoring.scenarios import Issue, Scenario, issue
from portal.documents import Proof, RenderingFailed, prove
from portal.errors import N_, Fault
from portal.i18n.catalogue import Catalogues
from portal.spec.bundle import Bundle
from portal.spec.model import Authority, Service
from portal.store import Digest, DocumentId
from portal.usecases.issuing import CODE_ALPHABET, ToPrint
from portal.usecases.onpaper import document_facts
from portal.usecases.printedanswers import printed_answers
from portal.usecases.releases import ServedAuthority, ServedService, live_services
from portal.usecases.shelf import Shelf
from portal.wording.release import Translations, translations

HOME = Path(__file__).parents[2]
# Judging a workspace at each page view would write the same papers over and over. With each, the authority on the papers.
_shelf: Shelf[tuple[Authority, tuple[Fault, ...]]] = Shelf(32)


def proof_faults(
    bundle: Bundle, service: Service, scenarios: Sequence[Scenario], authority: Authority, folder: str = ""
) -> tuple[Fault, ...]:
    """What cannot be printed, with the template's line. The bundle's catalogues can be read. `folder` stands before paths."""
    key = bundle.digest, folder
    held = _shelf.get(key)
    if held is None or held[0] != authority:
        held = authority, tuple(sorted(set(_proven(bundle, service, scenarios, authority, folder))))
        _shelf.put(key, held)
    return held[1]


def _proven(
    bundle: Bundle, service: Service, scenarios: Sequence[Scenario], authority: Authority, folder: str
) -> Iterator[Fault]:
    served = ServedService(
        Digest(bundle.digest), bundle, service, translations(service, bundle.translations, bundle.shared_translations)
    )
    town = ServedAuthority(Digest(""), Bundle({}), authority, Translations(authority.language, {}))
    other = next((one for one in authority.languages if one != authority.language), authority.language)
    issues = [found for scenario in scenarios if (found := issue(service, scenario))]
    wanted = [(one, language) for one in issues for language in dict.fromkeys((authority.language, other))]
    proofs = [
        Proof(
            service.documents[one.document].template,
            document_facts(paper_of_issue(one, served, town, language), _catalogues(), "https://portal.example"),
            language,
        )
        for one, language in wanted
    ]
    failures = prove(
        bundle.files, proofs, official_language=authority.language, home=HOME, made_at=datetime(2026, 1, 1, tzinfo=UTC),
        zone=authority.time_zone,
    )  # fmt: skip
    for failed, (one, _language) in zip(failures, wanted, strict=False):
        if failed is not None:
            yield _fault(failed, service, one, folder)


def paper_of_issue(found: Issue, served: ServedService, town: ServedAuthority, language: str) -> ToPrint:
    described, scenario = served.service.documents[found.document], found.scenario
    return ToPrint(
        id=DocumentId("proof"), case_id="proof", number=f"{described.series}-{scenario.today.year}-000001",
        code=(CODE_ALPHABET * 2)[:16], document=found.document, language=language,
        created_at=datetime(2026, 1, 1, tzinfo=UTC), issued_on=scenario.today, valid_from=found.validity.first,
        valid_until=found.validity.last, reference="AAAA-AAAA-A",
        fee_minor=found.fee.amount_minor if found.fee else 0, currency=found.fee.currency if found.fee else "",
        fee_row=found.fee.id if found.fee else "", holder=str(scenario.given.get("person", {}).get("name") or "Mari Maasikas"),
        decided_by="Mari Maasikas" if scenario.given.get("outcome") else "",
        answers=printed_answers(served.service, found.entries, described), unit=served.service.unit, served=served, authority=town,
    )  # fmt: skip


def _fault(failed: RenderingFailed, service: Service, found: Issue, folder: str) -> Fault:
    template = service.documents[found.document].template
    if failed.reason != "template":
        message, remedy = (
            N_("The document “{document}” takes too long, or is too large, to be printed."),
            N_("Shorten its template: look for loops and for what it repeats."),
        )
        return Fault(f"{folder}{template}", 0, 0, message, remedy, {"document": found.document})
    path, line = str(failed.facts["path"]), int(failed.facts["line"])
    if not path.startswith("documents/"):  # a building block of the house, called by this template
        path, line = template, 0
    message, remedy = (
        N_("The document “{document}” cannot be printed: {problem}. The scenario “{scenario}” issues it."),
        N_(
            "Compare the line with the page on documents. What was not answered is nothing: ask for it with “if” first."
        ),
    )
    params = {
        "document": found.document,
        "problem": str(failed.facts["message"]).rstrip("."),
        "scenario": found.scenario.title,
    }
    return Fault(f"{folder}{path}", line, 1 if line else 0, message, remedy, params)


def series_taken(session: Session, besides: str) -> dict[str, str]:
    """Series → the live service whose documents have it, other than `besides`."""
    others = [live.service for live in live_services(session) if live.service.id != besides]
    return {document.series: service.id for service in others for document in service.documents.values()}


@cache
def _catalogues() -> Catalogues:
    return Catalogues(HOME / "translations")
