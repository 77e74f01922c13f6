#include "hub/transfer/impl/unique.hpp"

#include "common/codec/columns.hpp"
#include "common/text/text.hpp"

namespace hub::transfer::impl {
namespace {

using common::schema::Message;

/// The field's values as the database compares them; empty for none.
std::string value_text(const Field& field, const Message& record) {
  if (field.custom) return {};
  std::vector<common::codec::Value> values;
  common::codec::append_values(field, record, values);
  std::string text;
  bool any = false;
  for (auto& value : values) {
    text += '\x1f';
    if (auto number = std::get_if<std::int64_t>(&value)) {
      text += std::to_string(*number);
      any = true;
    } else if (auto word = std::get_if<std::string>(&value)) {
      text += *word;
      any = any || !word->empty();
    }
  }
  return any ? text : std::string();
}

}  // namespace

void UniqueInFile::check(Item& item, const Converter& converter) {
  if (!item.draft) return;
  for (auto& field : type_.fields)
    if (field.options->unique() && field.kind != FieldKind::lines && !field.list)
      if (auto value = value_text(field, *item.draft); !value.empty())
        check_one(item, converter, field.name, value);
  for (auto& key : type_.options->key()) {
    // A key that holds for some records only is left to the database.
    if (!key.where().empty()) continue;
    std::string all;
    bool any = false;
    for (auto& path : key.field()) {
      auto field = type_.find_field(common::text::split(path, '.')[0]);
      auto value = field ? value_text(*field, *item.draft) : std::string();
      any = any || !value.empty();
      all += "\x1e" + value;
    }
    if (any) check_one(item, converter, common::text::split(key.field(0), '.')[0], "key" + all);
  }
}

void UniqueInFile::check_one(Item& item, const Converter& converter, const std::string& field,
                             const std::string& value) {
  auto hash = std::hash<std::string>()(field + value);
  auto [first, fresh] = lines_.emplace(hash, item.line);
  if (fresh) return;
  auto column = converter.column_of(item.converted, field);
  auto same = has_items_ ? common::say("item {} has the same", first->second)
                         : common::say("line {} has the same", first->second);
  item.converted.faults.push_back(
      {item.line, column, converter.cell_of(item.row, column), same.said()});
}

}  // namespace hub::transfer::impl
