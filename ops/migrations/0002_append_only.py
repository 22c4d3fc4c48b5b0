"""What was received, proposed or told may not be changed by the role that writes it.

Only the columns that say where the work stands may be updated; nothing may be deleted.
"""

from django.db import migrations

# The columns of each table that may change after the row was written.
CHANGING = {
    "ops_notice": "state, closed_at",
    "ops_noticetarget": "copy, copied_at",
    "ops_escalation": (
        "state, kind, reason, escalated_by, received_at, due_at, answer, answered_by_id, closed_at,"
        " delivered_at"
    ),
    "ops_takedown": (
        "decided_by_id, decided_at, decision_note, state, failure, attempts, effective_at"
    ),
    "ops_lift": (
        "decided_by_id, decided_at, decision_note, state, failure, attempts, effective_at"
    ),
    "ops_communication": "",
}

FORWARDS = [
    statement
    for table, columns in CHANGING.items()
    for statement in (
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER",
        f"GRANT UPDATE ({columns}) ON {table} TO CURRENT_USER" if columns else "",
    )
    if statement
]
BACKWARDS = [f"GRANT UPDATE, DELETE, TRUNCATE ON {table} TO CURRENT_USER" for table in CHANGING]


class Migration(migrations.Migration):
    """Take UPDATE and DELETE from the owner, and give back what has to change."""

    dependencies = [("ops", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
