#include "tests/hub/store/random_records.hpp"

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "tests/hub/store/databases.hpp"

namespace stores {
namespace {

using common::schema::Field;
using common::schema::FieldDescriptor;
using common::schema::FieldKind;
using common::schema::Message;

const std::vector<std::string> ids{"0193a000-0000-7000-8000-00000000000a",
                                   "0193a000-0000-7000-8000-00000000000b",
                                   "0193a000-0000-7000-8000-00000000000c"};
const std::vector<std::string> texts{
    "Müller AG",   "MULLER ag",   "straße", "STRASSE",         "",    " a  b ", "100% _x_",
    "back\\slash", "it's \"so\"", "what?",  "日本 \U0001F527", "Zug", "zug",    "Ägeri",
    "null",        "true",        "12",     "line\nbreak"};
const std::vector<std::int64_t> numbers{0,
                                        1,
                                        2,
                                        -1,
                                        5,
                                        12,
                                        1'000'000,
                                        1'500'000,
                                        -2'500'000,
                                        125'050,
                                        333'333,
                                        9'007'199'254'740'993,
                                        9'000'000'000'000'000'000,
                                        -9'100'000'000'000'000'000};
const std::vector<std::string> currencies{"CHF", "EUR", "JPY", "KWD", ""};
const std::vector<std::string> operators{"=", "!=", "<", "<=", ">", ">="};
const std::int64_t noon = common::to_micros(common::parse_instant("2026-11-20T12:00:00Z"));
constexpr std::int64_t hour = 3'600'000'000;

}  // namespace

std::string Random::id() {
  return pick(ids);
}
std::string Random::text() {
  return pick(texts);
}

void Random::set_message(Message& value, const Field& field) {
  switch (field.kind) {
    case FieldKind::instant:
      static_cast<google::protobuf::Timestamp&>(value) = common::codec::to_timestamp(
          common::from_micros(noon + (static_cast<std::int64_t>(below(9)) - 4) * 12 * hour +
                              (chance(30) ? -1 : 0)));
      return;
    case FieldKind::date:
      static_cast<truckroll::Date&>(value).set_days(
          static_cast<std::int32_t>(noon / (24 * hour) + static_cast<std::int64_t>(below(5)) - 2));
      return;
    case FieldKind::decimal:
      static_cast<truckroll::Decimal&>(value).set_millionths(pick(numbers));
      return;
    case FieldKind::quantity:
      static_cast<truckroll::Quantity&>(value) =
          common::codec::quantity(pick(numbers), chance(80) ? "H87" : "");
      return;
    case FieldKind::money:
      static_cast<truckroll::Money&>(value) = common::codec::money(pick(numbers), pick(currencies));
      return;
    case FieldKind::about:
      static_cast<truckroll::About&>(value) =
          common::codec::about(chance(50) ? "field.WorkOrder" : "crm.Account", id());
      return;
    case FieldKind::lines:
      return fill(value, field.lines);
    case FieldKind::position:
      static_cast<truckroll::Position&>(value).set_latitude_e7(470'000'000);
      return;
    default:
      break;
  }
  for (int i = 0; i < value.GetDescriptor()->field_count(); ++i) {
    auto part = value.GetDescriptor()->field(i);
    if (part->cpp_type() == FieldDescriptor::CPPTYPE_STRING && chance(70))
      value.GetReflection()->SetString(&value, part, text());
  }
}

void Random::add_value(Message& message, const Field& field) {
  auto reflection = message.GetReflection();
  auto descriptor = field.descriptor;
  bool add = descriptor->is_repeated();
  switch (descriptor->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      auto value = field.is_reference() ? id() : text();
      return add ? reflection->AddString(&message, descriptor, value)
                 : reflection->SetString(&message, descriptor, value);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return add ? reflection->AddBool(&message, descriptor, chance(50))
                 : reflection->SetBool(&message, descriptor, chance(50));
    case FieldDescriptor::CPPTYPE_ENUM: {
      int number = chance(3) ? 77
                             : descriptor->enum_type()
                                   ->value(static_cast<int>(below(static_cast<std::size_t>(
                                       descriptor->enum_type()->value_count()))))
                                   ->number();
      return add ? reflection->AddEnumValue(&message, descriptor, number)
                 : reflection->SetEnumValue(&message, descriptor, number);
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      auto value = static_cast<std::int32_t>(below(6));
      return add ? reflection->AddInt32(&message, descriptor, value)
                 : reflection->SetInt32(&message, descriptor, value);
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      auto value = static_cast<std::uint32_t>(below(6));
      return add ? reflection->AddUInt32(&message, descriptor, value)
                 : reflection->SetUInt32(&message, descriptor, value);
    }
    case FieldDescriptor::CPPTYPE_INT64:
      return add ? reflection->AddInt64(&message, descriptor, pick(numbers))
                 : reflection->SetInt64(&message, descriptor, pick(numbers));
    case FieldDescriptor::CPPTYPE_UINT64:
      return add ? reflection->AddUInt64(&message, descriptor, below(6))
                 : reflection->SetUInt64(&message, descriptor, below(6));
    default:
      set_message(add ? *reflection->AddMessage(&message, descriptor)
                      : *reflection->MutableMessage(&message, descriptor),
                  field);
  }
}

void Random::fill(Message& message, const std::vector<Field>& fields) {
  for (auto& field : fields) {
    if (field.name == "line") {
      message.GetReflection()->SetString(&message, field.descriptor,
                                         common::to_hex(common::random_bytes(8)));
      continue;
    }
    if (chance(33)) continue;
    auto count = field.descriptor->is_repeated() ? 1 + below(3) : 1;
    for (std::size_t i = 0; i < count; ++i) add_value(message, field);
  }
}

std::unique_ptr<Message> Random::record(const common::schema::RecordType& type,
                                        const std::string& tenant) {
  auto record = type.make();
  fill(*record, type.fields);
  auto& header = common::schema::header(*record);
  header.set_id(chance(10) ? id() : common::make_id(common::from_micros(noon)));
  header.set_tenant(tenant);
  header.set_version(static_cast<std::int64_t>(1 + below(4)));
  if (type.flow())
    header.set_state(type.flow()->state(
        static_cast<int>(below(static_cast<std::size_t>(type.flow()->state_size())))));
  *header.mutable_created_at() = common::codec::to_timestamp(
      common::from_micros(noon + static_cast<std::int64_t>(below(60)) * hour));
  if (chance(70)) header.set_created_by(id());
  if (chance(70)) header.set_changed_by(id());
  if (chance(70))
    *header.mutable_changed_at() = common::codec::to_timestamp(
        common::from_micros(noon + static_cast<std::int64_t>(below(60)) * hour));
  if (chance(50)) header.add_tags(id());
  if (chance(20)) header.add_tags(id());
  return record;
}

// ---- filters

std::string Random::quote(const std::string& text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string Random::instant_literal() {
  switch (below(8)) {
    case 0:
      return "today()";
    case 1:
      return "today() - 1";
    case 2:
      return "now() - hours(12)";
    case 3:
      return pick(std::vector<std::string>{"this_week()", "last_month()", "next_quarter()",
                                           "this_year()", "start_of_month()",
                                           "start_of_week(today() - 3) + 2"});
    case 4:
      return "2026-11-20T12:00:00Z";
    default:
      return date_literal();
  }
}

std::string Random::number_literal() {
  return pick(std::vector<std::string>{"0", "1", "2", "1.5", "-2.5", "1250.5", "1250.50", "0.05",
                                       "12", "0.000001", "-1", "125.05"});
}

std::string Random::date_literal() {
  return pick(std::vector<std::string>{"2026-11-19", "2026-11-20", "2026-11-21"});
}

std::string Random::header_comparison(const common::schema::RecordType& type) {
  switch (below(6)) {
    case 0:
      return "id " + pick(std::vector<std::string>{"=", "!="}) + " " + id();
    case 1:
      return "version " + pick(operators) + " " + number_literal();
    case 2:
      return "created_at " + pick(operators) + " " + instant_literal();
    case 3:
      return "created_by " + pick(std::vector<std::string>{"=", "!="}) + " " +
             pick(std::vector<std::string>{"me", "null", id()});
    case 4:
      return "tags" + pick(std::vector<std::string>{":", " = ", " != "}) + id();
    default:
      break;
  }
  if (!type.flow()) return "state = null";
  return "state " + pick(std::vector<std::string>{"=", "!="}) + " " +
         type.flow()->state(
             static_cast<int>(below(static_cast<std::size_t>(type.flow()->state_size()))));
}

std::string Random::field_comparison(const std::string& path, const Field& field) {
  auto equality = [&] { return path + pick(std::vector<std::string>{" = ", " != ", ":"}); };
  if (chance(12)) return path + pick(std::vector<std::string>{" = null", " != null", ":*"});
  switch (field.kind) {
    case FieldKind::text:
      return path + " " + (chance(40) ? ":" : pick(operators)) + " " +
             quote(chance(70)                      ? text()
                   : text().substr(0, 1) == "\xe6" ? "日"
                                                   : "l");
    case FieldKind::reference: {
      bool person =
          field.options->refers() == "people.Technician" || field.options->refers() == "admin.User";
      return equality() + (person && chance(40) ? "me" : id());
    }
    case FieldKind::choice: {
      auto type = field.descriptor->enum_type();
      auto value = type->value(
          1 + static_cast<int>(below(static_cast<std::size_t>(type->value_count() - 1))));
      return equality() + common::schema::choice_name(value);
    }
    case FieldKind::integer:
      if (field.list) return path + " " + pick(operators) + " " + number_literal();
      [[fallthrough]];
    case FieldKind::decimal:
    case FieldKind::quantity:
    case FieldKind::money:
      if (!field.list && field.kind == FieldKind::money && chance(20))
        return path + ".currency = JPY";
      if (!field.list && field.kind == FieldKind::quantity && chance(20))
        return path + ".unit != H87";
      if (!field.list) return path + " " + pick(operators) + " " + number_literal();
      break;
    case FieldKind::boolean:
      if (!field.list)
        return path + pick(std::vector<std::string>{" = ", " != "}) +
               (chance(50) ? "true" : "false");
      break;
    case FieldKind::instant:
      if (!field.list) return path + " " + pick(operators) + " " + instant_literal();
      break;
    case FieldKind::date:
      if (!field.list)
        return path + " " + pick(operators) + " " + (chance(40) ? "today()" : date_literal());
      break;
    case FieldKind::about:
      if (field.list) break;
      return path + (chance(50) ? ".type = crm.Account" : ".id != " + id());
    case FieldKind::address:
      if (!field.list)
        return path + pick(std::vector<std::string>{".city", ".line1"}) +
               (chance(50) ? ":" : pick(operators)) + quote(text());
      break;
    case FieldKind::person_name:
      if (!field.list)
        return path + ".family " + (chance(50) ? ":" : pick(operators)) + quote(text());
      break;
    default:
      break;
  }
  return path + " != null";
}

std::string Random::comparison(const common::schema::RecordType& type) {
  if (chance(25)) return computed_comparison(type);
  return path_comparison(type, 0);
}

std::string Random::path_comparison(const common::schema::RecordType& type, int hops) {
  if (chance(20)) return header_comparison(type);
  auto& field = type.fields[below(type.fields.size())];
  if (field.options->secret()) return header_comparison(type);
  if (hops < 3 && !field.list && chance(70)) {
    if (field.is_reference())
      return field.name + "." +
             path_comparison(catalogue().type(field.options->refers()), hops + 1);
    if (field.kind == FieldKind::about)
      for (auto& name : field.options->about())
        if (name == "*" || name == "crm.Account")
          return field.name + "[crm.Account]." +
                 path_comparison(catalogue().type("crm.Account"), hops + 1);
  }
  if (field.kind != FieldKind::lines) return field_comparison(field.name, field);
  auto& line = field.lines[below(field.lines.size())];
  if (line.options->secret()) return field.name + " != null";
  return field_comparison(field.name + "." + line.name, line);
}

// ---- computed values

std::string Random::number_value(const common::schema::RecordType& type, int depth) {
  std::vector<std::string> fields{"version", "days_between(created_at, today() + 1)", "size(tags)"};
  for (auto& field : type.fields) {
    if (field.options->secret()) continue;
    bool number = field.kind == FieldKind::integer || field.kind == FieldKind::decimal ||
                  field.kind == FieldKind::quantity;
    if (number && !field.list) fields.insert(fields.end(), 3, field.name);
    if (field.kind == FieldKind::lines || (field.list && field.kind == FieldKind::reference))
      fields.push_back("size(" + field.name + ")");
  }
  if (auto money = money_value(type, 2); !money.empty() && chance(30))
    fields.push_back("(" + money + " / " + money_value(type, 2) + ")");
  if (depth >= 2 || chance(40)) return pick(fields);
  auto right = chance(40) ? number_literal() : number_value(type, depth + 1);
  return "(" + number_value(type, depth + 1) + " " +
         pick(std::vector<std::string>{"+", "-", "*", "/"}) + " " +
         (right == "0" ? "0.000003" : right) + ")";
}

std::string Random::money_value(const common::schema::RecordType& type, int depth) {
  std::vector<std::string> fields;
  for (auto& field : type.fields)
    if (field.kind == FieldKind::money && !field.list && !field.options->secret())
      fields.push_back(field.name);
  if (fields.empty()) return "";
  if (depth >= 2 || chance(40)) return pick(fields);
  if (chance(50))
    return "(" + money_value(type, depth + 1) + pick(std::vector<std::string>{" + ", " - "}) +
           money_value(type, depth + 1) + ")";
  return "(" + money_value(type, depth + 1) + pick(std::vector<std::string>{" * ", " / "}) +
         number_value(type, depth + 1) + ")";
}

std::string Random::time_value(const common::schema::RecordType& type, FieldKind kind) {
  std::vector<std::string> fields;
  if (kind == FieldKind::instant) fields = {"created_at", "changed_at"};
  for (auto& field : type.fields)
    if (field.kind == kind && !field.list && !field.options->secret()) fields.push_back(field.name);
  if (fields.empty()) return "";
  auto value = pick(fields);
  if (chance(30)) return value;
  if (kind == FieldKind::instant && chance(50))
    return "(" + value + pick(std::vector<std::string>{" + hours(", " - minutes("}) +
           (chance(50) ? "1.5" : number_value(type, 2)) + "))";
  return "(" + value + pick(std::vector<std::string>{" + ", " - "}) +
         (chance(50) ? "2" : number_value(type, 1)) + ")";
}

std::string Random::computed_comparison(const common::schema::RecordType& type) {
  auto sign = " " + pick(operators) + " ";
  auto instant = [&] { return time_value(type, FieldKind::instant); };
  auto date = time_value(type, FieldKind::date);
  auto money = money_value(type, 0);
  switch (below(6)) {
    case 0:
      if (!money.empty())
        return money + sign + (chance(50) ? number_literal() : money_value(type, 1));
      break;
    case 1:
      return instant() + sign + (chance(50) ? instant_literal() : instant());
    case 2:
      if (!date.empty())
        return date + sign + (chance(50) ? instant() : time_value(type, FieldKind::date));
      break;
    case 3:
      return "(" + instant() + " - " + instant() + ")" + sign + "hours(" + number_literal() + ")";
    case 4:
      return "created_by" + pick(std::vector<std::string>{" = ", " != "}) + "changed_by";
    default:
      break;
  }
  return number_value(type, 0) + sign + (chance(50) ? number_literal() : number_value(type, 1));
}

std::string Random::filter(const common::schema::RecordType& type, int depth) {
  if (depth >= 3 || chance(35)) return comparison(type);
  switch (below(4)) {
    case 0:
      return "NOT (" + filter(type, depth + 1) + ")";
    case 1:
      return "(" + filter(type, depth + 1) + ") AND (" + filter(type, depth + 1) + ")";
    case 2:
      return "(" + filter(type, depth + 1) + ") OR (" + filter(type, depth + 1) + ")";
    default:
      return "-(" + comparison(type) + ")";
  }
}

}  // namespace stores
