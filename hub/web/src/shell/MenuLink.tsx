import { ActionIcon } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

interface Props {
  to: string;
  label: string;
  active: boolean;
  starred?: boolean;
  onStar?: () => void;
  onGo: () => void;
  testId: string;
}

/// One line of the menu, with a star to have it among the favourites.
export function MenuLink({ to, label, active, starred, onStar, onGo, testId }: Props) {
  const { t } = useTranslation();
  const Star = starred ? IconStarFilled : IconStar;
  return (
    <li className="menu-line">
      <Link to={to} className="menu-link" aria-current={active ? "page" : undefined} onClick={onGo} data-testid={testId}>{label}</Link>
      {onStar && (
        <ActionIcon variant="subtle" color="neutral" size="sm" className="menu-star" data-starred={starred || undefined} aria-pressed={starred} aria-label={t("menu.star", { name: label })} title={t("menu.star", { name: label })} onClick={onStar} data-testid={`star-${testId}`}>
          <Star size={14} />
        </ActionIcon>
      )}
    </li>
  );
}
