import type { TypeMeta } from "@common/meta";

/// What is read one after the other, as mail and papers are: their list opens with the reader beside it, at every width.
const read = new Set(["conversations", "messages", "notification-logs", "paperwork-documents", "attachments"]);

export const isRead = ({ path }: Pick<TypeMeta, "path">): boolean => read.has(path);

/// Whose message it is for the one who reads: his own stand at the right, as in every messenger.
export const isOwn = (message: Record<string, unknown>, user: string | undefined): boolean =>
  message.author_user ? message.author_user === user : message.direction === "out";
