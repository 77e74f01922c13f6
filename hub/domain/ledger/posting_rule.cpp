#include "proto/records/ledger/posting_rule.pb.h"

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/ledger/posting_rules.hpp"

namespace hub::domain::ledger {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::rules::Change;

/// One version of a rule is in force: the one that takes its place retires it.
void retire_released(Records& records, const PostingRule& rule) {
  for (auto& other : records.where<PostingRule>("root", rule.root()))
    if (other.header().state() == "released" && other.header().id() != rule.header().id()) {
      records.move_as_system(other, "retire");
      records.save_as_system(other);
    }
}

/// Of two without condition only the names would decide; nobody means that.
common::Sentence rival_problem(Records& records, const PostingRule& rule) {
  if (!rule.condition().empty()) return {};
  for (auto& other : records.where<PostingRule>("event", rule.event()))
    if (other.header().state() == "released" && other.root() != rule.root() &&
        other.legal_entity() == rule.legal_entity() && other.condition().empty())
      return say("\"{}\" books {} without a condition already; retire it first", other.name(),
                 rule.event());
  return {};
}

void check(Records& records, Change<PostingRule>& change) {
  auto& rule = change.after;
  if (change.enters("retired")) return;
  if (!rule.has_root()) rule.set_root(change.id());
  if (!rule.has_version_number()) rule.set_version_number(1);
  check_rule(records.catalogue(), rule);
  if (!change.enters("released")) return;
  auto problem = account_problem(records, rule);
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem, "lines");
  problem = rival_problem(records, rule);
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem, "condition");
  retire_released(records, rule);
}

/// A draft of the next version; the released one books until the draft is released.
nlohmann::json revise(Records& records, PostingRule& rule) {
  int latest = 0;
  for (auto& version : records.where<PostingRule>("root", rule.root())) {
    if (version.header().state() == "draft")
      throw Error(
          ErrorCode::conflict,
          say("there is a draft of this rule already: version {}", version.version_number()),
          "state");
    latest = std::max(latest, version.version_number());
  }
  auto draft = rule;
  draft.clear_header();
  draft.set_version_number(latest + 1);
  records.save(draft);
  return {{"posting_rule", draft.header().id()}};
}

const common::rules::Effects<PostingRule> effects =
    common::rules::Effects<PostingRule>().before_save(check).action("revise", revise);

struct StandardLine {
  PostingRule::Side side;
  const char *account, *amount;
};
struct StandardRule {
  const char *name, *event, *condition;
  StandardLine first, second;
  std::optional<StandardLine> third = {};
};

constexpr auto debit = PostingRule::SIDE_DEBIT, credit = PostingRule::SIDE_CREDIT;

const StandardRule standard_rules[] = {
    {"Invoices and credits",
     "billing.Invoice post",
     "",
     {debit, "use = receivable", "total"},
     {credit, "own else class = revenue AND use = general", "net"},
     StandardLine{credit, "own else use = tax", "tax"}},
    {"Goods used on jobs",
     "field.WorkOrder bill",
     "",
     {debit, "class = expense AND use = general", "cost"},
     {credit, "use = stock", "cost"}},
    {"Payments over the bank",
     "billing.Payment receive",
     "account:* AND method != cash",
     {debit, "use = bank", "amount"},
     {credit, "use = receivable", "amount"}},
    {"Payments in cash",
     "billing.Payment receive",
     "account:* AND method = cash",
     {debit, "use = cash", "amount"},
     {credit, "use = receivable", "amount"}},
    {"Receivables written off",
     "billing.Invoice write-off",
     "",
     {debit, "use = write_off", "open"},
     {credit, "use = receivable", "open"}},
    {"Exchange differences of payments",
     "billing.Settlement settle",
     "",
     {debit, "use = receivable", "difference"},
     {credit, "use = exchange_difference", "difference"}},
};

void add_line(PostingRule& rule, const StandardLine& line) {
  auto& made = *rule.add_lines();
  made.set_side(line.side);
  made.set_account_expression(line.account);
  made.set_amount_expression(line.amount);
}

}  // namespace

void add_standard_posting_rules(Records& records) {
  for (auto& standard : standard_rules) {
    PostingRule rule;
    rule.set_name(standard.name);
    rule.set_trigger(PostingRule::TRIGGER_EVENT);
    rule.set_event(standard.event);
    if (*standard.condition) rule.set_condition(standard.condition);
    add_line(rule, standard.first);
    add_line(rule, standard.second);
    if (standard.third) add_line(rule, *standard.third);
    records.save_as_system(rule);
    if (!account_problem(records, rule).empty()) continue;
    records.move_as_system(rule, "release");
    records.save_as_system(rule);
  }
}

}  // namespace hub::domain::ledger
