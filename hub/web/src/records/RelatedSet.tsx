import { Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { inSentence } from "../data/meta";
import { comparison } from "../filter/filter";
import { RelatedRows } from "./RelatedRows";

/// The rows of an owned type that belong to one record; a frozen one takes no more.
export function RelatedSet({ type, field, owner, frozen }: { type: TypeMeta; field: FieldMeta; owner: string; frozen: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {type.may.create && !frozen && (
        <Group justify="flex-end" mb="sm">
          <Button component={Link} to={`/records/${type.path}/new?${field.name}=${owner}`} size="xs" variant="light" leftSection={<IconPlus size={16} aria-hidden />}>
            {t("record.new", { type: inSentence(type.label, i18n.language) })}
          </Button>
        </Group>
      )}
      <RelatedRows type={type} filter={comparison(field.name, "=", owner)} />
    </>
  );
}
