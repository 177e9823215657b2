import json

import pytest
from django.template.loader import render_to_string

from canbo.common.charts import PALETTE, ChartData, HeatTable, Series, color_key


def theory(**changes):
    given = {
        "id": "theory",
        "kind": "bar",
        "title": "Lý luận chính trị",
        "categories": ["Sơ cấp", "Trung cấp", "Chưa rõ"],
        "series": [Series("Số người", [120, 240, None], ["/so-cap/", "/trung-cap/"])],
        "category_label": "Trình độ",
        "base": 500,
    }
    return ChartData(**(given | changes))


def texts(row):
    return [cell.text for cell in row]


def test_the_table_of_a_bar_chart_gives_counts_shares_and_the_base():
    table = theory().table
    assert texts(table.head) == ["Trình độ", "Số người", "Tỷ lệ"]
    assert texts(table.rows[0]) == ["Sơ cấp", "120", "24,0\u00a0%"]
    assert texts(table.rows[2]) == ["Chưa rõ", "—", "—"]
    assert table.foot[1].text == "500"


def test_each_figure_leads_to_its_people_and_one_without_address_leads_nowhere():
    rows = theory().table.rows
    assert [row[1].url for row in rows] == ["/so-cap/", "/trung-cap/", ""]


def test_what_the_browser_draws_is_plain_json():
    options = json.loads(json.dumps(theory().options))
    assert options["categories"] == ["Sơ cấp", "Trung cấp", "Chưa rõ"]
    assert options["series"][0]["values"] == [120, 240, None]
    assert options["base"] == 500


def test_a_category_keeps_its_colour_wherever_it_stands():
    ages = color_key("Dưới 30", "30–39", "40–49")
    parts = [Series("40–49", [3]), Series("Dưới 30", [1])]
    options = theory(kind="share", categories=["Phòng A"], series=parts, colors=ages, base=None).options
    assert [series["color"] for series in options["series"]] == [PALETTE[2], PALETTE[0]]


def test_a_single_series_is_coloured_by_category_when_colours_are_fixed():
    options = theory(colors=color_key("Sơ cấp", "Trung cấp", "Chưa rõ")).options
    assert options["categoryColors"] == list(PALETTE[:3])
    assert theory().options["categoryColors"] == []


def test_shares_are_written_with_their_counts():
    parts = [Series("Nam", [30]), Series("Nữ", [10])]
    table = theory(kind="share", categories=["Phòng A"], series=parts, base=None).table
    assert texts(table.rows[0]) == ["Phòng A", "30 (75,0\u00a0%)", "10 (25,0\u00a0%)"]


def test_a_series_must_have_a_value_for_each_category():
    with pytest.raises(ValueError, match="Số người"):
        theory(series=[Series("Số người", [1, 2])])


def test_a_pyramid_has_two_sides():
    with pytest.raises(ValueError, match="two series"):
        theory(kind="pyramid")


def heat(**changes):
    given = {
        "id": "cross",
        "title": "Trình độ theo tuổi",
        "rows": ["Đại học", "Cao đẳng"],
        "columns": ["Dưới 30", "Từ 30"],
        "values": [[0, 40], [20, None]],
        "urls": [["/a/", "/b/"], ["/c/", "/d/"]],
    }
    return HeatTable(**(given | changes))


def test_a_heat_table_is_darkest_at_its_largest_value():
    rows = heat().table.rows
    assert [cell.shade for cell in rows[0][1:3]] == ["heat-0", "heat-8"]
    assert [cell.shade for cell in rows[1][1:3]] == ["heat-4", "heat-0"]


def test_a_heat_table_adds_up_rows_and_columns():
    table = heat().table
    assert [row[-1].text for row in table.rows] == ["40", "20"]
    assert texts(table.foot) == ["Cộng", "20", "40", "60"]


def test_nobody_stands_behind_a_zero():
    assert [cell.url for cell in heat().table.rows[0][1:3]] == ["", "/b/"]


def test_the_chart_page_part_has_its_data_and_its_table_and_no_inline_style():
    html = render_to_string("common/chart.html", {"chart": theory(title="Có <dấu> & ngoặc")})
    assert 'data-chart="theory-data"' in html
    assert '<script id="theory-data" type="application/json">' in html
    assert "Có &lt;dấu&gt; &amp; ngoặc" in html
    assert '<a href="/so-cap/">120</a>' in html
    assert "style=" not in html


def test_a_heat_table_draws_nothing():
    html = render_to_string("common/chart.html", {"chart": heat()})
    assert "<script" not in html
    assert "heat-8" in html
