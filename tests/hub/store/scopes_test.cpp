#include "hub/store/scopes.hpp"

#include "common/error/error.hpp"
#include "hub/store/access.hpp"
#include "proto/records/admin/user.pb.h"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using stores::catalogue;

namespace {

const Access& access() {
  static const Access compiled(catalogue());
  return compiled;
}

Actor with(const std::string& role, std::set<std::string> scopes) {
  Actor actor;
  actor.tenant = "t1";
  actor.user = "u1";
  actor.roles = {role};
  actor.scopes = std::move(scopes);
  return actor;
}

}  // namespace

TEST_GROUP(Scopes) {
  const RecordType& accounts = catalogue().type("crm.Account");
  const RecordType& jobs = catalogue().type("field.WorkOrder");
  const RecordType& users = catalogue().type("admin.User");
};

TEST(Scopes, a_token_has_its_users_rights_only_as_far_as_its_scopes_go) {
  struct Case {
    std::set<std::string> scopes;
    bool reads_accounts, changes_accounts, reads_jobs;
  };
  const Case cases[] = {
      {{}, false, false, false},
      {{"read"}, true, false, true},
      {{"write"}, true, true, true},
      {{"crm:read"}, true, false, false},
      {{"crm:write"}, true, true, false},
      {{"accounts:read"}, true, false, false},
      {{"accounts:write", "field:read"}, true, true, true},
      {{"administer"}, false, false, false},
  };
  for (auto& one : cases)
    for (auto role : {"admin", "dispatcher"}) {
      auto actor = with(role, one.scopes);
      auto name = one.scopes.empty() ? std::string("none") : *one.scopes.begin();
      CHECK_EQUAL_TEXT(one.reads_accounts, access().may(actor, accounts, options::READ),
                       name.c_str());
      for (auto right : {options::CREATE, options::CHANGE})
        CHECK_EQUAL_TEXT(one.changes_accounts, access().may(actor, accounts, right), name.c_str());
      CHECK_EQUAL_TEXT(one.reads_jobs, access().may(actor, jobs, options::READ), name.c_str());
    }
}

TEST(Scopes, a_scope_gives_nothing_that_the_user_may_not_do) {
  auto technician = with("technician", {"write"});
  CHECK(!access().may(technician, catalogue().type("ledger.JournalEntry"), options::READ));
  Actor himself = technician;
  himself.scopes.reset();
  for (auto& type : catalogue().types())
    for (auto right :
         {options::READ, options::CREATE, options::CHANGE, options::DELETE, options::ACT})
      CHECK_EQUAL_TEXT(access().may(himself, *type, right), access().may(technician, *type, right),
                       type->name.c_str());
}

TEST(Scopes, hold_for_fields_actions_and_single_records_too) {
  auto reader = with("admin", {"accounts:read"});
  auto& name = accounts.field("name");
  CHECK(access().may_see_field(reader, accounts, name));
  CHECK(!access().may_change_field(reader, accounts, name));
  CHECK(!access().may_change_field(reader, accounts, name, true));
  CHECK(!access().may_see_field(reader, users, users.field("login")));
  CHECK(!access().may_act(reader, users, "lock"));
  CHECK(access().act_reach(reader, users, "lock").kind == Reach::Kind::none);
  CHECK(access().may_act(with("admin", {"users:write"}), users, "lock"));
  auto readable = access().readable(reader, users);
  CHECK(readable && !readable(users.field("login")));
  auto reading = access().reading(reader);  // of what a filter's paths lead to
  CHECK(reading.field(accounts, name) && !reading.field(users, users.field("login")));
  CHECK(reading.records(users).has_value() && !reading.records(accounts).has_value());
  truckroll::admin::User user;
  CHECK(!access().may_record(reader, users, options::READ, user, {}));
}

TEST(Scopes, what_the_system_does_and_who_came_himself_know_none) {
  auto system = with("admin", {});
  system.system = true;
  CHECK(access().may(system, accounts, options::CHANGE));
  auto admin = with("admin", {});
  admin.scopes.reset();
  CHECK(access().may(admin, accounts, options::CHANGE));
  CHECK(is_administrator(admin));
  CHECK(!is_administrator(with("admin", {"read", "write"})));
  CHECK(is_administrator(with("admin", {"administer"})));
  CHECK(!is_administrator(with("dispatcher", {"administer"})));
}

TEST(Scopes, words_that_are_none_are_refused_by_name) {
  CHECK_EQUAL(2U, parse_scopes("read  crm:write read", catalogue()).size());
  CHECK(parse_scopes("", catalogue()).empty());
  for (auto wrong : {"reads", "crm", "crm:", ":read", "crm:delete", "nothing:read", "read:crm",
                     "CRM:read", "crm:read:write"})
    CHECK_TEXT(!is_scope(wrong, catalogue()), wrong);
  try {
    parse_scopes("read nothing:read", catalogue());
    FAIL("must be refused");
  } catch (const common::Error& error) {
    STRCMP_EQUAL("scope", error.violations().at(0).field.c_str());
    STRCMP_CONTAINS("nothing:read", error.violations().at(0).text.english().c_str());
  }
}

TEST(Scopes, the_wider_covers_the_narrower) {
  auto covered = [](std::vector<std::string> granted, const char* wanted) {
    return covers(granted, wanted, catalogue());
  };
  CHECK(covered({"write"}, "accounts:read"));
  CHECK(covered({"read"}, "crm:read"));
  CHECK(covered({"crm:write"}, "accounts:write"));
  CHECK(covered({"accounts:read", "administer"}, "administer"));
  CHECK(!covered({"read"}, "write"));
  CHECK(!covered({"crm:read"}, "read"));
  CHECK(!covered({"crm:read"}, "crm:write"));
  CHECK(!covered({"accounts:write"}, "crm:read"));
  CHECK(!covered({"field:write"}, "accounts:read"));
  CHECK(!covered({"write"}, "administer"));
  CHECK(!covered({}, "read"));
}
