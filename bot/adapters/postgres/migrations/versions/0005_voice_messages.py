"""Voice messages of callers who were not helped."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the SQL beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text().replace("%", "%%"))


def downgrade() -> None:
    """Data is never dropped by a downgrade; restore a backup instead."""
    raise NotImplementedError("Restore a backup to go back before 0005.")
