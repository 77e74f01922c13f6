import type { PricedLine, Sums as SumsOf } from "../agent/types";
import { amountText, decimalText } from "../format";
import { useText } from "../text";
import { moneyText } from "./money";

/// Lines, taxes and the total, as the customer reads them; brief: without the lines.
export function Sums({ sums, testid, brief }: { sums: SumsOf; testid?: string; brief?: boolean }) {
  const { t, language } = useText();
  return (
    <div className="stack" data-testid={testid}>
      {!brief && <ul className="list">{sums.lines.map((line, index) => <Line key={index} line={line} />)}</ul>}
      <dl className="sums">
        <div><dt>{t("sums.net")}</dt><dd>{moneyText(sums.net, language)}</dd></div>
        {sums.taxes.map((tax) => (
          <div key={tax.name}><dt>{t("sums.tax", { percent: decimalText(tax.percent, language) })}</dt><dd>{moneyText(tax.amount, language)}</dd></div>
        ))}
        <div className="total"><dt>{t("sums.total")}</dt><dd data-testid="total">{moneyText(sums.total, language)}</dd></div>
      </dl>
    </div>
  );
}

function Line({ line }: { line: PricedLine }) {
  const { t, language } = useText();
  const each = [amountText(line.quantity, line.unit, language), line.unit_price && moneyText(line.unit_price, language)].filter(Boolean).join(" × ");
  return (
    <li className="part">
      <span className="part-text">
        <strong>{line.text}</strong>
        <span className="muted">{each}{line.discount && ` · ${t("sums.less", { percent: decimalText(line.discount, language) })}`}</span>
        {line.problem && <span className="reason">{line.problem}</span>}
      </span>
      <span className="figure">{moneyText(line.net, language)}</span>
    </li>
  );
}
