// Going through assessments by keyboard: Alt+Page Down and Page Up to the next and previous person, Ctrl+Enter hands in.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.altKey && (event.key === "PageDown" || event.key === "PageUp")) {
    const link = document.querySelector(`a[rel="${event.key === "PageDown" ? "next" : "prev"}"]`);
    if (!link) return;
    event.preventDefault();
    window.location.assign(link.href);
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const button = document.querySelector("[data-submit-next]");
    if (!button) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  }
});
