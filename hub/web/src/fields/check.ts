import type { FieldMeta } from "@common/meta";
import type { Position } from "@common/values";
import { isEmpty } from "./visible";

type Translate = (key: string, values: Record<string, unknown>) => string;

/// What can be told of a value before the hub is asked, by the same rules as the hub's; undefined where nothing speaks against it.
export function checkField(field: FieldMeta, value: unknown, t: Translate): string | undefined {
  if (isEmpty(value)) return field.required && value !== false ? t("check.required", {}) : undefined;
  if (Array.isArray(value)) {
    if (field.kind === "lines") return undefined;
    return value.map((one) => checkField({ ...field, list: false }, one, t)).find(Boolean);
  }
  if (typeof value === "string" && field.max_length && [...value].length > field.max_length) return t("check.too_long", { count: [...value].length - field.max_length });
  return boundFault(field, value, t) ?? formFault(field, value, t);
}

function boundFault(field: FieldMeta, value: unknown, t: Translate): string | undefined {
  const figure = figureOf(field, value);
  if (figure === undefined) return undefined;
  if (Number.isNaN(figure)) return t("check.number", {});
  const { minimum, maximum } = field;
  if (hasBound(minimum) && figure < Number(minimum)) return t("check.at_least", { limit: minimum });
  if (hasBound(maximum) && figure > Number(maximum)) return t("check.at_most", { limit: maximum });
  return undefined;
}

const hasBound = (bound: number | string | null | undefined): boolean => bound !== undefined && bound !== null && bound !== "";

function figureOf(field: FieldMeta, value: unknown): number | undefined {
  switch (field.kind) {
    case "integer":
    case "number":
    case "decimal": return Number(value);
    case "money": return Number((value as { amount?: string }).amount ?? 0);
    case "quantity": return Number((value as { value?: string }).value ?? 0);
    default: return undefined;
  }
}

const shapes: Record<string, RegExp> = {
  email: /^(?!.{255})[^\s@<>,;"]{1,64}@(?!\.)[^\s@<>,;"]+(?<!\.)$/,
  phone: /^\+?[0-9 ()/.-]{3,30}$/,
  url: /^https?:\/\/\S+$/,
  color: /^#[0-9a-f]{6}$/i,
  country: /^[A-Z]{2}$/,
  currency: /^[A-Z]{3}$/,
  language: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
};

function formFault(field: FieldMeta, value: unknown, t: Translate): string | undefined {
  if (field.kind === "position") return positionFault(value as Position, t);
  if (typeof value !== "string") return undefined;
  const shape = shapes[field.widget ?? ""];
  if (shape && !shape.test(value)) return t(`check.${field.widget}`, {});
  if (field.pattern && !wholeMatch(field.pattern, value)) return field.example ? t("check.pattern_like", { example: field.example }) : t("check.pattern", {});
  return undefined;
}

const positionFault = ({ latitude, longitude }: Position, t: Translate): string | undefined =>
  Math.abs(Number(latitude)) <= 90 && Math.abs(Number(longitude)) <= 180 ? undefined : t("check.position", {});

/// A pattern that this browser cannot read is left to the hub.
function wholeMatch(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    return true;
  }
}
