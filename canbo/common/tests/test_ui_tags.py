import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from canbo.common.templatetags.canbo_ui import icon_names
from canbo.core.dates import PartialDate

CANBO = Path(__file__).resolve().parents[2]


def rendered(source, **context):
    return Template("{% load canbo_ui %}" + source).render(Context(context))


def test_an_icon_is_drawn_from_the_sprite_and_hidden_from_readers():
    html = rendered('{% icon "search" %}')
    assert "icons.svg#search" in html.replace(re.search(r"icons[^#]*#", html)[0], "icons.svg#")
    assert 'aria-hidden="true"' in html


def test_an_icon_that_was_not_fetched_is_refused():
    with pytest.raises(TemplateSyntaxError, match="no-such-icon"):
        rendered('{% icon "no-such-icon" %}')


def test_every_icon_named_in_a_template_is_in_the_sprite():
    named = set()
    for template in CANBO.glob("*/templates/**/*.html"):
        named |= set(re.findall(r'{% icon "([^"]+)"', template.read_text("utf-8")))
    assert named <= icon_names()


def test_no_template_has_inline_style_or_script():
    for template in CANBO.glob("*/templates/**/*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"\sstyle=", text), template
        assert not re.search(r"\son(click|load|change|submit|input)=", text), template
        assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", text), template


def test_figures_and_days_are_written_in_the_house_way():
    source = "{{ n|vn_number }} {{ p|vn_percent }} {{ d|vn_date }} {{ none|vn_number }}"
    assert rendered(source, n=1234.5, p=98.6, d=PartialDate(2015, 3), none=None) == "1.234,5 98,6\u00a0% 03/2015 —"


class PersonForm(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Viết như trong giấy khai sinh.")
    sex = forms.ChoiceField(label="Giới tính", choices=[("nu", "Nữ")])
    checked = forms.BooleanField(label="Đã đối chiếu", required=False)


def field(name, data=None):
    form = PersonForm(data)
    return render_to_string("common/form_field.html", {"field": form[name]})


def test_a_field_names_its_help_to_readers():
    html = field("name")
    assert '<label class="form-label" for="id_name">' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    assert 'class="form-control"' in html


def test_a_field_with_an_error_is_marked_and_names_the_error_to_readers():
    html = field("name", {"name": ""})
    assert 'class="form-control is-invalid"' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert set(described) == {"id_name_helptext", "id_name_error"}
    assert 'id="id_name_error"' in html


def test_each_kind_of_widget_has_its_class():
    assert 'class="form-select"' in field("sex")
    assert 'class="form-check-input"' in field("checked")
