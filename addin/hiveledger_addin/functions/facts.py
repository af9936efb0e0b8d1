"""Single facts of a customer, read as the verbs clean and complete read them. Source: M8."""

from typing import Final

import pandas as pd

from hiveledger.rules.complete import complete_facts, suggest_by_name
from hiveledger.rules.evidence import FACTS, find_by_mobile
from hiveledger.rules.industry import to_segments
from hiveledger.rules.normalise.codes import normalise_codes
from hiveledger.rules.normalise.companies import normalise_companies
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty
from hiveledger.schema.words import Status
from hiveledger.text.masking import mask
from hiveledger_addin.functions.cells import Fault
from hiveledger_addin.functions.registry import Asked

__all__ = ["clean_company", "clean_mobile", "guess_industry", "mask_text", "mobile_city", "valid_uscc"]

_NOBODY_SAID: Final = ("account_id", "uscc", "mobile", *FACTS)
_REFUSED: Final = pd.DataFrame(columns=["lead_id", "column", "value"], dtype="str")


def clean_company(asked: Asked) -> pd.DataFrame:
    """Give the company's name as it is stored; #N/A where it is none."""
    found = normalise_companies(asked.rows["company"])
    return _readable(found["value"], found["value"].isna() & found["code"].notna())


def clean_mobile(asked: Asked) -> pd.DataFrame:
    """Give the first mobile of both cells; #N/A where something stands there that is no number."""
    found = normalise_phones(asked.rows["mobile"], asked.rows["phone"])
    unread = found["mobile"].isna() & found["phone"].isna() & found["code"].notna()
    return _readable(found["mobile"], unread)


def valid_uscc(asked: Asked) -> pd.DataFrame:
    """Tell whether it is a credit code with the right check character; blank where there is none."""
    found = normalise_codes(asked.rows["uscc"])
    said = found["value"].notna() | found["code"].notna()
    return found["value"].notna().astype("object").where(said, "").to_frame()


def mobile_city(asked: Asked) -> pd.DataFrame:
    """Give the city in which the mobile's number was given out."""
    mobile = normalise_phones(asked.rows["mobile"])["mobile"]
    leads = pd.DataFrame({"mobile": mobile, "region": pd.Series(None, mobile.index, dtype="str")})
    return find_by_mobile(leads).set_index("lead_id")[["value"]].reindex(mobile.index)


def guess_industry(asked: Asked) -> pd.DataFrame:
    """Give the industry that the company's name or need suggests; blank where nothing does, or more than one."""
    industries = asked.tables.get("industries", empty(TABLES["industries"]))
    rows = asked.rows
    leads = rows.assign(**{name: pd.Series(None, rows.index, dtype="str") for name in _NOBODY_SAID})
    leads = leads.assign(status=Status.CLEANED.value).rename_axis("lead_id")
    is_due = pd.Series(data=True, index=leads.index)
    found = complete_facts(leads, is_due, {}, industries, _REFUSED)
    if "known" in asked.tables:
        known = asked.tables["known"][["company", "industry"]]
        known = known.assign(industry=to_segments(known["industry"], industries))
        found = suggest_by_name(found, leads["company"], known, asked.settings.guess_precision, _REFUSED)
    by_lead = found[found["column"].eq("industry")].set_index("lead_id")
    return by_lead[["value"]].reindex(leads.index)


def mask_text(asked: Asked) -> pd.DataFrame:
    """Give the text without anybody's number or address."""
    return asked.rows["text"].map(mask, na_action="ignore").to_frame()


def _readable(value: pd.Series, unread: pd.Series) -> pd.DataFrame:
    found = value.astype("object")
    found[unread] = Fault.NOT_AVAILABLE  # `mask` would make a plain text of it
    return found.to_frame()
