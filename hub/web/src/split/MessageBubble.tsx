import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import type { RecordData, TypeMeta } from "@common/meta";
import { titleOf } from "../fields/titles";
import { useSession } from "../session/session";
import { isOwn } from "./reading";

/// One message of a talk: who, when, by which way, what.
export function MessageBubble({ type, message }: { type: TypeMeta; message: RecordData }) {
  const { t } = useTranslation();
  const user = useSession().data?.user.id;
  const author = message.author_user ?? message.author_contact;
  const channel = type.fields.find(({ name }) => name === "channel")?.choices?.find(({ value }) => value === message.channel)?.label;
  return (
    <div className="bubble" data-own={isOwn(message, user) || undefined} data-testid={`bubble-${message.id}`}>
      <Group gap={8}>
        <Text size="sm" fw={600}>{author ? titleOf(String(author), message.titles) : String(message.from ?? "")}</Text>
        <Text size="sm" className="split-facts">{channel} · <Age at={message.created_at} /></Text>
        {message.internal === true && <Badge color="neutral" size="sm" tt="none">{t("talk.internal_short")}</Badge>}
      </Group>
      {typeof message.subject === "string" && message.subject && <Text fw={500}>{message.subject}</Text>}
      <Text className="message-body">{String(message.body ?? "")}</Text>
    </div>
  );
}
