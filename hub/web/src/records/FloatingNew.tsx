import { ActionIcon, Affix, Box } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { inSentence } from "../data/meta";

/// On a phone the main action of a list is under the thumb.
export function FloatingNew({ type }: { type: TypeMeta }) {
  const { t, i18n } = useTranslation();
  if (!type.may.create) return null;
  const text = t("record.new", { type: inSentence(type.label, i18n.language) });
  return (
    <>
      {/* The last row can be scrolled out from under it. */}
      <Box h={72} hiddenFrom="sm" aria-hidden />
      <Affix role="region" aria-label={text} position={{ bottom: "calc(16px + var(--phone-bar, 0px))", right: 16 }} hiddenFrom="sm" zIndex={90}>
        <ActionIcon
          component={Link} to={`/records/${type.path}/new`} size={56} radius="xl" variant="filled" aria-label={text}
          data-testid="floating-new"
        >
          <IconPlus size={26} />
        </ActionIcon>
      </Affix>
    </>
  );
}
