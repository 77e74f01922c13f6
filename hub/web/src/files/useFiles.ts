import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call, ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import type { RecordData, TypeMeta } from "@common/meta";
import { createRecord, patchRecord, useRecords, useTouched } from "../data/records";
import { comparison } from "../filter/filter";
import { kindOf, newestVersion, type Attachment, type FileVersion } from "./files";

export const filesPath = "attachments";

export interface Upload {
  name: string;
  problem?: string;
}

export function useFilesAbout(record: RecordData, enabled = true) {
  const filter = `${comparison("about.id", "=", record.id)} AND state != "removed"`;
  return useRecords(filesPath, { filter, order_by: "created_at desc", page_size: 100 }, enabled);
}

/// Uploads files one after the other: the bytes first, then the record that names them, or the next version of one.
export function useUpload(type: TypeMeta, record: RecordData) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const finish = (name: string, problem?: string) =>
    setUploads((all) => (problem ? all.map((one) => (one.name === name ? { name, problem } : one)) : all.filter((one) => one.name !== name)));
  const send = async (file: File, folder: string, of?: Attachment) => {
    const { body } = await call<{ sha256: string; size: number; mime: string }>("POST", "/api/blobs/", { body: file });
    const version: FileVersion = {
      number: ((of && newestVersion(of)?.number) ?? 0) + 1, blob: body.sha256, size: body.size, mime: body.mime || file.type || "application/octet-stream", at: new Date().toISOString(),
    };
    if (of) return patchRecord(filesPath, of.id, of.version, { versions: [...(of.versions ?? []), version] });
    return createRecord(filesPath, { about: { type: type.name, id: record.id }, name: file.name, kind: kindOf(version.mime), ...(folder && { folder }), versions: [version] });
  };
  const upload = async (files: File[], folder: string, of?: Attachment) => {
    setUploads((all) => [...all.filter((one) => !one.problem), ...files.map(({ name }) => ({ name }))]);
    for (const file of files) {
      try {
        await send(file, folder, of);
        finish(file.name);
      } catch (error) {
        finish(file.name, error instanceof ProblemError && error.errors.length > 0 ? error.errors.map((one) => one.text).join(" ") : problemAdvice(error, t));
      }
    }
    await touched(filesPath);
  };
  return { upload, uploads };
}
