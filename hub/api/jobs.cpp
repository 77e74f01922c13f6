// GET /api/jobs/: what the company's background work is at; POST /api/jobs/{id}/retry/, …/cancel/.
// For administrators.
//   state, kind, contains (in the error), page_token
#include "hub/work/job_list.hpp"

#include <algorithm>
#include <array>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/parameters.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Transaction;

constexpr std::size_t page_size = 50, text_max = 100;
constexpr std::array states{"waiting", "running", "done", "failed", "cancelled"};

/// What a job is about, where its key says so and is nobody's address.
std::string key_of(const work::JobRow& job) {
  bool tells = job.kind != "forgot" && job.kind != "attack";
  return tells ? job.key : std::string();
}

json job_json(const work::JobRow& job) {
  json body{
      {"id", job.id},
      {"kind", job.kind},
      {"about", key_of(job)},
      {"state", job.state},
      {"attempts", job.attempts},
      {"error", job.error},
      {"created_at", common::format_instant(job.created_at)},
      {"run_at", common::format_instant(job.run_at)},
      {"finished_at", job.finished_at ? json(common::format_instant(*job.finished_at)) : json()},
      {"progress", nullptr}};
  if (job.progress)
    body["progress"] = {{"done", job.progress->first}, {"total", job.progress->second}};
  return body;
}

work::JobQuery query_of(const Request& request) {
  allow_parameters(request, {"state", "kind", "contains", "page_token"});
  auto given = [&](const char* name) { return text_in(request, name); };
  work::JobQuery query{given("state"), given("kind"), given("contains"), given("page_token"),
                       page_size + 1};
  if (!query.state.empty() && std::find(states.begin(), states.end(), query.state) == states.end())
    common::refuse("state", "expected waiting, running, done, failed or cancelled");
  for (auto [name, text] : {std::pair("kind", &query.kind), std::pair("contains", &query.contains)})
    if (text->size() > text_max) common::refuse(name, "is too long");
  if (!query.before.empty() && !common::is_id(query.before))
    common::refuse("page_token", "expected the next_page_token of an earlier reply");
  return query;
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_administrator(caller);
  auto query = query_of(request);
  json items = json::array(), counts = json::object(), kinds = json::object();
  for (auto state : states) counts[state] = 0;
  std::string next;
  hub.store.read([&](store::Connection& connection) {
    auto jobs = work::list_jobs(connection, caller.actor.tenant, query);
    if (jobs.size() > page_size) {
      jobs.resize(page_size);
      next = jobs.back().id;
    }
    for (auto& job : jobs) items.push_back(job_json(job));
    for (auto& [state, by_kind] : work::count_jobs(connection, caller.actor.tenant))
      for (auto& [kind, count] : by_kind) {
        counts[state] = counts.value(state, std::int64_t{0}) + count;
        kinds[kind] = kinds.value(kind, std::int64_t{0}) + count;
      }
  });
  return common::http::json({{"items", std::move(items)},
                             {"next_page_token", next},
                             {"counts", std::move(counts)},
                             {"kinds", std::move(kinds)}});
}

using Change = void (*)(Transaction&, const std::string&);

template <Change change>
Response act(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  require_administrator(caller);
  std::string id(params["id"]);
  hub.store.write(command_of(hub, caller),
                  [&](Transaction& transaction) { change(transaction, id); });
  common::log::info("hub/api",
                    change == work::retry_job ? "a job was asked for again" : "a job was cancelled",
                    {{"job", id}, {"user", caller.actor.user}});
  return Response(204);
}

}  // namespace

void add_job_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, Method::get, "/api/jobs/", list,
      {.summary = "Background jobs, newest first, with their counts by state and kind",
       .query = {{"state", "waiting, running, done, failed or cancelled."},
                 {"kind", "Such as webhook, mail, import."},
                 {"contains", "Text within the last error."},
                 {"page_token", "next_page_token of the page before."}},
       .reply = R"({"items": [{"id": "", "kind": "mail", "about": "", "state": "failed",
                    "attempts": 10, "error": "", "created_at": "2026-11-20T08:00:00Z",
                    "run_at": "2026-11-20T08:00:00Z", "finished_at": null, "progress": null}],
                    "next_page_token": "", "counts": {}, "kinds": {}})"});
  add(router, hub, Method::post, "/api/jobs/{id}/retry/", act<work::retry_job>,
      {.summary = "Runs a job again that waits, failed or was cancelled", .status = 204});
  add(router, hub, Method::post, "/api/jobs/{id}/cancel/", act<work::cancel_job>,
      {.summary = "Cancels a job that has not ended", .status = 204});
}

}  // namespace hub::api
