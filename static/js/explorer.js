// Starts Swagger UI on the page of the API explorer. Writing from here needs a personal token (the button "Authorize").

// Swagger UI's own layout brings a main landmark and a title; the page has both already.
function paperLayout(system) {
  const create = system.React.createElement;
  return function PaperLayout({ getComponent, specSelectors, errSelectors }) {
    const wrap = (...parts) => create("div", { className: "swagger-ui" }, ...parts);
    const errors = create(getComponent("errors", true));
    if (specSelectors.loadingStatus() === "loading") return wrap("…");
    if (specSelectors.loadingStatus() !== "success" || errSelectors.lastError()) return wrap(errors);
    return wrap(
      create(getComponent("SvgAssets")),
      create("div", { className: "scheme-container" }, create(getComponent("AuthorizeBtnContainer", true))),
      create(getComponent("operations", true)),
    );
  };
}

window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("explorer");
  if (!place || !window.SwaggerUIBundle) return;
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    plugins: [(system) => ({ components: { PaperLayout: paperLayout(system) } })],
    layout: "PaperLayout",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
  });
});
