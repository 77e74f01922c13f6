#include "common/validate/validate.hpp"

#include <cmath>
#include <mutex>
#include <regex>
#include <set>

#include "common/codec/custom.hpp"
#include "common/codec/iso_codes.hpp"
#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/text/iban.hpp"
#include "common/text/phone.hpp"
#include "common/text/text.hpp"
#include "common/validate/form.hpp"
#include "common/zone/zone.hpp"

namespace common::validate {
namespace {

using schema::Field;
using schema::FieldKind;
using schema::Message;

constexpr int lines_max = 1000;
constexpr std::int64_t scaled_max = 1'000'000'000'000'000;
/// Nothing that a company works with lies outside; a slip of the finger in a year does.
constexpr std::int32_t days_min = -62091, days_max = 84005;  // 1800-01-01 to 2199-12-31
constexpr std::int64_t seconds_of_day = 86400;

bool matches(const std::string& pattern, const std::string& text) {
  static std::mutex mutex;
  static std::map<std::string, std::regex> compiled;
  std::lock_guard lock(mutex);
  auto [found, added] = compiled.try_emplace(pattern);
  if (added) found->second = std::regex(pattern);
  return std::regex_match(text, found->second);
}

/// People read an example, not a pattern.
Sentence form_problem(const std::string& pattern) {
  auto example = example_of(pattern);
  if (example.empty()) return "this does not have the expected form";
  return say("expected a form such as {}", example);
}

bool is_mail_address(const std::string& text) {
  auto at = text.rfind('@');
  if (at == std::string::npos || at == 0 || at > 64 || text.size() > 254) return false;
  auto domain = std::string_view(text).substr(at + 1);
  if (domain.empty() || domain.front() == '.' || domain.back() == '.') return false;
  for (char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == '<' || c == '>' || c == ',' || c == ';' ||
        c == '"')
      return false;
  return text.find('@') == at;
}

/// One with "+" has to be possible in its country. Others are somebody's own way to write one of
/// his country, an extension or a short number.
bool is_phone(const std::string& text) {
  if (text.starts_with('+')) return !common::text::to_e164(text).empty();
  return matches(R"([0-9 ()/.\-]{3,30})", text);
}

Sentence widget_problem(schema::options::Widget widget, const std::string& text) {
  namespace options = schema::options;
  switch (widget) {
    case options::EMAIL:
      return is_mail_address(text) ? "" : "expected an e-mail address like name@example.com";
    case options::PHONE:
      return is_phone(text) ? "" : "expected a phone number like +423 230 00 00";
    case options::URL:
      return matches(R"(https?://\S+)", text) ? ""
                                              : "expected an address that begins with https://";
    case options::COLOR:
      return matches("#[0-9A-Fa-f]{6}", text) ? "" : "expected a colour like #2563EB";
    case options::TIME_ZONE:
      return zone::is_known(text) ? "" : "expected a time zone like Europe/Vaduz";
    case options::LANGUAGE:
      return matches("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text)
                 ? ""
                 : "expected a language like de or de-CH";
    case options::CURRENCY:
      return codec::is_currency(text) ? "" : "expected a currency code like CHF";
    case options::COUNTRY:
      return codec::is_country(text) ? "" : "expected a country code like LI";
    case options::BLOB:
      return matches("[0-9a-f]{64}", text) ? "" : "expected the SHA-256 of an uploaded file";
    default:
      return "";
  }
}

std::size_t length_limit(const Field& field) {
  if (field.options->max_length() > 0) return static_cast<std::size_t>(field.options->max_length());
  switch (field.options->widget()) {
    case schema::options::TEXT_AREA:
    case schema::options::RICH_TEXT:
      return 20000;
    case schema::options::JSON_TEXT:
      return 1000000;
    default:
      return 200;
  }
}

/// Overrides, embeddings and isolates of Unicode's bidirectional algorithm (UAX 9): in a line they
/// turn what is shown beside it.
bool turns_direction(const std::string& text) {
  for (auto at = text.find('\xe2'); at != std::string::npos; at = text.find('\xe2', at + 1)) {
    auto next = static_cast<unsigned char>(text[at + 1]),
         last = static_cast<unsigned char>(text[at + 2]);
    bool override_or_embedding = next == 0x80 && last >= 0xaa && last <= 0xae;
    bool isolate = next == 0x81 && last >= 0xa6 && last <= 0xa9;
    if (override_or_embedding || isolate) return true;
  }
  return false;
}

bool has_lines(const Field& field) {
  auto widget = field.options->widget();
  return widget == schema::options::TEXT_AREA || widget == schema::options::RICH_TEXT ||
         widget == schema::options::JSON_TEXT;
}

void check_text(const Field& field, const std::string& text, const std::string& path,
                std::vector<Violation>& out) {
  if (field.is_reference()) {
    if (!text.empty() && !is_id(text)) out.push_back({path, "expected a record's id"});
    return;
  }
  if (!text::is_utf8(text)) return out.push_back({path, "expected UTF-8 text"});
  if (!text::is_plain(text))
    return out.push_back({path, "expected text without control characters"});
  if (!has_lines(field) && turns_direction(text))
    return out.push_back({path, "expected text without characters that turn its direction"});
  auto limit = length_limit(field);
  if (text::length(text) > limit)
    return out.push_back(
        {path, say("at most {} characters; these are {}", limit, text::length(text))});
  if (text.empty()) return;
  if (auto problem = widget_problem(field.options->widget(), text); !problem.empty())
    out.push_back({path, problem});
  if (!field.options->pattern().empty() && !matches(field.options->pattern(), text))
    return out.push_back({path, form_problem(field.options->pattern())});
  if (field.options->pattern() == text::iban_pattern && !text::has_iban_check_digits(text))
    out.push_back({path, "this IBAN has wrong check digits; a digit or letter is mistyped"});
}

/// Sums and products of what is stored must fit: a billion units, ten thousand billion francs.
void check_size(const Field& field, const Message& message, const std::string& path,
                std::vector<Violation>& out) {
  auto& value = message.GetReflection()->GetMessage(message, field.descriptor);
  std::int64_t scaled = 0;
  if (field.kind == FieldKind::decimal)
    scaled = static_cast<const truckroll::Decimal&>(value).millionths();
  else if (field.kind == FieldKind::quantity)
    scaled = static_cast<const truckroll::Quantity&>(value).millionths();
  else
    scaled = static_cast<const truckroll::Money&>(value).minor();
  if (scaled > scaled_max || scaled < -scaled_max) out.push_back({path, "is too large a number"});
}

void check_bounds(const Field& field, double value, const std::string& path,
                  std::vector<Violation>& out) {
  auto number = [](double bound) {
    return bound == std::floor(bound) ? std::to_string(static_cast<long long>(bound))
                                      : std::to_string(bound);
  };
  if (field.options->has_minimum() && value < field.options->minimum())
    out.push_back({path, say("at least {}", number(field.options->minimum()))});
  if (field.options->has_maximum() && value > field.options->maximum())
    out.push_back({path, say("at most {}", number(field.options->maximum()))});
}

void check_number(const Field& field, const Message& message, const std::string& path,
                  std::vector<Violation>& out) {
  auto reflection = message.GetReflection();
  auto value = [&]() -> const Message& {
    return reflection->GetMessage(message, field.descriptor);
  };
  switch (field.kind) {
    case FieldKind::integer:
      if (field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_INT32)
        check_bounds(field, reflection->GetInt32(message, field.descriptor), path, out);
      else if (field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_INT64)
        check_bounds(field, static_cast<double>(reflection->GetInt64(message, field.descriptor)),
                     path, out);
      else if (field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_UINT32)
        check_bounds(field, reflection->GetUInt32(message, field.descriptor), path, out);
      else
        check_bounds(field, static_cast<double>(reflection->GetUInt64(message, field.descriptor)),
                     path, out);
      break;
    case FieldKind::instant: {
      auto& instant = static_cast<const google::protobuf::Timestamp&>(value());
      if (instant.seconds() < days_min * seconds_of_day ||
          instant.seconds() >= (days_max + 1) * seconds_of_day || instant.nanos() < 0 ||
          instant.nanos() > 999'999'999)
        out.push_back({path, "expected a time in the years 1800 to 2199"});
      break;
    }
    case FieldKind::date: {
      auto days = static_cast<const truckroll::Date&>(value()).days();
      if (days < days_min || days > days_max)
        out.push_back({path, "expected a day in the years 1800 to 2199"});
      break;
    }
    case FieldKind::position: {
      auto& position = static_cast<const truckroll::Position&>(value());
      if (std::abs(static_cast<std::int64_t>(position.latitude_e7())) > 900'000'000 ||
          std::abs(static_cast<std::int64_t>(position.longitude_e7())) > 1'800'000'000)
        out.push_back({path, "expected degrees from -90 to 90 and from -180 to 180"});
      break;
    }
    case FieldKind::decimal:
      check_size(field, message, path, out);
      check_bounds(
          field,
          static_cast<double>(static_cast<const truckroll::Decimal&>(value()).millionths()) / 1e6,
          path, out);
      break;
    case FieldKind::quantity:
      check_size(field, message, path, out);
      check_bounds(
          field,
          static_cast<double>(static_cast<const truckroll::Quantity&>(value()).millionths()) / 1e6,
          path, out);
      break;
    case FieldKind::money: {
      auto& money = static_cast<const truckroll::Money&>(value());
      check_size(field, message, path, out);
      if (!money.currency().empty() && !codec::is_currency(money.currency()))
        out.push_back({path + ".currency", "expected a currency code like CHF"});
      check_bounds(field,
                   static_cast<double>(money.minor()) /
                       std::pow(10, codec::currency_places(money.currency())),
                   path, out);
      if (!matches("[A-Z]{3}", money.currency()))
        out.push_back({path + ".currency", "expected a currency code like CHF"});
      break;
    }
    default:
      break;
  }
}

void check_fields(const std::vector<Field>& fields, const Message& message,
                  const std::string& prefix, std::vector<Violation>& out);

const std::vector<Field>& parts_of(const schema::Descriptor* descriptor) {
  static std::mutex mutex;
  static std::map<const schema::Descriptor*, std::vector<Field>> parts;
  std::lock_guard lock(mutex);
  auto [found, added] = parts.try_emplace(descriptor);
  if (added) found->second = schema::fields_of(descriptor);
  return found->second;
}

/// "example.com/team" is one as people write it; what a browser would run, or take for another
/// program's, is none.
bool is_web_address(const std::string& text) {
  return matches(R"((https?://)?[^\s:]+(:[0-9]{1,5})?(/\S*)?)", text);
}

/// What it is a way to, by its kind.
void check_channel(const truckroll::Channel& channel, const std::string& path,
                   std::vector<Violation>& out) {
  namespace options = schema::options;
  auto widget = options::WIDGET_DEFAULT;
  switch (channel.kind()) {
    case truckroll::CHANNEL_MAIL:
      widget = options::EMAIL;
      break;
    case truckroll::CHANNEL_PHONE:
    case truckroll::CHANNEL_MOBILE:
    case truckroll::CHANNEL_SMS:
      widget = options::PHONE;
      break;
    default:
      break;
  }
  if (channel.value().empty()) return;  // that it is required is told already
  if (channel.kind() == truckroll::CHANNEL_WEB && !is_web_address(channel.value()))
    out.push_back({path + ".value", "expected an address that begins with https://"});
  if (auto problem = widget_problem(widget, channel.value()); !problem.empty())
    out.push_back({path + ".value", problem});
}

void check_lines(const Field& field, const Message& message, const std::string& path,
                 std::vector<Violation>& out) {
  auto reflection = message.GetReflection();
  int size = reflection->FieldSize(message, field.descriptor);
  if (size > lines_max) return out.push_back({path, say("at most {} lines", lines_max)});
  std::set<std::string> seen;
  for (int i = 0; i < size; ++i) {
    auto& line = reflection->GetRepeatedMessage(message, field.descriptor, i);
    auto id = line.GetReflection()->GetString(line, line.GetDescriptor()->FindFieldByName("line"));
    auto at = path + "[" + std::to_string(i) + "]";
    if (id.empty() || id.size() > 36 || id.find('\0') != std::string::npos)
      out.push_back({at + ".line", "expected a line id of 1 to 36 characters"});
    if (!seen.insert(id).second)
      out.push_back({at + ".line", say("the line \"{}\" appears twice", id)});
    check_fields(field.lines, line, at + ".", out);
    if (line.GetDescriptor() == truckroll::Channel::descriptor())
      check_channel(static_cast<const truckroll::Channel&>(line), at, out);
  }
}

void check_list(const Field& field, const Message& message, const std::string& path,
                std::vector<Violation>& out) {
  auto reflection = message.GetReflection();
  int size = reflection->FieldSize(message, field.descriptor);
  if (size > lines_max) return out.push_back({path, say("at most {} entries", lines_max)});
  if (field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_STRING)
    for (int i = 0; i < size; ++i) {
      auto text = reflection->GetRepeatedString(message, field.descriptor, i);
      auto at = path + "[" + std::to_string(i) + "]";
      if (field.is_reference() && text.empty()) out.push_back({at, "expected a record's id"});
      if (field.kind != FieldKind::bytes) check_text(field, text, at, out);
    }
}

bool is_empty(const Field& field, const Message& message) {
  auto reflection = message.GetReflection();
  if (field.descriptor->is_repeated()) return reflection->FieldSize(message, field.descriptor) == 0;
  if (!reflection->HasField(message, field.descriptor)) return true;
  if (field.kind != FieldKind::bytes &&
      field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_STRING)
    return text::trim(reflection->GetString(message, field.descriptor)).empty();
  return field.kind == FieldKind::choice &&
         reflection->GetEnumValue(message, field.descriptor) == 0;
}

void check_field(const Field& field, const Message& message, const std::string& path,
                 std::vector<Violation>& out) {
  if (is_empty(field, message)) {
    if (field.options->required())
      out.push_back({path, say("{} is required", Sentence::label(field.label))});
    return;
  }
  auto reflection = message.GetReflection();
  if (field.kind == FieldKind::lines) return check_lines(field, message, path, out);
  if (field.list) return check_list(field, message, path, out);
  switch (field.kind) {
    case FieldKind::text:
    case FieldKind::reference:
      return check_text(field, reflection->GetString(message, field.descriptor), path, out);
    case FieldKind::address:
    case FieldKind::person_name:
    case FieldKind::recurrence:
      return check_fields(parts_of(field.descriptor->message_type()),
                          reflection->GetMessage(message, field.descriptor), path + ".", out);
    case FieldKind::about: {
      auto& about =
          static_cast<const truckroll::About&>(reflection->GetMessage(message, field.descriptor));
      bool allowed = false;
      for (auto& type : field.options->about())
        allowed = allowed || type == "*" || type == about.type();
      if (!allowed)
        out.push_back(
            {path + ".type", say("a record of type \"{}\" does not belong here", about.type())});
      if (!is_id(about.id())) out.push_back({path + ".id", "expected a record's id"});
      return;
    }
    default:
      return check_number(field, message, path, out);
  }
}

void check_fields(const std::vector<Field>& fields, const Message& message,
                  const std::string& prefix, std::vector<Violation>& out) {
  for (auto& field : fields) check_field(field, message, prefix + field.name, out);
}

void check_sizes(const std::vector<Field>& fields, const Message& message,
                 const std::string& prefix, std::vector<Violation>& out) {
  auto reflection = message.GetReflection();
  for (auto& field : fields) {
    bool scaled = field.kind == FieldKind::decimal || field.kind == FieldKind::quantity ||
                  field.kind == FieldKind::money;
    if (field.kind == FieldKind::lines)
      for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i)
        check_sizes(field.lines, reflection->GetRepeatedMessage(message, field.descriptor, i),
                    prefix + field.name + "[" + std::to_string(i) + "].", out);
    else if (scaled && !field.list && reflection->HasField(message, field.descriptor))
      check_size(field, message, prefix + field.name, out);
  }
}

}  // namespace

std::vector<Violation> check(const schema::RecordType& type, const Message& record) {
  std::vector<Violation> violations;
  check_fields(type.fields, record, "", violations);
  if (!type.custom.empty())
    check_fields(type.custom, *codec::custom_values(type, record), "", violations);
  return violations;
}

std::vector<Violation> check(const std::vector<Field>& fields, const Message& message) {
  std::vector<Violation> violations;
  check_fields(fields, message, "", violations);
  return violations;
}

void require_sizes(const schema::RecordType& type, const schema::Message& record) {
  std::vector<Violation> large;
  check_sizes(type.fields, record, "", large);
  if (!type.custom.empty())
    check_sizes(type.custom, *codec::custom_values(type, record), "", large);
  require_valid(large);
}

void require_valid(const std::vector<Violation>& violations) {
  if (violations.empty()) return;
  auto text =
      violations.size() == 1 ? violations[0].text : say("{} fields are wrong", violations.size());
  throw Error(ErrorCode::bad_input, text, violations);
}

}  // namespace common::validate
