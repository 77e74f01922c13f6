// The change log over the whole catalogue: no type is changed without its entry.
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/validate/validate.hpp"
#include "hub/store/transaction.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using nlohmann::json;
using stores::OpenedStore;
namespace schema = common::schema;
using schema::FieldKind;

namespace {

/// One of each fits every text field of the catalogue, whatever its pattern or widget.
const std::vector<json> texts{"Name",
                              "name",
                              "06:30",
                              "#2563EB",
                              "CHF",
                              "LI",
                              "de",
                              "Europe/Vaduz",
                              "a@example.test",
                              "https://example.test",
                              "+423 230 00 00",
                              std::string(64, 'a'),
                              "0A1B",
                              "LI21088100002324013AA",
                              "{number}",
                              "{}",
                              "[]",
                              "state = \"active\""};

/// Values of this kind as JSON, to be tried in turn.
std::vector<json> candidates(const Field& field) {
  switch (field.kind) {
    case FieldKind::text: {
      auto all = texts;
      all.emplace_back("Other");
      all.emplace_back("other");
      all.emplace_back("22:00");
      return all;
    }
    case FieldKind::integer:
      return {1, 2, 10, 60, 2026, 100, 1000};
    case FieldKind::boolean:
      return {true, false};
    case FieldKind::choice: {
      std::vector<json> names;
      auto choices = field.descriptor->enum_type();
      for (int i = 0; i < choices->value_count(); ++i)
        if (choices->value(i)->number() != 0)
          names.emplace_back(schema::choice_name(choices->value(i)));
      return names;
    }
    case FieldKind::instant:
      return {"2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z"};
    case FieldKind::date:
      return {"2026-11-20", "2026-11-21"};
    case FieldKind::decimal:
      return {"1", "2"};
    case FieldKind::quantity:
      return {{{"value", "1"}, {"unit", "H87"}}, {{"value", "2"}, {"unit", "H87"}}};
    case FieldKind::money:
      return {{{"amount", "1.00"}, {"currency", "CHF"}}, {{"amount", "2.00"}, {"currency", "CHF"}}};
    case FieldKind::position:
      return {{{"latitude", 47.1}, {"longitude", 9.5}}, {{"latitude", 47.2}, {"longitude", 9.5}}};
    case FieldKind::person_name:
      return {{{"family", "Muster"}}, {{"family", "Meier"}}};
    case FieldKind::address:
      return {{{"city", "Vaduz"}}, {{"city", "Schaan"}}};
    case FieldKind::recurrence:
      return {{{"rule", "FREQ=DAILY"}, {"zone", "Europe/Vaduz"}},
              {{"rule", "FREQ=WEEKLY"}, {"zone", "Europe/Vaduz"}}};
    case FieldKind::bytes:
      return {"AAAA", "BBBB"};
    default:
      return {};
  }
}

/// Makes records that the store takes, with everything that they must refer to.
class Maker {
 public:
  Maker(OpenedStore& opened, std::string tenant) : opened_(opened), tenant_(std::move(tenant)) {}

  std::unique_ptr<Message> draft(const RecordType& type) {
    auto record = type.make();
    bool owned = false;
    for (auto& field : type.fields) {
      bool owner = !owned && is_owner(type, field);
      owned = owned || owner;
      if (field.options->required() || owner || !field.options->series().empty())
        fill(type.fields, field, *record);
    }
    return record;
  }

  void save(Message& record) {
    std::unique_ptr<Message> saved(record.New());
    opened_.write(
        [&](Transaction& transaction) {
          saved->CopyFrom(record);  // the body may run twice
          transaction.save(*saved);
        },
        tenant_);
    record.CopyFrom(*saved);
  }

  /// Sets another value of a field that may be changed; its name, or nothing when there is none.
  std::string change(const RecordType& type, Message& record) {
    for (auto& field : type.fields) {
      if (field.kind == FieldKind::lines || field.kind == FieldKind::about || field.list ||
          field.is_reference() || field.options->secret())
        continue;
      auto before = common::codec::to_json(type, record);
      for (auto& value : candidates(field))
        if (set(type.fields, field, record, value) &&
            common::codec::to_json(type, record) != before)
          return field.name;
    }
    return {};
  }

 private:
  static bool is_owner(const RecordType& type, const Field& field) {
    auto alternatives = field.descriptor->real_containing_oneof();
    return !type.options->owner().empty() &&
           (field.name == type.options->owner() ||
            (alternatives && alternatives->name() == type.options->owner()));
  }

  void fill(const std::vector<Field>& fields, const Field& field, Message& record) {
    auto reflection = record.GetReflection();
    if (field.is_reference()) {
      auto id = one_of(field.options->refers());
      field.list ? reflection->AddString(&record, field.descriptor, id)
                 : reflection->SetString(&record, field.descriptor, id);
      return;
    }
    if (field.kind == FieldKind::about) {
      std::string type = field.options->about(0);
      if (type == "*") type = "content.Tag";
      static_cast<truckroll::About&>(*reflection->MutableMessage(&record, field.descriptor)) =
          common::codec::about(type, one_of(type));
      return;
    }
    if (field.kind == FieldKind::lines) {
      auto& line = *reflection->AddMessage(&record, field.descriptor);
      line.GetReflection()->SetString(&line, line.GetDescriptor()->FindFieldByName("line"), "l1");
      for (auto& part : field.lines)
        if (part.options->required()) fill(field.lines, part, line);
      return;
    }
    for (auto& value : candidates(field))
      if (set(fields, field, record, value)) return;
    FAIL(("no value fits " + field.name).c_str());
  }

  /// Leaves the field as it was where the value is refused.
  bool set(const std::vector<Field>& fields, const Field& field, Message& record,
           const json& value) {
    std::unique_ptr<Message> tried(record.New());
    tried->CopyFrom(record);
    try {
      common::codec::merge_json(fields, *tried,
                                {{field.name, field.list ? json::array({value}) : value}});
    } catch (const common::Error&) {
      return false;
    }
    for (auto& violation : common::validate::check(fields, *tried))
      if (violation.field.rfind(field.name, 0) == 0) return false;
    record.CopyFrom(*tried);
    return true;
  }

  std::string one_of(const std::string& name) {
    auto [place, fresh] = made_.try_emplace(name);
    if (!fresh) return place->second;
    auto record = draft(stores::catalogue().type(name));
    save(*record);
    return made_[name] = schema::header(std::as_const(*record)).id();
  }

  OpenedStore& opened_;
  std::string tenant_;
  std::map<std::string, std::string> made_;
};

std::vector<ChangeRow> rows_of(OpenedStore& opened, const std::string& tenant,
                               const std::string& record, std::size_t count) {
  std::vector<ChangeRow> rows;
  CHECK(support::wait_until([&] {
    rows.clear();
    opened.store().read([&](Connection& sql) {
      for (auto& row : read_changes(sql, tenant, 0, 10000))
        if (row.record == record) rows.push_back(row);
    });
    return rows.size() >= count;
  }));
  return rows;
}

/// Every field that the record shows stands in the entry, as the API shows it.
void check_whole(const RecordType& type, const Message& record, const ChangeRow& row, int side) {
  auto shown = json::parse(common::codec::to_json(type, record));
  auto fields = json::parse(row.fields);
  for (auto& field : type.fields) {
    if (!shown.contains(field.name)) continue;
    auto what = type.name + "." + field.name + " " + row.action;
    CHECK_TEXT(fields.contains(field.name), what.c_str());
    CHECK_TEXT(fields[field.name][side] == shown[field.name], what.c_str());
    CHECK_TEXT(fields[field.name][3 - side].is_null(), what.c_str());
  }
}

}  // namespace

TEST_GROUP(Audit){};

TEST(Audit, every_type_notes_creation_change_and_deletion_with_values_before_and_after) {
  OpenedStore opened(Dialect::sqlite);
  int created = 0, changed = 0, deleted = 0;
  for (auto& type : stores::catalogue().types()) {
    auto& tenant = type->table;  // nothing else has the keys that this type takes
    Maker maker(opened, tenant);
    auto record = maker.draft(*type);
    maker.save(*record);
    ++created;
    auto id = schema::header(std::as_const(*record)).id();
    auto rows = rows_of(opened, tenant, id, 1);
    STRCMP_EQUAL_TEXT("create", rows[0].action.c_str(), type->name.c_str());
    STRCMP_EQUAL_TEXT(type->name.c_str(), rows[0].type.c_str(), type->name.c_str());
    check_whole(*type, *record, rows[0], 2);
    if (type->append_only()) continue;

    auto before = json::parse(common::codec::to_json(*type, *record));
    auto name = maker.change(*type, *record);
    if (!name.empty()) {
      maker.save(*record);
      ++changed;
      auto after = json::parse(common::codec::to_json(*type, *record));
      auto row = rows_of(opened, tenant, id, 2)[1];
      auto fields = json::parse(row.fields);
      auto what = type->name + "." + name + " " + row.fields;
      STRCMP_EQUAL_TEXT("change", row.action.c_str(), what.c_str());
      CHECK_TEXT(fields[name][1] == before.value(name, json()), what.c_str());
      CHECK_TEXT(fields[name][2] == after.value(name, json()), what.c_str());
      CHECK_TEXT(fields[name][1] != fields[name][2], what.c_str());
    }

    opened.write([&](Transaction& transaction) { transaction.remove(*record); }, tenant);
    ++deleted;
    auto row = rows_of(opened, tenant, id, name.empty() ? 2 : 3).back();
    STRCMP_EQUAL_TEXT("delete", row.action.c_str(), type->name.c_str());
    check_whole(*type, *record, row, 1);
    for (auto& entry : rows_of(opened, tenant, id, 2)) {
      STRCMP_EQUAL("0193a000-0000-7000-8000-0000000000aa", entry.actor.c_str());
      LONGLONGS_EQUAL(common::to_micros(opened.clock().now()), common::to_micros(entry.at));
    }
  }
  LONGS_EQUAL(stores::catalogue().types().size(), created);
  CHECK(changed >= deleted - 2);  // but for what is nothing but references
  CHECK(deleted > 50);
}

TEST(Audit, entries_name_address_and_session_and_the_chain_covers_them) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    OpenedStore opened(dialect);
    auto actor = opened.actor();
    actor.address = "192.0.2.7";
    auto command = opened.store().command(actor);
    command.session = "1a2b3c";
    opened.store().write(command, [&](Transaction& transaction) {
      auto tag = stores::make_tag("a");
      transaction.save(tag);
    });
    CHECK(support::wait_until([&] {
      return opened.store().read_result([](Connection& sql) { return last_position(sql, "t1"); }) ==
             1;
    }));
    opened.store().read([](Connection& sql) {
      auto row = read_changes(sql, "t1", 0, 10)[0];
      STRCMP_EQUAL("192.0.2.7", row.address.c_str());
      STRCMP_EQUAL("1a2b3c", row.session.c_str());
      LONGLONGS_EQUAL(0, verify_chain(sql, "t1").broken_at);
    });
    opened.store().write(opened.store().system_command("t2", "forger"),
                         [](Transaction& transaction) {
                           transaction.sql().execute("UPDATE change SET session = 'another'");
                         });
    opened.store().read(
        [](Connection& sql) { LONGLONGS_EQUAL(1, verify_chain(sql, "t1").broken_at); });
  }
}

TEST(Audit, of_a_van_the_device_is_address_and_session) {
  OpenedStore opened(Dialect::sqlite);
  auto actor = opened.actor();
  actor.device = "0193a000-0000-7000-8000-0000000000dd";
  opened.store().write(opened.store().command(actor), [&](Transaction& transaction) {
    auto tag = stores::make_tag("a");
    transaction.save(tag);
  });
  opened.store().read([&](Connection& sql) {
    auto row = read_changes(sql, "t1", 0, 10).at(0);
    STRCMP_EQUAL(("van " + actor.device).c_str(), row.address.c_str());
    STRCMP_EQUAL(("van " + actor.device).c_str(), row.session.c_str());
    LONGLONGS_EQUAL(0, verify_chain(sql, "t1").broken_at);
  });
}
