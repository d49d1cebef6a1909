"""Documents: numbers without a gap, printing that may fail visibly, checking, revoking, the mails about them; on both databases."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pikepdf
import pytest
from sqlalchemy import func, select

from portal.documents import RenderingFailed
from portal.errors import Conflict, NotFound, Refused, TooMany
from portal.files.filestore import FileStore
from portal.gateways.wire import OutsideFailed
from portal.settings import Settings
from portal.spec.bundle import bundle_from_folder
from portal.store import (
    Case,
    IssuedDocument,
    JournalEntry,
    Mail,
    StoredFile,
    TaskNote,
    data_key,
    documents_of,
    files_of,
)
from portal.usecases import verifying
from portal.usecases.actor import Actor
from portal.usecases.issued import issued_documents, retry, void
from portal.usecases.issuing import CODE_ALPHABET, not_printed, number_of, revoke, to_print
from portal.usecases.letters import letter_to_send
from portal.usecases.releases import publish
from portal.usecases.review import Decision, decide
from portal.usecases.verifying import Verified, note_unknown, read_code, verify
from portal.worker import documents as printing
from portal.worker import mail as mailing
from tests.usecases.test_review import approve, opened
from tests.usecases.town import HOME, NOW, TODAY, Town

LEILA = ("Leila Haddad", "48504121006")


@pytest.fixture
def case(town: Town) -> Case:
    return town.case(town.person(*LEILA))


def the_document(town: Town, case: Case) -> IssuedDocument:
    with town.store.reading() as session:
        return session.scalars(documents_of(case.id)).one()


def code_of(town: Town, document: IssuedDocument) -> str:
    with town.store.reading() as session:
        waiting = session.scalars(select(IssuedDocument).where(IssuedDocument.id == document.id)).one()
        assert waiting.verify_envelope is not None
        key = data_key(session, waiting.case_id)
        return str(key.open(IssuedDocument.verify_envelope, waiting.id, waiting.verify_envelope)["code"])


def print_it(town: Town, settings: Settings, document: IssuedDocument) -> None:
    printing.render_document(town.store, settings, NOW, document=document.id)


def pdf_of(town: Town, settings: Settings, case: Case, field: str = "") -> bytes:
    with town.store.reading() as session:
        row = next(one for one in session.scalars(files_of(case.id)) if one.field == field)
        return FileStore(settings.files_dir).read(data_key(session, case.id), row.id)


def checked(town: Town, code: str, *, days: int = 0, source: str = "192.0.2.1") -> Verified:
    with town.store.writing() as session:
        return verify(session, code, source=source, now=NOW + timedelta(days=days), today=TODAY + timedelta(days=days))


def mails(town: Town) -> dict[str, str]:
    with town.store.reading() as session:
        return {mail.kind: mail.state for mail in session.scalars(select(Mail))}


def neighbour(town: Town, number: int) -> Case:
    """A case from a household of its own."""
    home = HOME | {"street": f"{number + 20} Rope Walk"}
    return town.case(town.person(f"Person {number}", f"3800101000{number}"), {"home": home})


class Stop(Exception):
    """Ends a transaction."""


def decide_and_stop(town: Town, case: Case, wanted: Decision, clerk: Actor) -> None:
    with town.store.writing() as session:
        decide(session, case.reference, wanted, actor=clerk, now=NOW, today=TODAY)
        raise Stop


# ---- numbers --------------------------------------------------------------------------------------------------------


def test_a_decision_brings_a_number_a_code_and_a_task(town: Town, case: Case) -> None:
    approve(town, case, town.clerk())

    document = the_document(town, case)
    assert (number_of(document), document.state) == ("PP-2026-000001", "pending")
    assert (document.valid_from, document.valid_until) == (TODAY, TODAY.replace(year=2027) - timedelta(days=1))
    code = code_of(town, document)
    assert len(code) == 16
    assert set(code) <= set(CODE_ALPHABET)
    with town.store.reading() as session:
        assert session.scalars(select(TaskNote).where(TaskNote.key == f"render_document:{document.id}")).one()


def test_the_alphabet_of_codes_has_no_sign_that_is_taken_for_another_and_80_bits() -> None:
    assert not set("0O1I") & set(CODE_ALPHABET)
    assert len(set(CODE_ALPHABET)) ** 16 == 2**80


def test_a_decision_that_rolls_back_gives_its_number_back(town: Town, case: Case) -> None:
    clerk = town.clerk()
    version = opened(town, case, clerk).version

    with pytest.raises(Stop):
        decide_and_stop(town, case, Decision("approve", version), clerk)

    approve(town, case, clerk)
    assert the_document(town, case).number == 1


def test_the_series_is_unbroken_when_two_connections_decide_at_once(town: Town) -> None:
    clerk = town.clerk()
    cases = [neighbour(town, n) for n in range(8)]
    versions = {case.id: opened(town, case, clerk).version for case in cases}
    start, failures = threading.Barrier(2), []

    def work(mine: list[Case]) -> None:
        start.wait()
        for case in mine:
            try:
                with town.store.writing() as session:
                    wanted = Decision("approve", versions[case.id])
                    decide(session, case.reference, wanted, actor=clerk, now=NOW, today=TODAY)
                    if case is mine[1]:  # one in each thread fails after it took a number
                        raise RuntimeError("rolled back")
            except RuntimeError:
                continue
            except BaseException as failure:  # noqa: BLE001 - shown below
                failures.append(failure)

    threads = [threading.Thread(target=work, args=(cases[n::2],)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with town.store.reading() as session:
        assert sorted(session.scalars(select(IssuedDocument.number))) == [1, 2, 3, 4, 5, 6]


def test_each_year_begins_with_number_one(town: Town, case: Case) -> None:
    approve(town, case, town.clerk())
    later = town.case(town.person("Mart Tamm", "38001010009"))
    clerk, version = town.clerk(), opened(town, later, town.clerk()).version
    new_year = NOW.replace(year=2027)

    with town.store.writing() as session:
        decide(session, later.reference, Decision("approve", version), actor=clerk, now=new_year, today=new_year.date())

    assert number_of(the_document(town, later)) == "PP-2027-000001"


# ---- printing -------------------------------------------------------------------------------------------------------


def test_the_worker_prints_keeps_and_tells(town: Town, settings: Settings, case: Case) -> None:
    approve(town, case, town.clerk())
    assert mails(town) == {"received": "queued"}, "no mail before there is something to download"

    print_it(town, settings, the_document(town, case))

    document = the_document(town, case)
    assert (document.state, document.issued_at) == ("issued", NOW)
    assert mails(town) == {"received": "queued", "approved": "queued"}
    with pikepdf.open(io.BytesIO(pdf_of(town, settings, case))) as pdf:
        facts = json.loads(pdf.attachments["PP-2026-000001.json"].get_file().read_bytes())
    assert facts["fields"]["plate"]["value"] == "AB123"
    assert (facts["holder"], facts["decided"]["by"]) == ("Leila Haddad", "Maarja Kask")
    assert facts["check"]["url"] == f"http://localhost/v/{code_of(town, document)}"


def test_the_stored_pdf_is_encrypted(town: Town, settings: Settings, case: Case) -> None:
    approve(town, case, town.clerk())
    print_it(town, settings, the_document(town, case))

    kept = [path.read_bytes() for path in settings.files_dir.rglob("*") if path.is_file()]
    assert kept
    assert not any(content.startswith(b"%PDF") for content in kept)


def test_printing_twice_makes_one_document_and_one_mail(town: Town, settings: Settings, case: Case) -> None:
    approve(town, case, town.clerk())
    document = the_document(town, case)

    print_it(town, settings, document)
    print_it(town, settings, document)

    with town.store.reading() as session:
        assert session.execute(select(func.count()).select_from(StoredFile)).scalar_one() == 1
    assert mails(town)["approved"] == "queued"


def test_a_template_that_cannot_be_printed_stays_visible_and_is_not_tried_again_by_itself(
    town: Town, settings: Settings, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(town, case, town.clerk())

    def broken(*_: Any, **__: Any) -> bytes:
        raise RenderingFailed("template", message="Leila Haddad", path="documents/permit.html", line=7)

    monkeypatch.setattr(printing, "render", broken)
    print_it(town, settings, the_document(town, case))

    with town.store.reading() as session:
        page = issued_documents(session, actor=town.supervisor(), today=TODAY)
    assert [(line.state, line.failure, line.may_retry) for line in page.rows] == [
        ("failed", {"reason": "template", "path": "documents/permit.html", "line": 7}, True)
    ]
    assert page.failed == 1
    assert mails(town) == {"received": "queued", "approved": "queued"}, "the decision does not wait for the paper"
    told = letter(town, settings, case, "approved").text
    assert "is still being made" in told
    assert "is ready" not in told and "download" not in told


def test_what_another_try_may_mend_goes_back_to_the_engine(
    town: Town, settings: Settings, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(town, case, town.clerk())
    document = the_document(town, case)

    def slow(*_: Any, **__: Any) -> bytes:
        raise RenderingFailed("time", seconds=20)

    with monkeypatch.context() as patched:
        patched.setattr(printing, "render", slow)
        with pytest.raises(RenderingFailed):
            print_it(town, settings, document)
    assert the_document(town, case).state == "failed"

    print_it(town, settings, document)

    assert the_document(town, case).state == "issued"


def fail(town: Town, case: Case) -> IssuedDocument:
    with town.store.writing() as session:
        not_printed(session, the_document(town, case).id, RenderingFailed("fetch", url="x"), now=NOW)
    return the_document(town, case)


def test_a_supervisor_prints_again_what_failed(town: Town, settings: Settings, case: Case) -> None:
    approve(town, case, town.clerk())
    document = fail(town, case)

    with town.store.writing() as session:
        retry(session, document.id, actor=town.supervisor(), now=NOW)

    assert the_document(town, case).state == "pending"
    with town.store.reading() as session:
        notes = session.scalars(select(TaskNote).where(TaskNote.task == "render_document")).all()
        assert len(notes) == 2
    print_it(town, settings, document)
    assert the_document(town, case).state == "issued"


def test_a_voided_number_stays_in_the_series_and_says_so(town: Town, settings: Settings, case: Case) -> None:
    approve(town, case, town.clerk())
    document = fail(town, case)

    with town.store.writing() as session:
        void(session, document.id, explanation="Call at the office", actor=town.supervisor(), now=NOW)
    print_it(town, settings, document)

    assert the_document(town, case).state == "voided"
    with town.store.reading() as session:
        events = session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "document"))
        assert list(events) == ["failed", "voided"]
        of_case = session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "case"))
        assert "voided" in list(of_case)
    assert mails(town)["voided"] == "queued"
    assert "Call at the office" in letter(town, settings, case, "voided").text


def test_nothing_is_voided_without_words_for_its_holder(town: Town, case: Case) -> None:
    approve(town, case, town.clerk())
    document = fail(town, case)

    with pytest.raises(Refused), town.store.writing() as session:
        void(session, document.id, explanation=" ", actor=town.supervisor(), now=NOW)

    assert the_document(town, case).state == "failed"


@pytest.mark.parametrize("act", [retry, partial(void, explanation="Call at the office")])
def test_only_what_failed_is_printed_again_or_voided(town: Town, case: Case, act: Any) -> None:
    approve(town, case, town.clerk())

    with pytest.raises(Conflict), town.store.writing() as session:
        act(session, the_document(town, case).id, actor=town.supervisor(), now=NOW)


def test_a_clerk_may_look_but_not_mend_and_another_office_knows_of_nothing(town: Town, case: Case) -> None:
    approve(town, case, town.clerk())
    document = fail(town, case)
    elsewhere = town.person("Liis Oja", "47001010002", door="staff", residents_office=("supervisor",))

    with pytest.raises(Refused), town.store.writing() as session:
        retry(session, document.id, actor=town.clerk(), now=NOW)
    with pytest.raises(NotFound), town.store.writing() as session:
        retry(session, document.id, actor=elsewhere, now=NOW)
    with town.store.reading() as session:
        assert issued_documents(session, actor=elsewhere, today=TODAY).rows == ()


def test_the_list_goes_on_from_page_to_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.usecases.issued.PAGE", 2)
    for number in range(5):
        approve(town, neighbour(town, number), town.clerk())

    seen, after = [], ""
    while True:
        with town.store.reading() as session:
            page = issued_documents(session, actor=town.supervisor(), today=TODAY, after=after)
        seen += [line.number for line in page.rows]
        after = page.next
        if not after:
            break

    assert sorted(seen) == [f"PP-2026-00000{number}" for number in range(1, 6)]
    assert len(set(seen)) == 5


def test_the_copy_of_what_was_sent_is_made_once(town: Town, settings: Settings, case: Case) -> None:
    for _ in range(2):
        printing.make_copy(town.store, settings, NOW, case=case.id)

    with town.store.reading() as session:
        assert [one.field for one in session.scalars(files_of(case.id))] == ["*copy"]
    with pikepdf.open(io.BytesIO(pdf_of(town, settings, case, "*copy"))) as pdf:
        facts = json.loads(pdf.attachments[f"{case.reference}.json"].get_file().read_bytes())
    rows = [row for section in facts["sections"] for block in section["blocks"] for row in block["rows"]]
    assert {"label": {"en": "Registration number"}, "values": ["AB123"]} in rows
    assert facts["fee"]["minor"] == 6000


@pytest.mark.parametrize("language", ["en", "et", "ar", "fr"])
@pytest.mark.parametrize("service", ["parking-permit", "residence-certificate"])
def test_every_service_is_printed_in_every_language(
    town: Town, settings: Settings, service: str, language: str
) -> None:
    answers = (
        {"whom": "self", "name": "Leila Haddad", "born": "31 3 1985", "purpose": "school"}
        if service != "parking-permit"
        else None
    )
    case = town.case(town.person(*LEILA), answers, service=service)
    with town.store.writing() as session:
        session.get_one(Case, case.id).language = language
    clerk = town.person("Maarja Kask", "48203110007", door="staff", everywhere=("clerk",))
    approve(town, case, clerk)

    print_it(town, settings, the_document(town, case))

    assert the_document(town, case).state == "issued"
    with pikepdf.open(io.BytesIO(pdf_of(town, settings, case))) as pdf:
        facts = json.loads(next(iter(pdf.attachments.values())).get_file().read_bytes())
    assert facts["title"].keys() == {"en", language}
    assert len(set(facts["title"].values())) == len(facts["title"])


# ---- checking -------------------------------------------------------------------------------------------------------


def issued(town: Town, settings: Settings, case: Case) -> tuple[IssuedDocument, str]:
    approve(town, case, town.clerk())
    print_it(town, settings, the_document(town, case))
    document = the_document(town, case)
    return document, code_of(town, document)


def test_a_stranger_sees_only_what_is_declared_public(town: Town, settings: Settings, case: Case) -> None:
    _document, code = issued(town, settings, case)

    found = checked(town, code)

    assert (found.state, found.number) == ("issued", "PP-2026-000001")
    assert found.public == {"zone": "B", "plate": "AB123"}
    assert "Leila" not in repr(replace(found, served=None))  # type: ignore[arg-type]


def test_a_document_past_its_last_day_is_expired(town: Town, settings: Settings, case: Case) -> None:
    _document, code = issued(town, settings, case)

    assert checked(town, code, days=364).state == "issued"
    assert checked(town, code, days=365).state == "expired"


def test_a_revoked_document_says_so_and_nothing_else(town: Town, settings: Settings, case: Case) -> None:
    document, code = issued(town, settings, case)

    with town.store.writing() as session:
        revoke(session, document.id, reason="changed", explanation="You moved", actor=town.supervisor(), now=NOW)

    found = checked(town, code)
    assert (found.state, found.revoked_at, found.public) == ("revoked", NOW, {})
    assert mails(town)["revoked"] == "queued"
    with pytest.raises(Conflict), town.store.writing() as session:
        revoke(session, document.id, reason="changed", actor=town.supervisor(), now=NOW)


def test_revoking_wants_a_reason_and_a_supervisor(town: Town, settings: Settings, case: Case) -> None:
    document, code = issued(town, settings, case)

    with pytest.raises(Refused), town.store.writing() as session:
        revoke(session, document.id, reason="", actor=town.supervisor(), now=NOW)
    with pytest.raises(Refused), town.store.writing() as session:
        revoke(session, document.id, reason="changed", actor=town.clerk(), now=NOW)
    assert checked(town, code).state == "issued"


def test_a_code_that_was_not_handed_over_is_as_unknown_as_any(town: Town, case: Case) -> None:
    approve(town, case, town.clerk())

    with pytest.raises(NotFound) as pending:
        checked(town, code_of(town, the_document(town, case)))
    with pytest.raises(NotFound) as unknown:
        checked(town, "A" * 16)
    assert str(pending.value) == str(unknown.value)


def test_unknown_codes_are_limited_by_where_they_come_from(town: Town, settings: Settings, case: Case) -> None:
    _document, code = issued(town, settings, case)
    for _ in range(verifying.MOST_UNKNOWN):
        with town.store.writing() as session:
            note_unknown(session, source="192.0.2.7", now=NOW)

    with pytest.raises(TooMany) as limited:
        checked(town, "A" * 16, source="192.0.2.7")
    assert limited.value.facts["retry_after"] == 600
    assert checked(town, code, source="192.0.2.7").state == "issued", "a real code is answered: many share an address"
    with pytest.raises(NotFound):
        checked(town, "A" * 16, source="192.0.2.8")
    later = NOW + verifying.WITHIN + timedelta(seconds=1)
    with town.store.reading() as session, pytest.raises(NotFound):
        verify(session, "A" * 16, source="192.0.2.7", now=later, today=TODAY)


def test_a_network_of_ipv6_counts_as_one_place(town: Town) -> None:
    for number in range(verifying.MOST_UNKNOWN):
        with town.store.writing() as session:
            note_unknown(session, source=f"2001:db8:1:1::{number:x}", now=NOW)

    with pytest.raises(TooMany):
        checked(town, "A" * 16, source="2001:db8:1:1:ffff::1")
    with pytest.raises(NotFound):
        checked(town, "A" * 16, source="2001:db8:1:2::1")


def test_addresses_are_not_kept(town: Town) -> None:
    with town.store.writing() as session:
        note_unknown(session, source="192.0.2.7", now=NOW)

    with town.store.reading() as session:
        assert "192.0.2.7" not in session.scalars(select(verifying.Attempt.source_digest)).one()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7K4M XD9Q TC2H VRWN", "7K4MXD9QTC2HVRWN"),
        (" 7k4m-xd9q-tc2h-vrwn ", "7K4MXD9QTC2HVRWN"),
        ("7K4MXD9QTC2HVRWN\u200f", "7K4MXD9QTC2HVRWN"),
        ("7K4M XD9Q TC2H VRW", None),
        ("0K4M XD9Q TC2H VRWN", None),
        ("7K4M XD9Q TC2H VRWN7", None),
        ("", None),
        ("٧K4M XD9Q TC2H VRWN", None),
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


def test_a_code_is_found_nowhere_in_the_database(sqlite_town: Town, sqlite_settings: Settings) -> None:
    town = sqlite_town
    case = town.case(town.person(*LEILA))
    _document, code = issued(town, sqlite_settings, case)

    folder = sqlite_settings.data_dir
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert code.encode() not in content
    assert b"PP" in content


# ---- mails ----------------------------------------------------------------------------------------------------------


def letter(town: Town, settings: Settings, case: Case, kind: str) -> Any:
    from portal.i18n.catalogue import Catalogues

    with town.store.reading() as session:
        mail_id = session.scalars(select(Mail.id).where(Mail.subject_id == case.id, Mail.kind == kind)).one()
        return letter_to_send(
            session,
            mail_id,
            catalogues=Catalogues(settings.translations_dir),
            templates=settings.templates_dir,
            base_url=settings.base_url,
        )


def test_the_confirmation_says_that_the_office_tells_a_fee_that_is_not_known(
    town: Town, settings: Settings, case: Case
) -> None:
    with town.store.writing() as session:
        session.get_one(Case, case.id).fee_state = "open"

    told = letter(town, settings, case, "received").text

    assert "The fee could not be worked out from the answers." in told and "Pay at the office" not in told


def refuse(town: Town, case: Case, actor: Actor) -> None:
    wanted = Decision("refuse", opened(town, case, actor).version, "not_resident", "The register says Tallinn")
    with town.store.writing() as session:
        decide(session, case.reference, wanted, actor=actor, now=NOW, today=TODAY)


def test_the_confirmation_tells_the_reference_and_when_we_must_answer(
    town: Town, settings: Settings, case: Case
) -> None:
    told = letter(town, settings, case, "received")

    assert (told.to, told.sender, told.language) == ("leila@mail.example", "Town of Solmere", "en")
    assert told.subject == "Your application is sent: Resident parking permit"
    assert case.reference in told.text
    assert "8\u00a0December\u00a02026" in told.text
    assert f"http://localhost/en/my/cases/{case.reference}" in told.text
    assert "\n\n\n" not in told.text


def test_the_approval_tells_number_and_last_day(town: Town, settings: Settings, case: Case) -> None:
    issued(town, settings, case)

    told = letter(town, settings, case, "approved")

    assert "PP-2026-000001" in told.text
    assert "23\u00a0November\u00a02027" in told.text


def test_the_refusal_tells_the_reason_the_clerks_words_and_how_to_appeal(
    town: Town, settings: Settings, case: Case
) -> None:
    refuse(town, case, town.clerk())

    told = letter(town, settings, case, "refused")

    assert "You are not registered as living in the zone you chose" in told.text
    assert "The register says Tallinn" in told.text
    assert "appeal" in told.text


def test_a_mail_is_written_in_the_language_of_the_application(town: Town, settings: Settings, case: Case) -> None:
    with town.store.writing() as session:
        session.get_one(Case, case.id).language = "ar"

    approve(town, case, town.clerk())
    print_it(town, settings, the_document(town, case))

    told = letter(town, settings, case, "approved")
    assert told.language == "ar"
    assert "تصريح" in told.subject


def test_a_mail_is_sent_once_with_the_same_message_id_at_every_try(
    town: Town, settings: Settings, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    def flaky(mail: Any, _url: str) -> None:
        sent.append(mail)
        if len(sent) == 1:
            raise OutsideFailed("cannot be reached", "down")

    monkeypatch.setattr(mailing, "send_mail", flaky)
    with town.store.reading() as session:
        mail_id = session.scalars(select(Mail.id)).one()

    with pytest.raises(OutsideFailed):
        mailing.send_queued_mail(town.store, settings, NOW, mail=mail_id)
    mailing.send_queued_mail(town.store, settings, NOW, mail=mail_id)
    mailing.send_queued_mail(town.store, settings, NOW, mail=mail_id)

    assert [mail.key for mail in sent] == [sent[0].key] * 2
    assert sent[0] == sent[1]
    assert mails(town) == {"received": "sent"}


def test_a_wrong_address_is_noted_and_tried_no_more(
    town: Town, settings: Settings, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: Any) -> None:
        raise mailing.MailRefused("no such person")

    monkeypatch.setattr(mailing, "send_mail", refusing)
    with town.store.reading() as session:
        mail_id = session.scalars(select(Mail.id)).one()

    mailing.send_queued_mail(town.store, settings, NOW, mail=mail_id)

    assert mails(town) == {"received": "failed"}


def test_a_decision_that_rolls_back_sends_nothing(town: Town, case: Case) -> None:
    clerk = town.clerk()
    version = opened(town, case, clerk).version
    wanted = Decision("refuse", version, "not_resident", "No")

    with pytest.raises(Stop):
        decide_and_stop(town, case, wanted, clerk)

    assert mails(town) == {"received": "queued"}


def test_nothing_is_printed_for_a_case_that_was_erased(town: Town, settings: Settings, case: Case) -> None:
    from portal.store import destroy_data_key

    approve(town, case, town.clerk())
    document = the_document(town, case)
    with town.store.writing() as session:
        destroy_data_key(session, case.id, NOW)

    print_it(town, settings, document)

    assert the_document(town, case).state == "pending"
    with town.store.reading() as session, pytest.raises(NotFound):
        to_print(session, document.id)


# ---- groups on paper ------------------------------------------------------------------------------------------------


def test_the_answers_of_a_group_are_printed_and_shown_together(town: Town, settings: Settings) -> None:
    bundle = bundle_from_folder(settings.forms_dir / "parking-permit", settings.translations_dir)
    source = bundle.text("service.yaml")
    changed = source.replace("print: [zone, plate, home]", "print: [zone, plate, home, visitor.name]")
    changed = changed.replace("public: [zone, plate]", "public: [zone, visitor.name]")
    with town.store.writing() as session:
        publish(
            session, bundle.replace("service.yaml", changed), by="operator", role="operator", now=NOW, what_changed=""
        )
    two = [{"name": "Omar Haddad", "visits": "4"}, {"name": "Mari Kask", "visits": "2"}]
    case = town.case(town.person(*LEILA), {"visitor": two})

    _document, code = issued(town, settings, case)

    with pikepdf.open(io.BytesIO(pdf_of(town, settings, case))) as pdf:
        facts = json.loads(next(iter(pdf.attachments.values())).get_file().read_bytes())
    assert facts["fields"]["visitor.name"]["value"] == "Omar Haddad, Mari Kask"
    assert checked(town, code).public == {"zone": "B", "visitor.name": ["Omar Haddad", "Mari Kask"]}
