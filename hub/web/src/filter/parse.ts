import type { Condition, Operator } from "./filter";

type Token = { kind: "word" | "text" | "operator" | "open" | "close"; text: string };

const shapes: [Token["kind"] | "blank", RegExp][] = [
  ["blank", /^\s+/],
  ["text", /^"(?:[^"\\]|\\.)*"/s],
  ["operator", /^(?:!=|<=|>=|=|<|>|:)/],
  ["word", /^(?:today\(\) [+-] \d+|[a-z_]+\(\)|[\p{L}\d_.\-+*:]*[\p{L}\d_*])/u],
  ["open", /^\(/],
  ["close", /^\)/],
];

/// Reads back what buildFilter writes: comparisons that all hold, alternatives of one field in brackets. Undefined for every
/// other filter, which then stays text.
export function parseFilter(text: string): Condition[] | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const conditions: Condition[] = [];
  let at = 0;
  const comparison = (): boolean => {
    const [path, operator, value] = tokens.slice(at, at + 3);
    if (path?.kind !== "word" || operator?.kind !== "operator" || (value?.kind !== "word" && value?.kind !== "text")) return false;
    conditions.push({ field: path.text, operator: operator.text as Operator, value: plain(value) });
    at += 3;
    return true;
  };
  const alternatives = (): boolean => {
    const first = conditions.length;
    at += 1;
    if (!comparison()) return false;
    while (tokens[at]?.text === "OR") {
      at += 1;
      if (!comparison()) return false;
    }
    const made = conditions.slice(first);
    return tokens[at++]?.kind === "close" && made.every(({ field, operator }) => field === made[0]!.field && operator === "=");
  };
  while (at < tokens.length) {
    if (conditions.length > 0 && tokens[at++]?.text !== "AND") return undefined;
    if (!(tokens[at]?.kind === "open" ? alternatives() : comparison())) return undefined;
  }
  return conditions;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let rest = text; rest; ) {
    const found = shapes.map(([kind, shape]) => [kind, rest.match(shape)?.[0]] as const).find(([, match]) => match);
    if (!found) return undefined;
    const [kind, match] = found;
    if (kind !== "blank") tokens.push({ kind, text: match! });
    rest = rest.slice(match!.length);
  }
  return tokens;
}

const plain = ({ kind, text }: Token): string => (kind === "text" ? text.slice(1, -1).replace(/\\(.)/gs, "$1") : text);
