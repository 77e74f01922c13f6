// REST for every record type, derived from the catalogue:
//   GET, POST /api/<path>/   GET, PATCH, DELETE /api/<path>/{id}/   GET …/history/   POST
//   …/<action>/
#include <charconv>
#include <set>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/validate/validate.hpp"
#include "hub/api/api.hpp"
#include "hub/api/history.hpp"
#include "hub/api/once.hpp"
#include "hub/api/parameters.hpp"
#include "hub/api/read_log.hpp"
#include "hub/api/titles.hpp"
#include "hub/store/query.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using store::Connection;
using store::Message;
using store::RecordType;
using store::Transaction;
namespace options = common::schema::options;
namespace schema = common::schema;

const RecordType& type_of(Hub& hub, const Params& params) {
  auto type = hub.store.catalogue().find_path(params["path"]);
  if (!type)
    throw Error(ErrorCode::not_found,
                "there is nothing at /api/" + std::string(params["path"]) + "/");
  return *type;
}

[[noreturn]] void no_such(const RecordType& type) {
  throw Error(ErrorCode::not_found, "there is no such " + type.label);
}

std::string etag(const Message& record) {
  return "\"" + std::to_string(schema::header(record).version()) + "\"";
}

/// Of the fields that are given one. Passwords are hashed before the writer, whose time belongs to
/// everybody.
using Hashes = std::map<const common::schema::Field*, std::string>;

Hashes hash_passwords(const RecordType& type, const Json& input) {
  Hashes hashes;
  for (auto& field : type.fields) {
    if (field.options->widget() != options::PASSWORD || !input.contains(field.name) ||
        !input[field.name].is_string())
      continue;
    check_password_strength(input[field.name], field.name);
    hashes[&field] = hash_password(input[field.name]);
  }
  return hashes;
}

void set_passwords(Message& record, const Hashes& hashes) {
  for (auto& [field, hash] : hashes)
    record.GetReflection()->SetString(&record, field->descriptor, hash);
}

/// What is known of users and rights is read anew when it may have changed.
Response written(Hub& hub, const RecordType& type, Response response) {
  if (Sessions::depends_on(type.name)) hub.sessions.forget();
  return response;
}

/// A document's number: whoever chose one would take it from the documents to come.
bool is_given_number(const common::schema::Field& field) {
  auto& o = *field.options;
  return !o.series().empty() || (field.name == "number" && o.locked() && o.unique());
}

void require_may_change_fields(Hub& hub, const Caller& caller, const RecordType& type,
                               const Json& input, bool creates) {
  if (!input.is_object()) return;
  if (input.contains("external_ids") && !caller.actor.roles.count("admin") &&
      !caller.actor.roles.count("dispatcher"))
    throw Error(ErrorCode::forbidden, "your role may not change the keys of other systems",
                "external_ids");
  for (auto& [name, value] : input.items()) {
    auto field = type.find_field(name);
    if (!field) continue;  // merge_json names unknown fields
    if (!hub.access.may_see_field(caller.actor, type, *field) && !field->options->secret())
      common::refuse(name, "there is no such field");
    if (field->options->derived()) continue;  // merge_json says that it is computed
    if (creates && is_given_number(*field))
      common::refuse(name, "is given by the number series; leave it out");
    if (!hub.access.may_change_field(caller.actor, type, *field, creates) &&
        !(field->options->locked() && creates))
      throw Error(ErrorCode::forbidden, "your role may not change " + field->label, name);
  }
}

// ---- reading

int number_parameter(const Request& request, std::string_view name, int otherwise) {
  auto text = request.parameter(name);
  if (!text || text->empty()) return otherwise;
  int value = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size())
    common::refuse(std::string(name), "expected a number");
  return value;
}

/// Decided once for all records of a page; asking the grants for each field of each record takes
/// longer than writing it.
common::codec::Visible visible_fields(Hub& hub, const Caller& caller, const RecordType& type) {
  std::set<const store::Field*> hidden;
  for (auto& field : type.fields)
    if (!hub.access.may_see_field(caller.actor, type, field)) hidden.insert(&field);
  if (hidden.empty()) return {};
  return [hidden = std::move(hidden)](const store::Field& field) { return !hidden.count(&field); };
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(hub, params);
  require_may(hub, caller, type, options::READ);
  allow_parameters(request, {"filter", "order_by", "search", "page_token", "page_size", "total"});
  auto text = [&](std::string_view name) {
    return std::string(request.parameter(name).value_or(""));
  };
  store::Query query;
  query.type = &type;
  query.filter = text("filter");
  query.order_by = text("order_by");
  query.search = text("search");
  query.page_token = text("page_token");
  query.page_size = number_parameter(request, "page_size", 50);
  query.readable = hub.access.readable(caller.actor, type);
  if (auto total = request.parameter("total"); total == "exact")
    query.count_max = 0;
  else if (total && !total->empty())
    common::refuse("total", "expected exact, or nothing");
  auto visible = visible_fields(hub, caller, type);
  std::string out = "{\"items\":[";
  hub.store.read([&](Connection& connection) {
    auto page = store::run_query(
        connection, hub.store.catalogue(), hub.store.tables().of(type), caller.actor.tenant, query,
        hub.access.reach(caller.actor, type, options::READ).condition, caller.context);
    Titles titles(hub, caller, connection);
    std::vector<std::string> ids;
    bool first = true;
    for (auto& item : page.items) {
      if (!first) out += ',';
      first = false;
      out += common::codec::to_json(type, *item, visible);
      titles.add_references(type, *item);
      ids.push_back(schema::header(std::as_const(*item)).id());
    }
    if (hub.reads.is_protected(caller, type, hub.access)) hub.reads.note(caller, type.name, ids);
    out += "],\"next_page_token\":";
    common::codec::append_json_text(out, page.next_page_token);
    out += ",\"total\":" + std::to_string(page.total) +
           ",\"total_is_exact\":" + (page.total_is_exact ? "true" : "false") +
           ",\"titles\":" + titles.json() + "}";
  });
  return common::http::json_text(std::move(out));
}

std::unique_ptr<Message> load_readable(Hub& hub, const Caller& caller, Connection& connection,
                                       const RecordType& type, const std::string& id) {
  auto record = hub.store.tables().of(type).find(connection, caller.actor.tenant, id);
  if (!record || !hub.access.may_record(caller.actor, type, options::READ, *record, caller.context,
                                        find_in(hub, caller, connection)))
    no_such(type);
  return record;
}

Response reply(Hub& hub, const Caller& caller, Connection& connection, const RecordType& type,
               const std::string& id, int status) {
  auto record = load_readable(hub, caller, connection, type, id);
  auto response =
      common::http::json_text(record_json(hub, caller, connection, type, *record), status);
  response.headers.set("ETag", etag(*record));
  return response;
}

Response reply(Hub& hub, const Caller& caller, const RecordType& type, const std::string& id,
               int status) {
  Response response;
  hub.store.read(
      [&](Connection& connection) { response = reply(hub, caller, connection, type, id, status); });
  return response;
}

Response get(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(hub, params);
  require_may(hub, caller, type, options::READ);
  auto response = reply(hub, caller, type, std::string(params["id"]), 200);
  if (auto known = request.headers.find("If-None-Match");
      known && known == response.headers.find("ETag")) {
    Response unchanged(304, "");
    unchanged.headers.set("ETag", *known);
    return unchanged;
  }
  return response;
}

// ---- writing

Response create(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(hub, params);
  require_may(hub, caller, type, options::CREATE);
  if (type.kind() == options::PROJECTION)
    throw Error(ErrorCode::forbidden, type.label + " is computed");
  auto input = common::codec::parse_json(request.body);
  // A change says by If-Match which version it means; what is new has none to mean.
  if (input.is_object() && input.contains("version"))
    common::refuse("version", "set by the system");
  require_may_change_fields(hub, caller, type, input, true);
  auto draft = type.make();
  common::codec::merge_json(type, *draft, input, true);
  set_passwords(*draft, hash_passwords(type, input));
  std::string id;
  auto write = [&](Transaction& transaction) {
    auto record = std::unique_ptr<Message>(draft->New());
    record->CopyFrom(*draft);
    transaction.save(*record);
    if (!hub.access.may_record(caller.actor, type, options::CREATE, *record, caller.context,
                               find_in(hub, caller, transaction.sql())))
      throw Error(ErrorCode::forbidden, "your role may not create this " + type.label);
    id = schema::header(static_cast<const Message&>(*record)).id();
  };
  return write_once(hub, caller, request, write, [&](Connection& connection) {
    auto response = hub.access.may(caller.actor, type, options::READ)
                        ? reply(hub, caller, connection, type, id, 201)
                        : common::http::json({{"id", id}}, 201);
    response.headers.set("Location", "/api/" + type.path + "/" + id + "/");
    return response;
  });
}

std::int64_t required_version(const Request& request) {
  auto header = request.headers.find("If-Match");
  if (!header)
    throw Error(ErrorCode::bad_input, "send the version you have read as If-Match", "If-Match");
  std::int64_t version = 0;
  auto text = *header;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size())
    throw Error(ErrorCode::bad_input, "expected the ETag of an earlier reply, like \"3\"",
                "If-Match");
  return version;
}

/// 412 with the record as it is now, so that both versions can be shown.
Response stale(Hub& hub, const Caller& caller, const RecordType& type, const std::string& id) {
  auto current = reply(hub, caller, type, id, 200);
  auto response = common::http::problem(
      Error(ErrorCode::conflict, type.label + " has been changed by somebody else in the meantime",
            "If-Match"));
  auto body = Json::parse(response.text());
  body["status"] = 412;
  body["current"] = Json::parse(current.text());
  Response refused(412, body.dump(), "application/problem+json");
  refused.headers.set("ETag", *current.headers.find("ETag"));
  return refused;
}

std::unique_ptr<Message> load_for(Hub& hub, const Caller& caller, Transaction& transaction,
                                  const RecordType& type, const std::string& id, options::May may) {
  auto record = transaction.find_message(type, id);
  auto find = find_in(hub, caller, transaction.sql());
  if (!record ||
      !hub.access.may_record(caller.actor, type, options::READ, *record, caller.context, find))
    no_such(type);
  if (may != options::READ &&
      !hub.access.may_record(caller.actor, type, may, *record, caller.context, find))
    throw Error(ErrorCode::forbidden, "your role may not do this with this " + type.label);
  return record;
}

/// What a change leads to must be in the caller's reach as well: to change, or to make.
void require_still_reached(Hub& hub, const Caller& caller, Transaction& transaction,
                           const RecordType& type, const Message& record) {
  auto find = find_in(hub, caller, transaction.sql());
  for (auto may : {options::CHANGE, options::CREATE})
    if (hub.access.may_record(caller.actor, type, may, record, caller.context, find)) return;
  throw Error(ErrorCode::forbidden, "your role may not move this " + type.label + " there");
}

void require_version(const Message& record, std::int64_t version) {
  if (schema::header(record).version() != version)
    throw Error(ErrorCode::conflict, "stale", "If-Match");
}

template <class Write>
Response unless_stale(Hub& hub, const Caller& caller, const RecordType& type, const std::string& id,
                      Write&& write) {
  try {
    return write();
  } catch (const Error& error) {
    bool was_stale = error.code() == ErrorCode::conflict && !error.violations().empty() &&
                     error.violations()[0].field == "If-Match";
    if (was_stale) return stale(hub, caller, type, id);
    throw;
  }
}

Response patch(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(hub, params);
  require_may(hub, caller, type, options::CHANGE);
  auto id = std::string(params["id"]);
  auto version = required_version(request);
  auto input = common::codec::parse_json(request.body);
  require_may_change_fields(hub, caller, type, input, false);
  auto hashes = hash_passwords(type, input);
  auto write = [&](Transaction& transaction) {
    auto record = load_for(hub, caller, transaction, type, id, options::CHANGE);
    require_version(*record, version);
    common::codec::merge_json(type, *record, input);
    set_passwords(*record, hashes);
    transaction.save(*record);
    require_still_reached(hub, caller, transaction, type, *record);
  };
  return unless_stale(hub, caller, type, id, [&] {
    return written(hub, type, write_once(hub, caller, request, write, [&](Connection& connection) {
                     return reply(hub, caller, connection, type, id, 200);
                   }));
  });
}

Response remove(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(hub, params);
  require_may(hub, caller, type, options::DELETE);
  auto id = std::string(params["id"]);
  auto version = required_version(request);
  auto write = [&](Transaction& transaction) {
    auto record = load_for(hub, caller, transaction, type, id, options::DELETE);
    require_version(*record, version);
    transaction.remove(*record);
  };
  return unless_stale(hub, caller, type, id, [&] {
    return written(hub, type, write_once(hub, caller, request, write, [](Connection&) {
                     return Response(204, "");
                   }));
  });
}

// ---- actions

std::unique_ptr<Message> input_of(const common::rules::Action* rule, const Request& request) {
  if (!rule || !rule->input) return nullptr;
  std::unique_ptr<Message> input(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(rule->input)->New());
  if (!request.body.empty())
    common::codec::merge_json(schema::fields_of(rule->input), *input,
                              common::codec::parse_json(request.body));
  return input;
}

/// What the action answers, with the record it made or changed beside it.
Response action_reply(Hub& hub, const Caller& caller, Connection& connection,
                      const RecordType& type, const std::string& answer,
                      const std::string& result_id) {
  bool shows = !result_id.empty() && hub.access.may(caller.actor, type, options::READ);
  if (answer.empty())
    return shows ? reply(hub, caller, connection, type, result_id, 200) : Response(204, "");
  if (!shows) return common::http::json_text(answer);
  auto record = reply(hub, caller, connection, type, result_id, 200);
  auto open = answer.substr(0, answer.size() - 1);
  return common::http::json_text(open + (open.size() > 1 ? "," : "") +
                                 "\"record\":" + std::string(record.text()) + "}");
}

void require_reached(Hub& hub, const Caller& caller, Transaction& transaction,
                     const RecordType& type, const std::string& action, const Message& record) {
  auto reach = hub.access.act_reach(caller.actor, type, action);
  auto find = find_in(hub, caller, transaction.sql());
  if (reach.condition && reach.condition->evaluate(record, caller.context, find) != true)
    throw Error(ErrorCode::forbidden,
                "your role may not use \"" + action + "\" with this " + type.label);
}

Response act(Hub& hub, const Caller& caller, const Request& request, const RecordType& type,
             const std::string& id, const std::string& action) {
  auto rule = hub.store.book().find_action(type.name, action);
  bool moves = false;
  if (type.flow())
    for (auto& move : type.flow()->move()) moves = moves || move.action() == action;
  if (!rule && !moves)
    throw Error(ErrorCode::not_found, type.label + " has no action \"" + action + "\"");
  if (!hub.access.may_act(caller.actor, type, action))
    throw Error(ErrorCode::forbidden,
                "your role may not use \"" + action + "\" with " + type.plural);
  auto input = input_of(rule, request);
  std::string answer, result_id;
  auto write = [&](Transaction& transaction) {
    transaction.name_action(action);
    if (!id.empty()) {
      auto record = load_for(hub, caller, transaction, type, id, options::READ);
      require_reached(hub, caller, transaction, type, action, *record);
    }
    auto result = transaction.act(type, id, action, input.get());
    result_id = result.record ? schema::header(static_cast<const Message&>(*result.record)).id()
                              : std::string();
    // An action of the type itself is judged by the record that it made, if it made one.
    if (id.empty() && !result_id.empty() && &hub.store.catalogue().of(*result.record) == &type)
      require_reached(hub, caller, transaction, type, action, *result.record);
    answer = result.json;
  };
  return written(hub, type, write_once(hub, caller, request, write, [&](Connection& connection) {
                   return action_reply(hub, caller, connection, type, answer, result_id);
                 }));
}

Response act_on_record(Hub& hub, const Caller& caller, const Request& request,
                       const Params& params) {
  auto& type = type_of(hub, params);
  return act(hub, caller, request, type, std::string(params["id"]), std::string(params["action"]));
}

/// POST /api/<path>/<action>/: an action of the type itself.
Response act_on_type(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(hub, params);
  auto action = std::string(params["id"]);
  auto rule = hub.store.book().find_action(type.name, action);
  if (!rule || !rule->on_collection)
    throw Error(ErrorCode::not_found, type.plural + " have no action \"" + action + "\"");
  return act(hub, caller, request, type, "", action);
}

Response history(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(hub, params);
  require_may(hub, caller, type, options::READ);
  return show_history(hub, caller, type, std::string(params["id"]), request);
}

}  // namespace

common::expr::Expression::Find find_in(Hub& hub, const Caller& caller, Connection& connection) {
  return store::find_through(connection, hub.store.tables(), caller.actor.tenant);
}

std::string record_json(Hub& hub, const Caller& caller, Connection& connection,
                        const RecordType& type, const Message& record, bool with_titles) {
  note_read(hub, caller, type, record);
  auto json = common::codec::to_json(type, record, [&](const store::Field& field) {
    return hub.access.may_see_field(caller.actor, type, field);
  });
  if (!with_titles) return json;
  Titles titles(hub, caller, connection);
  titles.add_references(type, record);
  json.pop_back();
  json += ",\"title\":";
  common::codec::append_json_text(json, titles.title_of(type, record));
  return json + ",\"titles\":" + titles.json() + "}";
}

void add_record_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, Method::get, "/api/{path}/", list);
  add(router, hub, Method::post, "/api/{path}/", create);
  add(router, hub, Method::get, "/api/{path}/{id}/", get);
  add(router, hub, Method::patch, "/api/{path}/{id}/", patch);
  add(router, hub, Method::delete_, "/api/{path}/{id}/", remove);
  add(router, hub, Method::post, "/api/{path}/{id}/", act_on_type);
  add(router, hub, Method::post, "/api/{path}/{id}/{action}/", act_on_record);
  add(router, hub, Method::get, "/api/{path}/{id}/history/", history);
}

}  // namespace hub::api
