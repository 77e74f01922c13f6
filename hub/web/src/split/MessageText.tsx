import { Anchor, Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatInstant } from "@common/format";
import type { RecordData } from "@common/meta";
import { titleOf } from "../fields/titles";

/// A single message, as mail is read: its heads, then its text.
export default function MessageText({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const author = record.author_user ?? record.author_contact;
  const heads: [string, string][] = [
    [t("split.from"), author ? titleOf(String(author), record.titles) : String(record.from ?? "")],
    [t("split.to"), Array.isArray(record.to) ? record.to.join(", ") : ""],
    [t("split.at"), formatInstant(record.created_at, "full")],
  ];
  return (
    <Paper withBorder p="md" bg="var(--surface)" data-testid="message-text">
      <dl className="heads">
        {heads.filter(([, text]) => text).map(([label, text]) => <div key={label}><dt>{label}</dt><dd>{text}</dd></div>)}
      </dl>
      <Text className="message-body" mt="md">{String(record.body ?? "")}</Text>
      {typeof record.conversation === "string" && (
        <Anchor component={Link} to={`/records/conversations?at=${record.conversation}`} mt="md" display="inline-block">{t("split.whole", { name: titleOf(record.conversation, record.titles) })}</Anchor>
      )}
    </Paper>
  );
}
