// JSON schemas of what fields hold, as JSON of the API (common/codec) has them.
#include "hub/api/openapi.hpp"

namespace hub::api {
namespace {

using common::schema::Field;
using common::schema::FieldKind;
using nlohmann::json;
namespace options = common::schema::options;

const json text{{"type", "string"}};
const json decimal{{"type", "string"}, {"pattern", R"(^-?\d+(\.\d+)?$)"}, {"examples", {"12.5"}}};
const json instant{{"type", "string"}, {"format", "date-time"}};

json reference(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

json object(json properties, std::vector<std::string> required = {}) {
  json made{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) made["required"] = std::move(required);
  return made;
}

json choices_of(const Field& field) {
  json names = json::array();
  auto choices = field.descriptor->enum_type();
  for (int i = 0; i < choices->value_count(); ++i)
    if (choices->value(i)->number() != 0)
      names.push_back(common::schema::choice_name(choices->value(i)));
  return {{"type", "string"}, {"enum", std::move(names)}};
}

json lines_of(const Field& field, bool input) {
  json properties = json::object();
  std::vector<std::string> required;
  for (auto& part : field.lines) {
    if (part.options->secret() && !input) continue;
    properties[part.name] = schema_of(part, input);
    if (input && part.options->required() && part.options->default_value().empty())
      required.push_back(part.name);
  }
  auto line = object(std::move(properties), std::move(required));
  if (input) line["additionalProperties"] = false;
  return {{"type", "array"}, {"items", std::move(line)}};
}

json one_value(const Field& field, bool input) {
  switch (field.kind) {
    case FieldKind::integer:
      return {{"type", "integer"}};
    case FieldKind::boolean:
      return {{"type", "boolean"}};
    case FieldKind::choice:
      return choices_of(field);
    case FieldKind::instant:
      return instant;
    case FieldKind::date:
      return {{"type", "string"}, {"format", "date"}};
    case FieldKind::decimal:
      return decimal;
    case FieldKind::quantity:
      return reference("Quantity");
    case FieldKind::money:
      return reference("Money");
    case FieldKind::position:
      return reference("Position");
    case FieldKind::address:
      return reference("Address");
    case FieldKind::person_name:
      return reference("PersonName");
    case FieldKind::recurrence:
      return reference("Recurrence");
    case FieldKind::about:
      return reference("About");
    case FieldKind::reference:
      return reference("Id");
    case FieldKind::bytes:
      return {{"type", "string"}, {"contentEncoding", "base64"}};
    case FieldKind::lines:
      return lines_of(field, input);
    default:
      return text;
  }
}

/// Of what is sent; what was stored may be older than a limit.
void add_limits(json& schema, const Field& field) {
  auto& o = *field.options;
  if (field.kind == FieldKind::text && o.max_length() > 0) schema["maxLength"] = o.max_length();
  if (field.kind == FieldKind::text && !o.pattern().empty())
    schema["pattern"] = "^(?:" + o.pattern() + ")$";
  if (field.kind != FieldKind::integer) return;
  if (o.has_minimum()) schema["minimum"] = o.minimum();
  if (o.has_maximum()) schema["maximum"] = o.maximum();
}

json header_parameter(const std::string& name, const std::string& text, bool required) {
  return {{"name", name},
          {"in", "header"},
          {"description", text},
          {"required", required},
          {"schema", {{"type", "string"}}}};
}

}  // namespace

json schema_of(const Field& field, bool input) {
  auto schema = one_value(field, input);
  if (input) add_limits(schema, field);
  if (field.list) schema = {{"type", "array"}, {"items", std::move(schema)}};
  // Null clears. A reference beside a type is a choice of two.
  if (input && schema.contains("$ref"))
    schema = {{"anyOf", {schema, {{"type", "null"}}}}};
  else if (input && !schema.contains("enum"))
    schema["type"] = {schema["type"], "null"};
  else if (input)
    schema = {{"anyOf", {schema, {{"type", "null"}}}}};
  schema["title"] = field.label;
  auto& o = *field.options;
  auto help = o.help() + (o.unit().empty() ? "" : (o.help().empty() ? "In " : " In ") + o.unit());
  if (!help.empty()) schema["description"] = help;
  // Not "required": a rule may fill it in before that is asked.
  if (input && o.required() && o.default_value().empty()) schema["x-required"] = true;
  if (field.is_reference()) schema["x-refers"] = o.refers();
  if (field.kind == FieldKind::about)
    schema["x-about"] = std::vector<std::string>(o.about().begin(), o.about().end());
  return schema;
}

json value_schemas() {
  auto number = json{{"type", "number"}};
  auto position = reference("Position");
  auto problem =
      object({{"type", text},
              {"title", text},
              {"status", {{"type", "integer"}}},
              {"detail", text},
              {"code", text},
              {"correlation", text},
              {"errors",
               {{"type", "array"},
                {"items", object({{"field", text}, {"text", text}}, {"field", "text"})}}}},
             {"title", "status"});
  problem["description"] = "RFC 9457. `errors` names each field that is wrong.";
  return {{"Id", {{"type", "string"}, {"maxLength", 36}}},
          {"Money", object({{"amount", decimal}, {"currency", text}})},
          {"Quantity", object({{"value", decimal}, {"unit", text}})},
          {"Position", object({{"latitude", number}, {"longitude", number}})},
          {"Address", object({{"line1", text},
                              {"line2", text},
                              {"postal_code", text},
                              {"city", text},
                              {"region", text},
                              {"country", text},
                              {"position", position},
                              {"position_origin", text}})},
          {"PersonName", object({{"title", text}, {"given", text}, {"family", text}})},
          {"Recurrence", object({{"rule", text}, {"zone", text}, {"start", instant}})},
          {"About", object({{"type", text}, {"id", text}})},
          {"ExternalId", object({{"system", text}, {"key", text}}, {"system", "key"})},
          {"Titles",
           {{"type", "object"},
            {"additionalProperties", text},
            {"description", "What the records that are referred to are called, by id."}}},
          {"Problem", problem}};
}

json query_parameter(const std::string& name, const std::string& text, json schema) {
  return {{"name", name}, {"in", "query"}, {"description", text}, {"schema", std::move(schema)}};
}

json path_parameters(const std::string& path) {
  json parameters = json::array();
  for (auto from = path.find('{'); from != std::string::npos; from = path.find('{', from + 1))
    parameters.push_back({{"name", path.substr(from + 1, path.find('}', from) - from - 1)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
  return parameters;
}

json shared_parameters() {
  auto choice = [](std::vector<std::string> names) {
    return json{{"type", "string"}, {"enum", std::move(names)}};
  };
  auto number = [](int most) {
    return json{{"type", "integer"}, {"minimum", 1}, {"maximum", most}};
  };
  return {
      {"id", path_parameters("{id}")[0]},
      {"filter", query_parameter("filter", "A condition, such as `state = \"open\"`.", text)},
      {"order_by", query_parameter("order_by", "Fields, such as `name desc`.", text)},
      {"search", query_parameter("search", "Words that occur in the record's texts.", text)},
      {"page_token", query_parameter("page_token", "next_page_token of the page before.", text)},
      {"page_size", query_parameter("page_size", "50 without.", number(500))},
      {"total", query_parameter("total", "Counts to the end.", choice({"exact"}))},
      {"fields", query_parameter("fields", "Only these fields, such as `name, state`.", text)},
      {"expand", query_parameter("expand",
                                 "References whose records come too, in `expanded` by id, such as "
                                 "`account, contact`.",
                                 text)},
      {"deleted", query_parameter("deleted", "Only what was deleted.", choice({"true", "false"}))},
      {"format", query_parameter("format", "All of the list as a file, to 10,000 records.",
                                 choice({"csv", "xlsx", "json", "vcard"}))},
      {"columns", query_parameter("columns", "Of the file.", text)},
      {"group",
       query_parameter("group", "At most 4 fields, such as `state, created_at:month`.", text)},
      {"sum",
       query_parameter("sum", "At most 4 numbers, amounts, quantities, days or times.", text)},
      {"limit", query_parameter("limit", "So many groups at most; 200 without.", number(1000))},
      {"known", header_parameter("If-None-Match", "The ETag that is known.", false)},
      {"read", header_parameter("If-Match",
                                "The ETag of the version that you have read; * means whichever "
                                "there is.",
                                true)},
      {"once", header_parameter("Idempotency-Key", "Sent again with the same key, it is done once.",
                                false)}};
}

json plain_example(const json& example) {
  if (example.is_object() && example.contains("or_null")) return plain_example(example["or_null"]);
  auto plain = example;
  if (example.is_structured())
    for (auto& value : plain) value = plain_example(value);
  return plain;
}

json schema_of_example(const json& example) {
  if (example.is_object() && example.contains("or_null"))
    return {{"anyOf", {schema_of_example(example["or_null"]), {{"type", "null"}}}}};
  if (example.is_object()) {
    json properties = json::object();
    for (auto& [name, value] : example.items()) properties[name] = schema_of_example(value);
    return object(std::move(properties));
  }
  if (example.is_array()) {
    json schema{{"type", "array"}};
    if (!example.empty()) schema["items"] = schema_of_example(example[0]);
    return schema;
  }
  if (example.is_null()) return json::object();
  if (example.is_boolean()) return {{"type", "boolean"}};
  if (example.is_number_integer()) return {{"type", "integer"}};
  return example.is_number() ? json{{"type", "number"}} : text;
}

}  // namespace hub::api
