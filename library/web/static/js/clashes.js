// Says under a field which other tags are called as what is typed in it. Without it saving says the same.
const PAUSE = 300;

function watch(field) {
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  field.after(said);
  let timer = 0;
  let asked = field.value;
  const ask = async () => {
    const typed = field.value;
    if (typed === asked) return;
    asked = typed;
    const address = new URL(field.dataset.clashes, location);
    address.searchParams.set("text", typed);
    const answer = await fetch(address);
    if (!answer.ok || typed !== field.value) return; // somebody has typed on
    const { clashes } = await answer.json();
    said.replaceChildren(...clashes.map((sentence) => {
      const line = document.createElement("p");
      line.className = "warning";
      line.textContent = sentence;
      return line;
    }));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), PAUSE);
  });
}

document.querySelectorAll("[data-clashes]").forEach(watch);
