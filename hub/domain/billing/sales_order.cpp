#include "proto/records/sales/sales_order.pb.h"

#include <set>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/draft.hpp"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Change;
using truckroll::sales::SalesOrder;

void check(Records& records, Change<SalesOrder>& change) {
  auto& order = change.after;
  if (!change.before) {
    auto terms = terms_of(records, order.account(), order.legal_entity(), "");
    if (!order.has_legal_entity() && !terms.legal_entity.empty())
      order.set_legal_entity(terms.legal_entity);
  }
  if (change.enters("confirmed") && records.where<LineItem>("sales_order", change.id()).empty())
    throw Error(ErrorCode::conflict, "an order without lines cannot be confirmed", "state");
}

/// What was not billed yet of each line, as one invoice.
nlohmann::json bill(Records& records, SalesOrder& order) {
  auto& state = order.header().state();
  if (state != "confirmed" && state != "in_progress" && state != "fulfilled")
    throw Error(ErrorCode::conflict, "only an order that is confirmed is billed", "state");
  auto draft = start_draft(records, order.account(), order.legal_entity());
  if (draft.invoice.currency() != order.currency())
    throw Error(ErrorCode::conflict,
                common::say("the order is in {}, and the customer is billed in {}",
                            order.currency(), draft.invoice.currency()),
                "currency");
  if (order.has_terms_days()) draft.invoice.set_terms_days(order.terms_days());
  for (auto line : records.where<LineItem>("sales_order", order.header().id())) {
    auto id = line.header().id();
    auto left = line.quantity().millionths() - billed_quantity(records, "from_line", id);
    if (line.optional() || line.kind() == LineItem::KIND_TEXT || left <= 0) continue;
    line.clear_header();
    line.clear_sales_order();
    line.set_from_line(id);
    line.mutable_quantity()->set_millionths(left);
    add_line(records, draft, line);
  }
  return {{"invoice", save_draft(records, draft)}};
}

void refresh_invoiced(Records& records, const std::string& id) {
  auto order = records.load<SalesOrder>(id);
  std::int64_t net = 0;
  for (auto& line : records.where<LineItem>("sales_order", id))
    for (auto& billed : records.where<LineItem>("from_line", line.header().id())) {
      auto invoice = records.find<Invoice>(billed.invoice());
      bool counts = invoice && invoice->kind() != Invoice::KIND_CREDIT &&
                    invoice->header().state() != "draft" && !is_taken_back(*invoice);
      if (counts) net += billed.net().minor();
    }
  *order.mutable_invoiced() = common::codec::money(net, order.currency());
  records.save_as_system(order);
}

/// An order knows what was billed of it.
void note_invoiced(Records& records, Change<Invoice>& change) {
  if (!change.enters("posted") && !becomes_taken_back(change)) return;
  std::set<std::string> orders;
  for (auto& line : lines_of(records, change.after))
    if (auto from = records.find<LineItem>(line.from_line()); from && from->has_sales_order())
      orders.insert(from->sales_order());
  for (auto& id : orders) refresh_invoiced(records, id);
}

const common::rules::Effects<SalesOrder> effects =
    common::rules::Effects<SalesOrder>().before_save(check).action("bill", bill);
const common::rules::Effects<Invoice> invoice_effects =
    common::rules::Effects<Invoice>().after_save(note_invoiced);

}  // namespace
}  // namespace hub::domain::billing
