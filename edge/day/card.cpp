#include <algorithm>
#include <vector>

#include "common/codec/person_name.hpp"
#include "common/codec/values.hpp"
#include "common/rules/field/day.hpp"
#include "common/rules/field/visit.hpp"
#include "edge/day/impl/values.hpp"
#include "edge/day/screen.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/field/work_order.pb.h"

namespace edge::day {
namespace {

using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
namespace crm = truckroll::crm;

constexpr std::size_t next_max = 200;

/// A number that can be called: the primary one first, a mobile before a fixed line.
template <class Record>
std::string phone_of(const Record& record) {
  const truckroll::Channel* best = nullptr;
  auto rank = [](const truckroll::Channel& channel) {
    return (channel.primary() ? 2 : 0) + (channel.kind() == truckroll::CHANNEL_MOBILE ? 1 : 0);
  };
  for (auto& channel : record.channels()) {
    bool callable =
        channel.kind() == truckroll::CHANNEL_PHONE || channel.kind() == truckroll::CHANNEL_MOBILE;
    if (callable && (!best || rank(channel) > rank(*best))) best = &channel;
  }
  return best ? best->value() : std::string();
}

std::optional<crm::Contact> find_contact(const Screen& screen, const WorkOrder& job,
                                         const std::optional<crm::Site>& site) {
  if (auto named = screen.records.find<crm::Contact>(job.contact())) return named;
  if (!site) return std::nullopt;
  for (auto& line : site->contacts())
    if (line.use() == crm::Site::CONTACT_USE_ON_SITE ||
        line.use() == crm::Site::CONTACT_USE_KEY_HOLDER)
      if (auto found = screen.records.find<crm::Contact>(line.contact())) return found;
  return std::nullopt;
}

void add_place(json& card, const std::optional<crm::Site>& site) {
  card["site_name"] = site ? text_or_null(site->name()) : json();
  card["address"] = json();
  card["position"] = json();
  if (!site) return;
  auto& address = site->address();
  card["address"] = {
      {"line1", address.line1()}, {"postal_code", address.postal_code()}, {"city", address.city()}};
  if (address.has_position()) card["position"] = position_json(address.position());
}

void add_customer(const Screen& screen, json& card, const WorkOrder& job) {
  auto site = screen.records.find<crm::Site>(job.site());
  auto account = screen.records.find<crm::Account>(job.account());
  auto contact = find_contact(screen, job, site);
  add_place(card, site);
  card["account_name"] = account ? text_or_null(account->name()) : json();
  card["access_notes"] = site ? text_or_null(site->access_notes()) : json();
  card["hazards"] = site ? text_or_null(site->hazards()) : json();
  std::string phone = contact ? phone_of(*contact) : std::string();
  if (phone.empty() && account) phone = phone_of(*account);
  card["phone"] = text_or_null(phone);
  card["contact_name"] =
      contact ? text_or_null(common::codec::person_name(contact->name())) : json();
}

void add_job(const Screen& screen, json& card, const ScheduledEvent& visit) {
  WorkOrder job;
  if (auto found = screen.records.find<WorkOrder>(visit.work_order())) job = std::move(*found);
  card["number"] = job.number();
  card["summary"] = job.summary();
  card["description"] = text_or_null(job.description());
  auto type = screen.records.find<truckroll::field::JobType>(job.job_type());
  card["job_type"] = type ? text_or_null(type->name()) : json();
  card["priority"] = text_or_null(choice(WorkOrder::Priority_descriptor(), job.priority()));
  add_customer(screen, card, job);
}

json moves_of(const Screen& screen, const ScheduledEvent& visit) {
  json moves = json::array();
  for (auto& move : common::rules::field::allowed_moves(screen.records, visit))
    moves.push_back({{"action", move.action}, {"label", move.label}});
  return moves;
}

bool is_waiting(const Screen& screen, const ScheduledEvent& visit) {
  auto& catalogue = screen.records.catalogue();
  return screen.is_waiting(catalogue.of<ScheduledEvent>(), visit.header().id()) ||
         screen.is_waiting(catalogue.of<WorkOrder>(), visit.work_order());
}

bool is_shown(const ScheduledEvent& visit) {
  return !common::rules::field::is_one_of(visit.header().state(), {"held", "expired", "cancelled"});
}

}  // namespace

json make_card(const Screen& screen, const ScheduledEvent& visit) {
  auto& id = visit.header().id();
  json card{
      {"id", id},
      {"work_order", visit.work_order()},
      {"state", visit.header().state()},
      {"start", instant_text(visit.start())},
      {"end", instant_text(visit.end())},
      {"eta", instant_or_null(visit.has_eta(), visit.eta())},
      {"eta_basis", text_or_null(choice(ScheduledEvent::EtaBasis_descriptor(), visit.eta_basis()))},
      {"travel_minutes", visit.has_travel_minutes() ? json(visit.travel_minutes()) : json()},
      {"proposal", json()},
      {"moves", moves_of(screen, visit)},
      {"waiting", is_waiting(screen, visit)}};
  add_job(screen, card, visit);
  if (screen.proposal && screen.proposal->visit == id)
    card["proposal"] = {{"kind", "on_site"},
                        {"since", common::format_instant(screen.proposal->since)}};
  return card;
}

json make_today(const Screen& screen) {
  auto day = local_day(screen.now, screen.crew.zone);
  json today{{"day", day}, {"visits", json::array()}, {"next", json::array()}};
  auto visits =
      screen.records.where<ScheduledEvent>("assignments.technician", screen.crew.actor.technician);
  auto start = [](const ScheduledEvent& visit) {
    return common::codec::from_timestamp(visit.start());
  };
  std::stable_sort(visits.begin(), visits.end(),
                   [&](auto& a, auto& b) { return start(a) < start(b); });
  for (auto& visit : visits) {
    if (!is_shown(visit)) continue;
    auto on = local_day(start(visit), screen.crew.zone);
    bool unfinished = on < day && common::rules::field::is_active(visit);
    if (on == day || unfinished) today["visits"].push_back(make_card(screen, visit));
    if (on > day && today["next"].size() < next_max)
      today["next"].push_back(make_card(screen, visit));
  }
  return today;
}

}  // namespace edge::day
