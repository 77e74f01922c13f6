import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { place } from "@common/format";
import { problemAdvice } from "@common/problem";
import { todayIn } from "@common/zone";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { csvOf, saveAs } from "./csv";
import { rowsOf, type Targets } from "./targets";

/// What is chosen, as a CSV file with the columns that are shown.
export function useExport(type: TypeMeta, columns: { field: FieldMeta; label: string }[]) {
  const { t } = useTranslation();
  return async (targets: Targets) => {
    const rows: RecordData[] = [];
    try {
      for await (const row of rowsOf(targets, new AbortController().signal)) rows.push(row);
      saveAs(`${type.path}-${todayIn(place().zone)}.csv`, csvOf(type, columns, rows));
    } catch (error) {
      notifications.show({ color: "danger", title: t("bulk.export"), message: problemAdvice(error, t) });
    }
  };
}
