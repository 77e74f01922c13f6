#include "edge/day/own.hpp"

#include <algorithm>

#include "common/codec/custom.hpp"
#include "common/codec/json.hpp"
#include "common/codec/person_name.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "edge/day/impl/own_type.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/admin/custom_type.pb.h"
#include "proto/records/admin/tenant.pb.h"

namespace edge::day {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Records;
using common::schema::Field;
using common::schema::FieldKind;
using common::schema::Message;
using common::schema::RecordType;
namespace schema = common::schema;

constexpr std::size_t rows_max = 200;
constexpr std::size_t choices_max = 50;
constexpr int title_depth = 2;
constexpr std::string_view prefix = "own.";

bool is_for_technicians(std::string_view role) {
  return role == "technician" || role == "*";
}

bool is_shown(const RecordType& type) {
  return type.made_by && type.made_by->in_vans();
}

std::string key_of(const RecordType& type) {
  return type.name.substr(prefix.size());
}

template <class Translations>
json translations_json(const Translations& translations) {
  json out = json::object();
  for (auto& one : translations) {
    out[one.language()] = {{"label", one.label()}};
    if constexpr (requires { one.plural(); })
      out[one.language()]["plural"] = one.plural().empty() ? one.label() : one.plural();
  }
  return out;
}

/// The unit, or for money the company's first currency, in which new values are entered.
std::string unit_of(Records& records, const Field& field) {
  if (field.kind != FieldKind::money || !field.options->unit().empty())
    return field.options->unit();
  auto company = records.find<truckroll::admin::Tenant>(records.actor().tenant);
  return company && company->currencies_size() > 0 ? company->currencies(0) : std::string();
}

json field_json(Records& records, const Field& field) {
  json out{
      {"name", field.name},
      {"label", field.label},
      {"translations", translations_json(field.custom->translations())},
      {"kind", kind_name(field.kind)},
      {"widget", common::text::to_lower(schema::options::Widget_Name(field.options->widget()))},
      {"required", field.options->required()},
      {"may_change", may_change(field)},
      {"help", field.options->help()},
      {"unit", unit_of(records, field)},
      {"refers", field.options->refers()},
      {"choices", json::array()}};
  if (field.options->max_length() > 0) out["max_length"] = field.options->max_length();
  for (auto& choice : field.custom->choices())
    out["choices"].push_back({{"key", choice.key()}, {"label", choice.label()}});
  return out;
}

json type_json(Records& records, const RecordType& type) {
  auto& made = *type.made_by;
  json fields = json::array(), states = json::array(), moves = json::array();
  for (auto& field : type.custom)
    if (may_see(field)) fields.push_back(field_json(records, field));
  for (auto& state : made.states())
    states.push_back({{"key", state.key()}, {"label", state.label()}});
  for (auto& move : made.moves())
    moves.push_back({{"action", move.action()}, {"label", move.label()}, {"to", move.to()}});
  json columns = json::array();
  for (auto& column : made.columns()) columns.push_back(column);
  return {{"key", key_of(type)},
          {"label", type.label},
          {"plural", type.plural},
          {"translations", translations_json(made.translations())},
          {"icon", made.icon()},
          {"help", made.help()},
          {"columns", columns},
          {"may_create", may(type, OwnRight::create)},
          {"may_change", may(type, OwnRight::change)},
          {"fields", fields},
          {"states", states},
          {"moves", moves}};
}

json values_json(const RecordType& type, const Message& record) {
  auto all = common::read_json(common::codec::to_json(type, record, may_see));
  json values = json::object();
  for (auto& field : type.custom)
    if (auto found = all.find(field.name); found != all.end()) values[field.name] = *found;
  return values;
}

std::string title_at(Records& records, const RecordType& type, const Message& record, int depth);

/// A field's value in words, for titles; empty when it is not set.
std::string words_of(Records& records, const Field& field, const Message& message, int depth) {
  auto reflection = message.GetReflection();
  if (field.list || !reflection->HasField(message, field.descriptor)) return {};
  if (field.kind == FieldKind::text) return reflection->GetString(message, field.descriptor);
  if (field.kind == FieldKind::person_name)
    return common::codec::person_name(static_cast<const truckroll::PersonName&>(
        reflection->GetMessage(message, field.descriptor)));
  if (field.is_reference()) {
    auto type = records.catalogue().find(field.options->refers());
    auto target = type && depth > 0 ? records.find_message(
                                          *type, reflection->GetString(message, field.descriptor))
                                    : nullptr;
    return target ? title_at(records, *type, *target, depth - 1) : std::string();
  }
  auto object = common::read_json(common::codec::to_json({field}, message));
  auto& value = object[field.name];
  return value.is_string()   ? value.get<std::string>()
         : value.is_object() ? ""
                             : common::json_text(value);
}

std::string title_at(Records& records, const RecordType& type, const Message& record, int depth) {
  std::string out, pattern = type.options->title();
  auto custom = type.custom.empty() ? nullptr : common::codec::custom_values(type, record);
  for (std::size_t at = 0; at < pattern.size();) {
    auto end = pattern[at] == '{' ? pattern.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      out += pattern[at++];
      continue;
    }
    auto name = pattern.substr(at + 1, end - at - 1);
    if (auto own = type.find_custom(name); own && custom) {
      if (!own->custom || may_see(*own)) out += words_of(records, *own, *custom, depth);
    } else if (auto field = type.find_field(name)) {
      out += words_of(records, *field, record, depth);
    }
    at = end + 1;
  }
  auto words = common::text::trim(out);
  return words.empty() ? type.label : std::string(words);
}

json titles_json(Records& records, const RecordType& type, const Message& record) {
  json titles = json::object();
  auto values = common::codec::custom_values(type, record);
  for (auto& field : type.custom)
    if (field.is_reference() && may_see(field))
      if (auto words = words_of(records, field, *values, title_depth); !words.empty())
        titles[field.name] = words;
  return titles;
}

json row_json(const Screen& screen, const RecordType& type, const Message& record) {
  auto& header = schema::header(record);
  return {{"id", header.id()},
          {"title", own_title(screen.records, type, record)},
          {"state", text_or_null(header.state())},
          {"changed_at", instant_text(header.changed_at())},
          {"values", values_json(type, record)},
          {"titles", titles_json(screen.records, type, record)}};
}

bool leads_to(const RecordType& type, const Message& record, const std::set<std::string>& ids) {
  auto values = common::codec::custom_values(type, record);
  for (auto& field : type.custom)
    if (field.is_reference() && may_see(field) &&
        ids.count(values->GetReflection()->GetString(*values, field.descriptor)))
      return true;
  return false;
}

bool has_words(const json& row, const std::string& search) {
  if (search.empty()) return true;
  auto all = row["title"].get<std::string>();
  for (auto part : {"values", "titles"})
    for (auto& [name, value] : row[part].items())
      if (value.is_string()) all += " " + value.get<std::string>();
  return common::text::fold(all).find(common::text::fold(search)) != std::string::npos;
}

std::vector<std::unique_ptr<Message>> newest_first(const Screen& screen, const RecordType& type) {
  auto records = screen.list(type);
  // Ids grow with time (UUIDv7).
  std::stable_sort(records.begin(), records.end(), [](auto& a, auto& b) {
    return schema::header(std::as_const(*a)).id() > schema::header(std::as_const(*b)).id();
  });
  return records;
}

json rows_json(const Screen& screen, const RecordType& type, const std::set<std::string>& about,
               const std::string& search, std::size_t& total) {
  json rows = json::array();
  for (auto& record : newest_first(screen, type)) {
    if (!about.empty() && !leads_to(type, *record, about)) continue;
    if (search.empty() && rows.size() >= rows_max) {
      ++total;
      continue;
    }
    auto row = row_json(screen, type, *record);
    if (!has_words(row, search)) continue;
    if (++total <= rows_max) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

const RecordType& own_type(const Screen& screen, const std::string& key) {
  auto type = screen.records.catalogue().find(std::string(prefix) + key);
  if (!type || !is_shown(*type))
    throw Error(ErrorCode::not_found, common::say("there is no record type \"{}\" in this van",
                                                  common::text::to_plain(key, 60)));
  return *type;
}

bool may_see(const Field& field) {
  if (!field.custom || field.options->access_size() == 0) return true;
  return std::any_of(field.options->access().begin(), field.options->access().end(),
                     [](auto& access) { return is_for_technicians(access.role()); });
}

bool may_change(const Field& field) {
  if (field.readonly()) return false;
  if (field.options->access_size() == 0) return true;
  return std::any_of(
      field.options->access().begin(), field.options->access().end(), [](auto& access) {
        return is_for_technicians(access.role()) &&
               std::find(access.may().begin(), access.may().end(), schema::options::CHANGE) !=
                   access.may().end();
      });
}

bool may(const RecordType& type, OwnRight right) {
  return std::any_of(type.made_by->grants().begin(), type.made_by->grants().end(),
                     [&](auto& grant) {
                       return is_for_technicians(grant.role()) &&
                              (right == OwnRight::create ? grant.create() : grant.change());
                     });
}

std::string own_title(Records& records, const RecordType& type, const Message& record) {
  return title_at(records, type, record, title_depth);
}

json make_own_types(const Screen& screen) {
  json types = json::array();
  for (auto& type : screen.records.catalogue().types())
    if (is_shown(*type)) types.push_back(type_json(screen.records, *type));
  std::stable_sort(types.begin(), types.end(), [](const json& a, const json& b) {
    return common::text::fold(a["plural"].get<std::string>()) <
           common::text::fold(b["plural"].get<std::string>());
  });
  return {{"types", std::move(types)}};
}

json make_own_list(const Screen& screen, const std::string& key, const OwnQuery& query) {
  std::set<std::string> about;
  if (!query.about.empty()) about.insert(query.about);
  std::size_t total = 0;
  auto rows = rows_json(screen, own_type(screen, key), about, query.search, total);
  return {{"rows", std::move(rows)}, {"total", total}};
}

json make_own_record(const Screen& screen, const std::string& key, const std::string& id) {
  auto& type = own_type(screen, key);
  auto record = screen.records.load_message(type, id);
  auto out = row_json(screen, type, *record);
  out["is_waiting"] = screen.is_waiting(type, id);
  out["moves"] = json::array();
  for (auto& move : type.made_by->moves())
    if (may(type, OwnRight::change) && screen.records.can_move(*record, move.action()))
      out["moves"].push_back(move.action());
  return out;
}

json make_own_choices(const Screen& screen, const std::string& key, const std::string& name,
                      const std::string& search) {
  auto& type = own_type(screen, key);
  auto field = type.find_custom(name);
  auto target = field && field->is_reference() && may_see(*field)
                    ? screen.records.catalogue().find(field->options->refers())
                    : nullptr;
  if (!target)
    throw Error(ErrorCode::not_found, common::say("{} has no such reference", type.label), "field");
  json choices = json::array();
  auto wanted = common::text::fold(search);
  for (auto& record : screen.list(*target)) {
    auto title = own_title(screen.records, *target, *record);
    if (common::text::fold(title).find(wanted) == std::string::npos) continue;
    choices.push_back({{"id", schema::header(std::as_const(*record)).id()}, {"title", title}});
    if (choices.size() == choices_max) break;
  }
  return {{"choices", std::move(choices)}};
}

json own_section(const Screen& screen, const Work& work) {
  std::map<std::string, std::string> ids;  // by record type, what a new record refers to
  ids["field.WorkOrder"] = work.visit.work_order();
  ids["field.ScheduledEvent"] = work.visit.header().id();
  ids["crm.Account"] = work.job.account();
  ids["crm.Site"] = work.job.site();
  if (work.job.equipment_size() > 0) ids["field.Equipment"] = work.job.equipment(0);
  std::set<std::string> about;
  for (auto& [type, id] : ids)
    if (!id.empty()) about.insert(id);
  for (auto& id : work.job.equipment()) about.insert(id);
  json section = json::array();
  for (auto& type : screen.records.catalogue().types()) {
    if (!is_shown(*type)) continue;
    json given = json::object();
    bool leads_here = false;
    for (auto& field : type->custom) {
      if (!field.is_reference() || !may_see(field)) continue;
      auto found = ids.find(field.options->refers());
      if (found == ids.end() || found->second.empty()) continue;
      leads_here = true;
      if (may_change(field)) given[field.name] = found->second;
    }
    if (!leads_here) continue;
    std::size_t total = 0;
    auto rows = rows_json(screen, *type, about, {}, total);
    section.push_back(
        {{"type", key_of(*type)}, {"rows", rows}, {"total", total}, {"given", given}});
  }
  return section;
}

}  // namespace edge::day
