import { Anchor, Badge, Paper, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatAge, formatInstant } from "@common/format";
import { usePage } from "../shell/usePage";
import type { Receipt } from "../data/receipts";

/// Plans that a technician's van has not confirmed: made, moved or called off since it was last heard.
export function NotReceived({ receipts }: { receipts: Receipt[] }) {
  const { t } = useTranslation();
  const { shown, more } = usePage(receipts, 20);
  if (receipts.length === 0) return null;
  return (
    <section data-testid="not-received">
      <Title order={2} size="h3" mb="sm" id="not-received">{t("home.waiting_receipts")}</Title>
      <Paper withBorder mb="lg" bg="var(--surface)"><Table.ScrollContainer minWidth={0}>
        <Table verticalSpacing="xs" aria-labelledby="not-received">
          <Table.Tbody>
            {shown.map((receipt) => (
              <Table.Tr key={receipt.visit + receipt.technician} data-testid={`receipt-${receipt.visit}`} data-state={receipt.state}>
                <Table.Td>
                  <Text fw={600} size="sm">{receipt.technician_name}</Text>
                  <Text c="dimmed" size="sm">{receipt.online ? t("home.van_online") : receipt.last_contact_at ? t("home.van_heard", { age: formatAge(receipt.last_contact_at) }) : t("home.van_never")}</Text>
                </Table.Td>
                <Table.Td>
                  <Anchor component={Link} to={`/work-orders/${receipt.work_order}`} size="sm">{receipt.number} {receipt.summary}</Anchor>
                  <Text c="dimmed" size="sm">
                    {formatInstant(receipt.start)} {receipt.state === "cancelled" && <Badge size="sm" color="attention" variant="light">{t("home.called_off")}</Badge>}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer></Paper>
      {more}
    </section>
  );
}
