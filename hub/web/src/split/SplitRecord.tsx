import { useState } from "react";
import { Anchor, Group, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import type { RecordData, TypeMeta } from "@common/meta";
import { recordHref, recordTitle, stateLabel } from "../data/meta";
import { ActionBar } from "../records/ActionBar";
import { isFrozen } from "../records/actions";
import { RecordTabs } from "../records/RecordTabs";
import { Reader } from "./Reader";
import { isRead } from "./reading";

/// A record beside its list, with what can be done; its own page is a press away.
export function SplitRecord({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<string | null>(null);
  return (
    <>
      <Group justify="space-between" align="flex-start" mb="sm">
        <Group gap="sm">
          <Title order={2} size="h3">{recordTitle(type, record)}</Title>
          {record.state && <StateBadge state={record.state} label={stateLabel(type, record.state)} />}
        </Group>
        <Group gap="xs">
          <Anchor component={Link} to={recordHref(type.path, record.id)} data-testid="split-open">{t("split.open")}</Anchor>
          <ActionBar type={type} record={record} />
        </Group>
      </Group>
      {isRead(type) ? <Reader type={type} record={record} /> : <RecordTabs type={type} record={record} frozen={isFrozen(type, record)} editing={false} tab={tab} onTab={setTab} onEdited={() => {}} />}
    </>
  );
}
