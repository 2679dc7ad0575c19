// The text as it will look, beside it on wide screens: asked for when typing pauses, and only while it is in view.
const PAUSE = 700;

const live = document.querySelector("[data-preview]");
const shown = live.querySelector("#live");
const show = live.querySelector("[data-show]");
const form = live.closest("form");
const wide = matchMedia("(min-width: 75rem)");
let field = form.querySelector("textarea[data-editor]");
let timer = 0;
let asking = new AbortController();
let asked = null;

function isInView() {
  return wide.matches || show.getAttribute("aria-expanded") === "true";
}

async function render() {
  if (!isInView() || asked === `${field.id} ${field.value}`) return;
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const current = `${field.id} ${field.value}`;
  const body = new FormData();
  body.append("csrf_token", form.elements.csrf_token.value);
  body.append("body", field.value);
  try {
    const answer = await fetch(live.dataset.preview, { method: "POST", headers: { Accept: "application/json" }, body, signal });
    const told = await answer.json();
    if (answer.ok) shown.innerHTML = told.html; // made and cleaned by the library
    else shown.textContent = told.reason;
    shown.lang = field.lang;
    asked = current;
  } catch {
    if (!signal.aborted) shown.textContent = shown.dataset.failed;
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(render, PAUSE);
}

function toggle() {
  const open = show.getAttribute("aria-expanded") !== "true";
  show.setAttribute("aria-expanded", open);
  show.textContent = open ? shown.dataset.hideLabel : shown.dataset.showLabel;
  live.classList.toggle("open", open);
  return render();
}

live.hidden = false;
form.addEventListener("input", soon);
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea[data-editor]") && target !== field) {
    field = target;
    soon();
  }
});
show.addEventListener("click", toggle);
wide.addEventListener("change", soon);
render();
