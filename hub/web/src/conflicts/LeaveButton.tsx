import { useState } from "react";
import { Alert, Button, Group, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import { useDecide, type Conflict } from "./conflicts";

/// What was done has happened, what was refused is entered by hand: somebody has seen to it, and may say how.
export function LeaveButton({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation();
  const decide = useDecide(conflict);
  const [remark, setRemark] = useState("");
  return (
    <>
      {decide.isError && <Alert color="danger" role="alert">{problemAdvice(decide.error, t)}</Alert>}
      <Group gap="sm" align="flex-end">
        <TextInput label={t("conflicts.remark")} value={remark} onChange={(event) => setRemark(event.currentTarget.value)} maxLength={500} w={320} maw="100%" data-testid="remark" />
        <Button mih={44} loading={decide.isPending} onClick={() => decide.mutate({ choice: "mine", ...(remark.trim() && { remark: remark.trim() }) })} data-testid="leave">{t(conflict.kind === "rejected" ? "conflicts.seen_to" : "conflicts.stands")}</Button>
      </Group>
    </>
  );
}
