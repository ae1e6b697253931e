// Starts Swagger UI on the page of the API explorer. Writing from here needs a personal token (the button "Authorize").
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("explorer");
  if (!place || !window.SwaggerUIBundle) return;
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
  });
});
