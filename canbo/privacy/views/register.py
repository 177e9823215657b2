"""The register of processing: which data, why, on which base, for whom, how long, how protected."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.documents.exports import WORD, Export
from canbo.documents.responses import hand_out
from canbo.documents.word import write_paper
from canbo.privacy.domain.catalogue import activities, bases
from canbo.privacy.papers import register_paper
from canbo.privacy.proposals import KINDS_BY_KEY


@require_safe
def show(request: Request) -> HttpResponse:
    """The register, for everybody who is kept in it or keeps it."""
    lines = [(each, [str(KINDS_BY_KEY[key].section.label) for key in each.sections]) for each in activities()]
    return render(request, "privacy/register.html", {"lines": lines, "bases": bases()})


@require_safe
def word(request: Request) -> HttpResponse:
    """The register as a Word paper."""
    return hand_out(
        request,
        Export(
            action="privacy.register_exported", title=_("Sổ đăng ký hoạt động xử lý dữ liệu cá nhân"),
            name="so-dang-ky-xu-ly-du-lieu", media=WORD, content=lambda: write_paper(register_paper(request.today)),
            rights=(),
        ),
    )  # fmt: skip
