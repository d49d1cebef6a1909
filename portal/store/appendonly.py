"""Floor 5. Tables that only grow: triggers refuse to change or drop what they hold, on both databases."""

from __future__ import annotations

from sqlalchemy import DDL, FromClause, Table, event


def only_grows(table: FromClause) -> None:
    """Gives the table its triggers whenever it is made. The migration says the same; a test compares them."""
    assert isinstance(table, Table)
    for dialect, statements in triggers_of(table.name).items():
        for statement in statements:
            ddl = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def triggers_of(name: str) -> dict[str, list[str]]:
    """The statements by dialect. SQLite has no TRUNCATE; its INSERT OR REPLACE fires the DELETE trigger because
    `recursive_triggers` is on in every connection of ours."""
    sqlite = [
        f"CREATE TRIGGER {name}_no_{verb} BEFORE {verb.upper()} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} only grows'); END"
        for verb in ("update", "delete")
    ]
    postgresql = [
        f"CREATE FUNCTION {name}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} only grows'; END $$",
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_only_grows()",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_only_grows()",
    ]
    return {"sqlite": sqlite, "postgresql": postgresql}
