"""The commands for people, devices and upkeep: what they print, and how they refuse."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from display_server.actions import passwords
from display_server.cli import main


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with the demo mall, and hashing that takes no time."""
    monkeypatch.setenv("PANGGIL_INSTANCE", str(tmp_path))
    monkeypatch.setattr(passwords, "hash_password", lambda password, _name: f"hash of {password}")
    assert run("demo").exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    """Run a command; its standard output is kept apart from what it says beside it."""
    return CliRunner(mix_stderr=False).invoke(main, list(arguments))


def test_an_account_is_added_assigned_disabled_and_listed() -> None:
    password = run("account", "add", "sari", "--counter", "3").stdout.strip()
    assert len(password) >= 12
    assert run("account", "assign", "sari", "--counter", "3", "--counter", "5").exit_code == 0
    assert "sari\tclerk\tactive\t3,5" in run("account", "list").stdout
    run("account", "disable", "sari")
    assert "sari\tclerk\tdisabled\t3,5" in run("account", "list").stdout
    run("account", "enable", "sari")
    assert run("account", "password", "sari").stdout.strip() != password


def test_a_refusal_is_told_in_both_languages_and_ends_with_one() -> None:
    refused = run("account", "add", "sari", "--counter", "99")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        "Loket 99 tidak ada. Periksa nomor loket.",
        "There is no counter 99. Check the counter number.",
    ]


def test_create_admin_makes_no_admin_of_a_clerk() -> None:
    run("account", "add", "sari")
    assert run("create-admin", "sari").exit_code == 1
    assert "/enter/" in run("create-admin", "bos").stdout


def test_a_token_stands_alone_on_standard_output_and_can_be_revoked_once_known() -> None:
    made = run("token", "--role", "clerk", "--counter", "3", "--name", "x\n\x1b[31m" + "y" * 200)
    assert len(made.stdout.split()) == 1
    id = made.stderr.split()[-1]
    assert run("revoke", id).exit_code == 0
    unknown = run("revoke", "nobody")
    assert unknown.exit_code == 1
    assert "There is no such device" in unknown.stderr


def test_a_pairing_link_needs_exactly_one_place() -> None:
    assert "/pair/" in run("pair", "--hall", "Z1").stdout
    assert run("pair").exit_code == 2
    assert run("pair", "--hall", "Z1", "--kiosk").exit_code == 2
    assert run("pair", "--hall", "Z9").exit_code == 1


def test_a_mall_is_backed_up_checked_and_restored(instance: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run("backup", str(copy)).exit_code == 0
    assert run("check").stdout == "ok\n"
    assert run("restore", str(copy)).exit_code == 0
    assert run("check").stdout == "ok\n"
    assert json.loads((instance / "demo-accounts.json").read_text())["accounts"]


def test_a_day_that_is_not_open_cannot_be_closed() -> None:
    refused = run("day", "close")
    assert refused.exit_code == 1
    assert "No service day is open" in refused.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [("ASYNC_MODE", "gevent"), ("CALL_EXPIRES_S", "x"), ("DATABASE_URL", "nonsense"), ("TRUSTED_PROXIES", "-1")],
)
def test_a_setting_that_does_not_fit_is_named_without_a_trace(
    setting: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"PANGGIL_{setting}", value)
    refused = run("check")
    assert refused.exit_code == 2
    assert setting.lower() in refused.stderr.lower()
    assert "Traceback" not in refused.stderr
