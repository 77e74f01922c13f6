#include "hub/quality/impl/values.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"

namespace hub::quality::impl {
namespace {

using common::Error;
using common::ErrorCode;
using common::schema::Field;
using common::schema::FieldKind;
namespace schema = common::schema;

Json bare(Json line) {
  if (line.is_object()) line.erase("line");
  return line;
}

/// What both hold, each once; lines that come from elsewhere get fresh ids.
Json joined(const Json& before, const Json& added) {
  Json all = before.is_array() ? before : Json::array();
  for (auto& one : added.is_array() ? added : Json::array()) {
    auto said = bare(one);
    bool known = std::any_of(all.begin(), all.end(), [&](auto& old) { return bare(old) == said; });
    if (!known) all.push_back(said);
  }
  return all;
}

const Json& value_at(const Json& record, const std::string& name) {
  static const Json none;
  auto found = record.find(name);
  return found == record.end() ? none : *found;
}

Json taken(const Json& value) {
  if (!value.is_array()) return value;
  Json lines = Json::array();
  for (auto& one : value) lines.push_back(bare(one));
  return lines;
}

}  // namespace

Json json_of(const RecordType& type, const Message& record) {
  return common::read_json(common::codec::to_json(type, record));
}

void check_choices(const Caller& caller, const RecordType& type, const MergeInput& input) {
  for (auto& [name, from] : input.fields) {
    auto at = "fields." + name;
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    auto& access = caller.schema->access;
    if (!field || !access.may_see_field(caller.actor, type, *field))
      common::refuse(at, "there is no such field");
    if (field->readonly() || field->options->secret())
      common::refuse(at, "stays as it is: nobody sets it by hand");
    if (!access.may_change_field(caller.actor, type, *field))
      throw Error(ErrorCode::forbidden,
                  common::say("your role may not change {}", common::Sentence::label(field->label)),
                  at);
    bool many = field->list || field->kind == FieldKind::lines;
    bool known = from == input.kept || (from == "all" && many) ||
                 std::find(input.losers.begin(), input.losers.end(), from) != input.losers.end();
    if (!known)
      common::refuse(at, many ? "expected the id of one of the records, or all"
                              : "expected the id of one of the records");
  }
}

Json patch_of(const RecordType& type, const MergeInput& input,
              const std::map<std::string, Json>& records) {
  Json patch = Json::object();
  auto& kept = records.at(input.kept);
  auto join = [&](const std::string& name) {
    Json all = value_at(kept, name);
    for (auto& loser : input.losers) all = joined(all, value_at(records.at(loser), name));
    if (!all.empty() && all != value_at(kept, name)) patch[name] = all;
  };
  for (auto& [name, from] : input.fields) {
    if (from == "all") {
      join(name);
      continue;
    }
    if (from == input.kept) continue;
    auto value = taken(value_at(records.at(from), name));
    auto field = type.find_field(name);
    // What led to the one kept would lead from it to itself.
    if (field && field->is_reference() && value == Json(input.kept)) value = nullptr;
    if (value != taken(value_at(kept, name))) patch[name] = value;
  }
  for (auto name : {"tags", "external_ids"}) join(name);
  return patch;
}

Json patch_back(const Json& written, const Json& current, std::vector<std::string>& changed_since) {
  Json patch = Json::object();
  for (auto& [name, value] : written.items()) {
    if (value_at(current, name) == value_at(value, "after"))
      patch[name] = value_at(value, "before");
    else
      changed_since.push_back(name);
  }
  return patch;
}

}  // namespace hub::quality::impl
