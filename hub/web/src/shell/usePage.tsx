import { useState, type ReactNode } from "react";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

/// The first rows of a list that is here already, and the button that shows the next ones; nothing is left out silently.
export function usePage<T>(rows: T[], size = 50): { shown: T[]; more: ReactNode } {
  const { t } = useTranslation();
  const [count, setCount] = useState(size);
  const left = rows.length - count;
  const more = left > 0 && (
    <Button variant="subtle" size="xs" onClick={() => setCount(count + size)} data-testid="show-more">
      {t("list.show_more", { count: Math.min(size, left), shown: count, total: rows.length })}
    </Button>
  );
  return { shown: left > 0 ? rows.slice(0, count) : rows, more };
}
