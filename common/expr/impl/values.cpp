#include "common/expr/impl/values.hpp"

#include <algorithm>

#include <google/protobuf/timestamp.pb.h>

#include "common/codec/custom.hpp"
#include "common/codec/values.hpp"

namespace common::expr::impl {
namespace {

using schema::Field;
using schema::FieldDescriptor;
using schema::FieldKind;
using schema::Message;
using Meets = std::function<bool(const Item&)>;

std::string choice_text(const Field& field, int number) {
  auto value = field.descriptor->enum_type()->FindValueByNumber(number);
  return value ? schema::choice_name(value) : "#" + std::to_string(number);
}

template <class T>
const T& value_of(const Message& message, const FieldDescriptor* descriptor) {
  return static_cast<const T&>(message.GetReflection()->GetMessage(message, descriptor));
}

std::int64_t micros_of(const Message& message, const FieldDescriptor* descriptor) {
  return to_micros(
      codec::from_timestamp(value_of<google::protobuf::Timestamp>(message, descriptor)));
}

std::int64_t integer_of(const Message& message, const FieldDescriptor* descriptor, int index) {
  auto reflection = message.GetReflection();
  bool list = descriptor->is_repeated();
  switch (descriptor->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return list ? reflection->GetRepeatedInt32(message, descriptor, index)
                  : reflection->GetInt32(message, descriptor);
    case FieldDescriptor::CPPTYPE_UINT32:
      return list ? reflection->GetRepeatedUInt32(message, descriptor, index)
                  : reflection->GetUInt32(message, descriptor);
    case FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<std::int64_t>(
          list ? reflection->GetRepeatedUInt64(message, descriptor, index)
               : reflection->GetUInt64(message, descriptor));
    default:
      return list ? reflection->GetRepeatedInt64(message, descriptor, index)
                  : reflection->GetInt64(message, descriptor);
  }
}

/// Text that the store keeps as null when it is empty.
bool meets_if_any(const std::string& text, const Meets& meets) {
  return !text.empty() && meets({0, text});
}

bool header_item(const Path& path, const Message& record, const Meets& meets) {
  auto& header = schema::header(record);
  if (path.list) {
    for (auto& tag : header.tags())
      if (meets({0, tag})) return true;
    return false;
  }
  switch (path.comparing) {
    case Comparing::number:
      return meets({header.version(), {}});
    case Comparing::instant:
      return header.GetReflection()->HasField(header, path.header) &&
             meets({micros_of(header, path.header), {}});
    default:
      return meets_if_any(header.GetReflection()->GetString(header, path.header), meets);
  }
}

bool list_item(const Path& path, const Message& message, const Meets& meets) {
  auto& field = *path.field;
  auto reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i) {
    Item item;
    if (field.kind == FieldKind::text || field.kind == FieldKind::reference)
      item.text = comparable(path, reflection->GetRepeatedString(message, field.descriptor, i));
    if (field.kind == FieldKind::choice)
      item.text =
          choice_text(field, reflection->GetRepeatedEnumValue(message, field.descriptor, i));
    if (field.kind == FieldKind::integer) item.integer = integer_of(message, field.descriptor, i);
    if (meets(item)) return true;
  }
  return false;
}

bool part_item(const Path& path, const Message& value, const Meets& meets) {
  auto descriptor = value.GetDescriptor()->FindFieldByName(path.part);
  auto text = value.GetReflection()->GetString(value, descriptor);
  if (path.comparing == Comparing::exact) return meets_if_any(text, meets);
  return value.GetReflection()->HasField(value, descriptor) && meets({0, comparable(path, text)});
}

bool field_item(const Path& path, const Message& message, const Meets& meets) {
  auto& field = *path.field;
  auto reflection = message.GetReflection();
  if (path.list) return list_item(path, message, meets);
  if (!reflection->HasField(message, field.descriptor)) return false;
  if (!path.part.empty())
    return part_item(path, reflection->GetMessage(message, field.descriptor), meets);
  switch (field.kind) {
    case FieldKind::text:
    case FieldKind::reference:
      return meets({0, comparable(path, reflection->GetString(message, field.descriptor))});
    case FieldKind::choice:
      return meets({0, choice_text(field, reflection->GetEnumValue(message, field.descriptor))});
    case FieldKind::integer:
      return meets({integer_of(message, field.descriptor, 0), {}});
    case FieldKind::boolean:
      return meets({reflection->GetBool(message, field.descriptor), {}});
    case FieldKind::instant:
      return meets({micros_of(message, field.descriptor), {}});
    case FieldKind::date:
      return meets({value_of<truckroll::Date>(message, field.descriptor).days(), {}});
    case FieldKind::decimal:
      return meets({value_of<truckroll::Decimal>(message, field.descriptor).millionths(), {}});
    case FieldKind::quantity:
      return meets({value_of<truckroll::Quantity>(message, field.descriptor).millionths(), {}});
    case FieldKind::money: {
      auto& money = value_of<truckroll::Money>(message, field.descriptor);
      return meets({money.minor(), money.currency()});
    }
    default:
      return meets({});
  }
}

}  // namespace

bool meets(const Item& item, const Test& test) {
  if (std::holds_alternative<Present>(test)) return true;
  if (auto range = std::get_if<Range>(&test)) return range->has(item.integer);
  if (auto money = std::get_if<MoneyRange>(&test)) {
    auto places = codec::currency_places(item.text);
    return (places == 0 ? money->none : places == 3 ? money->three : money->two).has(item.integer);
  }
  if (auto ids = std::get_if<OneOf>(&test))
    return std::binary_search(ids->ids.begin(), ids->ids.end(), item.text);
  auto wanted = std::get_if<TextTest>(&test);
  if (!wanted) return false;
  switch (wanted->operation) {
    case Operator::equal:
      return item.text == wanted->operand;
    case Operator::less:
      return item.text < wanted->operand;
    case Operator::less_or_equal:
      return item.text <= wanted->operand;
    case Operator::greater:
      return item.text > wanted->operand;
    case Operator::greater_or_equal:
      return item.text >= wanted->operand;
    case Operator::contains:
      return item.text.find(wanted->operand) != std::string::npos;
    case Operator::present:
      return true;
  }
  return false;
}

bool any_item(const Path& path, const Message& record, const Meets& meets) {
  if (path.header) return header_item(path, record, meets);
  if (path.custom_of)
    return field_item(path, *codec::custom_values(*path.custom_of, record), meets);
  if (!path.lines) return field_item(path, record, meets);
  auto reflection = record.GetReflection();
  for (int i = 0; i < reflection->FieldSize(record, path.lines->descriptor); ++i) {
    if (!path.field) return meets({});
    if (field_item(path, reflection->GetRepeatedMessage(record, path.lines->descriptor, i), meets))
      return true;
  }
  return false;
}

}  // namespace common::expr::impl
