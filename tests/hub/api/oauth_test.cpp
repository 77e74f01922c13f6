// Programs: keys made once, with scopes, limits and statistics; outside applications by OAuth.
// features: API-07
#include "hub/identity/oauth.hpp"

#include <memory>
#include <string>

#include "common/ids/ids.hpp"
#include "hub/identity/urls.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Headers;
using common::http::Method;
using common::http::Reply;
using hub::store::Transaction;
using test::json;
using test::Office;
using Parameters = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr const char* redirect = "https://app.example/back?own=1";
const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636, appendix B
constexpr const char* challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

struct World {
  std::unique_ptr<Office> office;
  explicit World(bool postgres = false)
      : office(std::make_unique<Office>(postgres ? stores::copy_of_migrated() : "")) {}

  Reply send(Method method, const std::string& target, const std::string& bearer,
             const json& body = nullptr) {
    common::http::ClientOptions options;
    options.port = office->port();
    Headers headers;
    if (!bearer.empty()) headers.add("Authorization", "Bearer " + bearer);
    if (!body.is_null()) headers.add("Content-Type", "application/json");
    return common::http::Client(options).send(method, target, headers,
                                              body.is_null() ? "" : body.dump());
  }
  int get(const std::string& target, const std::string& bearer) {
    return send(Method::get, target, bearer).status;
  }
  Reply post_form(const std::string& path, const Parameters& form, const std::string& basic = "") {
    common::http::ClientOptions options;
    options.port = office->port();
    Headers headers;
    headers.add("Content-Type", "application/x-www-form-urlencoded");
    if (!basic.empty()) headers.add("Authorization", "Basic " + common::to_base64(basic));
    return common::http::Client(options).send(Method::post, path, headers,
                                              hub::identity::to_form(form));
  }
  json make_key(Office::Client& user, const json& input) {
    auto reply = user.send(Method::post, "/api/api-keys/", input);
    CHECK_EQUAL_TEXT(201, reply.status, reply.body.c_str());
    return reply.json();
  }
  json make_app(const json& input) {
    auto admin = office->sign_in("admin");
    auto reply = admin.send(Method::post, "/api/oauth/clients/", input);
    CHECK_EQUAL_TEXT(201, reply.status, reply.body.c_str());
    return reply.json();
  }
  json asking(const json& app, const std::string& scope = "crm:read") {
    return {{"client_id", app["client_id"]},
            {"redirect_uri", redirect},
            {"response_type", "code"},
            {"scope", scope},
            {"state", "a state"},
            {"code_challenge", challenge},
            {"code_challenge_method", "S256"}};
  }
  /// Where the page sends its user.
  std::string consent(Office::Client& user, json asked, const char* decision = "allow") {
    asked["decision"] = decision;
    auto reply = user.send(Method::post, "/api/oauth/consent/", asked);
    CHECK_EQUAL_TEXT(200, reply.status, reply.body.c_str());
    return reply.json()["redirect"];
  }
  std::string code(Office::Client& user, const json& app, const std::string& scope = "crm:read") {
    return parameter(consent(user, asking(app, scope)), "code");
  }
  static std::string parameter(const std::string& url, const std::string& name) {
    return hub::identity::parse_form(url.substr(url.find('?') + 1))[name];
  }
  Parameters exchange(const std::string& code_) {
    return {{"grant_type", "authorization_code"},
            {"code", code_},
            {"redirect_uri", redirect},
            {"code_verifier", verifier}};
  }
  std::string basic(const json& app) {
    return app["client_id"].get<std::string>() + ":" + app["client_secret"].get<std::string>();
  }
  Reply refresh(const json& app, const json& tokens) {
    return post_form("/oauth/token",
                     {{"grant_type", "refresh_token"},
                      {"refresh_token", tokens["refresh_token"].get<std::string>()}},
                     basic(app));
  }
};

std::string error_of(const Reply& reply) {
  return reply.json().value("error", std::string());
}

const json app_input = {
    {"name", "Planner"}, {"redirects", {redirect}}, {"scopes", {"crm:read", "work-orders:write"}}};

}  // namespace

TEST_GROUP(Programs){};

TEST(Programs, a_key_does_what_its_scopes_and_its_user_may_and_no_more) {
  for (bool postgres : {false, true}) {
    World world(postgres);
    auto user = world.office->sign_in("dispatcher");
    auto made =
        world.make_key(user, {{"name", "Import"}, {"scopes", {"accounts:write", "sites:read"}}});
    std::string key = made["key"];
    CHECK(key.starts_with("trk_"));

    auto created = world.send(Method::post, "/api/accounts/", key,
                              {{"name", "Made by a key"}, {"kind", "company"}});
    CHECK_EQUAL_TEXT(201, created.status, created.body.c_str());
    CHECK_EQUAL(200, world.get("/api/sites/", key));
    CHECK_EQUAL(403, world.get("/api/work-orders/", key));
    CHECK_EQUAL(403, world.send(Method::post, "/api/sites/", key, {{"name", "x"}}).status);
    CHECK_EQUAL(403, world.get("/api/access-log/", key));
    CHECK_EQUAL(403, world.get("/api/session/", key));
    CHECK_EQUAL(
        403,
        world.send(Method::post, "/api/api-keys/", key, {{"name", "more"}, {"scopes", {"write"}}})
            .status);
    auto wrong = world.send(Method::get, "/api/accounts/", key + "x");
    CHECK_EQUAL(401, wrong.status);
    STRCMP_EQUAL("Bearer error=\"invalid_token\"",
                 std::string(wrong.headers.find("WWW-Authenticate").value()).c_str());
    // The log names the program beside its user.
    STRCMP_CONTAINS("(Import)", user.send(Method::get, "/api/accounts/" +
                                                           created.json()["id"].get<std::string>() +
                                                           "/history/")
                                    .body.c_str());
  }
}

TEST(Programs, a_key_that_may_only_read_leaves_nothing_behind) {
  World world;
  auto admin = world.office->sign_in("admin");
  auto key = [&](const char* scope) {
    return world.make_key(admin, {{"name", scope}, {"scopes", {scope}}})["key"].get<std::string>();
  };
  auto reads = key("accounts:read"), administers = key("administer"), writes = key("write");
  auto post = [&](const std::string& path, const std::string& bearer) {
    return world.send(Method::post, path, bearer, json("a file")).status;
  };
  CHECK_EQUAL(403, post("/api/blobs/", reads));
  CHECK_EQUAL(403, post("/api/blobs/", administers));
  CHECK_EQUAL(201, post("/api/blobs/", writes));
  CHECK_EQUAL(403, post("/api/search/rebuild/", reads));
  CHECK_EQUAL(403, post("/api/search/rebuild/", writes));
  CHECK_EQUAL(202, post("/api/search/rebuild/", administers));
}

TEST(Programs, a_narrow_key_asks_graphql_by_its_own_schema) {
  World world;
  auto admin = world.office->sign_in("admin");
  std::string key =
      world.make_key(admin, {{"name", "Narrow"}, {"scopes", {"accounts:read"}}})["key"];
  auto asks = [&](const char* list) {
    return json{{"query", "{ " + std::string(list) + "(first: 1) { totalCount } }"}};
  };
  auto narrow = [&](const char* list) {
    return world.send(Method::post, "/api/graphql/", key, asks(list)).json().contains("data");
  };
  auto wide = [&](const char* list) {
    return admin.send(Method::post, "/api/graphql/", asks(list)).json().contains("data");
  };
  // Whoever comes first, each has his own.
  CHECK(narrow("accounts"));
  CHECK(wide("contacts"));
  CHECK_FALSE(narrow("contacts"));
}

TEST(Programs, a_native_application_comes_back_by_a_scheme_of_its_own) {
  World world;
  world.make_app({{"name", "Native"},
                  {"redirects", {"com.example.app:/cb", "http://127.0.0.1/cb"}},
                  {"scopes", {"read"}},
                  {"public", true}});
  auto admin = world.office->sign_in("admin");
  for (auto bad : {"javascript:alert(1)", "app:/cb", "com.example.app", "//example.com"})
    CHECK_EQUAL(400, admin
                         .send(Method::post, "/api/oauth/clients/",
                               {{"name", bad}, {"redirects", {bad}}, {"scopes", {"read"}}})
                         .status);
}

TEST(Programs, a_key_is_shown_once_and_kept_as_a_hash) {
  World world;
  auto user = world.office->sign_in("dispatcher");
  std::string key = world.make_key(user, {{"name", "One"}, {"scopes", {"read"}}})["key"];
  auto listed = user.send(Method::get, "/api/api-keys/").body;
  CHECK(listed.find(key) == std::string::npos);
  STRCMP_CONTAINS(key.substr(0, 12).c_str(), listed.c_str());
  auto stored = world.office->store->read_result([&](hub::store::Connection& connection) {
    return connection.integer(
        "SELECT count(*) FROM access_token t, api_client c WHERE t.token_hash = ? OR "
        "c.secret_hash LIKE ? OR t.data LIKE ?",
        {key, "%" + key + "%", "%" + key + "%"});
  });
  CHECK_EQUAL(0, stored);
}

TEST(Programs, a_key_ends_when_it_is_revoked_over_or_its_user_is_out) {
  World world;
  auto user = world.office->sign_in("dispatcher"), admin = world.office->sign_in("admin"),
       other = world.office->sign_in("technician");
  auto one = world.make_key(user, {{"name", "One"}, {"scopes", {"read"}}});
  auto two = world.make_key(user, {{"name", "Two"}, {"scopes", {"read"}}});
  CHECK_EQUAL(200, world.get("/api/accounts/", one["key"]));
  auto path = "/api/api-keys/" + one["id"].get<std::string>() + "/revoke/";
  CHECK_EQUAL(404, other.send(Method::post, path).status);
  CHECK_EQUAL(204, user.send(Method::post, path).status);
  CHECK_EQUAL(401, world.get("/api/accounts/", one["key"]));
  CHECK_EQUAL(200, world.get("/api/accounts/", two["key"]));
  auto id = world.office->user_of("dispatcher");
  CHECK_EQUAL(200, admin.send(Method::post, "/api/users/" + id + "/lock/", json::object()).status);
  CHECK_EQUAL(401, world.get("/api/accounts/", two["key"]));
}

TEST(Programs, what_is_asked_for_a_key_is_checked) {
  World world;
  auto user = world.office->sign_in("dispatcher");
  struct Case {
    json input;
    const char* field;
  };
  const Case cases[] = {
      {{{"scopes", {"read"}}}, "name"},
      {{{"name", "x"}}, "scopes"},
      {{{"name", "x"}, {"scopes", {"everything"}}}, "scopes"},
      {{{"name", "x"}, {"scopes", "read"}}, "scopes"},
      {{{"name", "x"}, {"scopes", {"read"}}, {"until", "2020-01-01T00:00:00Z"}}, "until"},
      {{{"name", "x"}, {"scopes", {"read"}}, {"rate_limit", 601}}, "rate_limit"},
      {{{"name", "x"}, {"scopes", {"read"}}, {"rate_limit", 0}}, "rate_limit"},
  };
  for (auto& one : cases) {
    auto reply = user.send(Method::post, "/api/api-keys/", one.input);
    CHECK_EQUAL_TEXT(400, reply.status, one.input.dump().c_str());
    STRCMP_EQUAL(one.field, reply.json()["errors"][0]["field"].get<std::string>().c_str());
  }
}

TEST(Programs, a_key_has_so_many_requests_a_minute_and_its_use_is_counted) {
  for (bool postgres : {false, true}) {
    World world(postgres);
    auto user = world.office->sign_in("dispatcher");
    auto made = world.make_key(user, {{"name", "Slow"}, {"scopes", {"read"}}, {"rate_limit", 5}});
    for (int i = 0; i < 4; ++i) {
      auto reply = world.send(Method::get, "/api/accounts/", made["key"]);
      CHECK_EQUAL(200, reply.status);
      STRCMP_EQUAL("5", std::string(reply.headers.find("RateLimit-Limit").value()).c_str());
      STRCMP_EQUAL(std::to_string(4 - i).c_str(),
                   std::string(reply.headers.find("RateLimit-Remaining").value()).c_str());
    }
    CHECK_EQUAL(404, world.get("/api/accounts/0193a000-0000-7000-8000-00000000000a/", made["key"]));
    auto refused = world.send(Method::get, "/api/accounts/", made["key"]);
    CHECK_EQUAL(429, refused.status);
    CHECK(refused.headers.find("Retry-After").has_value());
    CHECK_EQUAL(200, user.send(Method::get, "/api/accounts/").status);  // a person's own limit

    world.office->sessions().identity().meter.flush();
    auto use = user.get("/api/api-keys/")["items"][0]["use"];
    CHECK_EQUAL(1U, use.size());
    CHECK_EQUAL(6, use[0]["requests"].get<int>());
    CHECK_EQUAL(2, use[0]["errors"].get<int>());
    CHECK_EQUAL(1, use[0]["refused"].get<int>());
    CHECK(use[0]["bytes"].get<int>() > 100);
  }
}

TEST(Programs, a_key_may_be_bound_to_networks) {
  CHECK(hub::identity::is_of("192.0.2.7", {"192.0.2.0/24"}));
  CHECK(!hub::identity::is_of("192.0.3.7", {"192.0.2.0/24"}));
  CHECK(hub::identity::is_of("192.0.3.7", {"192.0.2.0/24", "192.0.3.7"}));
  CHECK(!hub::identity::is_of("192.0.3.8", {"192.0.3.7"}));
  CHECK(hub::identity::is_of("2001:db8::7", {"2001:db8::/32"}));
  CHECK(!hub::identity::is_of("2001:db9::7", {"2001:db8::/32"}));
  CHECK(!hub::identity::is_of("anything", {"10.0.0.0/8"}));
  CHECK(hub::identity::is_of("anything", {}));
  World world;
  auto user = world.office->sign_in("dispatcher");
  auto made = world.make_key(user, {{"name", "Bound"}, {"scopes", {"read"}}});
  world.office->store->write(
      world.office->store->system_command(world.office->tenant, "test"), [&](Transaction& t) {
        auto client = t.load<hub::identity::ApiClient>(made["id"].get<std::string>());
        client.add_addresses("192.0.2.0/24");
        t.save_as_system(client);
      });
  CHECK_EQUAL(403, world.get("/api/accounts/", made["key"]));
}

TEST(Programs, an_application_acts_for_who_consented_until_he_disconnects_it) {
  for (bool postgres : {false, true}) {
    World world(postgres);
    auto app = world.make_app(app_input);
    auto user = world.office->sign_in("dispatcher");
    auto shown =
        user.send(Method::get, "/api/oauth/consent/?" +
                                   hub::identity::to_form({{"client_id", app["client_id"]},
                                                           {"redirect_uri", redirect},
                                                           {"response_type", "code"},
                                                           {"code_challenge", challenge},
                                                           {"code_challenge_method", "S256"}}))
            .json();
    STRCMP_EQUAL("Planner", shown["client"].get<std::string>().c_str());
    CHECK_EQUAL(2U, shown["scopes"].size());

    auto back = world.consent(user, world.asking(app));
    CHECK(back.starts_with(std::string(redirect) + "&code="));
    STRCMP_EQUAL("a state", World::parameter(back, "state").c_str());
    auto tokens = world.post_form("/oauth/token", world.exchange(World::parameter(back, "code")),
                                  world.basic(app));
    CHECK_EQUAL_TEXT(200, tokens.status, tokens.body.c_str());
    STRCMP_EQUAL("no-store", std::string(tokens.headers.find("Cache-Control").value()).c_str());
    STRCMP_EQUAL("crm:read", tokens.json()["scope"].get<std::string>().c_str());
    std::string access = tokens.json()["access_token"];
    CHECK_EQUAL(200, world.get("/api/accounts/", access));
    CHECK_EQUAL(403, world.get("/api/work-orders/", access));  // the app may, this token may not

    auto apps = user.get("/api/oauth/apps/")["items"];
    CHECK_EQUAL(1U, apps.size());
    CHECK_EQUAL(404, user.send(Method::delete_, "/api/oauth/apps/nobody/").status);
    CHECK_EQUAL(200, world.get("/api/accounts/", access));
    // As the application knows itself: company and own id.
    auto whole = "/api/oauth/apps/" + app["client_id"].get<std::string>() + "/";
    CHECK_EQUAL(204, user.send(Method::delete_, whole).status);
    CHECK_EQUAL(401, world.get("/api/accounts/", access));
    CHECK_EQUAL(0U, user.get("/api/oauth/apps/")["items"].size());
    STRCMP_EQUAL("invalid_grant", error_of(world.refresh(app, tokens.json())).c_str());
  }
}

TEST(Programs, a_code_is_good_once_for_its_client_its_redirect_and_its_verifier) {
  World world;
  auto app = world.make_app(app_input);
  auto second = app_input;
  second["name"] = "Another";
  auto other = world.make_app(second);
  auto user = world.office->sign_in("dispatcher");
  auto refused = [&](Parameters form, const json& client) {
    return error_of(world.post_form("/oauth/token", form, world.basic(client)));
  };
  auto form = world.exchange(world.code(user, app));
  STRCMP_EQUAL("invalid_grant", refused(form, other).c_str());
  auto wrong = form;
  wrong[3].second = std::string(43, 'x');
  STRCMP_EQUAL("invalid_grant", refused(wrong, app).c_str());
  wrong = form;
  wrong[2].second = "https://app.example/back";
  STRCMP_EQUAL("invalid_grant", refused(wrong, app).c_str());
  STRCMP_EQUAL("invalid_client",
               error_of(world.post_form("/oauth/token", form,
                                        app["client_id"].get<std::string>() + ":wrong"))
                   .c_str());
  auto tokens = world.post_form("/oauth/token", form, world.basic(app)).json();
  CHECK_EQUAL(200, world.get("/api/accounts/", tokens["access_token"]));
  // Shown again it was stolen: what came of it ends.
  STRCMP_EQUAL("invalid_grant", refused(form, app).c_str());
  CHECK_EQUAL(401, world.get("/api/accounts/", tokens["access_token"]));

  form = world.exchange(world.code(user, app));
  world.office->store->write(
      world.office->store->system_command(world.office->tenant, "test"), [&](Transaction& t) {
        t.sql().execute("UPDATE access_token SET expires_at = ? WHERE kind = 'code'",
                        {common::to_micros(t.now())});
      });
  STRCMP_EQUAL("invalid_grant", refused(form, app).c_str());
}

TEST(Programs, a_refresh_token_is_good_once_and_its_second_use_ends_all) {
  for (bool postgres : {false, true}) {
    World world(postgres);
    auto app = world.make_app(app_input);
    auto user = world.office->sign_in("dispatcher");
    auto first =
        world.post_form("/oauth/token", world.exchange(world.code(user, app)), world.basic(app))
            .json();
    auto next = world.refresh(app, first);
    CHECK_EQUAL(200, next.status);
    CHECK(next.json()["refresh_token"] != first["refresh_token"]);
    CHECK_EQUAL(200, world.get("/api/accounts/", next.json()["access_token"]));
    STRCMP_EQUAL("invalid_grant", error_of(world.refresh(app, first)).c_str());
    STRCMP_EQUAL("invalid_grant", error_of(world.refresh(app, next.json())).c_str());
    world.office->sessions().forget();
    CHECK_EQUAL(401, world.get("/api/accounts/", next.json()["access_token"]));
  }
}

TEST(Programs, what_is_wrong_with_a_request_is_told_to_the_client_only_where_it_is_known) {
  World world;
  auto app = world.make_app(app_input);
  auto user = world.office->sign_in("dispatcher");
  auto with = [&](const char* field, const json& value) {
    auto asked = world.asking(app);
    asked[field] = value;
    asked["decision"] = "allow";
    return user.send(Method::post, "/api/oauth/consent/", asked);
  };
  for (auto wrong :
       {"https://evil.example/back", "https://app.example/back",
        "https://app.example/back?own=1&more=2", "https://app.example/back?own=12", ""})
    CHECK_EQUAL_TEXT(400, with("redirect_uri", wrong).status, wrong);
  CHECK_EQUAL(400, with("client_id", "nobody").status);
  auto told = [&](const char* field, const json& value) {
    std::string url = with(field, value).json()["redirect"];
    CHECK(url.starts_with(redirect));
    CHECK(World::parameter(url, "code").empty());
    STRCMP_EQUAL("a state", World::parameter(url, "state").c_str());
    return World::parameter(url, "error");
  };
  STRCMP_EQUAL("unsupported_response_type", told("response_type", "token").c_str());
  STRCMP_EQUAL("invalid_request", told("code_challenge_method", "plain").c_str());
  STRCMP_EQUAL("invalid_request", told("code_challenge", "").c_str());
  STRCMP_EQUAL("invalid_scope", told("scope", "crm:write").c_str());
  STRCMP_EQUAL("invalid_scope", told("scope", "all").c_str());
  STRCMP_EQUAL("access_denied",
               World::parameter(world.consent(user, world.asking(app), "deny"), "error").c_str());
  Office::Client stranger(world.office->port(), "admin@other.test", Office::password);
  CHECK_EQUAL(400, stranger.send(Method::post, "/api/oauth/consent/", world.asking(app)).status);
}

TEST(Programs, one_that_acts_by_itself_has_its_roles_rights_within_its_scopes) {
  for (bool postgres : {false, true}) {
    World world(postgres);
    auto role = world.office->store->read_result([&](hub::store::Connection& connection) {
      return std::get<std::string>(
          connection
              .scalar("SELECT id FROM role WHERE tenant = ? AND \"key\" = 'bookkeeper'",
                      {world.office->tenant})
              .value());
    });
    auto app = world.make_app({{"name", "Books"}, {"scopes", {"read"}}, {"role", role}});
    auto ask = [&](const Parameters& form) {
      return world.post_form("/oauth/token", form, world.basic(app));
    };
    auto tokens = ask({{"grant_type", "client_credentials"}});
    CHECK_EQUAL_TEXT(200, tokens.status, tokens.body.c_str());
    CHECK(!tokens.json().contains("refresh_token"));
    std::string access = tokens.json()["access_token"];
    CHECK_EQUAL(200, world.get("/api/invoices/", access));
    CHECK_EQUAL(403, world.send(Method::post, "/api/invoices/", access, json::object()).status);
    CHECK_EQUAL(403, world.get("/api/api-clients/", access));  // its owner may: he is administrator
    STRCMP_EQUAL("invalid_scope",
                 error_of(ask({{"grant_type", "client_credentials"}, {"scope", "write"}})).c_str());
    STRCMP_EQUAL("unsupported_grant_type", error_of(ask({{"grant_type", "password"}})).c_str());
    STRCMP_EQUAL("invalid_request",
                 error_of(ask({{"grant_type", "x"}, {"grant_type", "y"}})).c_str());

    auto planner = world.make_app(app_input);
    STRCMP_EQUAL("unauthorized_client",
                 error_of(world.post_form("/oauth/token", {{"grant_type", "client_credentials"}},
                                          world.basic(planner)))
                     .c_str());
  }
}

TEST(Programs, a_public_client_has_no_secret_and_a_token_is_taken_back_on_request) {
  World world;
  auto input = app_input;
  input["public"] = true;
  auto app = world.make_app(input);
  CHECK(app["client_secret"].is_null());
  auto user = world.office->sign_in("dispatcher");
  auto form = world.exchange(world.code(user, app));
  form.emplace_back("client_id", app["client_id"].get<std::string>());
  auto tokens = world.post_form("/oauth/token", form);
  CHECK_EQUAL_TEXT(200, tokens.status, tokens.body.c_str());
  std::string access = tokens.json()["access_token"];
  auto revoke = [&](const std::string& token) {
    return world
        .post_form("/oauth/revoke",
                   {{"token", token}, {"client_id", app["client_id"].get<std::string>()}})
        .status;
  };
  CHECK_EQUAL(200, revoke("unknown"));
  CHECK_EQUAL(200, world.get("/api/accounts/", access));
  CHECK_EQUAL(200, revoke(tokens.json()["refresh_token"]));
  CHECK_EQUAL(401, world.get("/api/accounts/", access));
}

TEST(Programs, redirects_are_safe_places) {
  for (auto right : {"https://app.example/back", "https://app.example", "http://127.0.0.1:8080/x",
                     "http://localhost/x", "com.example.app:/back"})
    CHECK_TEXT(hub::identity::is_redirect(right), right);
  for (auto wrong : {"http://app.example/back", "https://app.example/#x", "javascript:alert(1)",
                     "data:text/html,x", "//app.example", "http://localhost.evil.example/",
                     "https://app.example/ x", "", "app"})
    CHECK_TEXT(!hub::identity::is_redirect(wrong), wrong);
}

TEST(Programs, says_where_everything_is) {
  World world;
  auto told = world.send(Method::get, "/.well-known/oauth-authorization-server", "").json();
  auto issuer = "http://127.0.0.1:" + std::to_string(world.office->port());
  STRCMP_EQUAL(issuer.c_str(), told["issuer"].get<std::string>().c_str());
  STRCMP_EQUAL((issuer + "/oauth/token").c_str(),
               told["token_endpoint"].get<std::string>().c_str());
  CHECK(told["code_challenge_methods_supported"] == json{"S256"});
}
