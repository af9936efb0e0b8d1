"""Posting to a service by HTTP: an answer, or why there is none. Addresses are secrets, so no reason quotes one."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

from hiveledger.findings import Reason

__all__ = ["post", "post_json"]

_SECONDS: Final = 10.0
_LONGEST: Final = 1 << 16  # bytes of an answer


def post_json(url: str, record: Mapping[str, Any], seconds: float = _SECONDS) -> Mapping[str, Any] | Reason:
    """Post a record; gives the record that came back, or why that is none."""
    return post(url, json.dumps(record, ensure_ascii=False).encode(), "application/json; charset=utf-8", seconds)


def post(url: str, body: bytes, kind: str, seconds: float = _SECONDS) -> Mapping[str, Any] | Reason:
    """Post what is of that kind; gives the record that came back, or why that is none."""
    request = urllib.request.Request(url, body, {"Content-Type": kind})  # noqa: S310 - http or https, see addresses
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
            content = _read(answer, time.monotonic() + seconds)
        found = json.loads(content)
    except urllib.error.HTTPError as problem:
        with problem:
            return Reason("notify.status", {"status": problem.code})
    except (OSError, http.client.HTTPException):
        return Reason("notify.unreachable")
    except ValueError:
        return Reason("notify.malformed")
    return found if isinstance(found, dict) else Reason("notify.malformed")


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """Read an answer that is short and comes in time, however slowly it drips. Raises: TimeoutError, ValueError."""
    content = b""
    while chunk := answer.read1(_LONGEST):
        content += chunk
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(content) > _LONGEST:
            raise ValueError
    return content
