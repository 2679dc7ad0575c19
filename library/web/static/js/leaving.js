// Signing out leaves nothing on a shared computer that autosave.js has kept there; about what was never sent it asks.
const form = document.querySelector("[data-leaving]");

function kept() {
  try {
    return Object.entries(localStorage).filter(([key]) => key.startsWith(form.dataset.leaving));
  } catch {
    return []; // forbidden: nothing was kept
  }
}

function isSent([, text]) {
  try {
    return JSON.parse(text).sent;
  } catch {
    return true; // nothing that could be offered again
  }
}

form.addEventListener("submit", (event) => {
  const found = kept();
  if (found.every(isSent) || confirm(form.dataset.unsent)) found.forEach(([key]) => localStorage.removeItem(key));
  else event.preventDefault();
});
