"""Messages to people: an outbox beside the book, and the ways to send what it holds."""

from hiveledger.notify.addresses import ACCOUNT, Route, Secrets, is_mail, is_secret, store_secret
from hiveledger.notify.delivery import Bundle, Delivered, deliver, message_id
from hiveledger.notify.outbox import Letter, Outbox
from hiveledger.notify.post import Post
from hiveledger.notify.senders import Senders

__all__ = [
    "ACCOUNT",
    "Bundle",
    "Delivered",
    "Letter",
    "Outbox",
    "Post",
    "Route",
    "Secrets",
    "Senders",
    "deliver",
    "is_mail",
    "is_secret",
    "message_id",
    "store_secret",
]
