import { useState, type FormEvent } from "react";
import { Alert, Button, Checkbox, Code, Modal, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";
import { commonScopes, scopeText } from "./scopes";

/// A new key, shown this once.
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const making = useMutation({ mutationFn: () => api.post("/api/api-keys/", { body: { name: name.trim(), scopes } }) as Promise<{ key: string }> });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  const refusedAt = (field: string) => (making.error instanceof ProblemError ? making.error.fieldText(field) : undefined);
  return (
    <Modal opened onClose={onClose} title={t("key.new")} closeButtonProps={{ "aria-label": t("close") }} closeOnClickOutside={!making.isSuccess}>
      {making.isSuccess ? (
        <Stack gap="md" data-testid="key-made">
          <Alert color="attention" icon={<IconKey />}>{t("key.once")}</Alert>
          <Code block style={{ overflowWrap: "anywhere", whiteSpace: "normal" }} data-testid="key-text">{making.data.key}</Code>
          <Button onClick={onClose}>{t("key.noted")}</Button>
        </Stack>
      ) : (
        <form onSubmit={submit} data-testid="key-form">
          <Stack gap="md">
            {making.isError && !refusedAt("name") && !refusedAt("scopes") && <Alert color="danger" role="alert" icon={<IconAlertTriangle />}>{problemAdvice(making.error, t)}</Alert>}
            <TextInput label={t("key.name")} description={t("key.name_help")} value={name} onChange={(event) => setName(event.currentTarget.value)} error={refusedAt("name")} required withAsterisk={false} maxLength={120} data-autofocus data-testid="key-name" />
            <Checkbox.Group label={t("key.may")} value={scopes} onChange={setScopes} error={refusedAt("scopes")}>
              <Stack gap="xs" mt="xs">
                {commonScopes.map((scope) => <Checkbox key={scope} value={scope} label={scopeText(scope, t)} data-testid={`scope-${scope}`} />)}
              </Stack>
            </Checkbox.Group>
            <Button type="submit" loading={making.isPending} disabled={scopes.length === 0} data-testid="key-submit">{t("key.make")}</Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
