"""Standards: the search for candidates and its explanations, the map, the comparison. Under /tieu-chuan/."""

from django.urls import path

from canbo.facts.standards.views import comparing, explaining, mapping, searching

urlpatterns = [
    path("tim-nguoi/", searching.search, name="candidates"),
    path("tim-nguoi/vi-tri/", searching.positions, name="position-offers"),
    path("tim-nguoi/xuat-excel/", searching.export, name="candidates-export"),
    path("tim-nguoi/luu/", searching.save, name="candidates-save"),
    path("tim-nguoi/<int:search_id>/xoa/", searching.delete, name="candidates-delete"),
    path("giai-thich/<int:person_id>/", explaining.explain_person, name="candidate-explained"),
    path("ban-do/", mapping.show, name="standards-map"),
    path("so-sanh/", comparing.compare, name="packs-compared"),
]
