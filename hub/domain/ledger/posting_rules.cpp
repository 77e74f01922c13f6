#include "hub/domain/ledger/posting_rules.hpp"

#include <algorithm>
#include <tuple>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/text/text.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/ledger/legal_entity.pb.h"

namespace hub::domain::ledger {
namespace {

using common::Error;
using common::ErrorCode;
using common::refuse;
using common::say;
using common::Sentence;
using common::expr::Expression;
using common::schema::Catalogue;

constexpr std::int64_t one = 1'000'000;
constexpr std::string_view own_word = "own", else_word = "own else ";

/// A share of a named amount, in millionths.
struct Term {
  std::int64_t share = one;
  std::string name;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Term parse_term(std::string_view text, bool negative) {
  Term term;
  auto percent = text.find('%');
  if (percent != std::string_view::npos) {
    term.share = common::codec::parse_scaled(trimmed(text.substr(0, percent)), 4);
    if (term.share <= 0 || term.share > 100 * one)
      refuse("amount_expression", "a percentage is above 0 and at most 10,000");
    text.remove_prefix(percent + 1);
  }
  if (negative) term.share = -term.share;
  term.name = trimmed(text);
  return term;
}

/// Throws bad_input for field "amount_expression".
std::vector<Term> parse_amount(std::string_view text) {
  std::vector<Term> terms;
  text = trimmed(text);
  bool negative = text.substr(0, 1) == "-";
  if (negative) text.remove_prefix(1);
  for (bool more = true; more;) {
    auto end = text.find_first_of("+-");
    more = end != std::string_view::npos;
    terms.push_back(parse_term(trimmed(text.substr(0, end)), negative));
    if (!more) break;
    negative = text[end] == '-';
    text.remove_prefix(end + 1);
  }
  return terms;
}

/// What an account expression says.
struct AccountChoice {
  bool own = false;
  std::string filter;  ///< empty: none
};

AccountChoice parse_account(std::string_view text) {
  text = trimmed(text);
  if (text == own_word) return {true, {}};
  if (text.substr(0, else_word.size()) == else_word)
    return {true, std::string(trimmed(text.substr(else_word.size())))};
  return {false, std::string(text)};
}

const EventKind* find_kind(std::string_view name) {
  for (auto& kind : event_kinds())
    if (kind.name == name) return &kind;
  return nullptr;
}

std::string names_of(const EventKind& kind) {
  std::string text;
  for (auto& [name, parts] : kind.amounts) text += (text.empty() ? "" : ", ") + name;
  return text;
}

[[noreturn]] void refuse_line(int line, const char* field, const Sentence& text) {
  auto path = "lines[" + std::to_string(line) + "]." + field;
  refuse(path, text);
}

/// The line's share of each basic amount, debit positive.
void add_shares(const EventKind& kind, const PostingRule::Line& line, int number,
                std::map<std::string, std::int64_t>& shares) {
  std::vector<Term> terms;
  try {
    terms = parse_amount(line.amount_expression());
  } catch (const Error& error) {
    refuse_line(number, "amount_expression", error.sentence());
  }
  for (auto& term : terms) {
    auto found = kind.amounts.find(term.name);
    if (found == kind.amounts.end())
      refuse_line(
          number, "amount_expression",
          say("\"{}\" is no amount of this event; there are {}", term.name, names_of(kind)));
    for (auto& basic : found->second)
      shares[basic] += line.side() == PostingRule::SIDE_DEBIT ? term.share : -term.share;
  }
}

void check_account(const Catalogue& catalogue, const PostingRule::Line& line, int number) {
  auto choice = parse_account(line.account_expression());
  if (choice.filter.empty()) {
    if (!choice.own) refuse_line(number, "account_expression", "names no account");
    return;
  }
  try {
    Expression::parse(choice.filter, catalogue.of<LedgerAccount>(), catalogue);
  } catch (const Error& error) {
    refuse_line(number, "account_expression", error.sentence());
  }
}

void check_condition(const Catalogue& catalogue, const EventKind& kind, const PostingRule& rule) {
  try {
    Expression::parse(rule.condition(), catalogue.type(kind.record_type), catalogue);
  } catch (const Error& error) {
    refuse("condition", error.sentence());
  }
}

std::optional<LedgerAccount> find_by_filter(Records& records, const std::string& legal_entity,
                                            const std::string& filter, std::int32_t day) {
  auto& catalogue = records.catalogue();
  auto wanted = Expression::parse(filter, catalogue.of<LedgerAccount>(), catalogue);
  std::optional<LedgerAccount> found;
  for (auto& account : records.where<LedgerAccount>("legal_entity", legal_entity))
    if (is_usable(account, day) && wanted.evaluate(account, {}) == true &&
        (!found || account.code() < found->code()))
      found = account;
  return found;
}

/// Throws conflict naming what is missing.
std::string account_of(Records& records, const Event& event, const PostingRule& rule,
                       const AccountChoice& choice, const Part& part) {
  auto& posting = event.posting;
  if (choice.own && !part.own_account.empty())
    if (auto own = records.find<LedgerAccount>(part.own_account);
        own && own->legal_entity() == posting.legal_entity && is_usable(*own, posting.day))
      return own->header().id();
  if (!choice.filter.empty())
    if (auto found = find_by_filter(records, posting.legal_entity, choice.filter, posting.day))
      return found->header().id();
  throw Error(
      ErrorCode::conflict,
      choice.filter.empty()
          ? say("there is no active ledger account (posting rule \"{}\"); set one up", rule.name())
          : say("there is no active ledger account with {} (posting rule \"{}\"); set one up",
                choice.filter, rule.name()));
}

bool applies(Records& records, const Event& event, const PostingRule& rule) {
  bool fits = rule.header().state() == "released" && rule.event() == event.name &&
              (rule.legal_entity().empty() || rule.legal_entity() == event.posting.legal_entity);
  if (!fits || rule.condition().empty()) return fits;
  auto& catalogue = records.catalogue();
  auto condition = Expression::parse(rule.condition(),
                                     catalogue.type(find_kind(event.name)->record_type), catalogue);
  return condition.evaluate(*event.record, {}) == true;
}

std::optional<PostingRule> rule_for(Records& records, const Event& event) {
  auto rank = [](const PostingRule& rule) {
    return std::make_tuple(rule.legal_entity().empty(), rule.condition().empty(), rule.name());
  };
  std::optional<PostingRule> found;
  for (auto& rule : records.where<PostingRule>("event", event.name))
    if (applies(records, event, rule) && (!found || rank(rule) < rank(*found))) found = rule;
  return found;
}

/// One line's sides: its parts by account and tax code.
using Sums = std::map<std::pair<std::string, std::string>, std::int64_t>;
Sums sums_of(Records& records, const Event& event, const PostingRule& rule,
             const PostingRule::Line& line) {
  Sums sums;
  auto choice = parse_account(line.account_expression());
  for (auto& term : parse_amount(line.amount_expression())) {
    auto parts = event.amounts.find(term.name);
    if (parts == event.amounts.end()) continue;
    for (auto& part : parts->second)
      if (part.minor != 0)
        sums[{account_of(records, event, rule, choice, part), part.tax_code}] +=
            common::codec::multiply_money(part.minor, term.share);
  }
  return sums;
}

Posting posting_of(Records& records, const Event& event) {
  auto rule = rule_for(records, event);
  if (!rule)
    throw Error(
        ErrorCode::conflict,
        say("no posting rule is released for {}; release one under Posting rules", event.name));
  auto posting = event.posting;
  posting.rule = rule->header().id();
  std::int64_t difference = 0;
  std::optional<std::size_t> shared;  // the last side that is a percentage
  for (auto& line : rule->lines())
    for (auto& [place, minor] : sums_of(records, event, *rule, line)) {
      bool debit = line.side() == PostingRule::SIDE_DEBIT;
      difference += debit ? minor : -minor;
      if (line.amount_expression().find('%') != std::string::npos) shared = posting.sides.size();
      posting.sides.push_back({place.first, debit ? minor : 0, debit ? 0 : minor, event.account,
                               event.work_order, place.second, ""});
    }
  if (difference != 0 && shared) {  // what rounding the shares left over
    auto& side = posting.sides[*shared];
    (side.debit != 0 ? side.debit : side.credit) -= side.debit != 0 ? difference : -difference;
  }
  return posting;
}

bool is_zero(const Event& event) {
  for (auto& [name, parts] : event.amounts)
    for (auto& part : parts)
      if (part.minor != 0) return false;
  return true;
}

}  // namespace

const std::vector<EventKind>& event_kinds() {
  static const std::vector<EventKind> kinds = {
      {"billing.Invoice post",
       "billing.Invoice",
       {{"total", {"net", "tax"}}, {"net", {"net"}}, {"tax", {"tax"}}}},
      {"billing.Invoice write-off", "billing.Invoice", {{"open", {"open"}}}},
      {"billing.Payment receive", "billing.Payment", {{"amount", {"amount"}}}},
      {"billing.Settlement settle", "billing.Settlement", {{"difference", {"difference"}}}},
      {"field.WorkOrder bill", "field.WorkOrder", {{"cost", {"cost"}}}},
  };
  return kinds;
}

std::string book(Records& records, const Event& event) {
  return is_zero(event) ? std::string() : post(records, posting_of(records, event));
}

Sentence booking_problem(Records& records, const Event& event) {
  if (is_zero(event)) return {};
  try {
    posting_of(records, event);
    return posting_problem(records, event.posting.legal_entity, event.posting.day);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict) throw;
    return error.sentence();
  }
}

void check_rule(const Catalogue& catalogue, const PostingRule& rule) {
  if (rule.trigger() != PostingRule::TRIGGER_EVENT)
    refuse("trigger", "only rules for events are booked so far");
  auto kind = find_kind(rule.event());
  if (!kind) {
    std::string names;
    for (auto& known : event_kinds())
      names += (names.empty() ? "" : ", ") + std::string(known.name);
    refuse("event", say("is none of: {}", names));
  }
  check_condition(catalogue, *kind, rule);
  std::map<std::string, std::int64_t> shares;
  for (int i = 0; i < rule.lines_size(); ++i) {
    check_account(catalogue, rule.lines(i), i);
    add_shares(*kind, rule.lines(i), i, shares);
  }
  if (rule.lines_size() < 2) refuse("lines", "a rule has at least a debit and a credit");
  for (auto& [name, share] : shares)
    if (share != 0)
      refuse("lines", say("debit and credit would differ by {} % of {}",
                          common::codec::format_scaled(share * 100, 6), name));
}

Sentence account_problem(Records& records, const PostingRule& rule) {
  for (auto& entity : records.all<truckroll::ledger::LegalEntity>()) {
    auto& id = entity.header().id();
    if (!rule.legal_entity().empty() && rule.legal_entity() != id) continue;
    if (records.where<LedgerAccount>("legal_entity", id).empty()) continue;
    auto today = local_day(hub_now(records), zone_of(records, id));
    for (auto& line : rule.lines()) {
      auto choice = parse_account(line.account_expression());
      if (!choice.filter.empty() && !find_by_filter(records, id, choice.filter, today))
        return say("{} has no active ledger account with {}", entity.name(), choice.filter);
    }
  }
  return {};
}

}  // namespace hub::domain::ledger
