#include "hub/transfer/export.hpp"

#include <algorithm>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/targets.hpp"
#include "proto/records/admin/tenant.pb.h"

namespace hub::transfer {
namespace {

using common::Error;
using common::ErrorCode;
using formats::CellKind;
using formats::Column;
using nlohmann::json;
using records::Caller;
using records::RecordService;
using store::Connection;
namespace options = common::schema::options;

constexpr int lines_max = 20, page_size = 500;

CellKind kind_of(const Field& field, const std::string& part) {
  switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::decimal:
      return CellKind::number;
    case FieldKind::money:
    case FieldKind::quantity:
      return part == "amount" || part == "value" ? CellKind::number : CellKind::text;
    case FieldKind::date:
      return CellKind::date;
    case FieldKind::instant:
      return CellKind::instant;
    default:
      return CellKind::text;
  }
}

void append(std::vector<Column>& columns, const Field& field, const std::string& path) {
  if (field.options->secret()) return;
  auto parts = field.list ? std::vector<std::string>{} : parts_of(field);
  if (parts.empty()) return columns.push_back({path, kind_of(field, "")});
  for (auto& part : parts) columns.push_back({path + "." + part, kind_of(field, part)});
}

int longest(store::Store& store, const Caller& caller, const RecordType& type, const Field& lines) {
  return store.read_result([&](Connection& connection) {
    auto rows = connection.integer("SELECT max(\"position\") + 1 FROM " +
                                       store::sql_name(store::lines_table(type, lines)) +
                                       " WHERE \"tenant\" = ?",
                                   {caller.actor.tenant});
    return static_cast<int>(std::min<std::int64_t>(rows, lines_max));
  });
}

void append_field(std::vector<Column>& columns, store::Store& store, const Caller& caller,
                  const RecordType& type, const Field& field) {
  if (field.kind != FieldKind::lines) return append(columns, field, field.name);
  for (int i = 1, count = longest(store, caller, type, field); i <= count; ++i)
    for (auto& line : field.lines)
      if (line.name != "line")
        append(columns, line, field.name + "." + std::to_string(i) + "." + line.name);
}

/// What is needed of each record, and no more: lines keep no ids, which mean nothing elsewhere.
json shown(const ExportQuery& query, json record) {
  if (!query.columns.empty()) {
    json some = json::object();
    for (auto& name : query.columns)
      if (record.contains(name)) some[name] = record[name];
    record = std::move(some);
  }
  for (auto& [name, value] : record.items())
    if (value.is_array())
      for (auto& line : value)
        if (line.is_object()) line.erase("line");
  return record;
}

store::Query list_query(const Caller& caller, const ExportQuery& query) {
  store::Query list;
  list.type = &RecordService::type_at(caller, query.path);
  list.filter = query.filter;
  list.order_by = query.order_by;
  list.search = query.search;
  list.page_size = page_size;
  list.count_max = 1;
  return list;
}

/// The company's clock, by which an import reads times that say no zone.
std::string zone_of(store::Store& store, const Caller& caller) {
  return store.read_result([&](Connection& connection) {
    auto& tenant = caller.actor.tenant;
    auto& table = store.tables().of(store.catalogue().of<truckroll::admin::Tenant>());
    auto record = table.find(connection, tenant, tenant);
    return record ? static_cast<truckroll::admin::Tenant&>(*record).zone() : std::string();
  });
}

/// The read log takes no more than it can write; an export waits for it.
store::Page load_page(const RecordService& service, const Caller& caller,
                      const store::Query& list) {
  auto read = [&] {
    return store::with_copies([&] {
      return service.store().read_result(
          [&](Connection& connection) { return service.list(connection, caller, list); });
    });
  };
  try {
    return read();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unavailable) throw;
  }
  service.reads().flush();
  return read();
}

}  // namespace

std::string encode(const ExportQuery& query) {
  return common::json_text(json{{"path", query.path},
                                {"format", formats::format_name(query.format)},
                                {"filter", query.filter},
                                {"order_by", query.order_by},
                                {"search", query.search},
                                {"columns", query.columns}});
}

ExportQuery decode_export(const std::string& text) {
  auto body = common::read_json(text);
  ExportQuery query;
  query.path = body.at("path");
  query.format = formats::format_of(body.at("format").get<std::string>());
  query.filter = body.at("filter");
  query.order_by = body.at("order_by");
  query.search = body.at("search");
  query.columns = body.at("columns").get<std::vector<std::string>>();
  return query;
}

std::vector<Column> export_columns(store::Store& store, const Caller& caller,
                                   const ExportQuery& query) {
  auto& type = RecordService::type_at(caller, query.path);
  auto& access = caller.schema->access;
  auto sees = [&](const Field* field) {
    return field && !field->options->secret() && access.may_see_field(caller.actor, type, *field);
  };
  std::vector<Column> columns;
  if (query.columns.empty()) {
    columns = {{"id"}, {"state"}};
    if (!type.flow()) columns.pop_back();
    for (auto fields : {&type.fields, &type.custom})
      for (auto& field : *fields)
        if (sees(&field)) append_field(columns, store, caller, type, field);
    columns.push_back({"tags"});
    return columns;
  }
  for (auto& name : query.columns) {
    auto known = {"id",         "state",      "created_at", "created_by",
                  "changed_at", "changed_by", "tags",       "version"};
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    if (std::find(known.begin(), known.end(), name) != known.end())
      columns.push_back({name, name.ends_with("_at") ? CellKind::instant : CellKind::text});
    else if (sees(field))
      append_field(columns, store, caller, type, *field);
    else
      common::refuse("columns", common::say("{} has no field \"{}\"",
                                            common::Sentence::label(type.label), name));
  }
  return columns;
}

std::int64_t export_records(const RecordService& service, const Caller& caller,
                            const ExportQuery& query, formats::Sink sink,
                            const std::string& scratch,
                            const std::function<void(std::int64_t)>& on_page) {
  auto list = list_query(caller, query);
  auto& type = *list.type;
  bool has_card = type.name == "crm.Contact" || type.name == "crm.Account";
  if (query.format == formats::Format::vcard && !has_card)
    common::refuse("format", "only accounts and contacts are written as vCard");
  auto writer = formats::make_writer(query.format, export_columns(service.store(), caller, query),
                                     std::move(sink), scratch, zone_of(service.store(), caller));
  auto visible = RecordService::visible(caller, type);
  std::int64_t count = 0;
  do {
    auto page = load_page(service, caller, list);
    for (auto& record : page.items)
      writer->add(shown(query, common::read_json(common::codec::to_json(type, *record, visible))));
    count += static_cast<std::int64_t>(page.items.size());
    list.page_token = page.next_page_token;
    if (on_page) on_page(count);
  } while (!list.page_token.empty());
  writer->end();
  return count;
}

}  // namespace hub::transfer
