// Imports beside what every record type has (POST /api/import-runs/{id}/dry-run/, start/, pause/
// …):
//   POST /api/imports/                    makes one of an uploaded file, with a proposed mapping
//   GET  /api/imports/{id}/preview/       its columns, first rows and what they may fill
//   GET  /api/imports/{id}/progress/      how far each work has come
//   GET  /api/imports/{id}/faults/        what is wrong, by pages; …/faults.csv as one file
#include <charconv>
#include <filesystem>
#include <fstream>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/once.hpp"
#include "hub/api/parameters.hpp"
#include "hub/store/uploads.hpp"
#include "hub/transfer/formats/writers.hpp"
#include "hub/transfer/import.hpp"
#include "hub/transfer/targets.hpp"

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
using store::RecordType;
using transfer::ImportRun;
using transfer::Work;
namespace options = common::schema::options;
namespace formats = transfer::formats;

constexpr std::size_t parts_max = 500, shown_rows = 20, faults_per_page = 500;
constexpr std::int64_t faults_in_memory = 5000;  // rows

std::string scratch_of(const Hub& hub) {
  return hub.scratch_folder.empty() ? std::filesystem::temp_directory_path().string()
                                    : hub.scratch_folder;
}

const RecordType& run_type(Hub& hub) {
  return hub.store.catalogue().of<ImportRun>();
}

std::string text_of(const json& body, const char* name) {
  auto found = body.find(name);
  if (found == body.end() || !found->is_string() || found->get<std::string>().empty())
    common::refuse(name, "is required");
  return found->get<std::string>();
}

std::vector<std::string> parts_of(const json& body) {
  auto found = body.find("parts");
  if (found == body.end() || !found->is_array() || found->empty() || found->size() > parts_max)
    common::refuse("parts", "expected the SHA-256 of 1 to 500 uploaded parts, in order");
  for (auto& part : *found)
    if (!part.is_string()) common::refuse("parts", "expected texts");
  return found->get<std::vector<std::string>>();
}

/// Colleagues may have sent the same bytes; they are kept once, by the name of who was first.
bool has_uploaded(Connection& sql, const Caller& caller, const std::string& part) {
  auto& actor = caller.actor;
  auto first = sql.scalar("SELECT created_by FROM blob WHERE tenant = ? AND sha256 = ?",
                          {actor.tenant, part});
  if (!first) return false;
  auto name = std::get_if<std::string>(&*first);
  return (name && !actor.user.empty() && *name == actor.user) ||
         store::has_sent_file(sql, actor.tenant, part, actor.user);
}

/// The uploaded parts as a file; only what this caller has uploaded.
formats::File file_of(Hub& hub, const Caller& caller, const std::string& name,
                      const std::vector<std::string>& parts) {
  hub.store.read([&](Connection& sql) {
    for (auto& part : parts)
      if (!has_uploaded(sql, caller, part)) common::refuse("parts", "upload the file first");
  });
  auto& store = hub.store;
  return {name, [&store, tenant = caller.actor.tenant, parts] {
            return [&store, tenant, parts, at = std::size_t{0}]() mutable {
              std::string bytes;
              while (bytes.empty() && at < parts.size())
                store.read([&](Connection& sql) {
                  if (auto blob = store::load_blob(sql, tenant, parts[at++]))
                    bytes = std::move(blob->bytes);
                });
              return bytes;
            };
          }};
}

ImportRun::Format format_of(formats::Format format) {
  switch (format) {
    case formats::Format::xlsx:
      return ImportRun::FORMAT_XLSX;
    case formats::Format::json:
      return ImportRun::FORMAT_JSON;
    case formats::Format::vcard:
      return ImportRun::FORMAT_VCARD;
    default:
      return ImportRun::FORMAT_CSV;
  }
}

ImportRun make_run(const std::string& name, const RecordType& type,
                   const transfer::Proposal& proposal) {
  ImportRun run;
  run.set_name(common::text::to_plain(name, 200));
  run.set_of_type(type.name);
  run.set_format(format_of(proposal.shape.format));
  run.set_encoding(std::string(formats::encoding_name(proposal.shape.encoding)));
  if (proposal.shape.format == formats::Format::csv)
    run.set_delimiter(std::string(1, proposal.shape.delimiter));
  for (auto& map : proposal.mapping) {
    auto line = run.add_mapping();
    line->set_column(map.column);
    line->set_field(map.field);
    line->set_transform(map.transform);
    line->set_proposed(true);
  }
  return run;
}

Response create(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  RecordService::require_may(caller, run_type(hub), options::CREATE);
  auto body = request.json();
  if (!body.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  auto& schema = caller.schema;
  auto type = schema->catalogue.find(text_of(body, "of_type"));
  if (!type || !schema->access.may(caller.actor, *type, options::READ))
    common::refuse("of_type", "there is no such record type");
  if (!schema->access.may(caller.actor, *type, options::CREATE))
    throw Error(ErrorCode::forbidden,
                common::say("your role may not import {}", common::Sentence::label(type->plural)),
                "of_type");
  auto name = text_of(body, "name");
  auto parts = parts_of(body);
  auto proposal = transfer::propose_import(*type, file_of(hub, caller, name, parts), "");
  std::string id;
  auto write = [&](store::Transaction& transaction) {
    auto run = make_run(name, *type, proposal);
    transaction.save(run);
    id = run.header().id();
    transfer::set_parts(transaction.sql(), caller.actor.tenant, id, parts);
    for (auto& part : parts) store::keep_file(transaction.sql(), caller.actor.tenant, part);
  };
  return write_once(hub, caller, request, write, [&](Connection& connection) {
    auto run = hub.store.tables().of(run_type(hub)).find(connection, caller.actor.tenant, id);
    auto response =
        common::http::json_text(record_json(hub, caller, connection, run_type(hub), *run), 201);
    response.headers.set("ETag", "\"1\"");
    response.headers.set("Location", "/api/import-runs/" + id + "/");
    return response;
  });
}

ImportRun load_run(Hub& hub, const Caller& caller, const std::string& id) {
  ImportRun run;
  hub.store.read([&](Connection& connection) {
    auto found = hub.records.load(connection, caller, run_type(hub), id);
    run.CopyFrom(*found);
  });
  return run;
}

json targets_json(const store::Schema& schema, const Caller& caller, const RecordType& type) {
  json targets = json::array();
  for (auto& target : transfer::targets_of(type)) {
    bool seen =
        !target.root || (schema.access.may_see_field(caller.actor, type, *target.root) &&
                         (schema.access.may_change_field(caller.actor, type, *target.root, true) ||
                          target.root->options->locked()));
    if (!seen) continue;
    json one{{"path", target.path}, {"part", target.part}};
    if (target.root) one["label"] = target.root->label;
    if (target.field != target.root) one["line"] = target.field->label;
    if (target.field) one["kind"] = std::string(kind_name(target.field->kind));
    targets.push_back(std::move(one));
  }
  return targets;
}

Response preview(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {"sheet"});
  auto run = load_run(hub, caller, std::string(params["id"]));
  auto& schema = caller.schema;
  auto& type = schema->catalogue.type(run.of_type());
  auto file = transfer::file_of_run(hub.store, caller.actor.tenant, run.header().id(), run.name());
  auto sheet = std::string(request.parameter("sheet").value_or(run.sheet()));
  auto proposal = transfer::propose_import(type, file, sheet);
  json columns = json::array(), rows = json::array();
  for (auto& map : proposal.mapping)
    columns.push_back({{"column", map.column},
                       {"field", map.field},
                       {"transform", map.transform},
                       {"confidence", map.confidence}});
  for (auto& row : proposal.sample) {
    if (rows.size() == shown_rows) break;
    json cells = json::array();
    for (auto& cell : row.cells) cells.push_back(common::text::to_plain(cell, 200));
    rows.push_back({{"line", row.line}, {"cells", std::move(cells)}, {"fault", row.fault.said()}});
  }
  return common::http::json({{"columns", std::move(columns)},
                             {"rows", std::move(rows)},
                             {"sheets", proposal.shape.sheets},
                             {"targets", targets_json(*schema, caller, type)}});
}

json state_json(const std::optional<transfer::State>& state) {
  if (!state) return nullptr;
  return {{"position", state->position}, {"total", state->total},
          {"created", state->created},   {"changed", state->changed},
          {"skipped", state->skipped},   {"duplicates", state->duplicates},
          {"faulty", state->faulty}};
}

Response progress(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto run = load_run(hub, caller, std::string(params["id"]));
  auto& id = run.header().id();
  auto& tenant = caller.actor.tenant;
  // Counted at the end of taking back; until then it is at work.
  bool undoes = run.header().state() == "undone" && !run.has_undone_count();
  json body{{"state", undoes ? "undoing" : run.header().state()}};
  hub.store.read([&](Connection& sql) {
    for (auto work : {Work::check, Work::run, Work::undo})
      body[std::string(transfer::work_name(work))] =
          state_json(transfer::find_state(sql, tenant, id, work));
    // It goes by the batches of the import; its state keeps the place of the next one.
    if (auto& undo = body["undo"]; undo.is_object())
      undo["total"] = sql.integer("SELECT count(*) FROM import_batch WHERE tenant = ? AND run = ?",
                                  {tenant, id});
  });
  return common::http::json(body);
}

Work work_of(const Request& request) {
  auto name = request.parameter("work").value_or("check");
  for (auto work : {Work::check, Work::run, Work::undo})
    if (transfer::work_name(work) == name) return work;
  common::refuse("work", "expected check, run or undo");
}

std::vector<transfer::Fault> faults_after(Hub& hub, const Caller& caller, const std::string& run,
                                          Work work, std::int64_t line, std::size_t limit) {
  return hub.store.read_result([&](Connection& sql) {
    return transfer::load_faults(sql, caller.actor.tenant, run, work, line, 1'000'000, limit);
  });
}

Response faults(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {"work", "after"});
  auto run = load_run(hub, caller, std::string(params["id"]));
  std::int64_t after = 0;
  if (auto text = request.parameter("after"); text && !text->empty()) {
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), after);
    if (error != std::errc() || end != text->data() + text->size())
      common::refuse("after", "expected the number of a line");
  }
  json items = json::array();
  for (auto& fault :
       faults_after(hub, caller, run.header().id(), work_of(request), after, faults_per_page))
    items.push_back({{"line", fault.line},
                     {"column", fault.column},
                     {"value", fault.value},
                     {"reason", fault.reason}});
  return common::http::json({{"items", std::move(items)}});
}

std::string fault_line(const transfer::Fault& fault) {
  return formats::csv_line({std::to_string(fault.line), formats::guarded(fault.column),
                            formats::guarded(fault.value), fault.reason});
}

/// A million faults are a hundred MiB: they go through a file beside the database, whose name says
/// what it holds, so that a later one is another file.
Response faults_from_disk(Hub& hub, const Caller& caller, const std::string& run, Work work,
                          const transfer::State& state, const std::string& head) {
  auto path = scratch_of(hub) + "/faults-" + run + "-" + std::string(transfer::work_name(work)) +
              "-" + std::to_string(state.position) + "-" + std::to_string(state.faulty);
  auto part = path + "." + common::to_hex(common::random_bytes(8));
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << head;
  transfer::read_faults(hub.store, caller.actor.tenant, run, work,
                        [&](const transfer::Fault& fault) { out << fault_line(fault); });
  auto size = static_cast<std::uint64_t>(out.tellp());
  out.close();
  if (!out) throw Error(ErrorCode::storage, "the report cannot be put together");
  std::filesystem::rename(part, path);
  Response response(200);
  response.body = common::http::FilePart{path, 0, size};
  return response;
}

/// All of them.
Response faults_file(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {"work"});
  auto run = load_run(hub, caller, std::string(params["id"])).header().id();
  auto work = work_of(request);
  auto state = hub.store.read_result([&](Connection& sql) {
    return transfer::find_state(sql, caller.actor.tenant, run, work).value_or(transfer::State{});
  });
  auto text = "\xef\xbb\xbf" + formats::csv_line({"line", "column", "value", "reason"});
  Response response;
  if (state.faulty > faults_in_memory) {
    response = faults_from_disk(hub, caller, run, work, state, text);
  } else {
    transfer::read_faults(hub.store, caller.actor.tenant, run, work,
                          [&](const transfer::Fault& fault) { text += fault_line(fault); });
    response = Response(200, std::move(text));
  }
  response.headers.set("Content-Type", formats::format_mime(formats::Format::csv));
  response.headers.set("Content-Disposition", "attachment; filename=\"errors.csv\"");
  return response;
}

}  // namespace

void add_import_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, Method::post, "/api/imports/", create,
      {.summary = "Begins an import of uploaded files: a run with a proposed mapping",
       .body = R"({"of_type": "crm.Account", "name": "customers.csv", "parts": [""]})",
       .reply = R"({"id": "", "version": 1, "state": "draft", "of_type": "crm.Account"})",
       .status = 201});
  add(router, hub, Method::get, "/api/imports/{id}/preview/", preview,
      {.summary = "The first rows, and where their columns may go",
       .query = {{"sheet", "Of a workbook."}},
       .reply = R"({"columns": [{}], "rows": [{"line": 2, "cells": [""], "fault": ""}],
                    "sheets": [""], "targets": [{}]})"});
  add(router, hub, Method::get, "/api/imports/{id}/progress/", progress,
      {.summary = "How far trial, run and taking back are",
       .reply = R"({"state": "running", "check": null, "run": null, "undo": null})"});
  add(router, hub, Method::get, "/api/imports/{id}/faults/", faults,
      {.summary = "What is wrong with the rows, by line",
       .query = {{"work", "check, run or undo; check without."}, {"after", "A line's number."}},
       .reply = R"({"items": [{"line": 1, "column": "", "value": "", "reason": ""}]})"});
  add(router, hub, Method::get, "/api/imports/{id}/faults.csv", faults_file,
      {.summary = "The same as a file",
       .query = {{"work", "check, run or undo; check without."}},
       .media_type = "text/csv"});
}

}  // namespace hub::api
