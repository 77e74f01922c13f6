// The authorisation server: POST /oauth/token, /oauth/revoke, GET
// /.well-known/oauth-authorization-server; for the page of consent GET and POST
// /api/oauth/consent/; GET /api/oauth/apps/, DELETE …/{client}/: what one lets act for oneself.
#include "hub/identity/oauth.hpp"

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/input.hpp"
#include "hub/identity/urls.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using identity::Form;
using identity::OAuthError;
using nlohmann::json;
using Basic = std::optional<std::pair<std::string, std::string>>;

std::string issuer_of(Hub& hub, const Request& request) {
  auto& own = hub.sessions.identity().public_url;
  if (!own.empty()) return own;
  return std::string(request.tls ? "https" : "http") + "://" +
         std::string(request.headers.find("Host").value_or("localhost"));
}

/// RFC 6749, section 2.3.1: both halves are form-encoded.
Basic basic_of(const Request& request) {
  auto header = request.headers.find("Authorization");
  if (!header || !common::http::equal_ignoring_case(header->substr(0, 6), "Basic "))
    return std::nullopt;
  auto text = common::from_base64(header->substr(6));
  auto colon = text.find(':');
  if (colon == text.npos) common::refuse("", "expected client and secret");
  auto user = identity::parse_form("v=" + text.substr(0, colon));
  auto password = identity::parse_form("v=" + text.substr(colon + 1));
  return std::pair{user["v"], password["v"]};
}

Response refuse(const OAuthError& error, bool basic) {
  auto response =
      common::http::json({{"error", error.code}, {"error_description", error.text}}, error.status);
  if (error.status == 401 && basic)
    response.headers.set("WWW-Authenticate", "Basic realm=\"oauth\"");
  return response;
}

/// What programs post: a form, answered as RFC 6749 says, never as a problem of ours.
Response answer(const Request& request, const std::function<json(const Form&, const Basic&)>& act) {
  Response response;
  bool basic = request.headers.find("Authorization").has_value();
  try {
    auto type = request.headers.find("Content-Type").value_or("");
    if (!type.starts_with("application/x-www-form-urlencoded"))
      throw OAuthError{"invalid_request", "expected application/x-www-form-urlencoded"};
    response = common::http::json(act(identity::parse_form(request.body), basic_of(request)));
  } catch (const OAuthError& error) {
    response = refuse(error, basic);
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input) throw;
    response = refuse({"invalid_request", error.text()}, basic);
  }
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/// What was sent a second time ends all that came of it, here at once.
identity::TokenReply given(Hub& hub, const Form& form, const Basic& basic,
                           const std::string& peer) {
  try {
    return hub.sessions.identity().oauth.token(form, basic, peer);
  } catch (const OAuthError& error) {
    if (error.ends_tokens) hub.sessions.forget();
    throw;
  }
}

Response token(Hub& hub, const Request& request) {
  auto verdict = hub.sessions.identity().limits.take("token|" + request.peer, 600);
  if (!verdict.passes) throw Throttled(verdict.wait);
  return answer(request, [&](const Form& form, const Basic& basic) {
    auto reply = given(hub, form, basic, request.peer);
    std::string scope;
    for (auto& one : reply.scopes) scope += (scope.empty() ? "" : " ") + one;
    json body{{"access_token", reply.access},
              {"token_type", "Bearer"},
              {"expires_in", reply.valid_for.count()},
              {"scope", scope}};
    if (!reply.refresh.empty()) body["refresh_token"] = reply.refresh;
    return body;
  });
}

Response revoke(Hub& hub, const Request& request) {
  auto response = answer(request, [&](const Form& form, const Basic& basic) {
    hub.sessions.identity().oauth.revoke(form, basic);
    return json::object();
  });
  hub.sessions.forget();
  return response;
}

/// RFC 8414.
Response metadata(Hub& hub, const Request& request) {
  auto issuer = issuer_of(hub, request);
  json scopes{"read", "write", "administer"};
  for (auto& type : hub.store.catalogue().types())
    for (auto how : {":read", ":write"}) scopes.push_back(type->path + how);
  return common::http::json(
      {{"issuer", issuer},
       {"authorization_endpoint", issuer + "/oauth/authorize"},
       {"token_endpoint", issuer + "/oauth/token"},
       {"revocation_endpoint", issuer + "/oauth/revoke"},
       {"scopes_supported", scopes},
       {"response_types_supported", {"code"}},
       {"response_modes_supported", {"query"}},
       {"grant_types_supported", {"authorization_code", "refresh_token", "client_credentials"}},
       {"token_endpoint_auth_methods_supported",
        {"client_secret_basic", "client_secret_post", "none"}},
       {"revocation_endpoint_auth_methods_supported",
        {"client_secret_basic", "client_secret_post", "none"}},
       {"code_challenge_methods_supported", {"S256"}},
       {"authorization_response_iss_parameter_supported", true}});
}

/// What the page of consent shows; where the request is wrong, where to go back to.
Response show(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  Form query(request.query.begin(), request.query.end());
  auto consent =
      hub.sessions.identity().oauth.parse(query, caller.actor.tenant, issuer_of(hub, request));
  if (!consent.refused.empty()) return common::http::json({{"redirect", consent.refused}});
  return common::http::json({{"client", consent.client_name},
                             {"scopes", consent.scopes},
                             {"redirect_host", consent.redirect}});
}

Response decide(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto input = request.json();
  Form query;
  for (auto field : {"client_id", "redirect_uri", "response_type", "scope", "state",
                     "code_challenge", "code_challenge_method"})
    if (auto given = optional_text_of(input, field); !given.empty()) query[field] = given;
  auto decision = text_of(input, "decision");
  if (decision != "allow" && decision != "deny")
    common::refuse("decision", "expected allow or deny");
  auto& oauth = hub.sessions.identity().oauth;
  auto issuer = issuer_of(hub, request);
  auto consent = oauth.parse(query, caller.actor.tenant, issuer);
  return common::http::json(
      {{"redirect", oauth.decide(consent, command_of(hub, caller), decision == "allow", issuer)}});
}

Response apps(Hub& hub, const Caller& caller, const Request&, const Params&) {
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    for (auto& app : hub.sessions.identity().oauth.connected(connection, caller.actor.tenant,
                                                             caller.actor.user))
      items.push_back({{"client", app.client},
                       {"name", app.name},
                       {"scopes", app.scopes},
                       {"since", common::format_instant(app.since)}});
  });
  return common::http::json({{"items", items}});
}

Response disconnect(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  std::string client(params["client"]);
  // A program knows itself by its whole id: company and own.
  client.erase(0, client.find('.') + 1);
  bool is_known = hub.store.read_result([&](store::Connection& connection) {
    auto all =
        hub.sessions.identity().oauth.connected(connection, caller.actor.tenant, caller.actor.user);
    return std::any_of(all.begin(), all.end(), [&](auto& app) { return app.client == client; });
  });
  if (!is_known) throw common::Error(common::ErrorCode::not_found, "there is no such application");
  hub.store.write(command_of(hub, caller), [&](store::Transaction& transaction) {
    identity::Tokens::end_all_of(transaction, client, caller.actor.user);
  });
  hub.sessions.forget();
  return Response(204);
}

}  // namespace

void add_oauth_routes(common::http::Router& router, Hub& hub) {
  add_open(router, hub, Method::post, "/oauth/token", token, {.summary = "Tokens (RFC 6749)"});
  add_open(router, hub, Method::post, "/oauth/revoke", revoke,
           {.summary = "Ends a token (RFC 7009)"});
  add_open(router, hub, Method::get, "/.well-known/oauth-authorization-server", metadata,
           {.summary = "What this server offers (RFC 8414)"});
  add_for_people(router, hub, Method::get, "/api/oauth/consent/", show,
                 {.summary = "What an application asks for", .reply = R"({})"});
  add_for_people(router, hub, Method::post, "/api/oauth/consent/", decide,
                 {.summary = "Says yes or no to an application's request",
                  .body = R"({"decision": "allow", "client_id": "", "redirect_uri": "",
                             "response_type": "code", "scope": "", "state": "",
                             "code_challenge": "", "code_challenge_method": "S256"})",
                  .reply = R"({"redirect": ""})"});
  add_for_people(
      router, hub, Method::get, "/api/oauth/apps/", apps,
      {.summary = "Applications with access to one's account", .reply = R"({"items": [{}]})"});
  add_for_people(router, hub, Method::delete_, "/api/oauth/apps/{client}/", disconnect,
                 {.summary = "Takes an application's access away"});
}

}  // namespace hub::api
