// Draws outlines of territories on a map. The list beside the map says the same, so nothing is lost without it.
const colours = getComputedStyle(document.documentElement);

async function draw(box) {
  const answer = await fetch(box.dataset.outlines);
  if (!answer.ok) return;
  const outlines = await answer.json();
  box.hidden = false;
  const map = L.map(box, { scrollWheelZoom: false, attributionControl: Boolean(box.dataset.tiles) });
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution }).addTo(map);
  const colour = colours.getPropertyValue("--brand").trim();
  const layer = L.geoJSON(outlines, {
    style: { color: colour, weight: 2, fillColor: colour, fillOpacity: 0.12 },
    onEachFeature(feature, shape) {
      const link = document.createElement("a");
      link.href = feature.properties.url;
      link.textContent = feature.properties.name;
      shape.bindPopup(link);
      shape.bindTooltip(document.createTextNode(feature.properties.name).textContent.replace(/[<>&]/g, ""));
    },
  }).addTo(map);
  map.fitBounds(layer.getBounds(), { padding: [12, 12] });
}

addEventListener("load", () => document.querySelectorAll("[data-outlines]").forEach((box) => draw(box)));
