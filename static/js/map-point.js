// Marks the place of a proposal by a click, or by keyboard: arrows move the map, Enter marks its middle. Without it, the place is chosen in the list or written in words.
async function mark(box) {
  const latitude = document.getElementById("id_latitude");
  const longitude = document.getElementById("id_longitude");
  const note = document.getElementById("punto-nota");
  const said = document.getElementById("punto-dicho");
  const answer = await fetch(box.dataset.outlines);
  const outlines = answer.ok ? await answer.json() : { type: "FeatureCollection", features: [] };
  if (!outlines.features.length && !box.dataset.tiles) return; // nothing to orient oneself by
  box.hidden = false;
  note.hidden = false;
  const map = L.map(box, { maxZoom: 18, scrollWheelZoom: false, zoomControl: false, attributionControl: Boolean(box.dataset.tiles) });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution }).addTo(map);
  const colours = getComputedStyle(document.documentElement);
  const base = L.geoJSON(outlines, {
    interactive: false,
    style: { color: colours.getPropertyValue("--brand").trim(), weight: 1.5, fillOpacity: 0.05 },
  }).addTo(map);
  const icon = L.icon({ iconUrl: box.dataset.icon, shadowUrl: box.dataset.shadow, iconSize: [25, 41], iconAnchor: [12, 41] });
  let marker = null;

  function write(point) {
    latitude.value = point.lat.toFixed(6);
    longitude.value = point.lng.toFixed(6);
  }

  function put(point) {
    if (marker) marker.setLatLng(point);
    else {
      marker = L.marker(point, { icon, draggable: true, title: box.dataset.here, alt: box.dataset.here }).addTo(map);
      marker.on("dragend", () => write(marker.getLatLng()));
    }
  }

  map.on("click", (event) => { put(event.latlng); write(event.latlng); });
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault(); // Enter would send the form, the space bar would scroll
    put(map.getCenter());
    write(map.getCenter());
    said.textContent = box.dataset.marked;
  });
  document.getElementById("punto-quitar").addEventListener("click", () => {
    if (marker) marker.remove();
    marker = null;
    said.textContent = "";
    latitude.value = "";
    longitude.value = "";
  });
  const known = latitude.value && longitude.value ? L.latLng(Number(latitude.value), Number(longitude.value)) : null;
  if (base.getLayers().length) map.fitBounds(base.getBounds(), { padding: [12, 12] });
  else map.setView(known || [23.6, -102.5], known ? 15 : 5);
  if (known) { put(known); map.setView(known, 14); }
}

addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("punto");
  if (box) mark(box);
});
