// GET, POST /api/survey/: the customer's opinion, by a link that works once; no sign-in.
#include "hub/domain/marketing/survey.hpp"

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/api.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

/// The link tells whose customer asks; a token that is not there gives no tenant, and then no link.
std::string tenant_of(Hub& hub, const std::string& token) {
  return hub.store.read_result([&](store::Connection& connection) {
    auto tenant = connection.scalar("SELECT tenant FROM access_link WHERE token_hash = ?",
                                    {common::sha256_hex(token)});
    return tenant ? std::get<std::string>(*tenant) : std::string();
  });
}

Response show(Hub& hub, const Request& request) {
  auto token = std::string(request.parameter("token").value_or(""));
  domain::marketing::SurveyPage page;
  hub.store.write(hub.store.system_command(tenant_of(hub, token), "survey"),
                  [&](store::Transaction& transaction) {
                    page = domain::marketing::open_survey(transaction, token);
                  });
  return common::http::json(
      {{"company", page.company},
       {"job", page.job},
       {"language", page.language},
       {"form", {{"name", page.question}, {"thanks", page.thanks}, {"scale", page.scale}}}});
}

Response answer(Hub& hub, const Request& request) {
  auto input = request.json();
  if (!input.is_object()) throw common::Error(common::ErrorCode::bad_input, "expected an object");
  if (!input.value("token", json()).is_string()) common::refuse("token", "expected text");
  if (!input.value("rating", json()).is_number_integer())
    common::refuse("rating", "expected a whole number");
  auto comment = input.value("comment", json(""));
  if (!comment.is_string()) common::refuse("comment", "expected text");
  auto token = input["token"].get<std::string>();
  auto command = hub.store.system_command(tenant_of(hub, token), "survey");
  hub.store.write(command, [&](store::Transaction& transaction) {
    domain::marketing::submit_survey(transaction, token, input["rating"], comment, request.peer);
  });
  return Response(204, "");
}

}  // namespace

void add_survey_routes(common::http::Router& router, Hub& hub) {
  router.add(common::http::Method::get, "/api/survey/",
             [&hub](const Request& request, const Params&) { return show(hub, request); },
             {.summary = "The survey that the link of a mail leads to",
              .query = {{"token", "Of the link.", true}},
              .reply = R"({"company": "", "job": "", "language": "en",
                           "form": {"name": "", "thanks": "", "scale": 5}})",
              .open = true});
  router.add(common::http::Method::post, "/api/survey/",
             [&hub](const Request& request, const Params&) { return answer(hub, request); },
             {.summary = "Answers the survey",
              .body = R"({"token": "", "rating": 5, "comment": ""})",
              .open = true});
}

}  // namespace hub::api
