// The screen is opened by a PIN: what the van's server answers before, after, and in between.
#include "common/rules/people/pin.hpp"
#include "proto/records/admin/setting.pb.h"
#include "tests/edge/api/fixture.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Headers;
using common::http::Method;
using nlohmann::json;
using van_test::colleague;
using van_test::ServedVan;
using van_test::technician;

namespace {

van_test::Seed with_pins() {
  using common::rules::people::make_pin_hash;
  van_test::Seed seed;
  seed.get<truckroll::people::Technician>(technician).set_pin(make_pin_hash("4719"));
  auto other = van_test::make<truckroll::people::Technician>(colleague, "active");
  other.mutable_name()->set_given("Ben");
  other.mutable_name()->set_family("Ott");
  other.set_user(van_test::id(99));
  other.set_branch(van_test::branch);
  other.set_pin(make_pin_hash("8205"));
  seed.add(other);
  return seed;
}

van_test::Seed with_one_pin() {
  auto seed = with_pins();
  seed.get<truckroll::people::Technician>(colleague).clear_pin();
  return seed;
}

van_test::Seed locked_never() {
  auto seed = with_pins();
  auto never = van_test::make<truckroll::admin::Setting>(van_test::id(120));
  never.set_key("van.lock_after");
  never.set_value("0");
  seed.add(never);
  return seed;
}

}  // namespace

TEST_GROUP(VanLock) {
  std::unique_ptr<ServedVan> van = std::make_unique<ServedVan>(with_pins());
  std::string cookie;

  common::http::Reply ask(Method method, const std::string& path,
                          const json& input = json::object()) {
    Headers headers;
    headers.add("Content-Type", "application/json");
    if (!cookie.empty()) headers.add("Cookie", cookie);
    return van->client->send(method, path, headers, method == Method::get ? "" : input.dump());
  }
  int reads(const std::string& path) {
    return ask(Method::get, path).status;
  }
  json status() {
    return ask(Method::get, "/api/status").json();
  }
  /// Its status; the cookie is kept.
  int enter(const std::string& who, const std::string& pin) {
    auto reply = ask(Method::post, "/api/crew/" + who + "/sign-on", {{"pin", pin}});
    if (auto set = reply.headers.find("Set-Cookie"))
      cookie = std::string(set->substr(0, set->find(';')));
    return reply.status;
  }
  int act(const std::string& action) {
    return ask(Method::post, "/api/visits/" + van_test::visit + "/" + action).status;
  }
  void wait(std::chrono::seconds time) {
    van->clock.advance(time);
  }
};

// features: EDGE-14
TEST(VanLock, nothing_of_the_day_is_told_before_somebody_signs_on) {
  for (auto path :
       {"/api/today", "/api/stock", "/api/sync", "/api/own", "/api/papers/x", "/api/nothing"}) {
    auto reply = ask(Method::get, path);
    CHECK_EQUAL_TEXT(401, reply.status, path);
    CHECK_TEXT(reply.json()["code"] == "sign_on", path);
  }
  CHECK_EQUAL(401, act("on-my-way"));
  CHECK_EQUAL(401, ask(Method::post, "/api/crew/" + technician + "/sign-off").status);
  CHECK_EQUAL(401, ask(Method::post, "/api/crew/" + technician + "/pin").status);
  auto seen = status();
  CHECK(seen["screen"] == "sign_on");
  CHECK(seen["technician"].is_null());
  CHECK(seen["sync"]["waiting"] == 0);
  CHECK_EQUAL(200, reads("/"));
}

// features: EDGE-14
TEST(VanLock, a_colleague_without_a_pin_opens_no_locked_screen) {
  van = std::make_unique<ServedVan>(with_one_pin());
  CHECK_EQUAL(403, enter(colleague, ""));
  CHECK_EQUAL(401, reads("/api/customers"));

  CHECK_EQUAL(200, enter(technician, "4719"));

  // Whom somebody with a PIN lets in works with him.
  CHECK_EQUAL(200, enter(colleague, ""));
  CHECK_EQUAL(200, reads("/api/customers"));
}

// features: EDGE-14
TEST(VanLock, the_pin_opens_the_screen_for_who_holds_the_cookie) {
  CHECK_EQUAL(400, enter(technician, "1111"));
  CHECK_EQUAL(401, reads("/api/today"));

  CHECK_EQUAL(200, enter(technician, "4719"));

  CHECK_EQUAL(200, reads("/api/today"));
  CHECK_EQUAL(200, act("on-my-way"));
  CHECK(status()["screen"] == "open");
  CHECK(status()["technician"]["name"] == "Lena Frick");
  auto mine = cookie;
  for (auto other : {"", "truckroll_screen=", "truckroll_screen=guessed"}) {
    cookie = other;
    CHECK_EQUAL_TEXT(401, reads("/api/today"), other);
    CHECK(status()["technician"].is_null());
  }
  cookie = mine;
  CHECK_EQUAL(200, reads("/api/today"));
}

// features: EDGE-14
TEST(VanLock, the_cookie_is_for_this_server_alone_and_no_script_reads_it) {
  auto reply = ask(Method::post, "/api/crew/" + technician + "/sign-on", json{{"pin", "4719"}});

  auto set = std::string(reply.headers.find("Set-Cookie").value());
  STRCMP_CONTAINS("HttpOnly", set.c_str());
  STRCMP_CONTAINS("SameSite=Strict", set.c_str());
}

// features: EDGE-14
TEST(VanLock, comes_after_five_minutes_without_a_touch_and_reading_is_none) {
  enter(technician, "4719");
  wait(std::chrono::minutes(4));
  CHECK_EQUAL(204, ask(Method::post, "/api/touch").status);
  wait(std::chrono::minutes(4));
  CHECK_EQUAL(200, reads("/api/today"));
  wait(std::chrono::seconds(61));

  auto locked = ask(Method::get, "/api/today");

  CHECK_EQUAL(401, locked.status);
  CHECK(locked.json()["code"] == "locked");
  CHECK_EQUAL(401, act("on-my-way"));
  CHECK_EQUAL(401, ask(Method::post, "/api/touch").status);
  auto seen = status();
  CHECK(seen["screen"] == "locked");
  CHECK(seen["crew"].empty());
  CHECK(seen["position"].is_null());
  CHECK(seen["next_at"] == van_test::day + "T08:00:00Z");
  CHECK(seen.dump().find("Lena") == std::string::npos);
}

// features: EDGE-14
TEST(VanLock, setting_the_clock_back_or_ahead_changes_nothing) {
  enter(technician, "4719");
  van->clock.set_wall(van->clock.now() + std::chrono::hours(1));
  CHECK_EQUAL(200, reads("/api/today"));
  van->clock.set_wall(van->clock.now() - std::chrono::hours(2));
  wait(std::chrono::minutes(5));

  CHECK_EQUAL(401, reads("/api/today"));
}

// features: EDGE-14
TEST(VanLock, never_comes_where_the_company_says_so_but_after_a_restart) {
  van = std::make_unique<ServedVan>(locked_never());
  enter(technician, "4719");
  wait(std::chrono::hours(8));
  CHECK_EQUAL(200, reads("/api/today"));

  van->restart();

  CHECK_EQUAL(401, reads("/api/today"));
  CHECK(status()["screen"] == "locked");
}

// features: EDGE-14
TEST(VanLock, is_opened_by_any_of_the_crew_as_that_person) {
  enter(technician, "4719");
  auto first = cookie;
  enter(colleague, "8205");
  auto second = cookie;
  CHECK(status()["technician"]["name"] == "Ben Ott");
  cookie = first;
  CHECK_EQUAL(401, reads("/api/today"));
  cookie = second;
  wait(std::chrono::minutes(6));
  CHECK_EQUAL(401, reads("/api/today"));

  enter(technician, "4719");

  CHECK(status()["technician"]["name"] == "Lena Frick");
  CHECK_EQUAL(2, status()["crew"].size());
}

// features: EDGE-14
TEST(VanLock, comes_at_once_when_it_is_asked_for) {
  enter(technician, "4719");

  CHECK_EQUAL(200, ask(Method::post, "/api/lock").status);

  CHECK_EQUAL(401, reads("/api/today"));
}

// features: EDGE-14
TEST(VanLock, does_not_hold_up_the_button) {
  enter(technician, "4719");
  wait(std::chrono::minutes(6));

  auto press = van->commands->press_on_my_way();

  CHECK(press.is_new);
  enter(technician, "4719");
  auto shown = ask(Method::get, "/api/visits/" + van_test::visit).json();
  CHECK(shown["state"] == "on_my_way");
}

// features: EDGE-14
TEST(VanLock, a_locked_screen_hears_its_status_and_nothing_else) {
  enter(technician, "4719");
  Headers headers;
  headers.add("Cookie", cookie);
  common::http::WebSocketClient open(van->client_options(), "/api/live", headers);
  common::http::WebSocketClient locked(van->client_options(), "/api/live");
  auto next = [](common::http::WebSocketClient& socket, const std::string& type) {
    while (auto text = socket.receive(std::chrono::seconds(10))) {
      auto message = json::parse(*text);
      if (message["type"] == type) return message;
    }
    return json();
  };
  CHECK(next(open, "status")["screen"] == "open");
  CHECK(next(locked, "status")["screen"] == "locked");

  van->live->send({{"type", "proposal"}, {"visit", van_test::visit}});

  CHECK(next(open, "proposal")["visit"] == van_test::visit);
  while (auto text = locked.receive(std::chrono::milliseconds(300))) {
    auto message = json::parse(*text);
    CHECK(message["type"] == "status");
    CHECK(message["technician"].is_null());
  }
}

// features: EDGE-14
TEST(VanLock, several_wrong_pins_have_to_wait) {
  for (int i = 0; i < 3; ++i) CHECK_EQUAL(400, enter(technician, "1111"));

  CHECK_EQUAL(409, enter(technician, "4719"));

  wait(std::chrono::seconds(10));
  CHECK_EQUAL(200, enter(technician, "4719"));
}

// features: EDGE-14
TEST(VanLock, a_page_from_elsewhere_tries_no_pins) {
  Headers headers;
  headers.add("Origin", "https://elsewhere.example");
  auto path = "/api/crew/" + technician + "/sign-on";

  CHECK_EQUAL(403, van->client->send(Method::post, path, headers, "{\"pin\":\"4719\"}").status);
}

// features: EDGE-14
TEST(VanLock, who_is_at_the_screen_changes_his_pin_and_signs_off_and_nobody_else) {
  enter(technician, "4719");
  auto pin = [&](const std::string& who, const std::string& old_pin) {
    return ask(Method::post, "/api/crew/" + who + "/pin", {{"old_pin", old_pin}, {"pin", "90210"}})
        .status;
  };
  CHECK_EQUAL(403, pin(colleague, "8205"));
  CHECK_EQUAL(400, pin(technician, "1111"));
  CHECK_EQUAL(200, pin(technician, "4719"));
  CHECK_EQUAL(403, ask(Method::post, "/api/crew/" + colleague + "/sign-off").status);

  CHECK_EQUAL(200, ask(Method::post, "/api/crew/" + technician + "/sign-off").status);

  CHECK(status()["screen"] == "sign_on");
  CHECK_EQUAL(400, enter(technician, "4719"));
  CHECK_EQUAL(200, enter(technician, "90210"));
}

// features: EDGE-14
TEST(VanLock, is_not_there_without_pins) {
  van = std::make_unique<ServedVan>();

  CHECK_EQUAL(200, reads("/api/today"));
  wait(std::chrono::hours(9));
  CHECK_EQUAL(200, reads("/api/today"));
  CHECK(status()["screen"] == "open");
}
