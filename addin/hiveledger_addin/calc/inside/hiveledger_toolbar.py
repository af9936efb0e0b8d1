"""What runs inside LibreOffice when a button is clicked: it says so in the status bar and hands the click on.

The work is done by our own Python in a process of its own, so that the window stays alive and LibreOffice's Python
need not have our packages. This file takes nothing but the standard library and UNO, and the syntax of Python 3.8.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import threading
from pathlib import Path

import hiveledger_configuration
import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.frame import XTerminateListener
from com.sun.star.task import XJob, XJobExecutor

__all__ = ["Toolbar", "g_ImplementationHelper"]

_NAME = "org.hiveledger.Toolbar"
_IDLE_SECONDS = 600  # for which a process that has done its clicks waits for the next one
_WORDS = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
_MISLEADING = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "URE_BOOTSTRAP")  # LibreOffice's own, for its own Python
_WARNING = uno.Enum("com.sun.star.awt.MessageBoxType", "WARNINGBOX")


class _Once(unohelper.Base, XCallback):
    """Something that has to be done by the thread that draws the windows."""

    def __init__(self, do):
        self._do = do

    def notify(self, _):
        self._do()


class _Door(unohelper.Base, XInstanceProvider, XTerminateListener):
    """Lets processes of this user reach this LibreOffice, for as long as it runs.

    Its pipe has a random name. Whoever reaches the pipe has to know a second random name, too: it stands in a file
    that this user alone may read.
    """

    def __init__(self, context, folder):
        self._context, self._secret = context, secrets.token_hex(16)
        self.pipe = "hiveledger-" + secrets.token_hex(8)
        self._acceptor = _service(context, "com.sun.star.connection.Acceptor")
        self._bridges = _service(context, "com.sun.star.bridge.BridgeFactory")
        threading.Thread(target=self._let_in, daemon=True).start()
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / self.pipe
        handle = os.open(str(self._file), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(self._secret)
        _service(context, "com.sun.star.frame.Desktop").addTerminateListener(self)

    def _let_in(self):
        while True:
            connection = self._acceptor.accept("pipe,name=" + self.pipe)
            if connection is None:
                return
            self._bridges.createBridge("", "urp", connection, self)

    def getInstance(self, name):  # noqa: N802 - UNO's
        return self._context if secrets.compare_digest(name, self._secret) else None

    def queryTermination(self, _):  # noqa: N802 - UNO's
        pass

    def notifyTermination(self, _):  # noqa: N802 - UNO's
        self._file.unlink()
        for worker in tuple(_WORKERS):
            worker.dismiss()
        self._acceptor.stopAccepting()

    def disposing(self, _):
        pass


class _Worker:
    """A process of our own Python, which does one click after the other, and says so in a line after each."""

    def __init__(self, python, pipe, state):
        environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        environment["HIVELEDGER_STATE"] = str(state)
        self._log = state / "calc.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the program that this user's configuration names
                [python, "-P", "-X", "utf8", "-m", "hiveledger_addin.calc.run", "--pipe", pipe],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=str(state),
                env=environment,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self._done = None
        self._rest = threading.Timer(0, lambda: None)
        _WORKERS.append(self)
        threading.Thread(target=self._listen, daemon=True).start()

    def is_free(self):
        """Tell whether it has nothing to do."""
        return self._done is None

    def dismiss(self):
        """Let it go home once it has done what it does."""
        self._rest.cancel()
        self._process.stdin.close()

    def do(self, order, done):
        """Hand a click over; `done` is called with what a person has to be told of the process, mostly nothing."""
        self._rest.cancel()
        self._done = done
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _listen(self):
        for line in self._process.stdout:
            done, self._done = self._done, None
            done(line.strip())
            self._rest = threading.Timer(_IDLE_SECONDS, self.dismiss)
            self._rest.daemon = True
            self._rest.start()
        _WORKERS.remove(self)
        if self._process.wait() and self._done is not None:
            self._done(_WORDS["failed"].format(log=self._log))


_WORKERS = []


class Toolbar(unohelper.Base, XJobExecutor, XJob):
    """The service behind every button, and the job that opens the door when the first window is there."""

    _door = None

    def __init__(self, context, *_):
        self._context = context

    def execute(self, _):
        """Open the door. Nothing is said where hiveledger is not installed: nobody asked for anything."""
        configuration = hiveledger_configuration.read()
        if configuration is not None:
            self._open(configuration)

    def trigger(self, button):
        """Hand a click on, and say at once that it was seen."""
        document = _service(self._context, "com.sun.star.frame.Desktop").getCurrentComponent()
        configuration = hiveledger_configuration.read()
        if configuration is None or configuration.version != _WORDS["version"]:
            self._warn(document, _WORDS["install"])
            return
        bar = document.getCurrentController().getFrame().createStatusIndicator()
        bar.start(_WORDS["working"][button], 0)
        order = {"button": button, "book": document.getURL() and uno.fileUrlToSystemPath(document.getURL())}
        try:
            pipe = self._open(configuration)
            free = next(filter(_Worker.is_free, _WORKERS), None)
            worker = free or _Worker(configuration.python, pipe, Path(configuration.state))
            worker.do(order, lambda text: self._end(document, bar, text))
        except OSError as problem:
            bar.end()
            self._warn(document, _WORDS["failed"].format(log=problem))

    def _open(self, configuration):
        if Toolbar._door is None:
            Toolbar._door = _Door(self._context, Path(configuration.state) / "calc")
        return Toolbar._door.pipe

    def _end(self, document, bar, text):
        def end():
            bar.end()
            if text:
                _free(document)
                self._warn(document, text)

        _service(self._context, "com.sun.star.awt.AsyncCallback").addCallback(_Once(end), None)

    def _warn(self, document, text):
        window = document.getCurrentController().getFrame().getContainerWindow()
        box = window.getToolkit().createMessageBox(window, _WARNING, 1, _WORDS["title"], text)
        box.execute()
        box.dispose()


def _free(document):
    """Let a document be drawn and calculated again, whose process ended in the middle of something."""
    while document.hasControllersLocked():
        document.unlockControllers()
    document.enableAutomaticCalculation(True)  # noqa: FBT003 - UNO knows no names


def _service(context, name):
    return context.getServiceManager().createInstanceWithContext(name, context)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(Toolbar, _NAME, (_NAME, "com.sun.star.task.Job"))
