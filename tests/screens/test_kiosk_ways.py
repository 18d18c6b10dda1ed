"""The ways to a number at the kiosk: how many taps, and by which everyday words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from display_server import demo
from tests.node import answer_of

QUERIES = {
    "ktp hilang": {"DK-KTP"},
    "E-KTP": {"DK-KTP", "DK-REKAM"},
    "ktp": {"DK-KTP", "DK-REKAM"},
    "kk": {"DK-KK"},
    "family card": {"DK-KK"},
    "akta bayi": {"DK-LAHIR"},
    "meninggal": {"DK-MATI"},
    "cerai": {"PA-AKC", "DK-KAWIN"},
    "pindah": {"DK-PINDAH"},
    "ijin reklame": {"PTSP-RKL"},
    "dokter": {"PTSP-SIPD"},
    "passport": {"IM-BARU", "IM-GANTI"},
    "umroh": {"AG-UMR"},
    "polisi": {"PL-SKCKB", "PL-SKCKP"},
    "kehilangan": {"PL-HLG"},
    "motor": {"PL-SIMC", "SM-THN"},
    "pajak motor": {"SM-THN"},
    "tilang": {"KJ-TLG"},
    "sertifikat": {"BN-CEK"},
    "loker": {"NK-LOK"},
    "tki": {"NK-PMI"},
    "tentara": {"KD-INF"},
    "bpjs": {"BS-DFT", "BT-DFT"},
    "jht": {"BT-JHT"},
    "pdam": {"PM-PSB", "PM-TAG"},
}
"""What people type, and what must be among the four services they see without turning the page."""

Mall = dict[str, Any]


@pytest.fixture(scope="module")
def mall() -> Mall:
    """The demo mall as a kiosk holds it."""
    plan = demo.plan()
    agencies = {agency["code"]: agency for agency in plan.agencies}
    services = [
        {
            "code": service["code"],
            "zone": service["zone"],
            "queue": service["queue"],
            "waiting": 0,
            "label": {"name": service["name"], "agency": agencies[service["agency"]]},
        }
        for service in plan.services
    ]
    return {"zones": plan.zones, "services": services}


@pytest.fixture(scope="module")
def answer(mall: Mall) -> dict[str, Any]:
    """What the kiosk's modules make of the demo mall."""
    told: dict[str, Any] = answer_of(Path(__file__).with_name("kiosk.mjs"), mall | {"queries": [*QUERIES, "", "xyz"]})
    return told


def test_every_service_of_the_demo_mall_is_four_taps_from_a_number(mall: Mall, answer: dict[str, Any]) -> None:
    assert answer["taps"].keys() == {service["code"] for service in mall["services"]}
    assert len(answer["taps"]) == 80
    assert max(answer["taps"].values()) <= 4


@pytest.mark.parametrize("query", QUERIES)
def test_everyday_words_find_the_service(answer: dict[str, Any], query: str) -> None:
    assert QUERIES[query] <= set(answer["found"][query][:4])


def test_the_family_card_comes_before_what_only_begins_like_its_letters(answer: dict[str, Any]) -> None:
    assert answer["found"]["kk"][0] == "DK-KK"


def test_nothing_typed_and_nothing_known_find_nothing(answer: dict[str, Any]) -> None:
    assert answer["found"][""] == answer["found"]["xyz"] == []
