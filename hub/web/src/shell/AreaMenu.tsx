import { useState } from "react";
import { Stack, TextInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconClock, IconSearch, IconStar } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { listHref, recordHref, useCatalogue } from "../data/meta";
import { useSession } from "../session/session";
import { areaIcons } from "./areaIcons";
import { areasOf } from "./areas";
import { MenuGroup } from "./MenuGroup";
import { MenuLink } from "./MenuLink";
import { useRecent } from "./recent";
import { typeIcon } from "./typeIcons";
import "./menu.css";

const recentMax = 5;

/// Everything this user may open: favourites and what was open last on top, then all kinds of records by area.
export default function AreaMenu({ onGo }: { onGo: () => void }) {
  const { t, i18n } = useTranslation();
  const { pathname } = useLocation();
  const catalogue = useCatalogue().data!;
  const user = useSession().data?.user.id ?? "";
  const [text, setText] = useState("");
  const [favourites, setFavourites] = useLocalStorage<string[]>({ key: `truckroll.favourites.${user}`, defaultValue: [], getInitialValueInEffect: false });
  const recent = useRecent().slice(0, recentMax);
  const labelOf = (area: string) => (i18n.exists(`area.${area}`) ? t(`area.${area}`) : area);
  const areas = areasOf(catalogue, labelOf, text);
  const starred = favourites.map(catalogue.path).filter((type) => type !== undefined);
  const star = (path: string) => setFavourites(favourites.includes(path) ? favourites.filter((one) => one !== path) : [...favourites, path]);
  const here = pathname.split("/")[2] ?? "";
  const searching = text.trim() !== "";
  const link = ({ path, plural: label, custom, icon }: TypeMeta) => (
    <MenuLink key={path} icon={custom ? typeIcon(icon) : undefined} to={listHref(path)} label={label} active={here === path} starred={favourites.includes(path)} onStar={() => star(path)} onGo={onGo} testId={`list-${path}`} />
  );
  return (
    <Stack gap={4} mt="sm" data-testid="area-menu">
      <TextInput
        size="xs" value={text} onChange={(event) => setText(event.currentTarget.value)} placeholder={t("menu.search")} aria-label={t("menu.search")}
        leftSection={<IconSearch size={14} aria-hidden />} data-testid="menu-search"
      />
      {!searching && starred.length > 0 && <MenuGroup name="favourites" label={t("menu.favourites")} icon={IconStar}>{starred.map(link)}</MenuGroup>}
      {!searching && recent.length > 0 && (
        <MenuGroup name="recent" label={t("menu.recent")} icon={IconClock}>
          {recent.map(({ path, id, title }) => <MenuLink key={id} to={recordHref(path, id)} label={title} active={pathname.endsWith(id)} onGo={onGo} testId={`recent-${id}`} />)}
        </MenuGroup>
      )}
      {areas.map(({ name, label, types }) => (
        <MenuGroup key={`${name}${searching}`} name={name} label={label} icon={areaIcons[name] ?? areaIcons.own!} folded={!searching && !types.some((type) => type.path === here)}>
          {types.map(link)}
        </MenuGroup>
      ))}
    </Stack>
  );
}
