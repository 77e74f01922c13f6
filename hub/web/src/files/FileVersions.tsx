import { Anchor, Modal, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { formatBytes } from "@common/format";
import { titleOf } from "../fields/titles";
import { blobUrl, type Attachment } from "./files";

/// Every version of a file that was ever given, the newest first.
export function FileVersions({ file, titles, onClose }: { file: Attachment; titles: Record<string, string>; onClose: () => void }) {
  const { t } = useTranslation();
  const versions = [...(file.versions ?? [])].sort((a, b) => b.number - a.number);
  return (
    <Modal opened onClose={onClose} size="lg" title={t("files.versions_of", { name: file.name })} closeButtonProps={{ "aria-label": t("close") }}>
      <Table data-testid="file-versions">
        <Table.Tbody>
          {versions.map((version) => (
            <Table.Tr key={version.line ?? version.number}>
              <Table.Td>{t("record.version", { version: version.number })}</Table.Td>
              <Table.Td><Age at={version.at} /></Table.Td>
              <Table.Td>{version.by && titleOf(version.by, titles)}</Table.Td>
              <Table.Td className="num">{version.size !== undefined && formatBytes(version.size)}</Table.Td>
              <Table.Td><Anchor href={blobUrl(version.blob)} download={file.name}>{t("files.download")}</Anchor></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
