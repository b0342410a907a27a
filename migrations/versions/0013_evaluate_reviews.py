"""Keep evaluations of members and of the process after a review."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _bytes(name: str, *, optional: bool = True) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _reference(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=False)


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="RESTRICT")


def _index_each(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    op.create_table(
        "evaluation",
        _identifier(),
        _reference("request_id"),
        _reference("draw_id"),
        _reference("expert_id"),
        _number("position"),
        _words("pseudonym"),
        _number("version"),
        sa.Column("points", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        _bytes("reasons_cipher"),
        _bytes("correction_cipher"),
        _words("policy_digest"),
        _reference("evaluated_by"),
        _moment("evaluated_at"),
        _bytes("answer_cipher"),
        _moment("answered_at", optional=True),
        sa.CheckConstraint("version IN (1, 2)", name="evaluation_version"),
        sa.CheckConstraint(
            "(version = 1) = (correction_cipher IS NULL)", name="evaluation_correction_reason"
        ),
        sa.CheckConstraint(
            "(answer_cipher IS NULL) = (answered_at IS NULL)", name="evaluation_answer_moment"
        ),
        _refers("request_id", "panel_request.id"),
        _refers("draw_id", "draw.id"),
        _refers("expert_id", "expert.id"),
        _refers("evaluated_by", "account.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index_each("evaluation", "request_id", "draw_id", "expert_id", "evaluated_by")
    op.create_index(
        "evaluation_once", "evaluation", ["draw_id", "expert_id", "version"], unique=True
    )
    op.create_table(
        "process_evaluation",
        _identifier(),
        _reference("request_id"),
        _reference("draw_id"),
        _reference("expert_id"),
        _number("position"),
        _words("pseudonym"),
        _number("material_in_time"),
        _number("time_enough"),
        sa.Column("pressure", sa.Boolean(), nullable=False),
        _bytes("pressure_cipher"),
        _bytes("words_cipher"),
        _moment("given_at"),
        sa.CheckConstraint(
            "material_in_time BETWEEN 1 AND 5 AND time_enough BETWEEN 1 AND 5",
            name="process_evaluation_points",
        ),
        sa.CheckConstraint(
            "pressure = (pressure_cipher IS NOT NULL)", name="process_evaluation_pressure"
        ),
        _refers("request_id", "panel_request.id"),
        _refers("draw_id", "draw.id"),
        _refers("expert_id", "expert.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index_each("process_evaluation", "request_id", "draw_id", "expert_id")
    op.create_index(
        "process_evaluation_once", "process_evaluation", ["draw_id", "expert_id"], unique=True
    )
    op.create_table(
        "applicant_view",
        _identifier(),
        _reference("request_id"),
        _words("spoke"),
        sa.Column("received_on", sa.Date(), nullable=False),
        _bytes("words_cipher", optional=False),
        _reference("recorded_by"),
        _moment("recorded_at"),
        sa.CheckConstraint(
            "spoke IN ('project_leader', 'unit_management', 'research_office', 'other')",
            name="applicant_view_spoke",
        ),
        _refers("request_id", "panel_request.id"),
        _refers("recorded_by", "account.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index_each("applicant_view", "request_id", "recorded_by")
    op.create_table(
        "evaluation_notice",
        _identifier(),
        _reference("request_id"),
        sa.Column("whom", sa.UUID(), nullable=False),
        _words("kind"),
        _moment("told_at"),
        sa.CheckConstraint("kind IN ('reminder', 'overdue')", name="evaluation_notice_kind"),
        _refers("request_id", "panel_request.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index_each("evaluation_notice", "request_id")
    op.create_index(
        "evaluation_notice_once", "evaluation_notice", ["request_id", "whom", "kind"], unique=True
    )


def downgrade() -> None:
    for table in ("evaluation_notice", "applicant_view", "process_evaluation", "evaluation"):
        op.drop_table(table)
