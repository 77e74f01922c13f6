import { useState } from "react";
import { FileInput } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { call } from "@common/api";
import { problemAdvice } from "@common/problem";
import { common, type InputProps } from "./input";

/// Uploads at once and keeps the content's SHA-256 as the value.
export function BlobInput(props: InputProps<string>) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const upload = async (file: File | null) => {
    if (!file) return props.onChange(null);
    setBusy(true);
    setFailed(undefined);
    try {
      const { body } = await call<{ sha256: string }>("POST", "/api/blobs/", { body: file });
      props.onChange(body.sha256);
    } catch (error) {
      setFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const shared = common(props);
  return (
    <FileInput
      {...shared} error={shared.error ?? (failed === undefined ? undefined : problemAdvice(failed, t))} disabled={busy}
      placeholder={props.value ? t("field.file_kept", { hash: props.value.slice(0, 8) }) : t("field.file_choose")}
      leftSection={<IconPaperclip size={16} aria-hidden />} clearable onChange={(file) => void upload(file as File | null)}
    />
  );
}
