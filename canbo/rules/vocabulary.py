"""The vocabulary: every fact about a person that a rule, a list or a report may name, with its type, unit and meaning.

`facts` computes every word of it for everybody as of a day; rule packs are written in it. Names are never reused for
another meaning. Whatever is not known is null: null is not "no". A test holds this page, the columns of the picture
and the ordered levels of the files together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from canbo.core.errors import DomainError
from canbo.rules.members import (
    BLOCKS,
    DEFENCE_GROUPS,
    DISCIPLINE_FORMS,
    GENDERS,
    HOLDING_KINDS,
    QUALIFICATION_LEVELS,
    RATINGS,
    STATE_MANAGEMENT_LEVELS,
    THEORY_LEVELS,
    TIERS,
    TITLE_RANKS,
    Member,
)


class Kind(StrEnum):
    """What kind of value a fact holds."""

    KEY = "key"
    BOOL = "bool"
    MONTHS = "months"
    NUMBER = "number"
    DECIMAL = "decimal"
    LEVEL = "level"
    CATEGORY = "category"
    TEXT = "text"
    LIST = "list"
    DATE = "date"
    MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class Fact:
    """One word of the vocabulary.

    `members` are the values of a level (ordered, lowest first) or of a category; a list has them where its items are
    such values. `restricted` is the section of the file whose right is needed to read the fact. A dimension may head
    the rows or columns of a cross table; `in_list` and `filterable` say where the list of people may use the fact.
    """

    name: str
    kind: Kind
    label: str | Promise
    meaning: str | Promise
    unit: str | Promise = ""
    members: tuple[Member, ...] = ()
    is_dimension: bool = False
    in_list: bool = False
    filterable: bool = False
    restricted: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the members, lowest first for a level."""
        return tuple(member.code for member in self.members)

    def label_of(self, code: str) -> str:
        """Give the words for a member's code; the code itself where it is none."""
        return next((str(member.label) for member in self.members if member.code == code), code)


_MONTHS = _("tháng")
_UNKNOWN_LEVEL = _("mức cao nhất biết chắc có vào ngày xem; chưa biết nếu có thể còn mức cao hơn chưa rõ ngày đạt")


def _rating_of(back: int, label: str | Promise) -> Fact:
    return Fact(
        f"rating_y{back}", Kind.LEVEL, label,
        _("xếp loại cả năm đó (chính quyền trước, không có thì lấy của Đảng)"),
        members=RATINGS, is_dimension=True, in_list=True, filterable=True,
    )  # fmt: skip


def _ends(name: str, label: str | Promise, meaning: str | Promise) -> tuple[Fact, Fact]:
    """The first and the last day that a date can be; one and the same where it is known to the day."""
    return (
        Fact(f"{name}_low", Kind.DATE, format_lazy(_FIRST, label), meaning),
        Fact(f"{name}_high", Kind.DATE, format_lazy(_LAST, label), meaning),
    )


_FIRST = _("{}: sớm nhất")
_LAST = _("{}: muộn nhất")

_FACTS: Final[tuple[Fact, ...]] = (
    Fact("person_id", Kind.KEY, _("mã hồ sơ"), _("khoá của hồ sơ")),
    Fact(
        "unit_id", Kind.KEY, _("đơn vị"),
        _("đơn vị của chức vụ chính đang giữ, không có thì nơi giữ hồ sơ"), is_dimension=True, in_list=True,
        filterable=True,
    ),
    Fact(
        "unit_lft", Kind.NUMBER, _("thứ tự đơn vị"),
        _("vị trí của đơn vị trong cây chính quyền ngày xem; chưa biết nếu đơn vị không có trong cây ngày đó"),
    ),
    Fact("full_name", Kind.TEXT, _("họ và tên"), _("họ và tên khai sinh"), in_list=True),
    Fact("sort_key", Kind.TEXT, _("khoá sắp tên"), _("khoá sắp theo tên, rồi họ và tên đệm")),
    Fact(
        "search_name", Kind.TEXT, _("tên để tìm"),
        _("họ tên và các tên gọi khác, bỏ dấu, chữ thường"), filterable=True,
    ),
    Fact(
        "gender", Kind.CATEGORY, _("giới tính"),
        _("giới tính ghi trong hồ sơ"), members=GENDERS, is_dimension=True, in_list=True, filterable=True,
    ),
    Fact("is_female", Kind.BOOL, _("là nữ"), _("giới tính là nữ"), is_dimension=True),
    Fact(
        "born_year", Kind.NUMBER, _("năm sinh"),
        _("năm sinh theo hồ sơ"), unit=_("năm"), in_list=True, filterable=True,
    ),
    Fact(
        "age_months_low", Kind.MONTHS, _("tuổi ít nhất"),
        _("số tháng tuổi tròn ít nhất, khi ngày sinh chưa đủ ngày, tháng"), unit=_MONTHS,
    ),
    Fact(
        "age_months_high", Kind.MONTHS, _("tuổi nhiều nhất"),
        _("số tháng tuổi tròn nhiều nhất, khi ngày sinh chưa đủ ngày, tháng"), unit=_MONTHS,
    ),
    Fact(
        "age_months", Kind.MONTHS, _("tuổi"),
        _("số tháng tuổi tròn; chưa biết nếu ngày sinh không đủ để tính chắc"), unit=_MONTHS, in_list=True,
        filterable=True,
    ),
    Fact(
        "ethnicity", Kind.TEXT, _("dân tộc"),
        _("dân tộc theo danh mục"), is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "is_ethnic_minority", Kind.BOOL, _("là người dân tộc thiểu số"),
        _("dân tộc khác dân tộc Kinh"), is_dimension=True, filterable=True,
    ),
    Fact(
        "religion", Kind.TEXT, _("tôn giáo"),
        _("tôn giáo theo danh mục"), is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "has_religion", Kind.BOOL, _("theo tôn giáo"),
        _("có ghi tôn giáo, khác “Không”"), is_dimension=True, filterable=True,
    ),
    Fact(
        "is_party_member", Kind.BOOL, _("là đảng viên"),
        _("đã vào Đảng (kể cả dự bị) và chưa ra khỏi Đảng"), is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "is_party_official", Kind.BOOL, _("là đảng viên chính thức"),
        _("đã được công nhận chính thức và chưa ra khỏi Đảng"), is_dimension=True, filterable=True,
    ),
    Fact(
        "party_months_low", Kind.MONTHS, _("tuổi Đảng ít nhất"),
        _("số tháng tròn ít nhất kể từ ngày vào Đảng"), unit=_MONTHS,
    ),
    Fact(
        "party_months_high", Kind.MONTHS, _("tuổi Đảng nhiều nhất"),
        _("số tháng tròn nhiều nhất kể từ ngày vào Đảng"), unit=_MONTHS,
    ),
    Fact(
        "is_cadre", Kind.BOOL, _("là cán bộ"),
        _("thuộc đối tượng cán bộ"), is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "is_civil_servant", Kind.BOOL, _("là công chức"),
        _("thuộc đối tượng công chức"), is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "is_public_employee", Kind.BOOL, _("là viên chức"),
        _("thuộc đối tượng viên chức"), is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "service_months_low", Kind.MONTHS, _("thời gian công tác ít nhất"),
        _("số tháng tròn ít nhất kể từ ngày tuyển dụng lần đầu"), unit=_MONTHS, in_list=True,
    ),
    Fact(
        "service_months_high", Kind.MONTHS, _("thời gian công tác nhiều nhất"),
        _("số tháng tròn nhiều nhất kể từ ngày tuyển dụng lần đầu"), unit=_MONTHS,
    ),
    Fact(
        "block", Kind.CATEGORY, _("khối"),
        _("khối của đơn vị, hoặc của đơn vị cấp trên gần nhất có ghi khối"), members=BLOCKS, is_dimension=True,
        in_list=True, filterable=True,
    ),
    Fact(
        "tier", Kind.CATEGORY, _("cấp"),
        _("cấp của đơn vị, hoặc của đơn vị cấp trên gần nhất có ghi cấp"), members=TIERS, is_dimension=True,
        in_list=True, filterable=True,
    ),
    Fact(
        "title_id", Kind.KEY, _("mã chức danh"),
        _("chức danh cao nhất đang giữ, theo danh mục chức danh"), filterable=True,
    ),
    Fact(
        "title_name", Kind.TEXT, _("chức danh"),
        _("tên chức danh cao nhất đang giữ"), is_dimension=True, in_list=True,
    ),
    Fact(
        "title_rank", Kind.LEVEL, _("bậc lãnh đạo"),

        _("cấp trưởng, cấp phó hay không; chưa biết nếu chức danh đang giữ chưa có trong danh mục"),
        members=TITLE_RANKS, is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "is_leader", Kind.BOOL, _("là lãnh đạo, quản lý"),
        _("đang giữ ít nhất một chức danh cấp trưởng hoặc cấp phó"), is_dimension=True, filterable=True,
    ),
    Fact(
        "has_led", Kind.BOOL, _("đã từng làm lãnh đạo, quản lý"),
        _("đang giữ hoặc đã giữ chức danh cấp trưởng, cấp phó; hồ sơ không ghi là chưa"),
    ),
    Fact("post_name", Kind.TEXT, _("chức vụ"), _("chức vụ cao nhất đang giữ, như ghi trong hồ sơ"), in_list=True),
    Fact("position_id", Kind.KEY, _("mã vị trí"), _("vị trí của chức vụ cao nhất đang giữ")),
    Fact(
        "post_months_low", Kind.MONTHS, _("thời gian giữ chức vụ ít nhất"),
        _("số tháng tròn ít nhất đã giữ chức vụ hiện nay"), unit=_MONTHS, in_list=True,
    ),
    Fact(
        "post_months_high", Kind.MONTHS, _("thời gian giữ chức vụ nhiều nhất"),
        _("số tháng tròn nhiều nhất đã giữ chức vụ hiện nay; chưa biết nếu không rõ ngày bắt đầu"), unit=_MONTHS,
    ),
    Fact(
        "post_kinds", Kind.LIST, _("cách giữ chức vụ"),
        _("mọi cách giữ chức vụ của người đó trong ngày"), members=HOLDING_KINDS,
    ),
    Fact(
        "is_present", Kind.BOOL, _("đang công tác"),
        _("đang giữ vị trí trong hệ thống và chưa có căn cứ là tuyển dụng sau ngày đó"), is_dimension=True,
        filterable=True,
    ),
    Fact(
        "post_start_unknown", Kind.BOOL, _("chưa rõ ngày giữ chức vụ"),
        _("chức vụ đang giữ không ghi ngày bắt đầu"), filterable=True,
    ),
    Fact(
        "general_education", Kind.TEXT, _("giáo dục phổ thông"),
        _("lớp mấy, hệ nào"), is_dimension=True, in_list=True,
    ),
    Fact(
        "qualification_level", Kind.LEVEL, _("trình độ chuyên môn"),
        _UNKNOWN_LEVEL, members=QUALIFICATION_LEVELS, is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "qualification_major", Kind.TEXT, _("chuyên ngành"),
        _("chuyên ngành của trình độ chuyên môn cao nhất"), is_dimension=True, in_list=True,
    ),
    Fact(
        "theory_level", Kind.LEVEL, _("lý luận chính trị"),
        _UNKNOWN_LEVEL, members=THEORY_LEVELS, is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "state_management_level", Kind.LEVEL, _("quản lý nhà nước"),
        _UNKNOWN_LEVEL, members=STATE_MANAGEMENT_LEVELS, is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "defence_group", Kind.LEVEL, _("kiến thức quốc phòng, an ninh"),
        _UNKNOWN_LEVEL, members=DEFENCE_GROUPS, is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "it_level", Kind.TEXT, _("tin học"),
        _("chứng chỉ, trình độ tin học gần nhất"), is_dimension=True, in_list=True,
    ),
    Fact(
        "has_it", Kind.BOOL, _("có chứng chỉ tin học"),
        _("có ghi trình độ tin học khác “Không”"), is_dimension=True, filterable=True,
    ),
    Fact("foreign_language", Kind.TEXT, _("ngoại ngữ"), _("ngoại ngữ ghi gần nhất"), is_dimension=True, in_list=True),
    Fact(
        "foreign_language_level", Kind.TEXT, _("trình độ ngoại ngữ"),
        _("trình độ của ngoại ngữ ghi gần nhất"), is_dimension=True, in_list=True,
    ),
    Fact(
        "has_foreign_language", Kind.BOOL, _("có ngoại ngữ"),
        _("có ghi ngoại ngữ khác “Không”"), is_dimension=True, filterable=True,
    ),
    Fact(
        "has_ethnic_language", Kind.BOOL, _("biết tiếng dân tộc thiểu số"),
        _("có ghi tiếng dân tộc thiểu số khác “Không”"), is_dimension=True, filterable=True,
    ),
    Fact(
        "rank_code", Kind.TEXT, _("mã ngạch"),
        _("mã ngạch, chức danh nghề nghiệp đang hưởng"), is_dimension=True, in_list=True, filterable=True,
    ),
    Fact(
        "rank_name", Kind.TEXT, _("ngạch"),
        _("ngạch, chức danh nghề nghiệp đang hưởng"), is_dimension=True, in_list=True,
    ),
    Fact("salary_step", Kind.NUMBER, _("bậc lương"), _("bậc lương đang hưởng"), is_dimension=True, in_list=True),
    Fact("coefficient", Kind.DECIMAL, _("hệ số lương"), _("hệ số lương đang hưởng"), in_list=True),
    Fact(
        "step_months_low", Kind.MONTHS, _("thời gian giữ bậc ít nhất"),
        _("số tháng tròn ít nhất đã hưởng bậc lương hiện nay"), unit=_MONTHS, in_list=True,
    ),
    Fact(
        "step_months_high", Kind.MONTHS, _("thời gian giữ bậc nhiều nhất"),
        _("số tháng tròn nhiều nhất đã hưởng bậc lương hiện nay; chưa biết nếu không rõ ngày hưởng"), unit=_MONTHS,
    ),
    Fact(
        "rating_last", Kind.LEVEL, _("xếp loại gần nhất"),
        _("xếp loại của năm gần nhất có xếp loại, không sau năm xem"), members=RATINGS, is_dimension=True,
        in_list=True, filterable=True,
    ),
    Fact(
        "rating_last_year", Kind.NUMBER, _("năm xếp loại gần nhất"),
        _("năm của xếp loại gần nhất"), unit=_("năm"), in_list=True,
    ),
    _rating_of(0, _("xếp loại năm xem")),
    _rating_of(1, _("xếp loại 1 năm trước")),
    _rating_of(2, _("xếp loại 2 năm trước")),
    _rating_of(3, _("xếp loại 3 năm trước")),
    _rating_of(4, _("xếp loại 4 năm trước")),
    Fact(
        "in_plan", Kind.BOOL, _("trong quy hoạch"),
        _("có tên trong quy hoạch ngày xem; không có tên là không chỉ ở nơi ngày đó đã nhập danh sách quy hoạch, "
          "còn lại là chưa biết"), is_dimension=True, in_list=True,
        filterable=True, restricted="plan",
    ),
    Fact(
        "plan_titles", Kind.LIST, _("chức danh quy hoạch"),
        _("các chức danh đang được quy hoạch; chưa biết ở nơi chưa nhập danh sách quy hoạch"), in_list=True,
        restricted="plan",
    ),
    Fact(
        "discipline_in_force", Kind.BOOL, _("đang bị kỷ luật"),

        _("kỷ luật còn hiệu lực; không ghi ngày hết là còn; hồ sơ không có bản ghi kỷ luật là không"),
        is_dimension=True, filterable=True, restricted="discipline",
    ),
    Fact(
        "discipline_last_form", Kind.LEVEL, _("kỷ luật gần nhất"),
        _("hình thức kỷ luật gần nhất tính đến ngày xem"), members=DISCIPLINE_FORMS, restricted="discipline",
    ),
    *_ends("born", _("ngày sinh"), _("ngày sinh theo hồ sơ, biết đến đâu hay đến đó")),
    *_ends("recruited", _("ngày tuyển dụng"), _("ngày tuyển dụng lần đầu")),
    *_ends("party_joined", _("ngày vào Đảng"), _("ngày kết nạp; không rõ thì muộn nhất là ngày chính thức")),
    *_ends("post_since", _("giữ chức vụ từ"), _("ngày giữ chức vụ hiện nay; không rõ thì muộn nhất là ngày ghi")),
    *_ends("step_since", _("hưởng bậc lương từ"), _("ngày hưởng bậc hiện nay; không rõ thì muộn nhất là ngày ghi")),
    *_ends("term_ends", _("hết thời hạn giữ chức vụ"), _("ngày hết thời hạn giữ chức vụ hiện nay")),
    Fact(
        "disciplines", Kind.MEASURES, _("các lần bị kỷ luật"),
        _("mọi lần bị kỷ luật đã bắt đầu: tổ chức, hình thức, ngày có hiệu lực; hồ sơ không có bản ghi là không có"),
        restricted="discipline",
    ),
)  # fmt: skip

#: Every fact by name, in the order of the columns of the picture.
VOCABULARY: Final[dict[str, Fact]] = {fact.name: fact for fact in _FACTS}


def fact(name: str) -> Fact:
    """Give the fact with this name; DomainError `fact_unknown`, with the nearest names, where there is none."""
    found = VOCABULARY.get(name)
    if found is None:
        near = sorted(VOCABULARY, key=lambda known: (-_common_prefix(known, name), known))[:3]
        raise DomainError(
            "fact_unknown", "Không có dữ kiện «{name}». Gần nhất: {near}.", name=name, near=", ".join(near)
        )
    return found


@cache
def dimensions() -> tuple[Fact, ...]:
    """Give the facts that may head the rows or columns of a cross table."""
    return tuple(fact for fact in _FACTS if fact.is_dimension)


@cache
def list_columns() -> tuple[Fact, ...]:
    """Give the facts that the list of people may show."""
    return tuple(fact for fact in _FACTS if fact.in_list)


@cache
def filterable() -> tuple[Fact, ...]:
    """Give the facts by which the list of people may be filtered."""
    return tuple(fact for fact in _FACTS if fact.filterable)


def _common_prefix(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
