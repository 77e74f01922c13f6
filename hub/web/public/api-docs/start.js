// Shows what the signed-in user may use of the API, one part at a time: all of it at once takes a browser half a minute. Who is not
// signed in does that first.
const find = document.getElementById("find");
const parts = document.getElementById("parts");
const state = document.getElementById("state");

/// The description of one tag, and of the shapes that its operations name.
function partOf(whole, tag) {
  const paths = {};
  for (const [path, methods] of Object.entries(whole.paths)) {
    const kept = Object.entries(methods).filter(([, operation]) => operation.tags.includes(tag));
    if (kept.length > 0) paths[path] = Object.fromEntries(kept);
  }
  const schemas = {};
  const take = (part) => {
    if (typeof part !== "object" || part === null) return;
    const name = String(part.$ref ?? "").split("#/components/schemas/")[1];
    if (name && !(name in schemas)) {
      schemas[name] = whole.components.schemas[name];
      take(schemas[name]);
    }
    Object.values(part).forEach(take);
  };
  take([paths, whole.components.responses, whole.components.parameters]);
  return { ...whole, tags: whole.tags.filter((one) => one.name === tag), paths, components: { ...whole.components, schemas } };
}

const chosen = (whole) => {
  let name = "";
  try {
    name = decodeURIComponent(location.hash.slice(1));
  } catch {
    // Somebody wrote it himself; the first part is shown.
  }
  return whole.tags.some((tag) => tag.name === name) ? name : whole.tags[0].name;
};

function list(whole) {
  const words = find.value.trim().toLowerCase();
  const current = chosen(whole);
  parts.replaceChildren(
    ...whole.tags
      .filter((tag) => tag.name.toLowerCase().includes(words))
      .map((tag) => {
        const link = document.createElement("a");
        link.href = `#${encodeURIComponent(tag.name)}`;
        link.textContent = tag.name;
        if (tag.name === current) link.setAttribute("aria-current", "page");
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
  );
  state.textContent = parts.children.length > 0 ? "" : `No part of the API is called “${find.value.trim()}”. Look for another word.`;
}

async function start() {
  const session = await fetch("/api/session/");
  if (!session.ok) return location.assign("/sign-in");
  const { csrf } = await session.json();
  const reply = await fetch("/api/openapi.json");
  if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
  const whole = await reply.json();
  // What is of no record type stays first.
  whole.tags = [whole.tags[0], ...whole.tags.slice(1).sort((a, b) => a.name.localeCompare(b.name))];
  const show = () => {
    list(whole);
    const place = document.createElement("div");
    document.getElementById("reference").replaceChildren(place);
    SwaggerUIBundle({
      spec: partOf(whole, chosen(whole)),
      domNode: place,
      docExpansion: "list",
      // The shapes stand with their operations.
      defaultModelsExpandDepth: -1,
      validatorUrl: null,
      requestInterceptor: (request) => ({ ...request, headers: { ...request.headers, "X-CSRF": csrf } }),
    });
  };
  find.addEventListener("input", () => list(whole));
  addEventListener("hashchange", () => {
    show();
    scrollTo(0, 0);
  });
  show();
}
start().catch((error) => {
  state.textContent = `The description could not be read (${error.message}). Load the page again.`;
});
