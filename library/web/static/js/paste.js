// What is pasted from Word or a page keeps its headings and tables: they go along beside the bare text.
// Whoever changes that text afterwards means the text. A file in the clipboard is chosen as a file.
const text = document.getElementById("text");
const file = document.getElementById("file");
const html = document.querySelector("[data-html]");
const kept = document.querySelector("[data-kept]");

function keep(source) {
  html.value = source;
  kept.textContent = source ? kept.dataset.said : "";
}

document.addEventListener("paste", ({ clipboardData }) => {
  if (clipboardData.files.length === 1 && !clipboardData.types.includes("text/html")) file.files = clipboardData.files;
});
text.addEventListener("paste", ({ clipboardData }) => {
  const isAll = text.selectionStart === 0 && text.selectionEnd === text.value.length;
  const source = isAll ? clipboardData.getData("text/html") : "";
  setTimeout(() => keep(/<(h[1-6]|table|b|strong|li)\b/i.test(source) ? source : "")); // after the input that it makes
});
text.addEventListener("input", () => keep(""));
