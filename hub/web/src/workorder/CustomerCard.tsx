import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconKey, IconMail, IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { RecordData } from "@common/meta";
import type { Address } from "@common/values";
import { recordHref, recordTitle, useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { usePage } from "../shell/usePage";
import { addressText } from "../fields/plain";
import { Section } from "./Section";

/// Who is the customer, where is the site, whom to call, what to mind there, which equipment.
export function CustomerCard({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const { account, contact, site, equipment = [] } = data;
  const { shown, more } = usePage(equipment, 20);
  const address = site?.address as Address | undefined;
  return (
    <Section title={t("job.customer")}>
      <Stack gap="sm">
        {account && <Reference path="accounts" record={account} strong />}
        {site && (
          <div>
            <Reference path="sites" record={site} />
            {address && <Text size="sm" c="dimmed">{addressText(address)}</Text>}
          </div>
        )}
        {contact && (
          <div>
            <Reference path="contacts" record={contact} />
            <Channels record={contact} />
          </div>
        )}
        {!contact && account && <Channels record={account} />}
        {typeof site?.access_notes === "string" && <Alert color="neutral" icon={<IconKey />} py={8}>{site.access_notes}</Alert>}
        {typeof site?.hazards === "string" && <Alert color="attention" icon={<IconAlertTriangle />} py={8}>{site.hazards}</Alert>}
        {equipment.length > 0 && (
          <div>
            <Text size="xs" c="dimmed">{t("job.equipment")}</Text>
            {shown.map((one) => (
              <div key={one.id}>
                <Reference path="equipment" record={one} />
                <Text size="sm" c="dimmed">{[one.manufacturer, one.model, one.serial, one.place].filter(Boolean).join(" · ")}</Text>
              </div>
            ))}
            {more}
          </div>
        )}
      </Stack>
    </Section>
  );
}

function Reference({ path, record, strong }: { path: string; record: RecordData; strong?: boolean }) {
  const type = useCatalogue().data!.path(path);
  const title = recordTitle(type, record);
  return type ? <Anchor className="reach" component={Link} to={recordHref(path, record.id)} fw={strong ? 600 : undefined}>{title}</Anchor> : <Text fw={strong ? 600 : undefined}>{title}</Text>;
}

interface Channel {
  line?: string;
  kind: string;
  value: string;
  label?: string;
}

function Channels({ record }: { record: RecordData }) {
  const channels = (record.channels as Channel[] | undefined) ?? [];
  return channels.map(({ line, kind, value, label }) => {
    const mail = kind.includes("mail");
    const Icon = mail ? IconMail : IconPhone;
    return (
      <Text key={line ?? value} size="sm">
        <Icon size={14} aria-hidden style={{ verticalAlign: "-2px" }} />{" "}
        <Anchor className="reach" href={mail ? `mailto:${value}` : `tel:${value.replace(/\s/g, "")}`}>{value}</Anchor>
        {label && <Text span c="dimmed"> {label}</Text>}
      </Text>
    );
  });
}
