import { expect, test } from "vitest";
import ts from "typescript";

const sources = {
  ...import.meta.glob<string>("../**/*.tsx", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob<string>("../../../../common/web/src/**/*.tsx", { query: "?raw", import: "default", eager: true }),
};

/// Attributes that a person sees or hears.
const shown = new Set(["label", "title", "placeholder", "alt", "description", "legend", "aria-label", "aria-description", "aria-roledescription", "nothingFoundMessage", "error", "text"]);

/// Names, keys and formats are the same in every language.
const names = new Set(["hh:mm", "UTC", "Truckroll", "Ctrl K", "CSV", "XLSX", "JSON", "PDF", "API", "URL", "OK"]);

/// Words that a component writes itself, instead of asking the message catalogue for them.
export function fixedWords(code: string): string[] {
  const found: string[] = [];
  const note = (text: string) => {
    const words = text.replace(/\s+/g, " ").trim();
    if (/\p{L}{2,}/u.test(words) && !names.has(words)) found.push(words);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node.text);
    else if (ts.isJsxAttribute(node) && shown.has(node.name.getText()) && node.initializer) noteStrings(node.initializer);
    else if (ts.isJsxExpression(node) && node.expression && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) noteStrings(node.expression);
    ts.forEachChild(node, visit);
  };
  // A text itself, or one of those that a condition chooses among; arguments of functions are theirs to judge.
  const noteStrings = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) note(node.text);
    else if (ts.isTemplateExpression(node)) [node.head, ...node.templateSpans.map(({ literal }) => literal)].forEach(({ text }) => note(text));
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(noteStrings);
    else if (ts.isBinaryExpression(node)) noteStrings(node.right);
    else if (ts.isJsxExpression(node) && node.expression) noteStrings(node.expression);
    else if (ts.isParenthesizedExpression(node)) noteStrings(node.expression);
  };
  visit(ts.createSourceFile("page.tsx", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

test("fixed words are found wherever a component may write them", () => {
  expect(fixedWords(`const a = <p title="Now">{busy ? "Wait" : t("go")} Save <b aria-label={\`Row \${n}\`}>{name && "Yes"}</b></p>`).sort()).toEqual(["Now", "Row", "Save", "Wait", "Yes"]);
  expect(fixedWords(`const a = <p title={t("now")} className="wide" data-testid="save">{t("go")} · {count} <Age at={x} /></p>`)).toEqual([]);
});

test("no component writes words of its own: all come from the message catalogues", () => {
  const files = Object.entries(sources).filter(([file]) => !file.includes(".test."));
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap(([file, code]) => fixedWords(code).map((words) => `${file}: ${words}`))).toEqual([]);
}, 120_000);
