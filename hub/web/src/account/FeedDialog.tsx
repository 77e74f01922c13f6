import { useState, type FormEvent } from "react";
import { Alert, Button, Checkbox, Code, Modal, Pill, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";
import { useCatalogue } from "../data/meta";
import { ReferencePicker } from "../fields/ReferencePicker";

export interface MadeFeed {
  user: string;
  password: string;
  topics?: string;
}

/// Makes a reader of the telemetry, or shows the new password of one.
export function FeedDialog({ made: given, onClose }: { made?: MadeFeed; onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState(given);
  return (
    <Modal opened onClose={onClose} title={t("feed.new")} closeButtonProps={{ "aria-label": t("close") }} closeOnClickOutside={!made}>
      {made ? <Made made={made} onClose={onClose} /> : <FeedForm onMade={setMade} />}
    </Modal>
  );
}

function Made({ made, onClose }: { made: MadeFeed; onClose: () => void }) {
  const { t } = useTranslation();
  const shown: [string, string, string | undefined][] = [["feed.user", "feed-user", made.user], ["feed.password", "feed-password", made.password], ["feed.topics", "feed-topics", made.topics]];
  return (
    <Stack gap="md">
      {shown.map(([label, id, text]) => text && (
        <div key={id}>
          <Text size="sm" fw={500}>{t(label)}</Text>
          <Code block style={{ overflowWrap: "anywhere", whiteSpace: "normal" }} data-testid={id}>{text}</Code>
        </div>
      ))}
      <Alert color="attention" icon={<IconKey />}>{t("feed.once")}</Alert>
      <Button onClick={onClose} data-testid="feed-noted">{t("key.noted")}</Button>
    </Stack>
  );
}

function FeedForm({ onMade }: { onMade: (made: MadeFeed) => void }) {
  const { t } = useTranslation();
  const vehicles = useCatalogue().data!.named("fleet.Vehicle");
  const [name, setName] = useState("");
  const [until, setUntil] = useState("");
  const [picked, setPicked] = useState<{ id: string; title: string }[]>([]);
  const [positions, setPositions] = useState(false);
  const [rebirth, setRebirth] = useState(false);
  const making = useMutation({
    mutationFn: () => api.post("/api/telemetry-feeds/", {
      // The day that is named is the last one.
      body: { name: name.trim(), vehicles: picked.map(({ id }) => id), positions, may_rebirth: rebirth, ...(until && { until: new Date(`${until}T23:59:59`).toISOString() }) },
    }) as unknown as Promise<MadeFeed>,
    onSuccess: onMade,
  });
  const refusedAt = (field: string) => (making.error instanceof ProblemError ? making.error.fieldText(field) : undefined);
  const placed = ["name", "vehicles", "until"].some(refusedAt);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  const pick = (id: string | null, title?: string) => {
    if (id && !picked.some((one) => one.id === id)) setPicked([...picked, { id, title: title ?? "" }]);
  };
  return (
    <form onSubmit={submit} data-testid="feed-form">
      <Stack gap="md">
        {making.isError && !placed && <Alert color="danger" role="alert" icon={<IconAlertTriangle />}>{problemAdvice(making.error, t)}</Alert>}
        <TextInput label={t("key.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} error={refusedAt("name")} required withAsterisk={false} maxLength={120} data-autofocus data-testid="feed-name" />
        <ReferencePicker key={picked.length} type={vehicles} value={null} text="" label={t("feed.vehicles")} description={t("feed.vehicles_help")} error={refusedAt("vehicles")} onPick={pick} data-testid="feed-vehicles" />
        {picked.length > 0 && (
          <Pill.Group>
            {picked.map((one) => (
              <Pill key={one.id} withRemoveButton onRemove={() => setPicked(picked.filter(({ id }) => id !== one.id))} removeButtonProps={{ "aria-label": t("feed.without", { name: one.title }), tabIndex: 0, "aria-hidden": false }}>{one.title}</Pill>
            ))}
          </Pill.Group>
        )}
        <Checkbox label={t("feed.positions")} checked={positions} onChange={(event) => setPositions(event.currentTarget.checked)} data-testid="feed-positions" />
        <Checkbox label={t("feed.rebirth")} checked={rebirth} onChange={(event) => setRebirth(event.currentTarget.checked)} data-testid="feed-rebirth" />
        <TextInput type="date" label={t("feed.until")} value={until} onChange={(event) => setUntil(event.currentTarget.value)} error={refusedAt("until")} data-testid="feed-until" />
        <Button type="submit" loading={making.isPending} data-testid="feed-submit">{t("feed.make")}</Button>
      </Stack>
    </form>
  );
}
