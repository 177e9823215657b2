// The self-review: leaving the page with words that were not kept yet asks first.
"use strict";

(() => {
  const form = document.querySelector("form[data-review]");
  if (!form) return;
  let isUnsaved = false;
  let isLeaving = false;
  form.addEventListener("input", () => {
    isUnsaved = true;
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt === form) isUnsaved = false;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && !event.detail.successful) isUnsaved = true;
  });
  document.body.addEventListener("canbo:kept", () => {
    isLeaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved && !isLeaving) event.preventDefault();
  });
})();
