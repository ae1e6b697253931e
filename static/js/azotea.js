// Small conveniences; every page works without them.

// Move the reader to the error summary after a form came back.
const summary = document.getElementById("errores");
if (summary) summary.focus();

// After an htmx swap, say and focus what changed.
document.body.addEventListener("htmx:afterSwap", (event) => {
  // The event comes from each new element; the target of an outerHTML swap is gone by now.
  const made = event.target;
  const target = made.matches?.("[data-focus]") ? made : made.querySelector?.("[data-focus]");
  if (target) target.focus();
});

// Show 4xx fragments (a denial with its reason), and 503 with what was written, instead of dropping them.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if ((status >= 400 && status < 500) || status === 503) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// A form that was sent once is not sent again by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});

// Count characters for those who write; the server checks the limits anyway. A form that htmx brings counts too.
const count = (area) => {
  const output = document.getElementById(area.dataset.counter);
  if (!output) return;
  const left = area.maxLength - area.value.length;
  output.textContent = output.dataset.words.replace("{n}", left.toLocaleString(document.documentElement.lang));
  // Whoever listens to the page is told near the end, not at each letter from the first on.
  output.setAttribute("aria-live", left <= 50 ? "polite" : "off");
};
document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[maxlength][data-counter]")) count(event.target);
});
const countAll = () => document.querySelectorAll("textarea[maxlength][data-counter]").forEach(count);
document.body.addEventListener("htmx:afterSwap", countAll);
countAll();

// Ask for the number of new notifications once a minute, only while the page is looked at (the header listens).
const look = () => { if (document.visibilityState === "visible") htmx.trigger(document.body, "az:look"); };
if (document.querySelector(".az-count")) {
  setInterval(look, 60000);
  document.addEventListener("visibilitychange", look);
}
