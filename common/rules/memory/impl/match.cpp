#include "common/rules/memory/impl/match.hpp"

#include "common/codec/values.hpp"
#include "common/text/text.hpp"

namespace common::rules::memory {
namespace {

using schema::Field;
using schema::FieldDescriptor;
using schema::FieldKind;
using schema::Message;

/// As it stands in a column; nothing when it is not set.
std::optional<std::string> value_of(const Field& field, const Message& message) {
  auto reflection = message.GetReflection();
  if (!reflection->HasField(message, field.descriptor)) return std::nullopt;
  switch (field.descriptor->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(message, field.descriptor);
    case FieldDescriptor::CPPTYPE_ENUM:
      return schema::choice_name(reflection->GetEnum(message, field.descriptor));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field.descriptor) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection->GetInt32(message, field.descriptor));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection->GetInt64(message, field.descriptor));
    default:
      break;
  }
  if (field.kind == FieldKind::about)
    return static_cast<const truckroll::About&>(reflection->GetMessage(message, field.descriptor))
        .id();
  return reflection->GetMessage(message, field.descriptor).SerializeAsString();
}

bool list_has(const Field& field, const Message& message, std::string_view value) {
  auto reflection = message.GetReflection();
  bool text = field.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  bool choice = field.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
  for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i) {
    if (text && reflection->GetRepeatedString(message, field.descriptor, i) == value) return true;
    if (choice &&
        schema::choice_name(reflection->GetRepeatedEnum(message, field.descriptor, i)) == value)
      return true;
  }
  return false;
}

bool field_matches(const Field& field, const Message& message, std::string_view value) {
  return field.list ? list_has(field, message, value) : value_of(field, message) == value;
}

}  // namespace

Path::Path(const schema::RecordType& type, std::string_view text) {
  auto parts = text::split(text, '.');
  if (parts[0] == "state" || parts[0] == "id") {
    header_ = parts[0];
    return;
  }
  field_ = &type.field(parts[0]);
  if (field_->kind != FieldKind::lines) return;
  lines_ = field_;
  field_ = nullptr;
  for (auto& field : lines_->lines)
    if (parts.size() > 1 && field.name == parts[1]) field_ = &field;
  if (!field_)
    throw Error(ErrorCode::bad_input,
                say("{} has no field \"{}\"", Sentence::label(type.label), text));
}

bool Path::matches(const Message& record, std::string_view value) const {
  auto& header = schema::header(record);
  if (header_ == "id") return header.id() == value;
  if (header_ == "state") return header.state() == value;
  if (!lines_) return field_matches(*field_, record, value);
  auto reflection = record.GetReflection();
  for (int i = 0; i < reflection->FieldSize(record, lines_->descriptor); ++i)
    if (field_matches(*field_, reflection->GetRepeatedMessage(record, lines_->descriptor, i),
                      value))
      return true;
  return false;
}

bool Path::is_after(const Message& record, Instant moment) const {
  if (!field_ || lines_ || field_->kind != FieldKind::instant)
    throw Error(ErrorCode::bad_input, "only a time is later than another");
  auto reflection = record.GetReflection();
  if (!reflection->HasField(record, field_->descriptor)) return false;
  return codec::from_timestamp(static_cast<const google::protobuf::Timestamp&>(
             reflection->GetMessage(record, field_->descriptor))) > moment;
}

std::optional<std::vector<std::string>> key_of(const schema::RecordType& type,
                                               const Message& record,
                                               const std::vector<std::string>& fields,
                                               const std::string& condition) {
  if (auto equals = condition.find('='); equals != std::string::npos) {
    auto field = std::string(text::trim(std::string_view(condition).substr(0, equals)));
    auto value = std::string(text::trim(std::string_view(condition).substr(equals + 1)));
    if (!Path(type, field).matches(record, value)) return std::nullopt;
  }
  std::vector<std::string> values;
  for (auto& name : fields) {
    auto field = type.find_field(name);
    auto value = field && !field->list && field->kind != FieldKind::lines ? value_of(*field, record)
                                                                          : std::nullopt;
    if (!value) return std::nullopt;  // as in SQL: nothing equals nothing
    values.push_back(*value);
  }
  return values;
}

}  // namespace common::rules::memory
