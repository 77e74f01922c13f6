// Who guesses gets slow; who knows his password is not kept out by it, and can change it himself.
#include <memory>
#include <string>

#include "hub/identity/guard.hpp"
#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::identity::Attempt;
using hub::identity::Throttled;
using std::chrono::seconds;
using test::json;
using test::Office;

TEST_GROUP(Password) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  common::Instant now = common::parse_instant("2026-11-20T08:00:00Z");
  void teardown() override {
    office.reset();
  }
  common::http::Client client() {
    common::http::ClientOptions options;
    options.port = office->port();
    return common::http::Client(options);
  }
  void fail(const Attempt& attempt, int times) {
    auto command = office->store->system_command("", "test");
    command.at = now;
    for (int i = 0; i < times; ++i)
      office->store->write(command, [&](auto& t) { hub::identity::note_failure(t, attempt); });
  }
  void succeeded(const std::string& role, const std::string& address) {
    office->store->write(office->store->system_command("", "test"), [&](auto& t) {
      t.sql().execute(
          "INSERT INTO session (token_hash, tenant, user_id, csrf, created_at, expires_at, "
          "address) "
          "SELECT ?, tenant, id, '', ?, ?, ? FROM \"user\" WHERE login = ?",
          {address, common::to_micros(now), common::to_micros(now), address,
           role + "@example.test"});
    });
  }
  /// Seconds until this attempt is looked at.
  std::int64_t wait(const Attempt& attempt, seconds later = seconds{0}) {
    try {
      office->store->read([&](auto& c) { hub::identity::check_attempt(c, now + later, attempt); });
    } catch (const Throttled& error) {
      return error.wait.count();
    }
    return 0;
  }
};

TEST(Password, each_wrong_one_beyond_the_fifth_doubles_the_wait) {
  Attempt attempt{"dispatcher@example.test", "10.0.0.1"};
  fail(attempt, 4);
  CHECK_EQUAL(0, wait(attempt));
  fail(attempt, 1);
  CHECK_EQUAL(1, wait(attempt));
  fail(attempt, 3);
  CHECK_EQUAL(8, wait(attempt));
  CHECK_EQUAL(3, wait(attempt, seconds{5}));
  CHECK_EQUAL(0, wait(attempt, seconds{8}));
  fail(attempt, 30);
  CHECK_EQUAL(15 * 60, wait(attempt));
  CHECK_EQUAL(0, wait(attempt, std::chrono::hours(1)));
}

TEST(Password, nobody_locks_somebody_else_out) {
  succeeded("dispatcher", "10.0.0.7");
  fail({"dispatcher@example.test", "10.0.0.1"}, 500);
  CHECK_EQUAL(0, wait({"dispatcher@example.test", "10.0.0.7"}));     // his own address
  CHECK_EQUAL(60, wait({"dispatcher@example.test", "10.0.0.8"}));    // one never seen
  CHECK_EQUAL(3600, wait({"bookkeeper@example.test", "10.0.0.1"}));  // the guesser is blocked
  CHECK_EQUAL(0, wait({"bookkeeper@example.test", "10.0.0.8"}));
}

TEST(Password, wrong_ones_from_a_known_address_cost_half_a_minute_at_most) {
  succeeded("dispatcher", "10.0.0.7");
  fail({"dispatcher@example.test", "10.0.0.7"}, 100);
  CHECK_EQUAL(30, wait({"dispatcher@example.test", "10.0.0.7"}));
}

TEST(Password, too_many_tries_are_429_with_the_time_to_wait_even_for_the_right_one) {
  auto http = client();
  for (int i = 0; i < 5; ++i)
    CHECK_EQUAL(401, http.post_json("/api/session/",
                                    {{"login", "admin@example.test"}, {"password", "wrong"}})
                         .status);
  auto reply = http.post_json("/api/session/",
                              {{"login", "Admin@example.test"}, {"password", Office::password}});
  CHECK_EQUAL(429, reply.status);
  STRCMP_EQUAL("too_many_attempts", reply.json()["code"].get<std::string>().c_str());
  STRCMP_EQUAL("1", std::string(reply.headers.find("Retry-After").value()).c_str());
}

TEST(Password, everybody_changes_his_own_and_his_other_sessions_end) {
  auto here = office->sign_in("technician"), elsewhere = office->sign_in("technician"),
       other = office->sign_in("dispatcher");

  auto reply = here.send(Method::post, "/api/session/password",
                         {{"current", Office::password}, {"new", "a better password"}});

  CHECK_EQUAL(204, reply.status);
  CHECK_EQUAL(200, here.send(Method::get, "/api/session/").status);
  CHECK_EQUAL(401, elsewhere.send(Method::get, "/api/session/").status);
  CHECK_EQUAL(200, other.send(Method::get, "/api/session/").status);
  auto http = client();
  auto sign_in = [&](const char* password) {
    return http
        .post_json("/api/session/", {{"login", "technician@example.test"}, {"password", password}})
        .status;
  };
  CHECK_EQUAL(401, sign_in(Office::password));
  CHECK_EQUAL(200, sign_in("a better password"));
}

TEST(Password, a_change_without_the_present_one_or_to_a_weak_one_is_refused) {
  auto me = office->sign_in("technician");
  struct Case {
    json input;
    const char *field, *text;
  };
  const Case cases[] = {
      {{{"current", "wrong"}, {"new", "a better password"}}, "current", "not your password"},
      {{{"current", Office::password}, {"new", "eleven char"}}, "new", "at least 12 characters"},
      {{{"current", Office::password}, {"new", std::string(201, 'x')}}, "new", "at most 200"},
      {{{"current", Office::password}, {"new", Office::password}}, "new", "another one"},
      {{{"new", "a better password"}}, "current", "expected text"},
      {{{"current", Office::password}}, "new", "expected text"},
  };
  for (auto& one : cases) {
    auto reply = me.send(Method::post, "/api/session/password", one.input);
    CHECK_EQUAL(400, reply.status);
    auto error = reply.json()["errors"][0];
    STRCMP_EQUAL(one.field, error["field"].get<std::string>().c_str());
    STRCMP_CONTAINS(one.text, error["text"].get<std::string>().c_str());
  }
  CHECK_EQUAL(401, client()
                       .post_json("/api/session/password",
                                  {{"current", Office::password}, {"new", "a better password"}})
                       .status);
  office->sign_in("technician");  // nothing was changed
}

TEST(Password, one_that_an_administrator_sets_ends_the_users_sessions) {
  auto user = office->sign_in("technician");
  auto id = user.session["user"]["id"].get<std::string>();
  auto admin = office->sign_in("admin");
  auto shown = admin.send(Method::get, "/api/users/" + id + "/");
  std::string etag(shown.headers.find("ETag").value());
  auto reply = admin.send(Method::patch, "/api/users/" + id + "/",
                          {{"password", "given by the office"}}, etag);
  CHECK_EQUAL(200, reply.status);
  CHECK_EQUAL(401, user.send(Method::get, "/api/session/").status);
  CHECK_EQUAL(200, admin.send(Method::get, "/api/session/").status);
}
