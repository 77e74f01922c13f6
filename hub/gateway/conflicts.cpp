#include "hub/gateway/conflicts.hpp"

#include <google/protobuf/util/message_differencer.h>

#include "common/codec/custom.hpp"
#include "common/codec/json.hpp"
#include "common/codec/unknown.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/sync/delta.hpp"
#include "common/text/json_text.hpp"

namespace hub::gateway {
namespace {

using common::codec::Json;
using common::schema::FieldKind;
namespace options = common::schema::options;
namespace schema = common::schema;

const Field* field_by_number(const RecordType& type, int number) {
  for (auto& field : type.fields)
    if (field.descriptor->number() == number) return &field;
  return nullptr;
}

bool same(const Field& field, const Message& a, const Message& b) {
  return !common::rules::field_differs(&a, b, field.descriptor->number());
}

const Field& line_id(const Field& lines) {
  return lines.lines.front();
}

/// Ids of lines, or the values of a list, as text to compare by.
std::set<std::string> keys_of(const Field& field, const Message& record) {
  std::set<std::string> keys;
  auto reflection = record.GetReflection();
  for (int i = 0; i < reflection->FieldSize(record, field.descriptor); ++i) {
    if (field.kind != FieldKind::lines) {
      if (field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_STRING)
        keys.insert(reflection->GetRepeatedString(record, field.descriptor, i));
      continue;
    }
    auto& line = reflection->GetRepeatedMessage(record, field.descriptor, i);
    keys.insert(line.GetReflection()->GetString(line, line_id(field).descriptor));
  }
  return keys;
}

bool can_join(const Field& field) {
  return field.kind == FieldKind::lines ||
         (field.list && field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_STRING);
}

/// The hub's list and, after it, what the van has that the hub has not.
void join(const Field& field, const Message& current, Message& input) {
  std::unique_ptr<Message> joined(current.New());
  common::sync::copy_field(current, *joined, field.descriptor->number());
  auto known = keys_of(field, current);
  auto reflection = input.GetReflection();
  for (int i = 0; i < reflection->FieldSize(input, field.descriptor); ++i) {
    if (field.kind == FieldKind::lines) {
      auto& line = reflection->GetRepeatedMessage(input, field.descriptor, i);
      if (known.count(line.GetReflection()->GetString(line, line_id(field).descriptor))) continue;
      joined->GetReflection()->AddMessage(joined.get(), field.descriptor)->CopyFrom(line);
    } else {
      auto value = reflection->GetRepeatedString(input, field.descriptor, i);
      if (!known.count(value))
        joined->GetReflection()->AddString(joined.get(), field.descriptor, value);
    }
  }
  common::sync::copy_field(*joined, input, field.descriptor->number());
}

/// They are JSON texts, written into answers as they are. One of a field that is no longer in force
/// is kept, as what was entered before.
void require_custom_values(const RecordType& type, Message& record) {
  auto& header = schema::header(record);
  if (header.custom().empty()) return;
  for (auto& [number, text] : header.custom())
    if (auto name = "custom." + std::to_string(number); !Json::accept(text))
      common::refuse(name, "expected a JSON value");
  if (type.custom.empty()) return;
  auto values = common::codec::custom_values(type, record);
  for (auto& field : type.custom) {
    bool was_set = common::codec::find_custom_json(field, record) != nullptr;
    common::codec::store_custom(field, *values, record);
    if (was_set && !common::codec::find_custom_json(field, record))
      common::refuse(field.name,
                     common::say("this is no value of {}", common::Sentence::label(field.label)));
  }
}

FieldConflict make_conflict(const RecordType& type, const Field& field, const Message& current,
                            const Message& theirs, const wire::Delta& delta) {
  auto base = parse_record(type, delta.base());
  return {type.name,
          schema::header(current).id(),
          field.name,
          value_text(type, field, *base),
          value_text(type, field, current),
          value_text(type, field, theirs),
          {}};
}

std::string custom_text(const Message& record, std::uint32_t number) {
  auto& custom = schema::header(record).custom();
  auto found = custom.find(number);
  return found == custom.end() ? "null" : found->second;
}

/// A company's own field that the office changed meanwhile to something else stays the office's.
bool may_set_custom(const RecordType& type, const Message& current, std::uint32_t number,
                    const wire::Delta* delta, const std::set<std::string>& moved,
                    MergedPatch& patch) {
  auto mine = custom_text(current, number), theirs = custom_text(*patch.input, number);
  if (!delta || !moved.count("custom." + std::to_string(number)) || mine == theirs) return true;
  auto name = "custom." + std::to_string(number);
  for (auto& field : type.custom)
    if (field.descriptor->number() == static_cast<int>(number)) name = field.name;
  patch.conflicts.push_back({type.name,
                             schema::header(current).id(),
                             name,
                             custom_text(*parse_record(type, delta->base()), number),
                             mine,
                             theirs,
                             {}});
  return false;
}

}  // namespace

std::set<std::string> moved_since(store::Connection& connection, const std::string& tenant,
                                  const std::string& record, std::int64_t base_version,
                                  const std::string& device) {
  std::set<std::string> moved;
  auto& rows = connection.query(
      "SELECT commitments FROM change WHERE tenant = ? AND record = ? AND version > ? AND (device "
      "IS NULL OR device <> ?)",
      {tenant, record, base_version, device});
  while (rows.step()) {
    auto names = common::try_read_json(rows.text(0));
    if (names.is_object())
      for (auto& [name, commitment] : names.items()) moved.insert(name);
  }
  return moved;
}

const wire::Delta* find_delta(const wire::Operation& operation, const std::string& type,
                              const std::string& record) {
  for (auto& delta : operation.deltas())
    if (delta.type() == type && delta.record() == record) return &delta;
  return nullptr;
}

std::string value_text(const RecordType& type, const Field& field, const Message& record) {
  auto text = common::codec::to_json(
      type, record, [&](const Field& one) { return &one == &field || one.name == field.name; });
  auto object = common::read_json(text);
  return object.contains(field.name) ? common::json_text(object[field.name]) : "null";
}

std::unique_ptr<Message> parse_record(const RecordType& type, const std::string& bytes) {
  auto record = type.make();
  if (!record->ParseFromString(bytes))
    common::refuse("input", "the command's input cannot be read");
  require_custom_values(type, *record);
  return record;
}

MergedPatch merge_patch(const RecordType& type, const Message& current,
                        const wire::Command& command, const wire::Delta* delta,
                        const std::set<std::string>& moved) {
  MergedPatch patch;
  patch.input = parse_record(type, command.input());
  patch.merged = !moved.empty();
  for (auto number : command.mask()) {
    auto field = field_by_number(type, static_cast<int>(number));
    // Of a van that is a release ahead: kept as it is until this hub knows it.
    if (common::codec::may_be_newer(current, static_cast<int>(number))) {
      patch.mask.push_back(static_cast<int>(number));
      continue;
    }
    if (!field) common::refuse("mask", common::say("there is no field number {}", number));
    bool both = delta && moved.count(field->name) > 0 && !same(*field, current, *patch.input);
    auto owner = field->options->owner();
    if (both && owner == options::APPEND && can_join(*field)) {
      join(*field, current, *patch.input);
    } else if (both) {
      auto conflict = make_conflict(type, *field, current, *patch.input, *delta);
      if (owner == options::TECHNICIAN) conflict.by_rule = "the technician's field";
      patch.conflicts.push_back(std::move(conflict));
      if (owner != options::TECHNICIAN) continue;
    }
    patch.mask.push_back(static_cast<int>(number));
  }
  for (auto number : command.custom_mask())
    if (may_set_custom(type, current, number, delta, moved, patch))
      patch.custom_mask.push_back(static_cast<int>(number));
  return patch;
}

std::vector<FieldConflict> overwritten(const RecordType& type, const Message& before,
                                       const Message& after, const wire::Delta& delta,
                                       const std::set<std::string>& moved) {
  std::vector<FieldConflict> conflicts;
  auto theirs = parse_record(type, delta.values());
  for (auto number : delta.mask()) {
    auto field = field_by_number(type, static_cast<int>(number));
    if (!field || !moved.count(field->name)) continue;
    auto owner = field->options->owner();
    bool office = owner == options::OFFICE || owner == options::OWNER_UNSPECIFIED;
    if (office && same(*field, after, *theirs) && !same(*field, before, *theirs))
      conflicts.push_back(make_conflict(type, *field, before, *theirs, delta));
  }
  return conflicts;
}

}  // namespace hub::gateway
