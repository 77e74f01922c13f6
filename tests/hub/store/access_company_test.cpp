// What a company adds to the declared grants: permissions, circumstances, teams, shares.
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/store/actors.hpp"
#include "hub/store/circumstances.hpp"
#include "hub/store/company_rights.hpp"
#include "hub/store/query.hpp"
#include "proto/records/admin/record_share.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/territory.pb.h"
#include "proto/records/people/team.pb.h"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using stores::catalogue;
using stores::OpenedStore;
using truckroll::admin::Permission;
using truckroll::admin::Role;
using truckroll::crm::Account;

namespace {

constexpr auto both = {Dialect::sqlite, Dialect::postgres};

/// A company's rights in memory, without a database.
struct Rights {
  CompanyRights company;
  std::vector<std::string> faults;

  void role(const std::string& key, const std::string& parent = "") {
    Role made;
    made.mutable_header()->set_id("role-" + key);
    made.set_key(key);
    if (!parent.empty()) made.set_parent("role-" + parent);
    company.roles.push_back(made);
  }
  Permission& permission(const std::string& role_key, const std::string& type,
                         Permission::Effect effect) {
    Permission made;
    made.mutable_header()->set_id("p" + std::to_string(company.permissions.size() + 1));
    made.set_role("role-" + role_key);
    made.set_of_type(type);
    made.set_effect(effect);
    company.permissions.push_back(made);
    return company.permissions.back();
  }
  Access access() { return Access(catalogue(), &company, &faults); }
};

Actor actor_of(std::set<std::string> roles, const std::string& user = "u1") {
  Actor actor;
  actor.tenant = "t1";
  actor.user = user;
  actor.roles = std::move(roles);
  return actor;
}

const RecordType& type(const std::string& name) {
  return catalogue().type(name);
}

Account account_named(const std::string& name, const std::string& owner = "") {
  Account account;
  account.set_name(name);
  if (!owner.empty()) account.set_owner(owner);
  return account;
}

/// Names of the accounts that a list shows, in order.
std::string listed(OpenedStore& opened, const Access& access, const Actor& actor,
                   const common::expr::Context& context) {
  std::string names;
  opened.store().read([&](Connection& connection) {
    auto& accounts = type("crm.Account");
    Query query;
    query.type = &accounts;
    query.order_by = "name";
    auto reach = access.reach(actor, accounts, options::READ);
    if (reach.kind == Reach::Kind::none) return;
    auto page = run_query(connection, catalogue(), opened.store().tables().of(accounts), "t1",
                          query, reach.condition, context);
    for (auto& item : page.items) {
      names += static_cast<const Account&>(*item).name() + " ";
      // The database and memory agree.
      auto find = find_through(connection, opened.store().tables(), "t1");
      CHECK(access.may_record(actor, accounts, options::READ, *item, context, find));
    }
  });
  return names;
}

}  // namespace

TEST_GROUP(CompanyAccess) {
  Rights rights;
  const RecordType& accounts = type("crm.Account");
  void setup() override {
    for (auto key : {"technician", "dispatcher", "partner"}) rights.role(key);
    rights.role("trainee");
  }
};

TEST(CompanyAccess, a_role_of_the_company_is_granted_what_no_type_declares) {
  rights.permission("trainee", "crm.Lead", Permission::EFFECT_GRANT).add_may(Permission::MAY_READ);
  auto access = rights.access();
  auto trainee = actor_of({"trainee"});
  CHECK(access.may(trainee, type("crm.Lead"), options::READ));
  CHECK(!access.may(trainee, type("crm.Lead"), options::CHANGE));
  CHECK(!Access(catalogue()).may(trainee, type("crm.Lead"), options::READ));
}

TEST(CompanyAccess, what_is_withheld_wins_over_every_grant) {
  auto& withheld = rights.permission("trainee", "crm.Account", Permission::EFFECT_WITHHOLD);
  withheld.add_may(Permission::MAY_CHANGE);
  auto access = rights.access();
  CHECK(access.may(actor_of({"dispatcher"}), accounts, options::CHANGE));
  CHECK(!access.may(actor_of({"dispatcher", "trainee"}), accounts, options::CHANGE));
  CHECK(access.may(actor_of({"dispatcher", "trainee"}), accounts, options::READ));
  CHECK(access.may(actor_of({"admin", "trainee"}), accounts, options::CHANGE));
}

TEST(CompanyAccess, a_declared_field_is_hidden_from_a_role_or_kept_from_change) {
  auto& hidden = rights.permission("dispatcher", "crm.Account", Permission::EFFECT_WITHHOLD);
  hidden.add_fields("industry");
  auto& kept = rights.permission("dispatcher", "crm.Account", Permission::EFFECT_WITHHOLD);
  kept.add_fields("name");
  kept.set_field_right(Permission::FIELD_RIGHT_READ);
  auto access = rights.access();
  auto dispatcher = actor_of({"dispatcher"});
  CHECK(!access.may_see_field(dispatcher, accounts, accounts.field("industry")));
  CHECK(!access.may_change_field(dispatcher, accounts, accounts.field("industry")));
  CHECK(access.may_see_field(dispatcher, accounts, accounts.field("name")));
  CHECK(!access.may_change_field(dispatcher, accounts, accounts.field("name")));
  CHECK(access.may_see_field(actor_of({"admin"}), accounts, accounts.field("industry")));
  CHECK(access.is_withheld(dispatcher, accounts, accounts.field("industry")));
}

TEST(CompanyAccess, a_grant_of_some_fields_shows_no_other) {
  auto& some = rights.permission("trainee", "crm.Account", Permission::EFFECT_GRANT);
  some.add_may(Permission::MAY_READ);
  some.add_fields("name");
  auto access = rights.access();
  auto outsider = actor_of({"partner", "trainee", "share:none"});
  CHECK(access.may_see_field(outsider, accounts, accounts.field("name")));
  CHECK(!access.may_see_field(outsider, accounts, accounts.field("industry")));
}

TEST(CompanyAccess, roles_under_partner_are_outside_too) {
  rights.role("reseller", "partner");
  auto access = rights.access();
  CHECK(!access.may(actor_of({"reseller", "partner"}), type("admin.Branch"), options::READ));
  CHECK(access.may(actor_of({"dispatcher", "partner"}), type("admin.Branch"), options::READ));
}

TEST(CompanyAccess, what_cannot_be_understood_grants_nothing_and_withholds_all) {
  auto& grant = rights.permission("trainee", "crm.Lead", Permission::EFFECT_GRANT);
  grant.add_may(Permission::MAY_READ);
  grant.set_where("no_such_field = 1");
  auto& withheld = rights.permission("dispatcher", "crm.Account", Permission::EFFECT_WITHHOLD);
  withheld.add_may(Permission::MAY_DELETE);
  withheld.set_where("no_such_field = 1");
  auto access = rights.access();
  LONGS_EQUAL(2, rights.faults.size());
  CHECK(!access.may(actor_of({"trainee"}), type("crm.Lead"), options::READ));
  CHECK(!access.may(actor_of({"dispatcher"}), accounts, options::READ));
}

TEST(CompanyAccess, circumstances_that_cannot_be_told_deny) {
  auto& grant = rights.permission("trainee", "crm.Lead", Permission::EFFECT_GRANT);
  grant.add_may(Permission::MAY_READ);
  auto place = grant.add_when();
  place->set_kind(Permission::CIRCUMSTANCE_PLACE);
  place->set_condition("10.0.0.0/8, 2001:db8::/32");
  auto& withheld = rights.permission("dispatcher", "crm.Account", Permission::EFFECT_WITHHOLD);
  withheld.add_may(Permission::MAY_CHANGE);
  auto risk = withheld.add_when();
  risk->set_kind(Permission::CIRCUMSTANCE_RISK);
  risk->set_condition("known_address");
  auto access = rights.access();
  auto may = [&](const char* role, const RecordType& of, options::May right, Circumstances given) {
    auto actor = actor_of({role});
    access.add_circumstances(actor, given);
    return access.may(actor, of, right);
  };
  auto& leads = type("crm.Lead");
  CHECK(access.depends_on_circumstances());
  CHECK(may("trainee", leads, options::READ, {"10.2.3.4", ""}));
  CHECK(may("trainee", leads, options::READ, {"::ffff:10.2.3.4", ""}));
  CHECK(may("trainee", leads, options::READ, {"2001:db8:7::1", ""}));
  CHECK(!may("trainee", leads, options::READ, {"192.0.2.1", ""}));
  CHECK(!may("trainee", leads, options::READ, {"", ""}));
  Circumstances known, unknown, other;
  known.known_address = true;
  other.known_address = false;
  CHECK(!may("dispatcher", accounts, options::CHANGE, known));
  CHECK(!may("dispatcher", accounts, options::CHANGE, unknown));
  CHECK(may("dispatcher", accounts, options::CHANGE, other));
}

TEST(CompanyAccess, hours_are_the_users_and_may_go_past_midnight) {
  truckroll::admin::Permission_When when;
  when.set_kind(Permission::CIRCUMSTANCE_HOURS);
  auto at = [&](const char* text, const char* condition) {
    when.set_condition(condition);
    check_when(when);
    Circumstances given{"", "", common::parse_instant(text), "Europe/Vaduz"};
    return holds(when, given) == true;
  };
  // 2026-11-20 is a Friday; Vaduz is an hour before UTC.
  CHECK(at("2026-11-20T06:00:00Z", "mon-fri 07:00-18:00"));
  CHECK(!at("2026-11-20T05:59:00Z", "mon-fri 07:00-18:00"));
  CHECK(!at("2026-11-20T17:00:00Z", "mon-fri 07:00-18:00"));
  CHECK(!at("2026-11-21T08:00:00Z", "mon-fri 07:00-18:00"));
  CHECK(at("2026-11-21T08:00:00Z", "mon-fri 07:00-18:00, sat 08:00-12:00"));
  CHECK(at("2026-11-21T02:00:00Z", "fri 22:00-06:00"));
  CHECK(!at("2026-11-20T02:00:00Z", "fri 22:00-06:00"));
  CHECK(at("2026-11-22T23:30:00Z", "sun-mon 00:00-24:00"));
  when.set_condition("mon-fri 7-18");
  CHECK_THROWS(common::Error, check_when(when));
}

TEST(CompanyAccess, the_same_device_and_factor_are_told) {
  truckroll::admin::Permission_When when;
  when.set_kind(Permission::CIRCUMSTANCE_DEVICE);
  when.set_condition("office");
  CHECK(holds(when, {"", ""}) == true);
  CHECK(holds(when, {"", "0193a000-0000-7000-8000-00000000000d"}) == false);
  when.set_kind(Permission::CIRCUMSTANCE_RISK);
  when.set_condition("second_factor");
  Circumstances given;
  CHECK(!holds(when, given).has_value());
  given.second_factor = false;
  CHECK(holds(when, given) == false);
}

TEST(CompanyAccess, own_team_and_territory_are_the_same_in_sql_and_memory) {
  const std::string me = "0193a000-0000-7000-8000-000000000001",
                    mate = "0193a000-0000-7000-8000-000000000002",
                    other = "0193a000-0000-7000-8000-000000000003";
  for (auto dialect : both) {
    OpenedStore opened(dialect);
    truckroll::people::Team team;
    team.set_name("North");
    team.set_kind(truckroll::people::Team::KIND_SALES);
    team.set_lead(me);
    auto member = team.add_members();
    member->set_line("m1");
    member->set_user(mate);
    truckroll::crm::Territory territory;
    territory.set_name("Alps");
    territory.set_kind(truckroll::crm::Territory::KIND_LIST);
    auto rep = territory.add_reps();
    rep->set_line("r1");
    rep->set_user(me);
    std::string place;
    opened.write([&](Transaction& transaction) {
      for (auto& [id, login] :
           {std::pair(me, "me"), std::pair(mate, "mate"), std::pair(other, "other")}) {
        truckroll::admin::User user;
        user.mutable_header()->set_id(id);
        user.set_login(login);
        user.mutable_name()->set_family(login);
        transaction.save(user);
      }
      auto saved = team;
      transaction.save(saved);
      auto alps = territory;
      transaction.save(alps);
      place = alps.header().id();
      for (auto& account : {account_named("mine", me), account_named("mates", mate),
                            account_named("others", other)}) {
        auto copy = account;
        transaction.save(copy);
      }
      auto there = account_named("there", other);
      there.set_territory(place);
      transaction.save(there);
    });
    auto actor = actor_of({"trainee"}, me);
    common::expr::Context context{me, "", 20000, opened.clock().now()};
    opened.store().read(
        [&](Connection& connection) { context.circle = load_circle(connection, actor, 20000); });
    auto shown = [&](Permission::Extent extent, const std::string& where) {
      Rights own;
      own.role("trainee");
      auto& grant = own.permission("trainee", "crm.Account", Permission::EFFECT_GRANT);
      grant.add_may(Permission::MAY_READ);
      if (extent) grant.set_extent(extent);
      grant.set_where(where);
      auto access = own.access();
      if (!own.faults.empty()) return own.faults[0];
      return listed(opened, access, actor, context);
    };
    STRCMP_EQUAL("mine ", shown(Permission::EXTENT_OWN, "").c_str());
    STRCMP_EQUAL("mates mine ", shown(Permission::EXTENT_TEAM, "").c_str());
    STRCMP_EQUAL("there ", shown(Permission::EXTENT_TERRITORY, "").c_str());
    STRCMP_EQUAL(
        "mates mine there ",
        shown(Permission::EXTENT_ALL, "my_teams(owner) OR my_territories(territory)").c_str());
    STRCMP_EQUAL(
        "mates ",
        shown(Permission::EXTENT_UNSPECIFIED, "my_teams(owner) AND name = \"mates\"").c_str());
    context.circle = nullptr;
    STRCMP_EQUAL("", shown(Permission::EXTENT_TEAM, "").c_str());
  }
}

TEST(CompanyAccess, a_shared_record_widens_what_is_reached_until_it_ends) {
  const std::string me = "0193a000-0000-7000-8000-000000000001";
  for (auto dialect : both) {
    OpenedStore opened(dialect);
    std::string second;
    opened.write([&](Transaction& transaction) {
      truckroll::admin::User user;
      user.mutable_header()->set_id(me);
      user.set_login("me");
      user.mutable_name()->set_family("me");
      transaction.save(user);
      auto first = account_named("first", me), other = account_named("second");
      auto third = account_named("third");
      transaction.save(first);
      transaction.save(other);
      transaction.save(third);
      second = other.header().id();
      for (auto& [id, hours] : {std::pair(second, 1), std::pair(third.header().id(), -1)}) {
        truckroll::admin::RecordShare share;
        share.mutable_record()->set_type("crm.Account");
        share.mutable_record()->set_id(id);
        share.set_user(me);
        *share.mutable_until() =
            common::codec::to_timestamp(opened.clock().now() + std::chrono::hours(hours));
        transaction.save(share);
      }
    });
    rights.company.permissions.clear();
    auto& grant = rights.permission("trainee", "crm.Account", Permission::EFFECT_GRANT);
    grant.add_may(Permission::MAY_READ);
    grant.set_extent(Permission::EXTENT_OWN);
    CompanyRights stored;
    opened.store().read([&](Connection& connection) {
      stored = load_company_rights(connection, opened.store().tables(), "t1");
    });
    rights.company.shared_types = stored.shared_types;
    auto access = rights.access();
    auto actor = actor_of({"trainee"}, me);
    common::expr::Context context{me, "", 20000, opened.clock().now()};
    context.circle = std::make_shared<common::expr::Circle>();
    STRCMP_EQUAL("first second ", listed(opened, access, actor, context).c_str());
    // It opens no type, and changes nothing that it does not say.
    STRCMP_EQUAL("", listed(opened, access, actor_of({"nothing"}, me), context).c_str());
    CHECK(!access.may(actor_of({"nothing"}, me), accounts, options::READ));
  }
}

TEST(CompanyAccess, roles_come_from_ancestors_and_end_with_the_delegators) {
  for (auto dialect : both) {
    OpenedStore opened(dialect);
    auto make_user = [&](const char* login) {
      truckroll::admin::User user;
      user.set_login(login);
      user.mutable_name()->set_family(login);
      return user;
    };
    std::string boss, deputy, boss_right;
    opened.write([&](Transaction& transaction) {
      auto first = make_user("boss"), second = make_user("deputy");
      for (auto user : {&first, &second}) {
        transaction.save(*user);
        transaction.move_as_system(*user, "activate");
        transaction.save(*user);
      }
      boss = first.header().id(), deputy = second.header().id();
      Role base, head;
      base.set_key("bookkeeper"), base.set_name("Bookkeeper");
      transaction.save(base);
      head.set_key("head"), head.set_name("Head"), head.set_parent(base.header().id());
      transaction.save(head);
      truckroll::admin::RoleAssignment his, delegated, taken;
      his.set_user(boss), his.set_role(head.header().id());
      delegated.set_user(deputy), delegated.set_role(base.header().id());
      delegated.set_delegated_by(boss);
      taken.set_user(deputy), taken.set_role(head.header().id()), taken.set_emergency(true);
      *taken.mutable_until() =
          common::codec::to_timestamp(opened.clock().now() + std::chrono::hours(1));
      for (auto one : {&his, &delegated, &taken}) {
        transaction.save(*one);
        transaction.move_as_system(*one, "approve");
        transaction.save(*one);
      }
      boss_right = his.header().id();
    });
    auto roles_of = [&](const std::string& user) {
      std::string text;
      opened.store().read([&](Connection& connection) {
        for (auto& role : load_roles(connection, "t1", user, opened.clock().now()))
          text += role.substr(0, role.find(':')) + " ";
      });
      return text;
    };
    STRCMP_EQUAL("bookkeeper head ", roles_of(boss).c_str());
    STRCMP_EQUAL("bookkeeper emergency head ", roles_of(deputy).c_str());
    opened.clock().advance(std::chrono::hours(2));
    STRCMP_EQUAL("bookkeeper ", roles_of(deputy).c_str());
    opened.store().read([&](Connection& connection) {
      CHECK(load_roles_of_his_own(connection, "t1", deputy, opened.clock().now()).empty());
    });
    opened.write([&](Transaction& transaction) {
      auto right = transaction.load<truckroll::admin::RoleAssignment>(boss_right);
      transaction.move_as_system(right, "revoke");
      transaction.save(right);
    });
    STRCMP_EQUAL("", roles_of(deputy).c_str());
  }
}

TEST(CompanyAccess, a_schema_has_the_permissions_as_they_are_now) {
  for (auto dialect : both) {
    OpenedStore opened(dialect);
    Role trainee;
    trainee.set_key("trainee");
    trainee.set_name("Trainee");
    trainee = opened.save(trainee);
    auto may = [&] {
      return opened.store().schema("t1")->access.may(actor_of({"trainee"}), type("crm.Lead"),
                                                     options::READ);
    };
    CHECK(!may());
    Permission grant;
    grant.set_role(trainee.header().id());
    grant.set_of_type("crm.Lead");
    grant.set_effect(Permission::EFFECT_GRANT);
    grant.add_may(Permission::MAY_READ);
    grant = opened.save(grant);
    CHECK(may());
    opened.write([&](Transaction& transaction) {
      auto found = transaction.load<Permission>(grant.header().id());
      transaction.remove(found);
    });
    CHECK(!may());
    // Another company's rights are its own.
    CHECK(opened.store().schema("t2") == opened.store().schema("t3"));
  }
}
