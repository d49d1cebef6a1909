"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.store.tasktables import drop_task_tables, make_task_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ONLY_GROW = ("journal_entries", "access_records")
TABLES = (
    "workspace_files",
    "documents",
    "case_values",
    "workspaces",
    "drafts",
    "cases",
    "sessions",
    "releases",
    "parked_posts",
    "grants",
    "bundle_files",
    "task_notes",
    "services",
    "persons",
    "mails",
    "journal_entries",
    "files",
    "data_keys",
    "counters",
    "bundles",
    "attempts",
    "answers",
    "access_records",
)


def code(length: int) -> sa.types.TypeEngine[str]:
    """A short text for machines; PostgreSQL compares it byte by byte."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    make_access_records()
    make_answers()
    make_attempts()
    make_bundles()
    make_counters()
    make_data_keys()
    make_files()
    make_journal_entries()
    make_mails()
    make_persons()
    make_services()
    make_task_notes()
    make_bundle_files()
    make_grants()
    make_parked_posts()
    make_releases()
    make_sessions()
    make_cases()
    make_drafts()
    make_workspaces()
    make_case_values()
    make_documents()
    make_workspace_files()
    make_task_tables(op.get_bind())
    for name in ONLY_GROW:
        refuse_changes(name)


def downgrade() -> None:
    drop_task_tables(op.get_bind())
    for name in TABLES:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        for name in ONLY_GROW:
            op.execute(f"DROP FUNCTION {name}_only_grows()")


def refuse_changes(name: str) -> None:
    """Triggers that let the table only grow."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{verb} BEFORE {verb.upper()} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} only grows'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {name}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} only grows'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_only_grows()"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_only_grows()"
    )


def make_access_records() -> None:
    op.create_table(
        "access_records",
        sa.Column("id", code(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", code(64), nullable=False),
        sa.Column("role", code(64), nullable=False),
        sa.Column("case_id", code(64), nullable=False),
        sa.Column("thing", code(64), nullable=False),
        sa.Column("thing_id", code(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_records")),
    )
    op.create_index(op.f("ix_access_records_case_id_at"), "access_records", ["case_id", "at"], unique=False)
    op.create_index(op.f("ix_access_records_person_id_at"), "access_records", ["person_id", "at"], unique=False)


def make_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("application_id", code(64), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_answers")),
    )


def make_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("what", code(64), nullable=False),
        sa.Column("source_digest", code(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_at"), "attempts", ["at"], unique=False)
    op.create_index(
        op.f("ix_attempts_what_source_digest_at"), "attempts", ["what", "source_digest", "at"], unique=False
    )


def make_bundles() -> None:
    op.create_table(
        "bundles",
        sa.Column("digest", code(64), nullable=False),
        sa.Column("service_id", code(64), nullable=False),
        sa.Column("kind", code(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_bundles")),
    )


def make_counters() -> None:
    op.create_table(
        "counters",
        sa.Column("series", code(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_counters")),
    )


def make_data_keys() -> None:
    op.create_table(
        "data_keys",
        sa.Column("subject_id", code(64), nullable=False),
        sa.Column("id", code(64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_by", code(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint("id", name=op.f("uq_data_keys_id")),
    )


def make_files() -> None:
    op.create_table(
        "files",
        sa.Column("id", code(64), nullable=False),
        sa.Column("application_id", code(64), nullable=False),
        sa.Column("field", code(130), nullable=False),
        sa.Column("item", code(64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", code(64), nullable=False),
        sa.Column("state", code(64), nullable=False),
        sa.Column("sha256", code(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_application_id_field"), "files", ["application_id", "field"], unique=False)


def make_journal_entries() -> None:
    op.create_table(
        "journal_entries",
        sa.Column("id", code(64), nullable=False),
        sa.Column("subject_kind", code(64), nullable=False),
        sa.Column("subject_id", code(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", code(64), nullable=False),
        sa.Column("actor_role", code(64), nullable=False),
        sa.Column("event", code(64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous_hash", code(64), nullable=False),
        sa.Column("hash", code(64), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", "seq", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("id", name=op.f("uq_journal_entries_id")),
    )
    op.create_index(op.f("ix_journal_entries_actor_id_at"), "journal_entries", ["actor_id", "at"], unique=False)
    op.create_index(op.f("ix_journal_entries_at_id"), "journal_entries", ["at", "id"], unique=False)


def make_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", code(64), nullable=False),
        sa.Column("subject_id", code(64), nullable=False),
        sa.Column("kind", code(64), nullable=False),
        sa.Column("message_id", code(200), nullable=False),
        sa.Column("state", code(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mails_message_id")),
    )
    op.create_index(op.f("ix_mails_created_at_id"), "mails", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_mails_subject_id"), "mails", ["subject_id"], unique=False)


def make_persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", code(64), nullable=False),
        sa.Column("provider", code(200), nullable=False),
        sa.Column("subject_digest", code(64), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("national_digest", code(64), nullable=True),
        sa.Column("language", code(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("provider", "subject_digest", name=op.f("uq_persons_provider_subject_digest")),
    )
    op.create_index(op.f("ix_persons_national_digest"), "persons", ["national_digest"], unique=False)


def make_services() -> None:
    op.create_table(
        "services",
        sa.Column("id", code(64), nullable=False),
        sa.Column("kind", code(64), nullable=False),
        sa.Column("live_release_id", code(64), nullable=True),
        sa.Column("folder_digest", code(64), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("closed_message", sa.Text(), nullable=False),
        sa.Column("closed_language", code(64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", code(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
    )


def make_task_notes() -> None:
    op.create_table(
        "task_notes",
        sa.Column("id", code(64), nullable=False),
        sa.Column("task", code(64), nullable=False),
        sa.Column("key", code(200), nullable=True),
        sa.Column("ids", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notes")),
        sa.UniqueConstraint("key", name=op.f("uq_task_notes_key")),
    )


def make_bundle_files() -> None:
    op.create_table(
        "bundle_files",
        sa.Column("digest", code(64), nullable=False),
        sa.Column("path", code(300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["bundles.digest"],
            name=op.f("fk_bundle_files_digest"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("digest", "path", name=op.f("pk_bundle_files")),
    )


def make_grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", code(64), nullable=False),
        sa.Column("person_id", code(64), nullable=True),
        sa.Column("provider", code(200), nullable=True),
        sa.Column("subject_digest", code(64), nullable=True),
        sa.Column("unit", code(64), nullable=False),
        sa.Column("role", code(64), nullable=False),
        sa.Column("from_claim", sa.Boolean(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", code(64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", code(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_grants_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_person_id"), "grants", ["person_id"], unique=False)
    op.create_index(op.f("ix_grants_provider_subject_digest"), "grants", ["provider", "subject_digest"], unique=False)


def make_parked_posts() -> None:
    op.create_table(
        "parked_posts",
        sa.Column("id", code(64), nullable=False),
        sa.Column("person_id", code(64), nullable=False),
        sa.Column("path", code(1000), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_parked_posts_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_posts")),
    )
    op.create_index(op.f("ix_parked_posts_expires_at"), "parked_posts", ["expires_at"], unique=False)
    op.create_index(op.f("ix_parked_posts_person_id"), "parked_posts", ["person_id"], unique=False)


def make_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", code(64), nullable=False),
        sa.Column("service_id", code(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", code(64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", code(64), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("from_folder", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("taken_back_from", code(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest"], ["bundles.digest"], name=op.f("fk_releases_digest"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_releases_service_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("service_id", "number", name=op.f("uq_releases_service_id_number")),
    )


def make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", code(64), nullable=False),
        sa.Column("token_hash", code(64), nullable=False),
        sa.Column("person_id", code(64), nullable=False),
        sa.Column("door", code(64), nullable=False),
        sa.Column("assurance", code(64), nullable=False),
        sa.Column("language", code(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_sessions_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)


def make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", code(64), nullable=False),
        sa.Column("reference", code(64), nullable=False),
        sa.Column("service_id", code(64), nullable=False),
        sa.Column("unit", code(64), nullable=False),
        sa.Column("release_id", code(64), nullable=False),
        sa.Column("digest", code(64), nullable=False),
        sa.Column("person_id", code(64), nullable=False),
        sa.Column("national_digest", code(64), nullable=True),
        sa.Column("state", code(64), nullable=False),
        sa.Column("language", code(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", code(64), nullable=True),
        sa.Column("reason", code(64), nullable=True),
        sa.Column("claimed_by", code(64), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("automatic", code(64), nullable=True),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("currency", code(64), nullable=True),
        sa.Column("fee_row", sa.Text(), nullable=True),
        sa.Column("fee_state", code(64), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_by", code(64), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["bundles.digest"], name=op.f("fk_cases_digest"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_cases_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_cases_release_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    op.create_index(op.f("ix_cases_claimed_by_due_on_id"), "cases", ["claimed_by", "due_on", "id"], unique=False)
    op.create_index(op.f("ix_cases_keep_until"), "cases", ["keep_until"], unique=False)
    op.create_index(op.f("ix_cases_national_digest"), "cases", ["national_digest"], unique=False)
    op.create_index(op.f("ix_cases_person_id_received_at"), "cases", ["person_id", "received_at"], unique=False)
    op.create_index(op.f("ix_cases_unit_due_on_id"), "cases", ["unit", "due_on", "id"], unique=False)
    op.create_index(op.f("ix_cases_unit_state_due_on_id"), "cases", ["unit", "state", "due_on", "id"], unique=False)


def make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", code(64), nullable=False),
        sa.Column("service_id", code(64), nullable=False),
        sa.Column("release_id", code(64), nullable=True),
        sa.Column("digest", code(64), nullable=False),
        sa.Column("person_id", code(64), nullable=False),
        sa.Column("national_digest", code(64), nullable=True),
        sa.Column("language", code(64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted", sa.Boolean(), nullable=False),
        sa.Column("workspace_id", code(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["bundles.digest"], name=op.f("fk_drafts_digest"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_drafts_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_drafts_release_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_expires_at"), "drafts", ["expires_at"], unique=False)
    op.create_index(op.f("ix_drafts_national_digest"), "drafts", ["national_digest"], unique=False)
    op.create_index(op.f("ix_drafts_person_id_service_id"), "drafts", ["person_id", "service_id"], unique=False)
    op.create_index(op.f("ix_drafts_workspace_id"), "drafts", ["workspace_id"], unique=False)


def make_workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", code(64), nullable=False),
        sa.Column("service_id", code(64), nullable=False),
        sa.Column("basis_release_id", code(64), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", code(64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["basis_release_id"],
            ["releases.id"],
            name=op.f("fk_workspaces_basis_release_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_index(op.f("ix_workspaces_service_id"), "workspaces", ["service_id"], unique=False)


def make_case_values() -> None:
    op.create_table(
        "case_values",
        sa.Column("id", code(64), nullable=False),
        sa.Column("case_id", code(64), nullable=False),
        sa.Column("service_id", code(64), nullable=False),
        sa.Column("field", code(130), nullable=False),
        sa.Column("item", code(64), nullable=False),
        sa.Column("text", code(400), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_values_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_values")),
    )
    op.create_index(op.f("ix_case_values_case_id"), "case_values", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_case_values_service_id_field_number"), "case_values", ["service_id", "field", "number"], unique=False
    )
    op.create_index(
        op.f("ix_case_values_service_id_field_text"), "case_values", ["service_id", "field", "text"], unique=False
    )


def make_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", code(64), nullable=False),
        sa.Column("case_id", code(64), nullable=False),
        sa.Column("service_id", code(64), nullable=False),
        sa.Column("unit", code(64), nullable=False),
        sa.Column("document", code(64), nullable=False),
        sa.Column("series", code(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", code(64), nullable=False),
        sa.Column("language", code(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", code(64), nullable=True),
        sa.Column("revoked_reason", code(64), nullable=True),
        sa.Column("verify_digest", code(64), nullable=False),
        sa.Column("verify_envelope", sa.LargeBinary(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.Column("public_facts", sa.LargeBinary(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", code(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_documents_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("series", "year", "number", name=op.f("uq_documents_series_year_number")),
        sa.UniqueConstraint("verify_digest", name=op.f("uq_documents_verify_digest")),
    )
    op.create_index(op.f("ix_documents_case_id"), "documents", ["case_id"], unique=False)
    op.create_index(op.f("ix_documents_state_created_at_id"), "documents", ["state", "created_at", "id"], unique=False)


def make_workspace_files() -> None:
    op.create_table(
        "workspace_files",
        sa.Column("workspace_id", code(64), nullable=False),
        sa.Column("path", code(300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", code(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_workspace_files_workspace_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "path", name=op.f("pk_workspace_files")),
    )
