import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../common/web/vite.base.ts";
import { apiDocs } from "./apiDocs.ts";
import { firstLoad } from "./firstLoad.ts";

export default mergeConfig(
  base,
  defineConfig({
    plugins: [firstLoad(["/session/SessionGate.tsx", "/home/HomePage.tsx"], 250), apiDocs()],
    test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"] },
  }),
);
