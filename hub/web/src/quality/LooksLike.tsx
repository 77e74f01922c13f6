import { Anchor, Alert, Stack } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { recordHref } from "../data/meta";
import type { Likeness } from "../data/quality";
import { Reasons } from "./Reasons";

/// "Looks like …", while somebody types: it tells and never hinders.
export function LooksLike({ type, found }: { type: TypeMeta; found: Likeness[] }) {
  const { t } = useTranslation();
  if (found.length === 0) return null;
  return (
    <Alert color="attention" icon={<IconUsersGroup />} mb="md" role="status" data-testid="looks-like">
      <Stack gap={4}>
        {found.slice(0, 3).map(({ id, title, score, reasons }) => (
          <div key={id}>
            {t("quality.looks_like", { title: "" })} <Anchor component={Link} inherit to={recordHref(type.path, id)} target="_blank" rel="noreferrer">{title}</Anchor>
            <Reasons score={score} reasons={reasons} />
          </div>
        ))}
      </Stack>
    </Alert>
  );
}
