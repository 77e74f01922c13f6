#include "hub/domain/admin/company/company.hpp"

#include <set>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/number_series.pb.h"

namespace hub::domain {

using common::Error;
using common::ErrorCode;
using store::Transaction;

namespace {

/// Deleted rules are rows as well.
constexpr const char* without_rules_sql =
    "SELECT t.id FROM tenant t WHERE t.deleted_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM posting_rule r WHERE r.tenant = t.id) ORDER BY t.id";

std::vector<std::string> tenants_of(store::Store& store, const char* sql) {
  return store.read_result([&](store::Connection& connection) {
    std::vector<std::string> found;
    auto& rows = connection.query(sql);
    while (rows.step()) found.push_back(rows.text(0));
    return found;
  });
}

struct DeliveredRole {
  const char *key, *name, *department;
};
constexpr DeliveredRole delivered_roles[] = {
    {"admin", "Administrator", ""},
    {"dispatcher", "Dispatcher", "service"},
    {"technician", "Technician", "service"},
    {"bookkeeper", "Bookkeeper", "finance"},
    {"sales_manager", "Sales manager", "sales"},
    {"sales_rep", "Sales representative", "sales"},
    {"marketing", "Marketing", "marketing"},
    {"support", "Support", "support"},
    {"executive", "Executive", "management"},
    {"analyst", "Data analyst", "management"},
    {"partner", "Partner", ""},
    {"customer", "Customer", ""},
};

struct DeliveredSeries {
  const char *use, *pattern;
  bool gapless;
};
constexpr DeliveredSeries delivered_series[] = {
    {"work_order", "WO-{number:4}", false},     {"paperwork_document", "DOC-{number:5}", false},
    {"invoice", "INV-{number:5}", true},        {"journal_entry", "JE-{number:5}", true},
    {"quote", "Q-{number:4}", false},           {"payment", "PAY-{number:5}", false},
    {"sales_order", "SO-{number:4}", false},    {"contract", "CON-{number:4}", false},
    {"project", "PRJ-{number:4}", false},       {"expense", "EXP-{number:4}", false},
    {"equipment", "EQ-{number:4}", false},      {"stock_transfer", "ST-{number:4}", false},
    {"purchase_order", "PO-{number:4}", false}, {"ticket", "T-{number:5}", false},
    {"article", "KB-{number:4}", false},        {"van_invoice", "V-{number:5}", true},
};

/// Keys that the company has, or had and deleted since: these do not come back.
std::set<std::string> known(Transaction& transaction, const char* sql) {
  std::set<std::string> keys;
  auto& rows = transaction.sql().query(sql, {transaction.actor().tenant});
  while (rows.step()) keys.insert(rows.text(0));
  return keys;
}

/// How many were added.
int add_missing_roles(Transaction& transaction) {
  auto there = known(transaction, "SELECT key FROM role WHERE tenant = ?");
  int added = 0;
  for (auto& [key, name, department] : delivered_roles) {
    if (there.count(key)) continue;
    truckroll::admin::Role role;
    role.set_key(key);
    role.set_name(name);
    if (*department) role.set_department(department);
    role.set_delivered(true);
    transaction.save(role);
    ++added;
  }
  return added;
}

int add_missing_series(Transaction& transaction) {
  auto there = known(transaction, "SELECT use FROM number_series WHERE tenant = ?");
  int added = 0;
  for (auto& [use, pattern, gapless] : delivered_series) {
    if (there.count(use)) continue;
    truckroll::billing::NumberSeries series;
    series.set_use(use);
    series.set_pattern(pattern);
    series.set_gapless(gapless);
    transaction.save(series);
    ++added;
  }
  return added;
}

}  // namespace

void make_company_basics(Transaction& transaction) {
  add_missing_roles(transaction);
  add_missing_series(transaction);
  ledger::add_standard_posting_rules(transaction);
}

void complete_companies(store::Store& store) {
  for (auto& tenant : tenants_of(store, "SELECT id FROM tenant WHERE deleted_at IS NULL")) {
    int added = 0;
    store.write(store.system_command(tenant, "delivered by a newer release"),
                [&](Transaction& transaction) {
                  added = add_missing_roles(transaction) + add_missing_series(transaction);
                });
    if (added > 0)
      common::log::info("hub/domain/admin", "a company got what a newer release delivers",
                        {{"tenant", tenant}, {"records", std::to_string(added)}});
  }
  for (auto& tenant : tenants_of(store, without_rules_sql)) {
    store.write(store.system_command(tenant, "posting rules of a newer release"),
                [](Transaction& transaction) { ledger::add_standard_posting_rules(transaction); });
    common::log::info("hub/domain/admin", "a company got the standard posting rules",
                      {{"tenant", tenant}});
  }
}

std::string make_user(Transaction& transaction, const std::string& login, const std::string& given,
                      const std::string& family, const std::string& password_hash,
                      const std::string& role_key) {
  truckroll::admin::User user;
  user.set_login(login);
  user.mutable_name()->set_given(given);
  user.mutable_name()->set_family(family);
  user.set_password(password_hash);
  auto mail = user.add_channels();
  mail->set_line("mail");
  mail->set_kind(truckroll::CHANNEL_MAIL);
  mail->set_value(login);
  mail->set_primary(true);
  transaction.save(user);
  transaction.move(user, "activate");
  transaction.save(user);
  auto role = transaction.find_where<truckroll::admin::Role>("key", role_key);
  if (!role) throw Error(ErrorCode::not_found, common::say("there is no role {}", role_key));
  truckroll::admin::RoleAssignment assignment;
  assignment.set_user(user.header().id());
  assignment.set_role(role->header().id());
  transaction.save(assignment);
  transaction.move(assignment, "approve");
  transaction.save(assignment);
  return user.header().id();
}

}  // namespace hub::domain
