// Entries of the logbook without a network: what is typed waits on this device and is sent when the network is back.
// Each has a key of its own, so that what is sent twice is kept once. Without this script the form sends itself.
const box = document.getElementById("kept");
const words = box.dataset;
const list = box.querySelector("ul");
const form = document.querySelector("[data-entry]");
const MINE = `saodieu-${words.me}-logbook:`; // signing out throws it away (leaving.js)
const TYPING = `${MINE}typing:${form?.dataset.entry ?? ""}`;
const TIMEOUT = 20_000;
const NOT_TYPED = ["csrf_token"];
let sending = false;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // full or forbidden: then the form sends itself, or nothing is promised
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // forbidden: nothing was kept
  }
}

function waiting() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${MINE}waits:`)).sort();
  } catch {
    return [];
  }
}

// ---- what is said

function line(text, ...acts) {
  const made = document.createElement("li");
  made.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (acts.length) {
    const row = document.createElement("p");
    row.className = "acts";
    row.append(...acts);
    made.append(row);
  }
  return made;
}

function button(label, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn", textContent: label });
  made.addEventListener("click", act);
  return made;
}

function link(label, address) {
  return Object.assign(document.createElement("a"), { href: address, className: "btn", textContent: label });
}

const told = [];

function show() {
  const lines = [...told];
  for (const key of waiting()) {
    const kept = read(key);
    if (!kept) continue;
    const title = kept.pairs.find(([name]) => name === "title")?.[1] ?? "";
    const throwAway = button(words.drop, () => confirm(words.sure) && (drop(key), show()));
    const mend = link(words.mend, `${words.open}${kept.search}#${encodeURIComponent(key)}`);
    if (kept.refused) lines.push(line(`${title}. ${words.refused} ${kept.refused}`, mend, throwAway));
    else lines.push(line(`${title}. ${words.waits}${kept.photos ? ` ${words.photos}` : ""}`));
  }
  list.replaceChildren(...lines);
  box.hidden = lines.length === 0;
}

// ---- to the library

function typed() {
  return [...new FormData(form)].filter(([name, value]) => !NOT_TYPED.includes(name) && typeof value === "string");
}

async function ask(pairs, files = []) {
  const data = new FormData();
  pairs.forEach(([name, value]) => data.append(name, value));
  files.forEach((file) => data.append("photos", file));
  data.append("csrf_token", words.token);
  const headers = { Accept: "application/json" };
  const signal = AbortSignal.timeout(files.length ? TIMEOUT * 6 : TIMEOUT);
  const answer = await fetch(words.send, { method: "POST", headers, body: data, redirect: "error", signal });
  const is = answer.headers.get("Content-Type")?.startsWith("application/json");
  return { ok: answer.ok, status: answer.status, said: is ? await answer.json() : {} };
}

async function sendWaiting() {
  if (sending || navigator.onLine === false) return;
  sending = true;
  for (const key of waiting()) {
    const kept = read(key);
    if (!kept || kept.refused) continue;
    try {
      const { ok, status, said } = await ask(kept.pairs);
      if (ok) {
        drop(key);
        const title = kept.pairs.find(([name]) => name === "title")?.[1] ?? "";
        told.push(line(words.sent, link(title, said.url)));
      } else if (said.wrong) {
        write(key, { ...kept, refused: said.wrong });
      } else if (status < 500) {
        told.push(line(words.signin)); // signed out meanwhile: it waits for the next time
        break;
      }
    } catch {
      break; // no network yet
    }
  }
  sending = false;
  show();
}

function keep(hasPhotos) {
  const pairs = typed();
  const key = `${MINE}waits:${form.elements.key.value}`;
  const search = location.search;
  if (!write(key, { pairs, search, photos: hasPhotos })) return false;
  drop(TYPING);
  form.reset();
  form.elements.key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.padEnd(12, "0");
  show();
  box.scrollIntoView();
  return true;
}

async function submit(event) {
  event.preventDefault();
  const files = [...form.elements.photos.files];
  const send = form.querySelector(".send button");
  send.disabled = true;
  try {
    const { ok, said } = await ask(typed(), files);
    if (ok && !said.refused.length) {
      drop(TYPING);
      location.assign(said.url);
      return;
    }
    form.submit(); // the page itself says what to mend; the key keeps it from being recorded twice
  } catch {
    if (!keep(files.length > 0)) form.submit();
  }
  send.disabled = false;
}

function put(pairs) {
  const values = new Map();
  pairs.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.includes(field.name) || field.type === "file") continue;
    const given = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (given.length) field.value = given.shift();
  }
}

function restore() {
  const key = decodeURIComponent(location.hash.slice(1));
  const kept = key.startsWith(MINE) ? read(key) : null;
  const before = kept ?? ("wrong" in form.dataset ? null : read(TYPING));
  if (!before) return;
  put(before.pairs);
  if (kept) drop(key);
  told.push(line(words.restored));
}

function checkClock() {
  const here = new Date();
  const day = `${here.getFullYear()}-${String(here.getMonth() + 1).padStart(2, "0")}-${String(here.getDate()).padStart(2, "0")}`;
  const apart = Math.abs(new Date(day) - new Date(words.today)) / 86_400_000;
  if (apart > 1) told.push(line(words.clock));
}

if (form) {
  checkClock();
  restore();
  form.addEventListener("input", () => write(TYPING, { pairs: typed() }));
  form.addEventListener("submit", submit);
}
addEventListener("online", sendWaiting);
show();
sendWaiting();
