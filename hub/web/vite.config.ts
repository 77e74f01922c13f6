import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../common/web/vite.base.ts";

export default mergeConfig(
  base,
  defineConfig({ test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"] } }),
);
