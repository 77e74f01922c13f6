import { Anchor, Breadcrumbs, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

export interface Crumb {
  text: string;
  to?: string;
}

export function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("shell.crumbs")}>
      <Breadcrumbs mb={4} separator="›" separatorMargin={6}>
        {crumbs.map((crumb) =>
          crumb.to ? (
            <Anchor key={crumb.text} component={Link} to={crumb.to} size="sm" c="dimmed">{crumb.text}</Anchor>
          ) : (
            <Text key={crumb.text} size="sm" c="dimmed">{crumb.text}</Text>
          ),
        )}
      </Breadcrumbs>
    </nav>
  );
}
