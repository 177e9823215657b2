// Search boxes: type without marks, choose by mouse or arrows; a choice may fill other boxes of the form.
"use strict";

(() => {
  const WAIT = 180;

  const setUp = (box) => {
    const input = box.querySelector("input[role=combobox]");
    const key = box.querySelector("[data-pick-key]");
    const list = box.querySelector("[role=listbox]");
    let timer = 0;
    let asked = 0;
    let at = -1;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) {
        at = -1;
        input.removeAttribute("aria-activedescendant");
      }
    };
    const point = (place) => {
      const all = options();
      if (all.length === 0) return;
      at = (place + all.length) % all.length;
      all.forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    };
    const choose = (option) => {
      input.value = option.dataset.label;
      if (key) key.value = option.dataset.key;
      const fills = JSON.parse(option.dataset.fills || "{}");
      for (const [name, value] of Object.entries(fills)) fill(name, value);
      show(false);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const fill = (name, value) => {
      const label = name.endsWith("_label");
      const plain = label ? name.slice(0, -6) : name;
      const keyed = input.form.elements[`${plain}_key`];
      const field = !label && keyed ? keyed : input.form.elements[plain];
      if (field) field.value = value;
    };
    const ask = async () => {
      const mine = ++asked;
      const answer = await fetch(`${box.dataset.pick}?${new URLSearchParams({ q: input.value })}`, { headers: { "X-Requested-With": "fetch" } });
      if (mine !== asked || !answer.ok) return;
      list.innerHTML = await answer.text();
      options().forEach((each, index) => (each.id = `${list.id}_${index}`));
      at = -1;
      show(true);
    };

    input.addEventListener("input", () => {
      if (key) key.value = "";
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") {
        if (list.hidden) ask().then(() => point(0));
        else point(at + 1);
      } else if (event.key === "ArrowUp" && !list.hidden) point(at - 1);
      else if (event.key === "Enter" && !list.hidden && at >= 0) choose(options()[at]);
      else if (event.key === "Escape" && !list.hidden) show(false);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      choose(option);
    });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-pick]").forEach(setUp));
})();
