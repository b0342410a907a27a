// Shows the OpenAPI document in the viewer; nothing is loaded from outside.
"use strict";

(() => {
  const place = document.getElementById("api-viewer");
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.document,
    validatorUrl: null,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    tryItOutEnabled: false,
    requestInterceptor: (request) => {
      if (!request.headers.Authorization && request.method !== "GET") {
        request.headers["X-CSRF-Token"] = place.dataset.token;
      }
      return request;
    },
  });
})();
