// Ticks every box of the part that a button names; shown only where this script runs.
for (const button of document.querySelectorAll("[data-tick]")) {
  const boxes = document.getElementById(button.dataset.tick).querySelectorAll("input[type=checkbox]");
  button.hidden = boxes.length < 2;
  button.addEventListener("click", () => boxes.forEach((box) => { box.checked = true; }));
}
