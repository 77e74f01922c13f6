#include "common/ids/ids.hpp"
#include "company.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/ledger/posting_rule.pb.h"
#include "tests/support/postgres_server.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using ledger::LedgerAccount;
using ledger::PostingRule;

namespace {

/// Goes over to a second company in the same database, as it was before there were posting rules.
void use_old_company(Company& company) {
  company.tenant = common::make_id(company.clock.now());
  admin::Tenant old;
  old.set_country("LI");
  old.set_zone("Europe/Vaduz");
  old.add_currencies("CHF");
  old.add_languages("en");
  old.mutable_header()->set_id(company.tenant);
  old.set_name("Oberland Lüftung AG");
  company.save(old);
}

}  // namespace

TEST_GROUP(CompanyUpgrade) {
  Company company;
  std::string first;

  void setup() override {
    first = company.tenant;
    use_old_company(company);
  }
  void start_hub() {
    hub::domain::complete_companies(*company.store);
  }
  /// "released 6"
  std::string rules(const std::string& state) {
    return state + " " + std::to_string(company.where<PostingRule>("state", state).size());
  }
};

TEST(CompanyUpgrade, a_company_without_any_posting_rule_gets_the_standard_ones_once) {
  start_hub();
  start_hub();

  STRCMP_EQUAL("released 6", rules("released").c_str());
  LONGS_EQUAL(6, company.count("posting_rule"));
  company.tenant = first;
  LONGS_EQUAL(6, company.count("posting_rule"));
}

TEST(CompanyUpgrade, rules_that_were_retired_or_deleted_do_not_come_back) {
  PostingRule own;
  own.set_name("Own");
  own.set_event("billing.Invoice post");
  for (auto side : {PostingRule::SIDE_DEBIT, PostingRule::SIDE_CREDIT}) {
    auto& line = *own.add_lines();
    line.set_side(side);
    line.set_account_expression("use = receivable");
    line.set_amount_expression("total");
  }
  company.write([&](auto& t) {
    t.save(own);
    t.remove(own);
  });
  start_hub();

  LONGS_EQUAL(0, company.where<PostingRule>("event", "billing.Invoice post").size());
  LONGS_EQUAL(1, company.count("posting_rule"));
}

/// Its books have no account for write-offs: that rule waits as a draft, and the hub starts.
TEST(CompanyUpgrade, rules_whose_account_is_missing_wait_as_drafts) {
  ledger::LegalEntity firm;
  firm.set_name("Oberland Lüftung AG");
  firm.set_country("LI");
  auto entity = company.save(firm);
  for (auto use :
       {LedgerAccount::USE_RECEIVABLE, LedgerAccount::USE_BANK, LedgerAccount::USE_TAX}) {
    LedgerAccount account;
    account.set_legal_entity(entity);
    account.set_code(std::to_string(1000 + use));
    account.set_name("Account");
    account.set_class_(LedgerAccount::CLASS_ASSET);
    account.set_use(use);
    company.write([&](auto& t) {
      t.save(account);
      t.move(account, "activate");
      t.save(account);
    });
  }
  start_hub();

  auto released = company.where<PostingRule>("state", "released");
  LONGS_EQUAL(1, released.size());
  STRCMP_EQUAL("Payments over the bank", released.front().name().c_str());
  STRCMP_EQUAL("draft 5", rules("draft").c_str());
}

/// As a company of an early release: fewer roles, one renamed and one series deleted.
void use_roles_of_an_early_release(Company& company) {
  admin::Role office;
  office.set_key("dispatcher");
  office.set_name("Disposition");
  office.set_delivered(true);
  billing::NumberSeries orders, quotes;
  orders.set_use("work_order");
  orders.set_pattern("A-{number:6}");
  quotes.set_use("quote");
  quotes.set_pattern("Q-{number:4}");
  company.write([&](auto& t) {
    t.save(office);
    t.save(orders);
    t.save(quotes);
    t.remove(quotes);
  });
}

void check_completed(Company& company) {
  use_roles_of_an_early_release(company);
  hub::domain::complete_companies(*company.store);
  auto changes = company.count("change");
  hub::domain::complete_companies(*company.store);

  LONGS_EQUAL(changes, company.count("change"));
  LONGS_EQUAL(12, company.count("role"));
  auto office = company.where<admin::Role>("key", "dispatcher");
  LONGS_EQUAL(1, office.size());
  STRCMP_EQUAL("Disposition", office.front().name().c_str());
  STRCMP_EQUAL("sales",
               company.where<admin::Role>("key", "sales_rep").front().department().c_str());
  auto orders = company.where<billing::NumberSeries>("use", "work_order");
  LONGS_EQUAL(1, orders.size());
  STRCMP_EQUAL("A-{number:6}", orders.front().pattern().c_str());
  LONGS_EQUAL(0, company.where<billing::NumberSeries>("use", "quote").size());
  CHECK(company.where<billing::NumberSeries>("use", "invoice").front().gapless());
}

TEST(CompanyUpgrade, new_roles_and_number_series_come_and_what_a_company_changed_stays) {
  check_completed(company);
}

TEST(CompanyUpgrade, new_roles_and_number_series_come_on_postgresql_too) {
  support::PostgresServer server;
  Company there(server.make_database());
  use_old_company(there);
  check_completed(there);
}

TEST(CompanyUpgrade, the_same_on_postgresql) {
  support::PostgresServer server;
  Company there(server.make_database());
  use_old_company(there);
  hub::domain::complete_companies(*there.store);
  hub::domain::complete_companies(*there.store);

  LONGS_EQUAL(6, there.where<PostingRule>("state", "released").size());
  LONGS_EQUAL(6, there.count("posting_rule"));
}
