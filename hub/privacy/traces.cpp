#include "hub/privacy/traces.hpp"

#include <algorithm>

#include "common/text/text.hpp"

namespace hub::privacy {
namespace {

using common::schema::Catalogue;
using common::schema::FieldDescriptor;
using common::schema::FieldKind;
using store::sql_name;
using store::Values;

/// A reference that makes the record his: any to a customer's person; to one who works here only
/// where the record cannot be without him.
bool makes_his(const RecordType& type, const Field& field) {
  if (!is_staff(field.options->refers())) return true;
  bool alternative = field.descriptor->real_containing_oneof() != nullptr;
  return field.options->personal() || field.options->required() || alternative ||
         type.options->owner() == field.name;
}

bool is_marked_text(const Field& field) {
  return field.options->personal() && field.kind == FieldKind::text && !field.is_reference();
}

bool is_json(const Field& field) {
  return field.options->widget() == common::schema::options::JSON_TEXT && !field.list &&
         !field.custom;
}

/// A condition joined by OR, with what it binds.
class Either {
 public:
  void add(const std::string& sql, Values values) {
    sql_ += (sql_.empty() ? "" : " OR ") + sql;
    for (auto& value : values) values_.push_back(std::move(value));
  }
  bool none() const { return sql_.empty(); }
  std::string sql() const { return "(" + sql_ + ")"; }
  const Values& values() const { return values_; }

 private:
  std::string sql_;
  Values values_;
};

class Builder {
 public:
  Builder(const Catalogue& catalogue, const std::string& tenant, const Subject& subject)
      : catalogue_(catalogue), tenant_(tenant), subject_(subject) {}

  Either direct(const RecordType& type) const {
    Either either;
    for (auto& field : type.fields) add(either, type, field);
    if (!type.custom.empty() || type.made_by)
      for (auto& text : names()) either.add("\"custom\" LIKE ?", {like(text)});
    return either;
  }

  /// Also rows of records that are his.
  Either with_owners(const RecordType& type) const {
    auto either = direct(type);
    for (auto field : type.owner_references()) {
      auto owner = catalogue_.find(field->options->refers());
      if (!owner || is_person(catalogue_, *owner)) continue;
      auto of_owner = direct(*owner);
      if (of_owner.none()) continue;
      Values values{tenant_};
      values.insert(values.end(), of_owner.values().begin(), of_owner.values().end());
      either.add(sql_name(field->name) + " IN (SELECT id FROM " + sql_name(owner->table) +
                     " WHERE tenant = ? AND " + of_owner.sql() + ")",
                 std::move(values));
    }
    return either;
  }

 private:
  std::vector<std::string> names() const {
    std::vector<std::string> all(subject_.addresses.begin(), subject_.addresses.end());
    for (auto& [type, id] : subject_.records) all.push_back(id);
    return all;
  }
  static std::string like(const std::string& text) {
    std::string escaped;
    for (char c : text) escaped += (c == '%' || c == '_') ? '_' : c;  // wider; read again anyway
    return "%" + escaped + "%";
  }

  void add(Either& either, const RecordType& type, const Field& field) const {
    if (field.custom) return;
    if (field.kind == FieldKind::lines) return add_lines(either, type, field);
    auto column = sql_name(field.name);
    if (field.kind == FieldKind::about && !field.list)
      for (auto& [kind, id] : subject_.records)
        either.add("(" + column + " = ? AND " + sql_name(field.name + "__type") + " = ?)",
                   {id, kind});
    else
      add_value(either, field, column, "");
    if (is_json(field))
      for (auto& text : names()) either.add(column + " LIKE ?", {like(text)});
  }

  void add_lines(Either& either, const RecordType& type, const Field& lines) const {
    for (auto& part : lines.lines)
      add_value(either, part, sql_name(part.name),
                "\"id\" IN (SELECT record FROM " + sql_name(store::lines_table(type, lines)) +
                    " WHERE tenant = ? AND ");
  }

  /// `in` wraps the comparison for lines.
  void add_value(Either& either, const Field& field, const std::string& column,
                 const std::string& in) const {
    auto put = [&](const std::string& comparison, const std::string& value) {
      if (in.empty())
        either.add(comparison, {value});
      else
        either.add(in + comparison + ")", {tenant_, value});
    };
    if (field.is_reference()) {
      for (auto& [kind, id] : subject_.records)
        if (field.options->refers() == kind)
          field.list ? put(column + " LIKE ?", "%\"" + id + "\"%") : put(column + " = ?", id);
    } else if (is_marked_text(field)) {
      for (auto& address : subject_.addresses)
        field.list ? put("lower(" + column + ") LIKE ?", like(address))
                   : put("lower(" + column + ") = ?", address);
    }
  }

  const Catalogue& catalogue_;
  const std::string& tenant_;
  const Subject& subject_;
};

// ---- what of it is true

std::vector<std::string> texts_of(const Field& field, const Message& message) {
  auto reflection = message.GetReflection();
  auto descriptor = field.descriptor;
  if (field.custom || descriptor->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return {};
  if (!descriptor->is_repeated()) return {reflection->GetString(message, descriptor)};
  std::vector<std::string> all;
  for (int i = 0; i < reflection->FieldSize(message, descriptor); ++i)
    all.push_back(reflection->GetRepeatedString(message, descriptor, i));
  return all;
}

bool holds_address(const Field& field, const Message& message, const Subject& subject) {
  if (!is_marked_text(field)) return false;
  for (auto& text : texts_of(field, message))
    if (subject.addresses.count(common::text::to_lower(text))) return true;
  return false;
}

bool leads_to_him(const Field& field, const Message& message, const Subject& subject) {
  if (!field.is_reference()) return false;
  for (auto& id : texts_of(field, message))
    if (subject.has(field.options->refers(), id)) return true;
  return false;
}

bool names_him(const std::string& text, const Subject& subject) {
  auto folded = common::text::to_lower(text);
  for (auto& [type, id] : subject.records)
    if (folded.find(id) != std::string::npos) return true;
  for (auto& address : subject.addresses)
    if (folded.find(address) != std::string::npos) return true;
  return false;
}

void read_lines(const Field& lines, const Message& record, const Subject& subject,
                Mention& mention) {
  auto reflection = record.GetReflection();
  for (int i = 0; i < reflection->FieldSize(record, lines.descriptor); ++i) {
    auto& line = reflection->GetRepeatedMessage(record, lines.descriptor, i);
    if (std::any_of(lines.lines.begin(), lines.lines.end(), [&](const Field& part) {
          return leads_to_him(part, line, subject) || holds_address(part, line, subject);
        }))
      mention.lines.emplace_back(&lines, i);
  }
}

void read_custom(const RecordType& type, const Message& record, const Subject& subject,
                 Mention& mention) {
  auto& custom = common::schema::header(record).custom();
  for (auto fields : {&type.fields, &type.custom})
    for (auto& field : *fields) {
      if (!field.custom) continue;
      auto value = custom.find(static_cast<std::uint32_t>(field.descriptor->number()));
      if (value == custom.end() || !names_him(value->second, subject)) continue;
      if (field.is_reference() || field.options->personal()) mention.belongs = true;
    }
}

}  // namespace

std::vector<Trace> traces_of(const Schema& schema, const std::string& tenant,
                             const Subject& subject) {
  Builder builder(schema.catalogue, tenant, subject);
  std::vector<Trace> rows, records;
  for (auto& type : schema.catalogue.types()) {
    if (is_person(schema.catalogue, *type)) continue;
    auto either = builder.with_owners(*type);
    if (either.none()) continue;
    bool owned = !type->owner_references().empty();
    (owned ? rows : records)
        .push_back({type.get(), either.sql() + store::and_of_type(*type), either.values()});
  }
  rows.insert(rows.end(), records.begin(), records.end());
  return rows;
}

Mention mention_of(const RecordType& type, const Message& record, const Subject& subject,
                   const OwnedByHim& owned_by_him) {
  Mention mention;
  auto reflection = record.GetReflection();
  for (auto& field : type.fields) {
    if (field.custom) continue;
    if (field.kind == FieldKind::lines) {
      read_lines(field, record, subject, mention);
    } else if (field.kind == FieldKind::about && !field.list) {
      auto& about =
          static_cast<const truckroll::About&>(reflection->GetMessage(record, field.descriptor));
      if (subject.has(about.type(), about.id())) mention.belongs = mention.about = true;
    } else if (leads_to_him(field, record, subject)) {
      if (makes_his(type, field)) mention.belongs = true;
    } else if (holds_address(field, record, subject)) {
      mention.belongs = true;
    } else if (is_json(field) &&
               names_him(reflection->GetString(record, field.descriptor), subject)) {
      mention.texts.push_back(&field);
    }
  }
  read_custom(type, record, subject, mention);
  if (!mention.belongs)
    for (auto field : type.owner_references())
      for (auto& id : texts_of(*field, record))
        if (!id.empty() && owned_by_him(field->options->refers(), id)) mention.belongs = true;
  return mention;
}

std::vector<std::string> find_ids(Connection& connection, const std::string& tenant,
                                  const Trace& trace, const std::string& after, std::size_t limit) {
  Values values{tenant, after};
  values.insert(values.end(), trace.values.begin(), trace.values.end());
  values.emplace_back(static_cast<std::int64_t>(limit));
  std::vector<std::string> ids;
  auto& rows = connection.query("SELECT id FROM " + sql_name(trace.type->table) +
                                    " WHERE tenant = ? AND id > ? AND " + trace.condition +
                                    " ORDER BY id LIMIT ?",
                                values);
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

}  // namespace hub::privacy
