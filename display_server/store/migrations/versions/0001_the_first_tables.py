"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here."""
    op.create_table(
        "accounts",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("counters", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("site", "name", name=op.f("pk_accounts")),
    )
    op.create_table(
        "agencies",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("site", "code", name=op.f("pk_agencies")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("went_ahead", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("shown_at", sa.String(length=24), nullable=True),
        sa.Column("spoken_at", sa.String(length=24), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_site_counter_seq"), ["site", "counter", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_site_zone_seq"), ["site", "zone", "seq"], unique=False)

    op.create_table(
        "counter_services",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("site", "counter", "service", name=op.f("pk_counter_services")),
    )
    with op.batch_alter_table("counter_services", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_services_site_service"), ["site", "service"], unique=False)

    op.create_table(
        "counters",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("back_at", sa.String(length=24), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("last_act", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("site", "number", name=op.f("pk_counters")),
    )
    op.create_table(
        "credentials",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=20), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=True),
        sa.Column("view", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=True),
        sa.Column("seen_at", sa.String(length=24), nullable=True),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_credentials")),
        sa.UniqueConstraint("id", name=op.f("uq_credentials_id")),
    )
    with op.batch_alter_table("credentials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credentials_site_account"), ["site", "account"], unique=False)

    op.create_table(
        "days",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.String(length=24), nullable=False),
        sa.Column("closed_at", sa.String(length=24), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", "day", name=op.f("pk_days")),
    )
    op.create_table(
        "hours",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("site", "weekday", "opens", name=op.f("pk_hours")),
    )
    op.create_table(
        "idempotency",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("site", "actor", "key", name=op.f("pk_idempotency")),
    )
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_at"), ["at"], unique=False)

    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_type"), ["type"], unique=False)

    op.create_table(
        "queues",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("prefix", sa.String(length=2), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("site", "code", name=op.f("pk_queues")),
        sa.UniqueConstraint("site", "prefix", name=op.f("uq_queues_site_prefix")),
    )
    op.create_table(
        "services",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("zone", sa.String(length=20), nullable=False),
        sa.Column("completion_time", sa.Text(), nullable=False),
        sa.Column("fee", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("pace_low_s", sa.Integer(), nullable=True),
        sa.Column("pace_high_s", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("site", "code", name=op.f("pk_services")),
    )
    op.create_table(
        "sites",
        sa.Column("site", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tz", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ticker", sa.JSON(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_sites")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("priority_class", sa.String(length=24), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("issued_at", sa.String(length=24), nullable=False),
        sa.Column("called_at", sa.String(length=24), nullable=True),
        sa.Column("started_at", sa.String(length=24), nullable=True),
        sa.Column("finished_at", sa.String(length=24), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=True),
        sa.Column("call", sa.String(length=32), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("site", "day", "run", "number", name=op.f("uq_tickets_site_day_run_number")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index("ix_tickets_number", ["site", "number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tickets_site_service_finished_at"), ["site", "service", "finished_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_tickets_site_state_service"), ["site", "state", "service"], unique=False)
        batch_op.create_index(
            "uq_tickets_running",
            ["site", "counter"],
            unique=True,
            sqlite_where=sa.text("state IN ('called', 'serving')"),
            postgresql_where=sa.text("state IN ('called', 'serving')"),
        )

    op.create_table(
        "zones",
        sa.Column("site", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("site", "code", name=op.f("pk_zones")),
    )


def downgrade() -> None:
    """Go back to the schema before."""
    op.drop_table("zones")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_tickets_running",
            sqlite_where=sa.text("state IN ('called', 'serving')"),
            postgresql_where=sa.text("state IN ('called', 'serving')"),
        )
        batch_op.drop_index(batch_op.f("ix_tickets_site_state_service"))
        batch_op.drop_index(batch_op.f("ix_tickets_site_service_finished_at"))
        batch_op.drop_index("ix_tickets_number")

    op.drop_table("tickets")
    op.drop_table("sites")
    op.drop_table("services")
    op.drop_table("queues")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_type"))

    op.drop_table("journal")
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_at"))

    op.drop_table("idempotency")
    op.drop_table("hours")
    op.drop_table("days")
    with op.batch_alter_table("credentials", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credentials_site_account"))

    op.drop_table("credentials")
    op.drop_table("counters")
    with op.batch_alter_table("counter_services", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counter_services_site_service"))

    op.drop_table("counter_services")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_site_zone_seq"))
        batch_op.drop_index(batch_op.f("ix_calls_site_counter_seq"))

    op.drop_table("calls")
    op.drop_table("agencies")
    op.drop_table("accounts")
