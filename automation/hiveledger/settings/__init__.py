"""What a team may tune: one row each on sheet 规则."""

from hiveledger.settings.model import Settings, allowed, read_settings, setting_rows

__all__ = ["Settings", "allowed", "read_settings", "setting_rows"]
