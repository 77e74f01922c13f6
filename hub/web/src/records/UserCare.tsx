import { Alert, Anchor, Button } from "@mantine/core";
import { IconInfoCircle, IconUserShield } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { RecordData } from "@common/meta";
import { recordHref, useCatalogue } from "../data/meta";
import { useRecords } from "../data/records";
import { comparison } from "../filter/filter";
import { lacking } from "./userCare";

/// The way from a person to what he may do.
export function GiveRole({ user }: { user: RecordData }) {
  const { t } = useTranslation();
  const may = useCatalogue().data!.path("role-assignments")?.may.create;
  if (!may || user.state === "left") return null;
  return (
    <Button component={Link} to={`/records/role-assignments/new?user=${user.id}`} variant="default" leftSection={<IconUserShield size={16} aria-hidden />} data-testid="give-role">
      {t("user.give_role")}
    </Button>
  );
}

/// What still keeps a person from working here; told to those who can mend it.
export function UserHints({ user }: { user: RecordData }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("role-assignments");
  const query = useRecords("role-assignments", { filter: comparison("user", "=", user.id) }, Boolean(type?.may.create));
  const assignments = query.data?.pages.flatMap((page) => page.items);
  if (!assignments) return null;
  const { steps, waiting } = lacking(user, assignments);
  if (steps.length === 0) return null;
  return (
    <Alert color="attention" icon={<IconInfoCircle />} mb="md" role="status" title={t("user.not_ready")} data-testid="user-hints">
      {steps.map((step) => (
        <div key={step} data-testid={`hint-${step}`}>
          {t(`user.${step}`)} {step === "approve" && waiting && <Anchor component={Link} inherit to={recordHref("role-assignments", waiting.id)}>{t("user.open_request")}</Anchor>}
        </div>
      ))}
    </Alert>
  );
}
