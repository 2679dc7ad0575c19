// Finds schools while somebody types. Without it the button beside the field does the same.
const field = document.querySelector("[data-find]");
const place = document.getElementById("found");
let last = field.value;
let waiting = 0;

field.form.querySelector("button[name=find]").hidden = true;

async function look() {
  const words = field.value.trim();
  if (words === last) return;
  last = words;
  if (words.length < 2) return place.replaceChildren();
  const answer = await fetch(`${field.dataset.find}?q=${encodeURIComponent(words)}`);
  if (!answer.ok || words !== last) return; // somebody has typed on
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...page.body.childNodes);
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => look().catch(() => {}), 200);
});
// Enter would send the whole form while the school is still being looked for.
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); look().catch(() => {}); }
});
