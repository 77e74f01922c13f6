#include "proto/records/billing/invoice.pb.h"

#include <set>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/exchange.hpp"
#include "hub/domain/billing/invoice_posting.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Change;

bool is_posted(const std::string& state) {
  return !state.empty() && state != "draft";
}

/// What a binding invoice says never changes; what became of it (its state, what is open, its
/// paper) does. Posting one that a van issued adds what the ledger knows of it.
void require_untouched(const Invoice& before, const Invoice& after) {
  std::set<int> free = {Invoice::kHeaderFieldNumber, Invoice::kCreditedFieldNumber,
                        Invoice::kOpenFieldNumber, Invoice::kDocumentFieldNumber};
  if (before.header().state() == "issued")
    free.insert({Invoice::kEntryFieldNumber, Invoice::kRateFieldNumber});
  auto descriptor = Invoice::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    auto number = descriptor->field(i)->number();
    if (free.count(number) == 0 && common::rules::field_differs(&before, after, number))
      throw Error(ErrorCode::conflict, "a posted invoice is never changed; correct it by a credit");
  }
}

/// What nobody pays any more is no receivable.
void write_off(Records& records, Invoice& invoice) {
  auto entity = records.load<truckroll::ledger::LegalEntity>(invoice.legal_entity());
  auto rate = invoice.has_rate() ? invoice.rate().millionths() : 1'000'000;
  auto total = invoice.total().minor();
  ledger::Event event;
  event.name = "billing.Invoice write-off";
  event.record = &invoice;
  event.account = invoice.account();
  event.amounts["open"] = {{step_value(total - invoice.open().minor(), total, rate), "", ""}};
  auto& posting = event.posting;
  posting.legal_entity = invoice.legal_entity();
  posting.currency = entity.base_currency();
  posting.day = local_day(hub_now(records), zone_of(records, posting.legal_entity));
  posting.text = workflow::said_to_company(
      records, common::say("Written off: {}, {}", invoice.number(), invoice.bill_to_name()));
  posting.source_type = "billing.Invoice";
  posting.source_id = invoice.header().id();
  posting.source_event = "written_off";
  ledger::book(records, event);
  invoice.mutable_open()->set_minor(0);
}

void complete(Records& records, Change<Invoice>& change) {
  auto& invoice = change.after;
  if (change.enters("void") && invoice.credited().minor() != invoice.total().minor())
    throw Error(ErrorCode::conflict, "credit the invoice instead: it is void by its credit",
                "state");
  if (change.enters("written_off")) write_off(records, invoice);
  if (is_posted(change.state_before())) return require_untouched(*change.before, invoice);
  if (!invoice.has_legal_entity()) {
    auto terms = terms_of(records, invoice.account(), "", "");
    if (!terms.legal_entity.empty()) invoice.set_legal_entity(terms.legal_entity);
  }
  copy_customer(records, invoice);
  if (change.creates()) set_totals(records, invoice, {});
}

void post(Records& records, Invoice& invoice) {
  records.move(invoice, "post");
  post_invoice(records, invoice);
}

void copy_lines(Records& records, const Invoice& from, const Invoice& to,
                const std::string& reason) {
  LineItem text;
  text.set_invoice(to.header().id());
  text.set_kind(LineItem::KIND_TEXT);
  text.set_text(reason);
  text.set_position(0);
  records.save(text);
  for (auto line : lines_of(records, from)) {
    auto original = line.header().id();
    line.clear_header();
    line.set_invoice(to.header().id());
    line.set_from_line(original);
    records.save(line);
  }
}

nlohmann::json credit(Records& records, Invoice& invoice,
                      const truckroll::wire::hub_billing::Credit& input) {
  if (!is_posted(invoice.header().state()))
    throw Error(ErrorCode::conflict, "a draft is changed, not credited", "state");
  if (invoice.header().state() == "issued")
    throw Error(ErrorCode::conflict, "the invoice is not in the ledger yet; post it first",
                "state");
  if (invoice.kind() == Invoice::KIND_CREDIT)
    throw Error(ErrorCode::conflict, "a credit is not credited", "kind");
  if (invoice.has_credited())
    throw Error(ErrorCode::conflict,
                common::say("the invoice {} has been credited already", invoice.number()),
                "credited");
  Invoice made = invoice;
  made.clear_header();
  made.set_kind(Invoice::KIND_CREDIT);
  made.set_credits(invoice.header().id());
  made.clear_number();
  made.clear_date();
  made.clear_due();
  made.clear_document();
  made.clear_entry();
  made.clear_taxes();
  made.clear_credited();
  made.clear_open();
  made.clear_work_order();
  made.clear_issued_by();
  made.clear_issued_at();
  records.save(made);
  copy_lines(records, invoice, made, input.reason());
  auto draft = records.load<Invoice>(made.header().id());
  records.move(draft, "post");
  post_invoice(records, draft);
  return {{"credit", draft.header().id()}, {"number", draft.number()}};
}

const common::rules::Effects<Invoice> effects =
    common::rules::Effects<Invoice>()
        .before_save(complete)
        .action("post", post)
        .action<truckroll::wire::hub_billing::Credit>("credit", credit);

}  // namespace
}  // namespace hub::domain::billing
