// The calibration board: people dragged between levels, or moved by keyboard; each move asks for its reason.
(() => {
  "use strict";
  const dialog = document.querySelector("[data-board-dialog]");
  const find = document.querySelector("[data-board-find]");
  const board = () => document.querySelector("[data-board]");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

  const sieve = () => {
    const wanted = plain(find?.value.trim() ?? "");
    for (const card of document.querySelectorAll(".board-card")) {
      card.hidden = wanted !== "" && !plain(card.dataset.name).includes(wanted);
    }
  };
  find?.addEventListener("input", sieve);
  find?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  if (!dialog) return;

  const form = dialog.querySelector("form");
  const words = dialog.querySelector("[data-board-words]");
  let card = null;

  const ask = (which, level) => {
    card = which;
    form.reset();
    form.elements.to.value = level;
    form.elements.version.value = which.dataset.version;
    const from = which.closest("[data-level]").dataset.label;
    const to = form.elements.to.selectedOptions[0].textContent;
    words.textContent = `${which.dataset.name}: ${words.dataset.from} «${from || "…"}» ${words.dataset.to} «${to}».`;
    dialog.showModal();
    form.elements.reason.focus();
  };
  const next = (which, step) => {
    const levels = [...document.querySelectorAll("[data-level]")].filter((each) => each.dataset.level);
    const at = levels.indexOf(which.closest("[data-level]"));
    const to = levels[at < 0 ? levels.length - 1 : at + step];
    if (to) ask(which, to.dataset.level);
  };

  document.addEventListener("dragstart", (event) => {
    const which = event.target.closest?.(".board-card[draggable]");
    if (!which) return;
    card = which;
    which.classList.add("is-carried");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", which.dataset.name);
  });
  document.addEventListener("dragend", () => {
    for (const each of document.querySelectorAll(".is-carried, .is-over")) each.classList.remove("is-carried", "is-over");
  });
  document.addEventListener("dragover", (event) => {
    const column = event.target.closest?.("[data-level]");
    if (!card || !column?.dataset.level) return;
    event.preventDefault();
    for (const each of document.querySelectorAll(".is-over")) if (each !== column) each.classList.remove("is-over");
    column.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const column = event.target.closest?.("[data-level]");
    if (!card || !column?.dataset.level) return;
    event.preventDefault();
    if (card.closest("[data-level]") !== column) ask(card, column.dataset.level);
  });

  // On the button of a card: Enter asks for any level, the arrows for the one beside.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-board-move]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const which = button.closest(".board-card");
    ask(which, which.closest("[data-level]").dataset.level || "well");
  });
  document.addEventListener("keydown", (event) => {
    const which = event.target.closest?.("[data-board-move]")?.closest(".board-card");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!which || !step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    next(which, step);
  });
  dialog.querySelector("[data-board-cancel]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => card?.querySelector("[data-board-move]")?.focus());

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!form.elements.reason.value.trim()) {
      form.elements.reason.focus();
      return;
    }
    const url = card.dataset.move;
    const query = board().dataset.query;
    const values = Object.fromEntries(new FormData(form));
    card = null;
    dialog.close();
    await window.htmx.ajax("POST", query ? `${url}?${query}` : url, { target: "#board", swap: "outerHTML", values });
    sieve();
    document.querySelector(`.board-card[data-move="${url}"] [data-board-move]`)?.focus();
  });
})();
