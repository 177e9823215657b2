"""A small office whose report can be counted by hand: Lan, Bình and Hạnh in «Phòng Nội vụ», Cường elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.core.text import fold
from canbo.facts import pictures
from canbo.organizations.models import StructureChange, Title
from canbo.personnel import services as files
from canbo.personnel.models import PartyMembership, PoliticalTheory, PostHolding, Qualification, Training

DAY = date(2013, 12, 31)
DIRECTOR = full_access(None, "kiểm thử")


@dataclass(frozen=True)
class Office:
    """The people of the office, and a way to write more into their files."""

    lan: object
    binh: object
    hanh: object
    cuong: object
    add: object


@pytest.fixture
def office(tree):
    pictures.forget()
    for aspect in StructureChange.Aspect.values:
        StructureChange.objects.create(at=timezone.now(), aspect=aspect)
    titles = {
        rank: Title.objects.create(code=f"thu-{rank}", name=name, search_name=fold(name), rank=rank, level=level)
        for rank, name, level in (("head", "Trưởng phòng", 3), ("staff", "Chuyên viên", 9))
    }

    def add(person, kind, **values):
        dated = {name: PartialDate.from_code(value) for name, value in values.items() if name in {"valid_from"}}
        return files.add_record(access=DIRECTOR, person=person, kind=kind, values={**values, **dated})

    def person(name, unit, rank, *, born, gender, ethnicity, qualification=None, theory=None, party=None):
        opened = files.open_file(
            access=DIRECTOR, unit=unit,
            identity={"full_name": name, "born": PartialDate.from_code(born), "gender": gender, "ethnicity": ethnicity},
        )  # fmt: skip
        add(opened, PostHolding, unit=unit, title=titles[rank], valid_from="2010-01-01")
        if qualification:
            add(opened, Qualification, level=qualification, valid_from="2005-06")
        if theory:
            add(opened, PoliticalTheory, level=theory, valid_from="2011-05")
        if party:
            add(opened, PartyMembership, probationary_on=PartialDate.from_code(party))
        return opened

    lan = person("Nguyễn Thị Lan", tree.home, "head", born="1970-05-01", gender="female", ethnicity="Tày",
                 qualification="university", theory="advanced", party="2000-02-03")  # fmt: skip
    binh = person("Trần Văn Bình", tree.home, "staff", born="1985-05-01", gender="male", ethnicity="Kinh",
                  qualification="college", theory="none")  # fmt: skip
    hanh = person("Hoàng Thị Hạnh", tree.team, "staff", born="1973", gender="female", ethnicity="Nùng",
                  qualification="elementary")  # fmt: skip
    cuong = person("Lý Văn Cường", tree.other, "head", born="1960-01-01", gender="male", ethnicity="Tày",
                   qualification="master", theory="intermediate", party="1990-01-01")  # fmt: skip
    add(lan, Training, course="Cao cấp LLCT", field="theory", level="advanced", mode="full_time", valid_from="2009")
    add(
        binh,
        Training,
        course="Trung cấp LLCT",
        field="theory",
        level="intermediate",
        mode="in_service",
        valid_from="2012-03",
    )
    add(
        binh,
        Training,
        course="Trung cấp LLCT",
        field="theory",
        level="intermediate",
        mode="in_service",
        valid_from="2008-12",
    )
    add(hanh, Training, course="Tin học", field="it", level="", mode="")
    add(cuong, Training, course="Cao cấp LLCT", field="theory", level="advanced", mode="in_service", valid_from="2010")
    yield SimpleNamespace(lan=lan, binh=binh, hanh=hanh, cuong=cuong, add=add)
    pictures.forget()
