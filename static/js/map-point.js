// Marks a place by a click, or by keyboard: arrows move the map, Enter marks its middle. Without it, the place is chosen in a list or written.
// The box names the fields in data-fields: one for each coordinate, or one that holds both.
async function mark(box) {
  const around = box.closest("[data-point]");
  const fields = box.dataset.fields.split(" ").map((id) => document.getElementById(id));
  const note = around.querySelector("[data-note]");
  const said = around.querySelector("[data-said]");
  const answer = await fetch(box.dataset.outlines);
  const outlines = answer.ok ? await answer.json() : { type: "FeatureCollection", features: [] };
  const drawn = outlines.type === "Feature" || outlines.features?.length;
  if (!drawn && !box.dataset.tiles) return; // nothing to orient oneself by
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

  function read() {
    const parts = fields.length > 1 ? fields.map((field) => field.value) : fields[0].value.split(",");
    const [lat, lng] = parts.map((part) => (part.trim() ? Number(part) : NaN));
    return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? L.latLng(lat, lng) : null;
  }

  function write(point) {
    if (fields.length > 1) [fields[0].value, fields[1].value] = [point.lat.toFixed(6), point.lng.toFixed(6)];
    else fields[0].value = `${point.lat.toFixed(4)}, ${point.lng.toFixed(4)}`;
  }

  function put(point) {
    if (marker) marker.setLatLng(point);
    else {
      marker = L.marker(point, { icon, draggable: true, title: box.dataset.here, alt: box.dataset.here }).addTo(map);
      marker.on("dragend", () => write(marker.getLatLng()));
    }
  }

  function clear() {
    if (marker) marker.remove();
    marker = null;
    said.textContent = "";
  }

  function look() {
    const known = read();
    if (drawn) map.fitBounds(base.getBounds(), { padding: [12, 12] });
    else map.setView(known || [23.6, -102.5], known ? 15 : 5);
    if (known) { put(known); map.setView(known, 14); }
  }

  map.on("click", (event) => { const point = event.latlng.wrap(); put(point); write(point); });
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault(); // Enter would send the form, the space bar would scroll
    put(map.getCenter());
    write(map.getCenter());
    said.textContent = box.dataset.marked;
  });
  around.querySelector("[data-unmark]").addEventListener("click", () => {
    clear();
    for (const field of fields) field.value = "";
  });
  for (const field of fields) {
    field.addEventListener("change", () => {
      const point = read();
      if (point) { put(point); map.setView(point, 14); } else clear();
    });
  }
  // A question that is not asked yet has no size: the map looks once it has one.
  let looked = false;
  new ResizeObserver(() => {
    map.invalidateSize();
    if (!looked && box.clientWidth) { looked = true; look(); }
  }).observe(box);
}

addEventListener("DOMContentLoaded", () => document.querySelectorAll(".az-map-point").forEach(mark));
