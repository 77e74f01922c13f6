// Where one is signed in, until when; who guesses, and how his address comes free again.
#include <memory>
#include <string>

#include "hub/identity/guard.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::store::Transaction;
using test::json;
using test::Office;

namespace {

std::unique_ptr<Office> open_office(bool postgres) {
  return std::make_unique<Office>(postgres ? stores::copy_of_migrated() : "");
}

void execute(Office& office, const std::string& sql, const hub::store::Values& values = {}) {
  office.store->write(office.store->system_command(office.tenant, "test"),
                      [&](Transaction& transaction) { transaction.sql().execute(sql, values); });
}

std::int64_t count(Office& office, const std::string& sql) {
  return office.store->read_result(
      [&](hub::store::Connection& connection) { return connection.integer(sql); });
}

}  // namespace

TEST_GROUP(SessionList){};

TEST(SessionList, one_sees_and_ends_ones_own) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    auto here = office->sign_in("technician"), elsewhere = office->sign_in("technician"),
         third = office->sign_in("technician"), other = office->sign_in("dispatcher");
    auto items = here.get("/api/sessions/")["items"];
    CHECK_EQUAL(3U, items.size());
    int current = 0;
    std::string name;
    for (auto& item : items) {
      STRCMP_EQUAL("127.0.0.1", item["address"].get<std::string>().c_str());
      STRCMP_EQUAL("password", item["way"].get<std::string>().c_str());
      current += item["current"].get<bool>();
      if (!item["current"]) name = item["name"];
    }
    CHECK_EQUAL(1, current);
    CHECK_EQUAL(404, other.send(Method::delete_, "/api/sessions/" + name + "/").status);
    CHECK_EQUAL(204, here.send(Method::delete_, "/api/sessions/" + name + "/").status);
    CHECK_EQUAL(404, here.send(Method::delete_, "/api/sessions/" + name + "/").status);
    CHECK_EQUAL(2U, here.get("/api/sessions/")["items"].size());
    CHECK_EQUAL(1, here.send(Method::delete_, "/api/sessions/").json()["ended"].get<int>());
    int open = 0;
    for (auto one : {&here, &elsewhere, &third})
      open += one->send(Method::get, "/api/session/").status == 200;
    CHECK_EQUAL(1, open);
    CHECK_EQUAL(200, here.send(Method::get, "/api/session/").status);
    CHECK_EQUAL(200, other.send(Method::get, "/api/session/").status);
  }
}

TEST(SessionList, administrators_see_and_end_those_of_others_in_their_company) {
  auto office = open_office(false);
  auto user = office->sign_in("technician"), admin = office->sign_in("admin");
  Office::Client stranger(office->port(), "admin@other.test", Office::password);
  auto id = office->user_of("technician");
  CHECK_EQUAL(403, user.send(Method::get, "/api/sessions/?user=*").status);
  CHECK_EQUAL(2U, admin.get("/api/sessions/?user=*")["items"].size());
  auto items = admin.get("/api/sessions/?user=" + id)["items"];
  CHECK_EQUAL(1U, items.size());
  auto path = "/api/sessions/" + items[0]["name"].get<std::string>() + "/";
  CHECK_EQUAL(0U, stranger.get("/api/sessions/?user=" + id)["items"].size());
  CHECK_EQUAL(404, stranger.send(Method::delete_, path).status);
  CHECK_EQUAL(204, admin.send(Method::delete_, path).status);
  CHECK_EQUAL(401, user.send(Method::get, "/api/session/").status);
}

TEST(SessionList, ends_when_idle_or_old_as_the_company_says) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    office->put("admin.Setting", {{"key", "sign_in.idle_minutes"}, {"value", "30"}});
    office->put("admin.Setting", {{"key", "sign_in.session_hours"}, {"value", "2"}});
    auto user = office->sign_in("technician");
    auto now = common::to_micros(office->clock.now());
    auto idle = count(*office, "SELECT max(idle_until) FROM session") - now;
    auto length = count(*office, "SELECT max(expires_at) FROM session") - now;
    CHECK(idle > 29 * 60'000'000LL && idle <= 30 * 60'000'000LL);
    CHECK(length > 119 * 60'000'000LL && length <= 120 * 60'000'000LL);

    execute(*office, "UPDATE session SET idle_until = ?", {now + 60'000'000});
    CHECK_EQUAL(200, user.send(Method::get, "/api/session/").status);
    office->sessions().identity().meter.flush();
    CHECK(count(*office, "SELECT max(idle_until) FROM session") > now + 29 * 60'000'000LL);

    execute(*office, "UPDATE session SET idle_until = ?", {now});
    office->sessions().forget();
    CHECK_EQUAL(401, user.send(Method::get, "/api/session/").status);
  }
}

TEST(SessionList, limits_that_are_none_are_refused) {
  auto office = open_office(false);
  auto admin = office->sign_in("admin");
  for (auto& [key, value] : {std::pair{"sign_in.idle_minutes", "1"},
                             {"sign_in.idle_minutes", "\"30\""},
                             {"sign_in.session_hours", "0"},
                             {"sign_in.second_factor", "\"nobody\""},
                             {"sign_in.second_factor", "[1]"},
                             {"api.user_requests_per_minute", "1"}})
    CHECK_EQUAL_TEXT(
        400, admin.send(Method::post, "/api/settings/", {{"key", key}, {"value", value}}).status,
        key);
}

TEST(SessionList, a_sign_in_from_where_one_never_was_is_told) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    auto told = "SELECT count(*) FROM notification WHERE title LIKE 'New sign-in from %'";
    office->sign_in("technician");
    office->sign_in("technician");
    CHECK_EQUAL(0, count(*office, told));
    execute(*office, "UPDATE session SET address = '192.0.2.7', device = 'another'");
    office->sign_in("technician");
    CHECK_EQUAL(1, count(*office, told));
    CHECK_EQUAL(
        1, count(*office, "SELECT count(*) FROM notification_log WHERE purpose = 'new_sign_in'"));
    office->sign_in("technician");
    CHECK_EQUAL(1, count(*office, told));
  }
}

TEST(SessionList, an_attack_is_recognised_told_blocked_and_released) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    auto admin = office->sign_in("admin");
    std::string attacker = "192.0.2.66";
    auto command = office->store->system_command("", "test");
    auto check = [&](const std::string& login, const std::string& address) {
      try {
        office->store->read([&](hub::store::Connection& connection) {
          hub::identity::check_attempt(connection, office->clock.now(), {login, address});
        });
      } catch (const hub::identity::Throttled& error) {
        return error.wait.count();
      }
      return std::chrono::seconds::rep{0};
    };
    for (int i = 0; i < 31; ++i)
      office->store->write(command, [&](Transaction& transaction) {
        auto login = i == 0 ? std::string("dispatcher@example.test")
                            : "guess" + std::to_string(i % 25) + "@example.test";
        hub::identity::note_failure(transaction, {login, attacker});
      });

    CHECK(check("bookkeeper@example.test", attacker) > 3500);
    CHECK_EQUAL(0, check("bookkeeper@example.test", "192.0.2.1"));
    auto payload = office->store->read_result([&](hub::store::Connection& connection) {
      return std::get<std::string>(
          connection.scalar("SELECT payload FROM job WHERE kind = 'attack'").value());
    });
    CHECK_EQUAL(1, count(*office, "SELECT count(*) FROM job WHERE kind = 'attack'"));
    hub::identity::tell_of_attack(*office->store, payload);
    auto told = admin.get("/api/notifications/")["items"];
    CHECK_EQUAL(1U, told.size());  // and nobody of the other company, whose logins were not tried
    STRCMP_CONTAINS(attacker.c_str(), told[0]["title"].get<std::string>().c_str());
    CHECK_EQUAL(1, count(*office, "SELECT count(*) FROM notification"));

    CHECK_EQUAL(403,
                office->sign_in("technician").send(Method::get, "/api/blocked-addresses/").status);
    auto blocked = admin.get("/api/blocked-addresses/")["items"];
    CHECK_EQUAL(1U, blocked.size());
    STRCMP_EQUAL(attacker.c_str(), blocked[0]["address"].get<std::string>().c_str());
    CHECK(blocked[0]["failures"].get<int>() >= 30);
    auto path = "/api/blocked-addresses/" + attacker + "/";
    CHECK_EQUAL(204, admin.send(Method::delete_, path).status);
    CHECK_EQUAL(404, admin.send(Method::delete_, path).status);
    CHECK_EQUAL(0, check("bookkeeper@example.test", attacker));
  }
}

TEST(SessionList, an_odd_access_is_recognised_told_and_refused_where_the_company_wants_that) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    auto sign_in = [&] {
      common::http::ClientOptions options;
      options.port = office->port();
      return common::http::Client(options).post_json(
          "/api/session/", {{"login", "technician@example.test"}, {"password", Office::password}});
    };
    auto told = [&](const std::string& title) {
      return count(*office, "SELECT count(*) FROM notification WHERE title LIKE '" + title + "%'");
    };
    auto elsewhere = [&] {  // all he did was from another network, by another device
      execute(*office,
              "UPDATE session SET address = '192.0.2.7', device = 'his own' WHERE user_id = ?",
              {office->user_of("technician")});
    };
    CHECK_EQUAL(200, sign_in().status);
    elsewhere();
    CHECK_EQUAL(200, sign_in().status);
    CHECK_EQUAL(1, told("New sign-in from 127.0.0.1"));
    CHECK_EQUAL(1, told("Unusual sign-in: technician@example.test from 127.0.0.1"));

    office->put("admin.Setting", {{"key", "sign_in.odd_access"}, {"value", "\"refuse\""}});
    CHECK_EQUAL(200, sign_in().status);  // from there he has been by now
    elsewhere();
    auto refused = sign_in();
    CHECK_EQUAL(403, refused.status);
    STRCMP_CONTAINS("a new address, a new network, a new device",
                    refused.json()["detail"].get<std::string>().c_str());
    CHECK_EQUAL(403, sign_in().status);
    CHECK_EQUAL(1, told("A sign-in was refused from 127.0.0.1"));  // once an hour
    CHECK_EQUAL(1, told("Unusual sign-in was refused: technician@example.test from 127.0.0.1"));
    CHECK_EQUAL(
        1,
        count(*office, "SELECT count(*) FROM notification_log WHERE purpose = 'refused_sign_in'"));

    // The mailed link shows that it is him.
    execute(
        *office,
        "INSERT INTO sign_in_log (tenant, at, user_id, address, action) VALUES (?, ?, ?, "
        "'127.0.0.1', 'password_reset')",
        {office->tenant, common::to_micros(office->clock.now()), office->user_of("technician")});
    CHECK_EQUAL(200, sign_in().status);
  }
}

namespace {

/// As a browser would, from the test's own address.
int sign_in_from_here(Office& office, const std::string& role) {
  common::http::ClientOptions options;
  options.port = office.port();
  return common::http::Client(options)
      .post_json("/api/session/",
                 {{"login", role + "@example.test"}, {"password", Office::password}})
      .status;
}

/// All that the user did was from there.
void was_elsewhere(Office& office, const std::string& role, const std::string& device) {
  execute(office,
          "UPDATE session SET address = '192.0.2.7', device = ? || device, seen_at = 1 WHERE "
          "user_id = ?",
          {device, office.user_of(role)});
}

}  // namespace

TEST(SessionList, a_first_sign_in_and_a_traveller_with_his_own_device_are_let_in) {
  auto office = open_office(false);
  office->put("admin.Setting", {{"key", "sign_in.odd_access"}, {"value", "\"refuse\""}});
  CHECK_EQUAL(200, sign_in_from_here(*office, "technician"));
  CHECK_EQUAL(0, count(*office, "SELECT count(*) FROM notification"));
  was_elsewhere(*office, "technician", "");
  CHECK_EQUAL(200, sign_in_from_here(*office, "technician"));
  CHECK_EQUAL(1, count(*office, "SELECT count(*) FROM notification"));  // he is told, alone
}

TEST(SessionList, an_odd_access_never_keeps_out_the_only_administrator) {
  auto office = open_office(false);
  office->put("admin.Setting", {{"key", "sign_in.odd_access"}, {"value", "\"refuse\""}});
  CHECK_EQUAL(200, sign_in_from_here(*office, "admin"));
  execute(*office, "UPDATE session SET address = '192.0.2.7', device = 'another'");
  CHECK_EQUAL(200, sign_in_from_here(*office, "admin"));
  CHECK_EQUAL(
      1, count(*office, "SELECT count(*) FROM notification WHERE title LIKE 'Unusual sign-in:%'"));
}

TEST(SessionList, who_was_refused_is_let_in_by_an_administrator) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    office->put("admin.Setting", {{"key", "sign_in.odd_access"}, {"value", "\"refuse\""}});
    CHECK_EQUAL(200, sign_in_from_here(*office, "technician"));
    auto user = office->user_of("technician");
    execute(*office, "UPDATE session SET address = '192.0.2.7', device = 'another'");
    CHECK_EQUAL(403, sign_in_from_here(*office, "technician"));
    auto admin = office->sign_in("admin");
    auto items = admin.get("/api/blocked-users/")["items"];
    CHECK_EQUAL(1U, items.size());
    STRCMP_EQUAL("odd_sign_in", items[0]["why"].get<std::string>().c_str());
    STRCMP_EQUAL(R"(["127.0.0.1"])", items[0]["addresses"].dump().c_str());
    CHECK_EQUAL(204, admin.send(Method::delete_, "/api/blocked-users/" + user + "/").status);
    CHECK_EQUAL(0U, admin.get("/api/blocked-users/")["items"].size());
    CHECK_EQUAL(200, sign_in_from_here(*office, "technician"));
  }
}

TEST(SessionList, guessing_of_one_login_from_many_addresses_is_told) {
  auto office = open_office(false);
  auto admin = office->sign_in("admin");
  for (int i = 0; i < 60; ++i)
    office->store->write(office->store->system_command("", "test"), [&](Transaction& transaction) {
      hub::identity::note_failure(transaction,
                                  {"dispatcher@example.test", "192.0.2." + std::to_string(i % 20)});
    });
  CHECK_EQUAL(1, count(*office, "SELECT count(*) FROM job WHERE kind = 'attack'"));
  auto payload = office->store->read_result([&](hub::store::Connection& connection) {
    return std::get<std::string>(
        connection.scalar("SELECT payload FROM job WHERE kind = 'attack'").value());
  });
  hub::identity::tell_of_attack(*office->store, payload);
  auto told = admin.get("/api/notifications/")["items"];
  CHECK_EQUAL(1U, told.size());
  STRCMP_EQUAL("Somebody guesses the password of dispatcher@example.test",
               told[0]["title"].get<std::string>().c_str());
  CHECK_EQUAL(1, count(*office, "SELECT count(*) FROM notification"));
}
