// POST, GET /api/graphql/. Source: GraphQL over HTTP, draft of 2025 (graphql.github.io).
#include "hub/api/graphql.hpp"

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/http/problem.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/parameters.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using Kind = graphql::Origin::Kind;

constexpr std::size_t body_bytes_max = 1 << 20;
constexpr std::string_view answer_type = "application/graphql-response+json";

std::string text_of(const Json& body, const char* name) {
  auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_string()) common::refuse(name, "expected text");
  return found->get<std::string>();
}

graphql::Question question_of(const Json& body) {
  if (!body.is_object()) throw Error(ErrorCode::bad_input, "expected an object with query");
  graphql::Question question{text_of(body, "query"), text_of(body, "operationName"),
                             body.value("variables", Json()), true};
  if (question.text.empty()) common::refuse("query", "send the document");
  return question;
}

graphql::Question question_of(const Request& request) {
  if (request.body.size() > body_bytes_max)
    throw Error(ErrorCode::too_large, "a GraphQL request has at most 1 MB");
  if (request.method != Method::get) return question_of(common::codec::parse_json(request.body));
  allow_parameters(request, {"query", "operationName", "variables", "extensions"});
  Json body = Json::object();
  for (auto name : {"query", "operationName"})
    if (auto text = request.parameter(name)) body[name] = std::string(*text);
  if (auto text = request.parameter("variables"); text && !text->empty())
    body["variables"] = common::codec::parse_json(*text);
  auto question = question_of(body);
  question.may_change = false;
  return question;
}

/// Clients of before the draft take 200 for whatever was understood, also what is refused.
Response response_of(const Request& request, graphql::Answer answer) {
  bool knows =
      request.headers.find("Accept").value_or("").find(answer_type) != std::string_view::npos;
  int status = answer.has_data || !knows ? 200 : 400;
  if (answer.not_here) status = 405;
  Response response(status, std::move(answer.body), knows ? answer_type : "application/json");
  if (answer.not_here) response.headers.set("Allow", "POST");
  return response;
}

/// What the API answered to a write that it refused.
[[noreturn]] void refuse(const Response& response) {
  auto body = common::try_read_json(response.text());
  if (!body.is_object()) throw Error(ErrorCode::internal, "a refusal without a reason");
  Json extensions{{"status", response.status}};
  for (auto name : {"code", "errors", "current"})
    if (body.contains(name)) extensions[name] = body[name];
  throw graphql::Refused(ErrorCode::bad_input, body.value("detail", body.value("title", "")),
                         std::move(extensions));
}

}  // namespace

GraphqlFace::GraphqlFace(Hub& hub, const common::http::Router& router)
    : router_(router), engine_(hub.records) {}

graphql::Asking GraphqlFace::asking(const Caller& caller, const Request* request) {
  auto change = [this, request](const graphql::Change& wanted) {
    if (!request) throw Error(ErrorCode::internal, "a write without a request");
    return this->change(*request, wanted);
  };
  return {caller, change};
}

/// A write is the request that does the same over REST: the same rights, rules and refusals.
graphql::Done GraphqlFace::change(const Request& request, const graphql::Change& change) {
  if (!change.id.empty() && !common::is_id(change.id)) common::refuse("id", "expected an id");
  auto inner = request;
  inner.query.clear();
  inner.path = "/api/" + change.type->path + "/" + (change.id.empty() ? "" : change.id + "/");
  inner.method = change.kind == Kind::change   ? Method::patch
                 : change.kind == Kind::remove ? Method::delete_
                                               : Method::post;
  if (change.kind == Kind::act) inner.path += change.action + "/";
  inner.body = change.input.is_null() ? "" : common::json_text(change.input);
  for (auto name : {"If-Match", "Idempotency-Key"}) inner.headers.remove(name);
  if (change.kind == Kind::change || change.kind == Kind::remove)
    inner.headers.set("If-Match", "\"" + std::to_string(change.version) + "\"");
  if (!change.idempotency_key.empty())
    inner.headers.set("Idempotency-Key", "\"" + change.idempotency_key + "\"");
  auto response = [&] {
    try {
      return router_.handle(inner);
    } catch (const Error& error) {
      bool ours = error.code() == ErrorCode::storage || error.code() == ErrorCode::internal ||
                  error.code() == ErrorCode::unavailable;
      if (ours) throw;
      return common::http::problem(error);
    }
  }();
  if (response.status >= 400) refuse(response);
  auto body = common::try_read_json(response.text());
  if (change.kind == Kind::remove) return {change.id, {}};
  if (!body.is_object()) return {};
  if (change.kind != Kind::act) return {body.value("id", ""), {}};
  // An action answers with the record, or with what it says and the record beside that.
  if (body.contains("id") && body.contains("version")) return {body.value("id", ""), {}};
  auto record = body.value("record", Json::object()).value("id", "");
  body.erase("record");
  return {record, body};
}

common::http::Response GraphqlFace::handle(const Caller& caller, const Request& request) {
  auto question = question_of(request);
  return response_of(request, engine_.answer(question, asking(caller, &request)));
}

void add_graphql_routes(common::http::Router& router, Hub& hub, GraphqlFace& face) {
  auto handle = [&face](Hub&, const Caller& caller, const Request& request, const Params&) {
    return face.handle(caller, request);
  };
  add(router, hub, Method::post, "/api/graphql/", handle,
      {.summary = "GraphQL",
       .body = R"({"query": "{ __typename }", "operationName": null, "variables": null})",
       .reply = R"({"data": null, "errors": [{"message": ""}]})"});
  add(router, hub, Method::get, "/api/graphql/", handle,
      {.summary = "GraphQL that only reads",
       .query = {{"query", "The document.", true},
                 {"operationName", "Where the document has several."},
                 {"variables", "As JSON."},
                 {"extensions", "Not looked at."}},
       .reply = R"({"data": null, "errors": [{"message": ""}]})"});
}

}  // namespace hub::api
