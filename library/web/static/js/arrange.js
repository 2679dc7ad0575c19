// Drags an item of a collection to its place. The buttons beside it do the same, one place at a time.
const list = document.querySelector("[data-arrange]");
const form = document.getElementById("arrange");
let moving = null;

list.querySelectorAll("[data-entry]").forEach((each) => {
  each.draggable = true;
  // Text is marked in fields as ever: what is dragged is taken beside them.
  each.querySelectorAll("details").forEach((part) => {
    part.addEventListener("toggle", () => { each.draggable = !part.open; });
  });
});
list.addEventListener("dragstart", (event) => {
  moving = event.target.closest("[data-entry]");
  if (!moving) return;
  moving.classList.add("moving");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", moving.dataset.entry);
});
list.addEventListener("dragover", (event) => {
  const over = moving && event.target.closest("[data-entry]");
  if (!moving) return;
  event.preventDefault();
  if (!over || over === moving) return;
  const box = over.getBoundingClientRect();
  over[event.clientY > box.top + box.height / 2 ? "after" : "before"](moving);
});
list.addEventListener("drop", (event) => {
  if (!moving) return;
  event.preventDefault();
  form.elements.entry.value = moving.dataset.entry;
  form.elements.place.value = [...list.children].indexOf(moving) + 1;
  form.submit();
});
list.addEventListener("dragend", () => {
  moving?.classList.remove("moving");
  moving = null;
});
