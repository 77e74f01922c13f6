#include "pdf/worker/codec.hpp"

#include <array>

namespace pdf {
namespace {

using common::ErrorCode;
using nlohmann::json;

constexpr std::array error_codes = {
    ErrorCode::bad_input,   ErrorCode::unauthenticated, ErrorCode::forbidden,
    ErrorCode::not_found,   ErrorCode::conflict,        ErrorCode::too_large,
    ErrorCode::unavailable, ErrorCode::storage,         ErrorCode::internal};

ErrorCode code_from(const std::string& name) {
  for (const ErrorCode code : error_codes)
    if (common::code_name(code) == name) return code;
  return ErrorCode::internal;
}

}  // namespace

void to_json(json& json, const Rectangle& box) {
  json = {box.left, box.top, box.width, box.height};
}
void from_json(const json& json, Rectangle& box) {
  box = {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>(),
         json.at(3).get<double>()};
}

void to_json(json& json, const PageSize& size) {
  json = {size.width, size.height};
}
void from_json(const json& json, PageSize& size) {
  size = {json.at(0).get<double>(), json.at(1).get<double>()};
}

void to_json(json& json, const Point& point) {
  json = {point.x, point.y};
}
void from_json(const json& json, Point& point) {
  point = {json.at(0).get<double>(), json.at(1).get<double>()};
}

void to_json(json& json, const FormField& field) {
  json = {{"name", field.name},
          {"kind", static_cast<int>(field.kind)},
          {"page", field.page},
          {"rectangle", field.rectangle},
          {"required", field.required},
          {"read_only", field.read_only},
          {"multiline", field.multiline},
          {"free_text", field.free_text},
          {"max_length", field.max_length},
          {"choices", field.choices}};
}
void from_json(const json& json, FormField& field) {
  json.at("name").get_to(field.name);
  field.kind = static_cast<FieldKind>(json.at("kind").get<int>());
  json.at("page").get_to(field.page);
  json.at("rectangle").get_to(field.rectangle);
  json.at("required").get_to(field.required);
  json.at("read_only").get_to(field.read_only);
  json.at("multiline").get_to(field.multiline);
  json.at("free_text").get_to(field.free_text);
  json.at("max_length").get_to(field.max_length);
  json.at("choices").get_to(field.choices);
}

void to_json(json& json, const TemplateCheck& check) {
  json = {{"pages", check.pages},
          {"fields", check.fields},
          {"has_signature_field", check.has_signature_field},
          {"remarks", check.remarks}};
}
void from_json(const json& json, TemplateCheck& check) {
  json.at("pages").get_to(check.pages);
  json.at("fields").get_to(check.fields);
  json.at("has_signature_field").get_to(check.has_signature_field);
  json.at("remarks").get_to(check.remarks);
}

void to_json(json& json, const Strokes& strokes) {
  json = {{"lines", strokes.lines}, {"aspect_ratio", strokes.aspect_ratio}};
}
void from_json(const json& json, Strokes& strokes) {
  json.at("lines").get_to(strokes.lines);
  json.at("aspect_ratio").get_to(strokes.aspect_ratio);
}

json error_to_json(const common::Error& error) {
  json violations = json::array();
  for (const common::Violation& violation : error.violations())
    violations.push_back({{"field", violation.field}, {"text", violation.text.english()}});
  return {{"code", common::code_name(error.code())},
          {"text", error.text()},
          {"violations", violations}};
}

common::Error error_from_json(const json& json) {
  std::vector<common::Violation> violations;
  for (const auto& violation : json.at("violations"))
    violations.push_back(
        {violation.at("field").get<std::string>(), violation.at("text").get<std::string>()});
  return {code_from(json.at("code").get<std::string>()), json.at("text").get<std::string>(),
          std::move(violations)};
}

}  // namespace pdf
