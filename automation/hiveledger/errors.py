"""The problems a user can fix; everything else is a fault of ours."""

__all__ = ["BusyError", "GateError", "LedgerError", "ReportError", "SchemaError", "SettingsError", "StorageError"]


class LedgerError(Exception):
    """A problem the user can fix: a face turns code + params into problem, place and next step.

    The sentence itself is in the text catalogue, so that it exists once and in both languages.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class SchemaError(LedgerError):
    """The workbook does not hold the table, column or row that was asked for."""


class SettingsError(LedgerError):
    """A cell of 规则 is outside what is allowed."""


class BusyError(LedgerError):
    """Somebody else holds the file."""


class StorageError(LedgerError):
    """The disk or the share did not take it; once that is seen to, the same will go."""


class GateError(LedgerError):
    """A file was refused before it was read."""


class ReportError(LedgerError):
    """A report could not be made."""
