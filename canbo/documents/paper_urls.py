"""Pages of papers and their templates."""

from django.urls import path

from canbo.documents import paper_views, template_views

urlpatterns = [
    path("mau/", template_views.templates, name="paper-templates"),
    path("mau/ban/<int:template_id>/tep/", template_views.version_file, name="paper-template-version"),
    path("mau/ban/<int:template_id>/xem-thu/", template_views.version_example, name="paper-template-try"),
    path("mau/ban/<int:template_id>/dung/", template_views.choose, name="paper-template-choose"),
    path("mau/<slug:kind>/<slug:style>/", template_views.template, name="paper-template"),
    path("mau/<slug:kind>/<slug:style>/tep/", template_views.standing_file, name="paper-template-standing"),
    path("mau/<slug:kind>/<slug:style>/xem-thu/", template_views.standing_example, name="paper-template-example"),
    path("mau/<slug:kind>/<slug:style>/mau-co-san/", template_views.restore, name="paper-template-restore"),
    path("lam/<slug:source>/<int:object_id>/", paper_views.make, name="paper-make"),
    path("cua/<slug:object_type>/<int:object_id>/", paper_views.papers_of, name="papers-of"),
    path("in/", paper_views.print_chosen, name="papers-print"),
    path("ban-in/<int:print_id>/", paper_views.print_page, name="paper-print"),
    path("ban-in/<int:print_id>/tep/", paper_views.print_file, name="paper-print-file"),
    path("<int:paper_id>/", paper_views.paper, name="paper"),
    path("<int:paper_id>/tep/", paper_views.paper_file, name="paper-file"),
]
