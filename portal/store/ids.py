"""Floor 5. Ids: random, as text, and each with a type of its own, so that mypy refuses a mix-up."""

from __future__ import annotations

import base64
import secrets
from typing import NewType

PersonId = NewType("PersonId", str)
SessionId = NewType("SessionId", str)
GrantId = NewType("GrantId", str)
ParkedPostId = NewType("ParkedPostId", str)

ServiceId = NewType("ServiceId", str)  # a code from the specification: "parking-permit"
Digest = NewType("Digest", str)  # SHA-256 of a bundle, in hex
ReleaseId = NewType("ReleaseId", str)
WorkspaceId = NewType("WorkspaceId", str)

# A draft and the case it becomes are one application and share its id, its answers and its data key.
ApplicationId = NewType("ApplicationId", str)
DraftId = NewType("DraftId", ApplicationId)
CaseId = NewType("CaseId", ApplicationId)

DocumentId = NewType("DocumentId", str)
FileId = NewType("FileId", str)
MailId = NewType("MailId", str)
KeyId = NewType("KeyId", str)
TaskNoteId = NewType("TaskNoteId", str)


def new_id() -> str:
    """128 random bits as 26 letters and digits that survive a URL, a file name and a phone call."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()
