#include "hub/search/fields.hpp"

#include "common/codec/custom.hpp"

namespace hub::search {
namespace {

using common::schema::FieldKind;
namespace options = common::schema::options;

/// 0: not searched, 1: low, 2: high.
int weight_of(const Field& field) {
  auto& o = *field.options;
  bool is_text = field.kind == FieldKind::text || field.kind == FieldKind::person_name ||
                 field.kind == FieldKind::address;
  if (!is_text || !field.descriptor || o.secret() || o.widget() == options::PASSWORD) return 0;
  if (o.search() != options::SEARCH_NONE) return o.search() == options::SEARCH_HIGH ? 2 : 1;
  if (!o.series().empty()) return 2;
  if (field.kind == FieldKind::person_name) return 2;
  bool is_code = o.widget() == options::PHONE || o.widget() == options::EMAIL ||
                 o.widget() == options::BARCODE;
  return is_code || field.kind == FieldKind::address ? 1 : 0;
}

void add_parts(const Message& message, std::string& text) {
  auto descriptor = message.GetDescriptor();
  auto reflection = message.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    auto part = descriptor->field(i);
    if (part->is_repeated() || part->cpp_type() != common::schema::FieldDescriptor::CPPTYPE_STRING)
      continue;
    auto value = reflection->GetString(message, part);
    if (!value.empty()) text += (text.empty() ? "" : "\n") + value;
  }
}

void add_texts(const Field& field, const Message& message, std::vector<std::string>& texts) {
  auto reflection = message.GetReflection();
  auto descriptor = field.descriptor;
  if (field.kind == FieldKind::text) {
    if (!field.list) {
      if (reflection->HasField(message, descriptor))
        texts.push_back(reflection->GetString(message, descriptor));
      return;
    }
    for (int i = 0; i < reflection->FieldSize(message, descriptor); ++i)
      texts.push_back(reflection->GetRepeatedString(message, descriptor, i));
    return;
  }
  auto add = [&](const Message& value) {
    std::string text;
    add_parts(value, text);
    texts.push_back(std::move(text));
  };
  if (!field.list) {
    if (reflection->HasField(message, descriptor)) add(reflection->GetMessage(message, descriptor));
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, descriptor); ++i)
    add(reflection->GetRepeatedMessage(message, descriptor, i));
}

}  // namespace

std::string SearchedField::name() const {
  // A company may call its field otherwise; the number stays.
  if (field->custom) return "custom." + std::to_string(field->descriptor->number());
  return lines ? lines->name + "." + field->name : field->name;
}

std::vector<SearchedField> searched_fields(const RecordType& type) {
  std::vector<SearchedField> searched;
  for (auto& field : type.fields) {
    if (auto weight = weight_of(field)) searched.push_back({nullptr, &field, weight == 2});
    if (field.kind != FieldKind::lines || field.options->secret()) continue;
    for (auto& line : field.lines)
      if (auto weight = weight_of(line)) searched.push_back({&field, &line, weight == 2});
  }
  for (auto& field : type.custom)
    if (auto weight = weight_of(field)) searched.push_back({nullptr, &field, weight == 2});
  return searched;
}

bool may_read(const SearchedField& field, const Readable& readable) {
  if (!readable) return true;
  return readable(*field.field) && (!field.lines || readable(*field.lines));
}

std::vector<std::string> texts_of(const RecordType& type, const SearchedField& field,
                                  const Message& record) {
  std::vector<std::string> texts;
  if (field.field->custom) {
    if (common::codec::find_custom_json(*field.field, record))
      add_texts(*field.field, *common::codec::custom_values(type, record), texts);
    return texts;
  }
  if (!field.lines) {
    add_texts(*field.field, record, texts);
    return texts;
  }
  auto reflection = record.GetReflection();
  for (int i = 0; i < reflection->FieldSize(record, field.lines->descriptor); ++i)
    add_texts(*field.field, reflection->GetRepeatedMessage(record, field.lines->descriptor, i),
              texts);
  return texts;
}

}  // namespace hub::search
