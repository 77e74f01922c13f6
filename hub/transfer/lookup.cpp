#include "hub/transfer/lookup.hpp"

#include <algorithm>
#include <bit>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/store/filter.hpp"

namespace hub::transfer {
namespace {

using common::schema::Field;
using common::schema::FieldKind;
using common::schema::RecordType;
using store::Connection;
namespace options = common::schema::options;

constexpr std::size_t texts_at_once = 256;

bool is_key(const Field& field) {
  return field.kind == FieldKind::text && !field.list && !field.options->secret();
}

void add(std::vector<const Field*>& fields, const Field* field) {
  if (field && is_key(*field) && std::find(fields.begin(), fields.end(), field) == fields.end())
    fields.push_back(field);
}

std::vector<const Field*> key_fields(const RecordType& type, const std::string& by) {
  std::vector<const Field*> fields;
  if (!by.empty()) {
    add(fields, type.find_field(by));
    if (fields.empty())
      common::refuse("mapping", common::say("{} is not found by \"{}\"",
                                            common::Sentence::label(type.label), by));
    return fields;
  }
  for (auto& field : type.fields)
    if (field.options->unique()) add(fields, &field);
  add(fields, type.find_field("number"));
  for (auto& key : type.options->key())
    if (key.field_size() == 1) add(fields, type.find_field(key.field(0)));
  auto& title = type.options->title();
  if (auto open = title.find('{'); open != std::string::npos)
    add(fields, type.find_field(title.substr(open + 1, title.find('}') - open - 1)));
  return fields;
}

/// Rows of one chunk of texts, as the column holds them.
void find_chunk(Connection& connection, const Person& person, const RecordType& type,
                const Field& field, const std::vector<std::string>& keys,
                std::map<std::string, Named>& by_key) {
  auto table = store::sql_name(type.table);
  auto column = table + "." + store::sql_name(field.has_key() ? field.name + "__key" : field.name);
  store::Values values{person.actor.tenant};
  std::string places;
  // The last one again up to a power of two, so that there are few texts to prepare.
  for (std::size_t i = 0; i < std::bit_ceil(keys.size()); ++i) {
    places += places.empty() ? "?" : ", ?";
    values.emplace_back(keys[std::min(i, keys.size() - 1)]);
  }
  auto sql = "SELECT " + table + ".\"id\", " + column + " FROM " + table + " WHERE " + table +
             ".\"tenant\" = ? AND " + table + ".deleted_at IS NULL AND " + column + " IN (" +
             places + ")" + store::and_of_type(type);
  auto reach = person.schema->access.reach(person.actor, type, options::READ);
  if (reach.condition) {
    auto condition = store::to_sql(*reach.condition, type, person.context, connection.dialect());
    sql += " AND (" + condition.sql + ")";
    values.insert(values.end(), condition.values.begin(), condition.values.end());
  }
  auto& rows = connection.query(sql + " ORDER BY " + table + ".\"id\"", values);
  while (rows.step()) {
    auto& named = by_key[rows.text(1)];
    if (named.count++ == 0) named.id = rows.text(0);
  }
}

}  // namespace

std::map<std::string, Named> find_named(Connection& connection, const Person& person,
                                        const std::string& type_name, const std::string& by,
                                        const std::set<std::string>& texts) {
  std::map<std::string, Named> found;
  auto type = person.schema->catalogue.find(type_name);
  if (!type || !person.schema->access.may(person.actor, *type, options::READ)) return found;
  for (auto field : key_fields(*type, by)) {
    if (!person.schema->access.may_see_field(person.actor, *type, *field)) continue;
    std::map<std::string, std::vector<std::string>> wanted;  // key in the column → texts
    for (auto& text : texts)
      if (!found.count(text))
        wanted[field->has_key() ? common::text::fold(text) : text].push_back(text);
    std::map<std::string, Named> by_key;
    std::vector<std::string> keys;
    for (auto& [key, same] : wanted) {
      keys.push_back(key);
      if (keys.size() < texts_at_once) continue;
      find_chunk(connection, person, *type, *field, keys, by_key);
      keys.clear();
    }
    if (!keys.empty()) find_chunk(connection, person, *type, *field, keys, by_key);
    for (auto& [key, named] : by_key)
      for (auto& text : wanted[key]) found.emplace(text, named);
  }
  return found;
}

}  // namespace hub::transfer
