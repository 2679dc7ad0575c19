// Saves the form of a submission while it is typed: a second after the last key, at the latest two seconds after the
// first unsent one. Until the library says that it is saved, the text is kept on this device too, and offered when
// the page is opened again. Without this script the buttons of the form save it.
const PAUSE = 900;
const PATIENCE = 2000;
const AGAIN = 3000; // after no answer
const TIMEOUT = 15_000;
const ARRIVING = 5000; // how long what a closing page sent may be on its way to the library
const GLANCE = 500; // between two looks whether it has arrived
const MOST_KEEPALIVE = 60_000; // bytes that a browser lets go out of a closing page
const OWN = ["csrf_token", "base", "tab", "then", "remove", "new_files"];

const form = document.querySelector("[data-autosave]");
const words = form.dataset;
const state = form.querySelector("[data-state]");
const notices = form.querySelector("[data-notices]");
const { base, tab } = form.elements;
const page = tab.value.split(".")[0];
let turn = 0;
let saved = "";
let since = 0; // when the first change came that is not saved yet
let timer = 0;
let sending = null;
let halted = false;
let lost = false; // whether the library did not take what was sent last

function typed() {
  return [...new FormData(form)].filter(([name, value]) => !OWN.includes(name) && typeof value === "string");
}

function text(pairs = typed()) {
  return JSON.stringify(pairs.map(([name, value]) => [name, value.replace(/\r\n?/g, "\n").normalize("NFC")]));
}

// ---- on this device

// `sent` says that it was on its way when the page closed: leaving.js does not ask about it.
function keep(sent = false) {
  try {
    localStorage.setItem(words.autosave, JSON.stringify({ at: Date.now(), pairs: typed(), sent }));
  } catch {
    // full or forbidden: then only the library keeps it
  }
}

function forget() {
  try {
    localStorage.removeItem(words.autosave);
  } catch {
    // forbidden: nothing was kept
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(words.autosave));
  } catch {
    return null;
  }
}

function put(pairs) {
  const values = new Map();
  pairs.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
  for (const field of form.elements) {
    if (!field.name || OWN.includes(field.name)) continue;
    const given = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.type !== "file" && given.length) [field.value] = given;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function offer(found = kept()) {
  if (!found || text(found.pairs) === saved) return forget();
  if (found.sent && Date.now() - found.at < ARRIVING) return setTimeout(look, GLANCE, found);
  const time = new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  return tell(words.found.replace("{time}", time), [
    button(words.put, () => (clear(), put(found.pairs))),
    button(words.drop, () => (clear(), forget())),
  ]);
}

// The page came back before the library had what was sent when it closed: it is asked for again,
// unless somebody has gone on typing here.
function look(found) {
  if (text() === saved) location.reload();
  else offer(found);
}

// ---- what is said

function button(label, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn", textContent: label });
  made.addEventListener("click", act);
  return made;
}

function link(label, address) {
  const made = document.createElement("a");
  Object.assign(made, { href: address, target: "_blank", rel: "noopener", className: "btn", textContent: label });
  return made;
}

function tell(sentence, acts = []) {
  if (notices.dataset.said === sentence) return; // said already: it is not read out again
  const box = document.createElement("div");
  const inner = document.createElement("div");
  const line = document.createElement("p");
  const row = document.createElement("p");
  const sign = state.querySelector("svg").cloneNode(true);
  const use = sign.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#i-warn"));
  box.className = "notice warn";
  row.className = "acts";
  line.append(Object.assign(document.createElement("b"), { textContent: sentence }));
  row.append(...acts);
  inner.append(line, ...(acts.length ? [row] : []));
  box.append(sign, inner);
  box.setAttribute("role", "alert");
  notices.dataset.said = sentence;
  notices.replaceChildren(box);
}

function clear() {
  delete notices.dataset.said;
  notices.replaceChildren();
}

function show(sentence, name) {
  const use = state.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, name === "saved" ? "#i-saved" : "#i-warn"));
  state.dataset.state = name;
  const line = state.querySelector("span");
  if (line.textContent !== sentence) line.textContent = sentence;
}

// ---- to the library

function body(pairs) {
  const data = new FormData();
  pairs.forEach(([name, value]) => data.append(name, value));
  turn += 1;
  data.append("csrf_token", form.elements.csrf_token.value);
  data.append("base", base.value);
  data.append("tab", `${page}.${turn}`);
  data.append("then", "stay");
  return data;
}

function ask(pairs, more) {
  const headers = { Accept: "application/json" };
  return fetch(form.action, { method: "POST", headers, body: body(pairs), redirect: "error", ...more });
}

async function send() {
  clearTimeout(timer);
  if (sending || halted) return;
  const pairs = typed();
  if (text(pairs) === saved) {
    since = 0;
    return;
  }
  sending = pairs;
  try {
    const answer = await ask(pairs, { signal: AbortSignal.timeout(TIMEOUT) });
    const told = await answer.json();
    if (answer.ok) accept(text(pairs), told);
    else refuse(answer.status, told);
  } catch {
    unanswered();
  }
  sending = null;
}

function accept(sent, told) {
  saved = sent;
  lost = false;
  base.value = told.number;
  show(told.said, "saved");
  clear();
  if (text() === saved) {
    since = 0;
    forget();
  } else {
    since = Date.now();
    sendAfter(PAUSE);
  }
}

function refuse(status, told) {
  lost = true;
  show(words.unsent, "unsaved");
  if (told.overtaken) {
    halted = true;
    const compare = button(words.compare, () => form.requestSubmit());
    tell(told.reason, [compare]);
  } else if (told.signed_out) {
    tell(words.signedOut, [link(words.signInLabel, words.signIn)]);
    sendAfter(AGAIN);
  } else {
    tell(told.reason ?? words.lost);
    if (status >= 500) sendAfter(AGAIN);
  }
}

function unanswered() {
  lost = true;
  show(words.unsent, "unsaved");
  tell(words.lost);
  sendAfter(AGAIN);
}

function sendAfter(pause) {
  clearTimeout(timer);
  timer = setTimeout(send, pause);
}

function change() {
  if (text() === saved && !sending) {
    since = 0;
    clearTimeout(timer);
    return forget();
  }
  keep();
  since ||= Date.now();
  state.dataset.state = "waiting";
  if (!sending) sendAfter(Math.max(0, Math.min(PAUSE, since + PATIENCE - Date.now())));
  return undefined;
}

function leave() {
  const pairs = typed();
  if (halted || text(pairs) === saved) return;
  const size = new Blob([text(pairs)]).size;
  keep(!lost && size < MOST_KEEPALIVE);
  if (size < MOST_KEEPALIVE) ask(pairs, { keepalive: true }).catch(() => {}); // else it is kept here
}

if ("unsaved" in words) change(); // refused a moment ago: what stands here is not saved
else {
  saved = text();
  offer();
}
form.addEventListener("input", change);
form.addEventListener("change", change);
form.addEventListener("submit", () => {
  clearTimeout(timer);
  halted = true; // the form itself saves now
  if (text() !== saved) keep(true);
  turn += 1;
  tab.value = `${page}.${turn}`;
});
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => event.persisted && location.reload());
