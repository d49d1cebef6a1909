"""Floor 5. Data keys and envelopes: what is personal is sealed under its subject's own key.

A subject is an application (draft and case share one) or a person. Its data key is wrapped by the operator's key;
destroying the data key erases all that it sealed, in backups too. Layout of an envelope:

    1 byte   format (1)
    16 bytes the data key's id
    12 bytes nonce
    …        AES-256-GCM of the content; associated data: format, table, column, row id, version
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from portal.errors import NotFound, PortalError
from portal.store.base import Base, canonical
from portal.store.ids import KeyId

FORMAT = b"\x01"
_ID, _NONCE = 16, 12
Column = InstrumentedAttribute[Any]


class NotOpened(PortalError):
    """An envelope that its key does not open: it was changed, moved, or is older than its row."""


class DataKeyRow(Base):
    """A subject's data key, wrapped. This table is backed up apart, and such backups are kept 30 days at most."""

    __tablename__ = "data_keys"

    subject_id: Mapped[str] = mapped_column(primary_key=True)  # an application's or a person's id
    id: Mapped[KeyId] = mapped_column(unique=True)
    wrapped: Mapped[bytes | None]  # null once destroyed
    wrapped_by: Mapped[str]  # which of the operator's keys
    made_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class DataKey:
    """One subject's key. Seals and opens what belongs to it, bound to its place in the database."""

    id: bytes
    secret: bytes = field(repr=False)

    def seal(
        self, column: InstrumentedAttribute[Any], row_id: str, content: Mapping[str, Any], version: int = 1
    ) -> bytes:
        """`content` (plain JSON values) as an envelope for this column of this row at this version."""
        return self.seal_bytes(_place(column), row_id, canonical(content).encode(), version)

    def open(
        self, column: InstrumentedAttribute[Any], row_id: str, envelope: bytes, version: int = 1
    ) -> dict[str, Any]:
        """What `seal` was given. Refused: `NotOpened`."""
        opened: dict[str, Any] = json.loads(self.open_bytes(_place(column), row_id, envelope, version))
        return opened

    def seal_bytes(self, place: str, row_id: str, content: bytes, version: int = 1) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(self.secret).encrypt(nonce, content, _associated(place, row_id, version))
        return FORMAT + self.id + nonce + sealed

    def open_bytes(self, place: str, row_id: str, envelope: bytes, version: int = 1) -> bytes:
        if envelope[:1] != FORMAT or envelope[1 : 1 + _ID] != self.id:
            raise NotOpened("another key or format", place=place, row=row_id)
        nonce, sealed = envelope[1 + _ID : 1 + _ID + _NONCE], envelope[1 + _ID + _NONCE :]
        try:
            return AESGCM(self.secret).decrypt(nonce, sealed, _associated(place, row_id, version))
        except InvalidTag:
            raise NotOpened("changed, moved or replaced", place=place, row=row_id) from None


class Keyring:
    """The operator's key and what is derived from it: one key wraps data keys, another makes keyed digests."""

    def __init__(self, operator_key: bytes) -> None:
        if len(operator_key) < 16:
            raise ValueError("the operator's data key is too short")
        self._wrapping = _derived(operator_key, b"portal wrap data keys 1")
        self._digesting = _derived(operator_key, b"portal keyed digests 1")
        self.id = hashlib.sha256(b"portal key id" + self._wrapping).hexdigest()[:12]

    def new(self, session: Session, subject_id: str, now: datetime) -> DataKey:
        """A data key for a new subject, added to the session."""
        key = DataKey(secrets.token_bytes(_ID), secrets.token_bytes(32))
        wrapped = self._wrap(key, subject_id)
        session.add(
            DataKeyRow(subject_id=subject_id, id=KeyId(key.id.hex()), wrapped=wrapped, wrapped_by=self.id, made_at=now)
        )
        return key

    def unwrap(self, subject_id: str, key_id: str, wrapped: bytes | None) -> DataKey:
        """The data key from its row's columns. Refused: `NotFound` when it was destroyed."""
        if wrapped is None:
            raise NotFound("erased", subject=subject_id)
        try:
            secret = AESGCM(self._wrapping).decrypt(
                wrapped[:_NONCE], wrapped[_NONCE:], f"data_keys\0{subject_id}\0{key_id}".encode()
            )
        except InvalidTag:
            raise NotOpened("the operator's key does not open this data key", subject=subject_id) from None
        return DataKey(bytes.fromhex(key_id), secret)

    def digest(self, purpose: str, text: str) -> str:
        """A keyed digest: equal texts of one purpose have equal digests, and nobody without the key can guess them."""
        made = hmac.new(self._digesting, f"{purpose}\0{text}".encode(), "sha256").digest()
        return base64.b32encode(made[:20]).decode("ascii").lower()

    def _wrap(self, key: DataKey, subject_id: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        place = f"data_keys\0{subject_id}\0{key.id.hex()}".encode()
        return nonce + AESGCM(self._wrapping).encrypt(nonce, key.secret, place)


def keyring(session: Session) -> Keyring:
    """The keyring that the store gave this session."""
    ring = session.info["keyring"]
    assert isinstance(ring, Keyring)
    return ring


def new_data_key(session: Session, subject_id: str, now: datetime) -> DataKey:
    """A data key for a new subject: an application or a person."""
    key = keyring(session).new(session, subject_id, now)
    session.info.setdefault("data_keys", {})[subject_id] = key
    return key


def data_key(session: Session, subject_id: str) -> DataKey:
    """The subject's key, unwrapped once a session. Refused: `NotFound` when there is none or it was destroyed."""
    known: dict[str, DataKey] = session.info.setdefault("data_keys", {})
    if subject_id not in known:
        # Such a statement does not send ahead what is changed but not written: a key just destroyed must be gone.
        session.flush()
        row = session.execute(_WRAPPED_KEY, {"subject": subject_id}).one_or_none()
        if row is None:
            raise NotFound("no data key", subject=subject_id)
        known[subject_id] = keyring(session).unwrap(subject_id, row.id, row.wrapped)
    return known[subject_id]


def keyed_digest(session: Session, purpose: str, text: str) -> str:
    return keyring(session).digest(purpose, text)


_keys = DataKeyRow.__table__.c
# Made once: nothing personal is read or written without it.
_WRAPPED_KEY = select(_keys.id, _keys.wrapped).where(_keys.subject_id == bindparam("subject"))


def destroy_data_key(session: Session, subject_id: str, now: datetime) -> bool:
    """Makes all that the subject's key sealed unreadable for ever. False when there was none left."""
    row = session.get(DataKeyRow, subject_id)
    if row is None or row.wrapped is None:
        return False
    row.wrapped, row.destroyed_at = None, now
    session.info.get("data_keys", {}).pop(subject_id, None)
    return True


def _place(column: Column) -> str:
    return f"{column.class_.__tablename__}.{column.key}"


def _associated(place: str, row_id: str, version: int) -> bytes:
    return FORMAT + f"{place}\0{row_id}\0{version}".encode()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
