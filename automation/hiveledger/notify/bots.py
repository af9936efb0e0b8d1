"""Group bots of WeCom, DingTalk and Feishu: what each takes, and whether it took it.

All three answer 200 to what they refuse and say so in a number inside the answer; a message counts as sent only when
that number is 0.
"""

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit, urlunsplit

from hiveledger.findings import Reason
from hiveledger.notify.addresses import Address, Way
from hiveledger.notify.web import post, post_json

__all__ = ["LIMITS", "say_to_bot", "send_file"]

LIMITS: Final = {Way.WECOM: 2048, Way.DINGTALK: 18_000, Way.FEISHU: 18_000}  # bytes of a text's UTF-8
_LARGEST: Final = 20 * 1024 * 1024  # bytes of a file
_SMALLEST: Final = 6
_MOBILE: Final = re.compile(r"1\d{10}")
_CODES: Final = ("errcode", "code", "StatusCode")


def say_to_bot(address: Address, text: str, mentions: Sequence[str], at: datetime) -> Reason | None:
    """Let a bot say a text; people are mentioned by mobile, or by user id. Gives why it was not taken."""
    mobiles = [name for name in mentions if _MOBILE.fullmatch(name)]
    users = [name.removeprefix("@") for name in mentions if name not in mobiles]
    url, record = address.text, dict[str, Any]()
    match address.way:
        case Way.WECOM:
            named = {"mentioned_list": users, "mentioned_mobile_list": mobiles}
            record = {"msgtype": "text", "text": {"content": text, **{k: v for k, v in named.items() if v}}}
        case Way.DINGTALK:
            url = _signed(url, at)
            named = {"atMobiles": mobiles, "atUserIds": users}
            record = {"msgtype": "text", "text": {"content": text}, "at": {**named, "isAtAll": False}}
        case _:
            record = {"msg_type": "text", "content": {"text": text}}
    return _refusal(post_json(url, record))


def send_file(address: Address, file: Path) -> Reason | None:
    """Let a WeCom bot send a file: it is uploaded first, and then told of. Gives why it was not taken."""
    size = file.stat().st_size
    if not _SMALLEST <= size <= _LARGEST:
        return Reason("notify.file_size", {"file": file.name, "megabytes": f"{size / 1024 / 1024:.1f}"})
    parts = urlsplit(address.text)
    query = urlencode({"key": parse_qs(parts.query)["key"][0], "type": "file"})
    upload = urlunsplit((parts.scheme, parts.netloc, parts.path.replace("/send", "/upload_media"), query, ""))
    mark = uuid.uuid4().hex
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="media"; filename="{_plain(file.name)}"; '
        f"filelength={size}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    answer = post(upload, body, f"multipart/form-data; boundary={mark}")
    refused = _refusal(answer)
    if refused or isinstance(answer, Reason):
        return refused
    media = answer.get("media_id")
    if not isinstance(media, str):
        return Reason("notify.malformed")
    return _refusal(post_json(address.text, {"msgtype": "file", "file": {"media_id": media}}))


def _plain(name: str) -> str:
    return re.sub(r'["\r\n\\]', "_", name)


def _signed(url: str, now: datetime) -> str:
    """Sign a DingTalk address that carries its secret (…&secret=SEC…), which itself is never sent."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    secret = asked.pop("secret", "")
    if secret:
        at = str(round(now.timestamp() * 1000))
        digest = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
        asked |= {"timestamp": at, "sign": base64.b64encode(digest).decode()}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(asked, quote_via=quote_plus), ""))


def _refusal(answer: Mapping[str, Any] | Reason) -> Reason | None:
    if isinstance(answer, Reason):
        return answer
    codes = [answer[name] for name in _CODES if name in answer]
    if not codes:
        return Reason("notify.malformed")
    return Reason("notify.refused", {"code": codes[0]}) if codes[0] != 0 else None
