import { Alert, Anchor, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { problemAdvice } from "@common/problem";
import { recordHref } from "../data/meta";
import { useDecide, type Billing, type Conflict } from "./conflicts";

const ways: Billing[] = ["bill", "travel_only", "do_not_bill"];

/// The work was done although the office had called it off: what was done stands, and one press says what is billed.
export function BillChoices({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation();
  const decide = useDecide(conflict);
  return (
    <>
      <Text size="sm">
        {t(conflict.billing?.work_order_state === "done" ? "conflicts.bill_waits" : "conflicts.bill_later")}{" "}
        <Anchor component={Link} inherit to={recordHref("work-orders", conflict.billing!.work_order)}>{t("conflicts.to_job")}</Anchor>
      </Text>
      {decide.isError && <Alert color="danger" role="alert">{problemAdvice(decide.error, t)}</Alert>}
      <Group gap="xs">
        {ways.map((billing) => (
          <Button key={billing} variant={billing === "bill" ? "filled" : "default"} mih={44} loading={decide.isPending && decide.variables?.billing === billing} disabled={decide.isPending} onClick={() => decide.mutate({ choice: "theirs", billing })} data-testid={`bill-${billing}`}>
            {t(`conflicts.bill.${billing}`)}
          </Button>
        ))}
      </Group>
    </>
  );
}
