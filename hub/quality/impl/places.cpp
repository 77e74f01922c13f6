#include "hub/quality/impl/places.hpp"

#include <algorithm>

#include "common/text/text.hpp"
#include "hub/store/custom_values.hpp"

namespace hub::quality::impl {
namespace {

namespace schema = common::schema;
namespace options = common::schema::options;
using schema::FieldKind;
using store::sql_name;
using store::Values;

/// SQL for "names the target", and what it binds.
std::string naming(const Place& place, const std::string& tenant, const RecordType& target,
                   const std::string& id, Values& values) {
  auto column = sql_name(place.field->name);
  if (place.field->custom) {
    values.insert(values.end(), {tenant, id});
    return "\"id\" IN (" + store::custom_rows(*place.type, *place.field, "?") + " AND " +
           store::custom_alias + ".text = ?)";
  }
  if (place.field->kind == FieldKind::about) {
    values.insert(values.end(), {id, target.name});
    return column + " = ? AND " + sql_name(place.field->name + "__type") + " = ?";
  }
  // Ids hold no character that LIKE or JSON would read otherwise.
  auto test = column + (place.field->list ? " LIKE ?" : " = ?");
  store::Value wanted = place.field->list ? "%\"" + id + "\"%" : id;
  if (!place.lines) {
    values.push_back(wanted);
    return test;
  }
  values.insert(values.end(), {tenant, wanted});
  return "\"id\" IN (SELECT \"record\" FROM " +
         sql_name(store::lines_table(*place.type, *place.lines)) + " WHERE \"tenant\" = ? AND " +
         test + ")";
}

std::string from_where(const Place& place, const std::string& tenant, const RecordType& target,
                       const std::string& id, Values& values) {
  values.push_back(tenant);
  auto condition = naming(place, tenant, target, id, values);
  return " FROM " + sql_name(place.type->table) +
         " WHERE \"tenant\" = ? AND deleted_at IS NULL AND " + condition +
         store::and_of_type(*place.type);
}

std::string get(const Message& message, const Field& field) {
  return message.GetReflection()->GetString(message, field.descriptor);
}

/// A single reference; empty `to` clears it.
bool set_single(Message& message, const Field& field, const std::string& from,
                const std::string& to) {
  if (get(message, field) != from) return false;
  if (to.empty())
    message.GetReflection()->ClearField(&message, field.descriptor);
  else
    message.GetReflection()->SetString(&message, field.descriptor, to);
  return true;
}

std::vector<std::string> texts_of(const Message& message, const Field& field) {
  std::vector<std::string> texts;
  auto reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i)
    texts.push_back(reflection->GetRepeatedString(message, field.descriptor, i));
  return texts;
}

/// "" when `from` is not in it, "+" when `to` was as well, "=" when it took its place.
std::string set_in_list(Message& message, const Field& field, const std::string& from,
                        const std::string& to) {
  auto before = texts_of(message, field);
  if (std::find(before.begin(), before.end(), from) == before.end()) return {};
  bool both = std::find(before.begin(), before.end(), to) != before.end();
  auto reflection = message.GetReflection();
  reflection->ClearField(&message, field.descriptor);
  for (auto& one : before)
    if (one != from)
      reflection->AddString(&message, field.descriptor, one);
    else if (!both)
      reflection->AddString(&message, field.descriptor, to);
  return both ? "+" : "=";
}

std::string set_value(Message& message, const Field& field, const std::string& from,
                      const std::string& to) {
  if (field.list) return set_in_list(message, field, from, to);
  return set_single(message, field, from, to) ? "=" : "";
}

bool set_about(Message& record, const Field& field, const RecordType& target,
               const std::string& from, const std::string& to) {
  auto reflection = record.GetReflection();
  if (!reflection->HasField(record, field.descriptor)) return false;
  auto& about =
      static_cast<truckroll::About&>(*reflection->MutableMessage(&record, field.descriptor));
  if (about.id() != from || about.type() != target.name) return false;
  about.set_id(to);
  return true;
}

/// Stored as JSON text; ids need no escapes.
bool set_custom(Message& record, std::uint32_t number, const std::string& from,
                const std::string& to) {
  auto& values = *schema::header(record).mutable_custom();
  auto found = values.find(number);
  auto at = found == values.end() ? std::string::npos : found->second.find("\"" + from + "\"");
  if (at == std::string::npos) return false;
  found->second.replace(at + 1, from.size(), to);
  return true;
}

void rewrite_lines(const Place& place, Message& record, const std::string& from,
                   const std::string& to, std::vector<std::string>& moved) {
  auto reflection = record.GetReflection();
  for (int i = 0; i < reflection->FieldSize(record, place.lines->descriptor); ++i) {
    auto line = reflection->MutableRepeatedMessage(&record, place.lines->descriptor, i);
    auto how = set_value(*line, *place.field, from, to);
    if (how.empty()) continue;
    auto id =
        line->GetReflection()->GetString(*line, line->GetDescriptor()->FindFieldByName("line"));
    moved.push_back(place.lines->name + "/" + id + "/" + place.field->name +
                    (how == "+" ? "+" : ""));
  }
}

Message* find_line(Message& record, const Field& lines, const std::string& id) {
  auto reflection = record.GetReflection();
  for (int i = 0; i < reflection->FieldSize(record, lines.descriptor); ++i) {
    auto line = reflection->MutableRepeatedMessage(&record, lines.descriptor, i);
    if (line->GetReflection()->GetString(*line, line->GetDescriptor()->FindFieldByName("line")) ==
        id)
      return line;
  }
  return nullptr;
}

/// `joined`: the list had both before, and keeps the one.
bool give_back(Message& message, const Field& field, bool joined, const std::string& from,
               const std::string& to) {
  if (!field.list) return set_single(message, field, from, to);
  if (!joined) return !set_in_list(message, field, from, to).empty();
  auto list = texts_of(message, field);
  if (std::find(list.begin(), list.end(), from) == list.end()) return false;
  message.GetReflection()->AddString(&message, field.descriptor, to);
  return true;
}

const Field* find_in(const std::vector<Field>& fields, const std::string& name) {
  for (auto& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace

std::vector<Place> places_of(const store::Catalogue& catalogue, const RecordType& target) {
  std::vector<Place> places;
  for (auto& referrer : catalogue.referrers(target))
    places.push_back({referrer.type, referrer.field, referrer.lines});
  for (auto& type : catalogue.types())
    for (auto& field : type->fields)
      if (field.kind == FieldKind::about && !field.list)
        places.push_back({type.get(), &field, nullptr});
  std::stable_sort(places.begin(), places.end(),
                   [](auto& a, auto& b) { return a.type->name < b.type->name; });
  return places;
}

bool is_fixed(const RecordType& type) {
  return type.append_only() || type.kind() == options::PROJECTION;
}

bool is_in_frozen_state(const RecordType& type, const Message& record) {
  if (!type.flow()) return false;
  auto& frozen = type.flow()->frozen();
  return std::find(frozen.begin(), frozen.end(), schema::header(record).state()) != frozen.end();
}

bool is_frozen(Transaction& transaction, const RecordType& type, const Message& record) {
  if (is_in_frozen_state(type, record)) return true;
  for (auto field : type.owner_references()) {
    auto& owner_type = transaction.catalogue().type(field->options->refers());
    auto owner = transaction.find_message(owner_type, get(record, *field));
    if (owner && is_in_frozen_state(owner_type, *owner)) return true;
  }
  return false;
}

std::int64_t count_naming(Connection& connection, const std::string& tenant, const Place& place,
                          const RecordType& target, const std::string& id, bool frozen) {
  Values values;
  auto sql = "SELECT count(*)" + from_where(place, tenant, target, id, values);
  if (!frozen) return connection.integer(sql, values);
  std::string states;
  if (place.type->flow())
    for (auto& state : place.type->flow()->frozen()) {
      states += states.empty() ? "?" : ", ?";
      values.emplace_back(state);
    }
  return states.empty() ? 0
                        : connection.integer(sql + " AND \"state\" IN (" + states + ")", values);
}

std::vector<std::string> ids_naming(Connection& connection, const std::string& tenant,
                                    const Place& place, const RecordType& target,
                                    const std::string& id, const std::string& after,
                                    std::size_t limit) {
  std::vector<std::string> ids;
  Values values;
  auto sql = "SELECT \"id\"" + from_where(place, tenant, target, id, values) +
             " AND \"id\" > ? ORDER BY \"id\" LIMIT ?";
  values.insert(values.end(), {after, static_cast<std::int64_t>(limit)});
  auto& rows = connection.query(sql, values);
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

std::vector<std::string> rewrite(const std::vector<Place>& places, const RecordType& target,
                                 Message& record, const std::string& from, const std::string& to) {
  std::vector<std::string> moved;
  bool own = schema::header(std::as_const(record)).id() == to;
  for (auto& place : places) {
    auto& field = *place.field;
    if (place.lines) {
      rewrite_lines(place, record, from, to, moved);
    } else if (field.custom) {
      auto number = static_cast<std::uint32_t>(field.descriptor->number());
      if (set_custom(record, number, from, to)) moved.push_back("custom/" + std::to_string(number));
    } else if (field.kind == FieldKind::about) {
      if (set_about(record, field, target, from, to)) moved.push_back(field.name);
    } else if (auto how = set_value(record, field, from, own && !field.list ? "" : to);
               !how.empty()) {
      moved.push_back(field.name + (how == "+" ? "+" : own && !field.list ? "-" : ""));
    }
  }
  return moved;
}

bool rewrite_back(const RecordType& type, Message& record, const std::string& place,
                  const std::string& from, const std::string& to) {
  auto parts = common::text::split(place, '/');
  bool joined = place.ends_with('+'), cleared = place.ends_with('-');
  if (joined || cleared) parts.back().pop_back();
  if (parts[0] == "custom" && parts.size() == 2)
    return set_custom(record, static_cast<std::uint32_t>(std::stoul(parts[1])), from, to);
  auto field = type.find_field(parts[0]);
  if (!field) return false;
  if (parts.size() == 3) {
    auto part = find_in(field->lines, parts[2]);
    auto line = part ? find_line(record, *field, parts[1]) : nullptr;
    return line && give_back(*line, *part, joined, from, to);
  }
  if (field->kind == FieldKind::about) {
    auto& about = static_cast<truckroll::About&>(
        *record.GetReflection()->MutableMessage(&record, field->descriptor));
    if (about.id() != from) return false;
    about.set_id(to);
    return true;
  }
  return give_back(record, *field, joined, cleared ? std::string() : from, to);
}

}  // namespace hub::quality::impl
