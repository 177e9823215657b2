"""Pages of the organisation, under /to-chuc/."""

from django.urls import path

from canbo.organizations.views import acts, entries, structure, titles, unit

urlpatterns = [
    path("", structure.units, name="units"),
    path("nhanh/", structure.branch, name="units-branch"),
    path("tim/", structure.find, name="units-find"),
    path("so-do/", structure.chart, name="units-chart"),
    path("thanh-lap/", acts.found, name="unit-found"),
    path("chuc-danh/", titles.titles, name="titles"),
    path("chuc-danh/them/", titles.add, name="title-add"),
    path("chuc-danh/nap/", titles.load, name="titles-load"),
    path("chuc-danh/<int:title_id>/", titles.edit, name="title-edit"),
    path("<int:unit_id>/", unit.general, name="unit"),
    path("<int:unit_id>/vi-tri/", unit.positions, name="unit-positions"),
    path("<int:unit_id>/bien-che/", unit.establishment, name="unit-establishment"),
    path("<int:unit_id>/tap-the/", unit.bodies, name="unit-bodies"),
    path("<int:unit_id>/lich-su/", unit.history, name="unit-history"),
    path("<int:unit_id>/doi-ten/", acts.rename, name="unit-rename"),
    path("<int:unit_id>/chuyen/", acts.move, name="unit-move"),
    path("<int:unit_id>/sap-nhap/", acts.merge, name="unit-merge"),
    path("<int:unit_id>/chia-tach/", acts.split, name="unit-split"),
    path("<int:unit_id>/giai-the/", acts.abolish, name="unit-abolish"),
    path("<int:unit_id>/sua/", acts.correct, name="unit-correct"),
    path("<int:unit_id>/vi-tri/them/", entries.add_position, name="position-add"),
    path("vi-tri/<int:position_id>/sua/", entries.change_position, name="position-change"),
    path("vi-tri/<int:position_id>/bo/", entries.abolish_position, name="position-abolish"),
    path("<int:unit_id>/bien-che/giao/", entries.assign_establishment, name="establishment-assign"),
    path("<int:unit_id>/tap-the/them/", entries.add_body, name="body-add"),
    path("tap-the/<int:body_id>/ket-thuc/", entries.close_body, name="body-close"),
    path("tap-the/<int:body_id>/nhiem-ky/", entries.open_term, name="term-open"),
    path("nhiem-ky/<int:term_id>/", unit.term, name="unit-term"),
    path("nhiem-ky/<int:term_id>/ket-thuc/", entries.close_term, name="term-close"),
]
