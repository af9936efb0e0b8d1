"""Addresses with keys: in the keyring or the environment, never in a workbook."""

import io
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from hiveledger.cli import main
from hiveledger.notify import Secrets


class Memory(KeyringBackend):
    """A keyring that forgets when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Give what is held."""
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Hold it."""
        self.held[service, username] = password


@pytest.fixture(autouse=True)
def held() -> Iterator[Memory]:
    before, memory = keyring.get_keyring(), Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def store(monkeypatch: pytest.MonkeyPatch, secret: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(secret))
    with pytest.raises(SystemExit) as left:
        main(["secret", "一组群"])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_a_secret_that_was_stored_is_found_and_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert store(monkeypatch, "json://one\n") == 0
    assert Secrets({}).find("一组群") == "json://one"
    assert Secrets({"HIVELEDGER_ADDRESS_一组群": "json://two"}).find("一组群") == "json://two"


def test_what_is_no_address_is_not_stored_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], held: Memory
) -> None:
    assert store(monkeypatch, "SEC0123\n") == 2
    said = capsys.readouterr()
    assert "SEC0123" not in said.out + said.err
    assert held.held == {}


def test_a_machine_without_a_keyring_is_told_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert store(monkeypatch, "json://one\n") == 2
    assert "HIVELEDGER_ADDRESS_一组群" in capsys.readouterr().err
    assert Secrets({}).find("一组群") == ""
