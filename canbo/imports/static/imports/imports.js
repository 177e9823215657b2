// The drop zone: says which file was chosen, and that it may be let go of here. The file input itself takes the drop.
"use strict";

(() => {
  for (const zone of document.querySelectorAll("[data-drop-zone]")) {
    const input = zone.querySelector("input[type=file]");
    const words = zone.querySelector("[data-drop-words]");
    const over = (on) => () => zone.classList.toggle("is-over", on);
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", over(false));
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (file) words.textContent = `${file.name} (${(file.size / 1048576).toLocaleString("vi", { maximumFractionDigits: 1 })} MB)`;
    });
  }
})();
