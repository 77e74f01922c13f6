import { useEffect, useState } from "react";
import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import { useExport } from "../data/transfer";
import { useAuditFile } from "./audit";

/// The entries that the filters find, as a file for an auditor; made by the hub, then fetched.
export function ExportButton({ asked }: { asked: Record<string, string> }) {
  const { t } = useTranslation();
  const ask = useAuditFile();
  const [id, setId] = useState<string>();
  const file = useExport(id);
  const done = file.data?.state === "done";
  useEffect(() => {
    if (!done || !id) return;
    const link = document.createElement("a");
    link.href = `/api/exports/${id}/file`;
    link.download = "";
    link.click();
    setId(undefined);
  }, [done, id]);
  const start = (format: string) =>
    ask.mutate({ ...asked, format }, {
      onSuccess: (made) => setId(made.id),
      onError: (error) => notifications.show({ color: "danger", title: t("audit.export"), message: problemAdvice(error, t) }),
    });
  return (
    <Group gap="xs">
      {["csv", "jsonl"].map((format) => (
        <Button key={format} variant="default" leftSection={<IconDownload size={16} />} loading={ask.isPending || Boolean(id)} onClick={() => start(format)} data-testid={`audit-export-${format}`}>
          {t(`audit.as_${format}`)}
        </Button>
      ))}
    </Group>
  );
}
