// Lists as files: GET /api/<path>/?format=csv at once, and as a job:
//   POST /api/exports/           {path, format, filter, order_by, search, columns}
//   GET  /api/exports/{id}/      how far it is
//   GET  /api/exports/{id}/file  the file, for its own user, for a week
#include "hub/api/exports.hpp"

#include <filesystem>
#include <fstream>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/api/once.hpp"
#include "hub/api/parameters.hpp"
#include "hub/transfer/export.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using records::RecordService;
using store::Connection;
using transfer::ExportQuery;

constexpr std::int64_t in_memory_bytes = 16 << 20;

std::string scratch_of(const Hub& hub) {
  return hub.scratch_folder.empty() ? std::filesystem::temp_directory_path().string()
                                    : hub.scratch_folder;
}

std::vector<std::string> names_of(std::string_view text) {
  std::vector<std::string> names;
  for (auto& name : common::text::split(text, ','))
    if (auto trimmed = common::text::trim(name); !trimmed.empty()) names.emplace_back(trimmed);
  return names;
}

std::string file_name(const ExportQuery& query) {
  auto ending = query.format == transfer::formats::Format::vcard
                    ? "vcf"
                    : std::string(transfer::formats::format_name(query.format));
  return query.path + "." + ending;
}

std::int64_t count_of(Hub& hub, const Caller& caller, const ExportQuery& query) {
  store::Query list;
  list.type = &RecordService::type_at(caller, query.path);
  list.filter = query.filter;
  list.search = query.search;
  return hub.store.read_result(
      [&](Connection& connection) { return hub.records.count(connection, caller, list); });
}

/// A page of one record is asked for in that order: refused now, not by the job later.
void require_order(Hub& hub, const Caller& caller, const ExportQuery& query) {
  if (common::text::trim(query.order_by).empty()) return;
  store::Query list;
  list.type = &RecordService::type_at(caller, query.path);
  list.order_by = query.order_by;
  list.page_size = 1;
  hub.store.read([&](Connection& connection) { hub.records.list(connection, caller, list); });
}

/// Never run or framed by a browser, whatever stands in it.
void set_headers(Response& response, const std::string& name) {
  response.headers.set("Content-Disposition", "attachment; filename=\"" + name + "\"");
  response.headers.set("Cache-Control", "no-store");
}

ExportQuery query_of(const json& body) {
  if (!body.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  auto text = [&](const char* name) {
    auto found = body.find(name);
    if (found == body.end() || found->is_null()) return std::string();
    if (!found->is_string()) common::refuse(name, "expected text");
    return found->get<std::string>();
  };
  for (auto& [name, value] : body.items())
    if (name != "path" && name != "format" && name != "filter" && name != "order_by" &&
        name != "search" && name != "columns")
      common::refuse(name, "there is no such field");
  ExportQuery query;
  query.path = text("path");
  query.format = transfer::formats::format_of(text("format"));
  query.filter = text("filter");
  query.order_by = text("order_by");
  query.search = text("search");
  if (auto columns = body.find("columns"); columns != body.end() && !columns->is_null()) {
    if (!columns->is_array()) common::refuse("columns", "expected a list of fields");
    for (auto& column : *columns) {
      if (!column.is_string()) common::refuse("columns", "expected a list of fields");
      query.columns.push_back(column);
    }
  }
  return query;
}

json export_json(const transfer::Export& one) {
  json body{{"id", one.id},           {"name", one.name},   {"state", one.state},
            {"records", one.records}, {"total", one.total}, {"size", one.size}};
  if (!one.error.empty()) body["error"] = one.error;
  return body;
}

Response create(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto query = query_of(request.json());
  RecordService::require_may(caller, RecordService::type_at(caller, query.path),
                             records::options::READ);
  transfer::export_columns(hub.store, caller, query);  // what is wrong is told now
  require_order(hub, caller, query);
  auto total = count_of(hub, caller, query);
  std::string id;
  auto write = [&](store::Transaction& transaction) {
    id = transfer::ask_for_export(transaction, query, file_name(query), total);
  };
  return write_once(hub, caller, request, write, [&](Connection& connection) {
    return common::http::json(
        export_json(*transfer::find_export(connection, caller.actor.tenant, id)), 202);
  });
}

transfer::Export load(Hub& hub, const Caller& caller, const std::string& id) {
  auto found = hub.store.read_result([&](Connection& connection) {
    return transfer::find_export(connection, caller.actor.tenant, id);
  });
  if (!found || found->user != caller.actor.user)
    throw Error(ErrorCode::not_found, "there is no such export, or it is older than a week");
  return *found;
}

Response show(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  return common::http::json(export_json(load(hub, caller, std::string(params["id"]))));
}

Response download(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto one = load(hub, caller, std::string(params["id"]));
  if (one.state != "done") throw Error(ErrorCode::conflict, "the export is not done yet", "state");
  Response response;
  if (one.size > in_memory_bytes) {
    response = put_together(hub, one.mime, one.size, [&](auto& sink) {
      transfer::read_export(hub.store, caller.actor.tenant, one.id, sink);
    });
  } else {
    std::string text;
    transfer::read_export(hub.store, caller.actor.tenant, one.id,
                          [&](std::string_view bytes) { text += bytes; });
    response = Response(200, std::move(text), one.mime);
  }
  set_headers(response, one.name);
  return response;
}

}  // namespace

Response put_together(
    const Hub& hub, std::string_view mime, std::int64_t size,
    const std::function<void(const std::function<void(std::string_view)>&)>& read) {
  auto path = scratch_of(hub) + "/reply-" + common::to_hex(common::random_bytes(8));
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  std::int64_t written = 0;
  try {
    read([&](std::string_view bytes) {
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      written += static_cast<std::int64_t>(bytes.size());
    });
  } catch (...) {
    std::filesystem::remove(path);
    throw;
  }
  out.close();
  if (!out || written != size) std::filesystem::remove(path);
  if (!out) throw Error(ErrorCode::storage, "the file cannot be put together");
  if (written != size)  // somebody who took it, or its end, was faster
    throw Error(ErrorCode::not_found,
                "there is no such file, or it was taken already or has expired");
  Response response(200, "", std::string(mime));
  response.body = common::http::FilePart{path, 0, static_cast<std::uint64_t>(size), true};
  return response;
}

Response export_list(Hub& hub, const Caller& caller, const Request& request,
                     const std::string& path) {
  allow_parameters(request, {"filter", "order_by", "search", "format", "columns"});
  auto text = [&](std::string_view name) {
    return std::string(request.parameter(name).value_or(""));
  };
  ExportQuery query{path,           transfer::formats::format_of(text("format")),
                    text("filter"), text("order_by"),
                    text("search"), names_of(text("columns"))};
  RecordService::require_may(caller, RecordService::type_at(caller, path), records::options::READ);
  if (count_of(hub, caller, query) > transfer::export_at_once_max)
    throw Error(ErrorCode::too_large,
                "more than 10,000 records; ask for them by POST /api/exports/", "format");
  std::string bytes;
  transfer::export_records(
      hub.records, caller, query, [&](std::string_view part) { bytes += part; }, scratch_of(hub));
  Response response(200, std::move(bytes), transfer::formats::format_mime(query.format));
  set_headers(response, file_name(query));
  return response;
}

void add_export_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, Method::post, "/api/exports/", create,
      {.summary = "Asks for a list as a file",
       .body = R"({"path": "accounts", "format": "csv", "filter": "", "columns": ["name"]})",
       .reply = R"({"id": "", "name": "", "state": "waiting", "records": 0, "total": 1,
                    "size": 0})",
       .status = 202});
  add(router, hub, Method::get, "/api/exports/{id}/", show,
      {.summary = "Whether the file is there",
       .reply = R"({"id": "", "name": "", "state": "done", "records": 1, "total": 1,
                    "size": 1})"});
  add(router, hub, Method::get, "/api/exports/{id}/file", download,
      {.summary = "The file", .media_type = "*/*"});
}

}  // namespace hub::api
