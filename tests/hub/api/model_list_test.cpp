// The 46 kinds of record that the model lists, each as an administrator and the database see it.
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "hub/store/impl/keys.hpp"
#include "hub/store/partitions.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using common::schema::RecordType;
using hub::store::Connection;
using hub::store::Dialect;
using test::json;
using test::Office;

namespace {

struct Kind {
  const char *model, *type, *path;
  /// Fields that are unique together, as written there; several keys apart by " | ".
  const char* keys = "";
};

// As the list names them. CustomUser is our user, SecretModel our secret; the activity log is the
// engine's own (below).
const std::vector<Kind> kinds{
    {"Notification", "workflow.Notification", "notifications"},
    {"RichTextContent", "content.RichTextContent", "rich-text-content"},
    {"CustomUser", "admin.User", "users", "login"},
    {"SecretModel", "admin.Secret", "secrets", "name"},
    {"Category", "content.Category", "categories", "use slug"},
    {"Tag", "content.Tag", "tags", "slug"},
    {"Page", "content.Page", "pages", "path"},
    {"Post", "content.Post", "posts", "slug"},
    {"Comment", "content.Comment", "comments"},
    {"Account", "crm.Account", "accounts"},
    {"Contact", "crm.Contact", "contacts"},
    {"Project", "projects.Project", "projects", "number"},
    {"Deal", "sales.Deal", "deals"},
    {"Interaction", "crm.Interaction", "interactions"},
    {"LedgerAccount", "ledger.LedgerAccount", "ledger-accounts", "legal_entity code"},
    {"JournalEntry", "ledger.JournalEntry", "journal-entries",
     "source_type source_id source_event | number | reverses"},
    {"WorkOrder", "field.WorkOrder", "work-orders", "number"},
    {"LineItem", "billing.LineItem", "line-items"},
    {"WorkOrderInvoice", "billing.WorkOrderInvoice", "work-order-invoices", "work_order"},
    {"Payment", "billing.Payment", "payments", "number | provider_id"},
    {"Expense", "ledger.Expense", "expenses", "number"},
    {"Budget", "ledger.Budget", "budgets", "root version_number | root"},
    {"TimeEntry", "projects.TimeEntry", "time-entries"},
    {"Warehouse", "stock.Warehouse", "warehouses", "code"},
    {"WarehouseItem", "stock.WarehouseItem", "warehouse-items", "warehouse product"},
    {"ProjectTemplate", "projects.ProjectTemplate", "project-templates",
     "root version_number | root"},
    {"DefaultWorkOrderItem", "field.DefaultWorkOrderItem", "default-work-order-items"},
    {"AnalyticsSnapshot", "analytics.AnalyticsSnapshot", "analytics-snapshots",
     "metric definition_hash slice period"},
    {"DealPrediction", "insight.DealPrediction", "deal-predictions"},
    {"CustomerLifetimeValue", "insight.CustomerLifetimeValue", "customer-lifetime-values"},
    {"RevenueForecast", "insight.RevenueForecast", "revenue-forecasts"},
    {"Technician", "people.Technician", "technicians", "user"},
    {"Certification", "people.Certification", "certifications", "code"},
    {"TechnicianCertification", "people.TechnicianCertification", "technician-certifications"},
    {"CoverageArea", "people.CoverageArea", "coverage-areas", "name"},
    {"TechnicianAvailability", "people.TechnicianAvailability", "technician-availability"},
    {"WorkOrderCertificationRequirement", "people.WorkOrderCertificationRequirement",
     "work-order-certification-requirements", "work_order certification level"},
    {"LogEntry", "admin.LogEntry", "log-entries"},
    // Named by the stories beside the list.
    {"ScheduledEvent", "field.ScheduledEvent", "scheduled-events", "plan occurrence"},
    {"NotificationLog", "workflow.NotificationLog", "notification-logs",
     "purpose about.id occurrence channel"},
    {"PaperworkTemplate", "content.PaperworkTemplate", "paperwork-templates",
     "root version_number language | root language"},
    {"AppointmentRequest", "field.AppointmentRequest", "appointment-requests"},
    {"DigitalSignature", "content.DigitalSignature", "digital-signatures"},
    {"CustomField", "admin.CustomField", "custom-fields", "of_type key | of_type number"},
    {"DealStage", "sales.DealStage", "deal-stages", "pipeline name"},
};

std::string joined(const auto& fields) {
  std::string text;
  for (auto& field : fields) text += (text.empty() ? "" : " ") + field;
  return text;
}

/// As the declaration has them: name of the index and its fields.
std::map<std::string, std::string> declared_keys(const RecordType& type) {
  std::map<std::string, std::string> keys;
  for (auto& key : type.options->key())
    keys[hub::store::impl::natural_key_name(type, key)] = joined(key.field());
  for (auto& field : type.fields)
    if (field.options->unique()) keys[hub::store::impl::unique_name(type, field)] = field.name;
  return keys;
}

std::set<std::string> split_keys(std::string text) {
  std::set<std::string> keys;
  for (auto bar = text.find(" | "); bar != text.npos; bar = text.find(" | ")) {
    keys.insert(text.substr(0, bar));
    text.erase(0, bar + 3);
  }
  if (!text.empty()) keys.insert(text);
  return keys;
}

std::set<std::string> texts(Connection& sql, const std::string& query,
                            const hub::store::Values& values = {}) {
  std::set<std::string> found;
  auto& rows = sql.query(query, values);
  while (rows.step()) found.insert(rows.text(0));
  return found;
}

/// Names of a table's indexes, and whether they are unique.
std::map<std::string, bool> indexes(Connection& sql, const std::string& table) {
  std::map<std::string, bool> found;
  bool sqlite = sql.dialect() == Dialect::sqlite;
  auto& rows = sql.query(
      sqlite ? "SELECT name, \"unique\" FROM pragma_index_list(?)"
             : "SELECT CAST(indexrelid::regclass AS text), CASE WHEN indisunique THEN 1 ELSE 0 END "
               "FROM pg_index WHERE indrelid = to_regclass(?)",
      {table});
  while (rows.step()) found[rows.text(0)] = rows.integer(1) == 1;
  return found;
}

/// A table in parts has a unique index in its place, since a record may lack what parts it.
std::set<std::string> primary_key(Connection& sql, const std::string& table) {
  return texts(
      sql,
      sql.dialect() == Dialect::sqlite
          ? "SELECT name FROM pragma_table_info(?) WHERE pk > 0"
          : "SELECT CAST(a.attname AS text) FROM pg_index i JOIN pg_attribute a ON "
            "a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) JOIN pg_class c ON "
            "c.oid = i.indrelid WHERE (i.indisprimary OR (c.relkind = 'p' AND i.indisunique)) AND "
            "i.indrelid = to_regclass(?)",
      {table});
}

}  // namespace

TEST_GROUP(ModelList){};

// features: EXTN-06
TEST(ModelList, all_46_kinds_have_path_table_keys_and_indexes_on_both_databases) {
  LONGS_EQUAL(46, kinds.size() + 1);
  for (bool postgres : {false, true}) {
    Office office(postgres ? stores::copy_of_migrated() : "");
    auto admin = office.sign_in("admin");
    std::set<std::string> types;
    for (auto& kind : kinds) {
      types.insert(kind.type);
      auto& type = office.catalogue.type(kind.type);
      STRCMP_EQUAL_TEXT(kind.path, type.path.c_str(), kind.model);
      auto list = admin.send(Method::get, "/api/" + type.path + "/");
      LONGS_EQUAL_TEXT(200, list.status, kind.model);
      CHECK_TEXT(list.json()["items"].is_array(), kind.model);

      auto declared = declared_keys(type);
      std::set<std::string> keys;
      for (auto& [index, fields] : declared) keys.insert(fields);
      CHECK_TEXT(keys == split_keys(kind.keys), kind.model);
      office.store->read([&](Connection& sql) {
        auto there = indexes(sql, type.table);
        for (auto& [index, fields] : declared) {
          CHECK_TEXT(there.count(index) == 1 && there[index], index.c_str());
          there.erase(index);
        }
        auto primary = primary_key(sql, type.table);
        CHECK_TEXT(primary.count("tenant") == 1 && primary.count("id") == 1, kind.model);
        // The primary key's own, and at least one by which the type is listed or led to.
        CHECK_TEXT(there.size() >= 2, kind.model);
      });
    }
    LONGS_EQUAL(kinds.size(), types.size());

    admin.create("tags", {{"name", "VIP"}, {"slug", "vip"}});
    LONGS_EQUAL(409,
                admin.send(Method::post, "/api/tags/", {{"name", "V"}, {"slug", "vip"}}).status);
    auto nobody = "0193a000-0000-7000-8000-00000000dead";
    LONGS_EQUAL(400, admin
                         .send(Method::post, "/api/contacts/",
                               {{"name", {{"family", "Muster"}}}, {"portal_user", nobody}})
                         .status);

    // The activity log is the chained change log under the model's name.
    auto id = admin.create("accounts", {{"name", "Alpenhotel"}})["id"].get<std::string>();
    admin.send(Method::patch, "/api/accounts/" + id + "/", {{"name", "Seehotel"}}, "\"1\"");
    // What is written is sealed a moment later on PostgreSQL, and shown then.
    auto log = admin.get("/api/activity-logs/?record=" + id);
    for (int i = 0; i < 200 && log["items"].size() < 2; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      log = admin.get("/api/activity-logs/?record=" + id);
    }
    LONGS_EQUAL(2, log["items"].size());
    STRCMP_EQUAL("change", log["items"][0]["action"].get<std::string>().c_str());
    CHECK((log["items"][0]["fields"]["name"] ==
           json{{"before", "Alpenhotel"}, {"after", "Seehotel"}}));
    CHECK(log["items"][0]["by"] == admin.session["user"]["id"]);
    LONGS_EQUAL(403, office.sign_in("dispatcher").send(Method::get, "/api/activity-logs/").status);
    LONGS_EQUAL(400, admin.send(Method::get, "/api/activity-logs/?log=reads").status);
    office.store->read([](Connection& sql) {
      auto there = indexes(sql, "change");
      CHECK(there["key_change_position"]);
      CHECK(there.count("index_change_record") == 1);
    });
  }
}

// features: EXTN-06
TEST(ModelList, large_streams_lie_in_parts_by_month_on_postgresql) {
  Office office(stores::copy_of_migrated());
  std::set<std::string> streams;
  for (auto& type : office.catalogue.types())
    if (!hub::store::partition_column(*type).empty()) streams.insert(type->table);
  for (auto table : {"log_entry", "position_report", "device_event", "engagement_event"})
    CHECK_TEXT(streams.count(table) == 1, table);
  office.store->read([&](Connection& sql) {
    auto parted = texts(sql, "SELECT CAST(partrelid::regclass AS text) FROM pg_partitioned_table");
    CHECK(parted == streams);
    for (auto& table : streams)
      CHECK_TEXT(texts(sql,
                       "SELECT CAST(inhrelid::regclass AS text) FROM pg_inherits WHERE inhparent = "
                       "to_regclass(?)",
                       {table})
                         .size() >= 5,
                 table.c_str());
  });
}
