import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { ProblemError } from "@common/api";
import { nextStep, problemText, worthAgain } from "@common/problem";
import { useEffect, useState, type ReactNode } from "react";
import { go } from "../router";
import { useText } from "../text";
import { Press } from "./Press";
import { Note } from "./Texts";

const skeletonAfterMs = 150;

/// A read's three faces: a skeleton after 150 ms, what went wrong, or the content. Old content stays while reading again.
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { t } = useText();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (!query.error) return <Waiting />;
  const gone = query.error instanceof ProblemError && query.error.status === 404;
  return (
    <div className="page">
      <Note tone="danger" live="assertive" testid="read-error">
        <strong>{gone ? t("common.gone") : t("common.failed")}</strong>
        {!gone && <p>{problemText(query.error, t)} {t(`problem.next.${nextStep(query.error)}`)}</p>}
        {query.error instanceof ProblemError && query.error.correlation && (
          <p className="small">{t("common.number")} {query.error.correlation}</p>
        )}
      </Note>
      {worthAgain(query.error) ? (
        <Press look="main" tall onClick={() => void query.refetch()}>{t("common.try_again")}</Press>
      ) : (
        <Press look="main" tall onClick={() => go("#/")}>{t("nav.back", { name: t("nav.today") })}</Press>
      )}
    </div>
  );
}

export function Waiting() {
  const { t } = useText();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), skeletonAfterMs);
    return () => window.clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className="page" role="status" aria-label={t("common.loading")}>
      <Skeleton height={180} radius={8} />
      <Skeleton height={72} radius={8} />
      <Skeleton height={72} radius={8} />
    </div>
  );
}
