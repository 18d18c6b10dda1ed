"""The command that makes the demo mall: whole or not at all, with passwords nobody knows beforehand."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from display_server.actions import mall, passwords
from display_server.actions.ports import Work
from display_server.cli import main
from display_server.store.store import Store


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty instance, and hashing that takes no time: the hashes are not what is looked at here."""
    monkeypatch.setenv("PANGGIL_INSTANCE", str(tmp_path))
    monkeypatch.setattr(passwords, "hash_password", lambda password, _name: f"hash of {password}")
    return tmp_path


def demo(*options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["demo", *options])


def people_of(instance: Path) -> dict[str, str | None]:
    """The accounts of the database with their password hashes."""
    store = Store(f"sqlite:///{instance / 'panggil.db'}")
    found = store.read(lambda work: {person.name: person.password_hash for person in work.accounts()})
    store.close()
    return found


def passwords_of(file: Path) -> dict[str, str]:
    """The passwords of the accounts file."""
    return {person["name"]: f"hash of {person['password']}" for person in json.loads(file.read_text())["accounts"]}


def test_every_counter_has_a_clerk_whose_password_only_the_owner_of_the_file_can_read(instance: Path) -> None:
    assert demo().exit_code == 0
    file = instance / "demo-accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert people_of(instance) == passwords_of(file)
    assert len(passwords_of(file)) == 2 + 28


def test_a_second_demo_is_refused_and_the_passwords_stay(instance: Path) -> None:
    demo()
    before = (instance / "demo-accounts.json").read_bytes()
    again = demo()
    assert (again.exit_code, "not empty" in again.output or "already holds" in again.output) == (1, True)
    assert (instance / "demo-accounts.json").read_bytes() == before
    assert demo("--if-empty").exit_code == 0


def test_a_demo_that_died_before_its_commit_leaves_an_empty_mall(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_work: Work, *_rest: object) -> None:
        raise KeyError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(mall, "found", die)
        assert demo().exit_code == 1
    assert people_of(instance) == {}
    assert not (instance / "demo-accounts.json").exists()
    assert demo("--if-empty").exit_code == 0
    assert people_of(instance) == passwords_of(instance / "demo-accounts.json")


def test_a_demo_that_died_after_its_commit_still_tells_its_passwords(instance: Path) -> None:
    demo()
    file = instance / "demo-accounts.json"
    file.rename(instance / "demo-accounts.json.part")
    assert demo("--if-empty").exit_code == 0
    assert people_of(instance) == passwords_of(file)
