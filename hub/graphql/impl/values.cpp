#include "common/codec/columns.hpp"
#include "hub/graphql/impl/builder.hpp"

namespace hub::graphql::impl {
namespace {

using common::schema::FieldKind;

struct Part {
  const char* value;
  const char* name;
  const char* key;
  const char* type;
};

// As the API's JSON has them.
constexpr Part parts[] = {{"Money", "amount", "amount", "Decimal"},
                          {"Money", "currency", "currency", "String"},
                          {"Quantity", "value", "value", "Decimal"},
                          {"Quantity", "unit", "unit", "String"},
                          {"Position", "latitude", "latitude", "Float"},
                          {"Position", "longitude", "longitude", "Float"},
                          {"Address", "line1", "line1", "String"},
                          {"Address", "line2", "line2", "String"},
                          {"Address", "postalCode", "postal_code", "String"},
                          {"Address", "city", "city", "String"},
                          {"Address", "region", "region", "String"},
                          {"Address", "country", "country", "String"},
                          {"Address", "position", "position", "Position"},
                          {"Address", "positionOrigin", "position_origin", "String"},
                          {"PersonName", "title", "title", "String"},
                          {"PersonName", "given", "given", "String"},
                          {"PersonName", "family", "family", "String"},
                          {"Recurrence", "rule", "rule", "String"},
                          {"Recurrence", "zone", "zone", "String"},
                          {"Recurrence", "start", "start", "DateTime"},
                          {"ExternalId", "system", "system", "String"},
                          {"ExternalId", "key", "key", "String"}};
constexpr const char* values[] = {"Money",      "Quantity",   "Position",  "Address",
                                  "PersonName", "Recurrence", "ExternalId"};

const char* type_of(const Field& field) {
  switch (field.kind) {
    case FieldKind::integer:
      return field.descriptor->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT32
                 ? "Int"
                 : "Int64";
    case FieldKind::boolean:
      return "Boolean";
    case FieldKind::instant:
      return "DateTime";
    case FieldKind::date:
      return "Date";
    case FieldKind::decimal:
      return "Decimal";
    case FieldKind::quantity:
      return "Quantity";
    case FieldKind::money:
      return "Money";
    case FieldKind::position:
      return "Position";
    case FieldKind::address:
      return "Address";
    case FieldKind::person_name:
      return "PersonName";
    case FieldKind::recurrence:
      return "Recurrence";
    case FieldKind::bytes:
      return "Base64";
    case FieldKind::reference:
      return "ID";
    default:
      return "String";
  }
}

}  // namespace

std::string enum_name(const std::string& name) {
  std::string out;
  for (char c : name) out += c == '-' || c == ' ' ? '_' : c;
  bool reserved = out == "true" || out == "false" || out == "null" || out.empty() ||
                  (out[0] >= '0' && out[0] <= '9');
  return reserved ? "_" + out : out;
}

std::string description_of(const Field& field) {
  auto& o = *field.options;
  auto text = field.label + ".";
  if (!o.help().empty()) text += " " + o.help();
  if (!o.unit().empty()) text += " In " + o.unit() + ".";
  if (o.required()) text += " Required.";
  return text;
}

void Builder::add_value_types() {
  std::map<std::string, std::pair<Type*, Type*>> made;
  for (auto value : values)
    made[value] = {&schema_->add(TypeKind::object, value),
                   &schema_->add(TypeKind::input, std::string(value) + "Input")};
  for (auto& part : parts) {
    auto& [type, input] = made.at(part.value);
    Origin origin{Origin::Kind::part, part.key, {}, {}, {}, {}};
    Schema::add_field(*type, {part.name, {}, schema_->use(part.type), {}, {}, origin});
    auto of = std::string(part.type) == "Position" ? "PositionInput" : part.type;
    input->inputs.push_back({part.name, {}, schema_->use(of), {}, part.key});
  }
  auto& about = schema_->add(TypeKind::input, "AboutInput", "Names a record of any type.");
  about.inputs = {{"type", "Such as \"crm.Account\".", schema_->use("String!"), {}, "type"},
                  {"id", {}, schema_->use("ID!"), {}, "id"}};
}

const Type& Builder::enum_of(const google::protobuf::EnumDescriptor& choices) {
  auto& name = names_.of(choices);
  if (auto known = schema_->find(name)) return *known;
  auto& type = schema_->add(TypeKind::enumeration, name);
  for (int i = 0; i < choices.value_count(); ++i) {
    auto value = choices.value(i);
    if (value->number() == 0) continue;
    auto key = common::schema::choice_name(value);
    auto& label = value->options().GetExtension(options::choice).label();
    type.values.push_back({enum_name(key), label, key});
  }
  return type;
}

const Type& Builder::states_of(const RecordType& type) {
  auto& name = names_.given("states " + type.name, names_.of(type).type + "State");
  if (auto known = schema_->find(name)) return *known;
  auto& states = schema_->add(TypeKind::enumeration, name);
  for (auto& state : type.flow()->state()) states.values.push_back({enum_name(state), {}, state});
  return states;
}

const Type& Builder::scalar_or_value(const Field& field, bool input) {
  if (field.kind == FieldKind::choice) return enum_of(*field.descriptor->enum_type());
  if (input && field.kind == FieldKind::about) return schema_->type("AboutInput");
  std::string name = type_of(field);
  auto& type = schema_->type(name);
  return input && !type.is_leaf() ? schema_->type(name + "Input") : type;
}

const Type& Builder::input_of(const std::string& what, const std::string& wanted,
                              const std::vector<Field>& fields) {
  auto& name = names_.given("input " + what, wanted);
  if (auto known = schema_->find(name)) return *known;
  auto& type = schema_->add(TypeKind::input, name);
  for (auto& field : fields) add_input(type, field);
  return type;
}

void Builder::add_input(Type& type, const Field& field) {
  auto name = camel_case(field.name);
  bool list = field.list || field.kind == FieldKind::lines;
  if (field.is_reference()) name += field.list ? "Ids" : "Id";
  if (type.find_input(name)) name = field.name;
  const Type* of = nullptr;
  if (field.kind == FieldKind::lines) {
    auto& message = *field.descriptor->message_type();
    of =
        &input_of(type.name + "." + field.name + " " + message.full_name(),
                  type.name.substr(0, type.name.rfind("Input")) + pascal_case(field.name) + "Input",
                  field.lines);
  } else {
    of = &scalar_or_value(field, true);
  }
  type.inputs.push_back({name, description_of(field), use_of(*of, list), {}, field.name});
}

}  // namespace hub::graphql::impl
