import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/// Ends the build when what a page needs to be drawn first, compressed, is more than it may be: the entry, the given
/// modules (by the end of their path) and all that they import at once, with their styles. Fonts and pictures come after.
export function firstLoad(modules: string[], kilobytesMax: number): Plugin {
  return {
    name: "first-load",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
      const begin = chunks.filter((one) => one.isEntry || modules.some((name) => one.facadeModuleId?.endsWith(name)));
      if (begin.length !== modules.length + 1) this.error(`first load: expected ${modules.join(", ")} as chunks of their own`);
      const needed = new Set<string>();
      const add = (file: string) => {
        const chunk = bundle[file];
        if (needed.has(file) || chunk?.type !== "chunk") return;
        needed.add(file);
        for (const style of chunk.viteMetadata?.importedCss ?? []) needed.add(style);
        chunk.imports.forEach(add);
      };
      begin.forEach((chunk) => add(chunk.fileName));
      const sizes = [...needed].map((file): [string, number] => {
        const one = bundle[file]!;
        return [file, gzipSync(one.type === "chunk" ? one.code : one.source).length / 1000];
      });
      const sum = sizes.reduce((total, [, size]) => total + size, 0);
      const list = sizes.sort((a, b) => b[1] - a[1]).map(([file, size]) => `${size.toFixed(1)} kB ${file}`);
      const said = `first load ${sum.toFixed(1)} kB compressed, ${kilobytesMax} allowed`;
      if (sum > kilobytesMax) this.error(`${said}:\n${list.slice(0, 12).join("\n")}`);
      this.info(said);
    },
  };
}
