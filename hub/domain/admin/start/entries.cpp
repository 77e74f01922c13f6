#include "hub/domain/admin/start/entries.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/zone/zone.hpp"
#include "pdf/forms/service_report.hpp"
#include "proto/records/ledger/fiscal_period.pb.h"

namespace hub::domain {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using store::Message;
using store::Transaction;
namespace schema = common::schema;

namespace {

constexpr const char* other_language = "en";

std::int32_t days_of(std::chrono::year_month_day day) {
  return static_cast<std::int32_t>(std::chrono::sys_days{day}.time_since_epoch().count());
}

bool begins(const std::string& text, const char* with) {
  return text.rfind(with, 0) == 0;
}

}  // namespace

const std::string& Entries::word(const std::string& name) const {
  auto found = words_.find(name);
  if (found == words_.end())
    throw Error(ErrorCode::bad_input, common::say("no word {} is given", name));
  return found->second;
}

std::string Entries::id_of(const std::string& name) const {
  auto found = ids_.find(name.empty() ? name : name.substr(1));
  if (found == ids_.end())
    throw Error(ErrorCode::bad_input, common::say("nothing is called {}", name));
  return found->second;
}

void Entries::load(Transaction& transaction, const Json& entry) {
  if (entry.contains("if")) {
    auto given = words_.find(entry["if"].get<std::string>());
    if (given == words_.end() || given->second.empty()) return;
  }
  if (entry.contains("fiscal_periods"))
    return open_fiscal_periods(transaction, id_of(entry["fiscal_periods"]));
  if (entry.contains("change")) return change(transaction, entry);
  create(transaction, entry);
}

void Entries::create(Transaction& transaction, const Json& entry) {
  auto& type = transaction.catalogue().type(entry.at("type").get<std::string>());
  auto record = type.make();
  common::codec::merge_json(type, *record, resolved(transaction, entry.at("set")), true);
  transaction.save(*record);
  auto id = schema::header(static_cast<const Message&>(*record)).id();
  if (entry.contains("as") && entry["as"].is_string()) name(entry["as"], id);
  for (auto& action : entry.value("act", Json::array()))
    transaction.act(type, id, action.get<std::string>(), nullptr);
}

void Entries::change(Transaction& transaction, const Json& entry) {
  auto& type = transaction.catalogue().type(entry.at("type").get<std::string>());
  auto record = transaction.load_message(type, id_of(entry["change"]));
  common::codec::merge_json(type, *record, resolved(transaction, entry.at("set")));
  transaction.save(*record);
}

int Entries::year(Transaction& transaction) const {
  auto local = common::zone::to_local(transaction.now(), word("zone"));
  return static_cast<int>(date::year_month_day{date::floor<date::days>(local)}.year());
}

void Entries::open_fiscal_periods(Transaction& transaction, const std::string& legal_entity) {
  auto now = year(transaction);
  for (int year = now - 1; year <= now + 1; ++year)
    for (unsigned month = 1; month <= 12; ++month) {
      std::chrono::year_month first{std::chrono::year{year}, std::chrono::month{month}};
      truckroll::ledger::FiscalPeriod period;
      period.set_legal_entity(legal_entity);
      period.set_year(year);
      period.set_number(static_cast<int>(month));
      period.mutable_from()->set_days(days_of(first / 1));
      period.mutable_to()->set_days(days_of((first + std::chrono::months{1}) / 1) - 1);
      transaction.save(period);
      transaction.move(period, "open");
      transaction.save(period);
    }
}

Json Entries::resolved_text(Transaction& transaction, const std::string& text) const {
  if (begins(text, "@")) return id_of(text);
  if (begins(text, "~given:")) return word(text.substr(7));
  if (text == "~first_day")
    return common::codec::format_date(days_of(std::chrono::year{year(transaction) - 1} / 1 / 1));
  if (text == "~form:service_report")
    return transaction.put_blob(pdf::make_service_report_form(), "application/pdf");
  return text;
}

Json Entries::resolved(Transaction& transaction, const Json& value) const {
  if (value.is_object() && value.contains("~text")) {
    auto& texts = value["~text"];
    auto language = word("language").substr(0, 2);
    return texts.at(texts.contains(language) ? language : other_language);
  }
  if (value.is_object() || value.is_array()) {
    Json copy = value;
    for (auto& part : copy) part = resolved(transaction, part);
    return copy;
  }
  return value.is_string() ? resolved_text(transaction, value.get<std::string>()) : value;
}

}  // namespace hub::domain
