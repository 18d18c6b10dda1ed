"""Who may do what, and what was answered: accounts, credentials and idempotency keys of a transaction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from ..actions.ports import Account, Credential
from . import rows
from . import tables as t

_ACCOUNT = select(t.accounts).where(t.accounts.c.site == t.SITE, t.accounts.c.name == bindparam("name"))
_CREDENTIAL = select(t.credentials).where(t.credentials.c.hash == bindparam("hash"))
_ANSWER = select(t.idempotency.c.fingerprint, t.idempotency.c.status, t.idempotency.c.answer).where(
    t.idempotency.c.site == t.SITE,
    t.idempotency.c.actor == bindparam("actor"),
    t.idempotency.c.key == bindparam("key"),
)
_KEEP_ANSWER = insert(t.idempotency)


class PeopleRows:
    """The part of a transaction that knows people and devices; their facts are recorded by the actions."""

    now: str
    _connection: Connection

    def account(self, name: str) -> Account | None:
        """Return an account by its name."""
        row = self._connection.execute(_ACCOUNT, {"name": name}).first()
        return None if row is None else _account(row)

    def accounts(self) -> list[Account]:
        """Return every account by name."""
        query = select(t.accounts).where(t.accounts.c.site == t.SITE).order_by(t.accounts.c.name)
        return [_account(row) for row in self._connection.execute(query)]

    def save_account(self, account: Account) -> None:
        """Add or change an account; its fact is recorded by the action."""
        where = (t.accounts.c.site == t.SITE, t.accounts.c.name == account.name)
        row = {
            "role": account.role,
            "password_hash": account.password_hash,
            "active": account.active,
            "counters": list(account.counters),
        }
        if not self._connection.execute(update(t.accounts).where(*where).values(row)).rowcount:
            added = insert(t.accounts).values(site=t.SITE, name=account.name, created_at=self.now, **row)
            self._connection.execute(added)

    def credential(self, secret_hash: str) -> Credential | None:
        """Return the credential whose secret has this SHA-256."""
        row = self._connection.execute(_CREDENTIAL, {"hash": secret_hash}).first()
        return None if row is None else credential(row)

    def credential_by_id(self, id: str) -> Credential | None:
        """Return a credential by its public id."""
        row = self._connection.execute(select(t.credentials).where(t.credentials.c.id == id)).first()
        return None if row is None else credential(row)

    def forget_credentials(self, before: str) -> None:
        """Drop the credentials that ended or expired before an instant."""
        c = t.credentials.c
        self._connection.execute(delete(t.credentials).where((c.ended_at < before) | (c.expires_at < before)))

    def save_credential(self, secret_hash: str, credential: Credential) -> None:
        """Keep a new credential."""
        self._connection.execute(insert(t.credentials).values(hash=secret_hash, site=t.SITE, **asdict(credential)))

    def end_credential(self, id: str) -> bool:
        """End a credential; False when it had ended already."""
        where = (t.credentials.c.id == id, t.credentials.c.ended_at.is_(None))
        return self._connection.execute(update(t.credentials).where(*where).values(ended_at=self.now)).rowcount == 1

    def end_sessions(self, account: str) -> int:
        """End every session and link of an account; return how many."""
        where = (t.credentials.c.account == account, t.credentials.c.ended_at.is_(None))
        return self._connection.execute(update(t.credentials).where(*where).values(ended_at=self.now)).rowcount

    def touch_credential(self, id: str) -> None:
        """Note that a credential is in use now."""
        self._connection.execute(update(t.credentials).where(t.credentials.c.id == id).values(seen_at=self.now))

    def last_seen(self) -> dict[str, str]:
        """Return for each account when one of its sessions was last in use."""
        c = t.credentials.c
        latest = func.max(func.coalesce(c.seen_at, c.created_at))
        query = select(c.account, latest).where(c.site == t.SITE, c.kind == "session").group_by(c.account)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def devices(self) -> list[Credential]:
        """Return the tokens and paired browsers that still count, newest first."""
        c = t.credentials.c
        query = (
            select(t.credentials)
            .where(c.site == t.SITE, c.kind.in_(["token", "browser"]), c.ended_at.is_(None))
            .order_by(c.created_at.desc())
        )
        return [credential(row) for row in self._connection.execute(query)]

    def answered(self, actor: str, key: str) -> tuple[str, int, dict[str, Any]] | None:
        """Return the fingerprint, status and body first answered to this idempotency key."""
        row = self._connection.execute(_ANSWER, {"actor": actor, "key": key}).first()
        return None if row is None else (row.fingerprint, row.status, row.answer)

    def keep_answer(self, actor: str, key: str, fingerprint: str, status: int, answer: dict[str, Any]) -> None:
        """Keep the answer to an idempotency key in the transaction of its effect."""
        row = {"site": t.SITE, "actor": actor, "key": key, "fingerprint": fingerprint, "status": status}
        self._connection.execute(_KEEP_ANSWER, row | {"answer": answer, "at": self.now})

    def forget_answers(self, before: str) -> None:
        """Drop the answers kept before an instant."""
        self._connection.execute(delete(t.idempotency).where(t.idempotency.c.at < before))


def _account(row: rows.Rows) -> Account:
    return Account(row.name, row.role, row.password_hash, row.active, tuple(row.counters))


def credential(row: rows.Rows) -> Credential:
    """Return the credential of a row of `credentials`."""
    return Credential(
        row.id, row.kind, row.account, row.role, row.name, row.zone, row.counter, row.view,
        row.created_at, row.expires_at, row.seen_at, row.ended_at,
    )  # fmt: skip
