"""Keep arrangements of panels, and the invitations of their members."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = (
    "state IN ('waiting', 'sent', 'pledged', 'accepted', 'declined', 'recused',"
    " 'not_my_field', 'no_answer', 'unreachable', 'withdrawn', 'closed')"
)


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _reference(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=False)


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "arrangement",
        _identifier(),
        _reference("request_id"),
        _words("mode"),
        _words("place"),
        _moment("starts_at"),
        _words("contact"),
        _reference("entered_by"),
        _moment("entered_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mode IN ('on_site', 'online', 'correspondence')", name="arrangement_mode"
        ),
        _refers("request_id", "panel_request.id"),
        _refers("entered_by", "account.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("arrangement_once", "arrangement", ["request_id"], unique=True)
    op.create_index("ix_arrangement_request_id", "arrangement", ["request_id"])
    op.create_index("ix_arrangement_entered_by", "arrangement", ["entered_by"])
    op.create_table(
        "invitation",
        _identifier(),
        _reference("request_id"),
        _reference("draw_id"),
        _reference("expert_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        _words("pseudonym"),
        _words("state"),
        _words("kind"),
        _moment("opened_at"),
        _moment("notice_from"),
        _moment("answer_by"),
        sa.Column("link_digest", sa.LargeBinary(), nullable=True),
        _moment("sent_at", optional=True),
        _moment("pledged_at", optional=True),
        _words("text_version"),
        _moment("ended_at", optional=True),
        _words("reason"),
        _words("ground"),
        sa.Column("note_cipher", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(STATES, name="invitation_state"),
        sa.CheckConstraint("notice_from <= answer_by", name="invitation_term"),
        _refers("request_id", "panel_request.id"),
        _refers("draw_id", "draw.id"),
        _refers("expert_id", "expert.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("invitation_once", "invitation", ["draw_id", "expert_id"], unique=True)
    op.create_index("invitation_link", "invitation", ["link_digest"], unique=True)
    op.create_index("invitation_due", "invitation", ["state", "answer_by"])
    for column in ("request_id", "draw_id", "expert_id"):
        op.create_index(f"ix_invitation_{column}", "invitation", [column])


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("arrangement")
