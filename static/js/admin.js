// Names for what the admin's own scripts make without one: editors take the words of their label, scrolling tables those of the page.
(() => {
  "use strict";
  const name = (editor) => {
    const field = editor.closest(".prose-editor")?.querySelector("textarea");
    const label = field && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    editor.setAttribute("aria-label", (label || document.querySelector("h1"))?.textContent.trim().replace(/\s*\*$/, "") || document.title);
    if (field?.lang) editor.lang = field.lang;
  };
  const scroller = (box) => {
    if (box.closest("#nav-sidebar, nav")) { box.removeAttribute("role"); box.removeAttribute("aria-label"); return; }
    box.setAttribute("aria-label", document.querySelector("h1")?.textContent.trim().replace(/\s+/g, " ") || document.title);
  };
  // On a phone these are the names of a card's lines.
  const label = (cell) => { cell.dataset.label = cell.dataset.label.charAt(0).toUpperCase() + cell.dataset.label.slice(1); };
  // Lists that search have no name of their own: they take the label of the field that they stand for.
  const choice = (box) => {
    const field = box.closest(".select2-container")?.previousElementSibling;
    const words = field?.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.textContent.trim().replace(/\s*\*$/, "");
    [box, box.querySelector(".select2-selection__rendered")].forEach((part) => part?.setAttribute("aria-label", words || document.title));
  };
  const dress = () => {
    document.querySelectorAll(".select2-selection:not([aria-label])").forEach(choice);
    document.querySelectorAll(".ProseMirror:not([aria-label])").forEach(name);
    document.querySelectorAll('.simplebar-content-wrapper[aria-label="scrollable content"]').forEach(scroller);
  };
  document.addEventListener("DOMContentLoaded", () => {
    dress();
    document.querySelectorAll("[data-label]").forEach(label);
    new MutationObserver(dress).observe(document.body, { childList: true, subtree: true });
  });
})();
