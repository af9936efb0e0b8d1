"""What can go wrong between Python and Calc, each a sentence that says problem and next step."""

from typing import Final, Literal

__all__ = ["EngineError"]

_SENTENCES: Final = {
    "office-missing": (
        "这台电脑上找不到 LibreOffice。请安装 LibreOffice（含 Calc）后重试。",
        "LibreOffice was not found on this computer. Install it, Calc included, and try again.",
    ),
    "bridge-missing": (
        "LibreOffice 的 Python 接口（uno）不在 {folder} 里。Debian 上请运行 sudo apt-get install python3-uno。",
        "LibreOffice's interface to Python (uno) is not in {folder}. On Debian type: sudo apt-get install python3-uno",
    ),
    "python-differs": (
        "LibreOffice 的接口属于 Python {theirs}，本程序运行在 Python {ours} 上。请用 Python {theirs} 重新安装本程序。",
        "LibreOffice's interface is for Python {theirs}, this is Python {ours}. Install this program with {theirs}.",
    ),
    "no-display": (
        "这里没有图形界面，Calc 开不了窗口。请在桌面会话里运行，或者用不开窗口的方式。",
        "There is no display here for the windows of Calc. Run this in a desktop session, or without windows.",
    ),
    "start-failed": (
        "LibreOffice 没有启动成功（退出码 {status}）。请在终端运行 {program}，看它报告什么。",
        "LibreOffice did not start (exit status {status}). Run {program} in a terminal and read what it says.",
    ),
    "start-slow": (
        "LibreOffice 在 {seconds} 秒内没有应答，已把它结束。请关掉占用电脑的程序后重试。",
        "LibreOffice did not answer within {seconds} seconds and was ended. Close what keeps the computer busy.",
    ),
    "start-unready": (
        "LibreOffice 启动了，但 Calc 不工作。请在终端运行 soffice --calc，看它报告什么。",
        "LibreOffice started but its Calc does not work. Run soffice --calc in a terminal and read what it says.",
    ),
    "no-answer": (
        "没有 Calc 在管道 {pipe} 上应答。请确认 Calc 开着，且没有停在对话框上，然后重试。",
        "No Calc answers on the pipe {pipe}. See that Calc is open and shows no dialogue, then try again.",
    ),
    "gone": (
        "Calc 在操作中途关闭了（{member}）。请重新打开工作簿，核对最后一步，然后重试。",
        "Calc ended in the middle of {member}. Open the workbook again, check the last step, and try again.",
    ),
    "not-opened": (
        "Calc 没有打开 {file}。请看是不是别人正开着它，或者它不是工作簿；旁边若有过时的 .~lock 文件，请先删除。",
        "Calc did not open {file}. See whether somebody has it open, or it is no workbook; remove a stale .~lock file.",
    ),
    "refused": (
        "Calc 没有接受 {member}：{reason}",
        "Calc refused {member}: {reason}",
    ),
    "not-covered": (
        "LibreOffice 引擎不支持 {member}。",
        "The engine for LibreOffice does not cover {member}.",
    ),
}


class EngineError(Exception):
    """Calc could not do what was asked. `code` tells what happened, `sentence` says it to a person."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(self.sentence("en"))

    def sentence(self, language: Literal["zh", "en"]) -> str:
        """Say in a language what happened and what to do."""
        zh, en = _SENTENCES[self.code]
        return (zh if language == "zh" else en).format_map(self.params)
