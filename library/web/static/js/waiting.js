// Asks whether what was sent has been read, and loads the page again when it has. Without a script the page does so by itself.
const LONGEST = 3000;
const place = document.querySelector("[data-asks]");
const bar = document.querySelector("progress[value]");
let pause = 300;

async function ask() {
  try {
    const answer = await fetch(place.dataset.asks, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok || told.state !== "waiting") return location.reload();
    if (bar) bar.value = told.done;
    if (place.textContent !== told.said) place.textContent = told.said;
  } catch {
    // The library does not answer: it is asked again.
  }
  pause = Math.min(pause * 1.4, LONGEST);
  return setTimeout(ask, pause);
}

setTimeout(ask, pause);
