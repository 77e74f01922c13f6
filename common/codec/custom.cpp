#include "common/codec/custom.hpp"

#include "common/codec/impl/value_json.hpp"
#include "common/error/error.hpp"

namespace common::codec {

using schema::Field;
using schema::Message;

namespace {

/// A text that holds nothing is none, as in declared fields.
bool is_empty_text(const Field& field, const Message& values) {
  return field.kind == schema::FieldKind::text && !field.list &&
         values.GetReflection()->GetString(values, field.descriptor).empty();
}

}  // namespace

const std::string* find_custom_json(const Field& field, const Message& record) {
  auto& custom = schema::header(record).custom();
  auto found = custom.find(static_cast<std::uint32_t>(field.descriptor->number()));
  return found == custom.end() ? nullptr : &found->second;
}

std::unique_ptr<Message> custom_values(const schema::RecordType& type, const Message& record) {
  std::unique_ptr<Message> values(type.values->New());
  for (auto& field : type.custom) {
    auto text = find_custom_json(field, record);
    if (!text) continue;
    try {
      impl::set_field_value(field, *values, parse_json(*text), field.name, {nullptr, true});
    } catch (const Error&) {
      // Of a newer release, or of a van that has not heard of a change: kept as it is, not shown.
      values->GetReflection()->ClearField(values.get(), field.descriptor);
    }
  }
  return values;
}

void store_custom(const Field& field, const Message& values, Message& record) {
  auto number = static_cast<std::uint32_t>(field.descriptor->number());
  auto& custom = *schema::header(record).mutable_custom();
  if (!impl::is_set(field, values) || is_empty_text(field, values)) {
    custom.erase(number);
    return;
  }
  std::string text;
  impl::append_field_value(text, field, values);
  custom[number] = std::move(text);
}

}  // namespace common::codec
