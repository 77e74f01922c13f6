// Who reads far more protected records than he ever does, is told of and, where the company wants
// that, stopped.
// features: AUDT-06 (with sessions_test.cpp, which shows guessing and odd sign-ins)
#include <memory>
#include <string>

#include "hub/identity/odd_use.hpp"
#include "hub/records/read_watch.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::store::Connection;
using test::json;
using test::Office;

namespace {

constexpr int people = 120;

std::unique_ptr<Office> open_office(bool postgres) {
  auto office = std::make_unique<Office>(postgres ? stores::copy_of_migrated() : "");
  for (int i = 0; i < people; ++i)
    office->put("crm.Contact",
                {{"name", {{"given", "Person"}, {"family", "No " + std::to_string(i)}}}});
  office->put("admin.Setting", {{"key", "access.odd_reads_per_hour"}, {"value", "100"}});
  return office;
}

/// Everything that was read is noted, and who is stopped is known.
void settle(Office::Client& admin) {
  CHECK_EQUAL(200, admin.send(Method::get, "/api/access-log/").status);
}

int read_all(Office::Client& client) {
  return client.send(Method::get, "/api/contacts/?page_size=200").status;
}

std::int64_t count(Office& office, const std::string& sql) {
  return office.store->read_result([&](Connection& connection) { return connection.integer(sql); });
}

std::int64_t jobs_of(Office& office) {
  return count(office, "SELECT count(*) FROM job WHERE kind = 'odd_use'");
}

void tell(Office& office) {
  std::vector<std::string> payloads;
  office.store->read([&](Connection& connection) {
    auto& rows = connection.query("SELECT payload FROM job WHERE kind = 'odd_use' ORDER BY id");
    while (rows.step()) payloads.push_back(rows.text(0));
  });
  for (auto& payload : payloads) hub::identity::tell_of_odd_use(*office.store, payload);
}

void work_two_days_ago(Office& office, const std::string& role, std::int64_t records) {
  auto hour = std::chrono::floor<std::chrono::hours>(office.clock.now().time_since_epoch()).count();
  office.store->write(office.store->system_command(office.tenant, "test"),
                      [&](hub::store::Transaction& transaction) {
                        transaction.sql().execute(
                            "INSERT INTO read_tally (tenant, user_id, hour, records) VALUES (?, ?, "
                            "?, ?)",
                            {office.tenant, office.user_of(role), hour - 48, records});
                      });
}

}  // namespace

TEST_GROUP(OddUse){};

TEST(OddUse, is_told_to_administrators_and_stops_nobody_by_default) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    auto admin = office->sign_in("admin"), user = office->sign_in("dispatcher");
    user.send(Method::get, "/api/contacts/?page_size=50");
    settle(admin);
    CHECK_EQUAL(0, jobs_of(*office));
    CHECK_EQUAL(200, read_all(user));
    settle(admin);
    CHECK_EQUAL(1, jobs_of(*office));
    CHECK_EQUAL(200, read_all(user));  // the same ones again, and nothing new is told
    settle(admin);
    CHECK_EQUAL(1, jobs_of(*office));
    tell(*office);
    auto told = admin.get("/api/notifications/")["items"];
    CHECK_EQUAL(1U, told.size());
    STRCMP_EQUAL("Unusual use: dispatcher@example.test reads very many records",
                 told[0]["title"].get<std::string>().c_str());
    STRCMP_CONTAINS("120 records", told[0]["text"].get<std::string>().c_str());
    CHECK(told[0]["important"].get<bool>());
    CHECK_EQUAL(0U, admin.get("/api/blocked-users/")["items"].size());
  }
}

TEST(OddUse, counts_what_could_not_be_noted_once_it_can) {
  hub::records::ReadWatch watch;
  const hub::records::ReadWatch::Who who{"t1", "u1"};
  auto now = common::parse_instant("2026-11-20T08:00:00Z");
  auto read = [&](const std::set<std::string>& records) {
    hub::records::ReadWatch::Fresh fresh;
    watch.begin(fresh, now);
    watch.add(fresh, who, records);
    return fresh;
  };
  auto failed = read({"a", "b"});
  LONGS_EQUAL(2, failed.counts[who]);
  LONGS_EQUAL(0, read({"a", "b"}).counts[who]);
  watch.take_back(failed);
  LONGS_EQUAL(3, read({"a", "b", "c"}).counts[who]);
  LONGS_EQUAL(0, read({"a", "b", "c"}).counts[who]);
}

TEST(OddUse, is_measured_by_what_the_user_does_on_other_days) {
  auto office = open_office(false);
  auto admin = office->sign_in("admin"), busy = office->sign_in("dispatcher"),
       other = office->sign_in("bookkeeper");
  work_two_days_ago(*office, "dispatcher", 80);
  work_two_days_ago(*office, "bookkeeper", 30);
  CHECK_EQUAL(200, read_all(busy));
  settle(admin);
  CHECK_EQUAL(0, jobs_of(*office));
  CHECK_EQUAL(200, read_all(other));
  settle(admin);
  CHECK_EQUAL(1, jobs_of(*office));
}

TEST(OddUse, is_stopped_where_the_company_wants_that_until_an_administrator_releases_him) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    office->put("admin.Setting", {{"key", "access.odd_use"}, {"value", "\"block\""}});
    auto admin = office->sign_in("admin"), user = office->sign_in("dispatcher"),
         colleague = office->sign_in("bookkeeper");
    CHECK_EQUAL(200, read_all(user));
    settle(admin);
    auto refused = user.send(Method::get, "/api/contacts/");
    CHECK_EQUAL(403, refused.status);
    STRCMP_CONTAINS("more than usual", refused.json()["detail"].get<std::string>().c_str());
    auto graph =
        user.send(Method::post, "/api/graphql/", {{"query", "{ contacts { nodes { id } } }"}});
    STRCMP_CONTAINS("more than usual", graph.json().dump().c_str());
    CHECK_EQUAL(200, colleague.send(Method::get, "/api/contacts/?page_size=1").status);
    CHECK_EQUAL(200, user.send(Method::get, "/api/session/").status);

    auto items = admin.get("/api/blocked-users/")["items"];
    CHECK_EQUAL(1U, items.size());
    STRCMP_EQUAL("dispatcher@example.test", items[0]["login"].get<std::string>().c_str());
    STRCMP_EQUAL("odd_use", items[0]["why"].get<std::string>().c_str());
    CHECK_EQUAL(people, items[0]["records"].get<int>());
    STRCMP_EQUAL(json({{{"type", "crm.Contact"}, {"records", people}}}).dump().c_str(),
                 items[0]["read"].dump().c_str());
    auto path = "/api/blocked-users/" + office->user_of("dispatcher") + "/";
    CHECK_EQUAL(403, colleague.send(Method::delete_, path).status);
    Office::Client stranger(office->port(), "admin@other.test", Office::password);
    CHECK_EQUAL(404, stranger.send(Method::delete_, path).status);
    CHECK_EQUAL(0U, stranger.get("/api/blocked-users/")["items"].size());
    CHECK_EQUAL(204, admin.send(Method::delete_, path).status);
    CHECK_EQUAL(404, admin.send(Method::delete_, path).status);
    CHECK_EQUAL(200, colleague.send(Method::get, "/api/contacts/?page_size=2").status);
    settle(admin);  // who is stopped is looked up with what is read
    CHECK_EQUAL(200, user.send(Method::get, "/api/contacts/").status);
  }
}

TEST(OddUse, of_the_only_administrator_is_told_and_does_not_lock_him_out) {
  auto office = open_office(false);
  office->put("admin.Setting", {{"key", "access.odd_use"}, {"value", "\"block\""}});
  auto admin = office->sign_in("admin");
  CHECK_EQUAL(200, read_all(admin));
  settle(admin);
  CHECK_EQUAL(1, jobs_of(*office));
  CHECK_EQUAL(200, admin.send(Method::get, "/api/contacts/").status);
  CHECK_EQUAL(0U, admin.get("/api/blocked-users/")["items"].size());
}

TEST(OddUse, settings_that_are_none_are_refused) {
  auto office = std::make_unique<Office>();
  auto admin = office->sign_in("admin");
  for (auto& [key, value] : {std::pair{"access.odd_use", "\"refuse\""},
                             {"access.odd_reads_per_hour", "5"},
                             {"sign_in.odd_access", "true"}})
    CHECK_EQUAL_TEXT(
        400, admin.send(Method::post, "/api/settings/", {{"key", key}, {"value", value}}).status,
        key);
}
