"""Any table's rows matched with each other, whatever they say of companies and people. Source: M1.

| module | gives |
|---|---|
| fields | what columns mean, and what comes of matching |
| texts | the forms in which texts are compared |
| aspects | each row as its aspects: a name, a number, an address |
| candidates | which rows are worth comparing |
| alignment | how alike two texts of several words are |
| levels | how far the rows of a pair agree in an aspect |
| weights | what agreeing and differing tell, learned from the table |
| pairs | what is made of two rows |
| clusters | likely pairs put together |
| matching | all of this for a table |
"""

from hiveledger.rules.match.records.fields import Field, Kind, Matched, Outcome
from hiveledger.rules.match.records.matching import match_records

__all__ = ["Field", "Kind", "Matched", "Outcome", "match_records"]
