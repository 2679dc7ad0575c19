// The pages of a form while its text is typed: asked for when typing pauses. The button does the same
// without this. What is wrong is said with its line, and the pages stay as they were.
const PAUSE = 600;

const live = document.querySelector("[data-look]");
const sheets = live.querySelector(".sheets");
const said = live.querySelector("[role=status]");
const form = document.querySelector("form[data-looks]");
const { source, csrf_token } = form.elements;
let timer = 0;
let asking = new AbortController();
let asked = source.value;

function page(address, number) {
  const picture = new Image();
  picture.src = address;
  picture.alt = live.dataset.alt.replace("{}", number);
  return picture;
}

function tell(words) {
  said.textContent = words;
  said.hidden = !words;
}

async function look() {
  if (source.value === asked) return;
  asked = source.value;
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const body = new FormData();
  body.append("csrf_token", csrf_token.value);
  body.append("source", asked);
  try {
    const answer = await fetch(live.dataset.look, { method: "POST", body, signal });
    const told = await answer.json();
    if (answer.ok) sheets.replaceChildren(...told.pictures.map((address, n) => page(address, n + 1)));
    tell(answer.ok ? "" : told.wrong);
  } catch {
    if (signal.aborted) return;
    asked = null;
    tell(live.dataset.failed);
  }
}

source.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});
