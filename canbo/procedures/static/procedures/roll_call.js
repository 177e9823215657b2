// Taking attendance by keyboard: arrows move between people, a letter says how they came.
(() => {
  "use strict";
  const ways = { c: "room", t: "online", p: "excused", v: "absent" };
  document.querySelectorAll("[data-roll-call]").forEach((form) => {
    const rows = [...form.querySelectorAll(".roll-way")];
    form.addEventListener("keydown", (event) => {
      const at = rows.indexOf(event.target);
      if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        rows[at + step]?.focus();
        return;
      }
      const way = ways[event.key.toLowerCase()];
      if (!way) return;
      event.preventDefault();
      rows[at].value = way;
      if (way === "excused") rows[at].closest(".roll-row").querySelector(".roll-excuse").focus();
      else rows[at + 1]?.focus();
    });
  });
})();
