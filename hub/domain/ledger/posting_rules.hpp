#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/domain/ledger/posting.hpp"
#include "proto/records/ledger/posting_rule.pb.h"

/// What happens in the business becomes journal entries by posting rules, which bookkeepers edit.
///
/// A rule names an event ("billing.Invoice post"), may have a condition on its record (a filter, as
/// in lists) and has lines: a side, an account and an amount.
///
///     amount  = ["-"] term { ("+" | "-") term }        term = [percent "%"] name
///     account = "own" | filter | "own else " filter
///
/// The names are those that the event offers ("total", "net", "tax"). An amount may consist of
/// parts, such as the tax of each code; "own" is the ledger account that a part brings (the tax
/// code's, the product's). A filter is one on ledger accounts ("use = receivable"); of the active
/// accounts that it selects the one with the lowest code is taken. A negative amount stands on the
/// other side.
///
/// Of the released rules for an event whose condition holds one books it: one of the legal entity
/// before one of all, one with a condition before one without, of several with conditions the first
/// by name. Of those without a condition only one per event and legal entity can be released.
namespace hub::domain::ledger {

using truckroll::ledger::PostingRule;

/// So much of an amount, in minor units of the entity's own currency, and what it belongs to.
struct Part {
  std::int64_t minor = 0;
  std::string own_account;  ///< ledger account; empty: none of its own
  std::string tax_code;
};

/// Something that happened and is to be booked.
struct Event {
  std::string name;                         ///< of an EventKind
  const common::schema::Message* record{};  ///< what a rule's condition looks at
  /// Entity, currency, day, text and source are the caller's; sides and rule are filled in here.
  Posting posting;
  std::string account, work_order;  ///< on every line; empty where it does not apply
  std::map<std::string, std::vector<Part>> amounts;
};

/// What can be booked by rules.
struct EventKind {
  std::string_view name;         ///< record type and what happens to it
  std::string_view record_type;  ///< "billing.Invoice"
  /// What an amount consists of, in basic amounts that do not depend on each other: total is net
  /// and tax.
  std::map<std::string, std::vector<std::string>, std::less<>> amounts;
};
const std::vector<EventKind>& event_kinds();

/// Books the event by the rule for it; the entry's id, or empty where all amounts are zero. Throws
/// conflict with the text of booking_problem, and what post() throws.
std::string book(Records& records, const Event& event);
/// Why the event cannot be booked: no rule, no account, no number series, or a closed period; empty
/// when it can. Reads only.
common::Sentence booking_problem(Records& records, const Event& event);

/// Throws bad_input naming the field of a rule that could not book, or would not balance for every
/// document.
void check_rule(const common::schema::Catalogue& catalogue, const PostingRule& rule);
/// Why an account that the rule's filters ask for is missing in an entity that has accounts; empty
/// when none is.
common::Sentence account_problem(Records& records, const PostingRule& rule);

/// The rules that a company begins with, released; those for which a legal entity with accounts
/// lacks one stay drafts.
void add_standard_posting_rules(Records& records);

}  // namespace hub::domain::ledger
