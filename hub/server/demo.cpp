#include "hub/server/demo.hpp"

#include <date/tz.h>

#include <fstream>
#include <map>
#include <sstream>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/caller.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "pdf/forms/service_report.hpp"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/ledger/fiscal_period.pb.h"

namespace hub::server {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using store::Command;
using store::Message;
using store::Transaction;
namespace schema = common::schema;

constexpr const char* zone = "Europe/Vaduz";

class Loader {
 public:
  Loader(store::Store& store, std::string tenant, std::string password_hash)
      : store_(store),
        tenant_(std::move(tenant)),
        password_hash_(std::move(password_hash)),
        today_(api::today_in(zone, store.clock().now())) {}

  void load(const Json& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      try {
        load_entry(entries[i]);
      } catch (const Error& error) {
        std::string fields;
        for (auto& violation : error.violations())
          fields += " [" + violation.field + ": " + violation.text + "]";
        throw Error(ErrorCode::bad_input, "entry " + std::to_string(i + 1) + " " +
                                              entries[i].dump().substr(0, 120) + ": " +
                                              error.what() + fields);
      }
    }
  }

 private:
  void load_entry(const Json& entry) {
    auto command = store_.system_command(tenant_, "demonstration company");
    if (entry.contains("at")) command.at = instant(entry["at"]);
    store_.write(command, [&](Transaction& transaction) {
      if (entry.contains("user")) return add_user(transaction, entry);
      if (entry.contains("repeat")) return add_fiscal_periods(transaction, entry);
      if (entry.contains("change")) return change(transaction, entry);
      if (entry.contains("book")) return book(transaction, entry);
      if (entry.contains("history")) return add_history(transaction, entry);
      create(transaction, entry);
    });
  }

  void create(Transaction& transaction, const Json& entry) {
    auto& type = transaction.catalogue().type(entry.at("type").get<std::string>());
    auto record = type.make();
    common::codec::merge_json(type, *record, resolved(transaction, entry.at("set")), true);
    transaction.save(*record);
    auto id = schema::header(static_cast<const Message&>(*record)).id();
    if (entry.contains("as") && entry["as"].is_string()) ids_[entry["as"]] = id;
    for (auto& action : entry.value("act", Json::array()))
      transaction.act(type, id, action.get<std::string>(), nullptr);
  }

  void change(Transaction& transaction, const Json& entry) {
    auto& type = transaction.catalogue().type(entry.at("type").get<std::string>());
    auto record = transaction.load_message(type, id_of(entry["change"]));
    common::codec::merge_json(type, *record, resolved(transaction, entry.at("set")));
    transaction.save(*record);
  }

  void add_user(Transaction& transaction, const Json& entry) {
    auto& user = entry["user"];
    ids_[entry["as"]] = domain::make_user(transaction, user["login"], user["given"], user["family"],
                                          password_hash_, user["role"]);
  }

  void add_fiscal_periods(Transaction& transaction, const Json& entry) {
    std::chrono::year_month_day today{std::chrono::sys_days{std::chrono::days{today_}}};
    for (int year = static_cast<int>(today.year()) - 1; year <= static_cast<int>(today.year()) + 1;
         ++year)
      for (unsigned month = 1; month <= 12; ++month) {
        std::chrono::year_month_day first{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{1}};
        auto next = std::chrono::sys_days{first + std::chrono::months{1}};
        truckroll::ledger::FiscalPeriod period;
        period.set_legal_entity(id_of(entry["legal_entity"]));
        period.set_year(year);
        period.set_number(static_cast<int>(month));
        period.mutable_from()->set_days(
            static_cast<int>(std::chrono::sys_days{first}.time_since_epoch().count()));
        period.mutable_to()->set_days(static_cast<int>(next.time_since_epoch().count()) - 1);
        transaction.save(period);
        transaction.move(period, "open");
        transaction.save(period);
      }
  }

  void book(Transaction& transaction, const Json& entry) {
    auto& type = transaction.catalogue().type("field.ScheduledEvent");
    auto rule = transaction_book().find_action(type.name, "book");
    if (!rule) throw Error(ErrorCode::internal, "visits cannot be booked");
    std::unique_ptr<Message> input(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(rule->input)->New());
    Json values{{"work_order", entry["book"]},
                {"technician", entry["technician"]},
                {"start", entry["start"]},
                {"end", entry["end"]}};
    common::codec::merge_json(schema::fields_of(rule->input), *input,
                              resolved(transaction, values));
    transaction.act(type, "", "book", input.get());
  }

  /// A job of the past: only what a technician reads before he drives there again.
  void add_history(Transaction& transaction, const Json& entry) {
    auto& type = transaction.catalogue().type("field.WorkOrder");
    auto record = type.make();
    common::codec::merge_json(type, *record, resolved(transaction, entry["history"]), true);
    transaction.save(*record);
    auto id = schema::header(static_cast<const Message&>(*record)).id();
    // It was billed long before this book began: the row is set, no rule runs, nobody gets a bill.
    transaction.sql().execute(
        "UPDATE work_order SET state = 'closed', completed_at = ? WHERE tenant = ? AND id = ?",
        {common::to_micros(transaction.now()), tenant_, id});
  }

  const common::rules::RuleBook& transaction_book() const { return store_.book(); }

  std::string id_of(const Json& name) const {
    auto found = ids_.find(name.get<std::string>().substr(1));
    if (found == ids_.end()) throw Error(ErrorCode::bad_input, "nothing is called " + name.dump());
    return found->second;
  }

  /// "~day:-30 08:00": that wall clock in the branch's zone.
  common::Instant instant(const std::string& text) const {
    int days = 0, hour = 0, minute = 0;
    if (std::sscanf(text.c_str(), "~day:%d %d:%d", &days, &hour, &minute) != 3)
      throw Error(ErrorCode::bad_input, "expected ~day:N HH:MM, not " + text);
    auto local = date::local_days{date::days{today_ + days}} + std::chrono::hours{hour} +
                 std::chrono::minutes{minute};
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        date::locate_zone(zone)->to_sys(local, date::choose::earliest));
  }

  Json resolved(Transaction& transaction, const Json& value) {
    if (value.is_object() || value.is_array()) {
      Json copy = value;
      for (auto& part : copy) part = resolved(transaction, part);
      return copy;
    }
    if (!value.is_string()) return value;
    auto text = value.get<std::string>();
    if (text.rfind("@", 0) == 0) return id_of(value);
    if (text.rfind("~day:", 0) == 0) return common::format_instant(instant(text));
    if (text.rfind("~date:", 0) == 0)
      return common::codec::format_date(today_ + std::stoi(text.substr(6)));
    if (text == "~form:service_report")
      return transaction.put_blob(pdf::make_service_report_form(), "application/pdf");
    return value;
  }

  store::Store& store_;
  std::string tenant_, password_hash_;
  std::int32_t today_;
  std::map<std::string, std::string> ids_;
};

}  // namespace

std::string load_company(store::Store& store, const std::string& file, const std::string& company,
                         const std::string& password) {
  std::ifstream in(file);
  if (!in) throw Error(ErrorCode::not_found, "cannot read " + file);
  std::stringstream text;
  text << in.rdbuf();
  auto entries = common::codec::parse_json(text.str());
  auto tenant = common::make_id(store.clock().now());
  store.write(store.system_command(tenant, "demonstration company"), [&](Transaction& transaction) {
    truckroll::admin::Tenant record;
    record.mutable_header()->set_id(tenant);
    record.set_name(company);
    transaction.save(record);
    domain::make_company_basics(transaction);
  });
  Loader(store, tenant, api::hash_password(password)).load(entries);
  return tenant;
}

}  // namespace hub::server
