"""The demo mall of Trenggalek: 31 agencies, 80 services, 28 counters, 6 zones. A demonstration, not an official list."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from .actions.mall import Plan, sign_title

SOURCE = Path(__file__).with_name("demo_mall.csv")
ZONES = {
    "Z1": ("Informasi dan Perizinan", "Information and licensing"),
    "Z2": ("Adminduk", "Civil registration"),
    "Z3": ("Polri, Samsat, dan Hukum", "Police, vehicle tax and law"),
    "Z4": ("Paspor, Agama, Tanah, dan Pajak", "Passports, religion, land and tax"),
    "Z5": ("Jaminan Sosial dan Kerja", "Social security and work"),
    "Z6": ("Bank dan Utilitas", "Banking and utilities"),
}
SHORT = {
    "DINKES": "Dinkes", "DISHUB": "Dishub", "KOMIDAG": "Komidag", "DIKPORA": "Dikpora", "PARBUD": "Disparbud",
    "KESBANGPOL": "Kesbangpol", "PERIKANAN": "Dinas Perikanan", "DUKCAPIL": "Dukcapil", "BAKEUDA": "Bakeuda",
    "IMIGRASI": "Imigrasi", "KEMENAG": "Kemenag", "PAJAK": "Pajak", "DISNAKER": "Disnaker", "DINSOS": "Dinsos",
    "BPJSKES": "BPJS Kesehatan", "BPJSTK": "BPJS Ketenagakerjaan", "POLRES": "Polres", "SAMSAT": "Samsat",
    "KEJARI": "Kejaksaan", "PN": "Pengadilan Negeri", "PA": "Pengadilan Agama", "KODIM": "Kodim", "TASPEN": "Taspen",
    "POS": "Pos Indonesia", "BANKJATIM": "Bank Jatim", "JWALITA": "BPR Jwalita",
}  # fmt: skip
TICKER = [
    {"id": "Siapkan KTP dan berkas Anda sebelum dipanggil.", "en": "Have your ID and documents ready."},
    {
        "id": "Lansia, ibu hamil, dan penyandang disabilitas didahulukan.",
        "en": "Elderly, pregnant and disabled visitors are served first.",
    },
    {
        "id": "Waspada calo. Urus sendiri, mudah dan transparan.",
        "en": "Beware of touts. Apply yourself; it is easy and transparent.",
    },
]


def plan() -> Plan:
    """Return the demo mall as a plan; it is open round the clock."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    agencies = {row["agency_code"]: row for row in rows}
    counters: dict[int, list[dict[str, str]]] = {}
    for row in rows:
        first, _, last = row["counters"].partition("-")
        for number in range(int(first), int(last or first) + 1):
            counters.setdefault(number, []).append(row)
    return Plan(
        site={"name": "Mal Pelayanan Publik Trenggalek", "tz": "Asia/Jakarta", "kind": "mpp", "ticker": TICKER},
        zones=[{"code": code, "name": {"id": name, "en": english}} for code, (name, english) in ZONES.items()],
        agencies=[
            {"code": code, "name": row["agency_name"], "short": _short(code), "type": row["agency_type"]}
            for code, row in agencies.items()
        ],
        queues=[{"code": prefix, "prefix": prefix} for prefix in sorted({row["prefix"] for row in rows})],
        services=[_service(position, row) for position, row in enumerate(rows)],
        counters=[_counter(number, counters[number]) for number in sorted(counters)],
        hours=[{"weekday": weekday, "opens": "00:00", "closes": "24:00"} for weekday in range(7)],
    )


def _short(code: str) -> str:
    return SHORT.get(code, code)


def _service(position: int, row: dict[str, str]) -> dict[str, Any]:
    return {
        "code": row["service_code"],
        "position": position,
        "name": {"id": row["label_id"], "en": row["label_en"]},
        "agency": row["agency_code"],
        "queue": row["prefix"],
        "zone": row["zone"],
        "completion_time": row["completion_time"],
        "fee": row["fee"],
        "scope": row["scope_at_mpp"],
        "active": True,
    }


def _counter(number: int, rows: list[dict[str, str]]) -> dict[str, Any]:
    title, detail = sign_title(
        ((row["agency_name"], _short(row["agency_code"])) for row in rows),
        ({"id": row["label_id"], "en": row["label_en"]} for row in rows),
    )
    return {
        "number": number,
        "zone": rows[0]["zone"],
        "title": title,
        "detail": detail,
        "services": [row["service_code"] for row in rows],
    }
