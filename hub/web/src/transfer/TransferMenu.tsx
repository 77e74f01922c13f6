import { lazy, Suspense, useState } from "react";
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDots, IconFileExport, IconFileImport, IconHistory, IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { useMatchedTypes } from "../data/quality";

const DeletedDialog = lazy(() => import("../records/DeletedDialog"));
const ExportDialog = lazy(() => import("./ExportDialog"));

/// What a list gives to files and takes from them.
export function TransferMenu({ type, list }: { type: TypeMeta; list: { filter?: string; search?: string; order_by?: string } }) {
  const { t } = useTranslation();
  const mayImport = type.may.create && Boolean(useCatalogue().data?.path("import-runs")?.may.create);
  const matched = useMatchedTypes().data?.some((one) => one.type === type.name) ?? false;
  const [exporting, setExporting] = useState(false);
  const [deleted, setDeleted] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label={t("transfer.menu")}>
            <ActionIcon variant="default" size={36} aria-label={t("transfer.menu")} data-testid="transfer-menu"><IconDots size={18} /></ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {mayImport && (
            <Menu.Item component={Link} to={`/import/${type.path}`} leftSection={<IconFileImport size={16} />} data-testid="list-import">{t("transfer.import")}</Menu.Item>
          )}
          <Menu.Item leftSection={<IconFileExport size={16} />} onClick={() => setExporting(true)} data-testid="list-export">{t("transfer.export")}</Menu.Item>
          {mayImport && (
            <Menu.Item component={Link} to="/records/import-runs" leftSection={<IconHistory size={16} />}>{t("transfer.runs")}</Menu.Item>
          )}
          {matched && (
            <Menu.Item component={Link} to={`/data-quality?type=${type.name}`} leftSection={<IconUsersGroup size={16} />} data-testid="list-duplicates">{t("quality.duplicates")}</Menu.Item>
          )}
          {type.may.delete && (
            <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setDeleted(true)} data-testid="list-deleted">{t("deleted.menu")}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {deleted && <Suspense fallback={null}><DeletedDialog type={type} onClose={() => setDeleted(false)} /></Suspense>}
      {exporting && <Suspense fallback={null}><ExportDialog type={type} list={list} onClose={() => setExporting(false)} /></Suspense>}
    </>
  );
}
