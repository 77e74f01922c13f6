// What the hub logs of its troubles, as administrators read it.
#include <atomic>
#include <thread>

#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "hub/audit/log_keeper.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::audit::LogKeeper;
using hub::store::Connection;
using test::json;
using test::Office;

namespace {

namespace log = common::log;

/// Writes only when it is told to.
LogKeeper::Options by_hand() {
  return {.hub = "hub-1", .gather = std::chrono::hours(1)};
}

json entries(Office::Client& client, const std::string& query = {}) {
  return client.get("/api/log-entries/" + query)["items"];
}

std::string text(const json& value) {
  return value.get<std::string>();
}

std::int64_t count(Office& office, const std::string& sql) {
  return office.store->read_result([&](Connection& connection) { return connection.integer(sql); });
}

void make_device(Office& office, const std::string& tenant, const std::string& id) {
  office.store->write(office.store->system_command(tenant, "test"),
                      [&](hub::store::Transaction& transaction) {
                        transaction.sql().execute(
                            "INSERT INTO device (tenant, id, version, created_at, changed_at) "
                            "VALUES (?, ?, 1, 0, 0)",
                            {tenant, id});
                      });
}

/// While it is called otherwise nothing can be written into it.
void rename(Office& office, const std::string& from, const std::string& to) {
  office.store->write(office.store->system_command("", "test"),
                      [&](hub::store::Transaction& transaction) {
                        transaction.sql().run_script("ALTER TABLE " + from + " RENAME TO " + to);
                      });
}

}  // namespace

TEST_GROUP(LogEntries) {
  support::LogCapture capture;  // the lines are in the way of the tests' own
};

// features: EXTN-06 AUDT-04
TEST(LogEntries, troubles_of_a_company_are_its_administrators_to_filter_and_nobodys_to_write) {
  for (bool postgres : {false, true}) {
    Office office(postgres ? stores::copy_of_migrated() : "");
    auto admin = office.sign_in("admin");
    const std::string device = "0193a000-0000-7000-8000-00000000d001";
    make_device(office, office.tenant, device);
    LogKeeper keeper(*office.store, by_hand());
    auto changes = count(office, "SELECT count(*) FROM change");
    {
      log::Correlation correlation("request-4711");
      log::warning("hub/work", "a job has failed for good",
                   {{"tenant", office.tenant}, {"job", "j1"}});
      log::error("hub/gateway", "a van's message was not carried out", {{"device", device}});
      log::critical("hub/audit", "the change log was altered", {{"tenant", office.tenant}});
    }
    for (int i = 0; i < 3; ++i)
      log::warning("hub/work", "the same again", {{"tenant", office.tenant}});
    log::info("hub/work", "all is well", {{"tenant", office.tenant}});
    log::error("hub/work", "another company's", {{"tenant", office.other_tenant}});
    log::error("hub/store", "nobody's, for there are two companies");
    keeper.flush();

    LONGS_EQUAL(4, entries(admin).size());
    auto of_van = entries(admin, "?filter=level%20%3D%20error");
    LONGS_EQUAL(1, of_van.size());
    STRCMP_EQUAL("a van's message was not carried out", text(of_van[0]["text"]).c_str());
    STRCMP_EQUAL(device.c_str(), text(of_van[0]["device"]).c_str());
    STRCMP_EQUAL("request-4711", text(of_van[0]["correlation"]).c_str());
    STRCMP_EQUAL("hub-1", text(of_van[0]["hub"]).c_str());
    LONGS_EQUAL(1, entries(admin, "?filter=module%20%3D%20%22hub%2Faudit%22").size());
    LONGS_EQUAL(3, entries(admin, "?filter=correlation%20%3D%20%22request-4711%22").size());
    auto job = entries(admin, "?filter=text%20%3A%20%22failed%22");
    LONGS_EQUAL(1, job.size());
    CHECK(json::parse(text(job[0]["fields"])) == (json{{"job", "j1"}}));
    auto same = entries(admin, "?filter=times%20%3D%203");
    LONGS_EQUAL(1, same.size());
    STRCMP_EQUAL("the same again", text(same[0]["text"]).c_str());
    auto soon = common::format_instant(office.clock.now() + std::chrono::minutes(1));
    LONGS_EQUAL(0, entries(admin, "?filter=at%20%3E%20%22" + soon + "%22").size());
    LONGS_EQUAL(4, entries(admin, "?filter=at%20%3C%20%22" + soon + "%22").size());
    // One of the other company, none that might be anybody's.
    LONGS_EQUAL(5, count(office, "SELECT count(*) FROM log_entry"));
    LONGS_EQUAL(changes, count(office, "SELECT count(*) FROM change"));

    LONGS_EQUAL(403, office.sign_in("dispatcher").send(Method::get, "/api/log-entries/").status);
    LONGS_EQUAL(403, admin
                         .send(Method::post, "/api/log-entries/",
                               {{"level", "error"}, {"module", "m"}, {"text", "forged"}})
                         .status);
    auto path = "/api/log-entries/" + text(of_van[0]["id"]) + "/";
    CHECK(admin.send(Method::patch, path, {{"text", "forged"}}, "\"1\"").status >= 400);
    CHECK(admin.send(Method::delete_, path, nullptr, "\"1\"").status >= 400);
    STRCMP_EQUAL("a van's message was not carried out", text(admin.get(path)["text"]).c_str());
  }
}

// features: AUDT-04
TEST(LogEntries, hold_no_secrets) {
  Office office;
  auto admin = office.sign_in("admin");
  LogKeeper keeper(*office.store, by_hand());
  log::error("m", "no connection to postgresql://hub:s3cret@db.example/truckroll",
             {{"tenant", office.tenant},
              {"refresh_token", "s3cret"},
              {"error", "https://anna:s3cret@mail.example: refused; see https://help.example"}});
  keeper.flush();

  auto kept = entries(admin).dump();
  CHECK(kept.find("s3cret") == std::string::npos);
  STRCMP_CONTAINS("postgresql://hub:(hidden)@db.example/truckroll", kept.c_str());
  STRCMP_CONTAINS("refused; see https://help.example", kept.c_str());
}

// features: AUDT-04
TEST(LogEntries, a_flood_is_bounded_and_what_was_dropped_is_counted) {
  Office office;
  auto admin = office.sign_in("admin");
  auto options = by_hand();
  options.waiting_max = 10;
  LogKeeper keeper(*office.store, options);
  for (int i = 0; i < 25; ++i)
    log::warning("m", "line " + std::to_string(i), {{"tenant", office.tenant}});
  keeper.flush();
  LONGS_EQUAL(10, entries(admin).size());

  log::warning("m", "there is room again", {{"tenant", office.tenant}});
  keeper.flush();
  LONGS_EQUAL(11, entries(admin).size());
  LONGS_EQUAL(0, count(office, "SELECT count(*) FROM log_entry WHERE tenant = ''"));
}

// features: AUDT-04
TEST(LogEntries, of_a_hub_with_one_company_are_all_of_it_and_tell_how_many_were_dropped) {
  Office office;
  office.store->write(office.store->system_command(office.other_tenant, "test"),
                      [&](hub::store::Transaction& transaction) {
                        transaction.sql().execute("UPDATE tenant SET deleted_at = 1 WHERE id = ?",
                                                  {office.other_tenant});
                      });
  auto admin = office.sign_in("admin");
  auto options = by_hand();
  options.waiting_max = 1;
  LogKeeper keeper(*office.store, options);
  for (int i = 0; i < 3; ++i) log::error("hub/store", "trouble " + std::to_string(i));
  keeper.flush();

  auto dropped = entries(admin, "?filter=module%20%3D%20%22hub%2Faudit%22");
  LONGS_EQUAL(1, dropped.size());
  CHECK(json::parse(text(dropped[0]["fields"])) == (json{{"lines", "2"}}));
  LONGS_EQUAL(2, entries(admin).size());
}

// features: AUDT-04
TEST(LogEntries, that_cannot_be_written_wait_without_a_line_about_themselves) {
  Office office;
  auto admin = office.sign_in("admin");
  LogKeeper keeper(*office.store, by_hand());
  rename(office, "log_entry", "elsewhere");
  log::error("m", "before", {{"tenant", office.tenant}});
  for (int i = 0; i < 5; ++i) CHECK_THROWS(std::exception, keeper.flush());
  rename(office, "elsewhere", "log_entry");
  log::error("m", "after", {{"tenant", office.tenant}});
  keeper.flush();
  LONGS_EQUAL(2, entries(admin).size());
}

// features: AUDT-04
TEST(LogEntries, that_cannot_be_written_are_bounded_too_and_their_drops_told_in_the_end) {
  Office office;
  auto admin = office.sign_in("admin");
  auto options = by_hand();
  options.waiting_max = 10;
  LogKeeper keeper(*office.store, options);
  rename(office, "log_entry", "elsewhere");
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 8; ++i)
      log::error("m", "line " + std::to_string(round * 8 + i), {{"tenant", office.tenant}});
    CHECK_THROWS(std::exception, keeper.flush());
  }
  rename(office, "elsewhere", "log_entry");
  keeper.flush();
  auto kept = count(office, "SELECT count(*) FROM log_entry");
  CHECK(kept >= 8);
  CHECK(kept <= 10);
}

// features: AUDT-04
TEST(LogEntries, are_kept_whatever_a_client_calls_its_request) {
  // What the keeper's own lines are known by is nothing that a client can name.
  CHECK_FALSE(log::is_correlation("the keeper of the log"));
  Office office;
  auto admin = office.sign_in("admin");
  LogKeeper keeper(*office.store, by_hand());
  {
    log::Correlation correlation("the-keeper-of-the-log");
    log::error("m", "trouble", {{"tenant", office.tenant}});
  }
  keeper.flush();
  LONGS_EQUAL(1, entries(admin).size());
}

// features: EXTN-06
TEST(LogEntries, go_after_three_months_and_are_counted_right) {
  for (bool postgres : {false, true}) {
    Office office(postgres ? stores::copy_of_migrated() : "");
    auto admin = office.sign_in("admin");
    LogKeeper keeper(*office.store, by_hand());
    for (auto said : {"old", "young"}) log::error("m", said, {{"tenant", office.tenant}});
    keeper.flush();
    auto old = common::to_micros(office.clock.now() - std::chrono::hours(91 * 24));
    office.store->write(
        office.store->system_command("", "test"), [&](hub::store::Transaction& transaction) {
          transaction.sql().execute("UPDATE log_entry SET \"at\" = ? WHERE text = 'old'", {old});
        });
    keeper.purge();
    auto left = admin.get("/api/log-entries/?total=exact");
    LONGS_EQUAL(1, left["items"].size());
    LONGS_EQUAL(1, left["total"].get<int>());
    STRCMP_EQUAL("young", text(left["items"][0]["text"]).c_str());
  }
}

// features: AUDT-04
TEST(LogEntries, are_written_by_themselves_and_nobody_waits_for_it) {
  Office office;
  auto admin = office.sign_in("admin");
  LogKeeper keeper(*office.store, {.hub = "hub-1", .gather = std::chrono::milliseconds(20)});
  std::atomic<bool> may_write{false}, holds{false};
  std::thread writer([&] {  // the writer has long work
    office.store->write(office.store->system_command("", "test"), [&](hub::store::Transaction&) {
      holds = true;
      support::wait_until([&] { return may_write.load(); });
    });
  });
  CHECK(support::wait_until([&] { return holds.load(); }));
  for (int i = 0; i < 100; ++i) log::warning("m", "line", {{"tenant", office.tenant}});
  CHECK_EQUAL(0, count(office, "SELECT count(*) FROM log_entry"));
  may_write = true;
  writer.join();
  CHECK(support::wait_until([&] { return !entries(admin).empty(); }));
}
