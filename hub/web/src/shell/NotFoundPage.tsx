import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";

export default function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <EmptyState heading title={t("not_found.title")} text={t("not_found.text")} icon={<IconMapOff size={24} />}>
      <Button component={Link} to="/">{t("not_found.home")}</Button>
    </EmptyState>
  );
}
