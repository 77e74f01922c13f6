// Whom a company's connections may be asked about, and who may change them; on both databases.
#include "hub/identity/providers.hpp"

#include <functional>

#include "common/error/error.hpp"
#include "hub/identity/http.hpp"
#include "hub/identity/ldap.hpp"
#include "hub/identity/oidc.hpp"
#include "hub/identity/place.hpp"
#include "proto/records/admin/connection.pb.h"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using hub::identity::Identity;
using hub::identity::Provider;
using hub::identity::ProviderProblem;
using nlohmann::json;
using Record = truckroll::admin::Connection;

namespace {

/// A store with all rules, and one actor per role.
class Companies {
 public:
  explicit Companies(Dialect dialect)
      : url_(dialect == Dialect::postgres
                 ? stores::copy_of_migrated()
                 : support::copy_of_migrated(folder_ / "hub.db", stores::catalogue())),
        store({url_, 2, 2}, stores::catalogue(), common::rules::RuleBook::registered(), clock),
        identity(store, {}) {}

  void write_as(const std::string& role, const std::string& tenant,
                const std::function<void(Transaction&)>& body) {
    Actor actor;
    actor.tenant = tenant;
    actor.user = "0193a000-0000-7000-8000-0000000000aa";
    actor.roles = {role};
    store.write(store.command(actor), body);
  }
  /// A directory that was checked.
  std::string add(const std::string& tenant, const json& domains) {
    Record record;
    record.set_name("Directory");
    record.set_kind(Record::KIND_IDENTITY);
    json config{{"protocol", "ldap"}, {"url", "ldaps://ldap.example.test"}};
    if (!domains.is_null()) config["domains"] = domains;
    record.set_config(config.dump());
    store.write(store.system_command(tenant, "test"), [&](Transaction& transaction) {
      auto copy = record;
      transaction.save_as_system(copy);
      hub::identity::note_check(transaction, copy.header().id(), "");
      record = copy;
    });
    return record.header().id();
  }
  std::string asked(const std::string& login) {
    std::string tenants;
    store.read([&](Connection& sql) {
      for (auto& one : hub::identity::directories_for(store, identity, sql, login))
        tenants += one.tenant + " ";
    });
    return tenants;
  }
  Record find(const std::string& tenant, const std::string& id) {
    Record found;
    store.read([&](Connection& sql) {
      found.CopyFrom(*store.tables().of(stores::catalogue().of<Record>()).find(sql, tenant, id));
    });
    return found;
  }

 private:
  support::TempFolder folder_;
  std::string url_;
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};

 public:
  Store store;
  Identity identity;
};

void on_both(const std::function<void(Companies&)>& body) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    Companies companies(dialect);
    body(companies);
  }
}

std::string problem_of(const std::function<void()>& ask) {
  try {
    ask();
  } catch (const ProviderProblem& problem) {
    return problem.code + ": " + problem.text.english();
  }
  return "it worked";
}

}  // namespace

TEST_GROUP(Providers){};

TEST(Providers, a_password_is_shown_only_to_the_directory_of_its_login_s_domain) {
  on_both([](Companies& all) {
    for (int i = 0; i < 60; ++i)
      all.add("t" + std::to_string(i),
              {"d" + std::to_string(i) + ".test", "_D" + std::to_string(i)});
    all.add("open", nullptr);
    STRCMP_EQUAL("t7 ", all.asked("dora@d7.test").c_str());
    STRCMP_EQUAL("t59 ", all.asked("Dora@D59.test").c_str());  // however many there are
    STRCMP_EQUAL("", all.asked("dora@7.test").c_str());
    STRCMP_EQUAL("", all.asked("dora@xd7").c_str());
    STRCMP_EQUAL("t7 ", all.asked("dora@_d7").c_str());
    for (auto login : {"dora", "", "dora@", "dora@%", "dora@elsewhere.test", "dora@d7.test@x.test"})
      STRCMP_EQUAL_TEXT("", all.asked(login).c_str(), login);
    all.add("thief", {"d7.test"});
    STRCMP_EQUAL("", all.asked("dora@d7.test").c_str());  // whose it is nobody knows
  });
}

TEST(Providers, a_domain_is_one_company_s) {
  on_both([](Companies& all) {
    all.add("t1", {"example.test"});
    Provider directory;
    directory.tenant = "t2";
    directory.ldap = true;
    auto trouble = [&] {
      return hub::identity::trouble_of_domains(all.store, all.identity, directory);
    };
    STRCMP_CONTAINS("missing", trouble().english().c_str());
    directory.domains = {"other.test", "example.test"};
    STRCMP_CONTAINS("another company", trouble().english().c_str());
    directory.tenant = "t1";
    STRCMP_EQUAL("", trouble().english().c_str());
  });
}

TEST(Providers, are_an_administrator_s_matter_and_off_once_they_changed) {
  on_both([](Companies& all) {
    auto id = all.add("t1", {"example.test"});
    auto change = [&](const std::string& role, const std::function<void(Record&)>& body) {
      all.write_as(role, "t1", [&](Transaction& transaction) {
        auto record = transaction.load<Record>(id);
        body(record);
        transaction.save(record);
      });
      return all.find("t1", id).header().state();
    };
    try {
      change("dispatcher", [](Record& record) { record.set_name("Mine"); });
      FAIL("he changed it");
    } catch (const common::Error& error) {
      CHECK(error.code() == common::ErrorCode::forbidden);
    }
    STRCMP_EQUAL("on", change("admin", [](Record& record) { record.set_name("Ours"); }).c_str());
    auto check = [&] {
      all.store.write(all.store.system_command("t1", "test"), [&](Transaction& transaction) {
        hub::identity::note_check(transaction, id, "");
      });
      STRCMP_EQUAL("on", all.find("t1", id).header().state().c_str());
    };
    for (void (*body)(Record&) :
         {+[](Record& record) { record.set_address("https://elsewhere.example.test"); },
          +[](Record& record) { record.set_config("{}"); },
          +[](Record& record) {
            auto& line = *record.add_mapping();
            line.set_line("1");
            line.set_ours("admin");
            line.set_theirs("everybody");
          }}) {
      STRCMP_EQUAL("off", change("admin", body).c_str());
      check();
    }
  });
}

TEST(Providers, the_hub_asks_no_address_that_is_not_on_the_internet) {
  for (auto url : {"https://127.0.0.1:1/", "https://localhost:1/", "https://[::1]:1/",
                   "https://10.0.0.1:1/", "http://127.0.0.1:1/"}) {
    auto problem = problem_of([&] { hub::identity::http_get(url, {}); });
    CHECK_TEXT(problem.starts_with("unreachable"), problem.c_str());
    CHECK_TEXT(problem.find("refused") == problem.npos, problem.c_str());
  }
  Provider directory;
  directory.ldap = true;
  directory.starttls = true;
  for (auto address : {"ldap://127.0.0.1:1", "ldaps://localhost:1", "ldaps://[::1]:1",
                       "ldaps://10.0.0.1", "ldapi://%2ftmp%2fldap", "ldaps://169.254.169.254",
                       "ldaps:///", "ldaps://127.0.0.1:1 ldaps://10.0.0.1"}) {
    directory.address = address;
    auto problem = problem_of([&] { hub::identity::check_ldap(directory); });
    CHECK_TEXT(problem.starts_with("invalid"), problem.c_str());
  }
  directory.address = "ldap://127.0.0.1:1";
  directory.starttls = false;
  directory.private_allowed = true;  // by the hub's own settings
  auto problem = problem_of([&] { hub::identity::check_ldap(directory); });
  CHECK_TEXT(problem.starts_with("unreachable"), problem.c_str());
}
