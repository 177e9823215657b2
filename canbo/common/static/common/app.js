// Behaviour that every page shares: waiting, failures, keyboard, row selection, charts on demand. No inline code anywhere.
"use strict";

(() => {
  const body = document.body;

  // Waiting and failing ------------------------------------------------------------------------------------------
  let open = 0;
  const waiting = (change) => {
    open = Math.max(0, open + change);
    body.classList.toggle("is-waiting", open > 0);
  };
  const quiet = (event) => event.target instanceof Element && event.target.closest("[data-quiet]") !== null;

  const speak = (text) => {
    document.getElementById("spoken").textContent = text;
  };

  const complain = (text) => {
    const place = document.getElementById("messages");
    const notice = document.createElement("div");
    notice.className = "notice notice-error";
    notice.dataset.complaint = "";
    notice.textContent = text;
    place.replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  };

  body.addEventListener("htmx:beforeRequest", (event) => {
    if (!quiet(event)) waiting(1);
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (!quiet(event)) waiting(-1);
    if (event.detail.successful) document.querySelector("[data-complaint]")?.remove();
  });
  body.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    complain(status === 401 || status === 403 ? body.dataset.refused : body.dataset.failed);
  });
  body.addEventListener("htmx:sendError", () => complain(body.dataset.offline));
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    // A refusal (422) still answers with a form to show
    if (xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    // A whole page where a part was asked for (the sign-in page when the session has ended): go there
    if (event.detail.shouldSwap && /^\s*<!doctype/i.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      window.location.assign(xhr.responseURL);
    }
  });

  // Navigation drawer on a phone ---------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle-nav]");
    if (!button) return;
    const isOpen = body.classList.toggle("nav-open");
    button.setAttribute("aria-expanded", String(isOpen));
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // What stands in the margins of every printed page: who and when, the secrecy mark (app.css, @page).
  for (const name of ["print-mark", "print-secrecy"]) {
    const words = document.querySelector(`.${name}`)?.textContent.trim();
    if (!words) continue;
    document.documentElement.style.setProperty(`--${name}`, JSON.stringify(words));
    document.documentElement.classList.add("marks-pages");
  }

  // A form that sends itself when a choice is made -----------------------------------------------------------------
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  // An act that must be confirmed by naming the thing: the button wakes when the words are the same ------------------
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-confirm-text]");
    if (!field) return;
    const same = field.value.trim().normalize("NFC") === field.dataset.confirmText.trim().normalize("NFC");
    // `elements` also holds buttons that stand elsewhere on the page and name this form.
    for (const part of field.form.elements) if (part.matches("[data-confirm-button]")) part.disabled = !same;
  });

  // Lists: rows ------------------------------------------------------------------------------------------------------
  const rows = () => [...document.querySelectorAll("tr[data-row]")];

  const openRow = (row, elsewhere) => {
    const url = row.dataset.url;
    if (!url) return;
    if (elsewhere) window.open(url, "_blank", "noopener");
    else window.location.assign(url);
  };

  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-url]");
    if (!row || event.target.closest("a, button, input, select, label, summary")) return;
    if (String(window.getSelection())) return;
    openRow(row, event.ctrlKey || event.metaKey);
  });

  const showSelection = () => {
    const boxes = [...document.querySelectorAll("input[data-select-row]")];
    const chosen = boxes.filter((box) => box.checked);
    const bar = document.querySelector("[data-selection-bar]");
    if (bar) {
      bar.hidden = chosen.length === 0;
      bar.querySelector("[data-selection-count]").textContent = String(chosen.length);
    }
    const all = document.querySelector("input[data-select-all]");
    if (all) {
      all.checked = boxes.length > 0 && chosen.length === boxes.length;
      all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    }
    for (const box of boxes) box.closest("tr").classList.toggle("is-selected", box.checked);
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-select-all]")) {
      for (const box of document.querySelectorAll("input[data-select-row]")) box.checked = event.target.checked;
    }
    if (event.target.matches("input[data-select-all], input[data-select-row]")) showSelection();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-clear-selection]")) return;
    for (const box of document.querySelectorAll("input[data-select-row]")) box.checked = false;
    showSelection();
  });

  const step = (distance) => {
    const all = rows();
    if (all.length === 0) return;
    const at = all.indexOf(document.activeElement?.closest?.("tr[data-row]"));
    const next = all[Math.min(all.length - 1, Math.max(0, at + distance))] ?? all[0];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing) return;
    const row = event.target.closest("tr[data-row]");
    if (event.key === "j" || (row && event.key === "ArrowDown")) step(1);
    else if (event.key === "k" || (row && event.key === "ArrowUp")) step(-1);
    else if (event.key === "Enter" && row && event.target === row) openRow(row, false);
    else if (event.key === "x" && row) row.querySelector("input[data-select-row]")?.click();
    else if (event.key === "/") (document.querySelector("[data-list-search]") ?? document.querySelector(".topbar-search input"))?.focus();
    else return;
    event.preventDefault();
  });

  // A cell cut at its end tells its full text
  const tellInFull = (event) => {
    const cell = event.target.closest?.(".table-list td");
    if (cell && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent.trim();
  };
  document.addEventListener("mouseover", tellInFull);
  document.addEventListener("focusin", tellInFull);

  // Column chooser: the ticked columns go into one hidden field -------------------------------------------------------
  document.addEventListener("change", (event) => {
    const box = event.target.closest("input[data-column]");
    if (!box) return;
    const form = box.form;
    form.elements.cot.value = [...form.querySelectorAll("input[data-column]:checked")].map((each) => each.value).join(",");
    form.elements.cot.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Widths that come from data (gauges): set through the object model, so that no style attribute is needed -----------
  const setWidths = (root) => {
    for (const bar of root.querySelectorAll("[data-percent]")) bar.style.setProperty("--percent", `${Number(bar.dataset.percent)}%`);
  };

  // Charts: the library is fetched only where a chart stands ------------------------------------------------------------
  let library = null;
  const load = (source) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = source;
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  const drawCharts = async (root) => {
    if (!root.querySelector(".chart[data-chart]")) return;
    library ??= body.dataset.charts.split(" ").reduce((before, source) => before.then(() => load(source)), Promise.resolve());
    await library;
    window.canboCharts.draw(root);
  };

  const prepare = (root) => {
    setWidths(root);
    showSelection();
    drawCharts(root).catch(() => complain(body.dataset.failed));
  };

  document.addEventListener("DOMContentLoaded", () => prepare(document));
  body.addEventListener("htmx:afterSettle", (event) => {
    prepare(event.target);
    const said = event.target.querySelector?.("[data-speak]");
    if (said) speak(said.dataset.speak);
  });
})();
