#include "hub/server/demo.hpp"

#include <fstream>
#include <optional>
#include <sstream>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/zone/zone.hpp"
#include "hub/api/caller.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/domain/admin/start/start.hpp"

namespace hub::server {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using store::Command;
using store::Message;
using store::Transaction;
namespace schema = common::schema;

class Loader {
 public:
  Loader(store::Store& store, std::string tenant, std::string password_hash)
      : store_(store), tenant_(std::move(tenant)), password_hash_(std::move(password_hash)) {}

  void load(const Json& file) {
    for (std::size_t i = 0; i < file.size(); ++i) {
      try {
        load_entry(file[i]);
      } catch (const Error& error) {
        std::string fields;
        for (auto& violation : error.violations())
          fields += " [" + violation.field + ": " + violation.text.english() + "]";
        throw Error(ErrorCode::bad_input, "entry " + std::to_string(i + 1) + " " +
                                              common::json_text(file[i]).substr(0, 120) + ": " +
                                              error.what() + fields);
      }
    }
  }

 private:
  void load_entry(const Json& file_entry) {
    auto command = store_.system_command(tenant_, "demonstration company");
    if (file_entry.contains("company"))
      return store_.write(
          command, [&](Transaction& transaction) { begin(transaction, file_entry["company"]); });
    auto entry = with_times(file_entry);
    if (entry.contains("at")) command.at = common::parse_instant(entry["at"].get<std::string>());
    store_.write(command, [&](Transaction& transaction) {
      if (entry.contains("user")) return add_user(transaction, entry);
      if (entry.contains("book")) return book(transaction, entry);
      if (entry.contains("history")) return add_history(transaction, entry);
      entries_->load(transaction, entry);
    });
  }

  void begin(Transaction& transaction, const Json& company) {
    auto text = [&](const char* key) { return company.at(key).get<std::string>(); };
    entries_.emplace(domain::make_company(
        transaction, {text("name"), text("country"), text("currency"), text("zone"),
                      text("language"), text("tax_percent"), text("reduced_tax_percent")}));
    today_ = common::zone::local_day(store_.clock().now(), entries_->word("zone"));
  }

  void add_user(Transaction& transaction, const Json& entry) {
    auto& user = entry["user"];
    entries_->name(entry["as"], domain::make_user(transaction, user["login"], user["given"],
                                                  user["family"], password_hash_, user["role"]));
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
                              entries_->resolved(transaction, values));
    transaction.act(type, "", "book", input.get());
  }

  /// A job of the past: only what a technician reads before he drives there again.
  void add_history(Transaction& transaction, const Json& entry) {
    auto& type = transaction.catalogue().type("field.WorkOrder");
    auto record = type.make();
    common::codec::merge_json(type, *record, entries_->resolved(transaction, entry["history"]),
                              true);
    transaction.save(*record);
    auto id = schema::header(static_cast<const Message&>(*record)).id();
    // It was billed long before this book began: the row is set, no rule runs, nobody gets a bill.
    transaction.sql().execute(
        "UPDATE work_order SET state = 'closed', completed_at = ? WHERE tenant = ? AND id = ?",
        {common::to_micros(transaction.now()), tenant_, id});
    store_.tables().of(type).cube().count_again(transaction.sql());
  }

  const common::rules::RuleBook& transaction_book() const { return store_.book(); }

  /// "~day:-30 08:00": that wall clock in the branch's zone.
  common::Instant instant(const std::string& text) const {
    int days = 0, hour = 0, minute = 0;
    if (std::sscanf(text.c_str(), "~day:%d %d:%d", &days, &hour, &minute) != 3)
      throw Error(ErrorCode::bad_input, "expected ~day:N HH:MM, not " + text);
    return common::zone::local_instant(today_ + days, std::chrono::minutes(hour * 60 + minute),
                                       entries_->word("zone"));
  }

  Json with_times(const Json& value) const {
    if (value.is_object() || value.is_array()) {
      Json copy = value;
      for (auto& part : copy) part = with_times(part);
      return copy;
    }
    if (!value.is_string()) return value;
    auto text = value.get<std::string>();
    if (text.rfind("~day:", 0) == 0) return common::format_instant(instant(text));
    if (text.rfind("~date:", 0) == 0)
      return common::codec::format_date(today_ + std::stoi(text.substr(6)));
    return value;
  }

  store::Store& store_;
  std::string tenant_, password_hash_;
  std::int32_t today_ = 0;
  std::optional<domain::Entries> entries_;  ///< from the first entry on
};

}  // namespace

std::string load_company(store::Store& store, const std::string& file,
                         const std::string& password) {
  std::ifstream in(file);
  if (!in) throw Error(ErrorCode::not_found, "cannot read " + file);
  std::stringstream text;
  text << in.rdbuf();
  auto entries = common::codec::parse_json(text.str());
  if (!entries.is_array() || entries.empty() || !entries[0].contains("company"))
    throw Error(ErrorCode::bad_input, file + " does not begin with an entry \"company\"");
  auto tenant = common::make_id(store.clock().now());
  Loader(store, tenant, api::hash_password(password)).load(entries);
  return tenant;
}

}  // namespace hub::server
