import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "@common/api";
import type { FieldMeta } from "@common/meta";
import { checkField } from "../fields/check";
import { isEmpty } from "../fields/visible";

/// What speaks against the values, of the fields that were left once or, after a first try to save, of all. An empty field is
/// left to the hub: some are filled by its rules.
export function useChecks(fields: FieldMeta[], values: Record<string, unknown>) {
  const { t } = useTranslation();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const faultOf = (field: FieldMeta) => (isEmpty(values[field.name]) ? undefined : checkField(field, values[field.name], t));
  const problems = fields.flatMap((field): FieldProblem[] => {
    const text = tried || left.has(field.name) ? faultOf(field) : undefined;
    return text ? [{ field: field.name, text }] : [];
  });
  return {
    problems,
    leave: (name: string) => setLeft((before) => (before.has(name) ? before : new Set([...before, name]))),
    /// Whether it may be sent; from now on everything that is wrong is shown.
    passes: () => {
      setTried(true);
      return fields.every((field) => faultOf(field) === undefined);
    },
  };
}
