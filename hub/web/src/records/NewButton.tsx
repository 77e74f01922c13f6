import { Button, type ButtonProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { inSentence, useCatalogue } from "../data/meta";

interface Props extends ButtonProps {
  path: string;
  "data-testid"?: string;
}

/// To the form for a new record of a type; nothing for whom may not make one.
export function NewButton({ path, ...shared }: Props) {
  const { t, i18n } = useTranslation();
  const type = useCatalogue().data?.path(path);
  if (!type?.may.create) return null;
  return (
    <Button component={Link} to={`/records/${path}/new`} data-testid="empty-new" {...shared}>
      {t("record.new", { type: inSentence(type.label, i18n.language) })}
    </Button>
  );
}
