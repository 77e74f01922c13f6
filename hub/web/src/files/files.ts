import type { RecordData } from "@common/meta";

export interface FileVersion {
  line?: string;
  number: number;
  blob: string;
  size?: number;
  mime: string;
  at: string;
  by?: string;
  note?: string;
}

export interface Attachment extends RecordData {
  name: string;
  kind?: string;
  folder?: string;
  versions?: FileVersion[];
  renditions?: string[];
}

export const newestVersion = ({ versions }: Attachment): FileVersion | undefined =>
  [...(versions ?? [])].sort((a, b) => b.number - a.number)[0];

/// Files of one folder stand together; those of none come first.
export function foldersOf(files: Attachment[]): [string, Attachment[]][] {
  const folders = new Map<string, Attachment[]>();
  for (const file of files) folders.set(file.folder ?? "", [...(folders.get(file.folder ?? "") ?? []), file]);
  return [...folders].sort(([a], [b]) => a.localeCompare(b));
}

/// What kind of attachment a file is, by its own type.
export function kindOf(mime: string): string {
  if (mime.startsWith("image/")) return "photo";
  if (mime.startsWith("video/")) return "video";
  if (mime.startsWith("audio/")) return "voice";
  return "document";
}

/// Pictures that browsers draw; the rest is opened or saved.
export const isPicture = (mime: string): boolean => /^image\/(png|jpeg|webp|gif|avif)$/.test(mime);

export const blobUrl = (sha256: string): string => `/api/blobs/${sha256}`;
