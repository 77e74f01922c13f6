import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { UserConfig } from "vite";

const common = fileURLToPath(new URL("./src", import.meta.url));

/// What both apps build alike: React, the `@common/` alias and module workers (maplibre needs them).
export const base: UserConfig = {
  base: "/",
  plugins: [react()],
  resolve: { alias: { "@common": common } },
  worker: { format: "es" },
  build: { target: "es2022", outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 1200 },
};
