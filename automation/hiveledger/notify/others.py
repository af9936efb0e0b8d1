"""Every other service, by apprise: a generic JSON endpoint, and a hundred more."""

import logging

from hiveledger.findings import Reason
from hiveledger.notify.addresses import Address

__all__ = ["say_to_other"]


def say_to_other(address: Address, subject: str, body: str) -> Reason | None:
    """Send a text to an apprise address, such as json://host/path. Gives why it was not taken.

    apprise never raises and never tells why; what it logs may quote the address, so that goes nowhere.
    """
    import apprise  # noqa: PLC0415 - takes a fifth of a second

    log = logging.getLogger("apprise")
    log.disabled = True
    service = apprise.Apprise()
    if not service.add(address.text):
        return Reason("notify.no_service")
    return None if service.notify(body=body, title=subject) else Reason("notify.not_taken")
