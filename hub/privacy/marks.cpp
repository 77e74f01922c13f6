#include "hub/privacy/marks.hpp"

#include <algorithm>

#include "common/codec/json.hpp"
#include "common/ids/ids.hpp"
#include "hub/store/changes.hpp"

namespace hub::privacy {
namespace {

using common::schema::FieldDescriptor;
using common::schema::FieldKind;
namespace schema = common::schema;
constexpr const char* placeholder = "erased";

bool is_file(const Field& field) {
  return field.options->widget() == schema::options::BLOB;
}

bool holds_file(const Field& field) {
  return is_file(field) || std::any_of(field.lines.begin(), field.lines.end(), is_file);
}

bool is_free_text(const Field& field) {
  auto widget = field.options->widget();
  return widget == schema::options::TEXT_AREA || widget == schema::options::JSON_TEXT ||
         field.kind == FieldKind::position;
}

bool is_text(const Field& field) {
  return field.kind == FieldKind::text && !field.is_reference();
}

/// For people, not a key by which the record is known.
bool is_words(const Field& field) {
  return is_text(field) && field.options->search() != schema::options::SEARCH_NONE;
}

/// Whether a field that is no lines, or lines as a whole, goes.
bool field_goes(const Field& field, Extent extent) {
  bool marked = field.options->personal();
  switch (extent) {
    case Extent::law:
      return marked && is_free_text(field) && !field.options->required();
    case Extent::marked:
      return marked;
    case Extent::person:
      return marked || field.options->secret();
    case Extent::whole:
      return marked || is_free_text(field) || is_words(field) || holds_file(field) ||
             field.options->secret();
  }
  return false;
}

void collect_files(const Field& field, const Message& message, std::set<std::string>& files) {
  auto reflection = message.GetReflection();
  auto descriptor = field.descriptor;
  if (field.kind == FieldKind::lines) {
    for (int i = 0; i < reflection->FieldSize(message, descriptor); ++i)
      for (auto& part : field.lines)
        collect_files(part, reflection->GetRepeatedMessage(message, descriptor, i), files);
    return;
  }
  bool text = descriptor->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  if (!text || field.custom) return;
  auto take = [&](const std::string& hash) {
    if (hash.size() == 64) files.insert(hash);
  };
  if (!descriptor->is_repeated()) return take(reflection->GetString(message, descriptor));
  for (int i = 0; i < reflection->FieldSize(message, descriptor); ++i)
    take(reflection->GetRepeatedString(message, descriptor, i));
}

bool has(const Field& field, const Message& message) {
  auto reflection = message.GetReflection();
  return field.descriptor->is_repeated() ? reflection->FieldSize(message, field.descriptor) > 0
                                         : reflection->HasField(message, field.descriptor);
}

/// What stands where something must: a unique one by the record's own id.
void set_placeholder(const Field& field, Message& message, const std::string& id) {
  auto reflection = message.GetReflection();
  if (field.list || !field.options->required()) return;
  if (field.kind == FieldKind::person_name) {
    static_cast<truckroll::PersonName&>(*reflection->MutableMessage(&message, field.descriptor))
        .set_family(placeholder);
  } else if (field.kind == FieldKind::address) {
    static_cast<truckroll::Address&>(*reflection->MutableMessage(&message, field.descriptor))
        .set_city(placeholder);
  } else if (is_text(field) && field.options->widget() == schema::options::JSON_TEXT) {
    reflection->SetString(&message, field.descriptor, "{}");
  } else if (is_text(field) && !is_file(field)) {
    reflection->SetString(&message, field.descriptor,
                          field.options->unique() ? placeholder + ("-" + id) : placeholder);
  }
}

/// False when there was nothing, or nothing but the placeholder.
bool clear(const Field& field, Message& message, const std::string& id,
           std::set<std::string>* files) {
  if (!has(field, message)) return false;
  std::unique_ptr<Message> before(message.New());
  before->CopyFrom(message);
  if (files) collect_files(field, message, *files);
  message.GetReflection()->ClearField(&message, field.descriptor);
  set_placeholder(field, message, id);
  return before->SerializeAsString() != message.SerializeAsString();
}

bool clear_custom(const Field& field, Message& record) {
  auto number = static_cast<std::uint32_t>(field.descriptor->number());
  return schema::header(record).mutable_custom()->erase(number) > 0;
}

bool clear_in_lines(const Field& lines, Message& record, Extent extent,
                    std::set<std::string>& files) {
  auto reflection = record.GetReflection();
  bool changed = false;
  for (int i = 0; i < reflection->FieldSize(record, lines.descriptor); ++i) {
    auto& line = *reflection->MutableRepeatedMessage(&record, lines.descriptor, i);
    for (auto& part : lines.lines)
      if (part.name != "line" && field_goes(part, extent))
        changed = clear(part, line, std::to_string(i), &files) || changed;
  }
  return changed;
}

}  // namespace

bool is_personal(const Field& field) {
  if (field.options->personal()) return true;
  return std::any_of(field.lines.begin(), field.lines.end(), is_personal);
}

bool holds_personal(const RecordType& type) {
  return std::any_of(type.fields.begin(), type.fields.end(), is_personal) ||
         std::any_of(type.custom.begin(), type.custom.end(), is_personal);
}

bool goes(const RecordType& type, const std::string& name, Extent extent) {
  if (name == "state") return false;
  if (name == "external_ids" || name == "tags")
    return extent == Extent::person || extent == Extent::whole;
  // What is logged of a field that is gone since cannot be told: it goes.
  auto field = store::find_logged_field(type, name);
  if (!field) return extent != Extent::law;
  if (field_goes(*field, extent)) return true;
  return std::any_of(field->lines.begin(), field->lines.end(),
                     [&](const Field& part) { return field_goes(part, extent); });
}

bool empty(const RecordType& type, Message& record, Extent extent, std::set<std::string>& files) {
  auto& header = schema::header(record);
  auto id = header.id();
  bool changed = false;
  auto each = [&](const Field& field) {
    bool whole = field_goes(field, extent);
    if (field.custom)
      changed = (whole && clear_custom(field, record)) || changed;
    else if (whole)
      changed = clear(field, record, id, &files) || changed;
    else if (field.kind == FieldKind::lines)
      changed = clear_in_lines(field, record, extent, files) || changed;
  };
  for (auto& field : type.fields) each(field);
  for (auto& field : type.custom) each(field);
  if (extent == Extent::person || extent == Extent::whole) {
    changed = changed || header.external_ids_size() > 0;
    header.clear_external_ids();
  }
  return changed;
}

bool empty_line(const Field& lines, Message& record, int index) {
  auto& line = *record.GetReflection()->MutableRepeatedMessage(&record, lines.descriptor, index);
  bool changed = false;
  for (auto& part : lines.lines)
    if (part.options->personal() && part.name != "line")
      changed = clear(part, line, std::to_string(index), nullptr) || changed;
  return changed;
}

}  // namespace hub::privacy
