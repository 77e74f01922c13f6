import { TextInput } from "@mantine/core";
import { useState } from "react";
import { usePriceBook, type ForWhom } from "../agent/queries";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { Sheet } from "../parts/Sheet";
import { useText } from "../text";
import type { TypedLine } from "./lines";
import { moneyText, readAmount } from "./money";

/// Something of the price book, found by words, or a line with a price of one's own.
export function AddLine({ whom, add, close }: { whom: ForWhom; add: (line: TypedLine) => void; close: () => void }) {
  const { t, language } = useText();
  const [search, setSearch] = useState("");
  const [own, setOwn] = useState<{ text: string; price: string } | null>(null);
  const query = usePriceBook(search, whom, own === null);
  const take = (line: TypedLine) => {
    add(line);
    close();
  };
  if (own) {
    const unclear = own.price.trim() !== "" && readAmount(own.price) === null;
    const fits = own.text.trim() !== "" && readAmount(own.price) !== null;
    return (
      <Sheet title={t("quotes.own_line")} close={close} testid="own-line-sheet">
        <form className="stack" onSubmit={(event) => { event.preventDefault(); if (fits) take({ name: own.text.trim(), quantity: "1", price: own.price, discount: "" }); }}>
          <TextInput label={t("quotes.line_text")} withAsterisk value={own.text} onChange={(event) => setOwn({ ...own, text: event.currentTarget.value })} data-testid="own-line-text" />
          <TextInput label={t("quotes.line_price")} withAsterisk value={own.price} inputMode="decimal" error={unclear ? t("bill.write_amount") : undefined} data-keys="number" onChange={(event) => setOwn({ ...own, price: event.currentTarget.value })} data-testid="own-line-price" />
          <Press type="submit" look="main" tall disabled={!fits} data-testid="own-line-add">{t("common.add")}</Press>
        </form>
      </Sheet>
    );
  }
  return (
    <Sheet title={t("quotes.add")} close={close} testid="price-book">
      <TextInput label={t("quotes.search")} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-testid="price-search" data-autofocus />
      <Press onClick={() => setOwn({ text: search, price: "" })} data-testid="own-line">{t("quotes.own_line")}</Press>
      <Loaded query={query}>
        {({ rows, total }) => (
          <>
            {rows.length === 0 && <p className="empty">{t("quotes.no_product", { text: search })}</p>}
            <ul className="rows">
              {rows.map((row) => (
                <li key={row.product}>
                  <button type="button" className="row" onClick={() => take({ product: row.product, name: row.name, quantity: "1", discount: "" })} data-testid={`add-${row.code}`}>
                    <span className="row-main"><strong>{row.name}</strong><span className="row-words muted">{row.code}</span></span>
                    <span className="figure">{row.price ? moneyText(row.price, language) : t("quotes.no_price")}</span>
                  </button>
                </li>
              ))}
            </ul>
            {total > rows.length && <p className="muted">{t("customers.more", { count: total - rows.length })}</p>}
          </>
        )}
      </Loaded>
    </Sheet>
  );
}
