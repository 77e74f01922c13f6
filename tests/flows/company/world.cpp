#include "tests/flows/company/world.hpp"

#include <set>

#include "common/codec/values.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/content/digital_signature.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/field/checklist.pb.h"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"
#include "tests/support/picture.hpp"

namespace flows {
namespace {

const common::Instant six_in_vaduz = common::parse_instant("2026-11-23T05:00:00Z");

}  // namespace

World::World() : World(morning()) {}

World::World(Nothing) : office(six_in_vaduz, {}) {
  clocks_.add(office.clock);
}

World::World(const Snapshot& from) : office(from.now, from.folder / "hub.db") {
  clocks_.add(office.clock);
  for (int number : {1, 2}) {
    auto serial = "van-0" + std::to_string(number);
    vans_[number] =
        std::make_unique<VanSide>(from.now, office.tenant, device(serial), from.folder / serial);
    clocks_.add(vans_[number]->clock);
    links_[number] = std::make_unique<Link>(clocks_, office, *vans_[number]);
  }
}

void World::add_van(int number, const std::string& device) {
  vans_[number] =
      std::make_unique<VanSide>(office.clock.now(), office.tenant, device, std::filesystem::path());
  clocks_.add(vans_[number]->clock);
  links_[number] = std::make_unique<Link>(clocks_, office, *vans_[number]);
}

const Snapshot& World::morning() {
  static const auto made = [] {
    auto snapshot = std::make_unique<Snapshot>();
    World world{Nothing{}};
    for (int number : {1, 2}) {
      world.add_van(number, world.device("van-0" + std::to_string(number)));
      if (!world.sync(number)) throw std::runtime_error("the vans do not get their day");
    }
    world.save(*snapshot);
    return snapshot;
  }();
  return *made;
}

void World::save(Snapshot& into) {
  into.now = office.clock.now();
  office.back_up(into.folder / "hub.db");
  for (auto& [number, van] : vans_) van->back_up(into.folder / ("van-0" + std::to_string(number)));
}

bool World::sync(int number) {
  link(number).connect();
  bool settled = link(number).settle();
  link(number).cut();
  return settled;
}

std::string World::device(const std::string& serial) {
  return office.text("SELECT id FROM device WHERE serial = '" + serial + "'");
}

std::string World::job(const std::string& summary) {
  return office.text("SELECT id FROM work_order WHERE summary = '" + summary + "'");
}

std::string World::visit(const std::string& summary) {
  return office.text("SELECT id FROM scheduled_event WHERE work_order = '" + job(summary) + "'");
}

std::string World::technician(int number) {
  return office.text(
      "SELECT t.id FROM technician t JOIN user u ON u.id = t.user WHERE u.login = "
      "'technician" +
      std::to_string(number) + "@demo.example'");
}

std::string World::place(const std::string& code) {
  return office.text("SELECT id FROM warehouse WHERE code = '" + code + "'");
}

std::string World::product(const std::string& code) {
  return office.text("SELECT id FROM product WHERE code = '" + code + "'");
}

std::int64_t World::on_hand(const std::string& place_code, const std::string& product_code) {
  auto here = place(place_code), what = product(product_code);
  for (auto& item : office.where<truckroll::stock::WarehouseItem>("warehouse", here))
    if (item.product() == what) return item.on_hand().millionths() / 1'000'000;
  return 0;
}

std::vector<SyncConflict> World::conflicts(const std::string& about) {
  return office.where<SyncConflict>("about", about);
}

// ---- the job

std::string picture() {
  return support::picture(150'000);
}

json signature() {
  json stroke = json::array();
  for (int i = 0; i <= 20; ++i) stroke.push_back({0.1 + i * 0.04, i % 2 ? 0.3 : 0.7});
  return {
      {"signer", "Hotel Reception"}, {"role", "customer"}, {"strokes", {stroke}}, {"aspect", 3.0}};
}

const std::vector<Step>& job_steps() {
  auto move = [](const char* action, json input = json::object()) {
    return [action, input](VanSide& van, const std::string& visit) {
      van.commands->move_visit(visit, action, input);
    };
  };
  auto answer = [](const char* key, json value) {
    return [key, value](VanSide& van, const std::string& visit) {
      auto list = van.detail(visit)["checklist"][0]["id"].get<std::string>();
      van.commands->answer(visit, list, {{"key", key}, {"value", value}});
    };
  };
  auto part = [](const char* code, const char* quantity) {
    return [code, quantity](VanSide& van, const std::string& visit) {
      van.commands->use_part(visit, {{"code", code}, {"quantity", quantity}});
    };
  };
  static const std::vector<Step> steps{
      {"accept", move("accept")},
      {"on my way", move("on-my-way")},
      {"arrive", move("arrive")},
      {"start", move("start")},
      {"start time",
       [](VanSide& van, const std::string& visit) {
         van.commands->start_time(visit, {{"activity", "labour"}});
       }},
      {"visual", answer("visual", true)},
      {"leaks", answer("leaks", "None")},
      {"pressure", answer("pressure", "1.5")},
      {"co", answer("co", "12")},
      {"filter", part("7610000001001", "1")},
      {"seals", part("SEAL-12", "2")},
      {"note",
       [](VanSide& van, const std::string& visit) {
         van.commands->add_note(visit, {{"text", "The valve is stiff"}});
       }},
      {"photo",
       [](VanSide& van, const std::string& visit) {
         van.commands->add_photo(visit, picture(), "Type plate");
       }},
      {"paper",
       [](VanSide& van, const std::string& visit) {
         auto form = van.detail(visit)["available_papers"][0];
         van.commands->make_paper(visit, {{"template", form["template"]}});
       }},
      {"signature",
       [](VanSide& van, const std::string& visit) {
         auto paper = van.detail(visit)["papers"][0]["id"].get<std::string>();
         van.commands->sign_paper(paper, signature());
       }},
      {"stop time", [](VanSide& van, const std::string& visit) { van.commands->stop_time(visit); }},
      {"complete", move("complete", {{"resolution", "Serviced, filter exchanged"}})},
  };
  return steps;
}

void do_job(World& world, const std::string& visit) {
  for (auto& step : job_steps()) {
    world.advance(std::chrono::minutes(5));
    step.run(world.van(1), visit);
  }
}

namespace {

/// Step i is pressed i + 1 times five minutes after six.
common::Instant pressed_at(std::string_view name) {
  auto at = six_in_vaduz;
  for (auto& step : job_steps()) {
    at += std::chrono::minutes(5);
    if (name == step.name) return at;
  }
  throw std::runtime_error("no such step");
}

std::string event_fault(World& world, const std::string& visit) {
  using truckroll::field::JobEvent;
  std::map<int, std::vector<common::Instant>> seen;
  for (auto& event : world.office.where<JobEvent>("scheduled_event", visit))
    seen[event.kind()].push_back(common::codec::from_timestamp(event.at()));
  for (auto [kind, step] : {std::pair{JobEvent::KIND_ACCEPTED, "accept"},
                            {JobEvent::KIND_ON_MY_WAY, "on my way"},
                            {JobEvent::KIND_ARRIVED, "arrive"},
                            {JobEvent::KIND_STARTED, "start"},
                            {JobEvent::KIND_DONE, "complete"}}) {
    if (seen[kind].size() != 1)
      return std::to_string(seen[kind].size()) + " events of the press " + step;
    auto late = seen[kind][0] - pressed_at(step);
    // The vans' morning took moments of fake time; presses are minutes apart.
    if (late < std::chrono::seconds(0) || late > std::chrono::minutes(4))
      return std::string("the press ") + step + " stands at " +
             common::format_instant(seen[kind][0]);
  }
  return {};
}

std::string parts_fault(World& world, const std::string& job) {
  using truckroll::stock::StockMove;
  using truckroll::stock::StockReservation;
  std::int64_t used = 0;
  auto moves = world.office.where<StockMove>("work_order", job);
  for (auto& move : moves) used += move.quantity().millionths() / 1'000'000;
  if (moves.size() != 2 || used != 3)
    return std::to_string(moves.size()) + " movements with " + std::to_string(used) + " pieces";
  if (world.on_hand("VAN-1", "FLT-100") != 2) return "the filters left are not two";
  if (world.on_hand("VAN-1", "SEAL-12") != 6) return "the seals left are not six";
  for (auto& kept : world.office.where<StockReservation>("work_order", job))
    if (kept.header().state() == "held" || kept.header().state() == "short")
      return "a reservation is still " + kept.header().state();
  return world.office.stock_fault();
}

std::string made_fault(World& world, const std::string& job) {
  auto& office = world.office;
  int notes = 0;
  for (auto& note : office.where<truckroll::crm::Note>("about", job))
    notes += note.text() == "The valve is stiff";
  if (notes != 1) return std::to_string(notes) + " notes";
  int photos = 0;
  for (auto& file : office.where<truckroll::content::Attachment>("about", job)) {
    if (file.kind() != truckroll::content::Attachment::KIND_PHOTO) continue;
    ++photos;
    if (file.header().state() != "stored") return "the photo is " + file.header().state();
  }
  if (photos != 1) return std::to_string(photos) + " photos";
  auto lists = office.where<truckroll::field::Checklist>("about", job);
  if (lists.size() != 1) return std::to_string(lists.size()) + " checklists";
  if (lists[0].answers_size() != 4) return std::to_string(lists[0].answers_size()) + " answers";
  auto papers = office.where<truckroll::content::PaperworkDocument>("about", job);
  if (papers.size() != 1) return std::to_string(papers.size()) + " papers";
  if (papers[0].header().state() != "signed") return "the paper is " + papers[0].header().state();
  for (auto& hash : {papers[0].pdf_blob()})
    if (office.count("SELECT count(*) FROM blob WHERE sha256 = '" + hash + "'") != 1)
      return "the signed paper's bytes are missing";
  auto times = office.where<truckroll::projects::TimeEntry>("work_order", job);
  std::int64_t minutes = 0;
  for (auto& time : times)
    if (time.activity() == truckroll::projects::TimeEntry::ACTIVITY_WORK)
      minutes += (common::codec::from_timestamp(time.end()) -
                  common::codec::from_timestamp(time.start())) /
                 std::chrono::minutes(1);
  if (minutes != 55) return std::to_string(minutes) + " minutes of work";
  return {};
}

std::string billing_fault(World& world, const std::string& job) {
  auto& office = world.office;
  auto cases = office.where<truckroll::billing::WorkOrderInvoice>("work_order", job);
  if (cases.size() != 1) return std::to_string(cases.size()) + " billing cases";
  if (cases[0].header().state() != "invoiced") {
    auto reason = office.texts("SELECT label FROM reason WHERE id = '" + cases[0].hold() + "'");
    return "the billing case is " + cases[0].header().state() +
           (reason.empty() ? "" : ": " + reason[0]);
  }
  auto bills = office.all<truckroll::billing::Invoice>();
  if (bills.size() != 1) return std::to_string(bills.size()) + " invoices";
  auto entries = office.count("SELECT count(*) FROM journal_entry");
  if (entries == 0) return "nothing is posted";
  if (office.ledger_difference() != 0) return "the ledger is out of balance";
  return {};
}

}  // namespace

std::string job_fault(World& world) {
  auto job = world.job(first_job), visit = world.visit(first_job);
  if (auto state = world.office.load<ScheduledEvent>(visit).header().state(); state != "done")
    return "the visit is " + state;
  for (auto fault : {event_fault(world, visit), parts_fault(world, job), made_fault(world, job),
                     billing_fault(world, job)})
    if (!fault.empty()) return fault;
  auto conflicts = world.office.all<SyncConflict>();
  if (!conflicts.empty()) return "a conflict: " + conflicts[0].ShortDebugString();
  return {};
}

const Snapshot& evening() {
  static const auto made = [] {
    auto snapshot = std::make_unique<Snapshot>();
    World world;
    do_job(world, world.visit(first_job));
    world.save(*snapshot);
    return snapshot;
  }();
  return *made;
}

}  // namespace flows
