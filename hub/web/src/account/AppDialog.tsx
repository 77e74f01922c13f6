import { useState, type FormEvent } from "react";
import { Alert, Button, Checkbox, Code, Modal, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";
import { useCatalogue } from "../data/meta";
import { ReferencePicker } from "../fields/ReferencePicker";
import { commonScopes, scopeText } from "./scopes";

interface Made {
  client_id: string;
  /// None of an application that can keep none.
  client_secret: string | null;
}

/// Registers an application for OAuth: one that acts for people who agree, or by itself with a role.
export function AppDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made>();
  return (
    <Modal opened onClose={onClose} title={t("app.new")} closeButtonProps={{ "aria-label": t("close") }} closeOnClickOutside={!made}>
      {made ? <MadeApp made={made} onClose={onClose} /> : <AppForm onMade={setMade} />}
    </Modal>
  );
}

function MadeApp({ made, onClose }: { made: Made; onClose: () => void }) {
  const { t } = useTranslation();
  const code = { overflowWrap: "anywhere", whiteSpace: "normal" } as const;
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={500}>{t("app.client_id")}</Text>
        <Code block style={code} data-testid="app-id">{made.client_id}</Code>
      </div>
      {made.client_secret && (
        <div>
          <Text size="sm" fw={500}>{t("app.client_secret")}</Text>
          <Code block style={code} data-testid="app-secret">{made.client_secret}</Code>
        </div>
      )}
      {made.client_secret && <Alert color="attention" icon={<IconKey />}>{t("app.once")}</Alert>}
      <Button onClick={onClose} data-testid="app-noted">{t("key.noted")}</Button>
    </Stack>
  );
}

function AppForm({ onMade }: { onMade: (made: Made) => void }) {
  const { t } = useTranslation();
  const roles = useCatalogue().data!.named("admin.Role");
  const [input, setInput] = useState({ name: "", redirects: [] as string[], scopes: [] as string[], public: false });
  const [role, setRole] = useState<{ id: string; title: string }>();
  const set = (part: Partial<typeof input>) => setInput((before) => ({ ...before, ...part }));
  const making = useMutation({
    mutationFn: () => api.post("/api/oauth/clients/", { body: { ...input, name: input.name.trim(), ...(role && { role: role.id }) } }) as unknown as Promise<Made>,
    onSuccess: onMade,
  });
  const refusedAt = (field: string) => (making.error instanceof ProblemError ? making.error.fieldText(field) : undefined);
  const placed = ["name", "redirects", "scopes"].some(refusedAt);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <form onSubmit={submit} data-testid="app-form">
      <Stack gap="md">
        {making.isError && !placed && <Alert color="danger" role="alert" icon={<IconAlertTriangle />}>{problemAdvice(making.error, t)}</Alert>}
        <TextInput label={t("key.name")} value={input.name} onChange={(event) => set({ name: event.currentTarget.value })} error={refusedAt("name")} required withAsterisk={false} maxLength={120} data-autofocus data-testid="app-name" />
        <TagsInput label={t("app.redirects")} description={t("app.redirects_help")} value={input.redirects} onChange={(redirects) => set({ redirects })} error={refusedAt("redirects")} data-testid="app-redirects" />
        <ReferencePicker type={roles} value={role?.id ?? null} text={role?.title ?? ""} label={t("app.role")} description={t("app.role_help")} onPick={(id, title) => setRole(id ? { id, title: title ?? "" } : undefined)} data-testid="app-role" />
        <Checkbox label={t("app.public")} checked={input.public} onChange={(event) => set({ public: event.currentTarget.checked })} data-testid="app-public" />
        <Checkbox.Group label={t("key.may")} value={input.scopes} onChange={(scopes) => set({ scopes })} error={refusedAt("scopes")}>
          <Stack gap="xs" mt="xs">
            {commonScopes.map((scope) => <Checkbox key={scope} value={scope} label={scopeText(scope, t)} data-testid={`scope-${scope}`} />)}
          </Stack>
        </Checkbox.Group>
        <Button type="submit" loading={making.isPending} disabled={input.scopes.length === 0} data-testid="app-submit">{t("app.register")}</Button>
      </Stack>
    </form>
  );
}
