import type { QuoteRow } from "../agent/types";
import { dateText } from "../format";
import { quotePath } from "../router";
import { useText } from "../text";
import { moneyText } from "./money";

export function QuoteRows({ rows }: { rows: QuoteRow[] }) {
  const { t, language } = useText();
  if (rows.length === 0) return <p className="empty">{t("quotes.none")}</p>;
  return (
    <ul className="rows" data-testid="quotes">
      {rows.map((row) => (
        <li key={row.id}>
          <a className="row" href={quotePath(row.id)} data-testid={`quote-${row.id}`}>
            <span className="row-main">
              <strong>{row.number} {row.account?.name}</strong>
              <span className="row-words muted">
                {[row.state_label, row.valid_until && t("quotes.until", { day: dateText(row.valid_until, language) }), row.waiting && t("common.waiting")].filter(Boolean).join(" · ")}
              </span>
            </span>
            <span className="figure">{moneyText(row.total, language)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
