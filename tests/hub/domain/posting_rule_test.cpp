#include <random>

#include "common/codec/values.hpp"
#include "company.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/tax_code.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/ledger/posting_rule.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using ledger::PostingRule;

namespace {

constexpr auto debit = PostingRule::SIDE_DEBIT, credit = PostingRule::SIDE_CREDIT;

struct Line {
  PostingRule::Side side;
  std::string account, amount;
};

}  // namespace

TEST_GROUP(PostingRules) {
  Company company;

  static PostingRule make_rule(const std::string& name, const std::string& event,
                               const std::vector<Line>& lines, const std::string& condition = "") {
    PostingRule rule;
    rule.set_name(name);
    rule.set_event(event);
    if (!condition.empty()) rule.set_condition(condition);
    for (auto& line : lines) {
      auto& made = *rule.add_lines();
      made.set_side(line.side);
      made.set_account_expression(line.account);
      made.set_amount_expression(line.amount);
    }
    return rule;
  }
  std::string save_by_bookkeeper(PostingRule rule) {
    company.store->write(company.store->command(company.bookkeeper),
                         [&](hub::store::Transaction& t) { t.save(rule); });
    return rule.header().id();
  }
  std::string release(const PostingRule& rule) {
    auto id = save_by_bookkeeper(rule);
    company.act(company.bookkeeper, "ledger.PostingRule", id, "release");
    return id;
  }
  PostingRule released_for(const std::string& event) {
    for (auto& rule : company.where<PostingRule>("event", event))
      if (rule.header().state() == "released") return rule;
    return {};
  }
  std::string add_account(const char* code, ledger::LedgerAccount::Class group) {
    ledger::LedgerAccount made;
    made.set_legal_entity(company.entity);
    made.set_code(code);
    made.set_name(code);
    made.set_class_(group);
    made.set_use(ledger::LedgerAccount::USE_GENERAL);
    company.write([&](auto& t) {
      t.save(made);
      t.move(made, "activate");
      t.save(made);
    });
    return made.header().id();
  }
  /// Posted by the bookkeeper; one line a price.
  billing::Invoice bill(const std::vector<std::int64_t>& prices) {
    billing::Invoice invoice;
    invoice.set_account(company.account);
    invoice.set_legal_entity(company.entity);
    invoice.set_currency("CHF");
    auto id = company.save(invoice);
    for (auto price : prices) {
      billing::LineItem line;
      line.set_invoice(id);
      line.set_kind(billing::LineItem::KIND_LABOUR);
      line.set_product(company.labour);
      *line.mutable_unit_price() = common::codec::money(price, "CHF");
      company.save(line);
    }
    company.act(company.bookkeeper, "billing.Invoice", id, "post");
    return company.load<billing::Invoice>(id);
  }
  std::string balance_of(const std::string& code) {
    auto balance = company.trial_balance();
    for (auto& row : balance["rows"])
      if (row["code"] == code) return row["balance"];
    return "none";
  }
  std::string refused(const PostingRule& rule) {
    return Company::refusal([&] { save_by_bookkeeper(rule); });
  }
};

// features: LEDG-07
TEST(PostingRules, a_released_change_books_what_happens_from_then_on) {
  auto first = bill({10000});
  auto standard = released_for("billing.Invoice post");
  add_account("3500", ledger::LedgerAccount::CLASS_REVENUE);

  auto draft =
      company.act(company.bookkeeper, "ledger.PostingRule", standard.header().id(), "revise")
          .answer["posting_rule"]
          .get<std::string>();
  company.store->write(company.store->command(company.bookkeeper), [&](hub::store::Transaction& t) {
    auto rule = t.load<PostingRule>(draft);
    for (auto& line : *rule.mutable_lines())
      if (line.amount_expression() == "net") line.set_account_expression("code = 3500");
    t.save(rule);
  });
  auto second = bill({10000});  // the draft books nothing yet
  STRCMP_EQUAL("none", balance_of("3500").c_str());
  company.act(company.bookkeeper, "ledger.PostingRule", draft, "release");
  auto third = bill({10000});

  STRCMP_EQUAL("-200.00", balance_of("3000").c_str());
  STRCMP_EQUAL("-100.00", balance_of("3500").c_str());
  STRCMP_EQUAL("324.30", balance_of("1100").c_str());
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
  auto rule_of = [&](const billing::Invoice& invoice) {
    return company.load<ledger::JournalEntry>(invoice.entry()).posting_rule();
  };
  STRCMP_EQUAL(standard.header().id().c_str(), rule_of(second).c_str());
  STRCMP_EQUAL(draft.c_str(), rule_of(third).c_str());
  auto old = company.load<PostingRule>(standard.header().id());
  STRCMP_EQUAL("retired", old.header().state().c_str());
  LONGS_EQUAL(2, company.load<PostingRule>(draft).version_number());
}

TEST(PostingRules, a_condition_goes_before_none_and_an_account_may_be_the_parts_own) {
  add_account("3900", ledger::LedgerAccount::CLASS_REVENUE);
  release(make_rule("Large bills", "billing.Invoice post",
                    {{debit, "use = receivable", "total"},
                     {credit, "code = 3900", "net"},
                     {credit, "own", "tax"}},
                    "total > 1000"));

  bill({10000});
  bill({200000});

  STRCMP_EQUAL("-100.00", balance_of("3000").c_str());
  STRCMP_EQUAL("-2000.00", balance_of("3900").c_str());
  STRCMP_EQUAL("-170.10", balance_of("2200").c_str());
}

TEST(PostingRules, what_could_not_book_or_balance_is_refused_with_the_place) {
  auto text = [&](const std::vector<Line>& lines, const char* event = "billing.Invoice post",
                  const char* condition = "") {
    return refused(make_rule("Rule", event, lines, condition));
  };
  STRCMP_CONTAINS(
      "is none of: billing.Invoice post",
      text({{debit, "own", "net"}, {credit, "own", "net"}}, "billing.Invoice pay").c_str());
  STRCMP_EQUAL("debit and credit would differ by 100 % of tax",
               text({{debit, "own", "total"}, {credit, "own", "net"}}).c_str());
  STRCMP_EQUAL("debit and credit would differ by 0.5 % of net",
               text({{debit, "own", "net"}, {credit, "own", "99.5% net"}}).c_str());
  STRCMP_EQUAL("\"gross\" is no amount of this event; there are net, tax, total",
               text({{debit, "own", "gross"}, {credit, "own", "net"}}).c_str());
  STRCMP_CONTAINS("at character",
                  text({{debit, "usage = receivable", "net"}, {credit, "own", "net"}}).c_str());
  STRCMP_CONTAINS("at character", text({{debit, "own", "net"}, {credit, "own", "net"}},
                                       "billing.Invoice post", "size = big")
                                      .c_str());
  STRCMP_EQUAL("names no account", text({{debit, " ", "net"}, {credit, "own", "net"}}).c_str());
  STRCMP_EQUAL("a rule has at least a debit and a credit",
               text({{debit, "own", "-net + net"}}).c_str());
  auto missing =
      make_rule("Rule", "billing.Invoice post",
                {{debit, "code = 9999", "total"}, {credit, "own else code = 3000", "total"}});
  STRCMP_CONTAINS("has no active ledger account with code = 9999",
                  Company::refusal([&] { release(missing); }).c_str());
}

TEST(PostingRules, a_second_rule_without_condition_waits_until_the_first_is_retired) {
  auto make = [&](const std::string& name, const std::string& entity = "",
                  const std::string& condition = "") {
    auto rule = make_rule(name, "billing.Invoice post",
                          {{debit, "use = receivable", "total"}, {credit, "code = 3000", "total"}},
                          condition);
    if (!entity.empty()) rule.set_legal_entity(entity);
    return rule;
  };
  auto standard = released_for("billing.Invoice post").header().id();
  auto second = save_by_bookkeeper(make("Another"));
  auto release_second = [&] {
    return Company::refusal(
        [&] { company.act(company.bookkeeper, "ledger.PostingRule", second, "release"); });
  };

  STRCMP_EQUAL(
      "\"Invoices and credits\" books billing.Invoice post without a condition already; retire it "
      "first",
      release_second().c_str());
  release(make("With a condition", "", "total > 1000"));
  release(make("Of one entity", company.entity));
  STRCMP_CONTAINS("\"Of one entity\"",
                  Company::refusal([&] { release(make("Of the same", company.entity)); }).c_str());
  auto revised = company.act(company.bookkeeper, "ledger.PostingRule", standard, "revise")
                     .answer["posting_rule"]
                     .get<std::string>();
  company.act(company.bookkeeper, "ledger.PostingRule", revised, "release");  // takes its place
  CHECK(!release_second().empty());
  company.act(company.bookkeeper, "ledger.PostingRule", revised, "retire");
  STRCMP_EQUAL("", release_second().c_str());
}

/// The precedence that the help of a rule's condition promises.
TEST(PostingRules,
     of_several_that_fit_the_entitys_go_first_then_those_with_condition_then_by_name) {
  auto add = [&](const char* name, const char* code, bool own, const char* condition) {
    add_account(code, ledger::LedgerAccount::CLASS_REVENUE);
    auto rule = make_rule(
        name, "billing.Invoice post",
        {{debit, "use = receivable", "total"}, {credit, std::string("code = ") + code, "total"}},
        condition);
    if (own) rule.set_legal_entity(company.entity);
    return release(rule);
  };
  const char* any = "total > 0";
  auto standard = released_for("billing.Invoice post").header().id();
  std::vector<std::string> in_order = {add("D", "3904", true, any),  add("E", "3901", true, any),
                                       add("C", "3902", true, ""),   add("A", "3900", false, any),
                                       add("B", "3903", false, any), standard};
  for (auto& rule : in_order) {
    auto invoice = bill({10000});
    STRCMP_EQUAL(rule.c_str(),
                 company.load<ledger::JournalEntry>(invoice.entry()).posting_rule().c_str());
    company.act(company.bookkeeper, "ledger.PostingRule", rule, "retire");
  }
}

TEST(PostingRules, without_a_released_rule_nothing_is_posted) {
  company.act(company.bookkeeper, "ledger.PostingRule",
              released_for("billing.Invoice post").header().id(), "retire");

  STRCMP_EQUAL(
      "no posting rule is released for billing.Invoice post; release one under Posting "
      "rules",
      Company::refusal([&] { bill({10000}); }).c_str());
  LONGS_EQUAL(0, company.count("journal_entry"));
}

TEST(PostingRules, a_released_rule_is_never_edited) {
  auto rule = released_for("billing.Invoice post");
  rule.mutable_lines(0)->set_account_expression("code = 1000");
  CHECK(!refused(rule).empty());
}

/// Any rule that may be released books any bill balanced, to the last cent.
TEST(PostingRules, random_rules_and_bills_always_balance) {
  std::mt19937 random(20261120);
  auto number = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  add_account("3901", ledger::LedgerAccount::CLASS_REVENUE);
  add_account("3902", ledger::LedgerAccount::CLASS_REVENUE);
  const char* accounts[] = {"code = 3901", "code = 3902", "own else code = 3000", "code = 1020"};
  for (int round = 0; round < 12; ++round) {
    std::vector<Line> lines;
    auto split = [&](PostingRule::Side side, const std::string& name) {
      auto share = number(1, 9999);
      auto text = [](int parts) { return common::codec::format_scaled(parts, 2) + "% "; };
      if (number(0, 3) == 0) return lines.push_back({side, accounts[number(0, 3)], name});
      lines.push_back({side, accounts[number(0, 3)], text(share) + name});
      lines.push_back({side, accounts[number(0, 3)], text(10000 - share) + name});
    };
    split(debit, "total");
    split(credit, "net");
    number(0, 1) ? split(credit, "tax")
                 : lines.push_back({credit, accounts[number(0, 3)], "total - net"});
    for (auto& rule : company.where<PostingRule>("event", "billing.Invoice post"))
      if (rule.header().state() == "released")
        company.act(company.bookkeeper, "ledger.PostingRule", rule.header().id(), "retire");
    release(make_rule("Rule " + std::to_string(round), "billing.Invoice post", lines));
    for (int i = 0; i < 3; ++i) {
      auto invoice = bill({number(1, 100000), number(1, 999), number(-300, 300)});
      if (invoice.entry().empty()) continue;
      std::int64_t difference = 0;
      auto entry = company.load<ledger::JournalEntry>(invoice.entry());
      for (auto& line : entry.lines()) difference += line.debit().minor() - line.credit().minor();
      LONGS_EQUAL(0, difference);
    }
  }
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
}
