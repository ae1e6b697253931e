// Keeps the page of a tablet at hand for when there is no connection. It keeps no answer with anybody's data.
const CACHE = "azotea-captura";
const PATIENCE = 4000; // a connection that does not answer counts as none

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

const kept = (request) => caches.open(CACHE).then((cache) => cache.match(request, { ignoreVary: true }));

async function answer(request) {
  const fresh = fetch(request);
  fresh.catch(() => {});
  const old = await kept(request);
  if (!old) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, old));
  return Promise.race([fresh.then((found) => (found.status < 500 ? found : old), () => old), late]);
}

addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(answer(request));
});
