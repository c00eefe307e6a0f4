"""The generated enterprises and people: valid numbers that are nobody's, offices in order, ids sealed."""

from __future__ import annotations

from collections import Counter

from hub.demo.known import KNOWN
from hub.demo.names import COUNTY
from hub.policy.identifiers import citizen_id, enterprise_code, masked_id
from hub.store.names import grams
from tests.support.demo import ENTERPRISES, TODAY, Asking
from tests.support.secrets import KEYS


def test_there_are_as_many_enterprises_as_were_asked_for(city: Asking) -> None:
    assert city.one("SELECT count(*) FROM subject WHERE type = 'Enterprise'") == ENTERPRISES


def test_every_code_is_valid_and_begins_its_organisation_with_an_x(city: Asking) -> None:
    codes = [row.code for row in city.rows("SELECT code FROM subject WHERE type = 'Enterprise'")]
    assert [code for code in codes if enterprise_code(code) != code or code[8] != "X"] == []
    assert len(set(codes)) == ENTERPRISES
    assert {code[:2] for code in codes} == {"91", "92", "93"}


def test_every_enterprise_says_in_its_name_that_it_is_an_example(city: Asking) -> None:
    rows = city.rows("SELECT name, name_grams FROM subject WHERE type = 'Enterprise'")
    assert [row.name for row in rows if "示例" not in row.name] == []
    assert [row.name for row in rows if sorted(row.name_grams) != grams(row.name)] == []
    trades = {row.name.partition("示例")[2][4:] for row in rows}
    assert len(trades) > 100


def test_enterprises_are_in_every_region_that_takes_part_and_nowhere_else(city: Asking) -> None:
    seats = city.rows(
        "SELECT r.slug, r.takes_part FROM subject s JOIN region r ON r.id = s.region_id WHERE s.type = 'Enterprise'"
    )
    assert {seat.slug for seat in seats} == {
        row.slug for row in city.rows("SELECT slug FROM region WHERE takes_part")
    }
    [(most, _)] = Counter(seat.slug for seat in seats).most_common(1)
    assert most == "jinjiang"


def test_every_citizen_id_is_valid_sealed_hashed_masked_and_of_a_county_that_does_not_exist(
    city: Asking,
) -> None:
    rows = city.rows(
        "SELECT bucket, id_hash, id_cipher, id_key, id_masked FROM subject WHERE type = 'Person'"
    )
    assert len(rows) > ENTERPRISES
    for row in rows:
        number = KEYS.open(row.id_cipher, row.id_key)
        assert number.startswith(COUNTY)
        assert citizen_id(number, TODAY) == number
        assert row.id_hash == KEYS.lookup_hash(number)
        assert row.id_masked == masked_id(number)
        assert row.bucket == KEYS.bucket_of(number)
    assert len({row.id_hash for row in rows}) == len(rows)


def test_every_bucket_is_that_of_the_code(city: Asking) -> None:
    rows = city.rows("SELECT bucket, code FROM subject WHERE type = 'Enterprise'")
    assert [row.code for row in rows if row.bucket != KEYS.bucket_of(row.code)] == []


def test_an_enterprise_has_one_legal_representative_at_a_time_and_some_had_another_before(
    city: Asking,
) -> None:
    together = city.one("""
        SELECT count(*) FROM officership a JOIN officership b
        ON a.bucket = b.bucket AND a.enterprise_id = b.enterprise_id AND a.id < b.id AND a.role = b.role
        WHERE a.role = 'LEGAL_REPRESENTATIVE'
        AND daterange(a.since, a.until, '[]') && daterange(b.since, b.until, '[]')""")
    former = city.one(
        "SELECT count(*) FROM officership WHERE role = 'LEGAL_REPRESENTATIVE' AND until IS NOT NULL"
    )
    assert together == 0
    assert former > 100


def test_some_people_lead_two_enterprises_and_some_enterprises_have_no_known_leader(city: Asking) -> None:
    twice = city.one("""
        SELECT count(*) FROM (SELECT 1 FROM officership WHERE role = 'LEGAL_REPRESENTATIVE' AND until IS NULL
        GROUP BY person_bucket, person_id HAVING count(DISTINCT enterprise_id) > 1) AS leaders""")
    nobody = city.one("""
        SELECT count(*) FROM subject s WHERE type = 'Enterprise' AND NOT EXISTS (
        SELECT 1 FROM officership o WHERE (o.bucket, o.enterprise_id) = (s.bucket, s.id))""")
    assert twice > 20
    assert nobody > 20


def test_every_role_is_held_by_somebody(city: Asking) -> None:
    assert {row.role for row in city.rows("SELECT DISTINCT role FROM officership")} == {
        "LEGAL_REPRESENTATIVE",
        "PRINCIPAL",
        "SENIOR_MANAGER",
        "DIRECTOR",
        "SHAREHOLDER",
        "REGISTERED_PRACTITIONER",
    }


def test_the_known_enterprises_are_there_with_their_legal_representatives_and_on_no_list(
    city: Asking,
) -> None:
    for known in KNOWN:
        [row] = city.rows(
            "SELECT s.bucket, s.id, s.name, r.slug FROM subject s JOIN region r ON r.id = s.region_id"
            " WHERE s.code = %(code)s",
            code=known.code,
        )
        assert (row.name, row.slug) == (known.name, known.region)
        offices = city.rows(
            "SELECT p.name, p.id_hash, o.role, o.since, o.until FROM officership o"
            " JOIN subject p ON (p.bucket, p.id) = (o.person_bucket, o.person_id)"
            " WHERE (o.bucket, o.enterprise_id) = (%(bucket)s, %(id)s) ORDER BY o.since, o.role",
            bucket=row.bucket,
            id=row.id,
        )
        now = (known.legal_representative, KEYS.lookup_hash(known.id_number))
        assert [(o.name, o.id_hash, o.role, o.since) for o in offices] == [
            (known.former, KEYS.lookup_hash(known.former_id_number), "LEGAL_REPRESENTATIVE", known.founded),
            (*now, "LEGAL_REPRESENTATIVE", known.since),
            (*now, "PRINCIPAL", known.since),
        ]
        assert [o.until for o in offices][1:] == [None, None]
        assert (known.since - offices[0].until).days == 1
        assert city.rows("SELECT 1 FROM list_entry WHERE subject_id = %(id)s", id=row.id) == []


def test_the_tour_begins_with_an_enterprise_in_jinjiang() -> None:
    assert (KNOWN[0].code, KNOWN[0].name, KNOWN[0].region) == (
        "91350582X000000195",
        "晋江市示例0001鞋业有限公司",
        "jinjiang",
    )
