"""Credit codes: the check character decides, and no letter is guessed at."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.codes import normalise_codes
from tests.rules.normalise.cases import cases, read_one

# 91350100M000100Y43 is the example of GB 32100-2015; 110108000000016 that of GS 15-2006.
CASES: Final = r"""
    right | 91350100M000100Y43 | 91350100M000100Y43 |
    in lower case | 91350100m000100y43 | 91350100M000100Y43 |
    full-width | ９１３５０１００Ｍ０００１００Ｙ４３ | 91350100M000100Y43 |
    in groups | 9135 0100 M000-100Y 43 | 91350100M000100Y43 |
    with a text apostrophe | '91350100M000100Y43 | 91350100M000100Y43 |
    with its label | 统一社会信用代码：91350100M000100Y43 | 91350100M000100Y43 |
    with a short label | 税号:91350100M000100Y43 | 91350100M000100Y43 |
    with the label of the tax office | 纳税人识别号：91350100M000100Y43 | 91350100M000100Y43 |
    with a zero-width space | 91350100\u200bM000100Y43 | 91350100M000100Y43 |
    with a closing comma | 91350100M000100Y43， | 91350100M000100Y43 |
    with a remark is for a person | 91350100M000100Y43（旧） | | clean.uscc_length
    two codes are for a person | 91350100M000100Y43/110108000000016 | | clean.uscc_length
    a character miscopied | 91350100M000100Y44 | | clean.uscc_checksum
    two characters swapped | 91350100M001000Y43 | | clean.uscc_checksum
    letter O for zero is not guessed at | 91350100MOOO100Y43 | | clean.uscc_letters
    letter I for one is not guessed at | 9I350100M000100Y43 | | clean.uscc_letters
    too short | 91350100M000100Y4 | | clean.uscc_length
    too long | 91350100M000100Y433 | | clean.uscc_length
    a number in Excel's short form | 9.13205E+17 | | clean.uscc_damaged
    a number in full | 913205941234560000 | | clean.uscc_damaged
    a number read as a float | 913205941234560000.0 | | clean.uscc_damaged
    a number printed by Python | 9.132059412345678e+17 | | clean.uscc_damaged
    an old registration number | 110108000000016 | 110108000000016 | clean.uscc_old
    an old registration number miscopied | 110108000000017 | | clean.uscc_checksum
    words | 见附件 | | clean.uscc_length
    nothing | 无 | |
"""


@pytest.mark.parametrize(("cell", "expected"), cases(CASES))
def test_a_code(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_codes(pd.Series([cell])), "value", "code") == expected
