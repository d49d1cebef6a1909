"""Floor 5. Tasks: deferred by name in the transaction of their cause. The handlers stand in `worker`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, code
from portal.store.ids import TaskNoteId


class TaskNote(Base):
    """What the engine does not keep of a task: the key of its cause, when it ended, its last error."""

    __tablename__ = "task_notes"

    id: Mapped[TaskNoteId] = mapped_column(primary_key=True)
    task: Mapped[str]
    key: Mapped[str | None] = mapped_column(code(200), unique=True)
    ids: Mapped[Mapping[str, Any]]
    job_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    deferred_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    failed_at: Mapped[datetime | None]
