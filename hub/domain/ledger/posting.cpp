#include "hub/domain/ledger/posting.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/billing/number_series.pb.h"

namespace hub::domain::ledger {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using truckroll::billing::NumberSeries;
using truckroll::ledger::FiscalPeriod;

void add_line(JournalEntry& entry, const Side& side, const std::string& currency) {
  auto& line = *entry.add_lines();
  line.set_line("l" + std::to_string(entry.lines_size()));
  line.set_ledger_account(side.ledger_account);
  if (side.debit > 0) *line.mutable_debit() = common::codec::money(side.debit, currency);
  if (side.credit > 0) *line.mutable_credit() = common::codec::money(side.credit, currency);
  if (!side.account.empty()) line.set_account(side.account);
  if (!side.work_order.empty()) line.set_work_order(side.work_order);
  if (!side.tax_code.empty()) line.set_tax_code(side.tax_code);
  if (!side.text.empty()) line.set_text(side.text);
}

Sentence no_series() {
  return say("there is no number series for {}; add one under Number series", "journal_entry");
}

std::optional<NumberSeries> find_series(Records& records, const std::string& legal_entity) {
  return store::hub_transaction(records).find_series("journal_entry", legal_entity, "");
}

/// A negative amount stands on the other side.
Side straightened(Side side) {
  if (side.debit < 0) side.credit -= std::exchange(side.debit, 0);
  if (side.credit < 0) side.debit -= std::exchange(side.credit, 0);
  return side;
}

}  // namespace

std::string post(Records& records, const Posting& posting) {
  auto journal = find_series(records, posting.legal_entity);
  if (!journal) throw Error(ErrorCode::conflict, no_series());
  JournalEntry entry;
  entry.set_legal_entity(posting.legal_entity);
  entry.set_number_series(journal->header().id());
  entry.mutable_date()->set_days(posting.day);
  entry.set_text(posting.text);
  entry.set_origin(posting.reverses.empty() ? JournalEntry::ORIGIN_EVENT
                                            : JournalEntry::ORIGIN_REVERSAL);
  if (!posting.reverses.empty()) entry.set_reverses(posting.reverses);
  if (!posting.rule.empty()) entry.set_posting_rule(posting.rule);
  if (!posting.source_type.empty()) {
    entry.set_source_type(posting.source_type);
    entry.set_source_id(posting.source_id);
    entry.set_source_event(posting.source_event);
  }
  for (auto& side : posting.sides)
    if (side.debit != side.credit) add_line(entry, straightened(side), posting.currency);
  entry.mutable_header()->set_state("draft");
  records.move_as_system(entry, "post-event");
  records.save_as_system(entry);
  return entry.header().id();
}

std::string reverse_entry(Records& records, const std::string& id, const std::string& reason,
                          std::int32_t day) {
  auto entry = records.load<JournalEntry>(id);
  if (entry.header().state() != "posted")
    throw Error(ErrorCode::conflict, "only a posted entry is reversed", "state");
  auto& first = entry.lines(0);
  Posting posting;
  posting.legal_entity = entry.legal_entity();
  posting.currency = first.has_debit() ? first.debit().currency() : first.credit().currency();
  posting.day = day;
  posting.text = "Reversal of " + entry.number() + ": " + reason;
  posting.reverses = id;
  for (auto& line : entry.lines())
    posting.sides.push_back({line.ledger_account(), line.credit().minor(), line.debit().minor(),
                             line.account(), line.work_order(), line.tax_code(), line.text()});
  auto mirror = post(records, posting);
  records.move_as_system(entry, "reverse");
  records.save_as_system(entry);
  return mirror;
}

bool is_usable(const LedgerAccount& account, std::int32_t day) {
  return account.header().state() == "active" &&
         (!account.has_from() || account.from().days() <= day) &&
         (!account.has_to() || account.to().days() >= day);
}

std::optional<FiscalPeriod> find_period(Records& records, const std::string& legal_entity,
                                        std::int32_t day) {
  for (auto& period : records.where<FiscalPeriod>("legal_entity", legal_entity))
    if (period.from().days() <= day && day <= period.to().days()) return period;
  return std::nullopt;
}

Sentence period_problem(Records& records, const std::string& legal_entity, std::int32_t day) {
  if (records.where<FiscalPeriod>("legal_entity", legal_entity).empty()) return {};
  auto period = find_period(records, legal_entity, day);
  auto text = common::codec::format_date(day);
  if (!period) return say("no fiscal period holds {}; add one under Fiscal periods", text);
  auto& state = period->header().state();
  if (state == "open" || state == "closing") return {};
  return say("the fiscal period {}/{} is \"{}\"; open it to post on {}", period->year(),
             period->number(), state_label(state), text);
}

Sentence posting_problem(Records& records, const std::string& legal_entity, std::int32_t day) {
  return find_series(records, legal_entity) ? period_problem(records, legal_entity, day)
                                            : no_series();
}

}  // namespace hub::domain::ledger
