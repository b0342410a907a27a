"""Keep the looks at alarms, and what live counts came to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFUSE = """
CREATE FUNCTION alarm_look_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a look at an alarm stays: % is refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$
"""
TRIGGERS = (
    """
CREATE TRIGGER alarm_look_no_change BEFORE UPDATE OR DELETE ON alarm_look
  FOR EACH ROW EXECUTE FUNCTION alarm_look_refuse()
""",
    """
CREATE TRIGGER alarm_look_no_truncate BEFORE TRUNCATE ON alarm_look
  FOR EACH STATEMENT EXECUTE FUNCTION alarm_look_refuse()
""",
)


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "alarm_look",
        _identifier(),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("about", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "numbers",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("looked_by", sa.UUID(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["looked_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alarm_look_key", "alarm_look", ["key"])
    op.create_index("ix_alarm_look_looked_by", "alarm_look", ["looked_by"])
    op.create_table(
        "count_trail",
        _identifier(),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_count_trail_request_id", "count_trail", ["request_id"])
    op.execute(REFUSE)
    for trigger in TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    op.drop_table("count_trail")
    op.drop_table("alarm_look")
    op.execute("DROP FUNCTION alarm_look_refuse()")
