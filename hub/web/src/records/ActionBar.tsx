import { useState } from "react";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import type { FlowAction, RecordData, TypeMeta } from "@common/meta";
import { actOn, countQuery, useTouched, type ActionReply } from "../data/records";
import { ActionAnswer, answerOf, type Answer } from "./ActionAnswer";
import { ActionDialog } from "./ActionDialog";
import { isFinal, isSetback, openActions, workOf } from "./actions";

const inSight = 2;

/// What can be done with the record now: the first move as the main button, the rest behind it.
export function ActionBar({ type, record, main = true }: { type: TypeMeta; record: RecordData; main?: boolean }) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [asking, setAsking] = useState<FlowAction>();
  const [busy, setBusy] = useState("");
  const [answer, setAnswer] = useState<Answer & { title: string }>();
  const all = openActions(type, record);
  const mild = all.filter((action) => !isFinal(action.name));
  const shown = mild.slice(0, inSight);
  const hidden = all.filter((action) => !shown.includes(action));
  const work = workOf(shown[0], record);
  const count = useQuery({ ...countQuery(work?.path ?? "", work?.filter ?? ""), enabled: work !== undefined }).data?.total;
  const urges = main && (!work || Boolean(count));
  const tell = (action: FlowAction, reply: ActionReply) => {
    const told = answerOf(reply);
    setAnswer(told && { ...told, title: action.label });
  };
  const start = async (action: FlowAction) => {
    if (action.input?.length || isFinal(action.name)) return setAsking(action);
    setBusy(action.name);
    try {
      tell(action, await actOn(type.path, record.id, action.name, {}));
    } catch (error) {
      notifications.show({ color: "danger", title: action.label, message: problemAdvice(error, t), autoClose: 12_000 });
    } finally {
      setBusy("");
      touched(type.path, record.id);
    }
  };
  if (all.length === 0 && !answer) return null;
  return (
    <>
      {shown.map((action, index) => (
        <Button
          key={action.name} variant={urges && index === 0 && !isSetback(action.name) ? "filled" : "default"} loading={busy === action.name}
          onClick={() => void start(action)} data-testid={`action-${action.name}`}
        >
          {action.label}
        </Button>
      ))}
      {hidden.length > 0 && (
        <Menu position="bottom-end" withinPortal keepMounted>
          <Menu.Target>
            {shown.length > 0 ? (
              <ActionIcon variant="default" size={36} aria-label={t("record.more")} data-testid="more-actions"><IconDots size={18} /></ActionIcon>
            ) : (
              <Button variant="default" rightSection={<IconChevronDown size={16} />} data-testid="more-actions">{t("record.more")}</Button>
            )}
          </Menu.Target>
          <Menu.Dropdown>
            {hidden.map((action) => (
              <Menu.Item
                key={action.name} color={isFinal(action.name) ? "danger" : undefined} onClick={() => void start(action)}
                data-testid={`action-${action.name}`}
              >
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {asking && <ActionDialog type={type} record={record} action={asking} onAnswer={(reply) => tell(asking, reply)} onClose={() => setAsking(undefined)} />}
      {answer && <ActionAnswer type={type.name} title={answer.title} answer={answer} onClose={() => setAnswer(undefined)} />}
    </>
  );
}
