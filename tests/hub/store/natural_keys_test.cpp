// Every natural key and every unique field of every type: the database itself refuses a second
// record of the same company.
#include <string>
#include <vector>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/store/impl/keys.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::codec::Json;
using common::schema::FieldKind;
using stores::catalogue;

namespace {

/// One unique index: its fields in order, and the condition under which it holds.
struct Unique {
  std::string index;
  std::vector<std::string> fields;
  std::string where;
};

std::vector<Unique> uniques_of(const RecordType& type) {
  std::vector<Unique> found;
  for (auto& key : type.options->key())
    found.push_back(
        {impl::natural_key_name(type, key), {key.field().begin(), key.field().end()}, key.where()});
  for (auto& field : type.fields)
    if (field.options->unique())
      found.push_back({impl::unique_name(type, field), {field.name}, ""});
  return found;
}

std::string id_of(int which) {
  return "0193a000-0000-7000-8000-00000000000" + std::to_string(which);
}

/// A value of the field's kind; another one for another number.
Json value_of(const Field& field, int which) {
  switch (field.kind) {
    case FieldKind::choice:
      return common::schema::choice_name(field.descriptor->enum_type()->value(which));
    case FieldKind::reference:
      return id_of(which);
    case FieldKind::integer:
      return which;
    case FieldKind::boolean:
      return which == 1;
    case FieldKind::decimal:
      return std::to_string(which);
    case FieldKind::date:
      return "2026-11-0" + std::to_string(which);
    case FieldKind::instant:
      return "2026-11-0" + std::to_string(which) + "T12:00:00Z";
    case FieldKind::about:
      return {{"type", "crm.Account"}, {"id", id_of(which)}};
    default:
      return "value" + std::to_string(which);
  }
}

/// A record with the key's fields alone, the last of them with another value where `differs`.
std::unique_ptr<Message> record_with(const RecordType& type, const Unique& unique, bool differs,
                                     bool within) {
  auto record = type.make();
  auto set = [&](const std::string& path, int which) {
    auto& field = type.field(common::text::split(path, '.')[0]);
    Json patch;
    patch[field.name] = value_of(field, which);
    common::codec::merge_json({field}, *record, patch);
  };
  for (auto& path : unique.fields) set(path, 1);
  if (differs) set(unique.fields.back(), 2);
  auto& header = common::schema::header(*record);
  header.set_id(common::make_id(common::from_micros(1'000'000)));
  header.set_tenant("t1");
  header.set_version(1);
  if (type.flow()) header.set_state("nowhere");
  if (unique.where.empty() || !within) return record;
  auto at = unique.where.find('=');
  auto name = std::string(common::text::trim(unique.where.substr(0, at)));
  auto value = std::string(common::text::trim(unique.where.substr(at + 1)));
  if (name == "state") {
    header.set_state(value);
  } else {
    Json patch;
    if (type.field(name).kind == FieldKind::boolean)
      patch[name] = value == "true";
    else
      patch[name] = value;
    common::codec::merge_json({type.field(name)}, *record, patch);
  }
  return record;
}

/// Whether the second is refused beside the first, with no other index of the type in the way.
bool is_refused(Connection& connection, const RecordType& type, const Unique& unique,
                const Message& first, const Message& second) {
  RecordTable table(type);
  bool refused = false;
  connection.run_script("BEGIN");
  for (auto& other : uniques_of(type))
    if (other.index != unique.index)
      connection.run_script("DROP INDEX IF EXISTS " + sql_name(other.index));
  table.insert(connection, first);
  try {
    table.insert(connection, second);
  } catch (const common::Error& error) {
    refused = error.code() == common::ErrorCode::conflict;
    if (!refused) FAIL((type.name + ": " + error.text()).c_str());
  }
  connection.run_script("ROLLBACK");
  return refused;
}

int check_all_keys(Dialect dialect, std::string& faults) {
  auto connection = stores::open_empty(dialect);
  int checked = 0;
  for (auto& type : catalogue().types())
    for (auto& unique : uniques_of(*type)) {
      ++checked;
      auto first = record_with(*type, unique, false, true);
      auto where = type->name + " " + unique.index + " on " + stores::name_of(dialect);
      if (!is_refused(*connection, *type, unique, *first, *record_with(*type, unique, false, true)))
        faults += where + " lets a second one in\n";
      if (is_refused(*connection, *type, unique, *first, *record_with(*type, unique, true, true)))
        faults += where + " refuses what differs\n";
      if (!unique.where.empty() &&
          is_refused(*connection, *type, unique, *first, *record_with(*type, unique, false, false)))
        faults += where + " holds outside its condition\n";
    }
  return checked;
}

}  // namespace

TEST_GROUP(NaturalKeys){};

// features: EXTN-06
TEST(NaturalKeys, both_databases_refuse_a_second_record_and_nothing_else) {
  std::string faults;
  for (auto dialect : {Dialect::sqlite, Dialect::postgres})
    CHECK(check_all_keys(dialect, faults) > 60);
  STRCMP_EQUAL("", faults.c_str());
}
