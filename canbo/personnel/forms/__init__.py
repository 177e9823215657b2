"""Forms of the files, made from the models of the records."""

from canbo.personnel.forms.attachments import AttachmentForm
from canbo.personnel.forms.opening import NewFileForm
from canbo.personnel.forms.records import CorrectForm, ReasonForm, RecordForm, VerifyForm, record_form

__all__ = ["AttachmentForm", "CorrectForm", "NewFileForm", "ReasonForm", "RecordForm", "VerifyForm", "record_form"]
