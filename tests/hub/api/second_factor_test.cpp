// A second step at sign-in: set up, asked for, never twice with the same code, given back by an
// administrator.
#include <memory>
#include <string>

#include "common/text/text.hpp"
#include "hub/identity/totp.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using common::http::Reply;
using hub::identity::code_step;
using hub::identity::one_time_code;
using test::json;
using test::Office;

namespace {

std::string from_base32(const std::string& text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (char c : text) {
    held = (held << 5) | static_cast<unsigned>(letters.find(c));
    if ((bits += 5) >= 8) bytes += static_cast<char>((held >> (bits -= 8)) & 0xff);
  }
  return bytes;
}

/// Somebody's authenticator app.
struct App {
  std::string key;
  explicit App(const std::string& secret) : key(from_base32(secret)) {}
  /// `later`: steps from now; a code is good once only.
  std::string code(const Office& office, int later = 0) const {
    return one_time_code(key, static_cast<std::uint64_t>(code_step(office.clock.now()) + later));
  }
};

struct Desk {
  std::unique_ptr<Office> office;
  explicit Desk(bool postgres)
      : office(std::make_unique<Office>(postgres ? stores::copy_of_migrated() : "")) {}
  Reply ask(const std::string& path, const json& body) {
    common::http::ClientOptions options;
    options.port = office->port();
    return common::http::Client(options).post_json(path, body);
  }
  Reply sign_in(const std::string& role, const std::string& password = Office::password) {
    return ask("/api/session/", {{"login", role + "@example.test"}, {"password", password}});
  }
  Reply second(const json& challenge, const std::string& code) {
    return ask("/api/session/second-step/",
               {{"challenge", challenge["challenge"]}, {"code", code}});
  }
  /// The app and its recovery codes.
  std::pair<App, json> enrol(Office::Client& user) {
    auto begun = user.send(Method::post, "/api/session/factors/", {{"password", Office::password}});
    CHECK_EQUAL(200, begun.status);
    App app(begun.json()["secret"]);
    auto confirmed =
        user.send(Method::post, "/api/session/factors/confirm/",
                  {{"enrolment", begun.json()["enrolment"]}, {"code", app.code(*office, -1)}});
    CHECK_EQUAL(200, confirmed.status);
    return {app, confirmed.json()["recovery_codes"]};
  }
  std::string scalar(const std::string& sql, const hub::store::Values& values = {}) {
    return office->store->read_result([&](hub::store::Connection& connection) {
      auto found = connection.scalar(sql, values);
      auto text = found ? std::get_if<std::string>(&*found) : nullptr;
      return text ? *text : std::string();
    });
  }
  void set(const std::string& key, const std::string& value) {
    office->put("admin.Setting", {{"key", key}, {"value", value}});
  }
};

std::string error_field(const Reply& reply) {
  return reply.json()["errors"][0]["field"].get<std::string>();
}

}  // namespace

TEST_GROUP(SecondFactor){};

TEST(SecondFactor, once_set_up_it_is_asked_for_and_each_code_counts_once) {
  for (bool postgres : {false, true}) {
    Desk desk(postgres);
    auto user = desk.office->sign_in("dispatcher");
    auto [app, codes] = desk.enrol(user);
    CHECK_EQUAL(10U, codes.size());

    auto asked = desk.sign_in("dispatcher");
    CHECK_EQUAL(200, asked.status);
    CHECK(!asked.headers.find("Set-Cookie"));
    STRCMP_EQUAL("code", asked.json()["second_step"].get<std::string>().c_str());
    CHECK(!asked.json().contains("csrf"));
    CHECK_EQUAL(401, desk.second(asked.json(), "000000").status);
    CHECK_EQUAL(401, desk.second(asked.json(), app.code(*desk.office, -1)).status);  // set up by it
    auto in = desk.second(asked.json(), app.code(*desk.office));
    CHECK_EQUAL(200, in.status);
    CHECK(in.headers.find("Set-Cookie").has_value());
    CHECK_EQUAL(401, desk.second(asked.json(), app.code(*desk.office, 1)).status);  // used up

    auto again = desk.sign_in("dispatcher").json();
    CHECK_EQUAL(401, desk.second(again, app.code(*desk.office)).status);
    CHECK_EQUAL(200, desk.second(again, app.code(*desk.office, 1)).status);
  }
}

TEST(SecondFactor, a_recovery_code_counts_once_however_it_is_typed) {
  for (bool postgres : {false, true}) {
    Desk desk(postgres);
    auto user = desk.office->sign_in("dispatcher");
    auto codes = desk.enrol(user).second;
    auto typed = common::text::to_lower(codes[3].get<std::string>());
    typed = " " + typed.substr(0, 4) + " " + typed.substr(5);
    CHECK_EQUAL(200, desk.second(desk.sign_in("dispatcher").json(), typed).status);
    CHECK_EQUAL(401, desk.second(desk.sign_in("dispatcher").json(), codes[3]).status);
    CHECK_EQUAL(9, user.get("/api/session/factors/")["recovery_codes"].get<int>());
    auto renewed = user.send(Method::post, "/api/session/factors/recovery-codes/",
                             {{"password", Office::password}});
    CHECK_EQUAL(200, renewed.status);
    CHECK_EQUAL(401, desk.second(desk.sign_in("dispatcher").json(), codes[4]).status);
    CHECK_EQUAL(
        200,
        desk.second(desk.sign_in("dispatcher").json(), renewed.json()["recovery_codes"][0]).status);
  }
}

TEST(SecondFactor, guessing_codes_gets_slow_and_a_right_password_does_not_hasten_it) {
  Desk desk(false);
  auto user = desk.office->sign_in("dispatcher");
  desk.enrol(user);
  for (int i = 0; i < 5; ++i)
    CHECK_EQUAL(401, desk.second(desk.sign_in("dispatcher").json(), "000000").status);
  CHECK_EQUAL(429, desk.sign_in("dispatcher").status);
}

TEST(SecondFactor, its_secret_lies_sealed_and_is_never_sent) {
  Desk desk(false);
  auto admin = desk.office->sign_in("admin");
  auto [app, codes] = desk.enrol(admin);
  auto id = desk.office->user_of("admin");
  auto stored =
      desk.scalar("SELECT secret FROM user_factors WHERE record = ? AND line = 'totp'", {id});
  CHECK(stored.starts_with("1."));
  auto shown = admin.send(Method::get, "/api/users/" + id + "/").body;
  CHECK(shown.find("factors") == std::string::npos);
  auto history = admin.send(Method::get, "/api/users/" + id + "/history/").body;
  CHECK(history.find(stored) == std::string::npos);
  STRCMP_CONTAINS("add-second-factor", history.c_str());
}

TEST(SecondFactor, setting_up_needs_the_password_and_a_code_of_the_app) {
  Desk desk(false);
  auto user = desk.office->sign_in("dispatcher");
  auto refused = user.send(Method::post, "/api/session/factors/", {{"password", "wrong"}});
  CHECK_EQUAL(400, refused.status);
  STRCMP_EQUAL("password", error_field(refused).c_str());
  auto begun =
      user.send(Method::post, "/api/session/factors/", {{"password", Office::password}}).json();
  STRCMP_CONTAINS("otpauth://totp/Truckroll%20Own%20company:dispatcher%40example.test?secret=",
                  begun["uri"].get<std::string>().c_str());
  auto confirm = [&](const json& enrolment, const std::string& code) {
    return user.send(Method::post, "/api/session/factors/confirm/",
                     {{"enrolment", enrolment}, {"code", code}});
  };
  STRCMP_EQUAL("code", error_field(confirm(begun["enrolment"], "123")).c_str());
  STRCMP_EQUAL("challenge", error_field(confirm("another", "123")).c_str());
  auto other = desk.office->sign_in("technician");
  App app(begun["secret"]);
  CHECK_EQUAL(400, other
                       .send(Method::post, "/api/session/factors/confirm/",
                             {{"enrolment", begun["enrolment"]}, {"code", app.code(*desk.office)}})
                       .status);
  CHECK(!user.get("/api/session/factors/")["app"].get<bool>());
}

TEST(SecondFactor, a_role_that_needs_one_sets_it_up_on_the_way_in) {
  for (bool postgres : {false, true}) {
    Desk desk(postgres);
    desk.set("sign_in.second_factor", "[\"dispatcher\"]");
    CHECK(!desk.sign_in("technician").json().contains("second_step"));
    auto asked = desk.sign_in("dispatcher").json();
    STRCMP_EQUAL("enrol", asked["second_step"].get<std::string>().c_str());
    CHECK_EQUAL(401, desk.second(asked, "123456").status);  // there is none yet
    auto begun =
        desk.ask("/api/session/second-step/enrol/", {{"challenge", asked["challenge"]}}).json();
    App app(begun["secret"]);
    auto in = desk.ask("/api/session/second-step/", {{"challenge", asked["challenge"]},
                                                     {"enrolment", begun["enrolment"]},
                                                     {"code", app.code(*desk.office)}});
    CHECK_EQUAL(200, in.status);
    CHECK_EQUAL(10U, in.json()["recovery_codes"].size());
    auto next = desk.sign_in("dispatcher").json();
    STRCMP_EQUAL("code", next["second_step"].get<std::string>().c_str());
    // Who has a password only must not replace the app of who has both.
    CHECK_EQUAL(
        403,
        desk.ask("/api/session/second-step/enrol/", {{"challenge", next["challenge"]}}).status);
  }
}

TEST(SecondFactor, one_takes_it_away_oneself_unless_it_is_required) {
  Desk desk(false);
  auto user = desk.office->sign_in("dispatcher");
  desk.enrol(user);
  auto remove = [&](const char* password) {
    return user.send(Method::post, "/api/session/factors/remove/", {{"password", password}}).status;
  };
  CHECK_EQUAL(400, remove("wrong"));
  desk.set("sign_in.second_factor", "\"everyone\"");
  CHECK_EQUAL(403, remove(Office::password));
  CHECK(user.get("/api/session/factors/")["app"].get<bool>());
}

TEST(SecondFactor, an_administrator_resets_it_and_the_log_says_so) {
  for (bool postgres : {false, true}) {
    Desk desk(postgres);
    auto user = desk.office->sign_in("dispatcher"), admin = desk.office->sign_in("admin");
    desk.enrol(user);
    auto path = "/api/users/" + desk.office->user_of("dispatcher") + "/reset-second-factor/";
    CHECK_EQUAL(403, user.send(Method::post, path).status);
    CHECK_EQUAL(204, admin.send(Method::post, path).status);
    CHECK_EQUAL(409, admin.send(Method::post, path).status);  // there is none any more
    CHECK(desk.sign_in("dispatcher").headers.find("Set-Cookie").has_value());
    STRCMP_EQUAL("reset-second-factor",
                 desk.scalar("SELECT action FROM change WHERE record = ? AND actor = ?",
                             {desk.office->user_of("dispatcher"), desk.office->user_of("admin")})
                     .c_str());
    // Set up and taken away: he heard of both.
    CHECK_EQUAL(2, desk.office->store->read_result([](hub::store::Connection& connection) {
      return connection.integer(
          "SELECT count(*) FROM notification_log WHERE purpose = 'second_factor_changed'");
    }));
  }
}
