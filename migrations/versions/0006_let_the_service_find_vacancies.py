"""Let the service itself find that a member cannot hold a seat beside others."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("vacancy", "reported_by", existing_type=sa.UUID(), nullable=True)


def downgrade() -> None:
    op.execute(
        "UPDATE vacancy SET reported_by = panel_request.created_by"
        " FROM draw JOIN panel_request ON panel_request.id = draw.request_id"
        " WHERE draw.id = vacancy.draw_id AND vacancy.reported_by IS NULL"
    )
    op.alter_column("vacancy", "reported_by", existing_type=sa.UUID(), nullable=False)
