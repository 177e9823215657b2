"""Forms of the rules: the clause and its scan, and a value by the kind of its parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common.forms import DayField
from canbo.core.access import AccessContext
from canbo.rules.browsing import key_words
from canbo.rules.domain.binding import OTHERWISE
from canbo.rules.domain.law import Library
from canbo.rules.domain.model import Parameter, Span
from canbo.rules.lexicon import lexicon
from canbo.rules.places import offered
from canbo.rules.services import Clause, NewValue
from canbo.rules.services.entering import LOCAL_MARKS, NewDocument

_NEW: Final = "moi"
type Leaf = tuple[str | int, ...]


class ClauseForm(forms.Form):
    """What a value rests on: a document that is known or a new one, the clause, its scan."""

    def __init__(self, *args: Any, library: Library, spoken: str, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        known = sorted(library.documents.values(), key=lambda each: each.signed, reverse=True)
        choices: list[tuple[str, str | Promise]] = [("", "")]
        choices += [(each.id, f"{each.number} — {each.label.within(spoken)}"[:140]) for each in known]
        self.fields["document"] = forms.ChoiceField(
            label=_("Văn bản"), choices=[*choices, (_NEW, _("Văn bản khác, khai dưới đây"))]
        )
        self.fields["clause"] = forms.CharField(
            label=_("Điều, khoản"), max_length=300, help_text=_("Như «Điều 34, khoản 3» hoặc «Mục III.1.1»."),
        )  # fmt: skip
        self.fields["scan"] = forms.FileField(
            label=_("Bản quét trang có điều, khoản này"), help_text=_("PDF, ảnh PNG hoặc JPEG, không quá 20 MB."),
            widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        )  # fmt: skip
        self.fields["number"] = forms.CharField(label=_("Số, ký hiệu"), max_length=60, required=False)
        self.fields["issuer"] = forms.CharField(label=_("Nơi ban hành"), max_length=200, required=False)
        self.fields["title"] = forms.CharField(label=_("Trích yếu"), max_length=300, required=False)
        self.fields["signed"] = DayField(label=_("Ngày ký"), required=False)
        self.fields["in_force"] = DayField(label=_("Ngày có hiệu lực"), required=False)
        self.fields["note"] = forms.CharField(
            label=_("Ghi chú cho người ký"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of a new document."""
        given = super().clean() or {}
        if given.get("document") == _NEW:
            for name in ("number", "issuer", "title", "signed", "in_force"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Văn bản mới phải có mục này."))
        return given

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        """What the value rests on."""
        return [self[name] for name in ("document", "clause", "scan")]

    @property
    def new_fields(self) -> list[forms.BoundField]:
        """What is told of a document that no pack knows."""
        return [self[name] for name in ("number", "issuer", "title", "signed", "in_force")]

    @property
    def clause(self) -> Clause:
        """What was given."""
        given = self.cleaned_data
        if given["document"] != _NEW:
            return Clause(given["clause"], given["scan"], given["document"])
        new = NewDocument(given["number"], given["issuer"], given["title"], given["signed"], given["in_force"])
        return Clause(given["clause"], given["scan"], "", new)


class ValueForm(ClauseForm):
    """A value of a parameter, each line of a table in a field of its own, from a day on, for a place."""

    def __init__(
        self, *args: Any, parameter: Parameter, content: Any, access: AccessContext, is_central: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        self.content = content
        self.leaves: dict[str, Leaf] = {}
        for number, (leaf, value) in enumerate(leaves(content)):
            name = f"value_{number}"
            self.leaves[name] = leaf
            self.fields[name] = field_of(parameter, leaf, value, kwargs["spoken"])
        self.fields["start"] = DayField(label=_("Có hiệu lực từ ngày"))
        self.fields["before"] = DayField(
            label=_("Hết hiệu lực từ ngày"), required=False, help_text=_("Để trống nếu còn hiệu lực.")
        )
        self.fields["place"] = forms.CharField(
            label=_("Nơi áp dụng"), max_length=250, required=not is_central,
            widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
            help_text=_("Mã hoặc tên đơn vị; áp dụng cho cả cấp dưới.") + (
                " " + _("Để trống là giá trị trung ương, cho cả nước.") if is_central else ""
            ),
        )  # fmt: skip
        self.fields["mark"] = forms.ChoiceField(
            label=_("So với trung ương"), required=False,
            choices=[("", gettext_lazy("máy tự so")), ("stricter", gettext_lazy("chặt hơn")),
                     ("looser", gettext_lazy("rộng hơn"))],
            help_text=_("Chỉ cần chọn khi hai giá trị không so được bằng máy."),
        )  # fmt: skip
        self.fields["is_retroactive"] = forms.BooleanField(
            label=_("Áp dụng cả thời gian trước ngày văn bản có hiệu lực"), required=False
        )
        self.places = offered(access)

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The lines of the value."""
        return [self[name] for name in self.leaves]

    @property
    def time_fields(self) -> list[forms.BoundField]:
        """When and where it holds."""
        return [self[name] for name in ("start", "before", "place", "mark", "is_retroactive")]

    @property
    def value(self) -> NewValue:
        """What was given."""
        given = self.cleaned_data
        content = rebuilt(self.content, {leaf: given[name] for name, leaf in self.leaves.items()})
        mark = given["mark"] if given["mark"] in LOCAL_MARKS else ""
        return NewValue(self.parameter.id, content, Span(given["start"], given["before"]), given["place"].strip(), mark)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def leaves(content: Any, path: Leaf = ()) -> Iterator[tuple[Leaf, Any]]:
    """Give the plain values of a value with the way to each; of a plain value itself with the way ()."""
    if isinstance(content, Mapping):
        for key, each in content.items():
            yield from leaves(each, (*path, key))
    else:
        yield path, content


def rebuilt(content: Any, by: Mapping[Leaf, Any], path: Leaf = ()) -> Any:
    """Give a value of the same shape with other plain values."""
    if isinstance(content, Mapping):
        return {key: rebuilt(each, by, (*path, key)) for key, each in content.items()}
    return by[path]


class _ListField(forms.CharField):
    """Words divided by commas."""

    def prepare_value(self, value: Any) -> Any:
        """Show them with commas."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Read the words."""
        found = value if isinstance(value, list) else [word.strip() for word in (value or "").split(",")]
        return [word for word in found if word]


class _ShareField(forms.CharField):
    """A number that may have a fraction, written with a comma or a point."""

    def prepare_value(self, value: Any) -> Any:
        """Show it as Vietnamese write it."""
        return str(value).replace(".", ",") if isinstance(value, (int, float)) else value

    def to_python(self, value: Any) -> Any:
        """Read the number."""
        text = str(value or "").strip().replace(",", ".")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError as error:
            raise ValidationError(_("Hãy ghi một số, như 1,5."), code="invalid") from error
        return int(number) if number.is_integer() and "." not in text else number


def field_of(parameter: Parameter, leaf: Leaf, value: Any, spoken: str) -> forms.Field:
    """Give the field of one line of a value, by the parameter's kind; the value that stands is filled in."""
    label, kind = label_of(parameter, leaf, spoken), parameter.kind
    given: dict[str, Any] = {"label": label, "initial": value}
    if kind in {"number", "months", "days", "working_days", "retirement"}:
        return forms.IntegerField(min_value=0, max_value=100_000, **given)
    if kind in {"decimal", "percent"}:
        return _ShareField(max_length=20, **given)
    if kind == "date":
        shown = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
        return DayField(label=label, initial=shown)
    if kind == "bool":
        return forms.TypedChoiceField(
            choices=[("1", _("có")), ("0", _("không"))], coerce=lambda chosen: chosen == "1", label=label,
            initial="1" if value else "0",
        )  # fmt: skip
    word = lexicon().words.get(parameter.of)
    if kind in {"level", "category"} and word is not None:
        return forms.ChoiceField(choices=[(code, word.label_of(code)) for code in word.codes], **given)
    return _ListField(**given) if kind == "list" else forms.CharField(max_length=500, **given)


def label_of(parameter: Parameter, leaf: Leaf, spoken: str) -> str:
    """Say which line of a value a field is for, with the unit in which it is counted."""
    unit = {
        "months": _("số tháng"), "retirement": _("số tháng tuổi"), "days": _("số ngày"),
        "working_days": _("số ngày làm việc"), "percent": _("phần trăm"), "number": _("số"), "decimal": _("số"),
    }.get(parameter.kind, _("giá trị"))  # fmt: skip
    words = []
    for place, key in enumerate(leaf):
        word = lexicon().words.get(parameter.by if place == 0 and parameter.by else "gender")
        if key == OTHERWISE:
            words.append(_("còn lại"))
        elif key == "before":
            words.append(_("trước đó"))
        else:
            words.append(key_words(word, key, spoken))
    told = f"{' · '.join(words)} ({unit})" if words else unit
    return told[:1].upper() + told[1:]
