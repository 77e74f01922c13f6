import { Badge, Group } from "@mantine/core";
import { IconCertificate } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { Section } from "./Section";

/// The certificates without which nobody may be sent.
export function Requirements({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const needed = [...new Set((data.requirements ?? []).map((one) => String(one.certification ?? "")).filter(Boolean))];
  if (needed.length === 0) return null;
  return (
    <Section title={t("job.requirements")} testId="requirements">
      <Group gap="xs">
        {needed.map((id) => (
          <Badge key={id} size="lg" tt="none" color="neutral" leftSection={<IconCertificate size={16} aria-hidden />}>{titleOf(id, data.titles)}</Badge>
        ))}
      </Group>
    </Section>
  );
}
