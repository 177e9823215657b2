// The tree of units: unfolding a branch (fetched once), folding it, and the keyboard of a treegrid.
"use strict";

(() => {
  const rowsOf = (tree) => [...tree.querySelectorAll("[data-tree-row]")];
  const shown = (tree) => rowsOf(tree).filter((row) => !row.hidden);
  const toggleOf = (row) => row.querySelector("[data-branch]");
  const isOpen = (row) => row.getAttribute("aria-expanded") === "true";

  // A row shows when every row above it is unfolded.
  const show = (tree) => {
    const open = new Map();
    for (const row of rowsOf(tree)) {
      const parent = row.dataset.parent;
      row.hidden = open.has(parent) && !open.get(parent);
      open.set(row.dataset.unit, !row.hidden && isOpen(row));
    }
  };

  const focus = (tree, row) => {
    if (!row) return;
    for (const each of rowsOf(tree)) each.tabIndex = each === row ? 0 : -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  // The rows take the keyboard, so what stands inside them need not stop the tab key.
  const quieten = (tree) => {
    for (const link of tree.querySelectorAll("[data-tree-row] a")) link.tabIndex = -1;
  };

  const unfold = async (tree, row) => {
    const toggle = toggleOf(row);
    if (!toggle || isOpen(row)) return;
    if (toggle.dataset.loaded === undefined) {
      if (row.hasAttribute("aria-busy")) return;
      row.setAttribute("aria-busy", "true");
      document.body.classList.add("is-waiting");
      try {
        const answer = await fetch(toggle.dataset.branch, { headers: { "HX-Request": "true" } });
        if (!answer.ok) throw new Error(String(answer.status));
        row.insertAdjacentHTML("afterend", await answer.text());
        toggle.dataset.loaded = "";
        quieten(tree);
        for (const bar of tree.querySelectorAll("[data-percent]")) bar.style.setProperty("--percent", `${Number(bar.dataset.percent)}%`);
      } catch {
        window.location.assign(toggle.href);
        return;
      } finally {
        row.removeAttribute("aria-busy");
        document.body.classList.remove("is-waiting");
      }
    }
    row.setAttribute("aria-expanded", "true");
    show(tree);
  };

  const fold = (tree, row) => {
    row.setAttribute("aria-expanded", "false");
    show(tree);
  };

  document.addEventListener("click", (event) => {
    const tree = event.target.closest("[data-tree]");
    const row = event.target.closest("[data-tree-row]");
    if (!tree || !row) return;
    if (event.target.closest("[data-branch]")) {
      event.preventDefault();
      if (isOpen(row)) fold(tree, row);
      else unfold(tree, row);
      focus(tree, row);
    }
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-tree-row]");
    if (!row || event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
    const tree = row.closest("[data-tree]");
    const all = shown(tree);
    const at = all.indexOf(row);
    const parent = all.find((each) => each.dataset.unit === row.dataset.parent);
    if (event.key === "ArrowDown") focus(tree, all[at + 1]);
    else if (event.key === "ArrowUp") focus(tree, all[at - 1]);
    else if (event.key === "Home") focus(tree, all[0]);
    else if (event.key === "End") focus(tree, all[all.length - 1]);
    else if (event.key === "ArrowRight" && toggleOf(row)) {
      if (isOpen(row)) focus(tree, all[at + 1]);
      else unfold(tree, row);
    } else if (event.key === "ArrowLeft") {
      if (toggleOf(row) && isOpen(row)) fold(tree, row);
      else focus(tree, parent);
    } else if (event.key === "Enter") window.location.assign(row.dataset.openUrl);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // One row of the tree takes the tab key; the one the address names, else the first.
  const ready = () => {
    for (const tree of document.querySelectorAll("[data-tree]")) {
      const all = rowsOf(tree);
      quieten(tree);
      if (all.length && !all.some((row) => row.tabIndex === 0)) all[0].tabIndex = 0;
      const named = new URLSearchParams(window.location.search).get("mo");
      const here = named && all.find((row) => row.dataset.unit === named);
      if (here && document.activeElement === document.body) focus(tree, here);
    }
  };
  document.addEventListener("DOMContentLoaded", ready);
  document.body.addEventListener("htmx:afterSettle", ready);
})();
