import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../common/web/vite.base";

export default mergeConfig(
  base,
  defineConfig({
    // Fonts stay files, so that the first frame does not wait for them; the rest is split by screen.
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
    test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
  }),
);
