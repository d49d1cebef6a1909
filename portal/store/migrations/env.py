"""Run by Alembic: migrates over the connection that `portal.store.migrating` hands in."""

from __future__ import annotations

from alembic import context

from portal.store import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
