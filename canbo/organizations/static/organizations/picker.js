// Fields in which a unit is chosen: while one types, the units of the day whose name holds the words are offered.
"use strict";

(() => {
  let waiting = 0;
  let asked = "";
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-unit-picker]");
    if (!field) return;
    const text = field.value.trim();
    window.clearTimeout(waiting);
    if (text.length < 2 || text.includes("#")) return;
    const offers = field.dataset.offers || "unit-offers";
    field.setAttribute("list", offers);
    waiting = window.setTimeout(async () => {
      asked = text;
      const answer = await fetch(`${field.dataset.unitPicker}?q=${encodeURIComponent(text)}`);
      if (answer.ok && asked === text) document.getElementById(offers).innerHTML = await answer.text();
    }, 200);
  });
})();
