// The page of jobs (of FLOW-11).
#include "hub/work/jobs.hpp"

#include <atomic>
#include <set>

#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::store::Transaction;
using hub::work::Jobs;
using hub::work::Outcome;
using test::json;
using test::Office;

namespace {

void enqueue(Office& office, const std::string& tenant, const std::string& kind,
             const std::string& key) {
  office.store->write(office.store->system_command(tenant, "test"), [&](Transaction& transaction) {
    transaction.enqueue(kind, key, "", transaction.now());
  });
}

json job_of(Office::Client& client, const std::string& about) {
  auto page = client.get("/api/jobs/");
  for (auto& job : page["items"])
    if (job["about"] == about) return job;
  return {};
}

}  // namespace

TEST_GROUP(JobsList){};

// features: FLOW-11
TEST(JobsList, dead_letters_are_listed_with_their_error_and_run_again_or_cancelled) {
  for (bool postgres : {false, true}) {
    Office office(postgres ? stores::copy_of_migrated() : "");
    auto admin = office.sign_in("admin");
    for (std::string key : {"one", "two", "three"}) enqueue(office, office.tenant, "trial", key);
    enqueue(office, office.other_tenant, "trial", "theirs");
    {
      Jobs jobs(*office.store, 2);
      jobs.handle("trial", [](const hub::work::Job& job) {
        return job.key == "three" ? Outcome::done() : Outcome::failed("no receiver for " + job.key);
      });
      jobs.start();
      jobs.wake();
      CHECK(support::wait_until([&] {
        return admin.get("/api/jobs/?kind=trial")["counts"]["failed"] == 2 &&
               job_of(admin, "three")["state"] == "done";
      }));
      jobs.stop();
    }

    auto dead = admin.get("/api/jobs/?state=failed&kind=trial");
    LONGS_EQUAL(2, dead["items"].size());
    std::set<std::string> errors;
    for (auto& job : dead["items"]) errors.insert(job["error"].get<std::string>());
    CHECK(errors == std::set<std::string>({"no receiver for one", "no receiver for two"}));
    LONGS_EQUAL(1, admin.get("/api/jobs/?contains=for%20one")["items"].size());
    LONGS_EQUAL(3, dead["kinds"]["trial"].get<int>());
    CHECK(job_of(admin, "theirs").is_null());

    auto one = job_of(admin, "one")["id"].get<std::string>();
    auto two = job_of(admin, "two")["id"].get<std::string>();
    auto three = job_of(admin, "three")["id"].get<std::string>();
    LONGS_EQUAL(204, admin.send(Method::post, "/api/jobs/" + one + "/retry/").status);
    LONGS_EQUAL(204, admin.send(Method::post, "/api/jobs/" + two + "/cancel/").status);
    LONGS_EQUAL(409, admin.send(Method::post, "/api/jobs/" + three + "/retry/").status);
    LONGS_EQUAL(409, admin.send(Method::post, "/api/jobs/" + three + "/cancel/").status);
    LONGS_EQUAL(404, admin.send(Method::post, "/api/jobs/" + office.tenant + "/retry/").status);
    auto again = job_of(admin, "one");
    STRCMP_EQUAL("waiting", again["state"].get<std::string>().c_str());
    LONGS_EQUAL(0, again["attempts"].get<int>());
    STRCMP_EQUAL("cancelled", job_of(admin, "two")["state"].get<std::string>().c_str());
  }
}

TEST(JobsList, one_that_runs_and_is_cancelled_notes_nothing) {
  Office office;
  auto admin = office.sign_in("admin");
  enqueue(office, office.tenant, "trial", "slow");
  std::atomic<bool> may_end{false}, runs{false};
  Jobs jobs(*office.store, 1);
  jobs.handle("trial", [&](const hub::work::Job& job) {
    runs = true;
    support::wait_until([&] { return may_end.load(); });
    bool stopped = false;
    try {
      office.store->write(office.store->system_command(office.tenant, "test"),
                          [&](Transaction& transaction) { Jobs::renew(transaction, job); });
    } catch (const common::Error&) {
      stopped = true;  // as a long job notices it
    }
    CHECK(stopped);
    return Outcome::failed("too late");
  });
  jobs.start();
  jobs.wake();
  CHECK(support::wait_until([&] { return runs.load(); }));
  auto id = job_of(admin, "slow")["id"].get<std::string>();
  LONGS_EQUAL(204, admin.send(Method::post, "/api/jobs/" + id + "/cancel/").status);
  may_end = true;
  jobs.stop();

  auto job = job_of(admin, "slow");
  STRCMP_EQUAL("cancelled", job["state"].get<std::string>().c_str());
  CHECK(job["error"] == "");
}

// features: FLOW-11
TEST(JobsList, pages_follow_each_other_and_only_administrators_see_them) {
  Office office;
  auto admin = office.sign_in("admin");
  for (int i = 0; i < 60; ++i) enqueue(office, office.tenant, "trial", std::to_string(i));

  auto first = admin.get("/api/jobs/?kind=trial");
  LONGS_EQUAL(50, first["items"].size());
  auto second =
      admin.get("/api/jobs/?kind=trial&page_token=" + first["next_page_token"].get<std::string>());
  LONGS_EQUAL(10, second["items"].size());
  CHECK(second["next_page_token"] == "");
  LONGS_EQUAL(60, first["counts"]["waiting"].get<int>());

  LONGS_EQUAL(403, office.sign_in("dispatcher").send(Method::get, "/api/jobs/").status);
  auto id = first["items"][0]["id"].get<std::string>();
  LONGS_EQUAL(
      403, office.sign_in("dispatcher").send(Method::post, "/api/jobs/" + id + "/cancel/").status);
  LONGS_EQUAL(400, admin.send(Method::get, "/api/jobs/?state=broken").status);
  LONGS_EQUAL(400, admin.send(Method::get, "/api/jobs/?page_token=x").status);
}
