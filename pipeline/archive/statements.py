"""Several statements of SQL, one after the other within the transaction that is open."""

from sqlite_utils import Database


def run_statements(db: Database, statements: str) -> None:
    """Run each of `statements`, which end with a semicolon at the end of a line. `executescript` of sqlite3 would end
    the transaction first."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)
