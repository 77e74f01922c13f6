// GET /api/session/providers/, /api/session/oidc/{id}/start, /api/session/oidc/callback: signing in
// by another's word; POST /api/connections/{id}/check/: an administrator tries one, and it is on.
#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/identity/http.hpp"
#include "hub/identity/ldap.hpp"
#include "hub/identity/oidc.hpp"
#include "hub/identity/urls.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using identity::Provider;
using identity::ProviderProblem;
using nlohmann::json;

constexpr const char* cookie_name = "truckroll_oidc";
constexpr const char* cookie_path = "/api/session/oidc/";

std::string back_of(Hub& hub, const Request& request) {
  auto base = hub.sessions.identity().public_url;
  if (base.empty())
    base = std::string(request.tls ? "https" : "http") + "://" +
           std::string(request.headers.find("Host").value_or("localhost"));
  return base + cookie_path + "callback";
}

Response redirect(const std::string& url) {
  Response response(302);
  response.headers.set("Location", url);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/// Other sites lead the browser back here, hence Lax; nothing else needs it, hence the path.
void keep(Response& response, const Request& request, const std::string& value) {
  common::http::CookieOptions cookie;
  cookie.same_site = "Lax";
  cookie.secure = request.tls;
  cookie.max_age_s = value.empty() ? 0 : 600;
  cookie.path = cookie_path;
  common::http::set_cookie(response, cookie_name, value, cookie);
}

/// The page says what to do; the log says what was wrong.
Response explain(const ProviderProblem& problem) {
  common::log::warning("hub/api", "a sign-in by a provider failed",
                       {{"code", problem.code}, {"why", problem.text.english()}});
  return redirect("/sign-in?problem=" + problem.code);
}

/// A place inside this app.
std::string safe_target(const Request& request) {
  std::string to(request.parameter("to").value_or("/"));
  bool inside = to.starts_with("/") && !to.starts_with("//") && to.find('\\') == to.npos;
  return inside ? to : "/";
}

Response list(Hub& hub, const Request&) {
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    for (auto& one : identity::list_providers(hub.store, hub.sessions.identity(), connection))
      items.push_back({{"id", one.tenant + "." + one.connection}, {"name", one.name}});
  });
  return common::http::json({{"items", items}});
}

Response start(Hub& hub, identity::Oidc& oidc, const Request& request, const Params& params) {
  try {
    auto key = identity::parse_client_id(std::string(params["id"]));
    std::optional<Provider> provider;
    if (key)
      provider = identity::find_provider(hub.store, hub.sessions.identity(), key->tenant, key->id);
    if (!provider || provider->ldap) throw ProviderProblem{"expired", "there is no such provider"};
    auto begun = oidc.start(*provider, back_of(hub, request), safe_target(request));
    auto response = redirect(begun.url);
    keep(response, request, begun.cookie);
    return response;
  } catch (const ProviderProblem& problem) {
    return explain(problem);
  }
}

Response finish(Hub& hub, identity::Oidc& oidc, const Request& request) {
  Response response;
  try {
    std::map<std::string, std::string> query(request.query.begin(), request.query.end());
    auto ended = oidc.finish(query, std::string(request.cookie(cookie_name).value_or("")),
                             back_of(hub, request));
    auto signed_in =
        hub.sessions.begin(ended.tenant, ended.user, ended.provider_name, peer_of(request));
    response = redirect(ended.to);
    set_session_cookie(response, request, signed_in.token);
  } catch (const ProviderProblem& problem) {
    response = explain(problem);
  }
  keep(response, request, "");
  return response;
}

Response check(Hub& hub, identity::Oidc& oidc, const Caller& caller, const std::string& id) {
  require_administrator(caller);
  auto provider =
      identity::find_provider(hub.store, hub.sessions.identity(), caller.actor.tenant, id, true);
  if (!provider)
    throw common::Error(common::ErrorCode::not_found,
                        "there is no such connection of kind identity");
  auto trouble = identity::trouble_of_domains(hub.store, hub.sessions.identity(), *provider);
  try {
    if (!trouble.empty()) throw ProviderProblem{"invalid", trouble};
    provider->ldap ? identity::check_ldap(*provider) : oidc.check(*provider);
  } catch (const ProviderProblem& problem) {
    trouble = problem.text;
  }
  hub.store.write(command_of(hub, caller), [&](store::Transaction& transaction) {
    identity::note_check(transaction, id, trouble.english());
  });
  return common::http::json({{"works", trouble.empty()}, {"text", trouble.said()}});
}

}  // namespace

void add_provider_routes(common::http::Router& router, Hub& hub) {
  auto oidc = std::make_shared<identity::Oidc>(hub.store, hub.sessions.identity());
  add_open(router, hub, Method::get, "/api/session/providers/", list,
           {.summary = "Providers one may sign in with", .reply = R"({"items": [{}]})"});
  add_open(router, hub, Method::get, "/api/session/oidc/callback",
           [oidc](Hub& h, const Request& request) { return finish(h, *oidc, request); },
           {.summary = "Where a provider sends a person back to",
            .media_type = "text/html",
            .status = 302});
  add_for_people(router, hub, Method::post, "/api/connections/{id}/check/",
                 [oidc](Hub& h, const Caller& caller, const Request&, const Params& params) {
                   return check(h, *oidc, caller, std::string(params["id"]));
                 },
                 {.summary = "Tries a connection", .reply = R"({"works": true, "text": ""})"});
  router.add(Method::get, "/api/session/oidc/{id}/start",
             [&hub, oidc](const Request& request, const Params& params) {
               return start(hub, *oidc, request, params);
             },
             {.summary = "Sends a person to a provider",
              .media_type = "text/html",
              .status = 302,
              .open = true});
}

}  // namespace hub::api
