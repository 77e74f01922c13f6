import { useEffect, useState } from "react";
import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import { useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "@common/components/ErrorState";
import { StateBadge } from "@common/components/StateBadge";
import { inSentence, listHref, stateLabel, useCatalogue } from "../data/meta";
import { actOn, patchRecord, useRecord, useTouched } from "../data/records";
import { atWork, stateOf, useProgress } from "../data/transfer";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { CheckedStep } from "./CheckedStep";
import { DoneStep } from "./DoneStep";
import { MappingStep } from "./MappingStep";
import { WorkingStep } from "./WorkingStep";

/// An import from mapping to taking back: each state of its run is one step.
export default function ImportRunPage() {
  const { t, i18n } = useTranslation();
  const id = useParams().id ?? "";
  const catalogue = useCatalogue().data;
  const runType = catalogue?.path("import-runs");
  const run = useRecord("import-runs", id);
  const state = stateOf(run.data);
  const progress = useProgress(id, atWork(state));
  useFollow(id, state, progress.data?.state);
  const type = catalogue?.types.find((one) => one.name === run.data?.of_type);
  if (!runType || (run.isSuccess && !type)) return <NotFoundPage />;
  return (
    <Page
      title={t("transfer.import_title", { types: type ? inSentence(type.plural, i18n.language) : "" })} crumbs={[{ text: runType.plural, to: listHref("import-runs") }, { text: String(run.data?.name ?? "") }]}
      badge={state && <StateBadge state={state} label={state === "undoing" ? t("transfer.undoing") : stateLabel(runType, state)} />}
    >
      {run.isPending && <Skeleton h={240} />}
      {run.isError && <ErrorState error={run.error} onRetry={() => void run.refetch()} />}
      {run.data && type && <Steps key={id} run={run.data} type={type} progress={progress.data} />}
    </Page>
  );
}

/// The record is asked again when the progress tells of another state, should the live link be late.
function useFollow(id: string, known: string | undefined, told: string | undefined) {
  const client = useQueryClient();
  useEffect(() => {
    if (known && told && known !== told) void client.invalidateQueries({ queryKey: ["record", "import-runs", id] });
  }, [client, id, known, told]);
}

type StepsProps = Pick<Parameters<typeof MappingStep>[0], "run" | "type"> & { progress: Parameters<typeof WorkingStep>[0]["progress"] };

function Steps({ run, type, progress }: StepsProps) {
  const touched = useTouched();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [editing, setEditing] = useState(false);
  const guarded = async (work: () => Promise<unknown>) => {
    setError(undefined);
    setBusy(true);
    try {
      await work();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
    touched("import-runs", run.id);
    void client.invalidateQueries({ queryKey: ["import", run.id] });
  };
  const act = (action: string) => void guarded(() => actOn("import-runs", run.id, action, {}));
  const check = (patch: Record<string, unknown>) =>
    void guarded(async () => {
      await patchRecord("import-runs", run.id, run.version, patch);
      if (run.state !== "mapped" || editing) await actOn("import-runs", run.id, "map", {});
      await actOn("import-runs", run.id, "dry-run", {});
      setEditing(false);
    });
  const start = (patch: Record<string, unknown>) =>
    void guarded(async () => {
      await patchRecord("import-runs", run.id, run.version, patch);
      await actOn("import-runs", run.id, "start", {});
    });
  const state = stateOf(run);
  const mapping = editing || ["new", "mapped", "failed"].includes(String(run.state));
  return (
    <Stack>
      {error !== undefined && <ErrorState error={error} />}
      {mapping && <MappingStep run={run} type={type} busy={busy} onCheck={check} onResume={run.state === "failed" ? () => act("resume") : undefined} />}
      {!mapping && (atWork(state) || state === "paused") && <WorkingStep run={run} progress={progress} busy={busy} onAct={act} />}
      {!mapping && run.state === "checked" && <CheckedStep run={run} type={type} busy={busy} onEdit={() => setEditing(true)} onStart={start} />}
      {!mapping && ["done", "undone"].includes(String(state)) && <DoneStep run={run} type={type} progress={progress} busy={busy} onUndo={() => act("undo")} />}
    </Stack>
  );
}
