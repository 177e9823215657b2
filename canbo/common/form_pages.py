"""Pages of one form: run the service once the form is in order, show on the form what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from canbo.common.errors import localized
from canbo.core.errors import DomainError, Forbidden, NotFound

both = require_http_methods(["GET", "HEAD", "POST"])


@contextmanager
def refusal_above(request: HttpRequest) -> Iterator[None]:
    """Run a service in here; what it refuses stands above the next page. Who may not is still answered as such."""
    try:
        yield
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        messages.error(request, localized(error))


@contextmanager
def refusal_on(form: forms.Form, field: str | None = None) -> Iterator[None]:
    """Run a service in here; what it refuses stands on the form. Who may not is still answered as such."""
    try:
        yield
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        form.add_error(field, localized(error))


def written(form: forms.Form, write: Callable[[], object]) -> bool:
    """Run the service once the form is in order; show on the form what it refuses."""
    if not form.is_valid():
        return False
    with refusal_on(form):
        try:
            write()
        except ValidationError as error:
            show_refusal(form, error)
        else:
            return True
    return False


def show_refusal(form: forms.Form, error: ValidationError) -> None:
    """Show what a service refused, beside the fields that it names where the form has them."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def form_page(
    request: HttpRequest, form: forms.Form, *, template: str = "common/form.html", **context: Any
) -> HttpResponse:
    """Answer with a page of a form: 422 where it shows faults."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
