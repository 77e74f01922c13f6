#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/error/sentence.hpp"
#include "common/rules/records.hpp"
#include "proto/records/ledger/fiscal_period.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"

/// Entries that rules make of what happens in the business.
namespace hub::domain::ledger {

using common::rules::Records;
using truckroll::ledger::JournalEntry;
using truckroll::ledger::LedgerAccount;

/// One side, in minor units of the entity's own currency; exactly one of debit and credit is above
/// zero.
struct Side {
  std::string ledger_account;
  std::int64_t debit = 0, credit = 0;
  std::string account, work_order, tax_code, text;  ///< empty where it does not apply
};

struct Posting {
  std::string legal_entity, currency;
  std::int32_t day = 0;
  std::string text;
  std::string source_type, source_id, source_event;  ///< together unique: booked once
  std::vector<Side> sides;                           ///< sides of zero are left out
  std::string reverses;                              ///< entry that this one mirrors
  std::string rule;                                  ///< posting rule that made it
};

/// Books it at once; the entry's id. Throws conflict for an unbalanced posting, a closed period, or
/// one that was booked.
std::string post(Records& records, const Posting& posting);

/// Books the mirrored entry of a posted one, which is reversed by it; the mirror's id. Throws
/// conflict when it is not posted or the day's period is closed.
std::string reverse_entry(Records& records, const std::string& id, const std::string& reason,
                          std::int32_t day);

bool is_usable(const LedgerAccount& account, std::int32_t day);

/// Why nothing can be posted on that day; empty when it can. Without any fiscal period every day is
/// open.
common::Sentence period_problem(Records& records, const std::string& legal_entity,
                                std::int32_t day);
/// The same, or that entries have no number series.
common::Sentence posting_problem(Records& records, const std::string& legal_entity,
                                 std::int32_t day);
std::optional<truckroll::ledger::FiscalPeriod> find_period(Records& records,
                                                           const std::string& legal_entity,
                                                           std::int32_t day);

}  // namespace hub::domain::ledger
