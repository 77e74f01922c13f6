import { useState } from "react";
import { Alert, Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@common/meta";
import { problemAdvice } from "@common/problem";
import { checkField } from "../fields/check";
import { FieldInput } from "../fields/FieldInput";
import { useDecide, type Choice, type Conflict } from "./conflicts";

/// One press takes a side; another value is entered in the field's own way.
export function ValueChoices({ conflict, field }: { conflict: Conflict; field: FieldMeta }) {
  const { t } = useTranslation();
  const decide = useDecide(conflict);
  const [other, setOther] = useState<{ value: unknown }>();
  const fault = other && checkField(field, other.value, t);
  const button = (choice: Choice) => (
    <Button key={choice} variant={choice === "base" ? "default" : "light"} mih={44} loading={decide.isPending && decide.variables?.choice === choice} disabled={decide.isPending} onClick={() => decide.mutate({ choice })} data-testid={`take-${choice}`}>
      {t(`conflicts.take.${choice}`)}
    </Button>
  );
  return (
    <>
      {decide.isError && <Alert color="danger" role="alert">{problemAdvice(decide.error, t)}</Alert>}
      <Group gap="xs">
        {(["mine", "theirs", "base"] as const).map(button)}
        <Button variant="subtle" mih={44} aria-expanded={Boolean(other)} onClick={() => setOther(other ? undefined : { value: conflict.now ?? conflict.mine })} data-testid="take-other">{t("conflicts.take.other")}</Button>
      </Group>
      {other && (
        <form onSubmit={(event) => { event.preventDefault(); if (!fault) decide.mutate({ choice: "other", chosen: JSON.stringify(other.value ?? null) }); }}>
          <Group gap="sm" align="flex-end">
            <FieldInput field={field} path={field.name} value={other.value} onChange={(value: unknown) => setOther({ value })} errors={fault ? [{ field: field.name, text: fault }] : []} titles={{}} record={{}} />
            <Button type="submit" mih={44} loading={decide.isPending && decide.variables?.choice === "other"} disabled={Boolean(fault)} data-testid="save-other">{t("conflicts.save_other")}</Button>
          </Group>
        </form>
      )}
    </>
  );
}
