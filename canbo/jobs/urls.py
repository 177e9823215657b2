"""Pages of long work."""

from django.urls import path

from canbo.jobs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/tien-do/", views.job_progress, name="job-progress"),
    path("<uuid:job_id>/dung/", views.job_cancel, name="job-cancel"),
]
