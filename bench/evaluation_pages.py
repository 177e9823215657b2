"""Every address of evaluations, taken from the table of addresses, so that no page is left out of the benchmark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: More of the same page: filters, orders, pages far down, words that find nothing or everybody.
VARIANTS: Mapping[str, tuple[str, ...]] = {
    "evaluation-units": ("?trang=40", "?trang=99999", "?xep=-xong&co=50", "?xep=tong", "?q=phong", "?q=zzzz"),
    "evaluation-ratings": (
        "?trang=300&co=50", "?trang=99999", "?q=nguyen", "?q=zzzz", "?q=a", "?thieu=y-kien", "?thieu=nguoi-danh-gia",
        "?buoc=not_started", "?muc=excellent", "?q=a&thieu=y-kien&tu-cach=staff", "?don-vi={unit_id}&q=nguyen",
        "?co=50&cot=ten,hoan-canh,nhom,mau,ket-luan",
    ),
    "evaluation-prepare": ("?buoc=2", "?buoc=3", "?buoc=4", "?buoc=5"),
    "evaluation-board": ("?don-vi={unit_id}", "?don-vi={commune_id}&duoi=1", "?don-vi={root_id}&duoi=1"),
    "evaluation-group": ("?don-vi={unit_id}&bo=state.nd_335_2025",),
    "evaluation-results": (
        "?don-vi={unit_id}", "?buoc=thong-bao", "?buoc=quyet-dinh", "?buoc=xong", "?buoc=kien-nghi",
        "?buoc=xong&don-vi={unit_id}",
    ),
    "campaign-opinions": ("?don-vi={unit_id}", "?don-vi={unit_id}&loai=residence"),
    "rating-desk": (),
    "evaluation-consolidated": ("?don-vi={unit_id}",),
    "evaluation-consolidated-file": ("?don-vi={unit_id}",),
    "evaluation-consolidated-print": ("?don-vi={unit_id}",),
    "evaluation-checking": ("?don-vi={unit_id}",),
    "campaign-reports": ("?don-vi={unit_id}",),
    "campaign-list": ("?don-vi={unit_id}",),
    "campaign-mirror": ("?don-vi={unit_id}",),
    "campaign-mirror-people": (
        "?don-vi={unit_id}", "?muc=excellent", "?muc=well&khau=self&ai=leaders", "?diem=90", "?muc=none",
    ),
    "campaign-mirror-comments": ("?loai=chung", "?don-vi={unit_id}", "?don-vi={unit_id}&loai=chung"),
}  # fmt: skip
#: Pages beside those of evaluations that show some of a campaign.
BESIDE = (
    "/", "/viec-can-lam/", "/viec-can-lam/so/", "/viec-can-lam/lich/", "/bao-cao/xep-loai/?nam={year}",
    "/bao-cao/xep-loai/?nam={year}&unit={commune_id}", "/bao-cao/xep-loai/nguoi/?nam={year}",
    "/bao-cao/xep-loai/nguoi/?nam={year}&muc=excellent&q=nguyen", "/bao-cao/xep-loai/xuat/excel/?nam={year}",
    "/ho-so/{person_id}/", "/to-chuc/{unit_id}/",
)  # fmt: skip


def addresses(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every address of evaluations with the name of its route: each once plain, then its variants.

    `known`: something for each thing that an address names, and `preparing` for the guide. SystemExit where a route
    names a thing that nothing stands for.
    """
    from django.urls import get_resolver, reverse

    for pattern in _patterns(get_resolver("canbo.evaluation.urls").url_patterns):
        wanted = pattern.pattern.converters
        missing = sorted(set(wanted) - set(known))
        if missing:
            raise SystemExit(f"{pattern.name}: nothing stands for {', '.join(missing)}; add it to evaluated.things")
        given = {name: known[name] for name in wanted}
        if pattern.name == "evaluation-prepare":
            given["campaign_id"] = known["preparing"]
        plain = reverse(pattern.name, kwargs=given)
        yield pattern.name, plain
        for variant in VARIANTS.get(pattern.name, ()):
            yield pattern.name, plain + variant.format(**known)
    for each in BESIDE:
        yield "beside", each.format(**known)


def _patterns(listed: Any) -> Iterator[Any]:
    for each in listed:
        if hasattr(each, "url_patterns"):
            yield from _patterns(each.url_patterns)
        else:
            yield each
