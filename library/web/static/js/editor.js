// Buttons over the text of an edition that write Markdown, and help with tables by the keyboard. What they write
// can be undone like typing. Without this script the field is a field.
const ROW = /^\s*\|/;
const RULE = /^\s*\|?\s*:?-{3,}/;

function made(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Type into a field as a person would, so that undo takes it back.
function type(field, text, start = field.selectionStart, end = field.selectionEnd) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function lineAt(field, place = field.selectionStart) {
  const start = field.value.lastIndexOf("\n", place - 1) + 1;
  const next = field.value.indexOf("\n", place);
  const end = next < 0 ? field.value.length : next;
  return { start, end, text: field.value.slice(start, end) };
}

// ---- words and lines

function around(field, before, after = before) {
  const { selectionStart: start, selectionEnd: end } = field;
  const chosen = field.value.slice(start, end);
  type(field, before + chosen + after);
  field.setSelectionRange(start + before.length, start + before.length + chosen.length);
}

function eachLine(field, mark) {
  const first = lineAt(field, field.selectionStart);
  const last = lineAt(field, Math.max(field.selectionStart, field.selectionEnd - 1));
  const lines = field.value.slice(first.start, last.end).split("\n");
  const plain = lines.map((line) => line.replace(/^(#{1,6} |[-*+] |\d+[.)] )/, ""));
  const marked = plain.map((line, number) => mark(number) + line);
  const same = marked.every((line, number) => line === lines[number]);
  type(field, (same ? plain : marked).join("\n"), first.start, last.end); // again takes it away
}

function block(field, text) {
  const { end } = lineAt(field, field.selectionEnd);
  const before = field.value.slice(0, end);
  const gap = !before.trim() ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  type(field, `${gap}${text}\n`, end, end);
  return end + gap.length;
}

// ---- tables

function cells(line) {
  const places = [];
  for (let place = 0; place < line.text.length; place += 1) {
    if (line.text[place] === "|" && line.text[place - 1] !== "\\") places.push(line.start + place);
  }
  return places.slice(0, -1).map((place, number) => [place + 1, places[number + 1]]);
}

function choose(field, [start, end]) {
  const inner = field.value.slice(start, end);
  const lead = inner.length - inner.trimStart().length;
  const from = start + (inner.trim() ? lead : Math.min(1, inner.length));
  field.setSelectionRange(from, from + inner.trim().length);
}

function addRow(field) {
  const line = lineAt(field);
  if (!ROW.test(line.text)) return false;
  let { end } = line;
  if (RULE.test(lineAt(field, Math.min(end + 1, field.value.length)).text)) ({ end } = lineAt(field, end + 1));
  const count = Math.max(1, cells(line).length);
  type(field, `\n|${"   |".repeat(count)}`, end, end);
  choose(field, cells(lineAt(field, end + 1))[0]);
  return true;
}

function move(field, step) {
  const line = lineAt(field);
  if (!ROW.test(line.text)) return false;
  const own = cells(line);
  const here = own.findIndex(([, end]) => field.selectionStart <= end);
  if (own[here + step]) {
    choose(field, own[here + step]);
    return true;
  }
  let other = step > 0 ? lineAt(field, line.end + 1) : lineAt(field, Math.max(0, line.start - 1));
  if (RULE.test(other.text)) other = step > 0 ? lineAt(field, other.end + 1) : lineAt(field, Math.max(0, other.start - 1));
  const inside = other.start !== line.start && ROW.test(other.text) && cells(other).length;
  if (inside) choose(field, cells(other).at(step > 0 ? 0 : -1));
  else if (step > 0) return addRow(field);
  return Boolean(inside);
}

function table(rows, columns) {
  const line = `|${"   |".repeat(columns)}\n`;
  return `${line}|${"---|".repeat(columns)}\n${line.repeat(rows)}`.trimEnd();
}

// ---- questions in a dialog

function ask(words, label, fields, act) {
  const dialog = made("dialog", { className: "ask" });
  const inputs = fields.map(({ name, ...given }) => {
    const input = given.options ? made("select", {}, ...given.options) : made("input", given);
    return [input, made("label", { className: "field" }, made("span", { textContent: name }), input)];
  });
  const insert = made("button", { className: "btn main", textContent: words.insert, value: "insert" });
  const cancel = made("button", { className: "btn", type: "button", textContent: words.cancel });
  const inner = made("form", { method: "dialog" }, made("h2", { textContent: label }), ...inputs.map(([, box]) => box));
  inner.append(made("div", { className: "acts" }, insert, cancel));
  dialog.setAttribute("aria-label", label);
  dialog.append(inner);
  cancel.addEventListener("click", () => dialog.close(""));
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "insert") act(...inputs.map(([input]) => input.value));
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function askForTable(field, words) {
  const count = { type: "number", min: 1, max: 30, inputMode: "numeric" };
  ask(words, words.table, [{ name: words.rows, value: 3, ...count }, { name: words.columns, value: 3, ...count }], (rows, columns) => {
    const bounded = (given) => Math.min(30, Math.max(1, Number(given) || 1));
    const start = block(field, table(bounded(rows), bounded(columns)));
    choose(field, cells(lineAt(field, start))[0]);
  });
}

function askForLink(field, words) {
  const { selectionStart: start, selectionEnd: end } = field;
  const chosen = field.value.slice(start, end);
  ask(words, words.link, [{ name: words.words, value: chosen }, { name: words.address, value: "https://", inputMode: "url" }], (label, address) =>
    type(field, `[${label.replace(/[[\]]/g, "")}](${address.trim().replace(/[\s()]/g, encodeURIComponent)})`, start, end),
  );
}

function askForPicture(field, words) {
  const pictures = JSON.parse(field.dataset.pictures);
  const { code } = field.dataset;
  if (!pictures.length) return say(field, words.no_pictures);
  const options = pictures.map(({ path }) => made("option", { value: path, textContent: path.replace("files/", "") }));
  return ask(words, words.picture, [{ name: words.file, options }], (path) => {
    const { alt } = pictures.find((each) => each.path === path);
    block(field, `![${(alt[code] ?? "").replace(/[[\]\n]/g, " ")}](${path})`);
  });
}

// ---- the row of buttons

function say(field, sentence) {
  document.getElementById(`${field.id}-tools-help`).textContent = sentence;
}

function buttons(field, words) {
  return [
    ["heading", "H", () => eachLine(field, () => "## ")],
    ["bold", "B", () => around(field, "**")],
    ["list", "•", () => eachLine(field, () => "- ")],
    ["numbered", "1.", () => eachLine(field, (number) => `${number + 1}. `)],
    ["link", "", () => askForLink(field, words)],
    ["picture", "", () => askForPicture(field, words)],
    ["table", "", () => askForTable(field, words)],
    ["steps", "", () => block(field, field.dataset.steps.trimEnd())],
    ["row", "", () => addRow(field) || field.focus()],
  ].map(([name, sign, act]) => {
    const mark = sign ? [made("span", { className: `mark mark-${name}`, ariaHidden: "true", textContent: sign })] : [];
    const button = made("button", { type: "button", className: "tool", tabIndex: -1 }, ...mark, made("span", { textContent: words[name] }));
    button.addEventListener("click", act);
    return button;
  });
}

// One stop for Tab; the arrows go from tool to tool, as WAI-ARIA has it for toolbars.
function walk(bar, event) {
  const tools = [...bar.children];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const here = tools.indexOf(document.activeElement);
  const there = { Home: 0, End: tools.length - 1 }[event.key] ?? (step && (here + step + tools.length) % tools.length);
  if (there === undefined) return;
  event.preventDefault();
  tools.forEach((tool, place) => Object.assign(tool, { tabIndex: place === there ? 0 : -1 }));
  tools[there].focus();
}

function equip(field) {
  const words = JSON.parse(field.dataset.editor);
  const bar = made("div", { className: "tools-of-text", role: "toolbar" }, ...buttons(field, words));
  const help = made("p", { className: "help", id: `${field.id}-tools-help`, textContent: words.help });
  let leaving = false;
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.tools);
  bar.setAttribute("aria-controls", field.id);
  bar.firstChild.tabIndex = 0;
  bar.addEventListener("keydown", (event) => walk(bar, event));
  help.setAttribute("aria-live", "polite");
  field.before(bar);
  field.after(help);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Tab" && !leaving && !event.ctrlKey && !event.altKey) {
      if (move(field, event.shiftKey ? -1 : 1)) event.preventDefault();
    } else if (event.key === "b" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      around(field, "**");
    }
    leaving = event.key === "Escape" || (leaving && event.key === "Shift");
  });
}

document.querySelectorAll("textarea[data-editor]").forEach(equip);
