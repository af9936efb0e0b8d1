"""Where a message goes: what stands in a cell, and what no cell may hold.

A mail address may stand in 团队. Any other address is a secret (whoever has it can send): the cell holds only its name,
and the address itself is in the environment or in the system's keyring.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, urlsplit

from hiveledger.errors import SettingsError, StorageError
from hiveledger.findings import Reason

__all__ = ["ACCOUNT", "Address", "Route", "Secrets", "Way", "is_mail", "is_secret", "store_secret"]

ACCOUNT: Final = "SMTP"  # the name of the account that mail is sent from
_SERVICE: Final = "hiveledger"
_PREFIX: Final = "HIVELEDGER_ADDRESS_"
_MAIL: Final = re.compile(r"[^@\s/:]+@[^@\s/:]+\.[^@\s/:]+|[^@\s/:]+@localhost")
_TOKEN: Final = re.compile(r"://|[?&]\w+=|[0-9A-Za-z_-]{24,}")
_BOTS: Final = {"/cgi-bin/webhook/send": "key", "/robot/send": "access_token"}
_MENTION: Final = re.compile(r"1\d{10}|@\S+")
_FEISHU: Final = "/open-apis/bot/v2/hook/"


class Way(StrEnum):
    """How a message gets to an address."""

    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    OTHER = "other"  # any service that apprise knows


_TO_GROUPS: Final = (Way.WECOM, Way.DINGTALK, Way.FEISHU)


@dataclass(frozen=True)
class Address:
    """Where a message goes; `text` is never told to anybody."""

    way: Way
    text: str


@dataclass(frozen=True)
class Route:
    """How a person is reached: by which cell, mentioned by what, and whether others read it too."""

    cell: str
    mentions: tuple[str, ...] = ()
    is_group: bool = False


@dataclass(frozen=True)
class Secrets:
    """What is in the environment, which a face hands in, or else in the system's keyring."""

    environment: Mapping[str, str]

    def find(self, name: str) -> str:
        """Give the secret of that name; empty where there is none."""
        return self.environment.get(_variable(name), "") or _from_keyring(name)

    def address(self, cell: str) -> Address | Reason:
        """Give the address that a cell means, or why it means none."""
        cell = cell.strip()
        if _MAIL.fullmatch(cell):
            return Address(Way.MAIL, cell)
        if is_secret(cell):
            return Reason("notify.secret_in_cell")
        found = self.find(cell) if cell else ""
        if not found:
            return Reason("notify.unknown_address", {"name": cell, "variable": _variable(cell)})
        if not _is_address(found):
            return Reason("notify.no_url", {"name": cell})
        return Address(_way(found), found)

    def route(self, message_to: str, mail: str, group: str) -> Route:
        """Give how a person is reached, by what stands in the cells of 团队 and by their group's address.

        Bots speak to groups alone, so what goes to one is read by all: no customer's details may be in it. Somebody
        whose 消息地址 is a mobile or an @id is mentioned in the group, unless they have a mailbox. The cell is empty
        where nothing reaches them.
        """
        if _MENTION.fullmatch(message_to.strip()):
            return Route(mail) if mail else Route(group, (message_to.strip(),) if group else (), is_group=True)
        cell = message_to.strip() or mail
        address = self.address(cell) if cell else None
        return Route(cell, is_group=isinstance(address, Address) and address.way in _TO_GROUPS)


def is_mail(cell: str) -> bool:
    """Tell whether a cell holds one mail address.

    >>> is_mail("a@b.cn"), is_mail("一组群")
    (True, False)
    """
    return bool(_MAIL.fullmatch(cell.strip()))


def is_secret(cell: str) -> bool:
    """Tell whether a cell holds what may only be named in it: an address with a key, or a key.

    >>> is_secret("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"), is_secret("一组群"), is_secret("a@b.cn")
    (True, False, False)
    """
    return not is_mail(cell) and bool(_TOKEN.search(cell))


def store_secret(name: str, secret: str) -> None:
    """Put a secret into the system's keyring. Raises: StorageError where it has none; SettingsError for no address."""
    import keyring  # noqa: PLC0415 - slow, and needed by few commands
    from keyring.errors import KeyringError  # noqa: PLC0415

    if not _is_address(secret):
        raise SettingsError("notify.no_url", name=name)
    try:
        keyring.set_password(_SERVICE, name, secret)
    except KeyringError:
        raise StorageError("notify.no_keyring", name=name, variable=_variable(name)) from None


def _from_keyring(name: str) -> str:
    import keyring  # noqa: PLC0415 - slow, and needed by few commands
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(_SERVICE, name) or ""
    except KeyringError:  # a server without one, or one that is locked
        return ""


def _variable(name: str) -> str:
    return _PREFIX + re.sub(r"\W", "_", name.strip()).upper()


def _is_address(text: str) -> bool:
    try:
        return bool(_MAIL.fullmatch(text) or urlsplit(text).scheme)
    except ValueError:  # brackets that do not close
        return False


def _way(address: str) -> Way:
    if _MAIL.fullmatch(address):
        return Way.MAIL
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        asked = _BOTS.get(parts.path)
        if asked and asked in parse_qs(parts.query):
            return Way.WECOM if asked == "key" else Way.DINGTALK
        if parts.path.startswith(_FEISHU):
            return Way.FEISHU
    return Way.OTHER
