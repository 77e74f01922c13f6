import { ActionIcon } from "@mantine/core";
import { IconStar, IconStarFilled, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

interface Props {
  to: string;
  label: string;
  icon?: Icon;
  active: boolean;
  starred?: boolean;
  onStar?: () => void;
  onGo: () => void;
  testId: string;
}

/// One line of the menu, with a star to have it among the favourites.
export function MenuLink({ to, label, icon: Own, active, starred, onStar, onGo, testId }: Props) {
  const { t } = useTranslation();
  const Star = starred ? IconStarFilled : IconStar;
  return (
    <li className="menu-line">
      <Link to={to} className="menu-link" aria-current={active ? "page" : undefined} onClick={onGo} data-testid={testId}>{Own && <Own size={16} stroke={1.7} aria-hidden />}{label}</Link>
      {onStar && (
        <ActionIcon variant="subtle" color="neutral" size="sm" className="menu-star" data-starred={starred || undefined} aria-pressed={starred} aria-label={t("menu.star", { name: label })} title={t("menu.star", { name: label })} onClick={onStar} data-testid={`star-${testId}`}>
          <Star size={14} />
        </ActionIcon>
      )}
    </li>
  );
}
