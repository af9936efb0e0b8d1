"""Any table matched: what is merged, asked and left alone, in the words of its users' cases."""

import random

import pandas as pd
import pytest

from hiveledger.rules.match.records import Field, Kind, Matched, Outcome, match_records

NAME, PHONE, ADDRESS, CITY = (
    Field(Kind.COMPANY, ("name",)),
    Field(Kind.PHONE, ("phone",)),
    Field(Kind.ADDRESS, ("address",)),
    Field(Kind.CITY, ("city",)),
)
PERSON, BORN, MAIL = Field(Kind.PERSON, ("first", "last")), Field(Kind.KEY, ("born",)), Field(Kind.EMAIL, ("mail",))


def matched(rows: list[dict[str, str | None]], *fields: Field) -> Matched:
    columns = [column for field in fields for column in field.columns]
    return match_records(pd.DataFrame(rows, columns=columns, dtype="str"), fields)


def clusters(found: Matched) -> list[int]:
    return [int(number) for number in found.rows["cluster_id"]]


def fillers(count: int) -> list[dict[str, str | None]]:
    """Give people who have nothing in common, so that a table has somebody to be unlike."""
    draw = random.Random(7)  # noqa: S311 - no secret
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        {
            "first": "".join(draw.choices(letters, k=7)),
            "last": "".join(draw.choices(letters, k=8)),
            "born": f"{draw.randint(1930, 2009)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
        }
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            {"name": "Arnie Morton's of Chicago", "phone": "310-246-1501"},
            {"name": "arnie mortons", "phone": "3102461501"},
        ),
        ({"name": "Art's Deli", "phone": "818-762-1221"}, {"name": "Art's Delicatessen", "phone": "818-762-1221"}),
        ({"name": "Siemens AG", "phone": None}, {"name": "SIEMENS AKTIENGESELLSCHAFT", "phone": None}),
    ],
    ids=["a shorter name at one number", "a word cut short", "another legal form"],
)
def test_one_company_written_twice_is_merged(left: dict[str, str | None], right: dict[str, str | None]) -> None:
    assert clusters(matched([left, right, {"name": "Palm", "phone": "212-697-5198"}], NAME, PHONE)) == [0, 0, 1]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ritz-Carlton Cafe (Atlanta)", "Ritz-Carlton Restaurant (Atlanta)"),
        ("Golden Nugget", "Stefano's"),
        ("Little Stars Day Care I", "Little Stars Day Care II"),
    ],
    ids=["two restaurants of one hotel", "two names at one switchboard", "the first and the second of a name"],
)
def test_two_names_at_one_number_and_address_are_never_merged(left: str, right: str) -> None:
    there: dict[str, str | None] = {"phone": "404-659-0400", "address": "181 Peachtree St", "city": "Atlanta"}
    found = matched([{"name": left, **there}, {"name": right, **there}], NAME, PHONE, ADDRESS, CITY)
    assert clusters(found) == [0, 1]


def test_one_name_and_number_in_two_places_is_a_question() -> None:
    sites: list[dict[str, str | None]] = [
        {"name": "Little Stars Day Care", "phone": "312-555-0142", "address": "12 Elm Street"},
        {"name": "Little Stars Day Care", "phone": "312-555-0142", "address": "908 Harbour View Parade"},
    ]
    found = matched(sites, NAME, PHONE, ADDRESS)
    assert clusters(found) == [0, 1]
    assert found.pairs["outcome"].to_list() == [Outcome.REVIEW]


def test_a_typing_error_in_each_of_two_facts_still_tells_a_person() -> None:
    rows: list[dict[str, str | None]] = [
        {"first": "Robert", "last": "Alan", "born": "1971-06-24"},
        {"first": "Rob", "last": "Allan", "born": "1971-06-24"},
        *fillers(60),
    ]
    found = clusters(matched(rows, PERSON, BORN))
    assert found[0] == found[1]
    assert len(set(found[2:])) == 60


def test_rows_that_say_the_very_same_are_one_however_many_they_are() -> None:
    again: dict[str, str | None] = {"first": "Ann", "last": "Lee", "born": "1980-01-02"}
    found = clusters(matched([again] * 250 + fillers(50), PERSON, BORN))
    assert set(found[:250]) == {0}
    assert len(set(found[250:])) == 50


def test_rows_that_say_nothing_stay_alone() -> None:
    found = matched([{"first": None, "last": None, "born": None}] * 3, PERSON, BORN)
    assert clusters(found) == [0, 1, 2]
    assert found.rows["review_id"].isna().all()


def test_chinese_names_alone_are_enough() -> None:
    rows: list[dict[str, str | None]] = [
        {"name": name} for name in ("苏州云帆科技有限公司", "蘇州雲帆科技", "南京松原机械有限公司")
    ]
    assert clusters(matched(rows, NAME)) == [0, 0, 1]


def test_no_rows_give_no_rows() -> None:
    assert matched([], PERSON).rows.empty


def test_a_branch_is_related_to_its_company_and_not_merged() -> None:
    found = matched([{"name": "苏州云帆科技有限公司"}, {"name": "苏州云帆科技有限公司昆山分公司"}], NAME)
    assert clusters(found) == [0, 1]
    assert found.rows["related_id"].to_list() == [0, 0]
    assert found.pairs["outcome"].to_list() == [Outcome.RELATED]


def test_a_row_takes_part_in_one_question_at_most() -> None:
    rows: list[dict[str, str | None]] = [
        {"name": f"Ritz-Carlton {room}", "phone": "404-659-0400"} for room in ("Bar", "Spa", "Inn")
    ]
    found = matched(rows, NAME, PHONE)
    assert found.rows["review_id"].notna().sum() <= 2


def test_what_agrees_and_what_differs_is_named() -> None:
    rows: list[dict[str, str | None]] = [
        {"first": "Ann", "last": "Lee", "born": "1980-01-02", "mail": "ann@lee.example"},
        {"first": "Ann", "last": "Leee", "born": "1980-01-02", "mail": "ann@lee.example"},
        *fillers(40),
    ]
    pair = matched(rows, PERSON, BORN, MAIL).pairs.iloc[0]
    assert (pair["outcome"], pair["same"].split()) == (Outcome.MERGE, ["given", "surname_close", "key1", "email"])
    assert pair["other"] == ""


def test_the_order_of_rows_does_not_matter() -> None:
    ann: dict[str, str | None] = {"first": "Ann", "last": "Lee", "born": "1980-01-02"}
    rows = [ann, *fillers(30), ann | {"first": "Anne"}]
    forward, backward = clusters(matched(rows, PERSON, BORN)), clusters(matched(rows[::-1], PERSON, BORN))[::-1]
    assert [a == b for a in forward for b in forward] == [a == b for a in backward for b in backward]


def test_a_mailbox_that_a_desk_reads_does_not_tell_who_a_person_is() -> None:
    rows: list[dict[str, str | None]] = [
        {"first": "Ann", "last": "Lee", "mail": "info@lee.example"},
        {"first": "Anna", "last": "Leo", "mail": "info@lee.example"},
    ]
    shared = matched([*rows, *fillers(30)], PERSON, MAIL)
    own_rows: list[dict[str, str | None]] = [{**row, "mail": "ann.lee@lee.example"} for row in rows]
    own = matched([*own_rows, *fillers(30)], PERSON, MAIL)
    assert clusters(shared)[0] != clusters(shared)[1]
    assert clusters(own)[0] == clusters(own)[1]


def test_a_chinese_city_is_one_however_much_of_its_name_is_written() -> None:
    person = Field(Kind.PERSON, ("name",))
    rows: list[dict[str, str | None]] = [
        {"name": "王晓明", "city": "苏州", "phone": "13800000001"},
        {"name": "王晓明", "city": "江苏省苏州市", "phone": "13800000001"},
    ]
    pair = matched(rows, person, CITY, PHONE).pairs.iloc[0]
    assert (pair["same"].split(), pair["other"]) == (["given", "surname", "city", "phone"], "")


def test_notes_that_differ_do_not_keep_one_customer_apart() -> None:
    notes = Field(Kind.TEXT, ("note",))
    rows: list[dict[str, str | None]] = [
        {"name": "Siemens AG", "phone": "030-3862222", "note": "asked for a quotation"},
        {"name": "Siemens", "phone": "030-3862222", "note": "visited the trade fair in spring"},
    ]
    assert clusters(matched(rows, NAME, PHONE, notes)) == [0, 0]


def test_a_given_name_and_a_surname_that_changed_places_are_one_person() -> None:
    rows: list[dict[str, str | None]] = [
        {"first": "Harley", "last": "McCarthy", "born": "1990-02-03"},
        {"first": "McCarthy", "last": "Harley", "born": None},
    ]
    found = clusters(matched([*rows, *fillers(60)], PERSON, BORN))
    assert found[0] == found[1]


def test_one_name_without_a_place_is_not_one_company_where_two_places_have_it() -> None:
    rows: list[dict[str, str | None]] = [
        {"name": name}
        for name in ("苏州云帆科技有限公司", "南京云帆科技有限公司", "云帆科技有限公司", "云帆科技有限公司")
    ]
    assert len(set(clusters(matched(rows, NAME)))) == 4
    assert clusters(matched(rows[2:], NAME)) == [0, 0]


def test_one_person_on_one_mobile_at_two_companies_is_a_question() -> None:
    person = Field(Kind.PERSON, ("contact",))
    rows: list[dict[str, str | None]] = [
        {"name": "苏州云帆科技有限公司", "contact": "王晓明", "phone": "13800000001"},
        {"name": "苏州云庚科技有限公司", "contact": "王晓明", "phone": "13800000001"},
        {"name": "南京松原机械有限公司", "contact": "李青", "phone": "13900000002"},
        {"name": "杭州澄海软件有限公司", "contact": "周芳", "phone": "13700000003"},
    ]
    found = matched(rows, NAME, person, PHONE)
    assert len(set(clusters(found))) == 4
    assert found.pairs[["first", "second", "outcome"]].to_numpy().tolist() == [[0, 1, Outcome.REVIEW]]
