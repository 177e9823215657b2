"""The work products of a rating: the list, adding and changing, a workbook in, evidence, the check."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.crypto import decrypt, encrypt
from canbo.common.errors import localized
from canbo.common.form_pages import both, form_page, refusal_above, refusal_on, written
from canbo.common.forms import DayField
from canbo.common.scans import scan_content
from canbo.common.sealed_files import plain_folder
from canbo.core.errors import DomainError, NotFound
from canbo.documents.exports import EXCEL, Export, media_of
from canbo.documents.responses import hand_out
from canbo.documents.sources.cells import is_ambiguous, to_decimal
from canbo.evaluation import product_files
from canbo.evaluation.models import Rating, WorkProduct
from canbo.evaluation.permissions import (
    is_rater,
    is_subject,
    may_run,
    may_write_self,
    require_rate,
    require_read,
    require_write_self,
)
from canbo.evaluation.rating_pages import rating_context
from canbo.evaluation.scored import scheme_of_rating
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.services import products as services
from canbo.evaluation.services.opinions import SCAN_FOLDER
from canbo.evaluation.services.products import Check, Made
from canbo.evaluation.views.scores import panel_of

#: Before the sealed rows of a preview: what they are.
_SEALED = "canbo-products"


class AmountField(forms.DecimalField):
    """A number as people type it here, whatever the language of the page."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read it. Errors: what is no number, what may be thousands as well as decimals."""
        if value in self.empty_values:
            return None
        text = str(value)
        if is_ambiguous(text):
            raise ValidationError(
                _("«%(text)s» có thể là hàng nghìn hoặc phần nghìn. Hãy ghi %(whole)s hoặc %(part)s.")
                % {"text": text[:30], "whole": text.replace(".", ""), "part": text.replace(".", ",")}
            )
        number = to_decimal(text)
        if number is None:
            raise ValidationError(
                _("«%(text)s» không phải là số. Hãy ghi một số, ví dụ 27 hoặc 27,5.") % {"text": text[:30]}
            )
        return number


class ProductForm(forms.Form):
    """One work product."""

    content = forms.CharField(
        label=gettext_lazy("Nội dung công việc"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    axis = forms.CharField(label=gettext_lazy("Trục kết quả"), max_length=200, required=False)
    output = forms.CharField(label=gettext_lazy("Sản phẩm đầu ra"), max_length=500, required=False)
    assigned = AmountField(
        label=gettext_lazy("Số được giao"), min_value=0, max_digits=10, decimal_places=3, initial=1, localize=True
    )
    done = AmountField(
        label=gettext_lazy("Số hoàn thành"), min_value=0, max_digits=10, decimal_places=3, initial=1, localize=True
    )
    coefficient = AmountField(
        label=gettext_lazy("Hệ số quy đổi"), max_digits=7, decimal_places=3, initial=1, localize=True,
        help_text=gettext_lazy("Theo danh mục sản phẩm của cơ quan; không có thì ghi 1."),
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("Thời hạn"), required=False)
    done_on = DayField(label=gettext_lazy("Ngày hoàn thành"), required=False)
    failed_checks = forms.IntegerField(
        label=gettext_lazy("Số lần không đạt chất lượng"), min_value=0, initial=0, required=False,
        help_text=gettext_lazy("Không tính lần do nguyên nhân khách quan đã được xác nhận."),
    )  # fmt: skip
    delays = forms.IntegerField(label=gettext_lazy("Số lần chậm"), min_value=0, initial=0, required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Minh chứng"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def made(self) -> Made:
        """The product of the form."""
        values = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Made(**values)


class FileForm(forms.Form):
    """A file to take in."""

    file = forms.FileField(label=gettext_lazy("Tệp bảng tính (.xlsx, .xls, .ods, .csv)"))


class EvidenceForm(forms.Form):
    """A scan to keep."""

    file = forms.FileField(label=gettext_lazy("Bản quét: tệp PDF, ảnh PNG hoặc JPEG"))


@require_safe
def listing(request: Request, rating_id: int) -> HttpResponse:
    """The products of a rating, and what they come to."""
    rating = _read(request, rating_id)
    rows = list(rating.products.prefetch_related("papers"))
    ready = scheme_of_rating(rating)
    sent = rating.self_done_on is not None
    writes = may_write_self(request.access, rating) and not sent and not rating.campaign.is_over
    checks = _may_check(request, rating)
    context = rating_context(
        request, rating, "products", rows=rows, may_write=writes, may_check=checks and bool(rows), is_sent=sent,
        waiting=sum(each.state == WorkProduct.State.ENTERED for each in rows),
        counts=ready.scheme.products is not None,
        panel=panel_of(rating, "checked" if checks else "self", products=rows, ready=ready)
        if rows and (checks or sent) else None,
    )  # fmt: skip
    return render(request, "evaluation/products.html", context)


@both
def write(request: Request, rating_id: int, product_id: int | None = None) -> HttpResponse:
    """Add a product, or change one."""
    rating = rating_of(request.access, rating_id)
    require_write_self(request.access, rating)
    held = _product(rating, product_id) if product_id is not None else None
    initial = {name: getattr(held, name) for name in ProductForm.base_fields} if held else None
    form = ProductForm(request.POST or None, initial=initial)

    def save() -> None:
        services.write_product(access=request.access, rating_id=rating_id, made=form.made, product_id=product_id)

    if request.method == "POST" and written(form, save):
        messages.success(request, _("Đã ghi sản phẩm."))
        again = request.POST.get("nut") == "nua"
        return redirect("rating-product-add" if again else "rating-products", rating_id)
    return form_page(
        request, form, template="evaluation/product_form.html", rating=rating, held=held,
        title=_("Sửa sản phẩm") if held else _("Thêm sản phẩm"),
    )  # fmt: skip


@require_POST
def remove(request: Request, rating_id: int, product_id: int) -> HttpResponse:
    """Take a product away."""
    with refusal_above(request):
        services.remove_product(access=request.access, rating_id=rating_id, product_id=product_id)
        messages.success(request, _("Đã xoá sản phẩm."))
    return redirect("rating-products", rating_id)


@both
def take_in(request: Request, rating_id: int) -> HttpResponse:
    """A workbook in: first shown row by row, then added."""
    rating = rating_of(request.access, rating_id)
    require_write_self(request.access, rating)
    sealed = request.POST.get("da-doc", "")
    if sealed:
        with refusal_above(request):
            made, source = _unsealed(request, rating, sealed)
            count = services.add_products(access=request.access, rating_id=rating_id, made=made, source=source)
            messages.success(request, ngettext(
                "Đã thêm %(n)s sản phẩm.", "Đã thêm %(n)s sản phẩm.", count
            ) % {"n": count})  # fmt: skip
        return redirect("rating-products", rating_id)
    form = FileForm(request.POST or None, request.FILES or None)
    read, refusal = None, ""
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with refusal_on(form, "file"), plain_folder(Path(settings.CANBO_DATA_DIR)) as folder:
            path = folder / "bang"
            path.write_bytes(upload.read(product_files.LIMITS.size + 1))
            read = product_files.read_products(path, rating.products.all())
    try:
        services.require_room(rating, len(read.new) if read else 0)
    except DomainError as error:
        refusal = localized(error)
    return form_page(
        request, form, template="evaluation/products_in.html", rating=rating, read=read,
        title=_("Nhập sản phẩm từ tệp"), new=len(read.new) if read else 0, refusal=refusal,
        sealed=_sealed(request, rating, read, form.cleaned_data["file"].name)
        if read and read.new and not refusal else "",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def template(request: Request, rating_id: int) -> HttpResponse:
    """The workbook to fill in."""
    rating = _read(request, rating_id)
    return hand_out(
        request,
        Export(
            action="evaluation.product_template_given", title=_("Mẫu bảng sản phẩm, công việc"),
            name="mau-bang-san-pham", media=EXCEL, content=product_files.template_book, rights=(), has_cover=False,
            object_type="rating", object_id=rating.pk, unit_path=rating.unit.path,
        ),
    )  # fmt: skip


@both
def evidence(request: Request, rating_id: int, product_id: int) -> HttpResponse:
    """Keep a scan as evidence."""
    rating = rating_of(request.access, rating_id)
    require_write_self(request.access, rating)
    held = _product(rating, product_id)
    form = EvidenceForm(request.POST or None, request.FILES or None)

    def save() -> None:
        services.add_evidence(
            access=request.access, rating_id=rating_id, product_id=product_id, upload=form.cleaned_data["file"],
            today=request.today,
        )  # fmt: skip

    if request.method == "POST" and written(form, save):
        messages.success(request, _("Đã đưa minh chứng vào phiếu."))
        return redirect("rating-products", rating_id)
    return form_page(
        request, form, template="evaluation/product_form.html", rating=rating, held=held, title=_("Thêm minh chứng")
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def paper(request: Request, rating_id: int, paper_id: int) -> HttpResponse:
    """Give a scan of the evidence to save."""
    rating = _read(request, rating_id)
    found = rating.papers.filter(pk=paper_id, product__isnull=False).first()
    if found is None:
        raise NotFound("paper_unknown", "Không có giấy tờ này trong phiếu.")
    return hand_out(
        request,
        Export(
            action="evaluation.paper_read", title=_("Minh chứng số %(n)s") % {"n": found.pk},
            name=f"minh-chung-{found.pk}", media=media_of(found.media_type),
            content=lambda: scan_content(SCAN_FOLDER, found.sha256), rights=(), is_original=True,
            people=[rating.person_id] if rating.person_id else (), object_type="rating", object_id=rating.pk,
            object_label=rating.campaign.title, unit_path=rating.unit.path, is_own=is_subject(request.access, rating),
        ),
    )  # fmt: skip


@both
def check(request: Request, rating_id: int) -> HttpResponse:
    """The direct level's check of all products on one page."""
    rating = _read(request, rating_id)
    require_rate(request.access, rating)
    rows = list(rating.products.prefetch_related("papers"))
    refusal = ""
    if request.method == "POST":
        try:
            checks = _checks(request, rows)
            count = services.check_products(access=request.access, rating_id=rating_id, checks=checks)
        except NotFound:
            raise
        except DomainError as error:
            refusal = localized(error)
        else:
            messages.success(request, ngettext(
                "Đã kiểm tra %(n)s sản phẩm.", "Đã kiểm tra %(n)s sản phẩm.", count
            ) % {"n": count})  # fmt: skip
            return redirect("rating-products", rating_id)
    lines = [_line(each, request.POST if refusal else None) for each in rows]
    context = rating_context(
        request, rating, "products", lines=lines, refusal=refusal,
        waiting=sum(each.state == WorkProduct.State.ENTERED for each in rows),
        panel=panel_of(rating, "checked", products=rows),
    )  # fmt: skip
    return render(request, "evaluation/products_check.html", context, status=422 if refusal else 200)


def _checks(request: Request, rows: list[WorkProduct]) -> list[Check]:
    """What was said of the products: of all that wait at once, or line by line where something was changed."""
    if request.POST.get("nut") == "tat-ca":
        return [Check(each.pk, WorkProduct.State.ACCEPTED) for each in rows if each.state == WorkProduct.State.ENTERED]
    found = []
    for each in rows:
        state = request.POST.get(f"kq-{each.pk}", "")
        if not state or state == WorkProduct.State.ENTERED:
            continue
        note = request.POST.get(f"yk-{each.pk}", "")
        if state == each.state and state != WorkProduct.State.CHANGED and note == each.check_note:
            continue
        found.append(Check(each.pk, state, note, _set_right(request, each)))
    return found


def _set_right(request: Request, row: WorkProduct) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name in ("done", "coefficient", "failed_checks", "delays"):
        raw = request.POST.get(f"{name}-{row.pk}", "").strip()
        if not raw:
            continue
        number = to_decimal(raw)
        if (
            number is None
            or is_ambiguous(raw)
            or (name in {"failed_checks", "delays"} and number != number.to_integral_value())
        ):
            raise DomainError("count_wrong", "«{raw}» không phải là số đúng. Hãy sửa ô đó rồi ghi lại.", raw=raw[:30])
        given[name] = int(number) if name in {"failed_checks", "delays"} else number
    return given


def _line(row: WorkProduct, typed: Any) -> dict[str, Any]:
    checked = row.checked or {}
    boxes = []
    for name, label in (("done", _("Hoàn thành")), ("coefficient", _("Hệ số")), ("failed_checks", _("Lần không đạt")),
                        ("delays", _("Lần chậm"))):  # fmt: skip
        value = checked.get(name, getattr(row, name))
        boxes.append((
            f"{name}-{row.pk}", label, typed.get(f"{name}-{row.pk}", "") if typed is not None else _number(value)
        ))  # fmt: skip
    return {
        "row": row, "boxes": boxes, "state": typed.get(f"kq-{row.pk}", "") if typed is not None else row.state,
        "note": typed.get(f"yk-{row.pk}", "") if typed is not None else row.check_note,
    }  # fmt: skip


def _number(value: Any) -> str:
    number = Decimal(str(value)).normalize()
    return f"{number:f}".replace(".", ",")


def _read(request: Request, rating_id: int) -> Rating:
    """Take a rating whose products the viewer may read."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    return rating


def _may_check(request: Request, rating: Rating) -> bool:
    rates = not is_subject(request.access, rating) and (
        is_rater(request.access, rating) or may_run(request.access, rating.unit)
    )
    return rates and rating.voted_on is None and rating.concluded_on is None and not rating.campaign.is_over


def _product(rating: Rating, product_id: int) -> WorkProduct:
    found = rating.products.filter(pk=product_id).first()
    if found is None:
        raise NotFound("product_unknown", "Không có sản phẩm này trong phiếu.")
    return found


def _sealed(request: Request, rating: Rating, read: product_files.ReadFile, name: str) -> str:
    """Carry the rows that were read to the confirmation, sealed: for this rating and this viewer alone."""
    return encrypt(json.dumps(
        [_SEALED, rating.pk, request.access.user_id, name, product_files.plain(read.new)], ensure_ascii=False
    ))  # fmt: skip


def _unsealed(request: Request, rating: Rating, sealed: str) -> tuple[list[Made], str]:
    try:
        kind, rating_id, user_id, name, rows = json.loads(decrypt(sealed))
    except (DomainError, ValueError) as error:
        raise _stale() from error
    if (kind, rating_id, user_id) != (_SEALED, rating.pk, request.access.user_id):
        raise _stale()
    return product_files.from_plain(rows), str(name)


def _stale() -> DomainError:
    return DomainError("preview_stale", "Bản xem trước không còn dùng được. Hãy chọn lại tệp.")
