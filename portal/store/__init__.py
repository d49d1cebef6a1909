"""Floor 5. The database: tables by subject, column types, envelopes, journal, tasks by name, migrations.

It knows no specification: services, fields and events are codes here. All that others need is exported below.
"""

from __future__ import annotations

from portal.store.applications import Answers, Case, CaseValue, Draft
from portal.store.base import NEVER, Base, canonical
from portal.store.ids import (
    ApplicationId,
    CaseId,
    Digest,
    DocumentId,
    DraftId,
    FileId,
    GrantId,
    KeyId,
    MailId,
    ParkedPostId,
    PersonId,
    ReleaseId,
    ServiceId,
    SessionId,
    TaskNoteId,
    WorkspaceId,
    new_id,
)
from portal.store.journal import AccessRecord, JournalEntry, JournalHead
from portal.store.keys import (
    DataKey,
    DataKeyRow,
    Keyring,
    NotOpened,
    data_key,
    destroy_data_key,
    keyed_digest,
    keyring,
    new_data_key,
)
from portal.store.opening import Store, open_engine, open_store
from portal.store.papers import Attempt, Counter, IssuedDocument, Mail, StoredFile
from portal.store.people import Grant, ParkedPost, Person, PortalSession
from portal.store.releases import Bundle, BundleFile, PublishedService, Release, Workspace, WorkspaceFile
from portal.store.tasks import TaskNote

__all__ = [
    "NEVER",
    "AccessRecord",
    "Answers",
    "ApplicationId",
    "Attempt",
    "Base",
    "Bundle",
    "BundleFile",
    "Case",
    "CaseId",
    "CaseValue",
    "Counter",
    "DataKey",
    "DataKeyRow",
    "Digest",
    "DocumentId",
    "Draft",
    "DraftId",
    "FileId",
    "Grant",
    "GrantId",
    "IssuedDocument",
    "JournalEntry",
    "JournalHead",
    "KeyId",
    "Keyring",
    "Mail",
    "MailId",
    "NotOpened",
    "ParkedPost",
    "ParkedPostId",
    "Person",
    "PersonId",
    "PortalSession",
    "PublishedService",
    "Release",
    "ReleaseId",
    "ServiceId",
    "SessionId",
    "Store",
    "StoredFile",
    "TaskNote",
    "TaskNoteId",
    "Workspace",
    "WorkspaceFile",
    "WorkspaceId",
    "canonical",
    "data_key",
    "destroy_data_key",
    "keyed_digest",
    "keyring",
    "new_data_key",
    "new_id",
    "open_engine",
    "open_store",
]
