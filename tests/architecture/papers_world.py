"""Papers, prints and templates for the table of pages: a source of their own, one paper in each of the two units."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from canbo.core.access import AccessContext, Permission, full_access
from canbo.core.errors import NotFound

type Things = dict[str, tuple[list[object], list[object]]]

_paths: dict[int, str] = {}


def _drafts(access: AccessContext, object_id: int):
    from canbo.documents.papers import Draft

    path = _paths.get(object_id)
    if path is None or not access.covers(Permission.VIEW_UNITS, path):
        raise NotFound("thing_not_found", "Không có.")
    return [Draft(data={"ten_hoi_nghi": "Hội nghị thử"}, unit_path=path)]


def papers(tree, owner) -> Things:
    """For each kind of thing the one of «Phòng Nội vụ», then the one of «Phòng Tài chính»."""
    from canbo.documents.models import PaperPrint
    from canbo.documents.paper_kinds import KINDS
    from canbo.documents.papers import Draft, Source, register_source
    from canbo.documents.services.making import make_paper
    from canbo.documents.services.standing import add_template, shipped

    register_source(Source(key="kiem-thu", kind="minutes", label="Biên bản", object_type="thing", drafts=_drafts))
    office = full_access(None, "kiểm thử")
    made = []
    for number, unit in ((1, tree.home), (2, tree.other)):
        _paths[number] = unit.path
        made.append(make_paper(access=office, source="kiem-thu", draft=Draft(unit_path=unit.path), object_id=number))
    now = timezone.now()
    printed = PaperPrint.objects.create(
        kind="minutes", form="docx", papers=[made[0].pk], asked_by=owner, asked_at=now,
        expires_at=now + timedelta(days=1), content="UEs=",
    )  # fmt: skip
    kind = KINDS["minutes"]
    version = add_template(access=office, kind=kind, style="state", content=shipped("minutes", "state"), note="thử")
    return {
        "made-paper": ([made[0].pk], [made[1].pk]),
        "source": (["kiem-thu", 1], ["kiem-thu", 2]),
        "papers-of": (["thing", 1], ["thing", 2]),
        "print": ([printed.pk], []),
        "kind-and-style": (["minutes", "state"], []),
        "template-version": ([version.pk], []),
    }
