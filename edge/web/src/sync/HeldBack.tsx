import { useQuery } from "@tanstack/react-query";
import { ProblemError } from "@common/api";
import { load, send } from "../agent/client";
import { sizeText } from "../format";
import { Press } from "../parts/Press";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";

interface Transfer {
  held_back: number;
  held_back_bytes: number;
  used_bytes: number;
  budget_bytes: number;
  released: boolean;
}

const everyMs = 10_000;

/// Null where large files go over the broker and nothing is counted.
const useTransfer = () =>
  useQuery({
    queryKey: ["transfer"],
    queryFn: async () => {
      try {
        return await load<Transfer>("/api/transfer");
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: everyMs,
  });

/// Photos that wait because this month's bytes are used. Whoever needs them at the office now says so.
export function HeldBack() {
  const { t, language } = useText();
  const { data } = useTransfer();
  const release = useSaving(() => send("/api/transfer/release"));
  if (!data || data.held_back === 0) return null;
  return (
    <Note tone="attention" testid="held-back">
      <p>{t("sync.held_back", { count: data.held_back, size: sizeText(data.held_back_bytes, language), budget: sizeText(data.budget_bytes, language) })}</p>
      <Refusal error={release.error} />
      <Press working={release.working} onClick={() => release.run(undefined)} data-testid="held-back-release">{t("sync.send_anyway")}</Press>
    </Note>
  );
}
