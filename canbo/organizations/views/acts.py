"""Official acts upon units, each by its form: found, rename, move, merge, split, abolish, correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canbo.common.formats import day as written
from canbo.core.access import Permission
from canbo.organizations import incumbents, selectors, services
from canbo.organizations.forms import (
    AbolishForm,
    CorrectForm,
    FoundForm,
    MergeForm,
    MoveForm,
    RenameForm,
    SplitForm,
)
from canbo.organizations.models import Line, Unit
from canbo.organizations.services import Founding, Part
from canbo.organizations.views.official import Act, decision_of, official_act

if TYPE_CHECKING:
    from canbo.access.middleware import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


def editable(request: Request, unit_id: int) -> Unit:
    """The unit, for a viewer who may edit it; 404 where there is none, 403 where it is for others to edit."""
    unit = selectors.unit_of(request.access, unit_id)
    request.access.require(Permission.EDIT_UNITS, unit.path)
    return unit


def common(request: Request) -> dict[str, Any]:
    """What every form of a request takes."""
    return {"data": request.POST or None, "access": request.access, "as_of": request.as_of}


def by_paper(form: Any) -> list[str]:
    """The sentence that names the decision or the ground."""
    values = form.cleaned_data
    if not values.get("number"):
        return [_("Căn cứ: %(note)s.") % {"note": values.get("note", "").rstrip(".")}]
    signed = _(" ngày %(day)s") % {"day": values["issued_on"].text} if values.get("issued_on") else ""
    issuer = _(" của %(issuer)s") % {"issuer": values["issuer"]} if values.get("issuer") else ""
    return [_("Theo quyết định số %(number)s") % {"number": values["number"]} + signed + issuer + "."]


def people_left(request: Request, unit: Unit) -> list[str]:
    """The sentence on the people of a unit that ends."""
    present = incumbents.presence(request.access, [unit.pk], request.as_of) or {}
    if not present.get(unit.pk):
        return []
    return [
        _("Đơn vị có %(count)s người. Hồ sơ của họ không tự chuyển đi: hãy ghi quyết định điều động của từng người.")
        % {"count": present[unit.pk]}
    ]


def _url(unit: Unit) -> str:
    return reverse("unit", args=[unit.pk])


@form_page
def found(request: Request) -> HttpResponse:
    """Found a unit."""
    access = request.access
    access.require(Permission.EDIT_UNITS)
    above = request.GET.get("cap-tren", "")
    parent = editable(request, int(above)) if above.isdigit() else None
    form = FoundForm(initial={"parent": parent} if parent else None, **common(request))

    def perform() -> str:
        values = form.cleaned_data
        founding = Founding(
            values["name"], values["short_name"], values["code"], values["block"], values["tier"]
        )  # fmt: skip
        unit = services.found_unit(
            access=access, founding=founding, parent=values["parent"], party_parent=values["party_parent"],
            on=values["on"], decision=decision_of(request, form), note=values["note"],
        )  # fmt: skip
        return _url(unit)

    def says() -> list[str]:
        values = form.cleaned_data
        since = _("Từ ngày %(day)s") % {"day": written(values["on"])} if values["on"] else _("Từ trước, không rõ ngày")
        under = _(" trực thuộc «%(name)s»") % {"name": values["parent"].name} if values["parent"] else ""
        return [f"{since}: " + _("lập «%(name)s»") % {"name": values["name"]} + f"{under}.", *by_paper(form)]

    return official_act(
        request,
        form,
        Act(
            _("Thành lập đơn vị"), request.POST.get("name", ""), _("Thành lập"), _("Đã lập đơn vị."), perform, says,
            lambda: form.cleaned_data["on"], _url(parent) if parent else reverse("units"),
        ),
    )  # fmt: skip


@form_page
def rename(request: Request, unit_id: int) -> HttpResponse:
    """Rename a unit."""
    unit = editable(request, unit_id)
    form = RenameForm(**common(request))

    def perform() -> str:
        values = form.cleaned_data
        services.rename_unit(
            access=request.access, unit=unit, name=values["name"], short_name=values["short_name"], on=values["on"],
            decision=decision_of(request, form), note=values["note"],
        )  # fmt: skip
        return _url(unit)

    def says() -> list[str]:
        values = form.cleaned_data
        return [
            _("Từ ngày %(day)s, «%(old)s» mang tên «%(new)s». Các ngày trước đó vẫn hiện tên cũ.")
            % {"day": written(values["on"]), "old": unit.name, "new": values["name"]},
            *by_paper(form),
        ]

    return official_act(
        request,
        form,
        Act(
            _("Đổi tên %(unit)s") % {"unit": unit.name}, unit.name, _("Đổi tên"), _("Đã đổi tên."), perform, says,
            lambda: form.cleaned_data["on"], _url(unit),
        ),
    )  # fmt: skip


@form_page
def move(request: Request, unit_id: int) -> HttpResponse:
    """Place a unit under another."""
    unit = editable(request, unit_id)
    form = MoveForm(**common(request))

    def perform() -> str:
        values = form.cleaned_data
        services.move_unit(
            access=request.access, unit=unit, parent=values["parent"], line=values["line"], on=values["on"],
            decision=decision_of(request, form), note=values["note"],
        )  # fmt: skip
        return _url(unit)

    def says() -> list[str]:
        values = form.cleaned_data
        place = values["parent"].name if values["parent"] else _("cao nhất")
        return [
            _("Từ ngày %(day)s, «%(unit)s» và các đơn vị cấp dưới của nó chuyển về trực thuộc: %(place)s (%(line)s).")
            % {
                "day": written(values["on"]), "unit": unit.name, "place": place,
                "line": str(Line(values["line"]).label).lower(),
            },
            *by_paper(form),
        ]  # fmt: skip

    return official_act(
        request,
        form,
        Act(
            _("Chuyển %(unit)s") % {"unit": unit.name}, unit.name, _("Chuyển đơn vị"), _("Đã chuyển đơn vị."), perform,
            says, lambda: form.cleaned_data["on"], _url(unit),
        ),
    )  # fmt: skip


@form_page
def merge(request: Request, unit_id: int) -> HttpResponse:
    """Merge a unit, with others, into one."""
    unit = editable(request, unit_id)
    form = MergeForm(**common(request))

    def perform() -> str:
        values = form.cleaned_data
        target = services.merge_units(
            access=request.access, units=[unit, *form.others()], into=values["into"],
            founding=Founding(values["name"]) if values["name"] else None, on=values["on"],
            decision=decision_of(request, form), note=values["note"],
        )  # fmt: skip
        return _url(target)

    def says() -> list[str]:
        values = form.cleaned_data
        gone = [each for each in (unit, *form.others()) if each != values["into"]]
        target = values["into"].name if values["into"] else values["name"]
        names = ", ".join(f"«{each.name}»" for each in gone)
        people = [sentence for each in gone for sentence in people_left(request, each)]
        return [
            _("Từ ngày %(day)s, %(names)s kết thúc hoạt động và nhập vào «%(target)s»; đơn vị cấp dưới chuyển theo.")
            % {"day": written(values["on"]), "names": names, "target": target},
            *by_paper(form),
            *people,
        ]

    return official_act(
        request,
        form,
        Act(
            _("Sáp nhập %(unit)s") % {"unit": unit.name}, unit.name, _("Sáp nhập"), _("Đã sáp nhập."), perform, says,
            lambda: form.cleaned_data["on"], _url(unit), is_ending=True,
        ),
    )  # fmt: skip


@form_page
def split(request: Request, unit_id: int) -> HttpResponse:
    """Split a unit."""
    unit = editable(request, unit_id)
    below = selectors.day(request.access, request.as_of).children(unit)
    form = SplitForm(children=below, **common(request))

    def perform() -> str:
        values = form.cleaned_data
        services.split_unit(
            access=request.access, unit=unit, on=values["on"], keep=values["keep"] == "tach",
            parts=[Part(Founding(name), form.going_with(n)) for n, name in enumerate(values["parts"], 1)],
            decision=decision_of(request, form), note=values["note"],
        )  # fmt: skip
        return _url(unit)

    def says() -> list[str]:
        values = form.cleaned_data
        names = ", ".join(f"«{name}»" for name in values["parts"])
        ends = values["keep"] == "chia"
        sentence = (
            _("Từ ngày %(day)s, «%(unit)s» chia thành %(names)s và kết thúc hoạt động.")
            if ends
            else _("Từ ngày %(day)s, %(names)s được tách ra từ «%(unit)s»; đơn vị này vẫn hoạt động.")
        )
        done = sentence % {"day": written(values["on"]), "unit": unit.name, "names": names}
        return [done, *by_paper(form), *(people_left(request, unit) if ends else [])]

    return official_act(
        request,
        form,
        Act(
            _("Chia, tách %(unit)s") % {"unit": unit.name}, unit.name, _("Chia, tách"), _("Đã chia, tách."), perform,
            says, lambda: form.cleaned_data["on"], _url(unit), is_ending=True,
        ),
    )  # fmt: skip


@form_page
def abolish(request: Request, unit_id: int) -> HttpResponse:
    """Abolish a unit."""
    unit = editable(request, unit_id)
    form = AbolishForm(**common(request))

    def perform() -> str:
        values = form.cleaned_data
        services.abolish_unit(
            access=request.access, unit=unit, on=values["on"], decision=decision_of(request, form), note=values["note"]
        )
        return _url(unit)

    def says() -> list[str]:
        return [
            _("Từ ngày %(day)s, «%(unit)s» kết thúc hoạt động; các vị trí và tổ chức tập thể của nó kết thúc theo.")
            % {"day": written(form.cleaned_data["on"]), "unit": unit.name},
            *by_paper(form),
            *people_left(request, unit),
        ]

    return official_act(
        request,
        form,
        Act(
            _("Giải thể %(unit)s") % {"unit": unit.name}, unit.name, _("Giải thể"), _("Đã ghi việc giải thể."), perform,
            says, lambda: form.cleaned_data["on"], _url(unit), is_ending=True,
        ),
    )  # fmt: skip


@form_page
def correct(request: Request, unit_id: int) -> HttpResponse:
    """Mend what was entered wrongly of a unit."""
    unit = editable(request, unit_id)
    row = selectors.names(request.access, request.as_of).get(unit.pk)
    initial = {
        "name": row.name if row else unit.name, "short_name": row.short_name if row else unit.short_name,
        "code": unit.code, "block": unit.block, "tier": unit.tier, "founded_on": unit.founded_on,
    }  # fmt: skip
    form = CorrectForm(initial=initial, **common(request))

    def perform() -> str:
        services.correct_unit(access=request.access, unit=unit, at=request.as_of, **form.cleaned_data)
        return _url(unit)

    def says() -> list[str]:
        return [
            _("Thông tin đã ghi của «%(unit)s» được sửa lại; bản ghi cũ vẫn giữ trong lịch sử.") % {"unit": unit.name},
            _("Lý do: %(reason)s.") % {"reason": form.cleaned_data["reason"].rstrip(".")},
        ]

    return official_act(
        request,
        form,
        Act(
            _("Sửa thông tin %(unit)s") % {"unit": unit.name}, unit.name, _("Sửa thông tin"), _("Đã sửa thông tin."),
            perform, says, lambda: None, _url(unit),
        ),
    )  # fmt: skip
