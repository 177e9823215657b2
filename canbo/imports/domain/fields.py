"""The vocabulary of columns: what a list of people may say of each, and the headings offices give it."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from canbo.core.text import clean
from canbo.imports.domain.reading import key


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can hold.

    `reader` names how its cells are read (`rows`), `headings` the written forms; “A > B” is a heading B under a
    heading A. `serious` fields decide who a person is or what the reports count: a doubt about them is worth asking.
    """

    key: str
    label: str
    reader: str
    headings: tuple[str, ...]
    serious: bool = False


def label_key(text: str) -> str:
    """The form headings are compared by. “Năm” (year) stays apart from “Nam” (man)."""
    text = _FOOTNOTE.sub(" ", clean(text).lower())
    return key(_YEAR_WORD.sub("nawm", text))


_FOOTNOTE: Final = re.compile(r"\(\s*(?:\d{1,2}|\*+)\s*\)|\*+$|^\d{1,2}\s*[.)]\s+(?=\D)")
_YEAR_WORD: Final = re.compile(r"\bnăm\b")


def _field(name: str, label: str, reader: str, headings: str, *, serious: bool = False) -> Field:
    return Field(name, label, reader, tuple(part.strip() for part in headings.split("|")), serious)


_PARTY: Final = "vào đảng > {0} | kết nạp > {0} | đảng > {0} | đảng viên > {0}"

FIELDS: Final[tuple[Field, ...]] = (
    # Who.
    _field("number", "Số thứ tự", "skip", "STT | TT | Số TT | Số thứ tự | Thứ tự | No"),
    _field("full_name", "Họ và tên", "name", "Họ và tên | Họ tên | Họ, tên | Họ và tên khai sinh | Họ tên khai sinh | Họ và tên cán bộ | Họ tên cán bộ | Họ và tên cán bộ, công chức | Họ và tên cán bộ, công chức, viên chức | Họ tên CBCC | Họ tên CBCCVC | Họ và tên đảng viên | Họ và tên học viên | Họ tên học viên | Tên cán bộ | Họ và tên người được cử | Tên | Họ và tên người được quy hoạch | Họ và tên người được bổ nhiệm | Full name | Họ & tên | Họ tên đầy đủ | Họ và tên, bí danh", serious=True),
    _field("family_name", "Họ và tên đệm", "text", "Họ và tên đệm | Họ đệm | Họ và đệm | Họ, đệm | Họ lót | Họ và chữ đệm | Họ và tên > Họ đệm | Họ và tên > Họ và đệm | Họ và tên > Họ | Họ | Họ và tên lót", serious=True),
    _field("given_name", "Tên", "text", "Họ và tên > Tên | Tên riêng", serious=True),
    _field("alias", "Tên gọi khác", "text", "Tên gọi khác | Các tên gọi khác | Bí danh | Tên khác | Tên thường gọi"),
    _field("person_code", "Số hiệu cán bộ", "digits", "Số hiệu | Số hiệu cán bộ | Số hiệu cán bộ, công chức | Mã cán bộ | Mã số cán bộ | Mã CBCC | Mã hồ sơ | Mã số hồ sơ | Mã nhân viên | Mã số định danh CBCCVC | Mã NV | Số hiệu CBCC | Số hiệu công chức"),
    _field("gender", "Giới tính", "gender", "Giới tính | Giới | Gender | Sex | Nam/Nữ | Nam, nữ | Phái | GT", serious=True),
    _field("male_born", "Ngày sinh (nam)", "date", "sinh > Nam | Năm sinh nam | Ngày sinh nam | Ngày tháng năm sinh nam | Nam (ngày sinh) | Nam (năm sinh) | tuổi > Nam", serious=True),
    _field("female_born", "Ngày sinh (nữ)", "date", "sinh > Nữ | Năm sinh nữ | Ngày sinh nữ | Ngày tháng năm sinh nữ | Nữ (ngày sinh) | Nữ (năm sinh) | tuổi > Nữ", serious=True),
    _field("born", "Ngày sinh", "date", "Ngày sinh | Ngày, tháng, năm sinh | Ngày tháng năm sinh | Năm sinh | Sinh ngày | NTNS | Sinh năm | Ngày tháng sinh | Ngày/tháng/năm sinh | Tháng năm sinh | Tháng, năm sinh | N.sinh | NS | Ngày, tháng sinh | Date of birth", serious=True),
    _field("born_day", "Ngày sinh (ngày)", "number", "sinh > Ngày", serious=True),
    _field("born_month", "Ngày sinh (tháng)", "number", "sinh > Tháng", serious=True),
    _field("born_year", "Ngày sinh (năm)", "year", "sinh > Năm", serious=True),
    _field("age", "Tuổi", "skip", "Tuổi | Tuổi đời | Độ tuổi | Tuổi (năm)"),
    _field("birth_place", "Nơi sinh", "text", "Nơi sinh | Nơi đăng ký khai sinh"),
    _field("home_place", "Quê quán", "text", "Quê quán | Quê | Nguyên quán | Quê quán (xã, huyện, tỉnh) | Quê quán (xã, phường; huyện, quận; tỉnh, thành phố) | QQ | Quê quán theo ĐVHC hiện nay"),
    _field("residence", "Nơi ở hiện nay", "text", "Nơi ở | Nơi ở hiện nay | Chỗ ở hiện nay | Nơi cư trú | Địa chỉ | Hộ khẩu thường trú | Nơi thường trú | Trú quán | Địa chỉ thường trú | Thường trú | Chỗ ở | Nơi ở hiện tại"),
    _field("ethnicity", "Dân tộc", "ethnicity", "Dân tộc | Thành phần dân tộc | DT | Tên dân tộc", serious=True),
    _field("minority", "Dân tộc thiểu số", "flag", "Dân tộc thiểu số | DTTS | Người dân tộc | Người DTTS | Là người dân tộc thiểu số"),
    _field("religion", "Tôn giáo", "religion", "Tôn giáo | TG | Theo tôn giáo"),
    _field("family_origin", "Thành phần xuất thân", "text", "Thành phần gia đình | Thành phần xuất thân | Thành phần gia đình xuất thân | TPGĐ | Thành phần bản thân | Xuất thân"),
    _field("citizen_id", "Số CCCD", "citizen_id", "Số CCCD | CCCD | Số định danh | Số định danh cá nhân | Số căn cước | Căn cước công dân | Số căn cước công dân | Số CCCD/CMND | Số CMND/CCCD | CMND/CCCD | CCCD/CMND | Mã định danh | Mã định danh cá nhân | Số thẻ căn cước"),
    _field("citizen_id_on", "Ngày cấp CCCD", "date", "Ngày cấp | Ngày cấp CCCD | Ngày cấp CMND | Căn cước > Ngày cấp | CCCD > Ngày cấp | CMND > Ngày cấp"),
    _field("citizen_id_by", "Nơi cấp CCCD", "text", "Nơi cấp | Nơi cấp CCCD | Nơi cấp CMND"),
    _field("old_id", "Số CMND", "old_id", "Số CMND | CMND | Số chứng minh nhân dân | Chứng minh nhân dân | CMTND | Số CMTND | Số CMT"),
    _field("social_insurance_no", "Số sổ BHXH", "digits", "Số BHXH | Số sổ BHXH | Mã số BHXH | Sổ BHXH | Số sổ bảo hiểm xã hội | Mã BHXH | Bảo hiểm xã hội"),
    _field("health_insurance_no", "Số thẻ BHYT", "digits", "Số BHYT | Số thẻ BHYT | Thẻ BHYT | Số thẻ bảo hiểm y tế | Mã thẻ BHYT"),
    _field("party_card_no", "Số thẻ đảng viên", "digits", "Số thẻ đảng | Số thẻ đảng viên | Số thẻ ĐV | Thẻ đảng viên | Thẻ đảng | Số TĐV"),
    _field("tax_code", "Mã số thuế", "digits", "Mã số thuế | MST | Mã số thuế cá nhân"),
    _field("phone", "Điện thoại", "phone", "Điện thoại | Số điện thoại | SĐT | ĐT | Điện thoại di động | Số ĐT | Di động | ĐTDĐ | Số điện thoại liên hệ | Điện thoại liên hệ"),
    _field("email", "Thư điện tử", "text", "Email | E-mail | Thư điện tử | Hộp thư | Địa chỉ email | Hộp thư công vụ"),
    # Where and what.
    _field("unit", "Đơn vị", "unit", "Đơn vị | Unit | Đơn vị công tác | Cơ quan | Cơ quan, đơn vị | Cơ quan công tác | Tên đơn vị | Đơn vị công tác hiện nay | Nơi công tác | Tên cơ quan | Cơ quan đơn vị công tác | Tên cơ quan, đơn vị | Đơn vị, cơ quan | Cơ quan/đơn vị | Đơn vị sử dụng | Cơ quan, đơn vị, tổ chức | Thuộc đơn vị | Đơn vị hiện tại | Cơ quan, tổ chức, đơn vị | Đơn vị đang công tác | Đảng bộ, chi bộ | Chi bộ | Trường", serious=True),
    _field("department", "Phòng, ban", "text", "Phòng | Phòng, ban | Phòng ban | Bộ phận | Tổ | Phòng/ban | Khoa, phòng | Tổ chuyên môn | Ban"),
    _field("block", "Khối", "text", "Khối | Khối cơ quan | Thuộc khối"),
    _field("position", "Chức vụ", "text", "Chức vụ | Chức danh | Position | Chức vụ, chức danh | Chức danh, chức vụ | Chức vụ hiện nay | Chức vụ chính quyền | Chức vụ hiện tại | Chức vụ/chức danh | Chức vụ (chức danh) | Chức vụ đang đảm nhiệm | Chức vụ > Chính quyền | CV | Chức vụ công tác | Chức vụ chuyên môn | Chức vụ đảm nhiệm | Chức danh hiện nay | Chức vụ chính | Chức vụ lãnh đạo"),
    _field("position_unit", "Chức vụ, đơn vị", "position_unit", "Chức vụ, đơn vị | Chức vụ, đơn vị công tác | Chức vụ và đơn vị công tác | Chức vụ, nơi công tác | Chức vụ, cơ quan | Chức vụ, cơ quan công tác | Chức danh, đơn vị công tác | Chức vụ, chức danh, đơn vị công tác | Chức vụ, đơn vị công tác hiện nay | Chức vụ, đơn vị hiện nay | Chức vụ hiện tại, đơn vị | Chức vụ - đơn vị công tác | Chức vụ, cơ quan, đơn vị | Chức danh, đơn vị", serious=True),
    _field("job", "Công việc chính", "text", "Công việc | Công việc chính được giao | Công tác chính đang làm | Nhiệm vụ | Nhiệm vụ được giao | Công việc được giao | Công việc đang làm | Công việc phụ trách | Vị trí việc làm | VTVL | Công việc đảm nhiệm | Lĩnh vực theo dõi"),
    _field("party_position", "Chức vụ Đảng", "text", "Chức vụ Đảng | Chức vụ > Đảng | Chức vụ trong Đảng | Chức vụ Đảng hiện nay | Chức vụ cấp ủy | Cấp ủy hiện tại | Cấp ủy | Chức vụ Đảng, đoàn thể | Chức vụ > Đảng, đoàn thể"),
    _field("mass_position", "Chức vụ đoàn thể", "text", "Chức vụ > Đoàn thể | Chức vụ đoàn thể | Chức vụ > Đoàn | Chức vụ Đoàn, Hội"),
    _field("concurrent_position", "Chức vụ kiêm nhiệm", "text", "Chức vụ kiêm nhiệm | Kiêm nhiệm | Kiêm chức | Chức vụ khác | Cấp ủy kiêm | Chức danh kiêm nhiệm"),
    _field("appointed_on", "Ngày bổ nhiệm", "date", "Ngày bổ nhiệm | Ngày bổ nhiệm, phê chuẩn | Ngày bổ nhiệm chức vụ | Thời gian bổ nhiệm | Bổ nhiệm ngày | Thời điểm bổ nhiệm | Ngày giữ chức vụ | Thời gian giữ chức vụ | Thời điểm giữ chức vụ | Ngày bổ nhiệm/phê chuẩn | Ngày bổ nhiệm chức vụ hiện tại"),
    _field("reappointed_on", "Ngày bổ nhiệm lại", "date", "Ngày bổ nhiệm lại | Bổ nhiệm lại | Thời gian bổ nhiệm lại | Thời hạn bổ nhiệm lại"),
    _field("recruited_on", "Ngày tuyển dụng", "date", "Ngày tuyển dụng | Thời gian tuyển dụng | Tuyển dụng | Ngày vào ngành | Năm tuyển dụng | Năm vào ngành | Ngày vào cơ quan nhà nước | Ngày được tuyển dụng | Thời điểm tuyển dụng | Ngày vào biên chế | Ngày vào làm | Tháng, năm tuyển dụng | Ngày tháng tuyển dụng | Ngày, tháng, năm tuyển dụng | Ngày tuyển dụng lần đầu | Ngày vào công chức | Vào ngành | Ngày tháng năm tuyển dụng | Ngày, tháng tuyển dụng"),
    _field("recruited_by", "Cơ quan tuyển dụng", "text", "Cơ quan tuyển dụng | Nơi tuyển dụng | Đơn vị tuyển dụng"),
    _field("current_agency_on", "Ngày về cơ quan hiện nay", "date", "Ngày về cơ quan | Ngày vào cơ quan hiện nay | Ngày về cơ quan hiện nay | Ngày vào cơ quan hiện đang công tác | Ngày vào cơ quan đang công tác | Ngày về đơn vị | Ngày về đơn vị công tác | Ngày vào cơ quan | Ngày vào cơ quan hiện tại | Thời gian về cơ quan"),
    _field("prior_occupation", "Nghề nghiệp trước tuyển dụng", "text", "Nghề nghiệp | Nghề nghiệp trước khi tuyển dụng | Nghề nghiệp trước khi được tuyển dụng | Nghề nghiệp bản thân"),
    _field("regime", "Loại cán bộ", "text", "Loại cán bộ | Đối tượng | Loại hình | Cán bộ/công chức | Biên chế/hợp đồng | Loại CBCC | Diện cán bộ | Loại hợp đồng | Hình thức tuyển dụng"),
    # Party.
    _field("party_member", "Đảng viên", "flag", "Đảng viên | ĐV | Là đảng viên"),
    _field("party_probationary_on", "Ngày vào Đảng (dự bị)", "party_date", "Ngày vào Đảng | Vào Đảng | Ngày vào Đảng CSVN | Ngày kết nạp Đảng | Ngày kết nạp | Ngày vào Đảng dự bị | Năm vào Đảng | Ngày, tháng, năm vào Đảng | Ngày tháng năm vào Đảng | Ngày vào Đảng (dự bị) | Thời gian vào Đảng | Ngày kết nạp vào Đảng | Tháng năm vào Đảng | Ngày dự bị | Ngày tháng vào Đảng | Kết nạp Đảng | " + " | ".join(_PARTY.format(word) for word in ("Dự bị", "Ngày dự bị", "DB", "Ngày vào", "Ngày kết nạp", "Ngày vào Đảng", "Kết nạp")), serious=True),
    _field("party_official_on", "Ngày vào Đảng chính thức", "date", "Ngày chính thức | Ngày vào Đảng chính thức | Chính thức | Ngày vào Đảng (chính thức) | Ngày công nhận chính thức | Ngày công nhận đảng viên chính thức | Ngày chính thức vào Đảng | " + " | ".join(_PARTY.format(word) for word in ("Chính thức", "Ngày chính thức", "CT", "Công nhận chính thức")), serious=True),
    _field("party_admitted_at", "Nơi kết nạp Đảng", "text", "Nơi kết nạp | Nơi kết nạp Đảng | Nơi vào Đảng"),
    _field("union_joined_on", "Ngày vào Đoàn", "date", "Ngày vào Đoàn | Ngày vào Đoàn TNCS Hồ Chí Minh | Ngày tham gia tổ chức chính trị - xã hội | Ngày vào Đoàn TNCS HCM"),
    _field("revolution_on", "Ngày tham gia cách mạng", "date", "Ngày tham gia cách mạng | Tham gia cách mạng"),
    # Schooling.
    _field("general_education", "Giáo dục phổ thông", "general_education", "Giáo dục phổ thông | Trình độ giáo dục phổ thông | Văn hóa | Trình độ văn hóa | Học vấn | Trình độ học vấn | GDPT | Phổ thông | TĐVH | Trình độ > Văn hóa | Trình độ > Học vấn | Trình độ > Phổ thông | TĐ văn hóa | Trình độ văn hóa phổ thông"),
    _field("qualification", "Trình độ chuyên môn", "qualification", "Trình độ chuyên môn | Chuyên môn | Trình độ chuyên môn cao nhất | Trình độ > Chuyên môn | TĐCM | Trình độ CM | CM | Trình độ đào tạo | Trình độ | Bằng cấp | Trình độ chuyên môn nghiệp vụ | Chuyên môn nghiệp vụ | Chuyên môn, nghiệp vụ | Trình độ chuyên môn, nghiệp vụ | Học vị | Văn bằng | Bậc đào tạo | TĐ chuyên môn | Trình độ CMNV | Trình độ chuyên môn đào tạo | Trình độ > CM | Trình độ > Chuyên môn nghiệp vụ | chuyên môn > Trình độ | Trình độ chuyên môn > Bằng cấp | chuyên môn > Trình độ đào tạo", serious=True),
    _field("major", "Chuyên ngành", "text", "Chuyên ngành | Chuyên ngành đào tạo | Ngành đào tạo | Ngành học | Ngành | Chuyên môn đào tạo | Ngành nghề đào tạo | Trình độ > Chuyên ngành | chuyên môn > Ngành | chuyên môn > Chuyên ngành | Ngành, nghề | Chuyên ngành học"),
    _field("school", "Cơ sở đào tạo", "text", "Trường đào tạo | Nơi đào tạo | Cơ sở đào tạo | Tên trường | Tên cơ sở đào tạo | Trường tốt nghiệp | Tốt nghiệp trường | chuyên môn > Trường | chuyên môn > Nơi đào tạo | chuyên môn > Cơ sở đào tạo | đào tạo > Trường | trình độ > Trường"),
    _field("study_mode", "Hình thức đào tạo", "mode", "Hình thức đào tạo | Hệ đào tạo | Loại hình đào tạo | Loại hình | Hình thức | Hình thức học | Hệ học | chuyên môn > Hình thức | Loại hình học"),
    _field("graduated_in", "Năm tốt nghiệp", "year", "Năm tốt nghiệp | Năm TN | Tốt nghiệp năm | Năm cấp bằng"),
    _field("academic_title", "Học hàm", "text", "Học hàm | Học hàm, học vị | Chức danh khoa học"),
    _field("theory", "Lý luận chính trị", "theory", "Lý luận chính trị | LLCT | Trình độ lý luận chính trị | Lý luận | Trình độ > Lý luận chính trị | Trình độ LLCT | Chính trị | Trình độ chính trị | Trình độ > Chính trị | Lý luận CT | LL chính trị | Trình độ lý luận | LL CT | TĐ LLCT | Cao nhất về LLCT", serious=True),
    _field("state_management", "Quản lý nhà nước", "state_management", "Quản lý nhà nước | QLNN | Trình độ quản lý nhà nước | Trình độ > Quản lý nhà nước | Bồi dưỡng QLNN | Trình độ QLNN | QL nhà nước | Kiến thức QLNN | Bồi dưỡng quản lý nhà nước | Quản lý NN | QL NN", serious=True),
    _field("defence", "Quốc phòng, an ninh", "defence", "Quốc phòng an ninh | QPAN | An ninh, quốc phòng | Kiến thức QPAN | Bồi dưỡng QPAN | ANQP | Quốc phòng, an ninh | Kiến thức quốc phòng, an ninh | Đối tượng QPAN | Kiến thức an ninh, quốc phòng"),
    _field("language", "Ngoại ngữ", "language", "Ngoại ngữ | Trình độ ngoại ngữ | NN | Trình độ > Ngoại ngữ | Ngoại ngữ, tiếng dân tộc | Chứng chỉ ngoại ngữ | TĐ ngoại ngữ"),
    _field("english", "Tiếng Anh", "language", "Tiếng Anh | Ngoại ngữ > Anh | Ngoại ngữ > Tiếng Anh | Anh văn | Chứng chỉ tiếng Anh | Trình độ tiếng Anh"),
    _field("other_language", "Ngoại ngữ khác", "language", "Ngoại ngữ khác | Ngoại ngữ > Khác | Ngoại ngữ > Ngoại ngữ khác | Ngoại ngữ > Tiếng khác | Tiếng khác"),
    _field("ethnic_language", "Tiếng dân tộc", "language", "Tiếng dân tộc | Tiếng dân tộc thiểu số | Chứng chỉ tiếng dân tộc | Ngoại ngữ > Tiếng dân tộc | Tiếng DTTS"),
    _field("it", "Tin học", "it", "Tin học | Trình độ tin học | TH | Trình độ > Tin học | CNTT | Chứng chỉ tin học | Công nghệ thông tin"),
    _field("professional_training", "Bồi dưỡng nghiệp vụ", "text", "Bồi dưỡng nghiệp vụ | Nghiệp vụ | Chứng chỉ bồi dưỡng | Các lớp bồi dưỡng | Bồi dưỡng khác | Chứng chỉ khác"),
    # Rank and pay.
    _field("rank", "Ngạch", "rank", "Ngạch | Ngạch công chức | Tên ngạch | Ngạch, chức danh nghề nghiệp | Chức danh nghề nghiệp | Ngạch công chức, viên chức | Ngạch/CDNN | Ngạch CC | Ngạch hiện giữ | Ngạch lương | Tên ngạch, chức danh | Ngạch, bậc lương > Ngạch"),
    _field("rank_code", "Mã ngạch", "rank_code", "Mã ngạch | Mã số ngạch | Mã số | Mã số chức danh nghề nghiệp | Mã ngạch công chức | Ngạch > Mã số | Mã CDNN | Mã ngạch/CDNN | Mã ngạch lương | Ngạch > Mã"),
    _field("rank_on", "Ngày bổ nhiệm ngạch", "date", "Ngày bổ nhiệm ngạch | Thời gian giữ ngạch | Bổ nhiệm ngạch | Ngày bổ nhiệm vào ngạch | Ngày giữ ngạch"),
    _field("salary_step", "Bậc lương", "step", "Bậc lương | Bậc | Bậc lương hiện hưởng | lương > Bậc | Bậc hiện hưởng | lương > Bậc lương | Bậc/số bậc"),
    _field("coefficient", "Hệ số lương", "number", "Hệ số | Hệ số lương | HSL | Hệ số lương hiện hưởng | HS | HS lương | lương > Hệ số | Hệ số lương hiện nay | Mức lương | HSL hiện hưởng"),
    _field("salary_from", "Hưởng lương từ", "date", "Hưởng từ ngày | Hưởng từ | Ngày hưởng | Thời điểm hưởng | Ngày hưởng lương | Thời gian hưởng | Hưởng lương từ ngày | Mốc nâng lương | Thời gian hưởng lương | lương > Từ ngày | lương > Từ tháng năm | Thời điểm hưởng lương | Mốc lương | Từ tháng/năm | Ngày hưởng bậc lương | Hưởng từ tháng, năm | Thời gian nâng lương lần cuối | lương > Ngày hưởng | lương > Thời gian hưởng | Mốc hưởng | lương > Thời điểm hưởng"),
    _field("next_salary_on", "Mốc nâng lương lần sau", "date", "Mốc nâng lương lần sau | Thời điểm nâng lương lần sau | Dự kiến nâng lương | Ngày nâng lương tiếp theo | Thời gian nâng lương lần sau"),
    _field("position_allowance", "Phụ cấp chức vụ", "number", "Phụ cấp chức vụ | PCCV | PC chức vụ | HSPCCV | Hệ số phụ cấp chức vụ | Phụ cấp > Chức vụ | HS PCCV | Phụ cấp | Hệ số PCCV | PCCV lãnh đạo | Phụ cấp chức vụ lãnh đạo"),
    _field("over_frame", "Phụ cấp vượt khung", "number", "Vượt khung | Phụ cấp vượt khung | PC vượt khung | PCTNVK | Phụ cấp thâm niên vượt khung | Phụ cấp > Vượt khung | % vượt khung | VK | TNVK | PC TNVK"),
    _field("other_allowance", "Phụ cấp khác", "text", "Phụ cấp khác | Phụ cấp > Khác | Phụ cấp trách nhiệm | Phụ cấp khu vực | Phụ cấp > Trách nhiệm | Phụ cấp > Khu vực | Phụ cấp công vụ | Phụ cấp thâm niên nghề"),
    _field("total_coefficient", "Tổng hệ số", "skip", "Tổng hệ số | Tổng cộng | Tổng | Cộng | Tổng số"),
    # Judgement of the person.
    _field("rating", "Xếp loại", "rating", "Xếp loại | Đánh giá | Kết quả đánh giá | Kết quả xếp loại | Đánh giá, xếp loại | Phân loại | Kết quả phân loại | Xếp loại chất lượng | Kết quả đánh giá, xếp loại | Xếp loại cán bộ | Mức xếp loại | Đánh giá cán bộ | Xếp loại công chức | Xếp loại chính quyền | KQ đánh giá | Xếp loại cuối năm | Mức độ hoàn thành nhiệm vụ | Kết quả phân loại, đánh giá | Xếp loại cán bộ, công chức | Kết quả", serious=True),
    _field("party_rating", "Xếp loại đảng viên", "rating", "Xếp loại đảng viên | Đánh giá đảng viên | Chất lượng đảng viên | Phân loại đảng viên | Xếp loại > Đảng viên | Xếp loại > Đảng | Đánh giá > Đảng | Kết quả xếp loại đảng viên | Đánh giá chất lượng đảng viên | XLĐV"),
    _field("self_rating", "Cá nhân tự xếp loại", "skip", "Cá nhân đề xuất | Tự đánh giá | Cá nhân tự xếp loại | Xếp loại > Cá nhân đề xuất | Tự xếp loại | Mức tự đề xuất"),
    _field("score", "Điểm", "number", "Điểm | Tổng điểm | Điểm đánh giá | Số điểm"),
    _field("award", "Khen thưởng", "text", "Khen thưởng | Danh hiệu thi đua | Thành tích khen thưởng | Khen thưởng (hình thức, năm) | Hình thức khen thưởng | Danh hiệu | Thi đua, khen thưởng | Danh hiệu được phong"),
    _field("discipline", "Kỷ luật", "text", "Kỷ luật | Hình thức kỷ luật | Kỷ luật (hình thức, năm) | Khen thưởng, kỷ luật > Kỷ luật"),
    # Plans.
    _field("planned_title", "Chức danh quy hoạch", "text", "Chức danh quy hoạch | Quy hoạch chức danh | Quy hoạch | Chức vụ quy hoạch | Được quy hoạch chức danh | Chức danh được quy hoạch | Quy hoạch chức vụ | Quy hoạch > Chức danh | Giới thiệu quy hoạch chức danh | Quy hoạch vào chức danh | Dự kiến quy hoạch | Chức danh dự kiến | Dự kiến chức danh"),
    _field("planned_unit", "Đơn vị quy hoạch", "text", "Đơn vị quy hoạch | Quy hoạch > Đơn vị | Quy hoạch tại đơn vị | Cơ quan quy hoạch"),
    _field("term", "Nhiệm kỳ", "text", "Nhiệm kỳ | Giai đoạn | Nhiệm kỳ quy hoạch | Giai đoạn quy hoạch | Quy hoạch > Nhiệm kỳ | Quy hoạch nhiệm kỳ"),
    _field("order", "Thứ tự", "skip", "Thứ tự ưu tiên"),
    # Training lists.
    _field("course", "Lớp, khóa học", "text", "Lớp | Tên lớp | Lớp học | Khóa học | Khóa | Tên khóa học | Nội dung đào tạo | Nội dung bồi dưỡng | Lớp đào tạo | Lớp, khóa | Lớp đào tạo, bồi dưỡng | Tên lớp học | Chương trình | Chương trình đào tạo | Nội dung đào tạo, bồi dưỡng | Tên khóa đào tạo | Khóa đào tạo, bồi dưỡng | Tên lớp đào tạo, bồi dưỡng | Lớp bồi dưỡng | Chương trình bồi dưỡng | Loại hình lớp | Lớp theo học | Khóa đào tạo | Tên chương trình"),
    _field("course_level", "Trình độ đào tạo của lớp", "text", "Trình độ lớp | Cấp học | Bậc học | Cấp đào tạo"),
    _field("from_on", "Từ ngày", "date", "Từ ngày | Từ | Thời gian > Từ | Từ tháng, năm | Ngày bắt đầu | Bắt đầu | Khai giảng | Ngày khai giảng | Thời gian bắt đầu | Từ tháng | Thời gian > Từ ngày | Ngày nhập học | Thời gian học > Từ | Thời gian đào tạo > Từ | Thời gian > Bắt đầu | Thời gian > Từ tháng | Ngày vào học | Ngày đi học | Năm nhập học | Thời gian khai giảng"),
    _field("to_on", "Đến ngày", "date", "Đến ngày | Đến | Thời gian > Đến | Đến tháng, năm | Ngày kết thúc | Kết thúc | Bế giảng | Ngày bế giảng | Thời gian kết thúc | Đến tháng | Thời gian > Đến ngày | Thời gian học > Đến | Thời gian đào tạo > Đến | Thời gian > Kết thúc | Thời gian > Đến tháng | Ngày ra trường | Năm kết thúc | Thời gian bế giảng"),
    _field("period", "Thời gian", "period", "Thời gian | Thời gian học | Thời gian đào tạo | Thời gian bồi dưỡng | Khóa học (năm) | Niên khóa | Thời gian đào tạo, bồi dưỡng | Từ ngày đến ngày | Thời gian (từ - đến) | Từ tháng năm đến tháng năm"),
    _field("result", "Kết quả học tập", "text", "Kết quả | Kết quả học tập | Xếp loại tốt nghiệp | Kết quả tốt nghiệp | Xếp loại bằng | Loại tốt nghiệp | Tình trạng | Kết quả đào tạo | Tình trạng học"),
    _field("certificate", "Văn bằng, chứng chỉ", "text", "Văn bằng, chứng chỉ | Chứng chỉ | Văn bằng | Bằng, chứng chỉ | Văn bằng, chứng chỉ, trình độ gì"),
    _field("institution", "Nơi học", "text", "Nơi học | Cơ sở đào tạo | Trường | Nơi đào tạo | Học tại | Nơi mở lớp | Cơ sở đào tạo, bồi dưỡng | Địa điểm học | Tên trường | Nơi đào tạo, bồi dưỡng | Địa điểm | Trường đào tạo | Đơn vị đào tạo"),
    # Appointments and other decisions.
    _field("decision_no", "Số quyết định", "text", "Số quyết định | Quyết định số | Số QĐ | Quyết định > Số | QĐ số | Số, ký hiệu | Số quyết định bổ nhiệm | Quyết định | Số/ký hiệu quyết định"),
    _field("decision_on", "Ngày quyết định", "date", "Ngày quyết định | Ngày ký | Ngày QĐ | Quyết định > Ngày | Ngày ban hành | Ngày, tháng, năm quyết định | Ngày ký quyết định | Ngày tháng quyết định | Quyết định > Ngày ký | Quyết định > Ngày, tháng, năm"),
    _field("decision_by", "Cơ quan quyết định", "text", "Cơ quan ban hành | Cơ quan quyết định | Người ký | Cấp quyết định | Cơ quan ra quyết định | Nơi ban hành | Quyết định > Cơ quan | Cấp ban hành"),
    _field("effective_on", "Ngày có hiệu lực", "date", "Ngày hiệu lực | Hiệu lực từ | Có hiệu lực từ | Ngày có hiệu lực | Thời điểm hiệu lực | Kể từ ngày | Từ ngày có hiệu lực | Hiệu lực"),
    _field("action", "Hình thức quyết định", "text", "Hình thức bổ nhiệm | Nội dung quyết định | Loại quyết định | Nội dung | Bổ nhiệm/bổ nhiệm lại | Về việc | Trích yếu"),
    _field("old_position", "Chức vụ cũ", "text", "Chức vụ cũ | Chức vụ trước khi bổ nhiệm | Chức vụ trước | Chức danh cũ | Chức vụ, đơn vị cũ | Chức vụ trước bổ nhiệm"),
    _field("new_position", "Chức vụ mới", "text", "Chức vụ mới | Chức vụ được bổ nhiệm | Chức vụ bổ nhiệm | Bổ nhiệm chức vụ | Chức danh bổ nhiệm | Chức danh được bổ nhiệm | Bổ nhiệm giữ chức | Bổ nhiệm giữ chức vụ | Chức danh mới | Chức vụ sau khi bổ nhiệm | Chức vụ, chức danh bổ nhiệm | Chức vụ được điều động, bổ nhiệm"),
    _field("new_unit", "Đơn vị mới", "text", "Đơn vị mới | Đơn vị đến | Nơi đến | Đơn vị công tác mới | Cơ quan mới | Đơn vị nhận"),
    _field("old_unit", "Đơn vị cũ", "text", "Đơn vị cũ | Đơn vị đi | Nơi đi | Đơn vị công tác cũ | Cơ quan cũ"),
    _field("term_years", "Thời hạn", "text", "Thời hạn | Thời hạn bổ nhiệm | Thời hạn giữ chức vụ"),
    # Army, policy, health.
    _field("enlisted_on", "Ngày nhập ngũ", "date", "Ngày nhập ngũ | Nhập ngũ | Năm nhập ngũ"),
    _field("demobilised_on", "Ngày xuất ngũ", "date", "Ngày xuất ngũ | Xuất ngũ | Năm xuất ngũ"),
    _field("military_rank", "Quân hàm", "text", "Quân hàm | Quân hàm cao nhất | Quân hàm, chức vụ cao nhất"),
    _field("policy_status", "Đối tượng chính sách", "text", "Đối tượng chính sách | Gia đình chính sách | Diện chính sách | Chính sách | Thương binh | Thương binh, gia đình liệt sĩ | Gia đình liệt sĩ | Con liệt sĩ"),
    _field("health", "Sức khỏe", "text", "Sức khỏe | Tình trạng sức khỏe"),
    _field("blood_group", "Nhóm máu", "text", "Nhóm máu"),
    _field("height", "Chiều cao", "number", "Chiều cao | Cao | Chiều cao (cm)"),
    _field("weight", "Cân nặng", "number", "Cân nặng | Nặng | Cân nặng (kg)"),
    _field("strengths", "Sở trường công tác", "text", "Sở trường | Sở trường công tác | Năng lực, sở trường"),
    _field("longest_work", "Công việc làm lâu nhất", "text", "Công việc làm lâu nhất | Công việc đã làm lâu nhất"),
    _field("career", "Quá trình công tác", "text", "Quá trình công tác | Tóm tắt quá trình công tác | Quá trình công tác, học tập"),
    _field("note", "Ghi chú", "text", "Ghi chú | Chú thích | Ghi chú khác | GC | Nhận xét | Note"),
)  # fmt: skip
"""Every known column. Line length is waived here: a heading list reads best unbroken."""

BY_KEY: Final[dict[str, Field]] = {field.key: field for field in FIELDS}


class Marked(NamedTuple):
    """A group of columns of which one is marked with x: the field, headings over the group, code -> headings."""

    field: str
    over: tuple[str, ...]
    codes: dict[str, tuple[str, ...]]


_QUALIFICATION_HEADINGS: Final = {
    "doctorate": ("TS", "Tiến sĩ", "Tiến sỹ", "TSKH"),
    "master": ("ThS", "Thạc sĩ", "Thạc sỹ", "Th.S"),
    "university": ("ĐH", "Đại học", "Cử nhân", "Kỹ sư"),
    "college": ("CĐ", "Cao đẳng"),
    "intermediate": ("TC", "Trung cấp", "THCN", "TCCN"),
    "elementary": ("SC", "Sơ cấp"),
    "none": ("Chưa qua đào tạo", "CĐT", "Chưa ĐT", "Chưa đào tạo", "Chưa qua ĐT"),
}

MARKED: Final[tuple[Marked, ...]] = (
    Marked(
        "theory",
        ("Lý luận chính trị", "LLCT", "Chính trị", "Lý luận", "Trình độ LLCT", "Trình độ lý luận chính trị"),
        {
            "bachelor": ("CN", "Cử nhân", "ĐH"),
            "advanced": ("CC", "Cao cấp"),
            "intermediate": ("TC", "Trung cấp"),
            "elementary": ("SC", "Sơ cấp"),
            "none": ("Chưa qua đào tạo", "Chưa qua", "CĐT", "Chưa qua ĐT"),
        },
    ),
    Marked(
        "state_management",
        ("Quản lý nhà nước", "QLNN", "Trình độ QLNN", "Bồi dưỡng QLNN"),
        {
            "senior_specialist": ("CVCC", "Chuyên viên cao cấp"),
            "principal_specialist": ("CVC", "Chuyên viên chính"),
            "specialist": ("CV", "Chuyên viên"),
            "officer": ("CS", "Cán sự"),
            "none": ("Chưa qua", "Chưa qua bồi dưỡng", "Chưa BD"),
        },
    ),
    Marked("gender", ("Giới tính", "Giới", "Phái"), {"male": ("Nam",), "female": ("Nữ",)}),
    Marked(
        "study_mode",
        ("Hình thức đào tạo", "Hình thức", "Hệ đào tạo", "Loại hình đào tạo"),
        {
            "full_time": ("Tập trung", "Chính quy", "TT", "CQ"),
            "in_service": ("Tại chức", "VLVH", "Vừa làm vừa học", "Không tập trung", "TC", "KTT"),
            "distance": ("Từ xa",),
        },
    ),
    Marked(
        "rating",
        ("Xếp loại", "Đánh giá", "Kết quả", "Mức xếp loại", "Phân loại", "Mức độ hoàn thành"),
        {
            "excellent": ("Hoàn thành xuất sắc nhiệm vụ", "HTXSNV", "Xuất sắc", "HTXS", "Hoàn thành xuất sắc"),
            "good": ("Hoàn thành tốt nhiệm vụ", "HTTNV", "Tốt", "HTT", "Hoàn thành tốt"),
            "completed": ("Hoàn thành nhiệm vụ", "HTNV", "Hoàn thành", "HT"),
            "not_completed": ("Không hoàn thành nhiệm vụ", "KHTNV", "Không hoàn thành", "KHT"),
        },
    ),
    Marked(
        "defence",
        ("Quốc phòng, an ninh", "QPAN", "Quốc phòng an ninh", "Kiến thức QPAN", "An ninh, quốc phòng"),
        {f"group_{n}": (f"ĐT {n}", f"Đối tượng {n}", f"ĐT{n}") for n in (1, 2, 3, 4)},
    ),
    # Last: “Trình độ” alone stands over many things, and over these only when nothing nearer says otherwise.
    Marked(
        "qualification",
        (
            "Trình độ chuyên môn", "Chuyên môn", "Trình độ đào tạo", "Bằng cấp", "Trình độ chuyên môn nghiệp vụ",
            "Chuyên môn nghiệp vụ", "Trình độ",
        ),
        _QUALIFICATION_HEADINGS,
    ),
)  # fmt: skip


def split_target(target: str) -> tuple[str, str, int | None]:
    """(field, code, year) of a column's target: `rating@2013`, `qualification=university`, `rating=good@2013`."""
    name, _, year = target.partition("@")
    name, _, code = name.partition("=")
    return name, code, int(year) if year.isdigit() else None


def is_target(target: str) -> bool:
    """Whether the text names something a column can hold."""
    name, code, _ = split_target(target)
    if code:
        return any(group.field == name and code in group.codes for group in MARKED)
    return name in BY_KEY


def target_label(target: str) -> str:
    """The Vietnamese name of a target: “Xếp loại 2013”, “Trình độ chuyên môn: ĐH”."""
    name, code, year = split_target(target)
    label = BY_KEY[name].label if name in BY_KEY else name
    if code:
        group = next((group for group in MARKED if group.field == name and code in group.codes), None)
        label += f": {group.codes[code][0] if group else code}"
    return f"{label} {year}" if year else label


@cache
def heading_index() -> dict[str, list[tuple[str, str]]]:
    """Folded heading -> (field, folded heading that must stand over it or "")."""
    index: dict[str, list[tuple[str, str]]] = {}
    for field in FIELDS:
        for heading in field.headings:
            over, mark, leaf = heading.rpartition(">")
            for form in _forms(leaf):
                index.setdefault(form, []).append((field.key, label_key(over) if mark else ""))
    for group in MARKED:
        for code, headings in group.codes.items():
            for heading in headings:
                for over in group.over:
                    index.setdefault(label_key(heading), []).append((f"{group.field}={code}", label_key(over)))
    return index


@cache
def over_headings() -> frozenset[str]:
    """Folded headings that stand over others (“Trình độ”, “Ngày vào Đảng”)."""
    over = {label_key(heading.rpartition(">")[0]) for field in FIELDS for heading in field.headings if ">" in heading}
    return frozenset(
        over | {label_key(heading) for group in MARKED for heading in group.over}
        | {"ngach bac luong", "luong", "trinh do", "ket qua danh gia", "ngay vao dang", "chuc vu", "phu cap", "quyet dinh"}
    )  # fmt: skip


def _forms(heading: str) -> set[str]:
    """The folded heading, also as it reads when written without any marks (“nam sinh”)."""
    form = label_key(heading)
    plain = form.replace("nawm", "nam")
    return {form, plain} if " " in form else {form}
