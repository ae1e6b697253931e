// The door: a tap without a line is kept on this phone and sent again; the server counts each once.
const house = document.getElementById("puerta");
const state = document.getElementById("puerta-estado");
const place = "az-door:" + location.pathname.replace(/^\/en\//, "/");

function kept() {
  try { return JSON.parse(localStorage.getItem(place)) || []; } catch { return []; }
}

function keep(queue) {
  if (queue.length) localStorage.setItem(place, JSON.stringify(queue));
  else localStorage.removeItem(place);
}

function say(words) { state.textContent = words; }

let sending = false;
async function send() {
  if (sending) return;
  sending = true;
  let had = false;
  try {
    for (let queue = kept(); queue.length; queue = kept()) {
      had = true;
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = new URLSearchParams({ ...queue[0].fields, csrfmiddlewaretoken: token });
      const answer = await fetch(queue[0].to, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 403) { say(house.dataset.again); return; }
      if (answer.status >= 500) throw new Error(String(answer.status));
      const told = await answer.json().catch(() => ({}));
      keep(kept().slice(1));
      if (told.problem) { say(told.problem); return; }
    }
    if (had) say(house.dataset.sent);
  } catch {
    say(house.dataset.kept.replace("{n}", kept().length));
  } finally {
    sending = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-door]") || button?.name) return; // taking back is a plain form
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrfmiddlewaretoken; // asked for anew when it is sent
  if (fields.act_id) {
    // One number for each tap; where the page is not served safely the one of the form is used, which counts once.
    fields.act_id = crypto.randomUUID?.() ?? fields.act_id;
    const count = form.closest("li").querySelector("[data-count]");
    count.textContent = String(Number(count.textContent.replace(/\D/g, "")) + 1);
  } else {
    button.disabled = true;
    button.textContent = button.dataset.done;
  }
  delete form.dataset.sent;
  keep([...kept(), { to: form.action, fields }]);
  send();
}, true);

addEventListener("online", send);
setInterval(() => { if (kept().length) send(); }, 15000);
send();
