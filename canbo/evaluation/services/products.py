"""Work products of a rating: entered, changed and taken away by the person, checked by the direct level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from canbo.audit import services as audit
from canbo.common.scans import keep_scan
from canbo.common.uploads import SCANS, Upload, look_at
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean, clean_lines, fold
from canbo.evaluation.models import Rating, RatingPaper, WorkProduct
from canbo.evaluation.permissions import require_rate, require_write_self
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.locking import locked
from canbo.evaluation.services.opinions import SCAN_FOLDER
from canbo.evaluation.services.progress import recount, staged

#: How many products a rating takes, and scans a product.
MOST: Final = 500
MOST_SCANS: Final = 10
_TEXT: Final = 2_000
_LARGEST: Final = Decimal(100_000)
_TIMES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Made:
    """A work product as it is entered. `delays` and `failed_checks` without those of an objective, confirmed cause."""

    content: str
    assigned: Decimal
    done: Decimal
    coefficient: Decimal = Decimal(1)
    axis: str = ""
    output: str = ""
    due_on: date | None = None
    done_on: date | None = None
    failed_checks: int = 0
    delays: int = 0
    evidence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What the direct level says of a product. `checked`: what it sets right, by name ("done", "coefficient", …)."""

    product_id: int
    state: str
    note: str = ""
    checked: Mapping[str, Any] | None = None


def write_product(*, access: AccessContext, rating_id: int, made: Made, product_id: int | None = None) -> WorkProduct:
    """Add a product, or change one; one that was checked before is to be checked anew.

    Errors: product_unknown, content_missing, count_wrong, too_many_products, products_closed, campaign_not_open;
    Forbidden may_not_write_self.
    """
    with transaction.atomic():
        rating = _open_to(access, rating_id)
        check_made(made)
        if product_id is None:
            row = WorkProduct(rating=rating, order=_next_order(rating))
            require_room(rating, 1)
        else:
            row = _product(rating, product_id)
        _fill(row, made)
        if row.pk is None:
            row.save(force_insert=True)
        else:
            row.save(update_fields=[*asdict(made), "state", "checked", "check_note"])
        _record(access, rating, "evaluation.product_written", {"products": [None, 1]})
        return row


def remove_product(*, access: AccessContext, rating_id: int, product_id: int) -> None:
    """Take a product away with its evidence. Errors: product_unknown, products_closed; Forbidden may_not_write_self."""
    with transaction.atomic():
        rating = _open_to(access, rating_id)
        _product(rating, product_id).delete()
        _record(access, rating, "evaluation.product_written", {"products": [1, None]})


def mark_of(each: Made | WorkProduct) -> tuple[str, ...]:
    """Give what tells a product from others: its words, output, deadline and number, whatever their writing."""
    due = each.due_on.isoformat() if each.due_on else ""
    assigned = Decimal(each.assigned).normalize()
    return " ".join(fold(each.content).split()), " ".join(fold(each.output).split()), due, f"{assigned:f}"


def add_products(*, access: AccessContext, rating_id: int, made: Sequence[Made], source: str) -> int:
    """Add the rows of a workbook in one go, but for those that stand already; give how many.

    Errors: those of `write_product`.
    """
    with transaction.atomic():
        rating = _open_to(access, rating_id)
        there = {mark_of(each) for each in rating.products.all()}
        new = [each for each in made if mark_of(each) not in there]
        require_room(rating, len(new))
        order = _next_order(rating)
        rows = []
        for place, each in enumerate(new):
            check_made(each)
            row = WorkProduct(rating=rating, order=order + place)
            _fill(row, each)
            row.source = clean(source)[:300]
            rows.append(row)
        WorkProduct.objects.bulk_create(rows)
        if rows:
            _record(access, rating, "evaluation.products_imported", {"products": [None, len(rows)]})
        return len(rows)


def check_products(*, access: AccessContext, rating_id: int, checks: Sequence[Check]) -> int:
    """Accept, set right or refuse products, many at once; give how many. A change or a refusal needs a note.

    An assessment that was handed in on other numbers is to be handed in again.
    Errors: product_unknown, state_unknown, note_missing, nothing_changed, count_wrong, assessed_already,
    campaign_not_open; Forbidden may_not_rate.
    """
    with transaction.atomic():
        rating = locked(access, rating_id)
        require_rate(access, rating)
        if rating.voted_on is not None or rating.concluded_on is not None:
            raise DomainError(
                "assessed_already", "Phiếu này đã bỏ phiếu hoặc đã kết luận nên không kiểm tra lại sản phẩm được nữa."
            )
        found = {
            each.pk: each
            for each in rating.products.select_for_update().filter(pk__in=[each.product_id for each in checks])
        }
        for each in checks:
            row = found.get(each.product_id)
            if row is None:
                raise DomainError("product_unknown", "Danh sách sản phẩm đã đổi từ lúc mở trang. Hãy tải lại trang.")
            _check(row, each)
            row.save(update_fields=["state", "checked", "check_note"])
        if checks:
            if rating.head_done_on is not None:
                rating.head_done_on = None
                staged(rating).save(update_fields=["head_done_on", "stage", "version"])
                recount(rating.campaign_id, [rating.unit_id])
            states = sorted({each.state for each in checks})
            _record(access, rating, "evaluation.product_checked", {
                "products": [None, len(checks)], "state": [None, states],
            })  # fmt: skip
        return len(checks)


def add_evidence(*, access: AccessContext, rating_id: int, product_id: int, upload: Upload, today: date) -> RatingPaper:
    """Keep a scan as the evidence of a product. Errors: too_many_scans; those of `look_at` and `write_product`."""
    taken = look_at(upload, SCANS)
    with transaction.atomic():
        rating = _open_to(access, rating_id)
        row = _product(rating, product_id)
        if row.papers.count() >= MOST_SCANS:
            raise DomainError("too_many_scans", "Mỗi sản phẩm kèm nhiều nhất {most} tệp.", most=MOST_SCANS)
        keep_scan(SCAN_FOLDER, taken)
        paper = RatingPaper.objects.create(
            rating=rating, product=row, label=taken.file_name, sha256=taken.sha256, media_type=taken.media_type,
            size=len(taken.content), added_on=today, added_by_name=access.user_name,
        )  # fmt: skip
        _record(access, rating, "evaluation.paper_added", {"sha256": [None, taken.sha256]})
        return paper


def check_made(made: Made) -> None:
    """Refuse a product that cannot be. Errors: content_missing, count_wrong (field, why)."""
    if not clean(made.content):
        raise DomainError("content_missing", "Hãy ghi nội dung công việc.")
    for label, value in (("Số được giao", made.assigned), ("Số hoàn thành", made.done)):
        if not 0 <= value <= _LARGEST:
            raise _wrong(label, f"phải từ 0 đến {_LARGEST}")
    if not 0 < made.coefficient <= _TIMES:
        raise _wrong("Hệ số quy đổi", f"phải lớn hơn 0 và không quá {_TIMES}")
    for label, times in (("Số lần không đạt chất lượng", made.failed_checks), ("Số lần chậm", made.delays)):
        if not 0 <= times <= _TIMES:
            raise _wrong(label, f"phải từ 0 đến {_TIMES}")


def _wrong(label: str, why: str) -> DomainError:
    return DomainError("count_wrong", "{label} {why}.", label=label, why=why)


def _fill(row: WorkProduct, made: Made) -> None:
    for name, value in asdict(made).items():
        if name in {"content", "output", "evidence"}:
            value = clean_lines(value)[:_TEXT]
        setattr(row, name, value)
    row.axis, row.source = clean(made.axis)[:200], clean(made.source)[:300]
    row.state, row.checked, row.check_note = WorkProduct.State.ENTERED, None, ""


def _check(row: WorkProduct, given: Check) -> None:
    if given.state not in WorkProduct.State.values:
        raise DomainError("state_unknown", "Hãy chọn: xác nhận, chỉnh số liệu hoặc không công nhận.")
    note = clean_lines(given.note)[:_TEXT]
    if given.state in {WorkProduct.State.CHANGED, WorkProduct.State.REFUSED} and not note:
        raise DomainError("note_missing", "Chỉnh số liệu hoặc không công nhận thì phải ghi lý do.")
    row.state, row.check_note, row.checked = given.state, note, None
    if given.state != WorkProduct.State.CHANGED:
        return
    numbers = {name: value for name, value in (given.checked or {}).items() if value is not None}
    right = {name: getattr(row, name) for name in ("done", "coefficient", "failed_checks", "delays")} | numbers
    check_made(Made(row.content, row.assigned, **right))
    changed = {name: value for name, value in right.items() if value != getattr(row, name)}
    if not changed:
        raise DomainError("nothing_changed", "Chưa chỉnh số nào. Nếu số liệu đúng thì chọn xác nhận.")
    row.checked = {name: float(value) if isinstance(value, Decimal) else value for name, value in changed.items()}


def _open_to(access: AccessContext, rating_id: int) -> Rating:
    """Take a rating whose products the viewer may write: until its self-review was sent."""
    rating = locked(access, rating_id)
    require_write_self(access, rating)
    if rating.self_done_on is not None:
        raise DomainError(
            "products_closed", "Bản tự đánh giá đã gửi ngày {day}, nên bảng sản phẩm không sửa được nữa. Nếu cần sửa, "
            "đề nghị người tổ chức đánh giá trả lại.", day=f"{rating.self_done_on:%d/%m/%Y}",
        )  # fmt: skip
    return rating


def _product(rating: Rating, product_id: int) -> WorkProduct:
    row = rating.products.select_for_update().filter(pk=product_id).first()
    if row is None:
        raise NotFound("product_unknown", "Không có sản phẩm này trong phiếu.")
    return row


def _next_order(rating: Rating) -> int:
    return int(rating.products.aggregate(last=Max("order"))["last"] or 0) + 1


def require_room(rating: Rating, more: int) -> None:
    """Raise too_many_products where a rating does not take so many more."""
    if (count := rating.products.count()) + more > MOST:
        raise DomainError(
            "too_many_products", "Mỗi phiếu kê nhiều nhất {most} sản phẩm; đã có {count}, thêm {more} là quá. Hãy gộp "
            "những việc cùng loại thành một dòng với số lượng.", most=MOST, count=count, more=more,
        )  # fmt: skip


def _record(access: AccessContext, rating: Rating, action: str, changes: Mapping[str, Any]) -> None:
    audit.record(
        access=access, action=action, object_type="rating", object_id=rating.pk, object_label=subject_name(rating),
        unit_path=rating.unit.path, changes=changes,
    )  # fmt: skip
