// Suggestions under the search box while somebody types: a combobox with a listbox, as WAI-ARIA has it.
// Without this script the box is a box.
const PAUSE = 120;
// While an input method composes, half a syllable stands in the box. Keyboards of phones compose every word,
// so after a rest we ask all the same.
const PAUSE_COMPOSING = 600;
const FEWEST_LETTERS = 2;
const LONGEST = 100;
const WORD = /[\p{L}\p{N}]+/gu;

const input = document.querySelector("[data-suggest]");
const list = made("div", { id: "q-suggestions", class: "suggest", role: "listbox", hidden: "" });
const said = made("p", { class: "hide", role: "status" });
let active = -1;
let timer = 0;
let asking = new AbortController();

function made(name, attributes, ...children) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

function folded(text) {
  return text.replace(/./gsu, (char) => {
    const plain = char.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/, "d").toLowerCase();
    return plain.length === char.length ? plain : char; // so that places hold
  });
}

function marked(text, typed) {
  const words = folded(typed.normalize("NFC")).match(WORD);
  const last = words.pop();
  const parts = [];
  let end = 0;
  for (const { 0: word, index } of folded(text).matchAll(WORD)) {
    const length = words.includes(word) ? word.length : word.startsWith(last) ? last.length : 0;
    if (length) {
      parts.push(text.slice(end, index), made("b", {}, text.slice(index, index + length)));
      end = index + length;
    }
  }
  return [...parts, text.slice(end)];
}

function option(found, number, typed) {
  const { pathname, search } = new URL(found.url, location); // the reader may know us by another address
  const role = { role: "option", "aria-selected": "false", tabindex: "-1", id: `${list.id}-${number}` };
  const text = made("span", { lang: found.lang }, ...marked(found.text.normalize("NFC"), typed));
  return made("a", { ...role, href: pathname + search }, text, " ", made("small", {}, found.note));
}

function choose(number) {
  active = number;
  [...list.children].forEach((each, place) => each.setAttribute("aria-selected", place === number));
  if (number < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", list.children[number].id);
  return list.children[number].scrollIntoView({ block: "nearest" });
}

function show(found, typed) {
  const { none, one, many } = input.dataset;
  list.replaceChildren(...found.map((each, number) => option(each, number, typed)));
  list.hidden = !found.length;
  input.setAttribute("aria-expanded", !list.hidden);
  said.textContent = [none, one][found.length] ?? many.replace("{count}", found.length);
  choose(-1);
}

function close() {
  askAfter(null);
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  said.textContent = "";
  choose(-1);
}

async function ask() {
  const typed = input.value.slice(0, LONGEST);
  if ((typed.match(WORD) ?? []).join("").length < FEWEST_LETTERS) return close();
  const { signal } = (asking = new AbortController());
  const query = new URLSearchParams({ q: typed, lang: document.documentElement.lang });
  try {
    const answer = await fetch(`${input.dataset.suggest}?${query}`, { signal });
    return show((await answer.json()).suggestions, typed);
  } catch {
    return signal.aborted || close(); // without a network the box is a box again
  }
}

function askAfter(pause) {
  clearTimeout(timer);
  asking.abort();
  timer = pause === null ? 0 : setTimeout(ask, pause);
}

function press(event) {
  const places = list.children.length + 1; // the box itself is one
  if (event.isComposing) return;
  if (event.key === "ArrowDown" && list.hidden) askAfter(0);
  else if (event.key === "ArrowDown") choose(((active + 2) % places) - 1);
  else if (event.key === "ArrowUp" && !list.hidden) choose(((active + places) % places) - 1);
  else if (event.key === "Enter" && active >= 0) list.children[active].click();
  else if (event.key === "Escape" && !list.hidden) close();
  else {
    if (event.key === "Enter") close();
    if (/^(Home|End|ArrowLeft|ArrowRight)$/.test(event.key)) choose(-1);
    return;
  }
  event.preventDefault();
}

if (input) {
  const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  Object.entries(combobox).forEach(([name, value]) => input.setAttribute(name, value));
  list.setAttribute("aria-label", input.dataset.label);
  input.parentElement.append(list);
  input.form.append(said);
  input.addEventListener("input", (event) => {
    choose(-1);
    askAfter(event.isComposing ? PAUSE_COMPOSING : PAUSE);
  });
  input.addEventListener("compositionend", () => askAfter(PAUSE));
  input.addEventListener("keydown", press);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  addEventListener("pagehide", close);
}
