// What every endpoint has in common: who asks, how often he may, and that his use is counted.
#include "hub/api/endpoint.hpp"

#include "common/error/error.hpp"
#include "common/http/problem.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api_versions.hpp"
#include "hub/records/read_log.hpp"
#include "hub/store/merged.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;

/// 429 with the seconds to wait (RFC 6585, section 4).
Response refuse_for_now(const Throttled& error) {
  auto response = common::http::problem(429, "too_many_attempts", error.sentence());
  response.headers.set("Retry-After", std::to_string(error.wait.count()));
  return response;
}

/// RFC 6750, section 3: a program is told that its token is the trouble.
Response refuse_token(const Error& error) {
  auto response = common::http::problem(error);
  response.headers.set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  return response;
}

/// As in draft-ietf-httpapi-ratelimit-headers-03, which programs know.
void show_limit(Response& response, const identity::Limits::Verdict& verdict) {
  if (verdict.limit == 0) return;
  response.headers.set("RateLimit-Limit", std::to_string(verdict.limit));
  response.headers.set("RateLimit-Remaining", std::to_string(verdict.remaining));
  response.headers.set("RateLimit-Reset", std::to_string(verdict.reset.count()));
}

Response refuse_many(const identity::Limits::Verdict& verdict) {
  auto response =
      common::http::problem(429, "too_many_requests",
                            common::say("more than {} requests a minute; wait {} s and try again",
                                        verdict.limit, verdict.wait.count()));
  response.headers.set("Retry-After", std::to_string(verdict.wait.count()));
  return response;
}

/// A program's use counts for the program, a person's for him.
void note_use(Hub& hub, const Caller& caller, int status, std::size_t bytes) {
  if (caller.client.empty()) return;
  auto& meter = hub.sessions.identity().meter;
  meter.note_call(caller.actor.tenant, caller.client, {status, bytes});
  if (auto version = asked_version(); version > 0)
    meter.note_call(caller.actor.tenant, metered_version(caller.client, version), {status, bytes});
}

/// 410 with the record that this one has become part of, where the caller may read that one.
std::optional<Response> moved_away(Hub& hub, const Caller& caller, const Params& params) {
  auto type = caller.schema->catalogue.find_path(params["path"]);
  auto id = params["id"];
  if (!type || id.empty()) return std::nullopt;
  std::optional<std::string> into;
  hub.store.read([&](store::Connection& connection) {
    into = store::find_merged_into(connection, caller.actor.tenant, id);
    if (into && !hub.records.find(connection, caller, *type, *into)) into.reset();
  });
  if (!into) return std::nullopt;
  auto response = common::http::problem(410, "merged", "it has become part of another record");
  auto body = common::read_ordered_json(response.text());
  body["merged_into"] = *into;
  Response told(410, common::json_text(body), "application/problem+json");
  told.headers = response.headers;
  told.headers.set("Location", "/api/" + type->path + "/" + *into + "/");
  return told;
}

Response answer(Hub& hub, const Caller& caller, const Endpoint& endpoint, const Request& request,
                const Params& params) {
  auto who = caller.client.empty() ? caller.actor.user : caller.client;
  auto verdict = hub.sessions.identity().limits.take(who, caller.requests_per_minute);
  Response response;
  try {
    response = verdict.passes ? endpoint(hub, caller, request, params) : refuse_many(verdict);
  } catch (const Throttled& error) {
    response = refuse_for_now(error);
  } catch (const Error& error) {
    auto gone =
        error.code() == ErrorCode::not_found ? moved_away(hub, caller, params) : std::nullopt;
    note_use(hub, caller, gone ? gone->status : common::http::status_of(error.code()), 0);
    if (!gone) throw;
    return std::move(*gone);
  }
  if (!caller.client.empty() || !verdict.passes) show_limit(response, verdict);
  note_use(hub, caller, response.status, response.body_size());
  return response;
}

/// What only reads may be read of a copy of the database.
Endpoint reading(Endpoint endpoint) {
  return [endpoint = std::move(endpoint)](Hub& hub, const Caller& caller, const Request& request,
                                          const Params& params) {
    return store::with_copies([&] { return endpoint(hub, caller, request, params); });
  };
}

/// " emergency <role assignment>": the log says under which right taken in an emergency it was
/// done, for the review.
std::string emergency_of(const Caller& caller) {
  std::string text;
  auto& roles = caller.actor.roles;
  for (auto role = roles.lower_bound(store::emergency_mark);
       role != roles.end() && role->starts_with(store::emergency_mark); ++role)
    text += " emergency " + role->substr(std::string_view(store::emergency_mark).size());
  return text;
}

}  // namespace

void add(common::http::Router& router, Hub& hub, Method method, std::string_view pattern,
         Endpoint endpoint, common::http::Description description) {
  if (method == Method::get) endpoint = reading(std::move(endpoint));
  router.add(
      method, pattern,
      [&hub, endpoint = std::move(endpoint)](const Request& request, const Params& params) {
        Caller caller;
        try {
          caller = hub.sessions.caller_of(request);
        } catch (const Error& error) {
          if (error.code() != ErrorCode::unauthenticated || bearer_of(request).empty()) throw;
          return refuse_token(error);
        }
        common::speak(language_of(caller, request));
        caller.actor.cause = "request " + std::string(common::http::method_name(request.method)) +
                             " " + request.path + emergency_of(caller);
        return answer(hub, caller, endpoint, request, params);
      },
      std::move(description));
}

void add_for_people(common::http::Router& router, Hub& hub, Method method, std::string_view pattern,
                    Endpoint endpoint, common::http::Description description) {
  add(
      router, hub, method, pattern,
      [endpoint = std::move(endpoint)](Hub& h, const Caller& caller, const Request& request,
                                       const Params& params) {
        if (!caller.client.empty())
          throw Error(ErrorCode::forbidden, "a program may not do this; sign in yourself");
        return endpoint(h, caller, request, params);
      },
      std::move(description));
}

void add_open(common::http::Router& router, Hub& hub, Method method, std::string_view pattern,
              Open endpoint, common::http::Description description) {
  description.open = true;
  router.add(
      method, pattern,
      [&hub, endpoint = std::move(endpoint)](const Request& request, const Params&) {
        try {
          return endpoint(hub, request);
        } catch (const Throttled& error) {
          return refuse_for_now(error);
        }
      },
      std::move(description));
}

std::string language_of(const Caller& caller, const Request& request) {
  if (caller.client.empty() && !caller.language.empty()) return caller.language;
  return std::string(request.headers.find("Accept-Language").value_or(""));
}

void require_administrator(const Caller& caller) {
  if (!store::is_administrator(caller.actor))
    throw Error(ErrorCode::forbidden, "only administrators may do this");
}

store::Command command_of(const Hub& hub, const Caller& caller) {
  auto command = hub.store.command(caller.actor);
  command.session = caller.session_name();
  return command;
}

void note_read(Hub& hub, const Caller& caller, const store::RecordType& type,
               const store::Message& record) {
  if (hub.reads.is_protected(caller, type))
    hub.reads.note(caller, type.name, {common::schema::header(record).id()});
}

void note_shown(Hub& hub, const Caller& caller, std::string_view type,
                const std::vector<std::string>& records) {
  if (hub.reads.is_protected(caller, caller.schema->catalogue.type(type)))
    hub.reads.note(caller, type, records);
}

}  // namespace hub::api
