// Vans' records looked at again by a job: it outlives the hub, is tried again, and what fails for
// good is seen.
#include "hub/gateway/scope_walk.hpp"

#include "hub/work/job_list.hpp"
#include "tests/hub/gateway/world.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;
using hub::work::Job;
using hub::work::JobRow;
using hub::work::Jobs;

namespace {

support::PostgresServer& server() {
  static support::PostgresServer one;
  return one;
}

JobRow job(World& w) {
  auto jobs = w.store.read_result([](hub::store::Connection& sql) {
    hub::work::JobQuery query;
    query.kind = ScopeWalk::job_kind;
    auto found = hub::work::list_jobs(sql, tenant, query);
    // The company's first roles have led to a walk of its own records.
    std::erase_if(found, [](auto& one) { return !one.key.starts_with("customers|"); });
    return found;
  });
  LONGS_EQUAL(1, jobs.size());
  return jobs.front();
}

/// A hub works on what is due until the job is in that state, and is stopped.
void work_until(World& w, const std::string& state, std::int64_t attempts) {
  Jobs jobs(w.store, 1);
  jobs.handle_long(ScopeWalk::job_kind, [&](const Job& one) {
    return walk_scopes(w.store, w.plans, one,
                       [&](hub::store::Transaction& sql) { Jobs::renew(sql, one); });
  });
  jobs.start();
  jobs.wake();
  CHECK(support::wait_until([&] {
    auto now = job(w);
    return now.state == state && now.attempts == attempts;
  }));
}

void follow(World& w) {
  w.wait_until_sealed();
  w.reader.catch_up(tenant);
}

std::int64_t held_by_branch(World& w, const std::string& record) {
  return w.count("SELECT count(*) FROM scope_member WHERE scope = 'branch:" + w.vaduz +
                 "' AND removed = 0 AND record = '" + record + "'");
}

/// Of a customer that nobody works for, so many that one transaction does not look at all of them.
void make_sites(World& w, int count) {
  Account customer;
  customer.set_name("Seehotel");
  customer.set_branch(w.vaduz);
  auto account = w.put(customer);
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    for (int i = 0; i < count; ++i) {
      Site one;
      one.set_account(account);
      one.set_name("Chalet " + std::to_string(i));
      one.mutable_address()->set_city("Malbun");
      one.set_branch(w.vaduz);
      transaction.save_as_system(one);
    }
  });
}

/// A customer that no program can read, or again can.
void break_record(World& w, const std::string& id, bool is_broken) {
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    transaction.sql().execute("UPDATE account SET tags = ? WHERE id = ?",
                              {is_broken ? hub::store::Value("[") : hub::store::Value(), id});
  });
}

void on_both(const std::function<void(World&)>& body) {
  for (auto url : {std::string(), server().make_database()}) {
    World w(url);
    body(w);
  }
}

}  // namespace

TEST_GROUP(ScopeWalk){};

// features: FLOW-11
TEST(ScopeWalk, is_a_job_that_a_killed_hub_leaves_to_the_next_where_it_stood) {
  on_both([](World& w) {
    make_sites(w, 600);
    follow(w);
    w.set_customer_scope("assigned");
    follow(w);
    STRCMP_EQUAL("waiting", job(w).state.c_str());
    auto later = w.make_job("Boiler", w.site);
    w.make_visit(later, w.anna);
    follow(w);  // nobody's visit waits for the customers
    LONGS_EQUAL(1, w.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND scope = "
                           "'technician:" +
                           w.anna + "' AND record = '" + later + "'"));
    CHECK(w.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND type = 'crm.Site' AND "
                  "scope LIKE 'branch:%'") >= 600);

    auto all = w.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND type = 'crm.Site'");
    while (w.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND type = 'crm.Site'") ==
           all)
      CHECK(w.walk.step(tenant, ScopeWalk::Of::customers).more);
    auto left = w.count(
        "SELECT count(*) FROM scope_member WHERE removed = 0 AND type = "
        "'crm.Site' AND scope LIKE 'branch:%'");
    CHECK(left > 0);  // and here the hub is killed
    auto position =
        w.count("SELECT position FROM scope_head WHERE scope = 'branch:" + w.vaduz + "'");
    work_until(w, "done", 1);

    LONGS_EQUAL(0, w.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND type = "
                           "'crm.Site' AND scope LIKE 'branch:%'"));
    LONGS_EQUAL(0, held_by_branch(w, w.account));
    // What was done before the kill is not done again.
    CHECK(w.count("SELECT position FROM scope_head WHERE scope = 'branch:" + w.vaduz + "'") >=
          position + left);
    LONGS_EQUAL(601, w.count("SELECT count(*) FROM scope_member WHERE removed = 1 AND type = "
                             "'crm.Site' AND scope LIKE 'branch:%'"));
  });
}

// features: FLOW-11
TEST(ScopeWalk, what_changes_while_it_walks_is_walked_from_the_beginning_again) {
  on_both([](World& w) {
    make_sites(w, 600);
    follow(w);
    w.set_customer_scope("assigned");
    follow(w);
    CHECK(w.walk.step(tenant, ScopeWalk::Of::customers).more);
    w.store.write(w.store.system_command(tenant, "test"), [](hub::store::Transaction& transaction) {
      transaction.sql().execute(
          "UPDATE job SET state = 'running' WHERE \"key\" LIKE 'customers|%'");
    });
    w.set_customer_scope("branch");
    follow(w);
    // Whoever walks for the first change may be past what the second one is about.
    LONGS_EQUAL(1, w.count("SELECT count(*) FROM job WHERE \"key\" LIKE 'customers|%' AND state = "
                           "'waiting'"));
    while (w.walk.step(tenant, ScopeWalk::Of::customers).more) {
    }
    LONGS_EQUAL(1, held_by_branch(w, w.account));
    CHECK(w.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND type = 'crm.Site' AND "
                  "scope LIKE 'branch:%'") >= 600);
  });
}

// features: FLOW-11
TEST(ScopeWalk, is_tried_again_ever_later_and_ends_among_the_failed_jobs_with_the_place) {
  on_both([](World& w) {
    Account other;
    other.set_name("Seehotel");
    other.set_branch(w.vaduz);
    auto broken = w.put(other);
    w.set_customer_scope("assigned");
    follow(w);
    break_record(w, broken, true);
    for (int attempt = 1; attempt < Jobs::attempts_max; ++attempt) {
      work_until(w, "waiting", attempt);
      auto now = job(w);
      CHECK(now.run_at == w.clock.now() + Jobs::delay_after(attempt));
      CHECK_TEXT(now.error.find(": ") != std::string::npos, now.error.c_str());
      CHECK(now.error.starts_with("after ") || now.error.starts_with("from the beginning"));
      w.clock.advance(Jobs::delay_after(attempt));
    }
    auto visit = w.make_visit(w.make_job("Boiler", w.make_site("Hut", w.vaduz)), w.anna);
    follow(w);
    LONGS_EQUAL(1, w.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND record = '" +
                           visit + "'"));
    work_until(w, "failed", Jobs::attempts_max);

    auto act = [&](void (*what)(hub::store::Transaction&, const std::string&)) {
      auto id = job(w).id;
      w.store.write(w.store.system_command(tenant, "test"),
                    [&](hub::store::Transaction& transaction) { what(transaction, id); });
    };
    // Half of it would leave vans with what they may not hold.
    CHECK_THROWS(common::Error, act(hub::work::cancel_job));
    break_record(w, broken, false);
    act(hub::work::retry_job);
    work_until(w, "done", 1);
    LONGS_EQUAL(0, held_by_branch(w, broken));
  });
}

// features: FLOW-11
TEST(ScopeWalk, what_an_older_release_left_unfinished_is_asked_for_within_the_hour) {
  on_both([](World& w) {
    w.set_customer_scope("assigned");
    follow(w);
    w.store.write(w.store.system_command(tenant, "test"), [](hub::store::Transaction& transaction) {
      transaction.sql().execute("DELETE FROM job WHERE kind = 'van_scopes'");
    });
    w.reader.sweep(tenant);
    auto asked = job(w).id;
    w.clock.advance(std::chrono::hours(1));
    w.reader.sweep(tenant);
    STRCMP_EQUAL(asked.c_str(), job(w).id.c_str());  // one is enough
    work_until(w, "done", 1);
    LONGS_EQUAL(0, held_by_branch(w, w.account));
    w.clock.advance(std::chrono::hours(1));
    w.reader.sweep(tenant);
    STRCMP_EQUAL(asked.c_str(), job(w).id.c_str());
  });
}
