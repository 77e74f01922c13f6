#include "common/codec/columns.hpp"

#include <google/protobuf/unknown_field_set.h>

#include "common/codec/impl/value_json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace common::codec {
namespace {

using schema::Field;
using schema::FieldKind;
using schema::Message;

std::string choice_text(const Message& message, const Field& field) {
  auto number = message.GetReflection()->GetEnumValue(message, field.descriptor);
  auto value = field.descriptor->enum_type()->FindValueByNumber(number);
  return value ? schema::choice_name(value) : "#" + std::to_string(number);
}

void set_choice(Message& message, const Field& field, const std::string& text) {
  int number = 0;
  if (!text.empty() && text[0] == '#')
    number = std::atoi(text.c_str() + 1);
  else if (auto value = schema::find_choice(field.descriptor->enum_type(), text))
    number = value->number();
  message.GetReflection()->SetEnumValue(&message, field.descriptor, number);
}

std::int64_t integer_of(const Message& message, const Field& field) {
  auto reflection = message.GetReflection();
  switch (field.descriptor->cpp_type()) {
    case schema::FieldDescriptor::CPPTYPE_INT32:
      return reflection->GetInt32(message, field.descriptor);
    case schema::FieldDescriptor::CPPTYPE_UINT32:
      return reflection->GetUInt32(message, field.descriptor);
    case schema::FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<std::int64_t>(reflection->GetUInt64(message, field.descriptor));
    default:
      return reflection->GetInt64(message, field.descriptor);
  }
}

void set_integer(Message& message, const Field& field, std::int64_t value) {
  auto reflection = message.GetReflection();
  switch (field.descriptor->cpp_type()) {
    case schema::FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(&message, field.descriptor, static_cast<std::int32_t>(value));
      break;
    case schema::FieldDescriptor::CPPTYPE_UINT32:
      reflection->SetUInt32(&message, field.descriptor, static_cast<std::uint32_t>(value));
      break;
    case schema::FieldDescriptor::CPPTYPE_UINT64:
      reflection->SetUInt64(&message, field.descriptor, static_cast<std::uint64_t>(value));
      break;
    default:
      reflection->SetInt64(&message, field.descriptor, value);
  }
}

template <class T>
const T& value_of(const Message& message, const Field& field) {
  return static_cast<const T&>(message.GetReflection()->GetMessage(message, field.descriptor));
}

template <class T>
T& mutable_value(Message& message, const Field& field) {
  return static_cast<T&>(*message.GetReflection()->MutableMessage(&message, field.descriptor));
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value{} : Value{text};
}

const std::string& as_text(const Value& value) {
  static const std::string none;
  auto text = std::get_if<std::string>(&value);
  return text ? *text : none;
}

std::int64_t as_integer(const Value& value) {
  auto number = std::get_if<std::int64_t>(&value);
  return number ? *number : 0;
}

bool is_json_kind(const Field& field) {
  return field.list || field.kind == FieldKind::address || field.kind == FieldKind::person_name ||
         field.kind == FieldKind::recurrence;
}

/// A list of texts or choices as we wrote it ourselves, when it needs no parser: ["a","b"], nothing
/// escaped and no choice of a newer release. False when it does; then nothing is set.
bool set_plain_list(const Field& field, Message& message, std::string_view json) {
  auto descriptor = field.descriptor;
  bool choices = field.kind == FieldKind::choice;
  bool texts = field.kind == FieldKind::text || field.kind == FieldKind::reference;
  if (!field.list || !(choices || texts) || json.size() < 4 || !json.starts_with("[\"") ||
      !json.ends_with("\"]") || json.find('\\') != json.npos)
    return false;
  std::vector<std::string_view> parts;
  for (json = json.substr(2, json.size() - 4);;) {
    auto quote = json.find('"');
    parts.push_back(json.substr(0, quote));
    if (quote == json.npos) break;
    if (json.substr(quote, 3) != "\",\"") return false;
    json.remove_prefix(quote + 3);
  }
  std::vector<int> numbers;
  for (auto part : parts) {
    auto value = choices ? schema::find_choice(descriptor->enum_type(), part) : nullptr;
    if (choices && !value) return false;
    if (value) numbers.push_back(value->number());
  }
  auto reflection = message.GetReflection();
  reflection->ClearField(&message, descriptor);
  for (auto number : numbers) reflection->AddEnumValue(&message, descriptor, number);
  for (auto part : choices ? std::vector<std::string_view>{} : parts)
    reflection->AddString(&message, descriptor, std::string(part));
  return true;
}

}  // namespace

std::vector<Column> columns_of(const std::vector<Field>& fields) {
  std::vector<Column> columns;
  for (auto& field : fields) {
    auto add = [&](std::string suffix, ColumnType type) {
      columns.push_back({field.name + suffix, type, &field});
    };
    if (field.kind == FieldKind::lines) continue;
    if (is_json_kind(field)) {
      add("", ColumnType::text);
      continue;
    }
    switch (field.kind) {
      case FieldKind::text:
        add("", ColumnType::text);
        if (field.has_key()) add("__key", ColumnType::text);
        break;
      case FieldKind::integer:
      case FieldKind::boolean:
      case FieldKind::instant:
      case FieldKind::date:
      case FieldKind::decimal:
        add("", ColumnType::integer);
        break;
      case FieldKind::quantity:
        add("", ColumnType::integer);
        add("__unit", ColumnType::text);
        break;
      case FieldKind::money:
        add("", ColumnType::integer);
        add("__currency", ColumnType::text);
        break;
      case FieldKind::position:
        add("__latitude", ColumnType::integer);
        add("__longitude", ColumnType::integer);
        break;
      case FieldKind::about:
        add("", ColumnType::text);
        add("__type", ColumnType::text);
        break;
      case FieldKind::bytes:
        add("", ColumnType::blob);
        break;
      default:
        add("", ColumnType::text);
    }
  }
  return columns;
}

void append_values(const Field& field, const Message& message, std::vector<Value>& out) {
  if (field.kind == FieldKind::lines) return;
  auto reflection = message.GetReflection();
  if (is_json_kind(field)) {
    bool set = field.list ? reflection->FieldSize(message, field.descriptor) > 0
                          : reflection->HasField(message, field.descriptor);
    std::string text;
    if (set) impl::append_field_value(text, field, message);
    out.push_back(set ? Value{text} : Value{});
    return;
  }
  bool set = reflection->HasField(message, field.descriptor);
  auto integer = [&](std::int64_t value) { out.push_back(set ? Value{value} : Value{}); };
  switch (field.kind) {
    case FieldKind::integer:
      integer(set ? integer_of(message, field) : 0);
      break;
    case FieldKind::boolean:
      integer(set && reflection->GetBool(message, field.descriptor));
      break;
    case FieldKind::choice:
      out.push_back(set ? Value{choice_text(message, field)} : Value{});
      break;
    case FieldKind::instant:
      integer(to_micros(from_timestamp(value_of<google::protobuf::Timestamp>(message, field))));
      break;
    case FieldKind::date:
      integer(value_of<truckroll::Date>(message, field).days());
      break;
    case FieldKind::decimal:
      integer(value_of<truckroll::Decimal>(message, field).millionths());
      break;
    case FieldKind::quantity:
      integer(value_of<truckroll::Quantity>(message, field).millionths());
      out.push_back(text_or_null(value_of<truckroll::Quantity>(message, field).unit()));
      break;
    case FieldKind::money:
      integer(value_of<truckroll::Money>(message, field).minor());
      out.push_back(text_or_null(value_of<truckroll::Money>(message, field).currency()));
      break;
    case FieldKind::position:
      integer(value_of<truckroll::Position>(message, field).latitude_e7());
      integer(value_of<truckroll::Position>(message, field).longitude_e7());
      break;
    case FieldKind::about:
      out.push_back(text_or_null(value_of<truckroll::About>(message, field).id()));
      out.push_back(text_or_null(value_of<truckroll::About>(message, field).type()));
      break;
    case FieldKind::bytes:
      out.push_back(set ? Value{Blob{reflection->GetString(message, field.descriptor)}} : Value{});
      break;
    default: {
      auto text = set ? reflection->GetString(message, field.descriptor) : std::string();
      out.push_back(set ? Value{text} : Value{});
      if (field.has_key()) out.push_back(set ? Value{text::fold(text)} : Value{});
    }
  }
}

std::size_t set_from_values(const Field& field, Message& message, std::span<const Value> values) {
  if (field.kind == FieldKind::lines) return 0;
  auto reflection = message.GetReflection();
  bool null = std::holds_alternative<std::monostate>(values[0]);
  auto clear_or = [&](auto&& set) {
    null ? reflection->ClearField(&message, field.descriptor) : set();
  };
  if (is_json_kind(field)) {
    clear_or([&] {
      auto& text = as_text(values[0]);
      if (!set_plain_list(field, message, text))
        impl::set_field_value(field, message, parse_json(text), "", {nullptr, true});
    });
    return 1;
  }
  switch (field.kind) {
    case FieldKind::integer:
      clear_or([&] { set_integer(message, field, as_integer(values[0])); });
      return 1;
    case FieldKind::boolean:
      clear_or(
          [&] { reflection->SetBool(&message, field.descriptor, as_integer(values[0]) != 0); });
      return 1;
    case FieldKind::choice:
      clear_or([&] { set_choice(message, field, as_text(values[0])); });
      return 1;
    case FieldKind::instant:
      clear_or([&] {
        mutable_value<google::protobuf::Timestamp>(message, field) =
            to_timestamp(from_micros(as_integer(values[0])));
      });
      return 1;
    case FieldKind::date:
      clear_or([&] {
        mutable_value<truckroll::Date>(message, field)
            .set_days(static_cast<std::int32_t>(as_integer(values[0])));
      });
      return 1;
    case FieldKind::decimal:
      clear_or([&] {
        mutable_value<truckroll::Decimal>(message, field).set_millionths(as_integer(values[0]));
      });
      return 1;
    case FieldKind::quantity:
      clear_or([&] {
        mutable_value<truckroll::Quantity>(message, field) =
            quantity(as_integer(values[0]), as_text(values[1]));
      });
      return 2;
    case FieldKind::money:
      clear_or([&] {
        mutable_value<truckroll::Money>(message, field) =
            money(as_integer(values[0]), as_text(values[1]));
      });
      return 2;
    case FieldKind::position:
      clear_or([&] {
        auto& position = mutable_value<truckroll::Position>(message, field);
        position.set_latitude_e7(static_cast<std::int32_t>(as_integer(values[0])));
        position.set_longitude_e7(static_cast<std::int32_t>(as_integer(values[1])));
      });
      return 2;
    case FieldKind::about:
      clear_or([&] {
        mutable_value<truckroll::About>(message, field) =
            about(as_text(values[1]), as_text(values[0]));
      });
      return 2;
    case FieldKind::bytes:
      clear_or([&] {
        auto blob = std::get_if<Blob>(&values[0]);
        reflection->SetString(&message, field.descriptor, blob ? blob->bytes : as_text(values[0]));
      });
      return 1;
    default:
      clear_or([&] { reflection->SetString(&message, field.descriptor, as_text(values[0])); });
      return field.has_key() ? 2 : 1;
  }
}

std::string unknown_fields(const Message& message) {
  std::string bytes;
  message.GetReflection()->GetUnknownFields(message).SerializeToString(&bytes);
  return bytes;
}

void restore_unknown_fields(Message& message, std::string_view bytes) {
  if (bytes.empty()) return;
  message.GetReflection()->MutableUnknownFields(&message)->ParseFromArray(
      bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace common::codec
