"""Forms of what is done in a run: steps, papers, people, days, law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.accounts.models import User
from canbo.common.forms import DayField
from canbo.procedures.models import RunSubject
from canbo.procedures.selectors.run_showing import DayShown, PaperNeed

_LONG = forms.Textarea(attrs={"rows": 3})


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), widget=_LONG, max_length=2000)


class ExceptionForm(ReasonForm):
    """Which authority allowed an exception, and why."""

    field_order: tuple[str, ...] = ("authority", "reason")
    authority = forms.CharField(
        label=_("Cấp cho phép"), max_length=300,
        help_text=_("Cơ quan hoặc người có thẩm quyền đã cho phép, kèm số văn bản nếu có."),
    )  # fmt: skip


class DoneForm(forms.Form):
    """What is written down of a step that is done."""

    done_on = DayField(label=_("Xong ngày"))
    outcome = forms.ChoiceField(
        label=_("Kết quả"), required=False,
        choices=(("", _("đã xong, theo kết quả kiểm phiếu nếu có")), ("go_on", _("đi tiếp")),
                 ("stop", _("dừng việc tại bước này"))),
    )  # fmt: skip
    carried = forms.MultipleChoiceField(
        label=_("Những người đi tiếp"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ chọn khi không phải tất cả đi tiếp và kết quả kiểm phiếu không nói."),
    )  # fmt: skip
    authority = forms.CharField(
        label=_("Cấp quyết định"), required=False, max_length=300,
        help_text=_("Cần ghi khi quy định để ngỏ kết quả (ngang phiếu, người đứng đầu quyết định)."),
    )  # fmt: skip
    note = forms.CharField(label=_("Ghi chú, lý do"), required=False, widget=_LONG, max_length=2000)

    def __init__(self, *args: Any, candidates: Sequence[str], days: Iterable[DayShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carried"].choices = [(name, name) for name in candidates]  # type: ignore[attr-defined]
        if len(candidates) < 2:
            del self.fields["carried"]
        self.day_fields = {}
        for each in days:
            name = f"ngay-{each.event}"
            self.day_fields[each.event] = name
            self.fields[name] = DayField(label=each.words, required=False)


class AssignForm(forms.Form):
    """To which account a step is given."""

    user_id = forms.TypedChoiceField(label=_("Giao cho"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, users: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = [  # type: ignore[attr-defined]
            ("", _("mọi người tổ chức thực hiện của đơn vị")),
            *((each.pk, str(each)) for each in users),
        ]


class ActorsForm(forms.Form):
    """Who acts in a step, in words."""

    names = forms.CharField(
        label=_("Ai thực hiện"), widget=_LONG, required=False, max_length=4000,
        help_text=_("Mỗi dòng một người, cơ quan. Để trống: theo vai trò mà quy trình nêu."),
    )  # fmt: skip
    basis = forms.CharField(label=_("Căn cứ"), required=False, max_length=300)


class PaperForm(forms.Form):
    """A paper that is there."""

    paper = forms.ChoiceField(label=_("Giấy tờ"), required=False)
    label = forms.CharField(label=_("Tên giấy tờ khác"), required=False, max_length=300)
    subject_id = forms.TypedChoiceField(label=_("Của ai"), required=False, coerce=int, empty_value=None)
    dated_on = DayField(label=_("Ngày của giấy tờ"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=500)

    def __init__(
        self, *args: Any, needs: Iterable[PaperNeed], subjects: Iterable[RunSubject], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = [  # type: ignore[attr-defined]
            ("", _("giấy tờ khác")),
            *((each.paper, each.label) for each in needs),
        ]
        self.fields["subject_id"].choices = [  # type: ignore[attr-defined]
            ("", _("chung cho cả việc")),
            *((each.pk, each.name) for each in subjects),
        ]


class WaiverForm(ExceptionForm):
    """A paper that an authority let the run go on without."""

    field_order = ("paper", "subject_id", "authority", "reason")
    paper = forms.ChoiceField(label=_("Giấy tờ"))
    subject_id = forms.TypedChoiceField(label=_("Của ai"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, needs: Iterable[PaperNeed], subjects: Iterable[RunSubject], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = [(each.paper, each.label) for each in needs]  # type: ignore[attr-defined]
        self.fields["subject_id"].choices = [  # type: ignore[attr-defined]
            ("", _("mọi người được xem xét")),
            *((each.pk, each.name) for each in subjects),
        ]


class DecisionForm(forms.Form):
    """Which decision of the register belongs to the step."""

    decision_id = forms.TypedChoiceField(
        label=_("Quyết định, dự thảo của đơn vị"), required=False, coerce=int, empty_value=None,
        help_text=_("Các quyết định, dự thảo gần nhất trong sổ của đơn vị tổ chức thực hiện."),
    )  # fmt: skip

    def __init__(self, *args: Any, decisions: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision_id"].choices = [("", _("không gắn quyết định nào")), *decisions]  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """The day of an event that deadlines count from."""

    on = DayField(label=_("Ngày"), required=False, help_text=_("Để trống: chưa có."))


class SubjectForm(forms.Form):
    """Somebody, or a post, taken into a run."""

    person_id = forms.IntegerField(
        label=_("Hồ sơ số (ở địa chỉ trang hồ sơ)"), required=False, min_value=1, max_value=2**63 - 1
    )
    name = forms.CharField(label=_("Hoặc chức vụ, đơn vị được xem xét"), required=False, max_length=300)
    post = forms.CharField(label=_("Chức vụ dự kiến"), required=False, max_length=300)
