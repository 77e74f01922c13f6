import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Plugin } from "vite";

/// Puts the viewer of the API's description beside the page that uses it (public/api-docs), so that nothing is loaded from
/// elsewhere.
export function apiDocs(): Plugin {
  const folder = path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return {
    name: "api-docs",
    apply: "build",
    generateBundle() {
      for (const name of ["swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE"])
        this.emitFile({ type: "asset", fileName: `api-docs/${name}`, source: readFileSync(path.join(folder, name)) });
    },
  };
}
