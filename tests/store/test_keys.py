from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.errors import NotFound
from portal.store import (
    Answers,
    Case,
    DataKey,
    DataKeyRow,
    Keyring,
    NotOpened,
    Store,
    data_key,
    destroy_data_key,
    keyed_digest,
    new_data_key,
    new_id,
)
from tests.store.conftest import NOW


def test_an_envelope_opens_only_at_its_own_place_and_version(store: Store) -> None:
    with store.writing() as session:
        key = new_data_key(session, "app", NOW)
        sealed = key.seal(Answers.envelope, "app", {"name": "Öö \u0645"}, version=3)

    assert key.open(Answers.envelope, "app", sealed, version=3) == {"name": "Öö \u0645"}
    for column, row, version in (
        (Case.envelope, "app", 3),
        (Answers.envelope, "other", 3),
        (Answers.envelope, "app", 2),
    ):
        with pytest.raises(NotOpened):
            key.open(column, row, sealed, version=version)


@pytest.mark.parametrize("at", [0, 5, 20, 40, -1])
def test_a_changed_envelope_does_not_open(at: int) -> None:
    key = _key()
    sealed = bytearray(key.seal(Answers.envelope, "app", {"name": "Anna", "much": "x" * 40}))
    sealed[at] ^= 1

    with pytest.raises(NotOpened):
        key.open(Answers.envelope, "app", bytes(sealed))


@pytest.mark.parametrize("torn", [b"", b"\x01", b"\x01" * 17, b"\x01" * 29])
def test_a_torn_envelope_does_not_open(torn: bytes) -> None:
    with pytest.raises(NotOpened):
        _key().open(Answers.envelope, "app", torn)


def test_the_same_words_are_sealed_differently_each_time() -> None:
    key = _key()
    assert key.seal(Answers.envelope, "a", {}) != key.seal(Answers.envelope, "a", {})


def test_a_data_key_is_kept_wrapped_and_comes_back(store: Store) -> None:
    with store.writing() as session:
        key = new_data_key(session, "app", NOW)
    with store.reading() as session:
        row = session.scalars(select(DataKeyRow)).one()
        assert row.wrapped is not None
        assert key.secret not in row.wrapped
        assert data_key(session, "app") == key


def test_another_operators_key_does_not_unwrap(store: Store) -> None:
    with store.writing() as session:
        new_data_key(session, "app", NOW)
    other = Store(store.engine, Keyring(b"quite another key of the operator"))
    with other.reading() as session, pytest.raises(NotOpened):
        data_key(session, "app")


def test_a_data_key_cannot_be_given_to_another_subject(store: Store) -> None:
    with store.writing() as session:
        new_data_key(session, "mine", NOW)
        new_data_key(session, "yours", NOW)
    with store.writing() as session:
        mine = session.get_one(DataKeyRow, "mine")
        with pytest.raises(NotOpened):
            store.keyring.unwrap("yours", mine.id, mine.wrapped)


def test_a_destroyed_data_key_is_gone_for_good(store: Store) -> None:
    with store.writing() as session:
        new_data_key(session, "app", NOW)
    with store.writing() as session:
        assert destroy_data_key(session, "app", NOW)
        assert not destroy_data_key(session, "app", NOW)
    with store.reading() as session:
        assert session.get_one(DataKeyRow, "app").wrapped is None
        with pytest.raises(NotFound):
            data_key(session, "app")


def test_a_subject_without_a_key_is_not_found(store: Store) -> None:
    with store.reading() as session, pytest.raises(NotFound):
        data_key(session, "nobody")


def test_a_keyed_digest_depends_on_purpose_text_and_key(store: Store) -> None:
    with store.reading() as session:
        digest = keyed_digest(session, "national", "60001019906")
    assert digest == store.keyring.digest("national", "60001019906")
    assert digest not in {
        store.keyring.digest("plate", "60001019906"),
        store.keyring.digest("national", "60001019905"),
        Keyring(b"quite another key of the operator").digest("national", "60001019906"),
    }


def test_a_short_operators_key_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        Keyring(b"short")


def test_a_data_key_does_not_show_its_secret() -> None:
    key = _key()
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


def test_ids_are_random_and_fit_a_url() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 26 and one.isalnum() and one == one.lower() for one in made)


def _key() -> DataKey:
    return DataKey(b"i" * 16, b"s" * 32)
