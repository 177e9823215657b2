from datetime import date

from canbo.common.diagrams import Mark, Span, Timeline, TreeChart, TreeNode
from canbo.core.dates import PartialDate


def career():
    return Timeline(
        "career",
        "Quá trình công tác",
        as_of=date(2013, 12, 31),
        spans=[
            Span("Chức vụ", "Phó Trưởng phòng", PartialDate(2009, 6), None, url="/b/"),
            Span("Chức vụ", "Chuyên viên", PartialDate(2001), PartialDate(2009, 6), url="/a/"),
            Span("Kiêm nhiệm", "Bí thư chi bộ", None),
        ],
        marks=[Mark("Đảng", "Kết nạp", PartialDate(2000, 5, 19))],
    )


def test_lanes_stand_in_the_order_in_which_they_are_given():
    assert career().lanes == ["Chức vụ", "Kiêm nhiệm", "Đảng"]


def test_a_partial_date_has_two_edges_and_a_whole_one_has_one():
    options = career().options
    assert options["spans"][1]["start"] == ["2001-01-01", "2001-12-31"]
    assert options["spans"][0]["end"] is None
    assert options["spans"][2]["start"] is None
    assert options["marks"][0]["on"] == ["2000-05-19", "2000-05-19"]


def test_items_of_one_lane_share_its_colour():
    spans = career().options["spans"]
    assert spans[0]["color"] == spans[1]["color"] != spans[2]["color"]


def test_the_table_runs_by_lane_and_time_and_says_what_is_not_known():
    rows = [[cell.text for cell in row] for row in career().table.rows]
    assert rows == [
        ["Chức vụ", "Chuyên viên", "2001", "06/2009"],
        ["Chức vụ", "Phó Trưởng phòng", "06/2009", "nay"],
        ["Kiêm nhiệm", "Bí thư chi bộ", "không rõ", "nay"],
        ["Đảng", "Kết nạp", "19/05/2000", ""],
    ]


def test_a_tree_gives_its_units_from_the_top_with_vacancies_in_words():
    root = TreeNode(
        "UBND huyện",
        "/u/1/",
        ("Chủ tịch: Nông Văn An",),
        children=(TreeNode("Phòng Nội vụ", "/u/2/", vacancies=2), TreeNode("Văn phòng")),
    )
    chart = TreeChart("org", "Sơ đồ tổ chức", root)
    assert [child["vacant"] for child in chart.options["root"]["children"]] == ["Còn trống: 2", ""]
    rows = [[cell.text for cell in row] for row in chart.table.rows]
    assert rows[0] == ["UBND huyện", "Chủ tịch: Nông Văn An", "0"]
    assert rows[1] == ["\u2003Phòng Nội vụ", "—", "2"]
