#include "proto/records/ledger/journal_entry.pb.h"

#include <map>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/ledger/posting.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/wire/actions/hub_ledger.pb.h"

namespace hub::domain::ledger {
namespace {

using common::Error;
using common::ErrorCode;
using common::refuse;
using common::say;
using common::rules::Change;
using truckroll::ledger::LegalEntity;
using Line = JournalEntry::Line;

std::string line_path(int index, const char* field) {
  return "lines[" + std::to_string(index) + "]." + field;
}

void check_sides(const JournalEntry& entry) {
  std::map<std::string, std::int64_t> difference;
  for (int i = 0; i < entry.lines_size(); ++i) {
    auto& line = entry.lines(i);
    bool debit = line.debit().minor() > 0, credit = line.credit().minor() > 0;
    if (debit == credit) refuse(line_path(i, "debit"), "a line has a debit or a credit");
    auto& money = debit ? line.debit() : line.credit();
    difference[money.currency()] += debit ? money.minor() : -money.minor();
  }
  for (auto& [currency, minor] : difference)
    if (minor != 0)
      throw Error(
          ErrorCode::conflict,
          say("debit and credit differ by {} {}",
              common::codec::format_scaled(minor, common::codec::currency_places(currency), true),
              currency),
          "lines");
}

void check_accounts(Records& records, const JournalEntry& entry) {
  for (int i = 0; i < entry.lines_size(); ++i) {
    auto account = records.find<LedgerAccount>(entry.lines(i).ledger_account());
    if (!account) continue;  // named by the check of references
    auto name = account->code() + " " + account->name();
    if (account->legal_entity() != entry.legal_entity())
      refuse(line_path(i, "ledger_account"), say("{} belongs to another legal entity", name));
    if (!is_usable(*account, entry.date().days()))
      throw Error(
          ErrorCode::conflict,
          say("{} is not active on {}", name, common::codec::format_date(entry.date().days())),
          line_path(i, "ledger_account"));
  }
}

/// The books are kept in the base currency, and only what events book is worked out in it.
void check_currency(Records& records, const JournalEntry& entry) {
  bool by_hand = entry.origin() != JournalEntry::ORIGIN_EVENT &&
                 entry.origin() != JournalEntry::ORIGIN_REVERSAL;
  auto entity = records.find<LegalEntity>(entry.legal_entity());
  if (!by_hand || !entity || entity->base_currency().empty()) return;
  for (int i = 0; i < entry.lines_size(); ++i)
    for (auto field : {"debit", "credit"}) {
      auto& line = entry.lines(i);
      auto& money = std::string_view(field) == "debit" ? line.debit() : line.credit();
      if (money.minor() != 0 && money.currency() != entity->base_currency())
        refuse(line_path(i, field),
               say("the books of {} are kept in {}; enter the amount in {}", entity->name(),
                   entity->base_currency(), entity->base_currency()));
    }
}

/// What is posted stands: only its state may still become reversed.
void require_untouched(const JournalEntry& before, const JournalEntry& after) {
  auto kept = after;
  *kept.mutable_header() = before.header();
  if (kept.SerializeAsString() != before.SerializeAsString())
    throw Error(ErrorCode::conflict, "a posted entry is never changed; reverse it");
}

bool is_booked(const std::string& state) {
  return state == "posted" || state == "reversed";
}

void check(Records& records, Change<JournalEntry>& change) {
  auto& entry = change.after;
  if (is_booked(change.state_before())) return require_untouched(*change.before, entry);
  for (int i = 0; i < entry.lines_size(); ++i)
    if (!entry.lines(i).has_line()) entry.mutable_lines(i)->set_line("l" + std::to_string(i + 1));
  if (entry.lines_size() < 2) refuse("lines", "an entry has at least two lines");
  check_currency(records, entry);
  check_sides(entry);
  check_accounts(records, entry);
  if (!change.enters("posted")) return;
  auto problem = period_problem(records, entry.legal_entity(), entry.date().days());
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem, "date");
  if (auto period = find_period(records, entry.legal_entity(), entry.date().days()))
    entry.set_fiscal_period(period->header().id());
  if (!entry.has_number()) entry.set_number(records.take_number("journal_entry", entry));
}

nlohmann::json reverse(Records& records, JournalEntry& entry,
                       const truckroll::wire::hub_ledger::Reverse& input) {
  auto day = input.has_date() ? input.date().days()
                              : local_day(hub_now(records), zone_of(records, entry.legal_entity()));
  return {{"entry", reverse_entry(records, entry.header().id(), input.reason(), day)}};
}

const common::rules::Effects<JournalEntry> effects =
    common::rules::Effects<JournalEntry>()
        .before_save(check)
        .action<truckroll::wire::hub_ledger::Reverse>("reverse", reverse);

}  // namespace
}  // namespace hub::domain::ledger
