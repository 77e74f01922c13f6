#include "hub/graphql/schema.hpp"

#include "common/error/error.hpp"

namespace hub::graphql {
namespace {

struct Scalar {
  const char* name;
  const char* description;
  const char* specified_by;
};

constexpr Scalar scalars[] = {
    {"ID", "Names a record.", ""},
    {"String", "Text.", ""},
    {"Int", "A whole number of 32 bits.", ""},
    {"Float", "A number of double precision.", ""},
    {"Boolean", "true or false.", ""},
    {"Int64", "A whole number of 64 bits, as a string: JavaScript's numbers end at 53 bits.", ""},
    {"DateTime", "A moment in UTC, \"2026-11-20T08:00:00Z\".",
     "https://www.rfc-editor.org/rfc/rfc3339"},
    {"Date", "A day, \"2026-11-20\".", "https://www.rfc-editor.org/rfc/rfc3339"},
    {"Decimal", "A decimal number with up to six places, as a string: \"1.5\".", ""},
    {"Base64", "Bytes as base64.", "https://www.rfc-editor.org/rfc/rfc4648"},
    {"Json", "What an action answers, as JSON.", "https://www.rfc-editor.org/rfc/rfc8259"}};

struct MetaField {
  const char* type;
  const char* name;
  const char* of;
  bool has_deprecated = false;  ///< takes includeDeprecated
};

// Source: section 4.2, Schema Introspection Schema.
constexpr MetaField meta_fields[] = {{"__Schema", "description", "String"},
                                     {"__Schema", "types", "[__Type!]!"},
                                     {"__Schema", "queryType", "__Type!"},
                                     {"__Schema", "mutationType", "__Type"},
                                     {"__Schema", "subscriptionType", "__Type"},
                                     {"__Schema", "directives", "[__Directive!]!"},
                                     {"__Type", "kind", "__TypeKind!"},
                                     {"__Type", "name", "String"},
                                     {"__Type", "description", "String"},
                                     {"__Type", "specifiedByURL", "String"},
                                     {"__Type", "fields", "[__Field!]", true},
                                     {"__Type", "interfaces", "[__Type!]"},
                                     {"__Type", "possibleTypes", "[__Type!]"},
                                     {"__Type", "enumValues", "[__EnumValue!]", true},
                                     {"__Type", "inputFields", "[__InputValue!]", true},
                                     {"__Type", "ofType", "__Type"},
                                     {"__Field", "name", "String!"},
                                     {"__Field", "description", "String"},
                                     {"__Field", "args", "[__InputValue!]!", true},
                                     {"__Field", "type", "__Type!"},
                                     {"__Field", "isDeprecated", "Boolean!"},
                                     {"__Field", "deprecationReason", "String"},
                                     {"__InputValue", "name", "String!"},
                                     {"__InputValue", "description", "String"},
                                     {"__InputValue", "type", "__Type!"},
                                     {"__InputValue", "defaultValue", "String"},
                                     {"__InputValue", "isDeprecated", "Boolean!"},
                                     {"__InputValue", "deprecationReason", "String"},
                                     {"__EnumValue", "name", "String!"},
                                     {"__EnumValue", "description", "String"},
                                     {"__EnumValue", "isDeprecated", "Boolean!"},
                                     {"__EnumValue", "deprecationReason", "String"},
                                     {"__Directive", "name", "String!"},
                                     {"__Directive", "description", "String"},
                                     {"__Directive", "isRepeatable", "Boolean!"},
                                     {"__Directive", "locations", "[__DirectiveLocation!]!"},
                                     {"__Directive", "args", "[__InputValue!]!", true}};

constexpr const char* type_kinds[] = {"SCALAR", "OBJECT",       "INTERFACE", "UNION",
                                      "ENUM",   "INPUT_OBJECT", "LIST",      "NON_NULL"};
constexpr const char* locations[] = {"QUERY",
                                     "MUTATION",
                                     "SUBSCRIPTION",
                                     "FIELD",
                                     "FRAGMENT_DEFINITION",
                                     "FRAGMENT_SPREAD",
                                     "INLINE_FRAGMENT",
                                     "VARIABLE_DEFINITION",
                                     "SCHEMA",
                                     "SCALAR",
                                     "OBJECT",
                                     "FIELD_DEFINITION",
                                     "ARGUMENT_DEFINITION",
                                     "INTERFACE",
                                     "UNION",
                                     "ENUM",
                                     "ENUM_VALUE",
                                     "INPUT_OBJECT",
                                     "INPUT_FIELD_DEFINITION"};

template <class List>
auto find_named(const List& list, std::string_view name) -> decltype(&list[0]) {
  for (auto& one : list)
    if (one.name == name) return &one;
  return nullptr;
}

}  // namespace

std::string TypeUse::text() const {
  if (!list) return type->name + (required ? "!" : "");
  return "[" + type->name + (item_required ? "!]" : "]") + (required ? "!" : "");
}

const InputField* OutputField::find_argument(std::string_view argument) const {
  return find_named(arguments, argument);
}

const OutputField* Type::find(std::string_view field) const {
  auto found = positions.find(field);
  return found == positions.end() ? nullptr : &fields[found->second];
}

const InputField* Type::find_input(std::string_view field) const {
  return find_named(inputs, field);
}

const EnumValue* Type::find_value(std::string_view value) const {
  return find_named(values, value);
}

bool Type::includes(const Type& other) const {
  if (this == &other) return true;
  for (auto type : possible)
    if (type == &other) return true;
  return false;
}

Schema::Schema() {
  for (auto& scalar : scalars) add(TypeKind::scalar, scalar.name, scalar.description);
  add_introspection();
}

void Schema::add_introspection() {
  for (auto name : {"__Schema", "__Type", "__Field", "__InputValue", "__EnumValue", "__Directive"})
    add(TypeKind::object, name);
  auto& kinds = add(TypeKind::enumeration, "__TypeKind");
  for (auto name : type_kinds) kinds.values.push_back({name, {}, name});
  auto& places = add(TypeKind::enumeration, "__DirectiveLocation");
  for (auto name : locations) places.values.push_back({name, {}, name});
  for (auto& row : meta_fields) {
    OutputField field{row.name, {}, use(row.of), {}, {}, {}};
    if (row.has_deprecated)
      field.arguments.push_back({"includeDeprecated", {}, use("Boolean"), false, {}});
    add_field(*by_name_.at(row.type), std::move(field));
  }
  add_field(meta, {"__typename", {}, use("String!"), {}, {}, {}});
  add_field(meta, {"__schema", {}, use("__Schema!"), {}, {}, {}});
  add_field(meta, {"__type", {}, use("__Type"), {{"name", {}, use("String!"), {}, {}}}, {}, {}});
}

Type& Schema::add(TypeKind kind, std::string name, std::string description) {
  auto& place = by_name_[name];
  if (place) throw common::Error(common::ErrorCode::internal, name + " is twice in the schema");
  types_.push_back(std::make_unique<Type>());
  place = types_.back().get();
  place->kind = kind;
  place->name = std::move(name);
  place->description = std::move(description);
  return *place;
}

bool Schema::add_field(Type& type, OutputField field) {
  if (!type.positions.emplace(field.name, type.fields.size()).second) return false;
  type.fields.push_back(std::move(field));
  return true;
}

const Type* Schema::find(std::string_view name) const {
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const Type& Schema::type(std::string_view name) const {
  if (auto found = find(name)) return *found;
  throw common::Error(common::ErrorCode::internal, "the schema has no type " + std::string(name));
}

TypeUse Schema::use(std::string_view text) const {
  TypeUse use;
  auto strip = [&] {
    bool marked = text.ends_with('!');
    if (marked) text.remove_suffix(1);
    return marked;
  };
  use.required = strip();
  if (text.starts_with('[')) {
    use.list = true;
    text = text.substr(1, text.size() - 2);
    use.item_required = strip();
  }
  use.type = &type(text);
  return use;
}

std::vector<DirectiveType> directive_types(const Schema& schema) {
  InputField condition{"if", "The condition.", schema.use("Boolean!"), {}, {}};
  std::vector<std::string> selections{"FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"};
  InputField reason{"reason", "Why.", schema.use("String"), "No longer supported", {}};
  InputField url{"url", "Its address.", schema.use("String!"), {}, {}};
  return {{"include", "Only where the condition is true.", selections, {condition}},
          {"skip", "Not where the condition is true.", selections, {condition}},
          {"deprecated",
           "Goes with a later version.",
           {"FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"},
           {reason}},
          {"specifiedBy", "Where a scalar is specified.", {"SCALAR"}, {url}}};
}

std::string specified_by(const Type& type) {
  for (auto& scalar : scalars)
    if (type.name == scalar.name) return scalar.specified_by;
  return {};
}

}  // namespace hub::graphql
