// Shows what the signed-in user may use of the API; who is not signed in does that first.
async function start() {
  const session = await fetch("/api/session/");
  if (!session.ok) return location.assign("/sign-in");
  const { csrf } = await session.json();
  SwaggerUIBundle({
    url: "/api/openapi.json",
    dom_id: "#reference",
    docExpansion: "none",
    filter: true,
    // Hundreds of shapes at the end of the page are of no use; each stands with its operation.
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    requestInterceptor: (request) => ({ ...request, headers: { ...request.headers, "X-CSRF": csrf } }),
  });
}
start();
