"""Keep integrity files: events that nobody changes, and their cases."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parents[1] / "sql"
ACCOUNTS = ("decided_by", "confirmed_by", "lift_asked_by", "lifted_by")


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(it, sa.Text(), nullable=False) for it in names]


def _bytes(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(it, sa.LargeBinary(), nullable=True) for it in names]


def _moments(*names: str, optional: bool = True) -> list[sa.Column[object]]:
    return [sa.Column(it, sa.DateTime(timezone=True), nullable=optional) for it in names]


def _days(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(it, sa.Date(), nullable=True) for it in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(it, sa.Integer(), nullable=False) for it in names]


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="RESTRICT")


def _make_events() -> None:
    op.create_table(
        "credit_event",
        _identifier(),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        *_words("kind"),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        *_words("request"),
        sa.Column("reported_by", sa.UUID(), nullable=True),
        *_words("reported_role", "document", "proof_name", "proof_type"),
        sa.Column("proof_size", sa.BigInteger(), nullable=False),
        *_bytes("proof_sha256", "detail_cipher"),
        *_moments("recorded_at", optional=False),
        _refers("expert_id", "expert.id"),
        _refers("reported_by", "account.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("expert_id", "reported_by"):
        op.create_index(f"ix_credit_event_{column}", "credit_event", [column])
    op.create_index("credit_event_of_expert", "credit_event", ["expert_id", "occurred_on"])
    for part in (SQL / "credit_append_only.sql").read_text(encoding="utf-8").split("\n\n"):
        op.execute(part)


def _columns() -> Iterator[sa.Column[object]]:
    yield _identifier()
    yield from (sa.Column(it, sa.UUID(), nullable=False) for it in ("event_id", "expert_id"))
    yield from _words("state")
    yield from _moments("since", optional=False)
    yield from _numbers("version")
    yield from _words("policy_digest", "proposed")
    yield from _numbers("proposed_months")
    yield from _moments("opened_at", optional=False)
    yield from _days("told_on")
    yield from _words("told_way")
    yield from _days("answer_until")
    yield from _moments("reminded_at")
    yield from _bytes("answer_cipher")
    yield from _moments("answered_at")
    yield from _words("measure")
    yield from _numbers("months")
    yield from (sa.Column(it, sa.UUID(), nullable=True) for it in ACCOUNTS)
    yield from _moments("decided_at", "confirmed_at", "ended_at")
    yield from _bytes("reasons_cipher", "second_cipher", "lift_cipher", "bar_index")
    yield from _days("force_from", "force_until")
    yield sa.Column("resumes", sa.Boolean(), nullable=False)


def upgrade() -> None:
    _make_events()
    op.create_table(
        "credit_case",
        *_columns(),
        sa.CheckConstraint(
            "state IN ('proposed', 'told', 'answered', 'silent', 'decided', 'returned',"
            " 'decided_again', 'in_force', 'lift_asked', 'noted', 'unfounded', 'refused',"
            " 'withdrawn', 'lifted', 'ended')",
            name="credit_case_state",
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> decided_by", name="credit_case_two_persons"
        ),
        sa.CheckConstraint(
            "lifted_by IS NULL OR lifted_by <> lift_asked_by", name="credit_case_two_persons_lift"
        ),
        sa.CheckConstraint(
            "state NOT IN ('in_force', 'lift_asked', 'lifted', 'ended', 'noted')"
            " OR (told_on IS NOT NULL AND decided_by IS NOT NULL AND confirmed_by IS NOT NULL)",
            name="credit_case_heard",
        ),
        _refers("event_id", "credit_event.id"),
        _refers("expert_id", "expert.id"),
        *(_refers(it, "account.id") for it in ACCOUNTS),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("credit_case_once", "credit_case", ["event_id"], unique=True)
    for column in ("event_id", "expert_id", "state", *ACCOUNTS):
        op.create_index(f"ix_credit_case_{column}", "credit_case", [column])
    op.create_index("credit_case_bar", "credit_case", ["bar_index"])


def downgrade() -> None:
    op.drop_table("credit_case")
    op.drop_table("credit_event")
    op.execute("DROP FUNCTION credit_refuse()")
