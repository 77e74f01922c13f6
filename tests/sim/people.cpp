#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/commands.hpp"
#include "edge/day/day_end.hpp"
#include "edge/day/sales.hpp"
#include "edge/day/sign_on.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/sales/quote.pb.h"
#include "proto/wire/actions/fleet.pb.h"
#include "proto/wire/actions/hub_field.pb.h"
#include "tests/flows/company/world.hpp"
#include "tests/sim/audit.hpp"
#include "tests/support/picture.hpp"

namespace sim {

using flows::Office;
using flows::ScheduledEvent;
using flows::VanSide;
using flows::WorkOrder;
using nlohmann::json;

namespace {

std::string number(Chance& chance, std::size_t most) {
  return std::to_string(1 + chance.roll(most));
}

const std::vector<std::string> codes{"FLT-100", "SEAL-12", "IGN-220", "VLV-15"};

/// A move that the visit's state may allow, so that most are none that a rule refuses.
std::pair<const char*, json> move_of(const std::string& state, Chance& chance) {
  using Moves = std::vector<std::pair<const char*, json>>;
  static const Moves sent{{"accept", {}}, {"decline", {{"reason", "skill"}}}},
      accepted{{"on-my-way", json::object()}},
      travelling{{"arrive", json::object()}, {"turn-back", json::object()}},
      on_site{{"start", json::object()},
              {"pause", {{"reason", "break"}}},
              {"resume", json::object()},
              {"complete", {{"resolution", "Done"}}},
              {"no-access", {{"reason", "nobody"}}}};
  auto& moves = state == "sent"                                 ? sent
                : state == "accepted"                           ? accepted
                : state == "on_my_way" || state == "travelling" ? travelling
                                                                : on_site;
  return chance.one_of(moves);
}

template <class T>
std::vector<std::string> ids_of(Office& office) {
  return office.texts("SELECT id FROM " + hub::store::sql_name(flows::catalogue().of<T>().table) +
                      " WHERE deleted_at IS NULL ORDER BY id");
}

const std::vector<std::string> van_places{"VAN-1", "VAN-2"};

/// Said by one van alone: the place of the other follows by the hub.
bool move_to_other_van(VanSide& van, Chance& chance) {
  json input{{"code", chance.one_of(codes)},
             {"quantity", number(chance, 2)},
             {"other_place", chance.one_of(van_places)}};
  if (chance.roll(2))
    van.commands->hand_over(input);
  else
    van.commands->receive(input);
  return true;
}

/// A second technician comes into the van, or somebody leaves it.
bool sign_on_or_off(VanSide& van, Chance& chance) {
  edge::day::SignOn sign_on(*van.van, van.folder() / "sign-on.json");
  auto people = sign_on.people()["people"].get<std::vector<json>>();
  std::sort(people.begin(), people.end(),
            [](const json& a, const json& b) { return a["id"] < b["id"]; });
  std::erase_if(people, [](const json& one) { return one["asks_pin"].get<bool>(); });
  if (people.empty()) return false;
  auto& one = chance.one_of(people);
  if (one["is_signed_on"].get<bool>() && chance.roll(2))
    sign_on.leave(one["id"]);
  else
    sign_on.enter(one["id"], "");
  return true;
}

bool end_day(VanSide& van, Chance& chance) {
  if (chance.roll(2))
    edge::day::close_day(*van.van, {{"reason", "No signal"}});
  else
    edge::day::reopen_day(*van.van);
  return true;
}

/// Somebody settles what van and office disagree about.
void decide_something(Hub& hub, Chance& chance) {
  auto& office = hub.office;
  auto open = office.texts(
      "SELECT id FROM sync_conflict WHERE deleted_at IS NULL AND state IN ('open', "
      "'settled_by_rule') ORDER BY id");
  if (open.empty()) return;
  auto conflict = office.load<flows::SyncConflict>(chance.one_of(open));
  truckroll::wire::fleet::Decide input;
  input.set_choice(chance.roll(2) ? flows::SyncConflict::CHOICE_MINE
                                  : flows::SyncConflict::CHOICE_THEIRS);
  office.act("dispatcher", "fleet.SyncConflict", conflict.header().id(), "decide", &input);
  // He has seen both texts.
  if (conflict.field() == "findings") hub.findings.erase(conflict.about().id());
}

json shown_bill(VanSide& van, const std::string& visit) {
  return van.van->see(
      [&](const edge::day::Screen& screen) { return edge::day::make_bill(screen, visit); });
}

/// The job's invoice, or money for it.
bool bill_something(VanSide& van, const std::string& visit, Chance& chance) {
  auto bill = shown_bill(van, visit);
  if (bill["can_issue"] == true && chance.roll(2) == 0) {
    van.commands->issue_invoice(visit, {{"expected_total", bill["preview"]["total"]["amount"]}});
    return true;
  }
  van.commands->take_payment(visit, {{"method", "cash"}, {"amount", number(chance, 200) + ".00"}});
  return true;
}

/// A job that somebody asks for on the spot.
bool take_on_something(VanSide& van, Chance& chance) {
  auto sites = van.list<truckroll::crm::Site>();
  auto types = van.list<truckroll::field::JobType>();
  if (sites.empty() || types.empty()) return false;
  van.commands->take_on({{"site", sites[chance.roll(sites.size())].header().id()},
                         {"job_type", types[chance.roll(types.size())].header().id()},
                         {"summary", "Asked for " + number(chance, 1'000'000)}});
  return true;
}

/// A customer met on the road; what one is offered; what he says to it.
bool offer_something(VanSide& van, Chance& chance) {
  if (chance.roll(4) == 0) return take_on_something(van, chance);
  if (chance.roll(3) == 0) {
    van.commands->add_customer(
        {{"kind", "person"},
         {"name", "Customer " + number(chance, 1'000'000)},
         {"address", {{"line1", "Im Feld " + number(chance, 99)}, {"city", "Schaan"}}}});
    return true;
  }
  for (auto& quote : van.list<truckroll::sales::Quote>())
    if (quote.header().state() == "draft" && chance.roll(2)) {
      van.commands->accept_quote(quote.header().id(), {{"name", "Somebody"}});
      return true;
    }
  auto accounts = van.list<truckroll::crm::Account>();
  if (accounts.empty()) return false;
  auto account = accounts[chance.roll(accounts.size())].header().id();
  json lines = {{{"text", "Cleaning"}, {"quantity", number(chance, 3)}, {"unit_price", "80.00"}}};
  auto priced = van.van->see([&](const edge::day::Screen& screen) {
    return edge::day::priced_json(
        screen, edge::day::price(screen, {.account = account, .visit = ""}, lines));
  });
  van.commands->draw_up_quote(
      {{"account", account}, {"lines", lines}, {"expected_total", priced["total"]["amount"]}});
  return true;
}

}  // namespace

bool press_something(VanSide& van, Chance& chance) {
  std::vector<std::pair<std::string, std::string>> visits;  // id, state
  for (auto& visit : van.list<ScheduledEvent>())
    visits.emplace_back(visit.header().id(), visit.header().state());
  std::sort(visits.begin(), visits.end());
  if (visits.empty()) return false;
  auto& [visit, state] = chance.one_of(visits);
  auto& commands = *van.commands;
  switch (chance.roll(17)) {
    case 0:
    case 1:
    case 2: {
      auto [action, input] = move_of(state, chance);
      commands.move_visit(visit, action, input.is_null() ? json::object() : input);
      return true;
    }
    case 3:
      commands.add_note(visit, {{"text", "Note " + number(chance, 1'000'000)}});
      return true;
    case 4:
      commands.use_part(visit, {{"code", chance.one_of(codes)}, {"quantity", number(chance, 3)}});
      return true;
    case 5:
      commands.receive({{"code", chance.one_of(codes)}, {"quantity", number(chance, 3)}});
      return true;
    case 6:
      commands.add_photo(visit, support::picture(1'000 + chance.roll(80'000)),
                         "Photo " + number(chance, 1'000'000));
      return true;
    case 7: {
      auto found = van.find<ScheduledEvent>(visit);
      auto job = van.find<WorkOrder>(found->work_order());
      if (!job) return false;
      job->set_findings("Van " + number(chance, 1'000'000));
      van.van->give(van.van->crew().actor,
                    common::rules::make_patch(flows::catalogue().of<WorkOrder>(), *job,
                                              {WorkOrder::kFindingsFieldNumber}),
                    "Findings");
      return true;
    }
    case 8:
      if (chance.roll(2))
        commands.start_time(visit, {{"activity", "labour"}});
      else
        commands.stop_time(visit);
      return true;
    case 9:
      return move_to_other_van(van, chance);
    case 10:
      return chance.has_days() && sign_on_or_off(van, chance);
    case 11:
      return chance.has_days() && end_day(van, chance);
    case 12:
    case 13:
      // Numbers that were leased a year ago have ended: with shifted clocks a van sells nothing.
      return chance.has_days() && bill_something(van, visit, chance);
    case 14:
      return chance.has_days() && offer_something(van, chance);
    default: {
      auto lists = van.detail(visit)["checklist"];
      if (lists.empty()) return false;
      commands.answer(visit, lists[0]["id"],
                      {{"key", "pressure"}, {"value", "1." + number(chance, 8)}});
      return true;
    }
  }
}

void change_something(Hub& hub, Chance& chance) {
  auto& office = hub.office;
  auto visit = chance.one_of(ids_of<ScheduledEvent>(office));
  switch (chance.roll(9)) {
    case 8:
      return decide_something(hub, chance);
    case 6:
    case 7: {
      auto job = chance.one_of(ids_of<WorkOrder>(office));
      auto text = "Office " + number(chance, 1'000'000);
      office.change<WorkOrder>(job, [&](WorkOrder& record) { record.set_findings(text); });
      hub.findings[job] = text;
      return;
    }
    case 0: {
      truckroll::wire::hub_field::Move move;
      move.set_technician(chance.one_of(ids_of<truckroll::people::Technician>(office)));
      move.set_accept_shortage(true);
      return office.act("dispatcher", "field.ScheduledEvent", visit, "move", &move);
    }
    case 1:
      return office.act("dispatcher", "field.ScheduledEvent", visit, "cancel");
    case 2:
      return office.change<WorkOrder>(
          chance.one_of(ids_of<WorkOrder>(office)),
          [&](WorkOrder& job) { job.set_description("Office " + number(chance, 1'000'000)); });
    case 3:
      return office.change<truckroll::crm::Account>(
          chance.one_of(ids_of<truckroll::crm::Account>(office)),
          [&](truckroll::crm::Account& account) {
            account.set_name("Customer " + number(chance, 1'000'000));
          });
    default:
      return office.act("dispatcher", "field.ScheduledEvent", visit, "send");
  }
}

}  // namespace sim
