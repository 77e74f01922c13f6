#include "proto/records/billing/line_item.pb.h"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/billing/totals.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/sales/product.pb.h"
#include "proto/records/sales/quote.pb.h"
#include "proto/records/sales/sales_order.pb.h"

namespace hub::domain::billing {
namespace {

using common::rules::Change;
using truckroll::sales::Quote;

std::optional<Invoice> invoice_of(Records& records, const LineItem& line) {
  return line.document_case() == LineItem::kInvoice ? records.find<Invoice>(line.invoice())
                                                    : std::nullopt;
}

std::optional<Quote> quote_of(Records& records, const LineItem& line) {
  return line.document_case() == LineItem::kQuote ? records.find<Quote>(line.quote())
                                                  : std::nullopt;
}

void require_draft(Records& records, Change<LineItem>& change) {
  auto invoice = invoice_of(records, change.after);
  if (invoice && invoice->header().state() != "draft")
    throw common::Error(common::ErrorCode::conflict,
                        common::say("the invoice is \"{}\"; correct it by a credit",
                                    state_label(invoice->header().state())),
                        "invoice");
}

/// What decides the price of a line of a job, an invoice or an order.
std::optional<Terms> document_terms(Records& records, const LineItem& line) {
  if (auto invoice = invoice_of(records, line))
    return terms_of(records, invoice->account(), invoice->legal_entity(), "");
  if (line.document_case() == LineItem::kWorkOrder)
    if (auto job = records.find<truckroll::field::WorkOrder>(line.work_order()))
      return terms_of_job(records, *job);
  if (auto quote = quote_of(records, line)) return terms_of(records, quote->account(), "", "");
  if (line.document_case() == LineItem::kSalesOrder)
    if (auto order = records.find<truckroll::sales::SalesOrder>(line.sales_order()))
      return terms_of(records, order->account(), order->legal_entity(), "");
  return std::nullopt;
}

/// Whoever says a price without a price list means it; who takes that back gets the list's again.
void note_hand(Change<LineItem>& change) {
  auto& line = change.after;
  bool typed = change.creates() ? line.price_from_case() == LineItem::PRICE_FROM_NOT_SET
                                : common::rules::field_differs(change.before, line,
                                                               LineItem::kUnitPriceFieldNumber);
  if (line.has_unit_price() && typed) {
    line.set_price_by_hand(true);
    line.clear_price_from();
  } else if (!change.creates() && change.before->price_by_hand() && !line.price_by_hand()) {
    line.clear_unit_price();
  }
}

/// A new line is priced like any other unless somebody says the price.
void price(Records& records, Change<LineItem>& change) {
  auto& line = change.after;
  if (line.kind() == LineItem::KIND_TEXT) return;
  auto terms = document_terms(records, line);
  if (!terms) return;
  bool had_price = line.has_unit_price();
  note_hand(change);
  if (!change.creates() && had_price == line.has_unit_price()) return;
  if (!line.has_unit_price() || line.tax_code().empty()) price_line(records, line, *terms);
}

/// A customer reads what he pays for: a product says its name and unit unless somebody said them.
void take_from_product(Records& records, Change<LineItem>& change) {
  auto& line = change.after;
  if (line.kind() == LineItem::KIND_TEXT) return;
  auto product = records.find<truckroll::sales::Product>(line.product());
  bool chosen = change.creates() || change.changed(LineItem::kProductFieldNumber);
  bool said = line.has_text() && change.changed(LineItem::kTextFieldNumber);
  if (product && chosen && !said) line.set_text(product->name());
  if (line.unit().empty()) line.set_unit(product ? product->unit() : "H87");
}

void derive(Records& records, Change<LineItem>& change) {
  auto& line = change.after;
  line.clear_margin();
  auto invoice = invoice_of(records, line);
  auto quote = quote_of(records, line);
  auto day =
      invoice ? tax_day(records, *invoice) : local_day(hub_now(records), zone_of(records, ""));
  bool included =
      (invoice && invoice->prices_include_tax()) || (quote && quote->prices_include_tax());
  common::rules::billing::set_line_totals(records, line, day, included);
  if (!line.has_net()) return;
  auto& currency = line.unit_price().currency();
  if (invoice && currency != invoice->currency())
    common::refuse("unit_price",
                   common::say("the invoice is in {}, not in {}", invoice->currency(), currency));
  if (quote && currency != quote->currency())
    common::refuse("unit_price",
                   common::say("the quote is in {}, not in {}", quote->currency(), currency));
  if (!line.has_unit_cost() || line.unit_cost().currency() != currency) return;
  auto cost = common::codec::multiply_money(line.unit_cost().minor(), line.quantity().millionths());
  *line.mutable_margin() = common::codec::money(line.net().minor() - cost, currency);
}

/// A quote's totals are of what its lines say while it is a draft.
void refresh_quote(Records& records, const LineItem& line) {
  auto quote = quote_of(records, line);
  if (!quote || quote->header().state() != "draft") return;
  auto day = local_day(hub_now(records), zone_of(records, ""));
  auto totals = common::rules::billing::totals_of(
      records, records.where<LineItem>("quote", quote->header().id()),
      {day, quote->currency(), quote->prices_include_tax(), false});
  common::rules::billing::set_totals(*quote, totals, quote->currency());
  records.save_as_system(*quote);
}

void refresh(Records& records, const LineItem& line) {
  refresh_quote(records, line);
  auto invoice = invoice_of(records, line);
  if (!invoice || invoice->header().state() != "draft") return;
  set_totals(records, *invoice, lines_of(records, *invoice));
  records.save(*invoice);
}

void refresh_invoice(Records& records, Change<LineItem>& change) {
  refresh(records, change.after);
}

const common::rules::Effects<LineItem> effects = common::rules::Effects<LineItem>()
                                                     .before_save(require_draft)
                                                     .before_save(take_from_product)
                                                     .before_save(price)
                                                     .before_save(derive)
                                                     .after_save(refresh_invoice)
                                                     .after_remove(refresh);

}  // namespace
}  // namespace hub::domain::billing
