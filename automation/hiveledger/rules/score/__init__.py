"""An advisory score: the chance that a lead is won, by the team's own won and lost leads. It never touches a grade.

| module | gives |
|---|---|
| scales | a column's cells as a few levels that many leads share |
| leaks | columns that know the outcome because they were filled after it |
| model | what each level adds to a lead's odds |
| measures | whether a model ranks leads, and whether what it says comes true |
| reasons | the facts that raise and lower a lead's score, in words |
"""
