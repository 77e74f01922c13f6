import { TextInput } from "@mantine/core";
import { IconArrowBarToDown, IconArrowBarUp } from "@tabler/icons-react";
import { useState } from "react";
import { useStock } from "../agent/queries";
import type { Stock as StockData, StockItem } from "../agent/types";
import { amountText, decimalText, unitText } from "../format";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { useScanner } from "../scan/useScanner";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { MoveSheet, type MoveKind } from "./MoveSheet";
import { findItems, freeOf } from "./search";

export function Stock() {
  const { t } = useText();
  const query = useStock();
  const [text, setText] = useState("");
  const [move, setMove] = useState<{ kind: MoveKind; code: string } | null>(null);
  useScanner((code) => (move ? setMove({ ...move, code }) : setText(code)));
  const open = (kind: MoveKind, code = "") => setMove({ kind, code });
  return (
    <Screen
      title={t("stock.title")}
      action={
        <div className="pair">
          <Press tall icon={<IconArrowBarUp aria-hidden />} onClick={() => open("hand-over")} data-testid="stock-hand-over">{t("stock.hand_over")}</Press>
          <Press look="main" tall icon={<IconArrowBarToDown aria-hidden />} onClick={() => open("receive")} data-testid="stock-receive">{t("stock.receive")}</Press>
        </div>
      }
    >
      <Loaded query={query}>
        {(stock) => (
          <div className="page">
            <div className="line">
              <TextInput className="grow" label={t("stock.search")} value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="stock-search" />
              {text && <Press look="quiet" onClick={() => setText("")}>{t("stock.clear")}</Press>}
            </div>
            <Items stock={stock} text={text} handOver={(code) => open("hand-over", code)} receive={(code) => open("receive", code)} />
            {move && <MoveSheet key={move.kind + move.code} kind={move.kind} code={move.code} stock={stock} close={() => setMove(null)} />}
          </div>
        )}
      </Loaded>
    </Screen>
  );
}

interface ItemActions {
  handOver: (code: string) => void;
  receive: (code: string) => void;
}

function Items({ stock, text, ...actions }: { stock: StockData; text: string } & ItemActions) {
  const { t } = useText();
  const found = findItems(stock.items, text);
  if (stock.items.length === 0) return <p className="empty">{t("stock.empty")}</p>;
  if (found.length === 0) return <p className="empty">{t("stock.no_match", { text })}</p>;
  return <ul className="list">{found.map((item) => <Item key={item.product} item={item} {...actions} />)}</ul>;
}

function Item({ item, handOver, receive }: { item: StockItem } & ItemActions) {
  const { t, language } = useText();
  const free = freeOf(item);
  return (
    <li className="part" data-testid={`stock-${item.code}`}>
      <span className="part-amount" data-tone={Number(item.on_hand) <= 0 ? "danger" : undefined}>
        {decimalText(item.on_hand, language)}<span className="small">{unitText(item.unit)}</span>
      </span>
      <span className="part-text">
        <strong>{item.name}</strong>
        <span className="muted">
          {item.code} · {t("stock.free", { quantity: amountText(free, item.unit, language) })}
          {Number(item.reserved) > 0 && ` · ${t("stock.reserved", { quantity: amountText(item.reserved, item.unit, language) })}`}
        </span>
      </span>
      <span className="part-buttons">
        <button type="button" className="square" onClick={() => handOver(item.code)} aria-label={`${t("stock.hand_over")}: ${item.name}`}><IconArrowBarUp /></button>
        <button type="button" className="square" onClick={() => receive(item.code)} aria-label={`${t("stock.receive")}: ${item.name}`}><IconArrowBarToDown /></button>
      </span>
    </li>
  );
}
