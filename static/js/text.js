// Words marked in a passage, by mouse, touch or keyboard, lead to the form with them; without this they are copied there.

const passageOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-key]");

// Return the marked words and where they begin, where they lie in one passage.
const marked = () => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const passage = passageOf(range.startContainer);
  if (!passage || passage !== passageOf(range.endContainer)) return null;
  const before = range.cloneRange();
  before.selectNodeContents(passage);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = before.toString().length + (words.length - words.trimStart().length);
  const quote = words.trim();
  return quote && quote.length <= 1000 ? { passage, quote, start } : null;
};

const text = document.querySelector("[data-text]");
if (text?.dataset.open) {
  const link = document.createElement("a");
  link.className = "btn btn-primary az-marked";
  link.textContent = text.dataset.words;
  link.lang = document.documentElement.lang;
  link.setAttribute("aria-live", "polite");
  // Wait until marking is over, so that the button does not jump while a finger or a key goes on.
  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const found = marked();
      if (!found || !text.contains(found.passage)) {
        if (document.activeElement !== link) link.remove();
        return;
      }
      const asked = new URLSearchParams({ cita: found.quote, desde: found.start });
      link.href = `${text.dataset.text}parte/${found.passage.dataset.key}/sugerir/?${asked}`;
      // It stands after the passage: with the keyboard it is the next thing.
      found.passage.after(link);
    }, 250);
  });
}

const form = document.querySelector("[data-suggest]");
if (form) {
  const take = form.querySelector("[data-take]");
  let last = null;
  document.addEventListener("selectionchange", () => {
    const found = marked();
    if (found && form.contains(found.passage)) last = found;
    take.hidden = !last;
  });
  take.querySelector("button").addEventListener("click", () => {
    if (!last) return;
    const wording = form.elements.wording;
    if (!wording.value.trim() || wording.value === form.elements.quote.value) wording.value = last.quote;
    form.elements.quote.value = last.quote;
    form.elements.start.value = last.start;
    wording.focus();
  });
}
