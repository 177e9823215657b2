"""Every page, by app. URLs are Vietnamese without accents."""

from django.urls import include, path

urlpatterns = [
    path("", include("canbo.web.urls")),
    path("tai-khoan/", include("canbo.accounts.urls")),
    path("to-chuc/", include("canbo.organizations.urls")),
    path("ho-so/", include("canbo.facts.urls")),
    path("ho-so/", include("canbo.personnel.urls")),
    path("quy-dinh/", include("canbo.rules.urls")),
    path("tieu-chuan/", include("canbo.facts.standards.urls")),
    path("nhap-lieu/", include("canbo.imports.urls")),
    path("du-lieu-ca-nhan/", include("canbo.privacy.urls")),
    path("quyet-dinh/", include("canbo.enactments.urls")),
    path("hoi-nghi/", include("canbo.procedures.urls")),
    path("quy-trinh/", include("canbo.procedures.run_urls")),
    path("danh-gia/", include("canbo.evaluation.urls")),
    path("bao-cao/", include("canbo.reports.urls")),
    path("van-ban/", include("canbo.documents.paper_urls")),
    path("xuat-du-lieu/", include("canbo.documents.urls")),
    path("nhat-ky/", include("canbo.audit.urls")),
    path("phan-quyen/", include("canbo.access.urls")),
    path("viec-nen/", include("canbo.jobs.urls")),
]
