// GET /api/duplicates/?type=<area.Type>: pairs of records that are probably one, best first.
// GET /api/<path>/{id}/duplicates/: those of one record.
// POST /api/<path>/{id}/distinct/ {"other": id}: they are two; {"again": true} takes that back.
// POST /api/<path>/draft-check/: what is wrong with a draft, what it looks like, how complete it
// is.

#include "hub/quality/duplicates.hpp"
#include "common/error/error.hpp"
#include "common/rules/company.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/once.hpp"
#include "hub/api/parameters.hpp"
#include "hub/quality/completeness.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using records::RecordService;
using store::Connection;
using store::RecordType;
using store::Transaction;
namespace options = common::schema::options;

constexpr int page_size = 50, page_size_max = 200;

Json matched_types(const Caller& caller) {
  Json types = Json::array();
  for (auto& type : caller.schema->catalogue.types())
    if (quality::is_matched(*type) && caller.schema->access.may(caller.actor, *type, options::READ))
      types.push_back({{"type", type->name}, {"path", type->path}, {"label", type->plural}});
  return types;
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  allow_parameters(request, {"type", "page_token", "page_size"});
  Json body{{"types", matched_types(caller)}, {"items", Json::array()}, {"next_page_token", ""}};
  auto name = text_in(request, "type");
  auto size = number_in(request, "page_size", page_size, 1, page_size_max);
  if (name.empty()) return common::http::json(body);
  auto type = caller.schema->catalogue.find(name);
  if (!type) common::refuse("type", "there is no such record type");
  RecordService::require_may(caller, *type, options::READ);
  quality::require_matched(*type);
  hub.store.read([&](Connection& connection) {
    auto pairs =
        quality::list_pairs(hub.records, connection, caller, *type, text_in(request, "page_token"),
                            static_cast<std::size_t>(size));
    Titles titles(hub.reads, caller, connection);
    for (auto& pair : pairs.items)
      for (auto id : {&pair.first, &pair.second}) titles.add(type->name, *id);
    auto& known = titles.resolve();
    auto named = [&](const std::string& id) {
      auto title = known.find(id);
      return Json{{"id", id}, {"title", title == known.end() ? "" : title->second}};
    };
    for (auto& pair : pairs.items)
      body["items"].push_back({{"score", pair.score},
                               {"reasons", pair.reasons},
                               {"records", {named(pair.first), named(pair.second)}}});
    body["next_page_token"] = pairs.next_page_token;
  });
  return common::http::json(body);
}

Json likeness_json(const std::vector<quality::Likeness>& found) {
  Json list = Json::array();
  for (auto& one : found)
    list.push_back(
        {{"id", one.id}, {"title", one.title}, {"score", one.score}, {"reasons", one.reasons}});
  return list;
}

Response of_record(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto& type = RecordService::type_at(caller, params["path"]);
  RecordService::require_may(caller, type, options::READ);
  quality::require_matched(type);
  Json body;
  hub.store.read([&](Connection& connection) {
    body["items"] = likeness_json(
        quality::duplicates_of(hub.records, connection, caller, type, std::string(params["id"])));
  });
  return common::http::json(body);
}

Response distinct(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = RecordService::type_at(caller, params["path"]);
  RecordService::require_may(caller, type, options::CHANGE);
  quality::require_matched(type);
  auto body = common::codec::parse_json(request.body);
  if (!body.is_object() || !body.contains("other") || !body["other"].is_string())
    common::refuse("other", "name the other record by its id");
  auto again = body.contains("again") ? body["again"] : Json(false);
  if (!again.is_boolean()) common::refuse("again", "expected true or false");
  std::string id(params["id"]), other = body["other"].get<std::string>();
  auto write = [&](Transaction& transaction) {
    quality::say_distinct(transaction, caller, type, id, other, again.get<bool>());
  };
  return write_once(hub, caller, request, write, [](Connection&) { return Response(204, ""); });
}

// ---- drafts

/// What of the draft can be read as its fields are: somebody is still typing the rest.
void take_what_fits(const RecordType& type, store::Message& record, const Json& draft) {
  for (auto& [name, value] : draft.items()) {
    std::unique_ptr<store::Message> tried(record.New());
    tried->CopyFrom(record);
    try {
      common::codec::merge_json(type, *tried, Json{{name, value}}, true);
      record.CopyFrom(*tried);
    } catch (const Error&) {
      // It is told when it is saved.
    }
  }
}

/// A new record begins with what its type declares, as when it is saved.
void set_defaults(const RecordType& type, store::Message& record) {
  using common::schema::FieldKind;
  Json defaults = Json::object();
  for (auto& field : type.fields) {
    auto& text = field.options->default_value();
    if (text.empty() || field.list || common::rules::is_company_default(text)) continue;
    bool bare = field.kind == FieldKind::choice || field.kind == FieldKind::text ||
                field.kind == FieldKind::decimal;
    defaults[field.name] = bare ? Json(text) : common::try_read_json(text);
  }
  take_what_fits(type, record, defaults);
}

Json visible_part(const Caller& caller, const RecordType& type, const Json& draft) {
  Json kept = Json::object();
  for (auto& [name, value] : draft.items()) {
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    if (field && caller.schema->access.may_see_field(caller.actor, type, *field))
      kept[name] = value;
  }
  return kept;
}

std::string_view severity_name(store::CompanyChecks::Severity severity) {
  switch (severity) {
    case store::CompanyChecks::Severity::refuse:
      return "refuse";
    case store::CompanyChecks::Severity::warn:
      return "warn";
    case store::CompanyChecks::Severity::issue:
      return "issue";
  }
  return "refuse";
}

Json broken_json(const Caller& caller, Connection& connection, const RecordType& type,
                 const store::Message& record) {
  Json list = Json::array();
  for (auto& broken :
       caller.schema->checks.check(type, record, caller.context, find_in(caller, connection)))
    list.push_back({{"field", broken.field},
                    {"text", broken.text},
                    {"severity", severity_name(broken.severity)}});
  return list;
}

Response check(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = RecordService::type_at(caller, params["path"]);
  auto draft = common::codec::parse_json(request.body);
  if (!draft.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  std::string id;
  if (auto given = draft.find("id"); given != draft.end() && given->is_string()) {
    id = given->get<std::string>();
    draft.erase(given);
  }
  RecordService::require_may(caller, type, id.empty() ? options::CREATE : options::CHANGE);
  Json body;
  hub.store.read([&](Connection& connection) {
    auto record = id.empty() ? type.make() : hub.records.load(connection, caller, type, id);
    if (id.empty()) set_defaults(type, *record);
    take_what_fits(type, *record, visible_part(caller, type, draft));
    body["broken"] = broken_json(caller, connection, type, *record);
    body["looks_like"] =
        likeness_json(quality::likenesses(hub.records, connection, caller, type, *record, id));
    body["completeness"] = quality::completeness_json(
        quality::completeness_of(type, *record, RecordService::visible(caller, type)));
  });
  return common::http::json(body);
}

}  // namespace

void add_duplicate_routes(common::http::Router& router, Hub& hub) {
  common::http::Description listed{
      "Pairs of records that are probably one, highest score first",
      {{"type", "area and name of the record type; without it the types are listed"},
       {"page_token", "next_page_token of the page before"},
       {"page_size", "1 to 200"}}};
  listed.reply =
      R"({"types": [{"type": "crm.Account", "path": "accounts", "label": "Accounts"}],
          "items": [{"score": 96, "reasons": [{"means": "mail", "field": "channels",
          "percent": 100}], "records": [{"id": "0193…", "title": "Müller AG"}]}],
          "next_page_token": ""})";
  add(router, hub, Method::get, "/api/duplicates/", list, listed);
  common::http::Description alike{"Records that are probably the same"};
  alike.where = {"read", "matched"};
  alike.reply = R"({"items": [{"id": "0193…", "title": "Müller AG", "score": 96,
                               "reasons": [{"means": "mail", "percent": 100}]}]})";
  add(router, hub, Method::get, "/api/{path}/{id}/duplicates/", of_record, alike);
  common::http::Description apart{"They are two; `again` takes that back"};
  apart.where = {"change", "matched"};
  apart.body = R"({"other": "0193…", "again": false})";
  add(router, hub, Method::post, "/api/{path}/{id}/distinct/", distinct, apart);
  common::http::Description drafted{
      "What is wrong with a draft, what it looks like, how complete it is; `id` of one to change"};
  drafted.where = {"draft"};
  drafted.body = "{}";
  drafted.reply = R"({"broken": [{"field": "name", "text": "…", "severity": "warn"}],
                      "looks_like": [{"id": "0193…", "title": "Müller AG", "score": 96}],
                      "completeness": {}})";
  add(router, hub, Method::post, "/api/{path}/draft-check/", check, drafted);
}

}  // namespace hub::api
