"""From the decision to the mail and the PDF, through the engine itself, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.settings import Settings
from portal.store import IssuedDocument, Mail, Store, StoredFile, documents_of
from portal.store.tasks import failed_tasks, open_tasks
from portal.worker import run_waiting
from tests.conftest import publish_forms
from tests.usecases.test_review import approve
from tests.usecases.town import Town


@pytest.fixture
def demo(settings: Settings) -> Settings:
    """Without a mail server: what would have gone is in the outbox."""
    publish_forms(settings)
    return replace(settings, demo=True)


def test_what_a_decision_deferred_is_done_by_the_worker(store: Store, demo: Settings) -> None:
    town = Town(store)
    case = town.case(town.person("Leila Haddad", "48504121006"))
    approve(town, case, town.clerk())

    run_waiting(store, demo)
    run_waiting(store, demo)  # the mail about the document was deferred by its printing

    with store.reading() as session:
        document: IssuedDocument = session.scalars(documents_of(case.id)).one()
        mails = {mail.kind: mail.state for mail in session.scalars(select(Mail))}
        files = sorted(session.scalars(select(StoredFile.field)))
        assert failed_tasks(session) == []
        assert open_tasks(session) == []
    assert document.state == "issued"
    assert mails == {"received": "sent", "approved": "sent"}
    assert files == ["", "*copy"]
