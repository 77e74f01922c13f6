// GET /api/search/?q=…: records of all types by their words, the best first.
// GET /api/suggest/?q=…: the same at every key.
// POST /api/search/rebuild/: an administrator has the index built anew, beside the one that
// answers.
#include "hub/api/search.hpp"

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/parameters.hpp"
#include "hub/search/indexer.hpp"
#include "hub/search/search.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Connection;

constexpr int suggestions = 8, suggestions_max = 20;
constexpr int limit = 20, limit_max = 100;
constexpr std::int64_t reads_looked_at = 80;

std::size_t limit_of(const Request& request, int otherwise, int most) {
  return static_cast<std::size_t>(number_in(request, "limit", otherwise, 1, most));
}

/// By its path, as in addresses, or by its name. Of a type that the caller may not read it says the
/// same as of none.
const store::RecordType* type_of(const Caller& caller, const Request& request) {
  auto name = text_in(request, "type");
  if (name.empty()) return nullptr;
  auto& catalogue = caller.schema->catalogue;
  auto type = catalogue.find_path(name);
  if (!type) type = catalogue.find(name);
  if (!type || !caller.schema->access.may(caller.actor, *type, store::options::READ))
    common::refuse("type", common::say("there is no record type \"{}\"", name));
  return type;
}

/// "<type>:<id>" of the record that is open.
void set_near(const Caller& caller, const std::string& text, search::Question& question) {
  if (text.empty()) return;
  auto colon = text.find(':');
  auto name = text.substr(0, colon);
  auto& catalogue = caller.schema->catalogue;
  auto type = catalogue.find_path(name);
  if (!type) type = catalogue.find(name);
  if (!type || colon == std::string::npos) common::refuse("near", "expected <record type>:<id>");
  question.near_type = type->name;
  question.near_id = text.substr(colon + 1);
}

/// What he opened singly, as the log of reads tells: there the request's path holds the id.
std::set<std::string> opened_lately(Connection& connection, const Caller& caller) {
  std::set<std::string> ids;
  auto& rows = connection.query(
      "SELECT cause, records FROM read_log WHERE tenant = ? AND actor = ? ORDER BY seq DESC LIMIT "
      "?",
      {caller.actor.tenant, caller.actor.user, reads_looked_at});
  while (rows.step()) {
    auto cause = rows.text(0);
    auto records = common::try_read_json(rows.text(1));
    if (!records.is_array() || records.size() > 50) continue;
    for (auto& id : records)
      if (id.is_string() && cause.find(id.get_ref<const std::string&>()) != std::string::npos)
        ids.insert(id.get<std::string>());
  }
  return ids;
}

json place_json(const search::Place& place) {
  json pieces = json::array();
  for (auto& piece : place.pieces) {
    json one{{"text", piece.text}};
    if (piece.is_match) one["match"] = true;
    pieces.push_back(std::move(one));
  }
  return {{"field", place.field}, {"pieces", std::move(pieces)}};
}

json hits_json(Hub& hub, const Caller& caller, Connection& connection,
               const std::vector<search::Hit>& hits) {
  Titles titles(hub.reads, caller, connection);
  std::map<const store::RecordType*, std::vector<std::string>> shown;
  json items = json::array();
  for (auto& hit : hits) {
    auto& record = static_cast<const store::Message&>(*hit.record);
    auto& header = common::schema::header(record);
    json item{{"type", hit.type->name},
              {"path", hit.type->path},
              {"id", header.id()},
              {"title", titles.title_of(*hit.type, record)},
              {"found", place_json(hit.place)},
              {"corrected", !hit.place.is_exact}};
    if (!header.state().empty()) item["state"] = header.state();
    items.push_back(std::move(item));
    shown[hit.type].push_back(header.id());
  }
  for (auto& [type, ids] : shown) hub.records.note_read(caller, *type, ids);
  return items;
}

json counts_json(const std::vector<search::Count>& counts) {
  json list = json::array();
  for (auto& count : counts)
    list.push_back({{"value", count.value}, {"count", count.count}, {"is_exact", count.is_exact}});
  return list;
}

Response answer(Hub& hub, const Caller& caller, search::Vocabularies& vocabularies,
                search::Question question) {
  json body;
  hub.store.read([&](Connection& connection) {
    if (question.suggests) question.lately = opened_lately(connection, caller);
    auto found = search::search(
        connection, vocabularies,
        {caller.actor, caller.context, caller.schema->tables, caller.schema->access}, question);
    body = {{"items", hits_json(hub, caller, connection, found.hits)},
            {"left_out", found.left_out},
            {"corrected", found.corrected},
            {"is_complete", found.is_complete}};
    if (!question.counts) return;
    body["types"] = counts_json(found.types);
    body["facets"] = json::object();
    for (auto& [field, counts] : found.facets) body["facets"][field] = counts_json(counts);
  });
  return common::http::json(body);
}

Response find(Hub& hub, const Caller& caller, search::Vocabularies& vocabularies,
              const Request& request) {
  allow_parameters(request, {"q", "type", "limit", "counts", "near"});
  search::Question question;
  question.text = text_in(request, "q");
  question.type = type_of(caller, request);
  question.limit = limit_of(request, limit, limit_max);
  set_near(caller, text_in(request, "near"), question);
  auto counts = text_in(request, "counts");
  if (!counts.empty() && counts != "true" && counts != "false")
    common::refuse("counts", "expected true or false");
  question.counts = counts == "true";
  return answer(hub, caller, vocabularies, std::move(question));
}

Response suggest(Hub& hub, const Caller& caller, search::Vocabularies& vocabularies,
                 const Request& request) {
  allow_parameters(request, {"q", "type", "limit", "near"});
  search::Question question;
  question.text = text_in(request, "q");
  question.type = type_of(caller, request);
  question.limit = limit_of(request, suggestions, suggestions_max);
  question.suggests = true;
  set_near(caller, text_in(request, "near"), question);
  return answer(hub, caller, vocabularies, std::move(question));
}

Response rebuild(Hub& hub, const Caller& caller) {
  require_administrator(caller);
  if (!search::rebuild_once(hub.store, caller.actor.tenant))
    throw common::Error(common::ErrorCode::conflict, "the index is being built anew already");
  return Response(202, "");
}

constexpr const char* found_example =
    R"({"items": [{"type": "", "path": "", "id": "", "title": "", "found": {}}],
        "is_complete": true})";

}  // namespace

std::int64_t search_lag(Hub& hub) {
  return hub.store.read_result(search::lag);
}

void add_search_routes(common::http::Router& router, Hub& hub, search::Vocabularies& vocabularies) {
  using common::http::Params;
  add(router, hub, Method::get, "/api/search/",
      [&vocabularies](Hub& h, const Caller& caller, const Request& request, const Params&) {
        return find(h, caller, vocabularies, request);
      },
      {.summary = "Records of all types by words, forgiving typing errors",
       .query = {{"q", "words; quotes keep them together", true},
                 {"type", "of this record type only"},
                 {"limit", "how many hits"},
                 {"counts", "also how many there are by state and choice"},
                 {"near", "type:id of the record that is open"}},
       .reply = found_example});
  add(router, hub, Method::get, "/api/suggest/",
      [&vocabularies](Hub& h, const Caller& caller, const Request& request, const Params&) {
        return suggest(h, caller, vocabularies, request);
      },
      {.summary = "Suggestions while one types",
       .query = {{"q", "what has been typed so far", true},
                 {"type", "of this record type only"},
                 {"near", "type:id of the record that is open"},
                 {"limit", "how many"}},
       .reply = found_example});
  add(router, hub, Method::post, "/api/search/rebuild/",
      [](Hub& h, const Caller& caller, const Request& request, const Params&) {
        allow_parameters(request, {});
        return rebuild(h, caller);
      },
      {.summary = "Fills the search index anew, beside the one that answers", .status = 202});
}

}  // namespace hub::api
