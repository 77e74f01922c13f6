#include "common/rules/billing/documents.hpp"

#include "common/error/error.hpp"
#include "common/rules/billing/job_bill.hpp"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/crm/account.pb.h"

namespace common::rules::billing {
namespace {

using truckroll::crm::Account;

bool is_empty(const truckroll::Address& address) {
  return address.line1().empty() && address.city().empty();
}

}  // namespace

PricedLine shown_line(const LineItem& line) {
  PricedLine shown;
  shown.set_line("l" + std::to_string(line.position()));
  shown.set_kind(line.kind());
  if (!line.product().empty()) shown.set_product(line.product());
  shown.set_text(line.text());
  *shown.mutable_quantity() = line.quantity();
  if (!line.unit().empty()) shown.set_unit(line.unit());
  *shown.mutable_unit_price() = line.unit_price();
  if (!line.price_from_price_list().empty()) shown.set_price_list(line.price_from_price_list());
  if (line.has_discount()) *shown.mutable_discount() = line.discount();
  shown.set_tax_code(line.tax_code());
  if (!line.from_line().empty()) shown.set_from_line(line.from_line());
  return shown;
}

std::vector<LineItem> lines_of(const google::protobuf::RepeatedPtrField<PricedLine>& shown) {
  std::vector<LineItem> lines;
  for (auto& from : shown) {
    if (from.text().empty()) refuse("lines", "each line says what it is for");
    if (!from.has_unit_price()) refuse("lines", "each line has a price");
    auto& line = lines.emplace_back();
    line.set_position(static_cast<std::int32_t>(lines.size()) * 10);
    line.set_kind(from.kind());
    if (from.has_product()) line.set_product(from.product());
    line.set_text(from.text());
    *line.mutable_quantity() = from.quantity();
    if (from.has_unit()) line.set_unit(from.unit());
    *line.mutable_unit_price() = from.unit_price();
    if (from.has_price_list())
      line.set_price_from_price_list(from.price_list());
    else
      line.set_price_by_hand(true);
    if (from.has_discount()) *line.mutable_discount() = from.discount();
    if (from.has_tax_code()) line.set_tax_code(from.tax_code());
    if (from.has_from_line()) line.set_from_line(from.from_line());
  }
  return lines;
}

void copy_customer(Records& records, Invoice& invoice, const Terms& terms) {
  auto account = records.find<Account>(invoice.account());
  if (!account) return;
  if (!invoice.has_bill_to_name())
    invoice.set_bill_to_name(account->legal_name().empty() ? account->name()
                                                           : account->legal_name());
  if (!invoice.has_bill_to()) {
    const truckroll::Address* found = nullptr;
    for (auto& line : account->addresses())
      if (!found || line.use() == Account::ADDRESS_USE_BILLING) found = &line.address();
    if (found && !is_empty(*found)) *invoice.mutable_bill_to() = *found;
  }
  if (!invoice.has_terms_days()) invoice.set_terms_days(terms.days);
  if (!invoice.has_discount() && terms.discount_days > 0) {
    invoice.mutable_discount()->set_millionths(terms.discount_millionths);
    invoice.set_discount_days(terms.discount_days);
  }
}

std::optional<Invoice> invoice_of_job(Records& records, const std::string& job) {
  using truckroll::billing::WorkOrderInvoice;
  for (auto& invoice : records.where<Invoice>("work_order", job))
    if (!is_taken_back(invoice)) return invoice;
  if (auto billing_case = records.find_where<WorkOrderInvoice>("work_order", job))
    if (auto invoice = records.find<Invoice>(billing_case->invoice());
        invoice && !is_taken_back(*invoice))
      return invoice;
  return std::nullopt;
}

std::string require_technician(Records& records) {
  if (records.actor().technician.empty())
    throw Error(ErrorCode::forbidden, "only a technician does this, in his van");
  return records.actor().technician;
}

}  // namespace common::rules::billing
