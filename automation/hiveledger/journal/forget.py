"""The journal's lines without a person: what a run did to which row stays, what it wrote there of the person goes.

A cell of theirs was blank and is blank, as far as the journal knows; so no undo and no second doing brings it back.
A reason or an argument that names them says that they were forgotten. A digest stays by which an imported row is
known again, so that the same list does not bring the person back.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hiveledger.changes.person import Person
from hiveledger.journal.codec import Block

__all__ = ["begun", "forget_in", "is_begun_in"]

_WORDS: Final = "words"  # what an unfinished line of forgetting holds last: by which words the person is known
_END: Final = b"\n"
_SAID: Final = {"code": "history.forgotten", "params": {}}  # a reason's text is a reason in its turn
_GONE: Final = ""  # an argument's text


def begun(person: Person) -> dict[str, Any]:
    """Give the line that tells from now on that this lead was to be forgotten, and until it is, by which words."""
    return {"forget": person.lead, "by": person.by, "rows": sorted(person.rows), _WORDS: sorted(person.words)}


def is_begun_in(content: bytes) -> bool:
    """Tell whether a journal file says of anybody by which words they are known: it is to be cleaned last."""
    return f'"{_WORDS}":['.encode() in content


def forget_in(content: bytes, person: Person) -> bytes:
    """Give a journal file's content without the person; lines that say nothing of them stay as they are."""
    return _END.join(_forgotten(line, person) for line in content.split(_END))


def _forgotten(line: bytes, person: Person) -> bytes:
    try:
        record = json.loads(line)
    except ValueError:
        return b"" if any(word.encode() in line for word in person.words) else line
    if not isinstance(record, dict):
        return line
    after = _without(record, person)
    return line if after == record else json.dumps(after, ensure_ascii=False, separators=(",", ":")).encode()


def _without(record: Mapping[str, Any], person: Person) -> dict[str, Any]:
    if record.get("forget") == person.lead:
        return {name: item for name, item in record.items() if name != _WORDS}
    replaced: dict[str, Any] = {}
    if isinstance(record.get("changes"), list):
        replaced["changes"] = [_block_without(block, person) for block in record["changes"]]
    for told in ("args", "arguments", "why"):
        if told in record:
            replaced[told] = _silenced(record[told], person, _SAID if told == "why" else _GONE)
    return {**record, **replaced}


def _block_without(block: Block, person: Person) -> Block:
    if "keys" not in block:
        return block
    if block["kind"] == "set":
        places = [block["places"][at] for at in block["at"]]
        held = zip(places, block["keys"], block["before"], block["after"], strict=True)
        told = [person.is_told_by(table, key, column, *cells) for (table, column), key, *cells in held]
        cells: Block = {name: _blanked(block[name], told) for name in ("before", "after")}
        tables: Iterable[str] = (table for table, _ in places)
    else:
        table = block["table"]
        cells = {"columns": dict(_columns_without(block, person))}
        tables = (table for _ in block["keys"])
    return {**block, **cells, **_reasons_without(block, tables, person)}


def _columns_without(block: Block, person: Person) -> Iterator[tuple[str, list[Any]]]:
    for column, items in block["columns"].items():
        held = zip(block["keys"], items, strict=True)
        yield column, _blanked(items, [person.is_told_by(block["table"], key, column, item) for key, item in held])


def _blanked(items: Iterable[Any], told: Iterable[bool]) -> list[Any]:
    return [None if is_told else item for item, is_told in zip(items, told, strict=True)]


def _reasons_without(block: Block, tables: Iterable[str], person: Person) -> Block:
    if "whys" not in block:
        return {}
    rows = zip(tables, block["keys"], block["why"], strict=True)
    theirs = {at for table, key, at in rows if (table, key) in person.rows}
    return {"whys": [_silenced(why, person, _SAID) if at in theirs else why for at, why in enumerate(block["whys"])]}


def _silenced(item: Any, person: Person, instead: object) -> Any:  # noqa: ANN401 - what JSON held
    """Put something else in place of each text that names the person."""
    match item:
        case str():
            return instead if person.is_named_in(item) else item
        case list():
            return [_silenced(each, person, instead) for each in item]
        case dict():
            return {name: _silenced(each, person, instead) for name, each in item.items()}
    return item
