"""A person at LibreOffice Calc, in a window on a display: opens, types, saves, closes. Run by Debian's own Python.

Commands come as JSON lines: ["open", PATH], ["type", LEAD, TEXT] (as its note), ["save"], ["close"]; each is answered
by a line, true where it could be done. UNO presses the keys; everything behind them is the program's own.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import uno
from com.sun.star.connection import NoConnectException

_COLUMNS = 120
_SECONDS = 60


def _desktop(pipe: str) -> Any:  # noqa: ANN401 - UNO says nothing of its types
    """Wait for LibreOffice to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + _SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _type(document: Any, lead: str, text: str) -> None:  # noqa: ANN401 - UNO says nothing of its types
    sheet = document.Sheets.getByName("客户台账")
    (header,) = sheet.getCellRangeByPosition(0, 0, _COLUMNS, 0).getDataArray()
    row = 1
    while sheet.getCellByPosition(0, row).String != lead:
        row += 1
    sheet.getCellByPosition(header.index("备注"), row).String = text


def _work(pipe: str) -> Iterator[bool]:
    """Do what is said, line by line, and tell of each whether it could be done."""
    desktop = _desktop(pipe)
    document: Any = None
    yield True
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        match command:
            case "open":
                document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(arguments[0]), "_blank", 0, ())
                yield document is not None and not document.isReadonly()
                continue
            case "type":
                _type(document, *arguments)
            case "save":
                document.store()
            case "close":
                document.close(True)  # noqa: FBT003 - UNO takes no names
        yield True


for done in _work(sys.argv[1]):
    sys.stdout.write(f"{json.dumps(done)}\n")
    sys.stdout.flush()
