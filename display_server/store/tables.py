"""The tables. Every row carries its site; every instant is an ISO 8601 UTC text that sorts in the order of time."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SITE = 1
"""The one site of today's product; several sites are a later piece of work."""


def _site() -> Column[int]:
    return Column("site", Integer, nullable=False, server_default=text("1"))


journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _site(),
    Column("at", String(24), nullable=False),
    Column("day", String(10)),
    Column("actor", String(80), nullable=False),
    Column("type", String(40), nullable=False, index=True),
    Column("data", JSON, nullable=False),
)

sites = Table(
    "sites",
    metadata,
    Column("site", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("tz", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("ticker", JSON, nullable=False),
    Column("day", String(10)),
)

days = Table(
    "days",
    metadata,
    _site(),
    Column("day", String(10), nullable=False),
    Column("opened_at", String(24), nullable=False),
    Column("closed_at", String(24)),
    Column("run", Integer, nullable=False),
    PrimaryKeyConstraint("site", "day"),
)

hours = Table(
    "hours",
    metadata,
    _site(),
    Column("weekday", Integer, nullable=False),
    Column("opens", String(5), nullable=False),
    Column("closes", String(5), nullable=False),
    PrimaryKeyConstraint("site", "weekday", "opens"),
)

zones = Table(
    "zones",
    metadata,
    _site(),
    Column("code", String(20), nullable=False),
    Column("name", JSON, nullable=False),
    PrimaryKeyConstraint("site", "code"),
)

agencies = Table(
    "agencies",
    metadata,
    _site(),
    Column("code", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("type", String(20), nullable=False),
    PrimaryKeyConstraint("site", "code"),
)

queues = Table(
    "queues",
    metadata,
    _site(),
    Column("code", String(20), nullable=False),
    Column("prefix", String(2), nullable=False),
    Column("day", String(10)),
    Column("count", Integer, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("site", "code"),
    UniqueConstraint("site", "prefix"),
)

services = Table(
    "services",
    metadata,
    _site(),
    Column("code", String(20), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", JSON, nullable=False),
    Column("agency", String(20), nullable=False),
    Column("queue", String(20), nullable=False),
    Column("zone", String(20), nullable=False),
    Column("completion_time", Text, nullable=False),
    Column("fee", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("pace_low_s", Integer),
    Column("pace_high_s", Integer),
    PrimaryKeyConstraint("site", "code"),
)

counters = Table(
    "counters",
    metadata,
    _site(),
    Column("number", Integer, nullable=False),
    Column("zone", String(20), nullable=False),
    Column("status", String(12), nullable=False),
    Column("back_at", String(24)),
    Column("title", JSON, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("last_act", JSON(none_as_null=True)),
    PrimaryKeyConstraint("site", "number"),
)

counter_services = Table(
    "counter_services",
    metadata,
    _site(),
    Column("counter", Integer, nullable=False),
    Column("service", String(20), nullable=False),
    PrimaryKeyConstraint("site", "counter", "service"),
    Index(None, "site", "service"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    _site(),
    Column("day", String(10), nullable=False),
    Column("run", Integer, nullable=False),
    Column("number", String(8), nullable=False),
    Column("queue", String(20), nullable=False),
    Column("service", String(20), nullable=False),
    Column("state", String(10), nullable=False),
    Column("order", Integer, nullable=False),
    Column("priority_class", String(24), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("issued_at", String(24), nullable=False),
    Column("called_at", String(24)),
    Column("started_at", String(24)),
    Column("finished_at", String(24)),
    Column("counter", Integer),
    Column("call", String(32)),
    Column("calls", Integer, nullable=False),
    Column("outcome", String(20)),
    Column("seq", Integer, nullable=False),
    UniqueConstraint("site", "day", "run", "number"),
    Index(None, "site", "state", "service"),
    Index(None, "site", "service", "finished_at"),
    Index("ix_tickets_number", "site", "number"),
    Index(
        "uq_tickets_running",
        "site",
        "counter",
        unique=True,
        sqlite_where=text("state IN ('called', 'serving')"),
        postgresql_where=text("state IN ('called', 'serving')"),
    ),
)

calls = Table(
    "calls",
    metadata,
    Column("id", String(32), primary_key=True),
    _site(),
    Column("day", String(10), nullable=False),
    Column("ticket", String(32), nullable=False),
    Column("number", String(8), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("zone", String(20), nullable=False),
    Column("service", String(20), nullable=False),
    Column("label", JSON, nullable=False),
    Column("priority", Boolean, nullable=False),
    Column("went_ahead", Boolean, nullable=False),
    Column("at", String(24), nullable=False),
    Column("expires_at", String(24), nullable=False),
    Column("recalls", Integer, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("shown_at", String(24)),
    Column("spoken_at", String(24)),
    Column("seq", Integer, nullable=False),
    Index(None, "site", "zone", "seq"),
    Index(None, "site", "counter", "seq"),
)

accounts = Table(
    "accounts",
    metadata,
    _site(),
    Column("name", String(40), nullable=False),
    Column("role", String(12), nullable=False),
    Column("password_hash", Text),
    Column("active", Boolean, nullable=False),
    Column("counters", JSON, nullable=False),
    Column("created_at", String(24), nullable=False),
    PrimaryKeyConstraint("site", "name"),
)

credentials = Table(
    "credentials",
    metadata,
    Column("hash", String(64), primary_key=True),
    _site(),
    Column("kind", String(10), nullable=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("account", String(40)),
    Column("role", String(12)),
    Column("name", Text, nullable=False),
    Column("zone", String(20)),
    Column("counter", Integer),
    Column("view", String(10)),
    Column("created_at", String(24), nullable=False),
    Column("expires_at", String(24)),
    Column("seen_at", String(24)),
    Column("ended_at", String(24)),
    Index(None, "site", "account"),
)

idempotency = Table(
    "idempotency",
    metadata,
    _site(),
    Column("actor", String(80), nullable=False),
    Column("key", String(200), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("at", String(24), nullable=False, index=True),
    PrimaryKeyConstraint("site", "actor", "key"),
)

PROJECTED = (sites, days, hours, zones, agencies, queues, services, counters, counter_services, tickets, calls)
"""The tables that are nothing but the journal's projection; a rebuild must give them back row by row."""
