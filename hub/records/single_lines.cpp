#include "hub/records/single_lines.hpp"

#include "common/error/error.hpp"

namespace hub::records {
namespace {

using common::codec::Json;
using common::schema::Field;
using common::schema::FieldKind;
namespace options = common::schema::options;

constexpr int line_max = 500;  // longer texts are typed into areas

bool is_of_one_line(const Field& field) {
  if (field.kind == FieldKind::person_name) return true;
  auto widget = field.options->widget();
  return field.kind == FieldKind::text && widget != options::TEXT_AREA &&
         widget != options::RICH_TEXT && widget != options::JSON_TEXT &&
         field.options->max_length() <= line_max;
}

/// Of a text, a list of them, or the parts of a person's name.
void require_one_line(const Json& value, const std::string& path) {
  if (value.is_string() &&
      value.get_ref<const std::string&>().find_first_of("\r\n") != std::string::npos)
    common::refuse(path, "expected one line");
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      require_one_line(value[i], path + "[" + std::to_string(i) + "]");
  if (value.is_object())
    for (auto& [name, part] : value.items()) require_one_line(part, path + "." + name);
}

void require_in_lines(const Field& lines, const Json& value, const std::string& path) {
  if (!value.is_array()) return;
  for (std::size_t i = 0; i < value.size(); ++i)
    for (auto& field : lines.lines)
      if (value[i].is_object() && value[i].contains(field.name) && is_of_one_line(field))
        require_one_line(value[i][field.name], path + "[" + std::to_string(i) + "]." + field.name);
}

}  // namespace

void require_single_lines(const common::schema::RecordType& type, const Json& patch) {
  if (!patch.is_object()) return;
  for (auto& [name, value] : patch.items()) {
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    if (!field) continue;
    if (field->kind == FieldKind::lines)
      require_in_lines(*field, value, name);
    else if (is_of_one_line(*field))
      require_one_line(value, name);
  }
}

}  // namespace hub::records
