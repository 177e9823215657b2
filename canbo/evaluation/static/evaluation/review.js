// The self-review: leaving the page with words that were not kept yet asks first; sending waits for a keeping under way,
// so that nobody is told that their own page was written elsewhere.
"use strict";

(() => {
  const form = document.querySelector("form[data-review]");
  if (!form) return;
  let isUnsaved = false;
  let isLeaving = false;
  form.addEventListener("input", () => {
    isUnsaved = true;
  });
  let underWay = 0;
  let pressed = null;
  form.addEventListener("submit", (event) => {
    if (underWay > 0) {
      event.preventDefault();
      pressed = event.submitter;
      return;
    }
    isLeaving = true;
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== form) return;
    if (isLeaving) {
      event.preventDefault();
      return;
    }
    underWay += 1;
    isUnsaved = false;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    underWay = Math.max(0, underWay - 1);
    if (!event.detail.successful) isUnsaved = true;
    if (underWay === 0 && pressed) {
      const button = pressed;
      pressed = null;
      form.requestSubmit(button);
    }
  });
  document.body.addEventListener("canbo:kept", () => {
    isLeaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved && !isLeaving) event.preventDefault();
  });
})();
