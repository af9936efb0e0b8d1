"""A program that sends what an outbox holds and is cut off where it is told, as if the power had gone."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from hiveledger.notify import Bundle, Outbox, Post, Secrets, Senders, deliver, message_id

NOW = datetime(2026, 3, 2, 10)


def _send(folder: str, account: str, steps: int) -> None:
    """Send everything, but end without a word after so many steps: lines put down and mails that were taken."""
    left = steps

    def after(function: Any) -> Any:  # noqa: ANN401
        def stepped(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            nonlocal left
            done = function(*args, **kwargs)
            left -= 1
            if left == 0:
                os._exit(9)
            return done

        return stepped

    Outbox._add = after(Outbox._add)  # type: ignore[method-assign] # noqa: SLF001 - the moments of the fall
    senders = Senders(Secrets({"HIVELEDGER_ADDRESS_SMTP": account}))
    senders.send = after(senders.send)  # type: ignore[method-assign]
    outbox = Outbox(Path(folder), f"pid{steps}")
    bundles = []
    for letter in outbox.waiting(NOW):
        keys = (letter.key,)
        post = Post(letter.message_id or message_id(keys), letter.subject, "-", ("am@example.com",))
        bundles.append(Bundle(keys, post))
    deliver(outbox, senders, bundles, NOW)


def main(account: str) -> None:
    """Let a copy of this program, which has no threads, send for each line "steps folder"; say how it ended."""
    for line in sys.stdin:
        steps, _, folder = line.strip().partition(" ")
        child = os.fork()
        if not child:
            _send(folder, account, int(steps))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201 - to who started it


if __name__ == "__main__":
    main(sys.argv[1])
