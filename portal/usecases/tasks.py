"""Floor 7. The operator's side of tasks: trying a failed one again, which stands in the journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.store import record, retry_task
from portal.usecases.access import require
from portal.usecases.actor import Actor


def retry_failed(session: Session, job_id: int, *, actor: Actor, now: datetime) -> None:
    """Queues a failed task again, at once.

    Refused: `Refused`; `NotFound` when it is not failed; `Conflict` when another of the same waits already.
    """
    require(actor, "task.retry")
    task = retry_task(session, job_id, now=now)
    record(
        session,
        "task",
        str(job_id),
        "task_retried",
        actor_id=actor.person_id,
        actor_role="administrator",
        now=now,
        facts={"task": task},
    )
