// What is being written is not lost when the session ends: this tab keeps it while its owner signs in again, then puts
// it back. Forms ask for it by `data-keep`; passwords, files and tokens are never kept, nor anything for somebody else.
"use strict";

(() => {
  const KEY = "canbo-kept";
  const { viewer, interrupted, kept: words } = document.body.dataset;
  const page = window.location.pathname + window.location.search;
  const forms = () => [...document.querySelectorAll("form[data-keep]")];
  let isPutBack = false;

  const read = () => JSON.parse(window.sessionStorage.getItem(KEY) ?? "null");
  const drop = () => window.sessionStorage.removeItem(KEY);
  const write = (entry) => window.sessionStorage.setItem(KEY, JSON.stringify(entry));

  const isKept = (field) =>
    field.name && field.name !== "csrfmiddlewaretoken" && !["file", "password", "submit", "button"].includes(field.type);
  const hasMark = (field) => field.type === "checkbox" || field.type === "radio";
  const fieldsOf = (form) => [...form.elements].filter(isKept);
  const keep = (isCut) =>
    write({
      viewer,
      page,
      isCut,
      forms: forms().map((form) => fieldsOf(form).map((each) => [each.name, each.value, hasMark(each) ? each.checked : null])),
    });

  const putBack = (entry) => {
    let changed = null;
    forms().forEach((form, place) => {
      for (const [name, value, mark] of entry.forms[place] ?? []) {
        const field = fieldsOf(form).find((each) => each.name === name && (mark === null || each.value === value));
        if (!field) continue;
        if (mark !== null && field.checked !== mark) [field.checked, changed] = [mark, field];
        else if (mark === null && field.value !== value) {
          field.value = value;
          if (field.type !== "hidden") changed = field;
        }
      }
    });
    if (!changed) return;
    isPutBack = true;
    const notice = document.createElement("p");
    notice.className = "notice notice-warning";
    notice.textContent = words;
    document.getElementById("messages").append(notice);
    document.getElementById("spoken").textContent = words;
    changed.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const entry = read();
    if (!entry) return;
    if (!viewer || interrupted !== undefined) {
      // Signing in, or a page that was open for too long.
      write({ ...entry, isCut: true });
      const back = document.querySelector("[data-kept-page]");
      if (back) [back.href, back.hidden] = [entry.page, false];
    } else if (entry.viewer !== viewer || !entry.isCut) drop();
    else if (entry.page === page) {
      drop();
      putBack(entry);
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-keep]") && !event.defaultPrevented) keep(false);
  });
  // A part of the page that is asked for tells as well: that nobody is signed in, or that it was open for too long.
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr } = event.detail;
    const isOut = xhr.getResponseHeader("HX-Redirect") !== null;
    const isOld = xhr.status === 403 && xhr.responseText.includes("data-interrupted");
    if (forms().length === 0 || (!isOut && !isOld)) return;
    keep(true);
    document.body.dispatchEvent(new Event("canbo:kept"));
    if (isOld && !isPutBack) window.location.reload();
  });
})();
