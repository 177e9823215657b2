"""Forms of requests, campaigns, erasures and breaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField, UploadsField, UploadsWidget
from canbo.organizations.models import Unit
from canbo.privacy.domain.catalogue import activities
from canbo.privacy.models import FileRequest
from canbo.privacy.proposals import PROPOSABLE

type Choices = Iterable[tuple[str, str | Promise]]


class PapersField(UploadsField):
    """Several papers at once; gives a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UploadsWidget(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"}))
        kwargs.setdefault("label", _("Giấy tờ chứng minh"))
        kwargs.setdefault("help_text", _("PDF, ảnh PNG hoặc JPEG, Word, Excel; chọn được nhiều tệp."))
        super().__init__(required=False, **kwargs)


class MomentField(forms.CharField):
    """A day and a time as people write them: `23/11/2026 14:30`; gives a moment in the office's time."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "dd/mm/yyyy hh:mm", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a moment as people write it."""
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}" if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> Any:
        """Read the written form."""
        if value in (None, "") or isinstance(value, datetime):
            return value or None
        try:
            return timezone.make_aware(datetime.strptime(" ".join(str(value).split()), "%d/%m/%Y %H:%M"))  # noqa: DTZ007
        except ValueError as error:
            raise ValidationError(_("Hãy ghi ngày và giờ như 23/11/2026 14:30."), code="invalid") from error


def long_text(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 4) -> Any:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, max_length=4000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def section_choices() -> list[tuple[str, str]]:
    """The sections that a person may propose changes of."""
    return [(kind.section.key, str(kind.section.label)) for kind in PROPOSABLE]


class WideForm(forms.Form):
    """A form whose fields each take the whole width."""

    @property
    def wide_fields(self) -> list[forms.BoundField]:
        """Every field, in order."""
        return list(self)


class RequestForm(WideForm):
    """A request about one's own file."""

    content = long_text(_("Nội dung yêu cầu"), rows=6, help_text=_("Việc gì, phần dữ liệu nào, vì sao."))
    papers = PapersField()


class PaperRequestForm(WideForm):
    """A request that came on paper, entered by the officer of personal data."""

    person = forms.CharField(
        label=_("Người yêu cầu"), max_length=200, help_text=_("Số hồ sơ trong hệ thống hoặc đúng họ và tên.")
    )
    kind = forms.ChoiceField(
        label=_("Loại yêu cầu"),
        choices=[each for each in FileRequest.Kind.choices if each[0] != FileRequest.Kind.CORRECTION],
    )
    received_on = DayField(label=_("Ngày nhận"), help_text=_("Thời hạn tính từ ngày này."))
    content = long_text(_("Nội dung yêu cầu"), rows=5)
    papers = PapersField(label=_("Bản quét văn bản"))


class AnswerForm(WideForm):
    """The first answer."""

    words = long_text(_("Nội dung trả lời"), help_text=_("Đã nhận, sẽ làm gì, đến khi nào."))
    has_third_party = forms.BooleanField(
        label=_("Có bên xử lý dữ liệu hoặc bên thứ ba (thời hạn dài hơn)"), required=False
    )


class ReasonForm(WideForm):
    """A reason."""

    reason = long_text(_("Lý do"), rows=3)

    def __init__(self, *args: Any, label: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        if label:
            self.fields["reason"].label = label


class CloseForm(WideForm):
    """How a request ends."""

    state = forms.ChoiceField(
        label=_("Kết quả"), widget=forms.RadioSelect,
        choices=[
            (each.value, each.label[:1].upper() + each.label[1:])
            for each in (FileRequest.State.DONE, FileRequest.State.PARTLY, FileRequest.State.REFUSED)
        ],
    )  # fmt: skip
    words = long_text(_("Nội dung trả lời người gửi"), help_text=_("Đã làm gì; phần không thực hiện: lý do, căn cứ."))


class SectionsReasonForm(WideForm):
    """Some sections of a file, and a reason."""

    sections = forms.MultipleChoiceField(
        label=_("Phần hồ sơ"), widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    reason = long_text(_("Lý do"), rows=3)

    def __init__(self, *args: Any, choices: Choices, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = list(choices)  # type: ignore[attr-defined]
        self.fields["sections"].help_text = help_text


class SendForm(WideForm):
    """Sending the corrections gathered."""

    content = long_text(_("Lời gửi cán bộ tổ chức (nếu cần)"), required=False, rows=3)


class WithdrawItemForm(WideForm):
    """Asking that a record be taken out."""

    note = long_text(_("Vì sao bản ghi này không đúng"), rows=3)
    papers = PapersField()


class DecideForm(WideForm):
    """Deciding one item."""

    reason = long_text(
        _("Ý kiến"), required=False, rows=3, help_text=_("Bắt buộc khi không duyệt; người đề nghị đọc được.")
    )


class CampaignForm(WideForm):
    """A campaign of self-update."""

    title = forms.CharField(label=_("Tên đợt"), max_length=200)
    unit = forms.ChoiceField(
        label=_("Đơn vị"), help_text=_("Mời mọi người có hồ sơ lưu tại đơn vị và đơn vị trực thuộc.")
    )
    branches = forms.MultipleChoiceField(
        label=_("Chỉ mời các đơn vị trực thuộc này"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("Để trống: mời tất cả."),
    )  # fmt: skip
    sections = forms.MultipleChoiceField(label=_("Phần hồ sơ cần rà soát"), widget=forms.CheckboxSelectMultiple)
    opens_on = DayField(label=_("Mở từ ngày"))
    closes_before = DayField(label=_("Đóng từ ngày"), help_text=_("Ngày đầu tiên không nhận trả lời nữa."))
    instructions = long_text(_("Hướng dẫn cho người được mời"), required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(unit.pk), unit.name) for unit in units]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        self.fields["branches"].choices = choices  # type: ignore[attr-defined]
        self.fields["sections"].choices = section_choices()  # type: ignore[attr-defined]


def _categories() -> list[tuple[str, str]]:
    return [(each.key, each.label) for each in activities()]


class BreachWorkForm(WideForm):
    """What is known of a breach."""

    description = long_text(_("Diễn biến, nguyên nhân"), rows=5, help_text=_("Không ghi tên người có dữ liệu."))
    categories = forms.MultipleChoiceField(
        label=_("Loại dữ liệu bị ảnh hưởng"), widget=forms.CheckboxSelectMultiple, choices=_categories
    )
    people_count = forms.IntegerField(
        label=_("Số người liên quan (nếu đã biết)"), required=False, min_value=0, max_value=100_000_000
    )
    consequences = long_text(_("Hậu quả có thể xảy ra"), required=False, rows=3)
    measures = long_text(_("Biện pháp đã và sẽ thực hiện"), required=False, rows=3)
    people_told = forms.BooleanField(label=_("Đã báo cho những người liên quan"), required=False)


class BreachForm(BreachWorkForm):
    """A breach entered in the register."""

    title = forms.CharField(label=_("Tên sự việc"), max_length=200, help_text=_("Ngắn gọn, không ghi tên người."))
    unit = forms.ChoiceField(label=_("Đơn vị"))
    detected_at = MomentField(label=_("Phát hiện lúc"))
    field_order = ("title", "unit", "detected_at")

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(unit.pk), unit.name) for unit in units]  # type: ignore[attr-defined]
        del self.fields["people_told"]


class NotifyForm(WideForm):
    """The notice to the authority."""

    notified_at = MomentField(label=_("Thông báo lúc"))
    to = forms.CharField(label=_("Cơ quan nhận"), max_length=250)
    number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)
    late_reason = long_text(_("Lý do thông báo chậm (khi đã quá hạn)"), required=False, rows=2)


class AuthorityAnswerForm(WideForm):
    """The answer of the authority."""

    on = DayField(label=_("Ngày trả lời"))
    words = long_text(_("Nội dung trả lời"))
