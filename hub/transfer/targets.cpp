#include "hub/transfer/targets.hpp"

#include <algorithm>

#include "common/text/text.hpp"

namespace hub::transfer {
namespace {

namespace options = common::schema::options;

bool is_entered(const Field& field) {
  auto widget = field.options->widget();
  return !field.options->derived() && !field.options->secret() && widget != options::PASSWORD &&
         widget != options::BLOB && field.kind != FieldKind::bytes;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 5 &&
         text.find_first_not_of("0123456789") == std::string_view::npos && text != "0";
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
  for (auto& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

/// The rest of a path behind a field that is no list of lines.
bool take_part(Target& target, const std::vector<std::string>& names, std::size_t at) {
  if (at == names.size()) {
    // Of several values together only some can be read out of one cell.
    auto kind = target.field->kind;
    return kind != FieldKind::address && kind != FieldKind::position && kind != FieldKind::about &&
           kind != FieldKind::recurrence;
  }
  if (at + 1 != names.size() || target.field->list) return false;
  auto parts = parts_of(*target.field);
  target.part = names[at];
  return std::find(parts.begin(), parts.end(), names[at]) != parts.end();
}

void append(std::vector<Target>& targets, const Field& root, const Field& field,
            const std::string& path) {
  if (!is_entered(field)) return;
  auto parts = field.list ? std::vector<std::string>{} : parts_of(field);
  if (parts.empty()) return targets.push_back({path, &root, &field, ""});
  for (auto& part : parts) targets.push_back({path + "." + part, &root, &field, part});
}

}  // namespace

std::vector<std::string> parts_of(const Field& field) {
  switch (field.kind) {
    case FieldKind::address:
      return {"line1", "line2", "postal_code", "city", "region", "country"};
    case FieldKind::person_name:
      return {"title", "given", "family"};
    case FieldKind::money:
      return {"amount", "currency"};
    case FieldKind::quantity:
      return {"value", "unit"};
    case FieldKind::position:
      return {"latitude", "longitude"};
    case FieldKind::about:
      return {"type", "id"};
    case FieldKind::recurrence:
      return {"rule", "zone", "start"};
    default:
      return {};
  }
}

std::optional<Target> find_target(const RecordType& type, std::string_view path) {
  auto names = common::text::split(path, '.');
  Target target;
  target.path = path;
  if (path == "tags" || path == "id") return target;
  if (names[0] == "external_ids") {
    bool fits =
        names.size() == 3 && is_number(names[1]) && (names[2] == "system" || names[2] == "key");
    if (!fits) return std::nullopt;
    target.part = names[2];
    return target;
  }
  target.root = type.find_field(names[0]);
  if (!target.root) target.root = type.find_custom(names[0]);
  if (!target.root || !is_entered(*target.root)) return std::nullopt;
  target.field = target.root;
  if (target.root->kind != FieldKind::lines)
    return take_part(target, names, 1) ? std::optional(target) : std::nullopt;
  if (names.size() < 3 || !is_number(names[1])) return std::nullopt;
  target.field = find(target.root->lines, names[2]);
  if (!target.field || !is_entered(*target.field)) return std::nullopt;
  return take_part(target, names, 3) ? std::optional(target) : std::nullopt;
}

std::vector<Target> targets_of(const RecordType& type) {
  std::vector<Target> targets;
  auto append_all = [&](const std::vector<Field>& fields) {
    for (auto& field : fields) {
      if (field.kind != FieldKind::lines) {
        append(targets, field, field, field.name);
        continue;
      }
      for (auto& line : field.lines)
        if (line.name != "line") append(targets, field, line, field.name + ".1." + line.name);
    }
  };
  append_all(type.fields);
  append_all(type.custom);
  targets.push_back({"tags", nullptr, nullptr, ""});
  targets.push_back({"external_ids.1.system", nullptr, nullptr, "system"});
  targets.push_back({"external_ids.1.key", nullptr, nullptr, "key"});
  targets.push_back({"id", nullptr, nullptr, ""});
  return targets;
}

}  // namespace hub::transfer
