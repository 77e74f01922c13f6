#include "hub/store/impl/keys.hpp"

#include "common/ids/ids.hpp"
#include "common/text/text.hpp"

namespace hub::store::impl {
namespace {

constexpr std::size_t name_max = 60, name_kept = 44;

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  auto begin = text.find(from);
  if (begin == std::string::npos) return {};
  begin += from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

}  // namespace

std::string key_column(const RecordType& type, const std::string& path) {
  if (path == "state") return "state";
  auto parts = common::text::split(path, '.');
  auto& field = type.field(parts[0]);
  if (field.kind == common::schema::FieldKind::about)
    return parts.size() > 1 && parts[1] == "type" ? field.name + "__type" : field.name;
  return field.name;
}

std::string index_name(const std::string& kind, const std::string& table,
                       const std::vector<std::string>& columns) {
  auto name = kind + "_" + table;
  for (auto& column : columns)
    if (column != "tenant") name += "_" + column;
  if (name.size() <= name_max) return name;
  return name.substr(0, name_kept) + "_" + common::sha256_hex(name).substr(0, 12);
}

std::string unique_name(const RecordType& type, const Field& field) {
  return index_name("key", type.table, {field.name});
}

std::string natural_key_name(const RecordType& type, const common::schema::options::Key& key) {
  std::vector<std::string> columns;
  for (auto& path : key.field()) columns.push_back(key_column(type, path));
  if (!key.where().empty()) columns.push_back("where");
  return index_name("key", type.table, columns);
}

std::string broken_index(const std::string& text) {
  // PostgreSQL: … unique constraint "key_tag_slug". SQLite names an index only where it is over an
  // expression or partial on one: "… failed: index 'key_reason_use_label'".
  auto name = between(text, "unique constraint \"", "\"");
  if (name.empty()) name = between(text, "UNIQUE constraint failed: index '", "'");
  if (!name.empty()) return name;
  // Otherwise its columns: "UNIQUE constraint failed: tag.tenant, tag.slug".
  auto list = between(text, "UNIQUE constraint failed: ", "\n");
  if (list.empty()) return {};
  std::string table;
  std::vector<std::string> columns;
  for (auto& part : common::text::split(list, ',')) {
    auto names = common::text::split(common::text::trim(part), '.');
    if (names.size() != 2) return {};
    table = names[0];
    columns.push_back(names[1]);
  }
  return index_name("key", table, columns);
}

}  // namespace hub::store::impl
