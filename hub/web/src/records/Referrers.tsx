import { Alert, Anchor, List, Text } from "@mantine/core";
import "@mantine/core/styles/List.css";
import { IconLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { ProblemError, type FieldProblem } from "@common/api";
import { recordHref, recordTitle, useCatalogue } from "../data/meta";
import { useRecord } from "../data/records";

/// What keeps a record from being deleted, if it is that: places such as "work-orders/<id>".
export function referrersOf(error: unknown): FieldProblem[] {
  if (!(error instanceof ProblemError) || error.status !== 409) return [];
  return error.errors.filter(({ field }) => /^[a-z0-9-]+\/[0-9a-f-]{36}$/.test(field));
}

/// How many more there are, of those that are not named: too many, or not for this person. As the hub says it.
export const othersOf = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.status === 409 ? error.errors.find(({ field }) => field === "other")?.text : undefined;

/// The records that refer to one that was to be deleted, each a way there.
export function Referrers({ referrers, others }: { referrers: FieldProblem[]; others?: string }) {
  const { t } = useTranslation();
  return (
    <Alert color="danger" icon={<IconLink />} title={t("record.referred")} role="alert" data-testid="referrers">
      <Text size="sm" mb="xs">{t("record.referred_next")}</Text>
      <List size="sm" spacing={4}>
        {referrers.map(({ field }) => {
          const [path, id] = field.split("/");
          return <List.Item key={field}><Referrer path={path} id={id} /></List.Item>;
        })}
        {others && <List.Item data-testid="referrers-others">{others}</List.Item>}
      </List>
    </Alert>
  );
}

/// Somebody may see that there is one without seeing which.
function Referrer({ path, id }: { path: string; id: string }) {
  const type = useCatalogue().data?.path(path);
  const record = useRecord(path, id, type !== undefined).data;
  if (!type) return <>{path}</>;
  return <>{type.label}: {record ? <Anchor component={Link} to={recordHref(path, id)} inherit>{recordTitle(type, record)}</Anchor> : "–"}</>;
}
