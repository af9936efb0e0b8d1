"""Who is the same customer. Source: M1 (同一客户多人对接, 信息重复收集), M8.

A *card* is what one row says of a person at a company: a lead, or a further contact of one (联系人). A *firm* is the
key of a company, however its name is written.

| module | gives |
|---|---|
| firms | which rows name one company |
| cards | every row as a card: texts in the forms in which they are compared |
| pairs | which two leads are one customer for certain, which may be, and which facts say so |
| groups | certain pairs joined, without ever making one of two companies, two owners or two persons |
| survivors | which lead of a group is kept, which merge into it, and who asked again |
| questions | which pairs a person is asked about, in which order |
| leads | all of this for a ledger |
| accounts | which leads are of one company, and which company is an existing customer |
| companies | how alike two company names are, by how Chinese names are made |

What merging does to the rows is `rules/merge.py`.
"""
