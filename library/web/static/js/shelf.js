// Drags an activity of the year into another week. The form on its own page does the same.
const form = document.getElementById("drag");
const shelf = document.querySelector("[data-shelf]");
let moving = null;

function week(target) {
  return target.closest?.("[data-week]");
}

function leave() {
  shelf.querySelectorAll(".over").forEach((each) => each.classList.remove("over"));
}

shelf.querySelectorAll("[data-move]").forEach((each) => { each.draggable = true; });
shelf.addEventListener("dragstart", (event) => {
  moving = event.target.closest("[data-move]");
  if (!moving) return;
  moving.classList.add("moving");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", moving.dataset.move);
});
shelf.addEventListener("dragover", (event) => {
  const place = moving && week(event.target);
  if (!place) return;
  event.preventDefault();
  leave();
  place.classList.add("over");
});
shelf.addEventListener("drop", (event) => {
  const place = moving && week(event.target);
  if (!place) return;
  event.preventDefault();
  if (place.contains(moving)) return;
  form.action = moving.dataset.move;
  form.elements.seen.value = moving.dataset.seen;
  form.elements.week.value = place.dataset.week;
  form.submit();
});
shelf.addEventListener("dragend", () => {
  leave();
  moving?.classList.remove("moving");
  moving = null;
});
