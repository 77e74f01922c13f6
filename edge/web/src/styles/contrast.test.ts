import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

// features: EDGE-16
// In sunlight: every text against what it stands on, by WCAG 2.2's 1.4.6 (AAA, 7:1); what is touched has an edge of 3:1 (1.4.11).
const folder = new URL(".", import.meta.url);
const sheets = readdirSync(folder).filter((name) => name.endsWith(".css")).map((name) => readFileSync(new URL(name, folder), "utf8").replace(/\/\*[^]*?\*\//g, ""));

interface Rule {
  selector: string;
  set: Map<string, string>;
}
const rules: Rule[] = sheets.flatMap((sheet) => [...sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)]).map(([, selector = "", body = ""]) => ({
  selector: selector.trim(),
  set: new Map(body.split(";").filter((one) => one.includes(":")).map((one) => [one.slice(0, one.indexOf(":")).trim(), one.slice(one.indexOf(":") + 1).trim()])),
}));

const light = rules.find((rule) => rule.selector === ":root")!.set;
const themes = { light, dark: new Map([...light, ...rules.find((rule) => rule.selector.includes('"dark"') && rule.set.has("--ink"))!.set]) };

function luminance(hex: string) {
  const digits = hex.slice(1).length === 3 ? hex.slice(1).replace(/./g, "$&$&") : hex.slice(1);
  const part = (index: number) => {
    const share = parseInt(digits.slice(2 * index, 2 * index + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2);
}
const contrast = (one: string, other: string) => {
  const bright = Math.max(luminance(one), luminance(other));
  return (bright + 0.05) / (Math.min(luminance(one), luminance(other)) + 0.05);
};
/** The colour that a value is, or undefined where it takes its surroundings' one. */
function colour(value: string | undefined, theme: Map<string, string>) {
  const name = value?.match(/var\((--[\w-]+)\)/)?.[1];
  const found = name ? theme.get(name) : value?.match(/#[0-9a-f]{3,6}\b/)?.[0];
  return found?.startsWith("#") ? found : undefined;
}
// Whose ground is another element's.
const standsOn = { ".pad-hint": "#ffffff", ".mantine-SegmentedControl-label[data-active]": "var(--main)", ".tick .mantine-Checkbox-icon": "var(--main)" } as Record<string, string>;
const background = (rule: Rule, theme: Map<string, string>) => colour(rule.set.get("background") ?? standsOn[rule.selector] ?? "var(--paper)", theme);

describe.each(Object.entries(themes))("contrast of the %s theme", (_, theme) => {
  const texts = rules.filter((rule) => colour(rule.set.get("color"), theme));
  it("is looked at in all rules", () => expect(texts.length).toBeGreaterThan(30));
  it.each(texts.map((rule) => [rule.selector, rule] as const))("text of %s", (_, rule) => {
    expect(contrast(colour(rule.set.get("color"), theme)!, background(rule, theme) ?? theme.get("--paper")!)).toBeGreaterThanOrEqual(7);
  });
  it.each(["--sunk", "--main-soft"])("plain and soft text on %s", (ground) => {
    for (const ink of ["--ink", "--ink-soft"]) expect(contrast(theme.get(ink)!, theme.get(ground)!)).toBeGreaterThanOrEqual(7);
  });
  it.each(["--stroke", "--stroke-soft", "--focus-ring", "--main", "--bad"])("edges by %s", (edge) => {
    expect(contrast(theme.get(edge)!, theme.get("--paper")!)).toBeGreaterThanOrEqual(3);
  });
});
