// Drags a tag of the tree onto the one that it belongs below. The form on the tag's page does the same.
const tree = document.querySelector("[data-tree]");
const form = document.getElementById("drag");
let moving = null;

const top = document.createElement("li");
top.textContent = form.dataset.top;
top.dataset.id = "";
top.className = "unseen"; // its place is kept, or all that is dragged over would move
tree.prepend(top);

function below(place) {
  return place && place !== moving ? place : null;
}

function leave() {
  tree.querySelectorAll(".over").forEach((each) => each.classList.remove("over"));
}

tree.querySelectorAll("[data-move]").forEach((each) => { each.draggable = true; });
tree.addEventListener("dragstart", (event) => {
  moving = event.target.closest("[data-move]");
  if (!moving) return;
  moving.classList.add("moving");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", moving.dataset.id);
  top.classList.remove("unseen");
});
tree.addEventListener("dragover", (event) => {
  const place = moving && below(event.target.closest("[data-id]"));
  if (!place) return;
  event.preventDefault();
  leave();
  place.classList.add("over");
});
tree.addEventListener("drop", (event) => {
  const place = moving && below(event.target.closest("[data-id]"));
  if (!place) return;
  event.preventDefault();
  form.action = moving.dataset.move;
  form.elements.seen.value = moving.dataset.seen;
  form.elements.parent.value = place.dataset.id;
  form.submit();
});
tree.addEventListener("dragend", () => {
  leave();
  moving?.classList.remove("moving");
  moving = null;
  top.classList.add("unseen");
});
