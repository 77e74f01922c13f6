import { Alert, Button, Group, Text } from "@mantine/core";
import { IconDownload, IconFileZip } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@common/format";
import { problemAdvice } from "@common/problem";
import { useSession } from "../session/session";
import { usePersonalFile, useTakeFile } from "./privacy";

/// The file with everything about a person: handed out once, to the one who ran the request.
export function PersonalFileNotice({ request }: { request: string }) {
  const { t } = useTranslation();
  const file = usePersonalFile(request, true);
  const csrf = useSession().data?.csrf ?? "";
  const take = useTakeFile(request, csrf, () => void file.refetch());
  if (!file.data) return null;
  const { state, mine, expires, size } = file.data;
  const there = state === "done";
  const text = there ? t(mine ? "privacy.file_there" : "privacy.file_not_mine", { until: formatInstant(expires) }) : t(`privacy.file_${state}`);
  return (
    <Alert color={there ? "primary" : "neutral"} icon={<IconFileZip />} mb="md" role="status" data-testid="privacy-file" data-state={state}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: "1 1 220px" }}>{text}</Text>
        {there && mine && (
          <Button leftSection={<IconDownload size={16} aria-hidden />} loading={take.isPending} onClick={() => take.mutate()} data-testid="privacy-download">
            {t("privacy.download", { size: Math.max(1, Math.round(size / 1024)) })}
          </Button>
        )}
      </Group>
      {take.isError && <Text size="sm" c="danger" role="alert">{problemAdvice(take.error, t)}</Text>}
    </Alert>
  );
}
