// Fields and literals of an expression, checked against the record type.
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/impl/parser.hpp"
#include "common/text/text.hpp"

namespace common::expr::impl {
namespace {

using schema::Field;
using schema::FieldDescriptor;
using schema::FieldKind;
using schema::RecordType;

constexpr std::int64_t max_number_millionths = 9'000'000'000'000'000'000;

[[noreturn]] void refuse_literal(std::string reason) {
  throw Refusal{std::move(reason)};
}

const FieldDescriptor* find_header(std::string_view name) {
  for (auto known :
       {"id", "version", "state", "created_at", "created_by", "changed_at", "changed_by", "tags"})
    if (name == known) return truckroll::Header::descriptor()->FindFieldByName(std::string(name));
  return nullptr;
}

Comparing comparing_of(const FieldDescriptor* header) {
  if (header->name() == "version") return Comparing::number;
  return header->message_type() ? Comparing::instant : Comparing::exact;
}

const Field* find_in(const std::vector<Field>& fields, std::string_view name) {
  for (auto& field : fields)
    if (field.name == name && !field.options->secret()) return &field;
  return nullptr;
}

/// What a value has inside: text of an address, a name, a recurrence; the unit, the currency, the
/// type.
void resolve_part(Path& path, const std::string& part) {
  auto& field = *path.field;
  auto no_such = [&] { refuse_literal("\"" + field.name + "\" has no part \"" + part + "\""); };
  if (path.list) no_such();
  path.part = part;
  path.comparing = Comparing::exact;
  switch (field.kind) {
    case FieldKind::about:
      if (part != "id" && part != "type") no_such();
      return;
    case FieldKind::quantity:
      if (part != "unit") no_such();
      return;
    case FieldKind::money:
      if (part != "currency") no_such();
      return;
    case FieldKind::address:
    case FieldKind::person_name:
    case FieldKind::recurrence: {
      auto descriptor = field.descriptor->message_type()->FindFieldByName(part);
      if (!descriptor || descriptor->cpp_type() != FieldDescriptor::CPPTYPE_STRING) no_such();
      path.comparing = Comparing::text;
      return;
    }
    case FieldKind::reference:
      refuse_literal("\"" + field.name +
                     "\" is a reference; a filter compares its id and does not follow it");
    default:
      no_such();
  }
}

void resolve_kind(Path& path) {
  auto& field = *path.field;
  path.list = field.list;
  switch (field.kind) {
    case FieldKind::text:
      path.comparing = Comparing::text;
      path.folded = field.has_key();
      break;
    case FieldKind::choice:
    case FieldKind::reference:
      path.comparing = Comparing::exact;
      break;
    case FieldKind::integer:
    case FieldKind::boolean:
      path.comparing = Comparing::number;
      break;
    case FieldKind::decimal:
    case FieldKind::quantity:
      path.comparing = Comparing::number;
      path.places = 6;
      break;
    case FieldKind::money:
      path.comparing = Comparing::money;
      break;
    case FieldKind::instant:
      path.comparing = Comparing::instant;
      break;
    case FieldKind::date:
      path.comparing = Comparing::date;
      break;
    case FieldKind::about:
      path.comparing = Comparing::exact;
      path.part = "id";
      break;
    default:
      path.comparing = Comparing::presence;
  }
  bool list_of_values = field.kind == FieldKind::text || field.kind == FieldKind::choice ||
                        field.kind == FieldKind::reference || field.kind == FieldKind::integer;
  if (field.list && !list_of_values) path.comparing = Comparing::presence;
}

Number number_of(const Word& word) {
  auto millionths = codec::parse_scaled(word.text, 6);
  if (millionths > max_number_millionths || millionths < -max_number_millionths)
    refuse_literal("the number is too large");
  return {millionths};
}

Literal time_of(const Path& path, const Word& word) {
  if (word.today) return Today{word.offset_days};
  if (word.text.size() == 10) return Day{codec::parse_date(word.text)};
  if (path.comparing == Comparing::instant) return parse_instant(word.text);
  refuse_literal("expected a day like 2026-11-20 or today()");
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

/// The texts an exact path can have; empty when any.
std::vector<std::string> choices_of(const Path& path, const RecordType& type) {
  std::vector<std::string> names;
  if (path.header && path.header->name() == "state" && type.flow())
    names.assign(type.flow()->state().begin(), type.flow()->state().end());
  if (path.field && path.field->kind == FieldKind::choice)
    for (int i = 0; i < path.field->descriptor->enum_type()->value_count(); ++i) {
      auto value = path.field->descriptor->enum_type()->value(i);
      if (value->number() != 0) names.push_back(schema::choice_name(value));
    }
  return names;
}

/// Record type whose ids the path holds; empty: not ids.
std::string refers(const Path& path, const RecordType& type) {
  if (path.field) return path.field->is_reference() ? path.field->options->refers() : "";
  if (!path.header) return "";
  auto& name = path.header->name();
  if (name == "id") return type.name;
  return name == "created_by" || name == "changed_by" ? "admin.User" : "";
}

Literal exact_of(const Path& path, const Word& word, const RecordType& type) {
  if (!word.quoted && word.text == "me") {
    auto target = refers(path, type);
    if (target == "people.Technician") return Me{true};
    if (target == "admin.User") return Me{false};
    refuse_literal("\"me\" is a technician or a user, and \"" + path.text + "\" refers to neither");
  }
  auto choices = choices_of(path, type);
  bool known = choices.empty();
  for (auto& choice : choices) known = known || choice == word.text;
  if (!known) refuse_literal("\"" + path.text + "\" is one of: " + joined(choices));
  return word.text;
}

bool is_boolean(const Path& path) {
  return path.field && path.field->kind == FieldKind::boolean;
}

void check_operator(const Path& path, Operator operation) {
  bool ordering = operation != Operator::equal && operation != Operator::contains;
  if (ordering && (path.comparing == Comparing::exact || is_boolean(path)))
    refuse_literal("\"" + path.text + "\" can only be equal or different, not less or greater");
  if (operation != Operator::contains || path.list) return;
  if (path.comparing != Comparing::text && path.comparing != Comparing::exact)
    refuse_literal("\"" + path.text + "\" has no text to be contained in; use =");
}

}  // namespace

Path resolve_path(std::string_view text, const RecordType& type) {
  Path path;
  path.text = text;
  auto parts = text::split(text, '.');
  std::size_t next = 1;
  if (auto header = find_header(parts[0])) {
    path.header = header;
    path.comparing = comparing_of(header);
    path.list = header->is_repeated();
    if (parts.size() > 1) refuse_literal("\"" + parts[0] + "\" has no parts");
    return path;
  }
  path.field = find_in(type.fields, parts[0]);
  if (!path.field) {
    path.field = type.find_custom(parts[0]);
    path.custom_of = path.field ? &type : nullptr;
  }
  if (!path.field) refuse_literal(type.label + " has no field \"" + parts[0] + "\"");
  if (path.field->kind == FieldKind::lines) {
    path.lines = path.field;
    path.field = nullptr;
    if (parts.size() == 1) return path;
    path.field = find_in(path.lines->lines, parts[next]);
    if (!path.field || path.field->kind == FieldKind::lines)
      refuse_literal("\"" + parts[0] + "\" has no field \"" + parts[next] + "\"");
    ++next;
  }
  resolve_kind(path);
  if (parts.size() > next) resolve_part(path, parts[next++]);
  if (parts.size() > next) refuse_literal("\"" + std::string(text) + "\" goes too deep");
  return path;
}

Literal resolve_literal(const Path& path, Operator operation, const Word& word,
                        const RecordType& type) {
  bool bare = !word.quoted && !word.today;
  if (bare && word.text == "null") {
    if (operation == Operator::equal) return {};
    refuse_literal("null is compared with = or !=");
  }
  bool time = path.comparing == Comparing::instant || path.comparing == Comparing::date;
  if (path.comparing == Comparing::presence)
    refuse_literal("\"" + path.text + "\" can only be compared with null" +
                   (path.lines && !path.field ? "; name one of its fields" : ""));
  check_operator(path, operation);
  if (word.today && !time) refuse_literal("today() is a day, and \"" + path.text + "\" is not");
  switch (path.comparing) {
    case Comparing::text:
      if (bare && word.text == "me")
        refuse_literal("\"me\" is a person; put the text in quotation marks");
      return word.text;
    case Comparing::exact:
      return exact_of(path, word, type);
    case Comparing::number:
      if (!is_boolean(path)) return number_of(word);
      if (word.text == "true" || word.text == "false") return word.text == "true";
      refuse_literal("\"" + path.text + "\" is true or false");
    case Comparing::money:
      return number_of(word);
    default:
      return time_of(path, word);
  }
}

}  // namespace common::expr::impl
