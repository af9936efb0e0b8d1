"""How people write things, read into one canonical form: text in, a value or a code out.

One module per kind of value. Each `normalise_…` takes cell texts (a Series of dtype str, missing = NaN) and
returns a frame on the same index that always holds `value` (phones: `mobile` and `phone`) and `code`:

| value | code | the cell |
|---|---|---|
| there | missing | was read without doubt |
| there | a code | was read, with a remark worth telling (nobody has to act) |
| missing | a code | could not be read: a person has to look, the cell stays as it is |
| missing | missing | is blank, or says so ("无", "-", "N/A") |

| module | reads | further columns |
|---|---|---|
| texts | needs, notes, addresses: characters only | |
| phones | mobiles, landlines, service and foreign numbers | extra |
| emails | addresses | extra, among |
| codes | credit codes | |
| dates, clock_times | days and times; Excel's numbers for them | |
| deadlines | days somebody means to buy by: 下周三, 月底, Q2 | |
| money, numerals | amounts in yuan | status |
| regions, region_names, english_places, places | provinces, cities, districts | province, city, district, rest, among |
| companies | company names as stored | rest |
| company_parts | company names taken apart, for comparison | |
| people | contacts | title, rest |

Codes are keys of the text catalogue; their sentences take `value`, the cell's text. What a cell held beyond
the value is never dropped: it stands in a further column. In `among` stands what a cell can mean or was probably
meant to say: a person decides. Normalising a value again gives the value again, and
each cell is read alone, so the order of rows does not matter.
"""
