import { useRef, useState } from "react";
import { Anchor, Card, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { EmptyState } from "@common/components/EmptyState";
import { listHref, useCatalogue } from "../data/meta";
import { Page } from "../shell/Page";

/// All types this user may read, by area.
export default function DirectoryPage() {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState("");
  const catalogue = useCatalogue().data!;
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => input.current?.focus()]]);
  const types = catalogue.types.filter((type) => catalogue.inMenu(type) && fits(type, text));
  const areas = [...byArea(types)].sort(([a], [b]) => a.localeCompare(b));
  return (
    <Page title={t("menu.records")}>
      <TextInput
        ref={input} value={text} onChange={(event) => setText(event.currentTarget.value)} maw={360} mb="md"
        aria-label={t("directory.search")} placeholder={t("directory.search")} leftSection={<IconSearch size={16} aria-hidden />}
      />
      {areas.length === 0 && <EmptyState title={t("list.nothing")} />}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {areas.map(([area, members]) => (
          <Card key={area}>
            <Title order={2} size="h3" mb="sm">{i18n.exists(`area.${area}`) ? t(`area.${area}`) : area}</Title>
            <Stack gap={10}>
              {members.map((type) => (
                <div key={type.path}>
                  <Anchor component={Link} to={listHref(type.path)} fw={500}>{type.plural}</Anchor>
                  {type.help && <Text size="sm" c="dimmed">{type.help}</Text>}
                </div>
              ))}
            </Stack>
          </Card>
        ))}
      </SimpleGrid>
    </Page>
  );
}

const fits = (type: TypeMeta, text: string): boolean =>
  [type.label, type.plural, type.help ?? ""].some((part) => part.toLowerCase().includes(text.trim().toLowerCase()));

function byArea(types: TypeMeta[]): Map<string, TypeMeta[]> {
  const areas = new Map<string, TypeMeta[]>();
  for (const type of types) areas.set(type.area, [...(areas.get(type.area) ?? []), type]);
  return areas;
}
