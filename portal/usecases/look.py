"""Floor 7. Who is signed in, and the draft they are at: what every page of questions needs, in one look.

Asked apart, the two took twice as long as all the rest that such a page reads.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.store import Draft, Store
from portal.usecases.actor import Door
from portal.usecases.drafts import DRAFT_COLUMNS, IS_THIS_DRAFT, with_all_of_it
from portal.usecases.sessions import (
    IS_THIS_SESSION,
    SESSION_COLUMNS,
    SESSION_WITH_PERSON,
    SIGNED_IN_SESSION,
    SignedIn,
    Times,
    digest_of_token,
    session_in,
)

_SIGNED_IN_AT = (
    select(*SESSION_COLUMNS, *DRAFT_COLUMNS)
    .select_from(with_all_of_it(SESSION_WITH_PERSON.outerjoin(Draft.__table__, IS_THIS_DRAFT), outer=True))
    .where(IS_THIS_SESSION)
)


def look(store: Store, token: str, *, times: Times, now: datetime, draft_id: str = "") -> tuple[SignedIn | None, Any]:
    """The citizen's session of this token if it stands, and the row of the draft, whoever's it is (None: no such draft)."""
    values = {"token_hash": digest_of_token(token)}
    door: Door = "citizen"
    row = (
        store.glance(_SIGNED_IN_AT, {**values, "draft_id": draft_id})
        if draft_id
        else store.glance(SIGNED_IN_SESSION, values)
    )
    if row is None:
        return None, None
    found = session_in(row, store.keyring, door=door, times=times, now=now)
    return found, row if draft_id and row.envelope is not None and row.key_id is not None else None
