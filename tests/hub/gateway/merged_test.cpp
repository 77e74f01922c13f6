// Vans follow a merge and its taking back by the change log alone.
#include "hub/quality/merge.hpp"

#include "hub/store/access.hpp"
#include "proto/records/crm/contact.pb.h"
#include "tests/hub/gateway/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;

TEST_GROUP(Merged) {
  World w;
  std::string annas() {
    return "technician:" + w.anna;
  }
  /// An account with a site, a job there and a visit of Anna's; account and job.
  std::pair<std::string, std::string> work_for_another() {
    truckroll::crm::Account account;
    account.set_name("Muster Haus");
    account.set_branch(w.vaduz);
    auto id = w.put(account);
    auto site = w.load<truckroll::crm::Site>(w.make_site("Second house", w.vaduz));
    site.set_account(id);
    auto job = w.make_job("Boiler", w.put(site));
    auto order = w.load<WorkOrder>(job);
    order.set_account(id);
    w.put(order);
    w.make_visit(job, w.anna);
    return {id, job};
  }
  hub::records::Caller admin() {
    hub::store::Actor actor;
    actor.tenant = tenant;
    actor.name = "Office";
    actor.roles = {"admin"};
    hub::records::Caller caller{};
    caller.actor = actor;
    caller.schema = w.store.schema(tenant);
    caller.context = hub::store::context_of(actor, 0);
    return caller;
  }
};

TEST(Merged, account_of_a_visit_is_the_kept_one_in_the_van_and_the_other_again_when_taken_back) {
  auto [loser, job] = work_for_another();
  w.set_customer_scope("assigned");
  CHECK_TRUE(w.holds(annas(), loser));
  CHECK_FALSE(w.holds(annas(), w.account));

  auto who = admin();
  auto& type = who.schema->catalogue.type("crm.Account");
  w.store.write(w.store.command(who.actor), [&, loser = loser](hub::store::Transaction& t) {
    hub::quality::merge(t, who, type, {w.account, {loser}, {}, {}});
  });
  STRCMP_EQUAL(w.account.c_str(), w.load<WorkOrder>(job).account().c_str());
  CHECK_TRUE(w.holds(annas(), w.account));
  CHECK_FALSE(w.holds(annas(), loser));

  w.store.write(w.store.command(who.actor), [&](hub::store::Transaction& t) {
    hub::quality::unmerge(t, who, type, w.account);
  });
  CHECK_TRUE(w.holds(annas(), loser));
  CHECK_FALSE(w.holds(annas(), w.account));
  CHECK_TRUE(w.holds(annas(), job));
}

TEST(Merged, account_leaves_the_branchs_vans_and_comes_back) {
  auto [loser, job] = work_for_another();
  auto branch = "branch:" + w.vaduz;
  CHECK_TRUE(w.holds(branch, loser));
  auto who = admin();
  auto& type = who.schema->catalogue.type("crm.Account");
  w.store.write(w.store.command(who.actor), [&, loser = loser](hub::store::Transaction& t) {
    hub::quality::merge(t, who, type, {w.account, {loser}, {}, {}});
  });
  CHECK_FALSE(w.holds(branch, loser));
  CHECK_TRUE(w.holds(branch, w.account));
  w.store.write(w.store.command(who.actor), [&](hub::store::Transaction& t) {
    hub::quality::unmerge(t, who, type, w.account);
  });
  CHECK_TRUE(w.holds(branch, loser));
}

TEST(Merged, what_a_van_wrote_without_network_leads_to_the_kept_one) {
  auto [loser, job] = work_for_another();
  w.reader.catch_up(tenant);
  auto contact = [&](const std::string& name) {
    truckroll::crm::Contact made;
    made.mutable_header()->set_id(common::make_id(w.clock.now()));
    made.mutable_name()->set_family(name);
    auto line = made.add_accounts();
    line->set_line("l1");
    line->set_account(loser);
    line->set_role("Janitor " + loser);
    return common::rules::make_create(catalogue().of<truckroll::crm::Contact>(), made);
  };
  Log log(w, w.device_one, w.anna);
  auto who = admin();
  auto& type = who.schema->catalogue.type("crm.Account");
  w.store.write(w.store.command(who.actor), [&, loser = loser](hub::store::Transaction& t) {
    hub::quality::merge(t, who, type, {w.account, {loser}, {}, {}});
  });

  auto result = log.give(contact("Meier"));
  STRCMP_EQUAL("", result.reason().c_str());
  LONGS_EQUAL(wire::OperationResult::OUTCOME_APPLIED, result.outcome());
  auto made = w.all<truckroll::crm::Contact>();
  LONGS_EQUAL(1, made.size());
  STRCMP_EQUAL(w.account.c_str(), made[0].accounts(0).account().c_str());
  // An id within a text is no reference.
  STRCMP_EQUAL(("Janitor " + loser).c_str(), made[0].accounts(0).role().c_str());
}
