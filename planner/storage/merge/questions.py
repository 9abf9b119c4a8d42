"""What waits for a decision, without working out its sides: quick enough to ask after every step."""

from planner.domain.records.catalogue import BY_TABLE
from planner.storage.engine import Connection
from planner.storage.merge.log import name_of


def open_questions(connection: Connection) -> dict[str, str]:
    """Return what is open in a file: the id, which another side changes, and the name it is decided by."""
    rows = connection.execute("SELECT id, table_name, row_id, field_group FROM conflict")
    return {
        question_id: name_of((BY_TABLE[table], row_id), group)
        for question_id, table, row_id, group in rows
        if table in BY_TABLE
    }
