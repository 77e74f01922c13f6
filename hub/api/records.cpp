// REST for every record type, derived from the catalogue:
//   GET, POST /api/<path>/   GET, PATCH, DELETE /api/<path>/{id}/   GET …/history/   POST
//   …/<action>/
#include <charconv>
#include <set>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/expand.hpp"
#include "hub/api/exports.hpp"
#include "hub/api/history.hpp"
#include "hub/api/once.hpp"
#include "hub/api/parameters.hpp"
#include "hub/quality/completeness.hpp"
#include "hub/records/read_log.hpp"
#include "hub/records/titles.hpp"

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
using store::Message;
using store::RecordType;
using store::Transaction;
namespace options = common::schema::options;
namespace schema = common::schema;

const RecordType& type_of(const Caller& caller, const Params& params) {
  return RecordService::type_at(caller, params["path"]);
}

std::string etag(const Message& record) {
  return "\"" + std::to_string(schema::header(record).version()) + "\"";
}

/// What is known of users and rights is read anew when it may have changed.
Response written(Hub& hub, const RecordType& type, Response response) {
  if (records::changes_rights(type.name)) hub.sessions.forget();
  return response;
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

/// What is deleted is for those who could have deleted it.
bool wants_deleted(const Caller& caller, const RecordType& type, const std::string& text) {
  if (text.empty() || text == "false") return false;
  if (text != "true") common::refuse("deleted", "expected true or false");
  RecordService::require_may(caller, type, options::DELETE);
  return true;
}

std::vector<const Message*> pointers(const std::vector<std::unique_ptr<Message>>& records) {
  std::vector<const Message*> out;
  for (auto& record : records) out.push_back(record.get());
  return out;
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(caller, params);
  RecordService::require_may(caller, type, options::READ);
  if (request.parameter("format")) return export_list(hub, caller, request, type.path);
  allow_parameters(request, {"filter", "order_by", "search", "page_token", "page_size", "total",
                             "fields", "expand", "deleted"});
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
  if (auto total = request.parameter("total"); total == "exact")
    query.count_max = 0;
  else if (total && !total->empty())
    common::refuse("total", "expected exact, or nothing");
  if (auto fields = names_in(text("fields")); !fields.empty()) query.fields = std::move(fields);
  query.deleted = wants_deleted(caller, type, text("deleted"));
  auto expand = names_in(text("expand"));
  auto visible = RecordService::visible(caller, type);
  std::string out = "{\"items\":[";
  hub.store.read([&](Connection& connection) {
    auto page = hub.records.list(connection, caller, std::move(query));
    Titles titles(hub.reads, caller, connection);
    bool first = true;
    for (auto& item : page.items) {
      if (!first) out += ',';
      first = false;
      out += common::codec::to_json(type, *item, visible);
      titles.add_references(type, *item);
    }
    out += "],\"next_page_token\":";
    common::codec::append_json_text(out, page.next_page_token);
    out += ",\"total\":" + std::to_string(page.total) +
           ",\"total_is_exact\":" + (page.total_is_exact ? "true" : "false") +
           ",\"titles\":" + titles.json();
    if (!expand.empty())
      out += ",\"expanded\":" +
             expanded_json(hub, caller, connection, type, expand, pointers(page.items));
    out += "}";
  });
  return common::http::json_text(std::move(out));
}

Response reply(Hub& hub, const Caller& caller, Connection& connection, const RecordType& type,
               const std::string& id, int status) {
  auto record = hub.records.load(connection, caller, type, id);
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

Response get(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto& type = type_of(caller, params);
  RecordService::require_may(caller, type, options::READ);
  return reply(hub, caller, type, std::string(params["id"]), 200);
}

// ---- writing

Response create(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(caller, params);
  RecordService::require_may(caller, type, options::CREATE);
  auto input =
      RecordService::check_input(caller, type, common::codec::parse_json(request.body), true);
  std::string id;
  auto write = [&](Transaction& transaction) {
    id = hub.records.create(transaction, caller, input);
  };
  return written(hub, type, write_once(hub, caller, request, write, [&](Connection& connection) {
                   auto response = caller.schema->access.may(caller.actor, type, options::READ)
                                       ? reply(hub, caller, connection, type, id, 201)
                                       : common::http::json({{"id", id}}, 201);
                   response.headers.set("Location", "/api/" + type.path + "/" + id + "/");
                   return response;
                 }));
}

/// The version that the writer has read; nothing for "*", which any existing record matches (RFC
/// 9110, 13.1.1).
std::optional<std::int64_t> required_version(const Request& request) {
  auto header = request.headers.find("If-Match");
  if (!header)
    throw Error(ErrorCode::bad_input, "send the version you have read as If-Match", "If-Match");
  if (*header == "*") return std::nullopt;
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
      Error(ErrorCode::conflict,
            common::say("{} has been changed by somebody else in the meantime",
                        common::Sentence::label(type.label)),
            "If-Match"));
  auto body = common::read_json(response.text());
  body["status"] = 412;
  body["current"] = common::read_json(current.text());
  Response refused(412, common::json_text(body), "application/problem+json");
  refused.headers = response.headers;
  refused.headers.set("ETag", *current.headers.find("ETag"));
  return refused;
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
  auto& type = type_of(caller, params);
  RecordService::require_may(caller, type, options::CHANGE);
  auto id = std::string(params["id"]);
  auto version = required_version(request);
  auto input =
      RecordService::check_input(caller, type, common::codec::parse_json(request.body), false);
  auto write = [&](Transaction& transaction) {
    hub.records.change(transaction, caller, input, id, version);
  };
  return unless_stale(hub, caller, type, id, [&] {
    return written(hub, type, write_once(hub, caller, request, write, [&](Connection& connection) {
                     return reply(hub, caller, connection, type, id, 200);
                   }));
  });
}

Response remove(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(caller, params);
  RecordService::require_may(caller, type, options::DELETE);
  auto id = std::string(params["id"]);
  auto version = required_version(request);
  auto write = [&](Transaction& transaction) {
    hub.records.remove(transaction, caller, type, id, version);
  };
  return unless_stale(hub, caller, type, id, [&] {
    return written(hub, type, write_once(hub, caller, request, write, [](Connection&) {
                     return Response(204, "");
                   }));
  });
}

// ---- actions

/// What the action answers, with the record it made or changed beside it.
Response action_reply(Hub& hub, const Caller& caller, Connection& connection,
                      const RecordType& type, const std::string& answer,
                      const std::string& result_id) {
  bool shows = !result_id.empty() && caller.schema->access.may(caller.actor, type, options::READ);
  if (answer.empty())
    return shows ? reply(hub, caller, connection, type, result_id, 200) : Response(204, "");
  if (!shows) return common::http::json_text(answer);
  auto record = reply(hub, caller, connection, type, result_id, 200);
  auto open = answer.substr(0, answer.size() - 1);
  return common::http::json_text(open + (open.size() > 1 ? "," : "") +
                                 "\"record\":" + std::string(record.text()) + "}");
}

Response act(Hub& hub, const Caller& caller, const Request& request, const RecordType& type,
             const std::string& id, const std::string& action) {
  auto& book = hub.store.book();
  RecordService::require_action(caller, book, type, action, id.empty());
  Json given;
  if (!request.body.empty()) given = common::codec::parse_json(request.body);
  auto input =
      RecordService::action_input(book, type, action, request.body.empty() ? nullptr : &given);
  RecordService::Acted acted;
  auto write = [&](Transaction& transaction) {
    acted = hub.records.act(transaction, caller, type, id, action, input.get());
  };
  return written(hub, type, write_once(hub, caller, request, write, [&](Connection& connection) {
                   return action_reply(hub, caller, connection, type, acted.json, acted.id);
                 }));
}

Response act_on_record(Hub& hub, const Caller& caller, const Request& request,
                       const Params& params) {
  auto& type = type_of(caller, params);
  return act(hub, caller, request, type, std::string(params["id"]), std::string(params["action"]));
}

/// POST /api/<path>/<action>/: an action of the type itself.
Response act_on_type(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  return act(hub, caller, request, type_of(caller, params), "", std::string(params["id"]));
}

Response history(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = type_of(caller, params);
  RecordService::require_may(caller, type, options::READ);
  return show_history(hub, caller, type, std::string(params["id"]), request);
}

}  // namespace

Response run_action(Hub& hub, const Caller& caller, const Request& request, const Params& params,
                    const std::string& action) {
  return act(hub, caller, request, type_of(caller, params), std::string(params["id"]), action);
}

std::string record_json(Hub& hub, const Caller& caller, Connection& connection,
                        const RecordType& type, const Message& record, bool with_titles) {
  note_read(hub, caller, type, record);
  auto json = common::codec::to_json(type, record, [&](const store::Field& field) {
    return caller.schema->access.may_see_field(caller.actor, type, field);
  });
  if (!with_titles) return json;
  Titles titles(hub.reads, caller, connection);
  titles.add_references(type, record);
  json.pop_back();
  json += ",\"title\":";
  common::codec::append_json_text(json, titles.title_of(type, record));
  auto complete = quality::completeness_of(type, record, RecordService::visible(caller, type));
  return json + ",\"titles\":" + titles.json() +
         ",\"completeness\":" + common::json_text(quality::completeness_json(complete)) + "}";
}

/// What these are for says the catalogue, type by type: see openapi.cpp.
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
