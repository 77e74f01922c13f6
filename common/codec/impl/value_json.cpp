#include "common/codec/impl/value_json.hpp"

#include <google/protobuf/timestamp.pb.h>

#include <cstdlib>
#include <limits>
#include <optional>

#include "common/codec/columns.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace common::codec::impl {
namespace {

using schema::Field;
using schema::FieldKind;
using schema::Message;
constexpr int many = -1;  // the field is not repeated

const std::vector<Field>& address_fields() {
  static const auto fields = schema::fields_of(truckroll::Address::descriptor());
  return fields;
}
const std::vector<Field>& name_fields() {
  static const auto fields = schema::fields_of(truckroll::PersonName::descriptor());
  return fields;
}
const std::vector<Field>& recurrence_fields() {
  static const auto fields = schema::fields_of(truckroll::Recurrence::descriptor());
  return fields;
}
const std::vector<Field>* parts_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::address:
      return &address_fields();
    case FieldKind::person_name:
      return &name_fields();
    case FieldKind::recurrence:
      return &recurrence_fields();
    default:
      return nullptr;
  }
}

void append_message_value(std::string& out, const Field& field, const Message& value) {
  switch (field.kind) {
    case FieldKind::instant:
      append_json_text(
          out,
          format_instant(from_timestamp(static_cast<const google::protobuf::Timestamp&>(value))));
      break;
    case FieldKind::date:
      append_json_text(out, format_date(static_cast<const truckroll::Date&>(value).days()));
      break;
    case FieldKind::decimal:
      append_json_text(
          out, format_scaled(static_cast<const truckroll::Decimal&>(value).millionths(), 6));
      break;
    case FieldKind::quantity: {
      auto& quantity = static_cast<const truckroll::Quantity&>(value);
      out += "{\"value\":\"" + format_scaled(quantity.millionths(), 6) + "\",\"unit\":";
      append_json_text(out, quantity.unit());
      out += '}';
      break;
    }
    case FieldKind::money: {
      auto& money = static_cast<const truckroll::Money&>(value);
      out += "{\"amount\":\"" +
             format_scaled(money.minor(), currency_places(money.currency()), true) +
             "\",\"currency\":";
      append_json_text(out, money.currency());
      out += '}';
      break;
    }
    case FieldKind::position: {
      auto& position = static_cast<const truckroll::Position&>(value);
      out += "{\"latitude\":" + format_scaled(position.latitude_e7(), 7) +
             ",\"longitude\":" + format_scaled(position.longitude_e7(), 7) + "}";
      break;
    }
    case FieldKind::about: {
      auto& about = static_cast<const truckroll::About&>(value);
      out += "{\"type\":";
      append_json_text(out, about.type());
      out += ",\"id\":";
      append_json_text(out, about.id());
      out += '}';
      break;
    }
    case FieldKind::lines:
      out += to_json(field.lines, value);
      break;
    default:
      out += to_json(*parts_of(field.kind), value);
  }
}

void append_one(std::string& out, const Field& field, const Message& message, int index) {
  auto reflection = message.GetReflection();
  auto descriptor = field.descriptor;
  bool one = index == many;
  switch (descriptor->cpp_type()) {
    case schema::FieldDescriptor::CPPTYPE_STRING: {
      auto text = one ? reflection->GetString(message, descriptor)
                      : reflection->GetRepeatedString(message, descriptor, index);
      append_json_text(out, field.kind == FieldKind::bytes ? to_base64(text) : text);
      break;
    }
    case schema::FieldDescriptor::CPPTYPE_BOOL:
      out += (one ? reflection->GetBool(message, descriptor)
                  : reflection->GetRepeatedBool(message, descriptor, index))
                 ? "true"
                 : "false";
      break;
    case schema::FieldDescriptor::CPPTYPE_ENUM: {
      auto number = one ? reflection->GetEnumValue(message, descriptor)
                        : reflection->GetRepeatedEnumValue(message, descriptor, index);
      auto value = descriptor->enum_type()->FindValueByNumber(number);
      append_json_text(out, value ? schema::choice_name(value) : "#" + std::to_string(number));
      break;
    }
    case schema::FieldDescriptor::CPPTYPE_INT32:
      out += std::to_string(one ? reflection->GetInt32(message, descriptor)
                                : reflection->GetRepeatedInt32(message, descriptor, index));
      break;
    case schema::FieldDescriptor::CPPTYPE_INT64:
      out += std::to_string(one ? reflection->GetInt64(message, descriptor)
                                : reflection->GetRepeatedInt64(message, descriptor, index));
      break;
    case schema::FieldDescriptor::CPPTYPE_UINT32:
      out += std::to_string(one ? reflection->GetUInt32(message, descriptor)
                                : reflection->GetRepeatedUInt32(message, descriptor, index));
      break;
    case schema::FieldDescriptor::CPPTYPE_UINT64:
      out += std::to_string(one ? reflection->GetUInt64(message, descriptor)
                                : reflection->GetRepeatedUInt64(message, descriptor, index));
      break;
    default:
      append_message_value(out, field,
                           one ? reflection->GetMessage(message, descriptor)
                               : reflection->GetRepeatedMessage(message, descriptor, index));
  }
}

std::string text_of(const Json& value, const std::string& path, const Sentence& expected) {
  if (!value.is_string()) refuse(path, expected);
  return value.get<std::string>();
}

template <class F>
auto at_path(const std::string& path, F&& read) {
  try {
    return read();
  } catch (const Error& error) {
    if (!error.violations().empty()) throw;
    refuse(path, error.sentence());
  }
}

std::int64_t integer_in(const Json& value, const std::string& path, std::int64_t low,
                        std::int64_t high) {
  if (!value.is_number_integer()) refuse(path, "expected a whole number");
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(high))
    refuse(path, say("expected a number up to {}", high));
  auto number = value.get<std::int64_t>();
  if (number < low || number > high)
    refuse(path, say("expected a number from {} to {}", low, high));
  return number;
}

/// Decimals come as text, so that no floating point is in between; whole JSON numbers are taken
/// too.
std::int64_t scaled_of(const Json& value, int places, const std::string& path) {
  auto text = value.is_number_integer()
                  ? common::json_text(value)
                  : text_of(value, path, say("expected a decimal number in quotes, like \"12.5\""));
  return at_path(path, [&] { return parse_scaled(text, places); });
}

void only_keys(const Json& value, const std::string& path,
               std::initializer_list<std::string_view> allowed) {
  if (!value.is_object()) refuse(path, "expected an object");
  for (auto& [key, ignored] : value.items()) {
    bool known = false;
    for (auto name : allowed) known = known || key == name;
    if (!known) refuse(path + "." + key, "there is no such field");
  }
}

std::int32_t degrees_e7(const Json& value, const std::string& path, int limit) {
  if (!value.is_number()) refuse(path, "expected degrees as a number");
  auto degrees = value.get<double>();
  if (!(degrees >= -limit && degrees <= limit))
    refuse(path, say("expected degrees from -{} to {}", limit, limit));
  return static_cast<std::int32_t>(degrees * 1e7 + (degrees < 0 ? -0.5 : 0.5));
}

/// The number of "#7" where it may be taken; nothing otherwise.
std::optional<int> newer_choice(const Field& field, const Source& source, const std::string& text) {
  if (source.stored && text == "unspecified") return 0;
  if (text.size() < 2 || text.size() > 10 || text[0] != '#') return std::nullopt;
  if (source.stored) return std::atoi(text.c_str() + 1);
  if (!source.before) return std::nullopt;
  auto& before = *source.before;
  auto reflection = before.GetReflection();
  auto same = [&](int number) { return number != 0 && "#" + std::to_string(number) == text; };
  bool list = field.descriptor->is_repeated();
  for (int i = 0; i < (list ? reflection->FieldSize(before, field.descriptor) : 1); ++i) {
    auto number = list ? reflection->GetRepeatedEnumValue(before, field.descriptor, i)
                       : reflection->GetEnumValue(before, field.descriptor);
    if (same(number)) return number;
  }
  return std::nullopt;
}

/// The line that has this id; null when there is none.
const Message* find_line(const Field& field, const Message& message, const Json& id) {
  if (!id.is_string()) return nullptr;
  auto reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i) {
    auto& line = reflection->GetRepeatedMessage(message, field.descriptor, i);
    if (line.GetReflection()->GetString(line, line.GetDescriptor()->FindFieldByName("line")) ==
        id.get<std::string>())
      return &line;
  }
  return nullptr;
}

void set_message_value(const Field& field, Message& target, const Json& value,
                       const std::string& path, const Source& source) {
  switch (field.kind) {
    case FieldKind::instant: {
      auto text = text_of(value, path, say("expected a time like 2026-11-16T07:30:00Z"));
      static_cast<google::protobuf::Timestamp&>(target) =
          to_timestamp(at_path(path, [&] { return parse_instant(text); }));
      break;
    }
    case FieldKind::date: {
      auto text = text_of(value, path, say("expected a day like 2026-11-20"));
      static_cast<truckroll::Date&>(target).set_days(
          at_path(path, [&] { return parse_date(text); }));
      break;
    }
    case FieldKind::decimal:
      static_cast<truckroll::Decimal&>(target).set_millionths(scaled_of(value, 6, path));
      break;
    case FieldKind::quantity: {
      only_keys(value, path, {"value", "unit"});
      auto& quantity = static_cast<truckroll::Quantity&>(target);
      quantity.set_millionths(scaled_of(value.value("value", Json()), 6, path + ".value"));
      quantity.set_unit(value.contains("unit")
                            ? text_of(value["unit"], path + ".unit", say("expected a unit code"))
                            : "H87");
      if (quantity.unit().size() > 3)
        refuse(path + ".unit", "expected a UN/ECE unit code of up to three characters");
      break;
    }
    case FieldKind::money: {
      only_keys(value, path, {"amount", "currency"});
      auto currency = text_of(value.value("currency", Json()), path + ".currency",
                              say("expected a currency code like CHF"));
      if (currency.size() != 3) refuse(path + ".currency", "expected a currency code like CHF");
      auto& money = static_cast<truckroll::Money&>(target);
      money.set_minor(
          scaled_of(value.value("amount", Json()), currency_places(currency), path + ".amount"));
      money.set_currency(currency);
      break;
    }
    case FieldKind::position: {
      only_keys(value, path, {"latitude", "longitude"});
      auto& position = static_cast<truckroll::Position&>(target);
      position.set_latitude_e7(degrees_e7(value.value("latitude", Json()), path + ".latitude", 90));
      position.set_longitude_e7(
          degrees_e7(value.value("longitude", Json()), path + ".longitude", 180));
      break;
    }
    case FieldKind::about: {
      only_keys(value, path, {"type", "id"});
      auto& about = static_cast<truckroll::About&>(target);
      about.set_type(text_of(value.value("type", Json()), path + ".type",
                             say("expected a record type like field.WorkOrder")));
      about.set_id(text_of(value.value("id", Json()), path + ".id", say("expected a record's id")));
      if (!is_id(about.id())) refuse(path + ".id", "expected a record's id");
      break;
    }
    case FieldKind::lines: {
      if (!value.is_object()) refuse(path, "expected an object");
      auto old =
          source.before ? find_line(field, *source.before, value.value("line", Json())) : nullptr;
      if (old) restore_unknown_fields(target, unknown_fields(*old));
      for (auto& [key, part] : value.items()) {
        const Field* found = nullptr;
        for (auto& line : field.lines)
          if (line.name == key) found = &line;
        if (!found) refuse(path + "." + key, "there is no such field");
        set_field_value(*found, target, part, path + "." + key, {old, source.stored});
      }
      break;
    }
    default: {
      if (!value.is_object()) refuse(path, "expected an object");
      for (auto& [key, part] : value.items()) {
        const Field* found = nullptr;
        for (auto& candidate : *parts_of(field.kind))
          if (candidate.name == key) found = &candidate;
        if (!found && source.stored) continue;
        if (!found) refuse(path + "." + key, "there is no such field");
        set_field_value(*found, target, part, path + "." + key, {nullptr, source.stored});
      }
    }
  }
}

void set_one(const Field& field, Message& message, const Json& value, const std::string& path,
             const Source& source) {
  auto reflection = message.GetReflection();
  auto descriptor = field.descriptor;
  bool add = descriptor->is_repeated();
  using limits32 = std::numeric_limits<std::int32_t>;
  using limits64 = std::numeric_limits<std::int64_t>;
  switch (descriptor->cpp_type()) {
    case schema::FieldDescriptor::CPPTYPE_STRING: {
      auto text = text_of(
          value, path, field.is_reference() ? say("expected a record's id") : say("expected text"));
      if (field.kind == FieldKind::bytes) text = at_path(path, [&] { return from_base64(text); });
      if (field.is_reference() && !text.empty() && !is_id(text))
        refuse(path, "expected a record's id");
      if (field.kind != FieldKind::bytes && text.find('\0') != std::string::npos)
        refuse(path, "expected text without the NUL character");
      add ? reflection->AddString(&message, descriptor, text)
          : reflection->SetString(&message, descriptor, text);
      break;
    }
    case schema::FieldDescriptor::CPPTYPE_BOOL:
      if (!value.is_boolean()) refuse(path, "expected true or false");
      add ? reflection->AddBool(&message, descriptor, value.get<bool>())
          : reflection->SetBool(&message, descriptor, value.get<bool>());
      break;
    case schema::FieldDescriptor::CPPTYPE_ENUM: {
      auto text = text_of(value, path, say("expected one of the choices, in quotes"));
      auto choice = schema::find_choice(descriptor->enum_type(), text);
      auto number = choice ? std::optional(choice->number()) : newer_choice(field, source, text);
      if (!number) {
        std::vector<std::string> names;
        for (int i = 0; i < descriptor->enum_type()->value_count(); ++i)
          if (auto candidate = descriptor->enum_type()->value(i); candidate->number() != 0)
            names.push_back(schema::choice_name(candidate));
        refuse(path, say("expected one of: {}", listed(names)));
      }
      add ? reflection->AddEnumValue(&message, descriptor, *number)
          : reflection->SetEnumValue(&message, descriptor, *number);
      break;
    }
    case schema::FieldDescriptor::CPPTYPE_INT32: {
      auto number =
          static_cast<std::int32_t>(integer_in(value, path, limits32::min(), limits32::max()));
      add ? reflection->AddInt32(&message, descriptor, number)
          : reflection->SetInt32(&message, descriptor, number);
      break;
    }
    case schema::FieldDescriptor::CPPTYPE_UINT32: {
      auto number = static_cast<std::uint32_t>(
          integer_in(value, path, 0, std::numeric_limits<std::uint32_t>::max()));
      add ? reflection->AddUInt32(&message, descriptor, number)
          : reflection->SetUInt32(&message, descriptor, number);
      break;
    }
    case schema::FieldDescriptor::CPPTYPE_INT64: {
      auto number = integer_in(value, path, limits64::min(), limits64::max());
      add ? reflection->AddInt64(&message, descriptor, number)
          : reflection->SetInt64(&message, descriptor, number);
      break;
    }
    case schema::FieldDescriptor::CPPTYPE_UINT64: {
      auto number = static_cast<std::uint64_t>(integer_in(value, path, 0, limits64::max()));
      add ? reflection->AddUInt64(&message, descriptor, number)
          : reflection->SetUInt64(&message, descriptor, number);
      break;
    }
    default: {
      auto target = add ? reflection->AddMessage(&message, descriptor)
                        : reflection->MutableMessage(&message, descriptor);
      if (!add) target->Clear();
      set_message_value(field, *target, value, path, source);
    }
  }
}

void give_line_id(Message& message, const Field& field, int index) {
  auto line = message.GetReflection()->MutableRepeatedMessage(&message, field.descriptor, index);
  auto id = line->GetDescriptor()->FindFieldByName("line");
  if (line->GetReflection()->GetString(*line, id).empty())
    line->GetReflection()->SetString(line, id, to_hex(random_bytes(8)));
}

}  // namespace

bool is_set(const Field& field, const Message& message) {
  auto reflection = message.GetReflection();
  return field.descriptor->is_repeated() ? reflection->FieldSize(message, field.descriptor) > 0
                                         : reflection->HasField(message, field.descriptor);
}

void append_field_value(std::string& out, const Field& field, const Message& message) {
  if (!field.descriptor->is_repeated()) return append_one(out, field, message, many);
  out += '[';
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field.descriptor); ++i) {
    if (i > 0) out += ',';
    append_one(out, field, message, i);
  }
  out += ']';
}

void set_field_value(const Field& field, Message& message, const Json& value,
                     const std::string& path, Source source) {
  if (!source.before) source.before = &message;
  if (value.is_null()) return message.GetReflection()->ClearField(&message, field.descriptor);
  if (!field.descriptor->is_repeated()) return set_one(field, message, value, path, source);
  if (!value.is_array()) refuse(path, "expected a list");
  if (value.size() > 1000) throw Error(ErrorCode::too_large, "at most 1000 entries", path);
  std::unique_ptr<Message> copy;
  if (source.before == &message && is_set(field, message)) {
    copy.reset(message.New());
    copy->CopyFrom(message);
    source.before = copy.get();
  }
  message.GetReflection()->ClearField(&message, field.descriptor);
  for (std::size_t i = 0; i < value.size(); ++i) {
    set_one(field, message, value[i], path + "[" + std::to_string(i) + "]", source);
    if (field.kind == FieldKind::lines) give_line_id(message, field, static_cast<int>(i));
  }
}

}  // namespace common::codec::impl
