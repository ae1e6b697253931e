// The workbench: drag a contribution to a cluster. It marks the card and presses the button that is there anyway.
const bench = document.getElementById("mesa");
const TYPE = "text/x-azotea-contribution";

for (const card of bench.querySelectorAll("[data-card]")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    card.querySelector("input[name=c]").checked = true;
    event.dataTransfer.setData(TYPE, "1");
    event.dataTransfer.effectAllowed = "move";
  });
}

for (const place of bench.querySelectorAll("[data-cluster]")) {
  place.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes(TYPE)) return;
    event.preventDefault();
    place.classList.add("is-over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("is-over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("is-over");
    bench.requestSubmit(place.querySelector("button[name=to]"));
  });
}

// Enter in the name of a new cluster makes it, and nothing else.
document.getElementById("nuevo")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  bench.requestSubmit(bench.querySelector("button[value=new]"));
});
