// Shows only what is asked of whoever answers so; without it every question stands with the words that say of whom it is asked.
const form = document.querySelector("form[data-survey]");

function given(key) {
  const found = new Set();
  for (const field of form.elements) {
    if (field.type === "radio" && field.name === key && field.checked) found.add(field.value);
    if (field.type === "checkbox" && field.checked && field.name.startsWith(`${key}_`)) found.add(field.name.slice(key.length + 1));
  }
  return found;
}

function show() {
  let open = true;
  for (const box of form.querySelectorAll(".az-section, .az-question")) {
    let asked = true;
    if (box.dataset.when) {
      const [key, options] = box.dataset.when.split("=");
      // A question on an earlier page was looked at by the server.
      asked = !document.getElementById(`p-${key}`) || options.split(",").some((option) => given(key).has(option));
    }
    if (box.classList.contains("az-section")) open = asked;
    box.hidden = !(open && asked);
    for (const words of box.querySelectorAll("[data-condition]")) words.hidden = true;
  }
}

if (form) {
  form.addEventListener("change", show);
  show();
  for (const button of form.querySelectorAll("[data-here]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition((place) => {
      const field = document.getElementById(button.dataset.here);
      field.value = `${place.coords.latitude.toFixed(4)}, ${place.coords.longitude.toFixed(4)}`;
      field.dispatchEvent(new Event("change")); // the map beside it follows
    }));
  }
}
