"""Keep payment lists, and the bank's branch beside the account of an expert."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ACCOUNTS = ("created_by", "approved_by", "paid_by")


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _moment(name: str, *, optional: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _make_lists() -> None:
    op.create_table(
        "payment_list",
        _identifier(),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(it, sa.Text(), nullable=False) for it in ("state", "month", "payer")),
        sa.Column("policy_digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        _moment("created_at", optional=False),
        _moment("submitted_at"),
        sa.Column("approved_by", sa.UUID(), nullable=True),
        _moment("approved_at"),
        sa.Column("returned_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("paid_by", sa.UUID(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        _moment("archived_at"),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'paid', 'archived')",
            name="payment_list_state",
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> created_by", name="payment_list_two_persons"
        ),
        sa.CheckConstraint(
            "paid_by IS NULL OR paid_by NOT IN (created_by, approved_by)",
            name="payment_list_third_person",
        ),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="RESTRICT"),
        *(sa.ForeignKeyConstraint([it], ["account.id"], ondelete="RESTRICT") for it in ACCOUNTS),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("request_id", "state", "month", *ACCOUNTS):
        op.create_index(f"ix_payment_list_{column}", "payment_list", [column])
    op.create_index("payment_list_number", "payment_list", ["request_id", "number"], unique=True)
    op.create_index(
        "payment_list_open",
        "payment_list",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'submitted')"),
    )


def upgrade() -> None:
    op.add_column("expert", sa.Column("bank_branch_cipher", sa.LargeBinary(), nullable=True))
    _make_lists()
    op.create_table(
        "payment_line",
        _identifier(),
        sa.Column("list_id", sa.UUID(), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("fee_class", sa.Text(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("days", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("halves", postgresql.ARRAY(sa.Integer()), nullable=False),
        *(sa.Column(it, sa.Integer(), nullable=False) for it in ("remote", "net", "gross", "tax")),
        *(
            sa.Column(it, sa.LargeBinary(), nullable=True)
            for it in ("reason_cipher", "account_cipher", "branch_cipher")
        ),
        sa.CheckConstraint("net + tax = gross", name="payment_line_adds_up"),
        sa.ForeignKeyConstraint(["list_id"], ["payment_list.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("payment_line_once", "payment_line", ["list_id", "expert_id"], unique=True)
    for column in ("list_id", "expert_id"):
        op.create_index(f"ix_payment_line_{column}", "payment_line", [column])


def downgrade() -> None:
    op.drop_table("payment_line")
    op.drop_table("payment_list")
    op.drop_column("expert", "bank_branch_cipher")
