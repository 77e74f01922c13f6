#include "hub/domain/billing/draft.hpp"

#include "common/error/error.hpp"
#include "hub/domain/billing/invoice_posting.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/sales/price_list.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;

std::string name_of(Records& records, const LineItem& line) {
  auto product = records.find<Product>(line.product());
  return product ? product->name() + " (" + product->code() + ")" : "\"" + line.text() + "\"";
}

}  // namespace

Draft start_draft(Records& records, const std::string& account, const std::string& legal_entity) {
  Draft draft;
  draft.terms = terms_of(records, account, legal_entity, "");
  if (draft.terms.legal_entity.empty())
    throw Error(ErrorCode::conflict, "it is not known which legal entity bills; name it",
                "legal_entity");
  draft.invoice.set_kind(Invoice::KIND_INVOICE);
  draft.invoice.set_account(account);
  draft.invoice.set_legal_entity(draft.terms.legal_entity);
  draft.invoice.set_currency(draft.terms.currency);
  return draft;
}

void add_line(Records& records, Draft& draft, LineItem line) {
  auto& currency = draft.invoice.currency();
  line.set_position(static_cast<std::int32_t>(draft.lines.size() + 1) * 10);
  if (line.has_unit_price() && line.price_from_case() == LineItem::PRICE_FROM_NOT_SET)
    line.set_price_by_hand(true);
  price_line(records, line, draft.terms);
  if (!line.has_unit_price())
    throw Error(ErrorCode::conflict, say("there is no price in {} for {}; add one to a price list",
                                         currency, name_of(records, line)));
  if (line.unit_price().currency() != currency)
    throw Error(ErrorCode::conflict,
                say("{} is priced in {}, and the customer is billed in {}", name_of(records, line),
                    line.unit_price().currency(), currency));
  if (!line.has_tax_code())
    throw Error(ErrorCode::conflict, say("no tax code applies to {}; set one up under Tax codes",
                                         name_of(records, line)));
  auto list = records.find<truckroll::sales::PriceList>(line.price_from_price_list());
  bool included = list && list->includes_tax();
  if (draft.lines.empty())
    draft.invoice.set_prices_include_tax(included);
  else if (included != draft.invoice.prices_include_tax())
    throw Error(ErrorCode::conflict,
                "prices with and without tax cannot stand on one invoice; bill them apart");
  draft.lines.push_back(std::move(line));
}

std::string save_draft(Records& records, const Draft& draft) {
  if (draft.lines.empty()) throw Error(ErrorCode::conflict, "there is nothing left to bill");
  auto invoice = draft.invoice;
  records.save_as_system(invoice);
  auto id = invoice.header().id();
  for (auto line : draft.lines) {
    line.set_invoice(id);
    records.save_as_system(line);
  }
  if (!posts_at_once(records)) return id;
  invoice = records.load<Invoice>(id);
  records.move_as_system(invoice, "post");
  post_invoice(records, invoice);
  return id;
}

bool posts_at_once(Records& records) {
  return setting(records, "billing.auto_post").value_or("true") != "false";
}

bool becomes_taken_back(const common::rules::Change<Invoice>& change) {
  return is_taken_back(change.after) && change.before && !is_taken_back(*change.before);
}

}  // namespace hub::domain::billing
