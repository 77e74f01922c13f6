// POST /api/setup/, POST /api/setup/check/: a real company starts empty; its first administrator
// comes by a one-time link.
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/api.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/domain/admin/start/start.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using store::Transaction;

constexpr auto link_valid_for = std::chrono::hours(24);

std::string text_of(const nlohmann::json& input, const char* field) {
  if (!input.is_object() || !input.contains(field) || !input[field].is_string() ||
      input[field].get<std::string>().empty())
    common::refuse(field, "expected text");
  return input[field].get<std::string>();
}

/// `now` in microseconds.
bool is_link(store::Connection& connection, const std::string& token, std::int64_t now) {
  auto stored = connection.scalar("SELECT value FROM hub_state WHERE key = 'setup'");
  auto text = stored ? std::get<std::string>(*stored) : std::string();
  auto colon = text.find(':');
  return colon != std::string::npos &&
         common::equal_secret(text.substr(0, colon), common::sha256_hex(token)) &&
         std::stoll(text.substr(colon + 1)) > now;
}

/// Throws forbidden.
void require_link(store::Connection& connection, const std::string& token, std::int64_t now) {
  if (!is_link(connection, token, now))
    throw Error(ErrorCode::forbidden,
                "this link has been used or has expired; start the hub with --empty for a new one");
}

void use_up_link(Transaction& transaction, const std::string& token) {
  require_link(transaction.sql(), token, common::to_micros(transaction.now()));
  transaction.sql().execute("DELETE FROM hub_state WHERE key = 'setup'");
}

domain::CompanyTerms terms_of(const nlohmann::json& input) {
  return {text_of(input, "company"),
          text_of(input, "country"),
          text_of(input, "currency"),
          text_of(input, "zone"),
          text_of(input, "language"),
          text_of(input, "tax_percent"),
          input.contains("reduced_tax_percent") ? text_of(input, "reduced_tax_percent") : ""};
}

}  // namespace

bool is_empty(Store& store) {
  return store.read_result([](store::Connection& connection) {
    return connection.integer("SELECT count(*) FROM tenant") == 0;
  });
}

std::string make_setup_link(Store& store) {
  auto token = common::random_token();
  store.write(store.system_command("", "setup link"), [&](Transaction& transaction) {
    auto value = common::sha256_hex(token) + ":" +
                 std::to_string(common::to_micros(transaction.now() + link_valid_for));
    transaction.sql().execute(
        "INSERT INTO hub_state (key, value) VALUES ('setup', ?) ON CONFLICT (key) DO UPDATE SET "
        "value = excluded.value",
        {value});
  });
  return token;
}

void add_setup_routes(common::http::Router& router, Hub& hub) {
  // Before anybody fills in a form for nothing. The token stays out of the address, which is
  // logged.
  router.add(common::http::Method::post, "/api/setup/check/",
             [&hub](const Request& request, const Params&) {
               auto token = text_of(request.json(), "token");
               auto holds = hub.store.read_result([&](store::Connection& connection) {
                 return is_link(connection, token, common::to_micros(hub.store.clock().now()));
               });
               return common::http::json({{"holds", holds}});
             },
             {.summary = "Whether the link for the first administrator still holds",
              .body = R"({"token": ""})",
              .reply = R"({"holds": true})",
              .open = true});
  router.add(
      common::http::Method::post, "/api/setup/",
      [&hub](const Request& request, const Params&) {
        auto input = request.json();
        auto token = text_of(input, "token"), name = text_of(input, "name"),
             login = text_of(input, "login"), password = text_of(input, "password");
        auto terms = terms_of(input);
        // A password is hashed for who has the link only: it takes time.
        hub.store.read([&](store::Connection& connection) {
          require_link(connection, token, common::to_micros(hub.store.clock().now()));
        });
        check_password_strength(password, "password");
        auto hash = hash_password(password);
        auto tenant = common::make_id(hub.store.clock().now());
        hub.store.write(hub.store.system_command(tenant, "setup"), [&](Transaction& transaction) {
          use_up_link(transaction, token);
          domain::make_company(transaction, terms);
          auto space = name.rfind(' ');
          auto given = space == std::string::npos ? std::string() : name.substr(0, space);
          domain::make_user(transaction, login, given,
                            space == std::string::npos ? name : name.substr(space + 1), hash,
                            "admin");
        });
        return common::http::json({{"tenant", tenant}, {"login", login}}, 201);
      },
      {.summary = "Makes the company and its first administrator",
       .body = R"({"token": "", "name": "", "login": "", "password": "", "company": "",
                   "country": "LI", "zone": "Europe/Vaduz", "currency": "CHF", "language": "en"})",
       .reply = R"({"tenant": "", "login": ""})",
       .status = 201,
       .open = true});
}

}  // namespace hub::api
