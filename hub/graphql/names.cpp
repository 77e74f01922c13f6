#include "hub/graphql/names.hpp"

#include "common/text/text.hpp"

namespace hub::graphql {
namespace {

using common::schema::RecordType;

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

std::string after_dot(const std::string& name) {
  return name.substr(name.find('.') + 1);
}

}  // namespace

std::string pascal_case(std::string_view name) {
  std::string out;
  bool begins = true;
  for (char c : name) {
    bool separates = c == '_' || c == '-' || c == '.' || c == ' ';
    if (!separates) out += begins ? upper(c) : c;
    begins = separates;
  }
  return out;
}

std::string camel_case(std::string_view name) {
  auto out = pascal_case(name);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] + 32);
  return out;
}

Names::Names(const common::schema::Catalogue& catalogue) {
  taken_ = {"ID",         "String",     "Int",        "Float",      "Boolean",
            "Int64",      "DateTime",   "Date",       "Decimal",    "Base64",
            "Json",       "Record",     "Query",      "Mutation",   "Change",
            "PageInfo",   "Money",      "Quantity",   "Position",   "Address",
            "PersonName", "Recurrence", "ExternalId", "AboutInput", "Subscription"};
  std::map<std::string, int> count;
  for (auto& type : catalogue.types()) ++count[after_dot(type->name)];
  for (auto& type : catalogue.types()) {
    auto name = pascal_case(after_dot(type->name));
    bool ambiguous = count[name] > 1 || taken_.count(name);
    if (ambiguous) name = pascal_case(type->area) + name;
    auto one = camel_case(name), many = camel_case(type->path);
    // A company's own type has no plural but in words.
    if (one == many || type->made_by) many = one + "List";
    types_[type.get()] = {given(type->name, name), one, many};
  }
}

const std::string& Names::given(const std::string& what, const std::string& wanted) {
  auto [place, added] = given_.try_emplace(what, wanted);
  while (added && !taken_.insert(place->second).second) place->second += '_';
  return place->second;
}

const std::string& Names::of(const google::protobuf::EnumDescriptor& choices) {
  auto full = choices.full_name();
  std::string name = choices.name();
  for (auto outer = choices.containing_type(); outer; outer = outer->containing_type())
    name = outer->name() + name;
  return given("enum " + full, name);
}

}  // namespace hub::graphql
