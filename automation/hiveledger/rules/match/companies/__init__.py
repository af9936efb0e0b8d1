"""Which company names mean one company: the judge of Chinese names, by how names are made. Source: M1.

A name is a place, a brand, a trade, a legal form, and for some a branch or a further place. Two names are one company
where these agree, or where what one of them leaves out can only be one thing in the file at hand.

| module | gives |
|---|---|
| likeness | the six answers to whether two names are one company |
| sounds | characters by sound and look |
| forms | legal form, branch, department at the end of a name |
| regions | the places in a name |
| parts | a name taken apart |
| read | all names of a file, and how common each brand is in it |
| shorts, latin, hints | short names and names in Latin letters, and what they can mean in the file |
| slips, near | names that are one wrong, missing or swapped character apart |
| blocks | which names are worth comparing |
| judge | how alike two names are, and which facts say so |
| join | names put together, never so that two which are told apart end up as one |
"""

from hiveledger.rules.match.companies.blocks import propose_pairs
from hiveledger.rules.match.companies.join import join_names
from hiveledger.rules.match.companies.judge import judge_pairs
from hiveledger.rules.match.companies.likeness import Likeness
from hiveledger.rules.match.companies.read import Companies, read_companies

__all__ = ["Companies", "Likeness", "join_names", "judge_pairs", "propose_pairs", "read_companies"]
