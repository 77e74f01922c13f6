// GET /api/openapi.json, GET /api/docs
#include "hub/api/openapi.hpp"

#include <algorithm>
#include <set>

#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/api_versions.hpp"
#include "hub/quality/identity.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using common::rules::Action;
using common::schema::Field;
using common::schema::RecordType;
using nlohmann::json;
namespace options = common::schema::options;

json reference(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

json content(json schema, const std::string& media_type = "application/json") {
  return {{media_type, {{"schema", std::move(schema)}}}};
}

/// One that many operations take stands once.
json parameter(const std::string& name) {
  return {{"$ref", "#/components/parameters/" + name}};
}

void add_refusals(json& operation) {
  for (auto status : {"4XX", "503"})
    operation["responses"][status] = {{"$ref", "#/components/responses/Problem"}};
}

class Describer {
 public:
  Describer(const store::Schema& types, const common::rules::RuleBook& book,
            const common::rules::Actor& actor)
      : types_(types), book_(book), actor_(actor), schemas_(value_schemas()) {}

  json describe(const std::vector<common::http::Route>& routes) {
    for (auto& type : types_.catalogue.types())
      if (!type->options->internal()) describe_type(*type, routes);
    for (auto& route : routes)
      if (route.pattern.find("{path}") == std::string::npos && route.pattern.starts_with("/api/"))
        describe_route(route);
    auto problem = content(reference("Problem"), "application/problem+json");
    return {
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Truckroll"},
          {"version", "1"},
          {"description",
           "What you may use of the API. The same addresses with /api/v1/ stay as they are when "
           "a later version comes; without a version they are the newest."}}},
        {"servers", {{{"url", "/"}}}},
        {"security", {{{"session", json::array()}}, {{"bearer", json::array()}}}},
        {"tags", std::move(tags_)},
        {"paths", std::move(paths_)},
        {"components",
         {{"schemas", std::move(schemas_)},
          {"parameters", shared_parameters()},
          {"responses",
           {{"Problem", {{"description", "Refused."}, {"content", std::move(problem)}}}}},
          {"securitySchemes", security_schemes()}}}};
  }

 private:
  static json security_schemes() {
    return {{"session",
             {{"type", "apiKey"},
              {"in", "cookie"},
              {"name", session_cookie},
              {"description", "Set by POST /api/session/."}}},
            {"csrf",
             {{"type", "apiKey"},
              {"in", "header"},
              {"name", "X-CSRF"},
              {"description", "`csrf` of the session; for what is not a GET."}}},
            {"bearer",
             {{"type", "http"},
              {"scheme", "bearer"},
              {"description", "An API key, made under My settings, or a token of `oauth`."}}},
            {"oauth",
             {{"type", "oauth2"},
              {"description",
               "RFC 6749 with PKCE (S256); /.well-known/oauth-authorization-server tells more. "
               "Scopes of "
               "an area, `crm:read`, and of a record type, `accounts:write`, too."},
              {"flows",
               {{"authorizationCode",
                 {{"authorizationUrl", "/oauth/authorize"},
                  {"tokenUrl", "/oauth/token"},
                  {"refreshUrl", "/oauth/token"},
                  {"scopes", scopes()}}},
                {"clientCredentials", {{"tokenUrl", "/oauth/token"}, {"scopes", scopes()}}}}}}}};
  }

  static json scopes() {
    return {{"read", "To read all that you may."},
            {"write", "To change all that you may."},
            {"administer", "To set up the company."}};
  }

  bool may(const RecordType& type, options::May right) const {
    return types_.access.may(actor_, type, right);
  }

  static std::vector<const Field*> fields_of(const RecordType& type) {
    std::vector<const Field*> fields;
    for (auto list : {&type.fields, &type.custom})
      for (auto& field : *list) fields.push_back(&field);
    return fields;
  }

  // ---- record types

  void describe_type(const RecordType& type, const std::vector<common::http::Route>& routes) {
    auto before = paths_.size();
    if (holds(type, {"read"})) describe_reading(type);
    if (holds(type, {"create"})) describe_creating(type);
    if (holds(type, {"change"})) describe_changing(type);
    if (holds(type, {"delete"})) describe_deleting(type);
    describe_actions(type);
    for (auto& route : routes)
      if (!route.description.where.empty() && holds(type, route.description.where))
        describe_further(type, route);
    if (paths_.size() > before)
      tags_.push_back({{"name", type.plural}, {"description", type.options->help()}});
  }

  json& operation(const RecordType& type, const std::string& path, const char* method,
                  const std::string& name, const std::string& summary) {
    auto& made = paths_["/api/" + type.path + "/" + path][method];
    made = {{"operationId", type.name + "." + name},
            {"summary", summary},
            {"tags", {type.plural}},
            {"parameters", json::array()},
            {"responses", json::object()}};
    add_refusals(made);
    if (path.find("{id}") != std::string::npos) made["parameters"].push_back(parameter("id"));
    if (std::string_view(method) == "get") return made;
    made["security"] = of_writes();
    made["parameters"].push_back(parameter("once"));
    return made;
  }

  /// The record's own schema, or of nobody's interest: {"id": …}.
  json record_or_id(const RecordType& type) const {
    if (may(type, options::READ)) return reference(type.name);
    return {{"type", "object"}, {"properties", {{"id", reference("Id")}}}};
  }

  void describe_reading(const RecordType& type) {
    schemas_[type.name] = record_schema(type);
    json items{{"type", "array"}, {"items", reference(type.name)}};
    json integer{{"type", "integer"}}, text{{"type", "string"}};
    schemas_[type.name + ".page"] = {
        {"type", "object"},
        {"required", {"items", "next_page_token", "total", "total_is_exact"}},
        {"properties",
         {{"items", items},
          {"next_page_token", text},
          {"total", integer},
          {"total_is_exact", {{"type", "boolean"}}},
          {"titles", reference("Titles")},
          {"expanded", {{"type", "object"}}}}}};
    auto& list = operation(type, "", "get", "list", "List of " + type.plural);
    for (auto name : {"filter", "order_by", "search", "page_token", "page_size", "total", "fields",
                      "expand", "format", "columns", "known"})
      list["parameters"].push_back(parameter(name));
    if (may(type, options::DELETE)) list["parameters"].push_back(parameter("deleted"));
    list["responses"]["200"] = {{"description", "One page, or the file."},
                                {"content", content(reference(type.name + ".page"))}};
    list["responses"]["200"]["content"]["text/csv"] = json::object();
    list["responses"]["304"] = {{"description", "It is still the same."}};
    describe_summary(type);
    auto& one = operation(type, "{id}/", "get", "get", type.label);
    one["responses"]["200"] = {{"description", "The record."},
                               {"content", content(reference(type.name))}};
    auto& history = operation(type, "{id}/history/", "get", "history", "Changes: " + type.label);
    history["parameters"].push_back(parameter("page_token"));
    json entry{{"type", "object"},
               {"properties",
                {{"seq", integer},
                 {"at", text},
                 {"by", text},
                 {"action", text},
                 {"version", integer},
                 {"fields", {{"type", "object"}}}}}};
    history["responses"]["200"] = {
        {"description", "Who changed what, and when."},
        {"content", content({{"type", "object"},
                             {"properties",
                              {{"items", {{"type", "array"}, {"items", entry}}},
                               {"next_page_token", text}}}})}};
  }

  void describe_summary(const RecordType& type) {
    json integer{{"type", "integer"}};
    auto& summary =
        operation(type, "summary/", "get", "summary", "Counts and sums of " + type.plural);
    for (auto name : {"group", "sum", "filter", "search", "limit"})
      summary["parameters"].push_back(parameter(name));
    json group{
        {"type", "object"},
        {"required", {"by", "count", "figures"}},
        {"properties",
         {{"by", {{"type", "object"}}}, {"count", integer}, {"figures", {{"type", "object"}}}}}};
    schemas_["Summary"] = {{"type", "object"},
                           {"required", {"groups", "more", "total"}},
                           {"properties",
                            {{"groups", {{"type", "array"}, {"items", group}}},
                             {"more", {{"type", "boolean"}}},
                             {"total", integer},
                             {"titles", reference("Titles")}}}};
    summary["responses"]["200"] = {{"description", "Groups, the largest first."},
                                   {"content", content(reference("Summary"))}};
  }

  json record_schema(const RecordType& type) const {
    json text{{"type", "string"}}, at{{"type", "string"}, {"format", "date-time"}};
    json properties{{"id", reference("Id")},
                    {"version", {{"type", "integer"}}},
                    {"created_at", at},
                    {"created_by", reference("Id")},
                    {"changed_at", at},
                    {"changed_by", reference("Id")},
                    {"changed_from", text},
                    {"tags", {{"type", "array"}, {"items", reference("Id")}}},
                    {"external_ids", {{"type", "array"}, {"items", reference("ExternalId")}}},
                    {"title", text},
                    {"titles", reference("Titles")}};
    if (auto flow = type.flow())
      properties["state"] = {
          {"type", "string"},
          {"enum", std::vector<std::string>(flow->state().begin(), flow->state().end())}};
    for (auto field : fields_of(type))
      if (types_.access.may_see_field(actor_, type, *field))
        properties[field->name] = schema_of(*field, false);
    return {{"type", "object"},
            {"title", type.label},
            {"required", {"id", "version"}},
            {"properties", std::move(properties)}};
  }

  json input_schema(const RecordType& type, bool creates) const {
    json properties{{"tags", {{"type", {"array", "null"}}, {"items", reference("Id")}}}};
    std::vector<std::string> required;
    for (auto field : fields_of(type)) {
      auto& o = *field->options;
      bool shown = o.secret() || types_.access.may_see_field(actor_, type, *field);
      bool may_set =
          types_.access.may_change_field(actor_, type, *field, creates) || (creates && o.locked());
      bool given =
          creates && (!o.series().empty() || (field->name == "number" && o.locked() && o.unique()));
      if (shown && may_set && !o.derived() && !given)
        properties[field->name] = schema_of(*field, true);
    }
    return {
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  }

  static json body(const std::string& schema, bool required = true) {
    return {{"required", required}, {"content", content(reference(schema))}};
  }

  void describe_creating(const RecordType& type) {
    schemas_[type.name + ".create"] = input_schema(type, true);
    auto& made = operation(type, "", "post", "create", "Creates: " + type.label);
    made["requestBody"] = body(type.name + ".create");
    made["responses"]["201"] = {{"description", "Created."},
                                {"content", content(record_or_id(type))}};
  }

  void describe_changing(const RecordType& type) {
    schemas_[type.name + ".change"] = input_schema(type, false);
    auto& made = operation(type, "{id}/", "patch", "change", "Changes: " + type.label);
    made["requestBody"] = body(type.name + ".change");
    made["parameters"].push_back(parameter("read"));
    made["responses"]["200"] = {{"description", "Changed."},
                                {"content", content(record_or_id(type))}};
  }

  void describe_deleting(const RecordType& type) {
    auto& made = operation(type, "{id}/", "delete", "delete", "Deletes: " + type.label);
    made["parameters"].push_back(parameter("read"));
    made["responses"]["204"] = {{"description", "Deleted."}};
  }

  // ---- actions

  void describe_actions(const RecordType& type) {
    std::set<std::string> seen;
    auto add = [&](const std::string& action) {
      if (seen.insert(action).second && types_.access.may_act(actor_, type, action))
        describe_action(type, action, book_.find_action(type.name, action));
    };
    if (type.flow())
      for (auto& move : type.flow()->move()) add(move.action());
    for (auto action : book_.actions(type.name)) add(action->name);
  }

  void describe_action(const RecordType& type, const std::string& action, const Action* rule) {
    bool on_type = rule && rule->on_collection;
    auto path = (on_type ? "" : "{id}/") + action + "/";
    auto& made =
        operation(type, path, "post", action, type.label + ": " + common::text::to_label(action));
    if (rule && rule->input) {
      auto name = type.name + "." + action;
      schemas_[name] = action_schema(*rule);
      made["requestBody"] = body(name, false);
    }
    json answer{{"type", "object"}, {"description", "What the action says; `record` beside it."}};
    made["responses"]["200"] = {
        {"description", "The record as it is now, or what the action answers."},
        {"content", content({{"anyOf", {record_or_id(type), answer}}})}};
    made["responses"]["204"] = {{"description", "Done."}};
  }

  static json action_schema(const Action& rule) {
    json properties = json::object();
    for (auto& field : common::schema::fields_of(rule.input))
      properties[field.name] = schema_of(field, true);
    return {
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  }

  // ---- what all types have, or some

  /// The words of Description::where.
  bool holds(const RecordType& type, const std::vector<std::string>& where) const {
    bool computed = type.kind() == options::PROJECTION, fixed = computed || type.append_only();
    auto creates = !computed && may(type, options::CREATE);
    auto changes = !fixed && may(type, options::CHANGE);
    auto deletes = !fixed && may(type, options::DELETE);
    return std::all_of(where.begin(), where.end(), [&](auto& word) {
      if (word == "read") return may(type, options::READ);
      if (word == "create") return creates;
      if (word == "change") return changes;
      if (word == "delete") return deletes;
      if (word == "draft") return creates || changes;
      if (word == "write") return creates || changes || deletes;
      if (word == "matched") return quality::is_matched(type);
      throw std::logic_error("no word of a described route: " + word);
    });
  }

  void describe_further(const RecordType& type, const common::http::Route& route) {
    auto& about = route.description;
    auto path = route.pattern.substr(std::string_view("/api/{path}/").size());
    auto name = path.starts_with("{id}/") ? path.substr(5) : path;
    name.pop_back();
    std::replace(name.begin(), name.end(), '-', '_');
    bool reads = route.method == Method::get;
    auto& made = operation(type, path, reads ? "get" : "post", reads ? "get_" + name : name,
                           type.label + ": " + about.summary);
    add_query(made, about);
    if (!about.body.empty())
      made["requestBody"] = {{"required", true}, {"content", example_content(about.body)}};
    if (about.gives_record)
      made["responses"]["200"] = {{"description", "The record as it is now."},
                                  {"content", content(record_or_id(type))}};
    else
      add_reply(made, about);
    if (about.may_go_on) {
      made["responses"]["202"] = made["responses"]["200"];
      made["responses"]["202"]["description"] = "It goes on as a job.";
    }
  }

  static void add_query(json& made, const common::http::Description& about) {
    for (auto& parameter : about.query) {
      auto one = query_parameter(parameter.name, parameter.text, {{"type", "string"}});
      one["required"] = parameter.required;
      made["parameters"].push_back(std::move(one));
    }
  }

  static json of_writes() {
    return {{{"session", json::array()}, {"csrf", json::array()}}, {{"bearer", json::array()}}};
  }

  // ---- other routes

  void describe_route(const common::http::Route& route) {
    auto& about = route.description;
    auto method = common::text::to_lower(common::http::method_name(route.method));
    auto& made = paths_[route.pattern][method];
    auto id = method + route.pattern.substr(4);
    for (auto& c : id)
      if (c == '/' || c == '{' || c == '}') c = '_';
    made = {{"operationId", id},
            {"summary", about.summary},
            {"tags", {"For one purpose"}},
            {"parameters", path_parameters(route.pattern)},
            {"responses", json::object()}};
    add_query(made, about);
    add_refusals(made);
    bool writes = route.method != Method::get;
    if (about.open)
      made["security"] = json::array();
    else if (writes)
      made["security"] = of_writes();
    if (!about.body.empty())
      made["requestBody"] = {{"required", true}, {"content", example_content(about.body)}};
    else if (!about.takes.empty())
      made["requestBody"] = {{"required", true}, {"content", {{about.takes, json::object()}}}};
    add_reply(made, about);
  }

  static json example_content(const std::string& text) {
    auto example = common::read_json(text);
    auto made = content(schema_of_example(example));
    made["application/json"]["example"] = plain_example(example);
    return made;
  }

  static void add_reply(json& made, const common::http::Description& about) {
    auto status = std::to_string(about.status);
    json reply{{"description", "Done."}};
    if (!about.reply.empty())
      reply["content"] = example_content(about.reply);
    else if (about.media_type != "application/json")
      reply["content"] = {{about.media_type, json::object()}};
    else if (about.status == 200)
      status = "204";
    made["responses"][status] = std::move(reply);
  }

  const store::Schema& types_;
  const common::rules::RuleBook& book_;
  const common::rules::Actor& actor_;
  json schemas_;
  json paths_ = json::object();
  json tags_ = json::array({{{"name", "For one purpose"}}});
};

}  // namespace

json describe_api(const store::Schema& types, const common::rules::RuleBook& book,
                  const common::rules::Actor& actor,
                  const std::vector<common::http::Route>& routes) {
  return Describer(types, book, actor).describe(routes);
}

void add_openapi_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, Method::get, "/api/openapi.json",
      [&router](Hub& h, const Caller& caller, const Request&, const Params&) {
        return common::http::json(
            describe_api(*caller.schema, h.store.book(), caller.actor, router.routes()));
      },
      {.summary = "This description", .reply = R"({"openapi": "3.1.0"})"});
  router.add(Method::get, "/api/docs",
             [](const Request&, const Params&) {
               Response response(302);
               response.headers.set("Location", "/api-docs/index.html");
               return response;
             },
             {.summary = "This description, to browse", .status = 302, .open = true});
}

/// JSON that was asked for has a validator, so that whoever has it is told that it is still right.
/// That of a record names its version, for If-Match, and says nothing about what this caller sees
/// of it, nor of the names of what it refers to: a record is sent anew each time, and no browser
/// keeps it for whoever signs in next.
Response validated(const Request& request, Response response) {
  auto type = response.headers.find("Content-Type");
  bool is_json = type && type->starts_with("application/json");
  if (request.method != common::http::Method::get || response.status != 200 || !is_json ||
      response.headers.find("Set-Cookie"))
    return response;
  bool is_record = response.headers.find("ETag").has_value();
  if (!response.headers.find("Cache-Control"))
    response.headers.set("Cache-Control", is_record ? "no-store" : "private, no-cache");
  if (is_record || response.headers.find("Cache-Control") == "no-store") return response;
  if (response.text().empty()) return response;
  auto etag = "W/\"" + common::sha256_hex(response.text()).substr(0, 32) + "\"";
  if (!request.headers.has_token("If-None-Match", etag)) {
    response.headers.set("ETag", etag);
    return response;
  }
  Response unchanged(304, "");
  unchanged.headers.set("ETag", etag);
  unchanged.headers.set("Cache-Control", "private, no-cache");
  return unchanged;
}

}  // namespace hub::api
