// Copy buttons: shown only where a script and the clipboard are there; the text can always be selected by hand.
const RESTORE_AFTER = 2500;

function activate(button) {
  const label = button.textContent;
  const text = document.getElementById(button.dataset.copy).textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, RESTORE_AFTER);
  });
}

if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach(activate);
}
