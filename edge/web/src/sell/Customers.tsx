import { TextInput } from "@mantine/core";
import { IconFileDollar, IconMap, IconPhone, IconTool, IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useCustomer, useCustomers } from "../agent/queries";
import type { Customer, CustomerRow } from "../agent/types";
import { momentText } from "../format";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { Note } from "../parts/Texts";
import { customerPath, go, jobPath, newQuotePath, quotePath, takeOnPath } from "../router";
import { geoLink } from "../parts/geo";
import { Screen } from "../shell/Screen";
import { textOr, useText } from "../text";
import { NewCustomer } from "./NewCustomer";
import { QuoteRows } from "./QuoteRows";

/// Customers that the van holds, found as one types; one of them; a new one.
export function Customers({ id }: { id?: string }) {
  if (id === "new") return <NewCustomer />;
  return id ? <One id={id} /> : <List />;
}

function List() {
  const { t } = useText();
  const [search, setSearch] = useState("");
  const query = useCustomers(search);
  return (
    <Screen
      title={t("customers.title")}
      action={
        <Press look="main" tall icon={<IconUserPlus aria-hidden />} onClick={() => go(customerPath("new"))} data-testid="customer-new">
          {t("customers.new")}
        </Press>
      }
    >
      <div className="page">
        <TextInput
          label={t("customers.search")} description={t("customers.search_help")} value={search} data-testid="customer-search"
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <a className="press" href={quotePath()} data-testid="quotes-mine"><IconFileDollar aria-hidden /><span>{t("quotes.mine")}</span></a>
        <Loaded query={query}>
          {({ rows, total }) => (
            <>
              {rows.length === 0 && <p className="empty">{search ? t("customers.no_match", { text: search }) : t("customers.empty")}</p>}
              <ul className="rows" data-testid="customers">{rows.map((row) => <li key={row.id}><Row row={row} /></li>)}</ul>
              {total > rows.length && <p className="muted">{t("customers.more", { count: total - rows.length })}</p>}
            </>
          )}
        </Loaded>
      </div>
    </Screen>
  );
}

function Row({ row }: { row: CustomerRow }) {
  const { t } = useText();
  return (
    <a className="row" href={customerPath(row.id)} data-testid={`customer-${row.id}`}>
      <span className="row-main">
        <strong>{row.name}</strong>
        <span className="row-words muted">{[row.city, row.phone].filter(Boolean).join(" · ")}</span>
      </span>
      {row.waiting && <span className="word">{t("common.waiting")}</span>}
    </a>
  );
}

function One({ id }: { id: string }) {
  const { t } = useText();
  const query = useCustomer(id);
  return (
    <Screen
      title={query.data?.name ?? t("customers.one")}
      back={{ path: customerPath(), name: t("customers.title") }}
      action={query.data && (
        <Press look="main" tall icon={<IconFileDollar aria-hidden />} onClick={() => go(newQuotePath(id))} data-testid="quote-new">
          {t("quotes.new")}
        </Press>
      )}
    >
      <Loaded query={query}>{(customer) => <Facts customer={customer} />}</Loaded>
    </Screen>
  );
}

function Facts({ customer }: { customer: Customer }) {
  const { t, language } = useText();
  return (
    <div className="page">
      {customer.waiting && <Note tone="plain" testid="customer-waiting">{t("customers.waiting")}</Note>}
      <div className="where-buttons">
        {customer.phone && <a className="press" href={`tel:${customer.phone.replace(/\s/g, "")}`} data-testid="customer-call"><IconPhone aria-hidden /><span>{customer.phone}</span></a>}
        {customer.mail && <Mail mail={customer.mail} />}
        <a className="press" href={takeOnPath(customer.id)} data-testid="take-on"><IconTool aria-hidden /><span>{t("take_on.title")}</span></a>
      </div>
      <Part title={t("customers.sites")}>
        {customer.sites.map((site) => (
          <div key={site.id} className="part">
            <span className="part-text">
              <strong>{site.name}</strong>
              <span>{addressOf(site)}</span>
              {site.access_notes && <span className="muted pre">{site.access_notes}</span>}
            </span>
            {(site.position || addressOf(site)) && (
              <a className="press" href={geoLink(site.position, addressOf(site))} data-testid="site-map"><IconMap aria-hidden /><span>{t("customers.map")}</span></a>
            )}
          </div>
        ))}
      </Part>
      <Part title={t("customers.contacts")}>
        {customer.contacts.map((contact) => (
          <div key={contact.id} className="part">
            <span className="part-text"><strong>{contact.name}</strong>{contact.mail && <Mail mail={contact.mail} />}</span>
            {contact.phone && <a className="press" href={`tel:${contact.phone.replace(/\s/g, "")}`}><IconPhone aria-hidden /><span>{contact.phone}</span></a>}
          </div>
        ))}
      </Part>
      <section aria-label={t("quotes.title")}>
        <h2>{t("quotes.title")}</h2>
        <QuoteRows rows={customer.quotes} />
      </section>
      <Part title={t("customers.equipment")}>
        {customer.equipment.map((one) => <div key={one.id} className="part"><span className="part-text">{one.name}</span></div>)}
      </Part>
      <section aria-label={t("customers.visits")}>
        <h2>{t("customers.visits")}</h2>
        {customer.visits.length === 0 && <p className="empty">{t("customers.none")}</p>}
        <ul className="rows">
          {customer.visits.map((visit) => (
            <li key={visit.id}>
              <a className="row" href={jobPath(visit.id)}>
                <span className="row-main"><strong>{visit.number} {visit.summary}</strong><span className="row-words muted">{textOr(t, `state.${visit.state}`, visit.state)}</span></span>
                <span className="muted">{momentText(visit.start, language)}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

const addressOf = ({ address }: Customer["sites"][number]): string =>
  [address.line1, [address.postal_code, address.city].filter(Boolean).join(" ")].filter(Boolean).join(", ");

const Mail = ({ mail }: { mail: string }) => <a className="mail" href={`mailto:${mail}`}>{mail}</a>;

function Part({ title, children }: { title: string; children: React.ReactNode[] }) {
  const { t } = useText();
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children.length === 0 && <p className="empty">{t("customers.none")}</p>}
      <div className="list">{children}</div>
    </section>
  );
}
