// Fields and literals of an expression, checked against the record type.
#include "common/expr/impl/resolve.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"

namespace common::expr::impl {
namespace {

using schema::Field;
using schema::FieldDescriptor;
using schema::FieldKind;
using schema::RecordType;

constexpr std::int64_t max_number_millionths = 9'000'000'000'000'000'000;

[[noreturn]] void refuse_literal(Sentence reason) {
  throw Refusal{std::move(reason)};
}

constexpr const char* header_names[] = {"id",         "version",    "state",      "created_at",
                                        "created_by", "changed_at", "changed_by", "tags"};

const FieldDescriptor* find_header(std::string_view name) {
  for (auto known : header_names)
    if (name == known) return truckroll::Header::descriptor()->FindFieldByName(std::string(name));
  return nullptr;
}

Comparing comparing_of(const FieldDescriptor* header) {
  if (header->name() == "version") return Comparing::number;
  return header->message_type() ? Comparing::instant : Comparing::exact;
}

bool known(const Field& field, const Scope& scope) {
  return !field.options->secret() && (!scope.visible || scope.visible(*scope.type, field));
}

const Field* find_in(const std::vector<Field>& fields, std::string_view name, const Scope& scope) {
  for (auto& field : fields)
    if (field.name == name && known(field, scope)) return &field;
  return nullptr;
}

const Field* find_custom(std::string_view name, const Scope& scope) {
  auto field = scope.type->find_custom(name);
  return field && known(*field, scope) ? field : nullptr;
}

/// Declared or added by the company.
const Field* find_any(std::string_view name, const Scope& scope) {
  auto field = find_in(scope.type->fields, name, scope);
  return field ? field : find_custom(name, scope);
}

[[noreturn]] void no_field(const Sentence& owner, const std::string& name,
                           const std::vector<Field>& fields, const Scope& scope, bool header) {
  std::vector<std::string> names;
  if (header) names.assign(std::begin(header_names), std::end(header_names));
  for (auto& field : fields)
    if (known(field, scope)) names.push_back(field.name);
  auto near = nearest(name, names);
  if (near.empty()) refuse_literal(say("{} has no field \"{}\"", owner, name));
  refuse_literal(say("{} has no field \"{}\"; did you mean \"{}\"?", owner, name, near));
}

/// What a value has inside: text of an address, a name, a recurrence; the unit, the currency, the
/// type.
void resolve_part(Path& path, const std::string& part) {
  auto& field = *path.field;
  auto no_such = [&] { refuse_literal(say("\"{}\" has no part \"{}\"", field.name, part)); };
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
  if (word.text.size() == 10) return Day{codec::parse_date(word.text)};
  if (path.comparing == Comparing::instant) return parse_instant(word.text);
  refuse_literal("expected a day like 2026-11-20 or today()");
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

Literal exact_of(const Path& path, const Word& word, const RecordType& type) {
  if (!word.quoted && word.text == "me") {
    auto target = refers(path, type);
    if (target == "people.Technician") return Me{true};
    if (target == "admin.User") return Me{false};
    refuse_literal(
        say("\"me\" is a technician or a user, and \"{}\" refers to neither", path.text));
  }
  bool leads = path.field && (path.field->is_reference() ||
                              (path.field->kind == FieldKind::about && path.part == "id"));
  if (leads && !is_id(word.text))
    refuse_literal(
        say("\"{}\" refers to a record: compare it with the record's id, or with a field of it "
            "behind a dot",
            path.text));
  auto choices = choices_of(path, type);
  bool known = choices.empty();
  for (auto& choice : choices) known = known || choice == word.text;
  if (!known) refuse_literal(say("\"{}\" is one of: {}", path.text, listed(choices)));
  return word.text;
}

void check_operator(const Path& path, Operator operation) {
  bool ordering = operation != Operator::equal && operation != Operator::contains;
  if (ordering && (path.comparing == Comparing::exact || is_boolean(path)))
    refuse_literal(say("\"{}\" can only be equal or different, not less or greater", path.text));
  if (operation != Operator::contains || path.list) return;
  if (path.comparing != Comparing::text && path.comparing != Comparing::exact)
    refuse_literal(say("\"{}\" has no text to be contained in; use =", path.text));
}

/// A part between dots, with what stands in [ ] behind it.
struct Part {
  std::string name;
  std::string type;
};

std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts(1);
  bool bracket = false;
  for (char c : text) {
    if (c == '[' || c == ']')
      bracket = c == '[';
    else if (bracket)
      parts.back().type += c;
    else if (c == '.')
      parts.emplace_back();
    else
      parts.back().name += c;
  }
  return parts;
}

/// Where a part leads that has others behind it; nothing when it does not refer to one record.
const RecordType* target_of(const Field& field, const Part& part, const std::string& next,
                            const Scope& scope) {
  bool about = field.kind == FieldKind::about;
  if (!about && !part.type.empty())
    refuse_literal(say("\"{}\" names no type of record in brackets", field.name));
  if (field.list || (!about && !field.is_reference())) {
    if (field.list && field.is_reference())
      refuse_literal(
          say("\"{}\" is a list of references; a filter follows single ones only", field.name));
    return nullptr;
  }
  if (!about) return scope.catalogue->find(field.options->refers());
  if (part.type.empty()) {
    if (next == "id" || next == "type") return nullptr;
    refuse_literal(say("say of which type, as in {}[crm.Account].{}", field.name, next));
  }
  auto target = scope.catalogue->find(part.type);
  bool allowed = false;
  for (auto& name : field.options->about()) allowed = allowed || name == "*" || name == part.type;
  if (!target || !allowed)
    refuse_literal(say("\"{}\" is never about \"{}\"", field.name, part.type));
  return target;
}

/// The path as far as it stays with the record.
Path path_of(const std::vector<Part>& parts, std::size_t next, const Scope& scope) {
  Path path;
  auto& type = *scope.type;
  auto& first = parts[next++].name;
  if (auto header = find_header(first)) {
    path.header = header;
    path.comparing = comparing_of(header);
    path.list = header->is_repeated();
    if (parts.size() > next) refuse_literal(say("\"{}\" has no parts", first));
    return path;
  }
  path.field = find_any(first, scope);
  path.custom_of = path.field && path.field->custom ? &type : nullptr;
  if (!path.field) no_field(Sentence::label(type.label), first, type.fields, scope, true);
  if (path.field->kind == FieldKind::lines) {
    path.lines = path.field;
    path.field = nullptr;
    if (parts.size() == next) return path;
    auto& name = parts[next].name;
    path.field = find_in(path.lines->lines, name, scope);
    if (!path.field || path.field->kind == FieldKind::lines)
      no_field("\"" + first + "\"", name, path.lines->lines, scope, false);
    ++next;
    if (parts.size() > next && path.field->is_reference())
      refuse_literal(
          say("a reference of lines is not followed; compare \"{}.{}\" with an id", first, name));
  }
  resolve_kind(path);
  if (parts.size() > next) resolve_part(path, parts[next++].name);
  if (parts.size() > next) refuse_literal("the path goes too deep");
  return path;
}

}  // namespace

Place resolve_place(std::string_view text, Scope scope) {
  Place place;
  auto parts = parts_of(text);
  std::size_t next = 0;
  for (; next + 1 < parts.size(); ++next) {
    if (find_header(parts[next].name)) break;
    auto field = find_any(parts[next].name, scope);
    auto target = field ? target_of(*field, parts[next], parts[next + 1].name, scope) : nullptr;
    if (!target) break;
    if (static_cast<int>(place.hops.size()) == Expression::max_hops)
      refuse_literal(say("at most {} references one behind the other", Expression::max_hops));
    place.hops.push_back({field, target});
    scope.type = target;
  }
  if (!parts[next].type.empty())
    refuse_literal(say("a field of the record must follow behind \"{}[{}]\"", parts[next].name,
                       parts[next].type));
  place.type = scope.type;
  place.path = path_of(parts, next, scope);
  place.path.text = text;
  return place;
}

Literal resolve_literal(const Path& path, Operator operation, const Word& word,
                        const RecordType& type) {
  bool bare = !word.quoted;
  if (bare && word.text == "null") {
    if (operation == Operator::equal) return {};
    refuse_literal("null is compared with = or !=");
  }
  if (path.comparing == Comparing::presence)
    refuse_literal(
        path.lines && !path.field
            ? say("\"{}\" can only be compared with null; name one of its fields", path.text)
            : say("\"{}\" can only be compared with null", path.text));
  check_operator(path, operation);
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
      refuse_literal(say("\"{}\" is true or false", path.text));
    case Comparing::money:
      return number_of(word);
    default:
      return time_of(path, word);
  }
}

bool takes_bare_names(const Path& path, const RecordType& type) {
  return path.comparing != Comparing::text && choices_of(path, type).empty() && !is_boolean(path);
}

bool is_boolean(const Path& path) {
  return path.field && path.field->kind == FieldKind::boolean;
}

std::string refers(const Path& path, const RecordType& type) {
  if (path.field) return path.field->is_reference() ? path.field->options->refers() : "";
  if (!path.header) return "";
  auto& name = path.header->name();
  if (name == "id") return type.name;
  return name == "created_by" || name == "changed_by" ? "admin.User" : "";
}

}  // namespace common::expr::impl
