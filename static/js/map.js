// The map of a proposal call. The list below it says the same, so nothing is lost without it.
const colours = getComputedStyle(document.documentElement);

function colour(name) {
  return colours.getPropertyValue(name).trim();
}

async function read(url) {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : { type: "FeatureCollection", features: [] };
}

function link(feature) {
  const element = document.createElement("a");
  element.href = feature.properties.url;
  element.textContent = feature.properties.title;
  return element;
}

async function draw(box) {
  const [outlines, points] = await Promise.all([read(box.dataset.outlines), read(box.dataset.markers)]);
  if (!points.features.length) document.getElementById("mapa-nada").hidden = false;
  if (!points.features.length && !outlines.features.length) return;
  box.hidden = false;
  const map = L.map(box, { maxZoom: 18, scrollWheelZoom: false, zoomControl: false, attributionControl: Boolean(box.dataset.tiles) });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution }).addTo(map);
  const base = L.geoJSON(outlines, {
    interactive: false,
    style: { color: colour("--brand"), weight: 1.5, fillColor: colour("--surface"), fillOpacity: box.dataset.tiles ? 0 : 0.8 },
  }).addTo(map);
  const icon = L.icon({ iconUrl: box.dataset.icon, shadowUrl: box.dataset.shadow, iconSize: [25, 41], iconAnchor: [12, 41], popupAnchor: [1, -34] });
  const clusters = L.markerClusterGroup({
    showCoverageOnHover: false,
    iconCreateFunction: (cluster) => L.divIcon({ html: String(cluster.getChildCount()), className: "az-cluster", iconSize: [40, 40] }),
  });
  for (const feature of points.features) {
    const [longitude, latitude] = feature.geometry.coordinates;
    const title = feature.properties.title;
    clusters.addLayer(L.marker([latitude, longitude], { icon, title, alt: title }).bindPopup(link(feature)));
  }
  map.addLayer(clusters);
  const around = points.features.length ? clusters.getBounds() : base.getBounds();
  map.fitBounds(around.isValid() ? around : base.getBounds(), { padding: [24, 24], maxZoom: 15 });
}

addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("mapa");
  if (box) draw(box);
});
