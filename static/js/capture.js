// Captures without connection: what is written down is encrypted with a PIN, kept on the device, sent once, and erased.
const box = document.getElementById("captura");
const by = (id) => document.getElementById(id);
const word = (name) => box.dataset[`w${name}`];
const CACHE = "azotea-captura";
const NAME = `azotea-captura-${box.dataset.point}-${box.dataset.officer}`;
const ROUNDS = 600000;
const BATCH = 20;
const IDLE = 10 * 60 * 1000;
const coder = new TextEncoder();
let base, key, device, sending = false, last = Date.now(), ended = false;

// --- The place where it is kept ---------------------------------------------------------------------------------------

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("meta", { keyPath: "id" });
    request.result.createObjectStore("queue", { keyPath: "id" });
  };
  base = await done(request);
}

function write(store, change) {
  return new Promise((resolve, reject) => {
    const act = base.transaction(store, "readwrite", { durability: "strict" });
    change(act.objectStore(store));
    act.oncomplete = resolve;
    act.onerror = act.onabort = () => reject(act.error);
  });
}

const put = (store, row) => write(store, (rows) => rows.put(row));
const drop = (id) => write("queue", (rows) => rows.delete(id));
const all = () => done(base.transaction("queue").objectStore("queue").getAll());
const vault = () => done(base.transaction("meta").objectStore("meta").get("vault"));

// --- The PIN ----------------------------------------------------------------------------------------------------------

async function derive(pin, salt) {
  const given = await crypto.subtle.importKey("raw", coder.encode(pin.replace(/\s/g, "")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, given, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function seal(value, secret) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, secret, coder.encode(JSON.stringify(value))) };
}

async function unseal(row, secret) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, secret, row.data)));
}

function warn(text) {
  by("captura-aviso").textContent = text || "";
  by("captura-aviso").hidden = !text;
}

async function setUp(event) {
  event.preventDefault();
  const pin = by("captura-pin1").value;
  if (pin !== by("captura-pin2").value) return warn(word("Differ"));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  key = await derive(pin, salt);
  device = { id: "vault", key: crypto.randomUUID(), label: by("captura-nombre").value, salt, check: await seal("azotea", key), wrong: 0, until: 0 };
  await put("meta", device);
  by("captura-nuevo").reset();
  await begin();
}

async function unlock(event) {
  event.preventDefault();
  const wait = Math.ceil((device.until - Date.now()) / 1000);
  if (wait > 0) return warn(word("Wait").replace("{n}", wait));
  const given = await derive(by("captura-pin").value, device.salt);
  by("captura-pin").value = "";
  try {
    await unseal(device.check, given);
  } catch {
    // Each mistake from the third on doubles the wait; trying outside of this page costs the rounds of the derivation.
    device.wrong += 1;
    device.until = device.wrong < 3 ? 0 : Date.now() + Math.min(900, 2 ** (device.wrong - 1)) * 1000;
    await put("meta", device);
    return warn(word("Wrong"));
  }
  key = given;
  device.wrong = device.until = 0;
  await put("meta", device);
  await begin();
}

function lock() {
  key = null;
  document.querySelectorAll("#captura-trabajo form").forEach((form) => form.reset());
  by("captura-hecho").hidden = true;
  by("captura-cola").replaceChildren();
  show();
}

async function begin() {
  warn("");
  last = Date.now();
  show();
  await draw();
  await call();
}

function show() {
  by("captura-nuevo").hidden = ended || Boolean(device);
  by("captura-abrir").hidden = ended || !device || Boolean(key);
  by("captura-trabajo").hidden = ended || !key;
  const first = document.querySelector("#captura form:not([hidden]) input, #captura-trabajo:not([hidden]) select");
  if (first) first.focus({ preventScroll: true });
}

// --- Capturing --------------------------------------------------------------------------------------------------------

// The folio of the product (participation/folios/codes.py), so that the person has it before it is sent.
function folio() {
  const letters = box.dataset.letters, year = String(new Date().getFullYear()).padStart(4, "0");
  const values = [...year].map(Number);
  let drawn = "";
  while (drawn.length < 9) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 248) drawn += letters[byte % 31]; // 248 is the largest multiple of 31 in a byte
  }
  values.push(...[...drawn].map((letter) => letters.indexOf(letter)));
  const sum = values.reduce((total, value, place) => total + (place + 2) * value, 0);
  drawn += letters[sum % 31];
  return `${year}-${drawn.slice(0, 5)}-${drawn.slice(5)}`;
}

async function capture(event) {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.busy) return; // a second click
  form.dataset.busy = "1";
  const act = {
    act_id: form.dataset.act || crypto.randomUUID(),
    kind: form.dataset.kind,
    component: Number(form.dataset.component),
    captured_at: form.dataset.at || new Date().toISOString(),
    folio: form.dataset.given || (form.dataset.folio ? folio() : ""),
    fields: Object.fromEntries(new FormData(form)),
  };
  await put("queue", { id: act.act_id, mend: false, ...(await seal(act, key)) });
  for (const name of ["act", "at", "given", "busy"]) delete form.dataset[name];
  form.reset();
  tell([word("Saved"), act.folio ? `${word("Folio")} ${act.folio}` : ""]);
  await draw();
  send();
}

function tell(lines) {
  const place = by("captura-hecho");
  place.replaceChildren(...lines.filter(Boolean).map((line) => Object.assign(document.createElement("span"), { className: "d-block", textContent: line })));
  place.hidden = false;
}

async function correct(row) {
  const act = await unseal(row, key);
  const form = by(`forma-${act.kind}-${act.component}`);
  if (!form) return;
  by("captura-que").value = `${act.kind}-${act.component}`;
  choose();
  form.reset();
  for (const [name, value] of Object.entries(act.fields)) {
    const field = form.elements[name];
    if (field && field.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
  Object.assign(form.dataset, { act: act.act_id, at: act.captured_at, given: act.folio });
  form.scrollIntoView();
  form.querySelector("input, textarea").focus();
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary", textContent: text });
  made.addEventListener("click", act);
  return made;
}

async function draw() {
  const rows = await all();
  const mend = rows.filter((row) => row.mend).length;
  const texts = [rows.length === 0 ? word("None") : rows.length === 1 ? word("One") : word("Many").replace("{n}", rows.length)];
  if (mend) texts.push(word("Mend").replace("{n}", mend));
  texts.push(navigator.onLine ? word("Online") : word("Offline"));
  by("captura-estado").textContent = texts.join(" ");
  by("captura-estado").dataset.unsent = rows.length;
  by("captura-estado").hidden = false;
  if (!key) return;
  const items = await Promise.all(rows.map(async (row) => {
    const act = await unseal(row, key);
    const item = document.createElement("li"), text = document.createElement("div");
    const what = by("captura-que").querySelector(`[value="${act.kind}-${act.component}"]`);
    text.textContent = [what ? what.textContent : act.kind, new Date(act.captured_at).toLocaleTimeString(document.documentElement.lang), act.folio].filter(Boolean).join(" · ");
    item.append(text);
    if (row.mend) {
      const why = Object.assign(document.createElement("p"), { className: "az-error mb-1", textContent: act.words });
      const away = button(word("Discard"), async () => {
        if (!away.dataset.sure) { away.dataset.sure = "1"; away.textContent = word("DiscardSure"); return; }
        await drop(row.id);
        await draw();
      });
      text.append(why, button(word("Correct"), () => correct(row)), away);
    }
    return item;
  }));
  by("captura-cola").replaceChildren(...items);
}

// --- Sending ----------------------------------------------------------------------------------------------------------

async function ask(address, said, token) {
  const headers = { "Content-Type": "application/json", ...(token ? { "X-CSRFToken": token } : {}) };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(said), credentials: "same-origin" });
  const type = answer.headers.get("Content-Type") || "";
  if (!type.includes("json")) throw new Error(String(answer.status));
  return answer.json();
}

async function erase() {
  key = null;
  base.close();
  await done(indexedDB.deleteDatabase(NAME));
  await caches.delete(CACHE);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  await ask(box.dataset.contact, { device: device.key, unsent: 0, wiped: true }).catch(() => {});
  ended = true;
  device = null;
  show();
  by("captura-estado").hidden = true;
  warn(word("Revoked"));
}

// Calls without the PIN too: a device that was ended erases what it holds even if nobody opens it.
async function call() {
  if (!device || ended) return;
  const rows = await all();
  let told;
  try {
    told = await ask(box.dataset.contact, { device: device.key, unsent: rows.length });
  } catch {
    return draw(); // no connection
  }
  if (told.state === "revoked") return erase();
  if (!told.csrf || told.state === "signed_out") return warn(word("SignedOut"));
  if (key) await send(told.csrf);
}

async function send(token) {
  if (sending || !key || ended) return;
  if (!token) return call();
  sending = true;
  try {
    for (;;) {
      const rows = (await all()).filter((row) => !row.mend);
      const acts = await Promise.all(rows.slice(0, BATCH).map((row) => unseal(row, key)));
      if (!acts.length && device.known) break;
      const said = { device: device.key, label: device.label, unsent: rows.length - acts.length, acts };
      const told = await ask(box.dataset.send, said, token);
      if (told.state === "revoked") return await erase();
      if (told.state !== "ready") { warn(told.state === "signed_out" ? word("SignedOut") : `${word("Denied")} ${told.words || ""}`); break; }
      if (!device.known) { device.known = true; await put("meta", device); }
      warn("");
      for (const result of told.results) await settle(result, acts.find((act) => act.act_id === result.act_id));
      await draw();
      if (!acts.length) break;
    }
    const left = (await all()).length;
    await ask(box.dataset.contact, { device: device.key, unsent: left });
  } catch {
    await draw(); // the connection was lost: it is sent again later, and counts once
  } finally {
    sending = false;
  }
}

async function settle(result, act) {
  if (!act) return;
  if (result.state === "mend") {
    await put("queue", { id: act.act_id, mend: true, ...(await seal({ ...act, words: result.words }, key)) });
    return;
  }
  await drop(act.act_id);
  if (result.state === "refused") warn(`${word("Refused")} ${result.words}`);
  else tell([word("Done"), result.folio ? `${word("Folio")} ${result.folio}` : ""]);
}

// --- The page without connection --------------------------------------------------------------------------------------

async function keepPage() {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  const worker = box.dataset.worker;
  await navigator.serviceWorker.register(worker, { scope: worker.slice(0, worker.lastIndexOf("/") + 1) });
  const cache = await caches.open(CACHE);
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
  const ours = parts.filter((name) => new URL(name).origin === location.origin && !new URL(name).pathname.includes("/mesa/"));
  const page = location.href.split("#")[0];
  await Promise.all([...new Set([page, ...ours])].map((name) => cache.add(name).catch(() => {})));
  box.dataset.kept = "1";
}

function choose() {
  const chosen = by("captura-que").value;
  document.querySelectorAll("#captura-trabajo form").forEach((form) => { form.hidden = form.id !== `forma-${chosen}`; });
}

async function start() {
  if (!crypto.subtle || !indexedDB) return warn(word("Unable"));
  await open();
  device = await vault();
  show();
  await draw();
  by("captura-nuevo").addEventListener("submit", setUp);
  by("captura-abrir").addEventListener("submit", unlock);
  by("captura-cerrar").addEventListener("click", lock);
  by("captura-enviar").addEventListener("click", () => send());
  if (by("captura-que")) by("captura-que").addEventListener("change", choose);
  document.querySelectorAll("#captura-trabajo form").forEach((form) => form.addEventListener("submit", capture));
  for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => { last = Date.now(); });
  addEventListener("online", () => call());
  addEventListener("offline", () => draw());
  setInterval(() => { if (key && Date.now() - last > IDLE) lock(); }, 15000);
  setInterval(() => call(), 60000);
  await call();
  navigator.storage?.persist?.();
  await keepPage();
}

if (box) start();
