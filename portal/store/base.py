"""Floor 5. What every table shares: the base class and the column types that behave alike on both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from portal.store import ids

NEVER = date(9999, 12, 31)  # a sort key is never null: what has no day has this one


def code(length: int = 64) -> TypeEngine[str]:
    """A short text for machines; PostgreSQL compares it byte by byte, as SQLite does."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def refers_to(column: str, **options: Any) -> ForeignKey:
    """A foreign key, judged at the commit: rows may be added in any order within a transaction."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED", **options)


def on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def insert_or(session: Session, table: type[DeclarativeBase]) -> sqlite.Insert:
    """An INSERT that can say what to do on a conflict, in the session's own dialect; both are called alike."""
    return insert_into(on_postgresql(session), table)


def insert_into(in_postgresql: bool, table: Any) -> sqlite.Insert:
    if in_postgresql:
        # Slow to load (it brings a driver that we do not use), and needed there only.
        from sqlalchemy.dialects import postgresql

        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite has no time zones: there it is kept as naive UTC and comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone: use datetime.now(UTC)")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Facts(TypeDecorator[Mapping[str, Any]]):
    """Ids and codes as canonical JSON text, the same bytes each time, so that a hash over them holds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, Any] | None:
        return None if value is None else json.loads(value)


class Scaled(TypeDecorator[Decimal]):
    """A decimal with up to six places, kept as a whole number of millionths: exact, and sorts alike everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * 1_000_000).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 1_000_000


def canonical(value: Any) -> str:
    """One JSON text for one value: keys sorted, no spaces, nothing but what JSON knows."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_ID_TYPES = {getattr(ids, name): code(64) for name in dir(ids) if hasattr(getattr(ids, name), "__supertype__")}


class Base(DeclarativeBase):
    """Of every table. No relationships: a use case states its queries."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        **_ID_TYPES,
        str: code(64),
        int: Integer,
        bool: Boolean,
        Decimal: Scaled,
        date: Date,
        datetime: Moment,
        bytes: LargeBinary,
        Mapping[str, Any]: Facts,
    }


class Versioned:
    """Of a row that two people may change at once: each UPDATE names the version it read and counts it up.

    The later one meets SQLAlchemy's `StaleDataError`; a form that carries the version compares it itself.
    """

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # SQLAlchemy passes the class
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]
