"""Who may open which page: every route of the resolver has its row here.

Codes stand in the order of ROLES, for each of four cases:
`codes`: a thing of «Phòng Nội vụ», for which everybody but the administrator (whole system) holds the role; the viewer's
account belongs to no file. `other`: the same page for a thing of «Phòng Tài chính» (or of somebody else), of which nobody
of «Phòng Nội vụ» may know that it exists: 404; a route that names no such thing has none.
`own`: the thing is the viewer's own, their account being that of the file; "" where that changes nothing.
`kin`: the file of the viewer names the person of the thing among the family; "" where that changes nothing.
302 for the stranger is the way to the sign-in page; 302 after a POST is the way on. 422 is a form that shows what is
missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

ROLES = (
    "officer", "evaluation_secretary", "committee_member", "unit_head", "cadre", "inspector", "data_officer", "administrator",
    "stranger",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One route: expected codes in each case, what its address names, how it is asked, with what."""

    name: str
    codes: str
    other: str = ""
    own: str = ""
    kin: str = ""
    args: str = ""
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)

    def cases(self) -> Iterator[tuple[str, list[str]]]:
        """Give each case that there is of the route, with the code for each role."""
        yield "codes", self.codes.split()
        if self.other:
            yield "other", self.other.split()
        yield "own", (self.own or self.codes).split()
        if self.args:
            yield "kin", (self.kin or self.codes).split()


PAGES = [
    # The shell                officer secretary committee head cadre inspector data-officer admin stranger
    Page("home",                  "200 200 200 200 200 200 200 200 302"),
    Page("search",                "200 200 200 200 200 200 200 200 302"),
    Page("readyz",                "200 200 200 200 200 200 200 200 200"),
    # What waits: everybody their own; what became of the mails for who manages all access
    Page("inbox",                 "200 200 200 200 200 200 200 200 302"),
    Page("inbox-count",           "200 200 200 200 200 200 200 200 302"),
    Page("calendar",              "200 200 200 200 200 200 200 200 302"),
    Page("reminders",             "200 200 200 200 200 200 200 200 302"),
    Page("calendar-link-make",    "200 200 200 200 200 200 200 200 302", method="post"),
    Page("calendar-link-revoke",  "404 404 404 404 404 404 404 404 302", method="post"),
    Page("reminder-log",          "403 403 403 403 403 403 403 200 302"),
    Page("calendar-feed",         "404 404 404 404 404 404 404 404 404", args="feed"),
    Page("set-as-of",             "302 302 302 302 302 302 302 302 302", method="post", data={"as_of": "31/12/2013"}),
    Page("set_language",          "302 302 302 302 302 302 302 302 302", method="post", data={"language": "en"}),
    Page("demo-sign-in",          "404 404 404 404 404 404 404 404 404", method="post", data={"account": "lan"}),
    # Accounts
    Page("account_login",         "302 302 302 302 302 302 302 302 200"),
    Page("account_logout",        "200 200 200 200 200 200 200 200 302"),
    Page("account_change_password", "200 200 200 200 200 200 200 200 302"),
    Page("account_inactive",      "200 200 200 200 200 200 200 200 200"),
    Page("account_reauthenticate", "200 200 200 200 200 200 200 200 302"),
    Page("mfa_index",             "200 200 200 200 200 200 200 200 302"),
    Page("mfa_authenticate",      "302 302 302 302 302 302 302 302 302"),
    Page("mfa_login_webauthn",    "302 302 302 302 302 302 302 302 302"),
    Page("mfa_reauthenticate",    "302 302 302 302 302 302 302 302 302"),
    Page("mfa_reauthenticate_webauthn", "302 302 302 302 302 302 302 302 302"),
    Page("mfa_activate_totp",     "200 200 200 200 200 200 200 200 302"),
    Page("mfa_deactivate_totp",   "404 404 404 404 404 404 404 404 302"),
    Page("mfa_view_recovery_codes", "404 404 404 404 404 404 404 404 302"),
    Page("mfa_generate_recovery_codes", "200 200 200 200 200 200 200 200 302"),
    Page("mfa_add_webauthn",      "200 200 200 200 200 200 200 200 302"),
    Page("mfa_edit_webauthn",     "200 200 200 200 200 200 200 200 302", "404 404 404 404 404 404 404 404 302", args="key"),
    Page("mfa_remove_webauthn",   "200 200 200 200 200 200 200 200 302", "404 404 404 404 404 404 404 404 302", args="key"),
    Page("session-end",           "302 302 302 302 302 302 302 302 302", "404 404 404 404 404 404 404 404 302", args="session", method="post"),
    Page("sessions-end",          "302 302 302 302 302 302 302 302 302", method="post"),
    Page("sso-sign-in",           "404 404 404 404 404 404 404 404 404", method="post"),
    Page("sso-link",              "404 404 404 404 404 404 404 404 302", method="post"),
    Page("sso-callback",          "404 404 404 404 404 404 404 404 404"),
    Page("sso-unlink",            "302 302 302 302 302 302 302 302 302", "404 404 404 404 404 404 404 404 302", args="sso-link", method="post"),
    Page("step-up-send",          "302 302 302 302 302 302 302 302 302"),
    Page("sign-in-confirmed",     "200 200 200 200 200 200 200 200 302"),
    # Rights
    Page("roles",                 "200 200 200 200 200 200 200 200 302"),
    Page("grants",                "200 200 200 200 200 200 200 200 302"),
    Page("accounts",              "403 403 403 403 403 403 403 200 302"),
    Page("account-new",           "403 403 403 403 403 403 403 200 302"),
    Page("account",               "403 403 403 403 403 403 403 200 302", args="account"),
    Page("grant-new",             "403 403 403 403 403 403 403 200 302", args="account"),
    Page("account-close",         "403 403 403 403 403 403 403 200 302", args="account"),
    Page("account-reset-factors", "403 403 403 403 403 403 403 200 302", args="account"),
    Page("account-renew",         "403 403 403 403 403 403 403 200 302", args="account", method="post"),
    Page("account-file",          "403 403 403 403 403 403 403 302 302", args="account", method="post", data={"file": "0"}),
    Page("delegate",              "200 200 200 200 200 200 200 200 302", "404 404 404 404 404 404 404 404 302", args="own-grant"),
    Page("grant-revoke",          "404 404 404 404 404 404 404 200 302", args="grant"),
    # The log
    Page("audit-log",             "403 403 403 403 403 200 200 200 302"),
    Page("audit-watch",           "403 403 403 403 403 200 200 200 302"),
    Page("audit-entry",           "403 403 403 403 403 200 200 200 302", "403 403 403 403 403 404 404 200 302", args="entry"),
    Page("own-readings",          "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302"),
    # Long work: everybody their own, nobody another's
    Page("jobs",                  "200 200 200 200 200 200 200 200 302"),
    Page("job",                   "200 200 200 200 200 200 200 200 302", "404 404 404 404 404 404 404 404 302", args="job"),
    Page("job-progress",          "200 200 200 200 200 200 200 200 302", "404 404 404 404 404 404 404 404 302", args="job"),
    Page("job-cancel",            "302 302 302 302 302 302 302 302 302", "404 404 404 404 404 404 404 404 302", args="job", method="post"),
    # What leaves: everybody their own; whoever reads the log of everything may look up another's
    Page("exports",               "200 200 200 200 200 200 200 200 302"),
    Page("export",                "200 200 200 200 200 200 200 200 302", "404 404 404 404 404 404 404 200 302", args="export"),
    Page("export-decide",         "403 403 403 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="export",
         method="post", data={"y_kien": "Đồng ý", "quyet-dinh": "duyet"}),
    Page("export-collect",        "200 200 200 200 200 200 200 200 302", "404 404 404 404 404 404 404 403 302", args="export",
         method="post"),
    Page("export-withdraw",       "302 302 302 302 302 302 302 302 302", "404 404 404 404 404 404 404 403 302", args="export",
         method="post"),
    # Papers: whoever runs procedures makes and reads them; the administrator replaces the templates of everybody
    Page("paper-templates",       "200 200 403 403 403 403 403 200 302"),
    Page("paper-template",        "200 200 403 403 403 403 403 200 302", args="kind-and-style"),
    Page("paper-template",        "403 403 403 403 403 403 403 422 302", args="kind-and-style", method="post"),
    Page("paper-template-standing", "200 200 403 403 403 403 403 200 302", args="kind-and-style"),
    Page("paper-template-example", "200 200 403 403 403 403 403 200 302", args="kind-and-style"),
    Page("paper-template-restore", "403 403 403 403 403 403 403 302 302", args="kind-and-style", method="post"),
    Page("paper-template-version", "200 200 403 403 403 403 403 200 302", args="template-version"),
    Page("paper-template-try",    "200 200 403 403 403 403 403 200 302", args="template-version"),
    Page("paper-template-choose", "403 403 403 403 403 403 403 302 302", args="template-version", method="post"),
    Page("paper-make",            "200 200 403 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="source"),
    Page("paper-make",            "302 302 403 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="source",
         method="post", data={"the_thuc": "state"}),
    Page("paper",                 "200 200 403 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="made-paper"),
    Page("paper-file",            "200 200 403 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="made-paper"),
    Page("papers-of",             "200 200 403 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="papers-of"),
    Page("papers-print",          "422 422 422 422 422 422 422 422 302", method="post"),
    Page("paper-print",           "404 404 404 404 404 404 404 404 302", args="print"),
    Page("paper-print-file",      "404 404 404 404 404 404 404 404 302", args="print"),
    # The list of people and its boards
    Page("people-list",           "200 200 200 200 403 200 403 403 302",
         own=                     "200 200 200 200 200 200 200 403 302"),
    Page("people-export",         "200 200 200 403 403 403 403 403 302", method="post", data={"ly_do": "Họp"}),
    Page("people-view-save",      "302 302 302 302 302 302 302 302 302", method="post", data={"name": "Nữ", "query": ""}),
    Page("people-view-delete",    "302 302 302 302 302 302 302 302 302", "404 404 404 404 404 404 404 404 302", args="view", method="post"),
    Page("data-quality",          "200 200 200 200 403 200 403 403 302"),
    Page("due-lists",             "200 200 200 200 403 200 403 403 302"),
    # Standards: who may see files searches among them; one's own explanation is read like one's own file
    Page("candidates",            "200 200 200 200 403 200 403 403 302"),
    Page("position-offers",       "200 200 200 200 403 200 403 403 302"),
    Page("candidates-export",     "200 200 200 403 403 403 403 403 302", method="post", data={"ly_do": "Họp"}),
    Page("candidates-save",       "302 302 302 302 302 302 302 302 302", method="post", data={"name": "Nguồn", "query": "f=gender:eq:female"}),
    Page("candidates-delete",     "302 302 302 302 302 302 302 302 302", "404 404 404 404 404 404 404 404 302", args="search", method="post"),
    Page("candidate-explained",   "200 200 200 200 404 200 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="person"),
    Page("standards-map",         "200 200 200 200 403 200 403 403 302"),
    Page("packs-compared",        "200 200 200 200 403 200 403 403 302"),
    # The rules: public law, read by everybody
    Page("rules",                 "200 200 200 200 200 200 200 200 302"),
    Page("rule",                  "200 200 200 200 200 200 200 200 302", args="rule"),
    Page("law-document",          "200 200 200 200 200 200 200 200 302", args="law"),
    Page("title-standards",       "200 200 200 200 200 200 200 200 302", args="kind_of_title"),
    Page("evaluation-scheme",     "200 200 200 200 200 200 200 200 302", args="scheme"),
    # What an office enters about the rules: by whoever holds the right; what waits is seen where it is to hold
    Page("rule-changes",          "200 403 200 403 403 403 403 403 302"),
    Page("rule-value-new",        "200 403 200 403 403 403 403 403 302", args="rule"),
    Page("rule-confirm",          "403 403 403 403 403 403 403 403 302", args="rule_version"),
    Page("rule-change",           "200 403 200 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="rule_change"),
    Page("rule-withdraw",         "200 403 200 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="rule_change"),
    Page("rule-scan",             "200 403 200 403 403 403 403 403 302", "404 404 404 404 404 404 404 403 302", args="rule_change"),
    Page("rule-values-export",    "302 403 302 403 403 403 403 403 302", method="post"),
    # The file: read in scope or one's own; written by who may edit, and nobody their own
    Page("own-file",              "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 302 302 302 302 302 302 302"),
    Page("file",                  "200 200 200 200 404 200 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="person"),
    Page("file-section",          "302 302 302 302 302 302 302 302 302", args="section"),
    Page("file-new",              "200 403 403 403 403 403 403 403 302"),
    Page("pick",                  "200 403 403 403 403 403 403 403 302", args="pick"),
    Page("record-add",            "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302", args="kind"),
    Page("record-correct",        "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302", args="record"),
    Page("record-withdraw",       "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302", args="record"),
    Page("record-verify",         "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302", args="record"),
    Page("attachment-add",        "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302", args="person"),
    Page("attachment",            "200 200 200 200 404 200 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="attachment"),
    Page("attachment-secrecy",    "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302", args="attachment"),
    Page("attachment-withdraw",   "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302", args="attachment"),
    Page("file-print",            "200 200 200 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="paper", method="post", data={"ly_do": "Họp"}),
    Page("file-print-word",       "200 200 200 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="paper", method="post", data={"ly_do": "Họp"}),
    # Reports
    Page("reports",               "200 200 200 200 403 200 403 403 302"),
    Page("report-unit-search",    "200 200 200 200 403 200 403 403 302"),
    Page("quality-report",        "200 200 200 200 403 200 403 403 302"),
    Page("quality-report-export", "200 200 200 403 403 403 403 403 302", args="excel"),
    Page("training-report",       "200 200 200 200 403 200 403 403 302"),
    Page("training-people",       "200 200 200 200 403 200 403 403 302"),
    Page("training-report-export", "200 200 200 403 403 403 403 403 302", args="excel"),
    Page("evaluation-report",     "200 200 200 200 403 200 403 403 302"),
    Page("evaluation-report-people", "200 200 200 200 403 200 403 403 302"),
    Page("evaluation-report-export", "200 200 200 403 403 403 403 403 302", args="excel"),
    Page("count-table",           "200 200 200 200 403 200 403 403 302", args="table"),
    Page("count-table-export",    "200 200 200 403 403 403 403 403 302", args="table-excel"),
    # The organisation: its structure is known to all who may see units at all, changed in scope; titles by who may change all
    Page("units",                 "200 200 200 200 200 200 200 200 302"),
    Page("units-find",            "200 200 200 200 200 200 200 200 302"),
    Page("units-chart",           "200 200 200 200 200 200 200 200 302"),
    Page("units-branch",          "200 200 200 200 200 200 200 200 302", args="branch"),
    Page("unit-found",            "200 403 403 403 403 403 403 403 302"),
    Page("titles",                "200 200 200 200 200 200 200 200 302"),
    Page("title-add",             "403 403 403 403 403 403 403 403 302"),
    Page("titles-load",           "403 403 403 403 403 403 403 403 302", method="post"),
    Page("title-edit",            "403 403 403 403 403 403 403 403 302", args="title"),
    Page("unit",                  "200 200 200 200 200 200 200 200 302", "200 200 200 200 200 200 200 200 302", args="unit"),
    Page("unit-positions",        "200 200 200 200 200 200 200 200 302", "200 200 200 200 200 200 200 200 302", args="unit"),
    Page("unit-establishment",    "200 200 200 200 200 200 200 200 302", "200 200 200 200 200 200 200 200 302", args="unit"),
    Page("unit-bodies",           "200 200 200 200 200 200 200 200 302", "200 200 200 200 200 200 200 200 302", args="unit"),
    Page("unit-history",          "200 200 200 200 200 200 200 200 302", "200 200 200 200 200 200 200 200 302", args="unit"),
    Page("unit-rename",           "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("unit-move",             "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("unit-merge",            "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("unit-split",            "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("unit-abolish",          "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("unit-correct",          "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("position-add",          "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("establishment-assign",  "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("body-add",              "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="unit"),
    Page("position-change",       "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="position"),
    Page("position-abolish",      "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="position"),
    Page("body-close",            "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="body"),
    Page("term-open",             "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="body"),
    Page("unit-term",             "200 200 200 200 200 200 200 200 302", "200 200 200 200 200 200 200 200 302", args="term"),
    Page("term-close",            "200 403 403 403 403 403 403 403 302", "403 403 403 403 403 403 403 403 302", args="term"),
    # Imports: a batch is its owner's; a step that the batch has not reached leads to the one where it stands
    Page("imports",               "200 403 403 403 403 403 403 403 302"),
    Page("import-upload",         "200 403 403 403 403 403 403 403 302"),
    Page("import-resume",         "302 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch"),
    Page("import-columns",        "200 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch"),
    Page("import-preview",        "200 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch"),
    Page("import-again",          "302 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch", method="post"),
    Page("import-repair",         "302 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch-row", method="post", data={"cot": "B", "gia-tri": "1/2/1980"}),
    Page("import-decide",         "422 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch-row", method="post", data={"quyet-dinh": "skip"}),
    Page("import-commit",         "200 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch"),
    Page("import-report",         "302 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch"),
    Page("import-errors",         "200 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch"),
    Page("import-discard",        "302 403 403 403 403 403 403 403 302", "404 403 403 403 403 403 403 403 302", args="batch", method="post"),
    # Personal data: one's own pages are the person's; corrections are settled by who writes files, the rest by the data officer
    Page("my-data",               "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302"),
    Page("my-data-copy",          "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302"),
    Page("request-new",           "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302",
         kin=                     "200 200 200 200 200 200 200 404 302", args="kind-of-request"),
    Page("correction-choose",     "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302"),
    Page("correction-send",       "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 302 302 302 302 302 404 302"),
    Page("correction-add",        "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302",
         kin=                     "200 200 200 200 200 200 200 404 302", args="section-word"),
    Page("correction-correct",    "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="own-record"),
    Page("correction-withdraw",   "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="own-record"),
    Page("requests",              "200 403 403 403 403 403 200 403 302"),
    Page("request-enter",         "403 403 403 403 403 403 200 403 302"),
    Page("request",               "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request"),
    Page("request-answer",        "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request"),
    Page("request-extend",        "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request"),
    Page("request-close",         "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request"),
    Page("request-secrecy",       "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request"),
    Page("request-take-back",     "403 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="request"),
    Page("request-restrict",      "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request"),
    Page("request-erase",         "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request"),
    Page("item-decide",           "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="item"),
    Page("item-drop",             "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "400 400 400 400 400 400 400 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="item", method="post"),
    Page("request-paper",         "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302",
         kin=                     "403 404 404 404 404 404 404 404 302", args="request-paper"),
    Page("restriction-lift",      "404 404 404 404 404 404 200 404 302", "404 404 404 404 404 404 404 404 302", args="restriction"),
    Page("campaigns",             "200 403 403 403 403 403 403 403 302"),
    Page("campaign-call",         "200 403 403 403 403 403 403 403 302"),
    Page("campaign",              "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="campaign"),
    Page("campaign-reminders",    "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="campaign"),
    Page("campaign-reminders-export", "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="campaign", method="post", data={"ly_do": "Họp"}),
    Page("campaign-close",        "200 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="campaign"),
    Page("campaign-answer",       "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="campaign"),
    Page("campaign-confirm",      "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 302 302 302 302 302 404 302", args="campaign-section", method="post"),
    Page("processing-register",   "200 200 200 200 200 200 200 200 302"),
    Page("processing-register-word", "200 200 200 200 200 200 200 200 302"),
    Page("retention",             "200 403 403 403 403 403 200 403 302"),
    Page("erasure-propose",       "403 403 403 403 403 403 404 403 302", args="due"),
    Page("erasure",               "200 404 404 404 404 404 200 404 302", "404 404 404 404 404 404 404 404 302", args="erasure"),
    Page("erasure-certificate",   "200 404 404 404 404 404 200 404 302", "404 404 404 404 404 404 404 404 302", args="erasure"),
    Page("breaches",              "403 403 403 403 403 403 200 403 302"),
    Page("breach-enter",          "403 403 403 403 403 403 200 403 302"),
    *(
        Page(name,                "404 404 404 404 404 404 200 404 302", "404 404 404 404 404 404 404 404 302", args="breach")
        for name in ("breach", "breach-work", "breach-notify", "breach-notice", "breach-answered", "breach-close",
                     "breach-secrecy")
    ),
    # Evaluations: who runs or concludes those of the unit, who rates, and of one's own rating the person
    Page("evaluation",            "200 200 200 200 200 200 200 200 302"),
    Page("evaluation-outside",    "200 200 403 403 403 403 403 403 302"),
    Page("rating-summary",        "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 403 302", args="evaluation-rating"),
    # Levels: who runs or concludes sees them all; who concludes moves and decides, never on themselves
    *(
        Page(name,                "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own=                 "200 200 200 403 403 403 403 403 302", args="evaluation-campaign")
        for name in ("evaluation-board", "evaluation-results")
    ),
    Page("evaluation-group",      "302 302 302 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 302 403 403 403 403 403 302", args="evaluation-campaign"),
    *(
        Page(name,                "200 403 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own=                 "403 403 403 403 403 403 403 403 302", args="evaluation-rating")
        for name in ("evaluation-move", "rating-set-right")
    ),
    Page("evaluation-undo",       "302 403 302 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 403 302",
         kin=                     "403 403 403 404 404 404 404 404 302", args="evaluation-rating", method="post"),
    Page("rating-conclusion",     "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 200 302", args="evaluation-rating"),
    Page("rating-appeal",         "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 200 302", args="evaluation-rating"),
    Page("appeal-answer",         "200 403 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "404 404 404 404 404 404 404 404 302", args="evaluation-appeal"),
    Page("evaluation-new",        "200 200 403 403 403 403 403 403 302"),
    *(
        Page(name,                "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own=                 "200 200 200 200 200 200 200 200 302", args="evaluation-campaign")
        for name in ("evaluation-campaign", "evaluation-units", "evaluation-ratings")
    ),
    *(
        Page(name,                "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own=                 "200 200 403 403 403 403 403 403 302", args="evaluation-campaign")
        for name in ("evaluation-settings", "evaluation-deadlines", "evaluation-close", "evaluation-cancel", "evaluation-add")
    ),
    Page("evaluation-prepare",    "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 403 403 403 403 403 403 302", args="evaluation-campaign"),
    *(
        Page(name,                "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own=                 "200 200 403 403 403 403 403 403 302", args="evaluation-campaign", method="post")
        for name in ("evaluation-change", "evaluation-take-out")
    ),
    Page("evaluation-take-back",  "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 403 403 403 403 403 403 302", args="evaluation-campaign", method="post"),
    Page("evaluation-unit",       "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 404 404 404 404 404 302", args="evaluation-unit"),
    Page("evaluation-remind",     "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 403 404 404 404 404 404 302", args="evaluation-unit", method="post"),
    Page("evaluation-remind-all", "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 403 403 403 403 403 403 302", args="evaluation-campaign", method="post"),
    Page("campaign-reports",      "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 403 403 403 403 403 302", args="evaluation-campaign"),
    Page("campaign-list",         "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "400 400 400 403 403 403 403 403 302", args="evaluation-list"),
    Page("campaign-list-start",   "302 302 302 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 302 403 403 403 403 403 302", args="evaluation-list-start", method="post"),
    Page("campaign-list-made",    "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "404 404 404 403 403 403 403 403 302", args="evaluation-list-made"),
    Page("campaign-unit-papers",  "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 404 404 404 404 404 302", args="evaluation-unit"),
    Page("rating-papers",         "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 200 302", args="evaluation-rating"),
    Page("rating-form",           "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 200 302", args="evaluation-rating"),
    *(
        Page(name,                "400 400 400 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own=                 "403 403 403 403 403 403 403 403 302", args=args)
        for name, args in (("rating-notice", "evaluation-rating"), ("appeal-notice", "evaluation-appeal"))
    ),
    # What others say: who rates, who is asked, who runs; who is rated reads it once told
    Page("rating-desk",           "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 200 302", args="evaluation-campaign"),
    Page("rating-assess",         "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 403 302", args="evaluation-rating"),
    Page("rating-rule",           "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 403 302", args="evaluation-rating", method="post"),
    Page("rating-opinions",       "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "403 403 403 403 403 403 403 403 302", args="evaluation-rating"),
    Page("rating-paper",          "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         args="evaluation-rating-paper"),
    Page("colleague-opinion",     "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         args="evaluation-rating"),
    Page("my-opinions",           "200 200 200 200 200 200 200 200 302"),
    Page("opinion-answer",        "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "404 404 404 404 404 404 404 404 302", args="evaluation-opinion"),
    Page("opinion-waive",         "302 302 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "404 404 404 404 404 404 404 404 302", args="evaluation-opinion", method="post"),
    *(
        Page(name, "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 403 403 403 403 403 403 302", args="evaluation-campaign")
        for name in ("campaign-opinions", "campaign-meetings")
    ),
    *(
        Page(name, "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 403 403 403 403 403 403 302", args="evaluation-campaign", data={"loai": "residence"})
        for name in ("opinion-ask", "opinion-letter")
    ),
    *(
        Page(name, "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 403 403 403 403 403 403 302", args="evaluation-unit")
        for name in ("evaluation-meeting", "collective-levels")
    ),
    *(
        Page(name, "404 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="404 404 403 403 403 403 403 403 302", args="evaluation-campaign-part", method="post")
        for name in ("read-votes", "vote-again")
    ),
    # The mirror: who runs or concludes, a rater their own index, who is rated a page that says so
    Page("evaluation-mirrors",    "200 200 200 403 403 403 403 403 302"),
    Page("campaign-mirror",       "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 200 302", args="evaluation-campaign"),
    Page("campaign-mirror-make",  "302 302 302 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 302 302 403 403 403 403 403 302", args="evaluation-campaign", method="post"),
    *(
        Page(name, "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 200 403 403 403 403 403 302", args="evaluation-campaign")
        for name in ("campaign-mirror-people", "campaign-mirror-comments")
    ),
    # Workbooks of units: who runs the evaluations of the unit
    *(
        Page(name, "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 403 403 403 403 403 403 302", args="evaluation-campaign")
        for name in ("evaluation-sheets", "evaluation-consolidated", "evaluation-consolidated-print", "evaluation-checking")
    ),
    Page("evaluation-consolidated-file", "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="400 400 403 403 403 403 403 403 302", args="evaluation-campaign"),
    *(
        Page(name, "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="302 302 403 403 403 403 403 403 302", args="evaluation-campaign", method="post")
        for name in ("evaluation-sheets-send", "evaluation-sheets-receive", "evaluation-sheets-take")
    ),
    *(
        Page(name, "404 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="404 404 403 403 403 403 403 403 302", args="evaluation-sheets-job")
        for name in ("evaluation-sheets-packed", "evaluation-sheets-received")
    ),
    *(
        Page(name, "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="evaluation-sheet")
        for name in ("evaluation-sheet", "evaluation-sheet-file")
    ),
    Page("evaluation-sheet-marked", "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         args="evaluation-sheet"),
    Page("evaluation-sheet-take", "302 302 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         args="evaluation-sheet", method="post"),
    # One rating: the person writes (the office from paper), who rates checks, all others of the unit look on
    *(
        Page(name, "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 200 200 200 200 200 200 302", args="evaluation-rating")
        for name in ("rating", "rating-review", "rating-products", "rating-products-template")
    ),
    *(
        Page(name, "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 200 200 200 200 200 200 302", args="evaluation-rating")
        for name in ("rating-product-add", "rating-products-in")
    ),
    *(
        Page(name, "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 200 200 200 200 200 200 302", args="evaluation-rating", method="post", data={"ban": "0"})
        for name in ("rating-review-save", "rating-score")
    ),
    Page("rating-review-drop", "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="302 302 302 302 302 302 302 302 302", args="evaluation-rating", method="post", data={"ban": "0"}),
    Page("rating-review-return", "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="403 403 403 403 403 403 403 403 302", args="evaluation-rating"),
    Page("rating-products-check", "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="403 403 403 403 403 403 403 403 302", args="evaluation-rating"),
    Page("rating-meter", "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="403 403 403 403 403 403 403 403 302", args="evaluation-rating", method="post"),
    *(
        Page(name, "200 200 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 200 200 200 200 200 200 302", args="evaluation-product")
        for name in ("rating-product", "product-evidence")
    ),
    Page("rating-product-remove", "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="302 302 302 302 302 302 302 302 302", args="evaluation-product", method="post"),
    Page("rating-shortcoming", "302 302 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="302 302 302 302 302 302 302 302 302", args="evaluation-shortcoming", method="post"),
    Page("rating-evidence", "200 200 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="evaluation-evidence"),
    # Runs of procedures: who runs those of the unit; hidden from whom they are about; relatives only look on
    Page("runs",                  "200 200 200 200 200 200 200 200 302"),
    Page("run-start",             "200 200 403 403 403 403 403 403 302"),
    *(
        Page(name, "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="404 404 404 404 404 404 404 404 302", args="run")
        for name in ("run", "run-log")
    ),
    *(
        Page(name, "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run")
        for name in ("run-stop", "run-switch", "run-subject-add")
    ),
    Page("run-state", "302 302 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run", method="post"),
    Page("run-day", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run-event"),
    Page("run-subject-leave", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run-subject"),
    Page("run-subject-tell", "302 302 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run-subject", method="post"),
    Page("run-step", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", args="run-step"),
    *(
        Page(name, "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run-step")
        for name in ("run-step-complete", "run-step-skip", "run-step-assign", "run-step-actors", "run-paper-add", "run-paper-waive", "run-step-decision")
    ),
    Page("run-step-return", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run-step-done"),
    Page("run-paper-withdraw", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", kin="403 403 404 404 404 404 404 404 302", args="run-paper"),
    Page("run-changes", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="404 404 404 404 404 404 404 404 302", args="run-step-done"),
    # Decisions: who reads files of the unit, drafts (officer), signs (officer, committee); the person of a signed one
    Page("decisions",             "200 200 200 200 403 200 403 403 302"),
    Page("decisions-export",      "200 200 200 403 403 403 403 403 302"),
    Page("decision-new",          "200 403 403 403 403 403 403 403 302"),
    Page("decision-old",          "200 403 403 403 403 403 403 403 302"),
    Page("decision-series",       "200 403 200 403 403 403 403 403 302"),
    Page("decision-reserve",      "200 404 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="series"),
    Page("decision-series-close", "302 404 302 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="series", method="post"),
    Page("decision",              "200 200 200 200 404 200 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 200 200 200 200 200 200 404 302", args="decision"),
    Page("decision",              "200 404 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-change",       "200 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-discard",      "200 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-mark",         "200 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-list-add",     "200 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-subject-add",  "200 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-outlook",      "200 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-sign",         "200 404 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft"),
    Page("decision-retry",        "302 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "302 403 403 403 403 403 403 404 302", args="decision", method="post"),
    Page("decision-revoke",       "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 403 403 403 404 403 404 404 302", args="decision"),
    Page("decision-void",         "200 404 200 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="reserved"),
    Page("decision-subject",      "200 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft-subject"),
    Page("decision-subject-remove", "302 404 403 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302", args="draft-subject", method="post"),
    Page("decision-subject-aside", "200 403 403 403 404 403 404 404 302", "404 404 404 404 404 404 404 404 302",
         own=                     "200 403 403 403 404 403 404 404 302", args="signed-subject"),
    # Meetings and votes: who takes part, and who runs the meetings of the unit
    Page("meetings", "200 200 200 200 200 200 200 200 302"),
    Page("meeting-convene", "200 200 403 403 403 403 403 403 302"),
    Page("meeting", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="meeting"),
    *(
        Page(name, "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 200 200 200 200 200 200 302", args="meeting")
        for name in ("meeting-list", "meeting-projector", "meeting-now", "meeting-minutes")
    ),
    *(
        Page(name, "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 403 403 403 403 403 403 302", args="meeting")
        for name in ("meeting-change", "meeting-bench", "meeting-cancel", "meeting-list-change", "meeting-compare",
                     "meeting-presence", "meeting-item-add", "minutes-supplement")
    ),
    *(
        Page(name, "302 302 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="302 302 403 403 403 403 403 403 302", args="meeting", method="post")
        for name in ("meeting-begin", "meeting-close", "meeting-invite", "minutes-draft")
    ),
    Page("meeting-join", "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="302 302 302 302 302 302 302 302 302", args="meeting", method="post"),
    Page("meeting-item", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="agenda-item"),
    Page("meeting-item-change", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 403 403 403 403 403 403 302", args="agenda-item"),
    *(
        Page(name, "302 302 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="302 302 403 403 403 403 403 403 302", args="agenda-item", method="post")
        for name in ("meeting-item-order", "meeting-item-conclude")
    ),
    Page("meeting-note", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 403 403 403 403 403 403 302", args="meeting-note"),
    Page("minutes-edit", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 403 403 403 403 403 403 302", args="minutes"),
    Page("minutes-sign", "403 403 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="302 302 302 302 302 302 302 302 302", args="minutes", method="post", data={"phan": "chair"}),
    Page("vote-propose", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 403 403 403 403 403 403 302", args="meeting"),
    Page("vote", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="vote"),
    Page("vote-progress", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="open-vote"),
    Page("vote-key", "403 403 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="vote"),
    Page("vote-begin", "302 302 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="302 302 403 403 403 403 403 403 302", args="vote", method="post"),
    Page("ballot", "404 404 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="open-vote"),
    Page("vote-close", "403 403 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="302 302 302 302 302 302 302 302 302", args="open-vote", method="post"),
    Page("vote-open-box", "403 403 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="closed-vote"),
    Page("vote-slips", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="paper-vote"),
    Page("vote-keying", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="paper-vote"),
    Page("vote-settle", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="keyed-vote"),
    Page("vote-keying-log", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="counted-vote"),
    Page("vote-void", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="vote"),
    Page("ballots", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="meeting"),
    *(
        Page(name, "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
             own="200 200 200 200 200 200 200 200 302", args=args)
        for name, args in (("vote-totals", "totals-vote"), ("vote-scan", "vote-scan"))
    ),
    Page("vote-kept", "403 403 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 200 200 200 200 200 200 302", args="kept-vote"),
    Page("vote-next-round", "200 200 404 404 404 404 404 404 302", "404 404 404 404 404 404 404 404 302",
         own="200 200 403 403 403 403 403 403 302", args="round-vote"),
]  # fmt: skip
