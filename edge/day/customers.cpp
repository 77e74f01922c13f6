#include "edge/day/customers.hpp"

#include <algorithm>

#include "common/codec/person_name.hpp"
#include "common/codec/values.hpp"
#include "edge/day/impl/sections.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/job_type.pb.h"

namespace edge::day {
namespace {

using truckroll::crm::Account;
using truckroll::crm::Contact;
using truckroll::crm::Site;
using truckroll::field::Equipment;
using truckroll::field::JobType;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;

constexpr std::size_t rows_max = 50;
constexpr std::size_t visits_max = 20;

template <class Record>
std::string channel_of(const Record& record, std::initializer_list<truckroll::ChannelKind> kinds) {
  for (auto& channel : record.channels())
    if (std::find(kinds.begin(), kinds.end(), channel.kind()) != kinds.end())
      return channel.value();
  return {};
}

template <class Record>
std::string phone_of(const Record& record) {
  return channel_of(record, {truckroll::CHANNEL_PHONE, truckroll::CHANNEL_MOBILE});
}

template <class Record>
std::string mail_of(const Record& record) {
  return channel_of(record, {truckroll::CHANNEL_MAIL});
}

std::string city_of(const Account& account) {
  return account.addresses_size() > 0 ? account.addresses(0).address().city() : std::string();
}

json row_json(const Screen& screen, const Account& account) {
  return {{"id", account.header().id()},
          {"name", account.name()},
          {"kind", choice(Account::Kind_descriptor(), account.kind())},
          {"city", text_or_null(city_of(account))},
          {"phone", text_or_null(phone_of(account))},
          {"waiting",
           screen.is_waiting(screen.records.catalogue().of(account), account.header().id())}};
}

json sites_json(const std::vector<Site>& sites) {
  json rows = json::array();
  for (auto& site : sites) {
    auto& address = site.address();
    rows.push_back(
        {{"id", site.header().id()},
         {"name", site.name()},
         {"address",
          {{"line1", address.line1()},
           {"postal_code", address.postal_code()},
           {"city", address.city()},
           {"country", address.country()}}},
         {"position", address.has_position() ? position_json(address.position()) : json()},
         {"access_notes", text_or_null(site.access_notes())}});
  }
  return rows;
}

json contacts_of(const Screen& screen, const std::string& account) {
  json rows = json::array();
  for (auto& contact : screen.records.where<Contact>("accounts.account", account))
    rows.push_back({{"id", contact.header().id()},
                    {"name", common::codec::person_name(contact.name())},
                    {"phone", text_or_null(phone_of(contact))},
                    {"mail", text_or_null(mail_of(contact))}});
  return rows;
}

json equipment_at(const Screen& screen, const std::vector<Site>& sites) {
  json rows = json::array();
  for (auto& site : sites)
    for (auto& one : screen.records.where<Equipment>("site", site.header().id()))
      rows.push_back({{"id", one.header().id()},
                      {"site", one.site()},
                      {"name", equipment_name(screen.records, one)}});
  return rows;
}

/// What he may be asked for.
json job_types(const Screen& screen) {
  json rows = json::array();
  for (auto& type : screen.records.all<JobType>())
    rows.push_back(
        {{"id", type.header().id()}, {"name", type.name()}, {"minutes", type.duration_minutes()}});
  std::stable_sort(rows.begin(), rows.end(), [](const json& a, const json& b) {
    return a["name"].get_ref<const std::string&>() < b["name"].get_ref<const std::string&>();
  });
  return rows;
}

json visits_of(const Screen& screen, const std::string& account) {
  json rows = json::array();
  for (auto& job : screen.records.where<WorkOrder>("account", account))
    for (auto& visit : screen.records.where<ScheduledEvent>("work_order", job.header().id()))
      rows.push_back({{"id", visit.header().id()},
                      {"number", job.number()},
                      {"summary", job.summary()},
                      {"start", instant_text(visit.start())},
                      {"state", visit.header().state()}});
  std::stable_sort(rows.begin(), rows.end(), [](const json& a, const json& b) {
    return a["start"].get_ref<const std::string&>() > b["start"].get_ref<const std::string&>();
  });
  if (rows.size() > visits_max) rows.erase(rows.begin() + visits_max, rows.end());
  return rows;
}

}  // namespace

std::string customer_text(const common::schema::Message& record) {
  auto& account = static_cast<const Account&>(record);
  auto text = account.name() + " " + account.legal_name();
  for (auto& line : account.addresses())
    text += " " + line.address().line1() + " " + line.address().postal_code() + " " +
            line.address().city();
  for (auto& channel : account.channels()) text += " " + channel.value();
  return text;
}

json make_customers(const Van& van, Directory& directory, const std::string& search) {
  auto found = directory.find(search, rows_max);
  json rows = json::array();
  van.look([&](const Screen& screen) {
    for (auto& id : found.ids)
      if (auto account = screen.records.find<Account>(id))
        rows.push_back(row_json(screen, *account));
  });
  return {{"rows", rows}, {"total", found.total}};
}

json make_customer(const Screen& screen, const std::string& id) {
  auto account = screen.records.load<Account>(id);
  auto sites = screen.records.where<Site>("account", id);
  auto made = row_json(screen, account);
  made.erase("city");
  made["state"] = account.header().state();
  made["mail"] = text_or_null(mail_of(account));
  made["sites"] = sites_json(sites);
  made["contacts"] = contacts_of(screen, id);
  made["equipment"] = equipment_at(screen, sites);
  made["visits"] = visits_of(screen, id);
  made["job_types"] = job_types(screen);
  made["quotes"] = make_quotes(screen, {.account = id, .visit = ""})["rows"];
  return made;
}

}  // namespace edge::day
