"""What the pages of this app share: the page of a form in its own layout."""

from functools import partial

from canbo.common import form_pages
from canbo.common.form_pages import both, written

__all__ = ["both", "form_page", "written"]

form_page = partial(form_pages.form_page, template="privacy/form.html")
