#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/memory/memory.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"

/// A small company in memory: a job in Vaduz, two technicians with a van each, a depot and the
/// places beyond.
namespace world {

namespace rules = common::rules;
namespace codec = common::codec;
using common::Error;
using common::ErrorCode;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;

inline const common::schema::Catalogue& catalogue() {
  static const auto made = common::schema::Catalogue::compiled();
  return made;
}

/// The same id for the same name, always.
inline std::string id(const std::string& name) {
  auto hex = common::sha256_hex(name).substr(0, 32);
  hex[12] = '7';
  hex[16] = '8';
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

struct Refusal {
  ErrorCode code;
  std::string text;
  std::vector<common::Violation> violations;
  std::string field() const { return violations.empty() ? std::string() : violations[0].field; }
};

inline truckroll::Position position(std::int32_t latitude_e7, std::int32_t longitude_e7) {
  truckroll::Position made;
  made.set_latitude_e7(latitude_e7);
  made.set_longitude_e7(longitude_e7);
  return made;
}

class World {
 public:
  explicit World(rules::Side side = rules::Side::hub) : store(catalogue(), side) {
    set_up_company();
    set_up_stock();
  }

  rules::MemoryStore store;
  common::Instant now = common::parse_instant("2026-11-20T08:00:00Z");
  bool fact = false;
  std::string device = side_device();

  rules::Actor technician(const std::string& name = "anna") const {
    rules::Actor actor;
    actor.tenant = "t";
    actor.user = id("user " + name);
    actor.technician = id(name);
    actor.device = device;
    actor.roles = {"technician"};
    return actor;
  }
  rules::Actor dispatcher() const {
    rules::Actor actor;
    actor.tenant = "t";
    actor.user = id("user office");
    actor.roles = {"dispatcher"};
    return actor;
  }

  /// One command, kept when it succeeds.
  void run(const rules::Actor& actor, const std::function<void(rules::Records&)>& body) {
    rules::MemoryRecords records(store, rules::RuleBook::registered(),
                                 {actor, "command " + std::to_string(++commands_), now, fact});
    body(records);
    records.commit();
  }
  rules::Records::ActionResult act(const rules::Actor& actor, const std::string& type,
                                   const std::string& record, const std::string& action,
                                   const google::protobuf::Message* input = nullptr) {
    rules::Records::ActionResult result;
    run(actor, [&](rules::Records& records) {
      result = records.act(catalogue().type(type), record, action, input);
    });
    return result;
  }
  /// What refused it; nothing when it went through.
  std::optional<Refusal> refusal(const std::function<void()>& body) {
    try {
      body();
      return std::nullopt;
    } catch (const Error& error) {
      return Refusal{error.code(), error.text(), error.violations()};
    }
  }
  std::optional<Refusal> refused(const rules::Actor& actor, const std::string& type,
                                 const std::string& record, const std::string& action,
                                 const google::protobuf::Message* input = nullptr) {
    return refusal([&] { act(actor, type, record, action, input); });
  }
  template <class T>
  T save(T record, const std::optional<rules::Actor>& actor = {}) {
    run(actor.value_or(dispatcher()), [&](rules::Records& records) { records.save(record); });
    return record;
  }
  template <class T>
  T get(const std::string& record) const {
    auto found = store.find(catalogue().of<T>(), record);
    if (!found) throw Error(ErrorCode::not_found, "no such record in the test: " + record);
    return static_cast<const T&>(*found);
  }
  template <class T>
  std::string state(const std::string& record) const {
    return get<T>(record).header().state();
  }
  /// As it is, without rules.
  template <class T>
  void put(T record, const std::string& name, const std::string& state = {}) {
    record.mutable_header()->set_id(id(name));
    record.mutable_header()->set_version(1);
    if (!state.empty()) record.mutable_header()->set_state(state);
    store.put(record);
  }

  ScheduledEvent make_visit(const std::string& lead = "anna", const std::string& crew = {}) const {
    ScheduledEvent visit;
    visit.set_work_order(id("job"));
    *visit.mutable_start() = codec::to_timestamp(common::parse_instant("2026-11-20T09:00:00Z"));
    *visit.mutable_end() = codec::to_timestamp(common::parse_instant("2026-11-20T10:00:00Z"));
    visit.set_zone("Europe/Vaduz");
    auto add = [&](const std::string& name, ScheduledEvent::Assignment::Role role) {
      auto& line = *visit.add_assignments();
      line.set_line(name);
      line.set_technician(id(name));
      line.set_role(role);
    };
    add(lead, ScheduledEvent::Assignment::ROLE_LEAD);
    if (!crew.empty()) add(crew, ScheduledEvent::Assignment::ROLE_CREW);
    return visit;
  }

  std::int64_t on_hand(const std::string& place, const std::string& product = "electrode") const {
    for (auto& item : store.all<truckroll::stock::WarehouseItem>())
      if (item.warehouse() == id(place) && item.product() == id(product))
        return item.on_hand().millionths() / 1000000;
    return 0;
  }
  std::int64_t reserved(const std::string& place, const std::string& product = "electrode") const {
    for (auto& item : store.all<truckroll::stock::WarehouseItem>())
      if (item.warehouse() == id(place) && item.product() == id(product))
        return item.reserved().millionths() / 1000000;
    return 0;
  }

 private:
  std::string side_device() const {
    return store.side() == rules::Side::van ? id("device") : std::string();
  }

  void set_up_company() {
    truckroll::admin::Branch branch;
    branch.set_name("Vaduz");
    branch.set_zone("Europe/Vaduz");
    put(branch, "branch");
    for (auto name : {"user anna", "user ben", "user office"})
      put(truckroll::admin::User(), name, "active");
    for (std::string name : {"anna", "ben"}) {
      truckroll::people::Technician person;
      person.set_branch(id("branch"));
      person.set_vehicle(id("vehicle of " + name));
      put(person, name, "active");
      truckroll::fleet::Vehicle vehicle;
      vehicle.set_warehouse(id("van of " + name));
      put(vehicle, "vehicle of " + name, "active");
    }
    truckroll::fleet::Device computer;
    computer.set_vehicle(id("vehicle of anna"));
    put(computer, "device", "active");
    put(truckroll::crm::Account(), "account", "customer");
    truckroll::crm::Site site;
    site.set_account(id("account"));
    site.set_branch(id("branch"));
    site.set_arrival_radius_m(100);
    *site.mutable_address()->mutable_position() = position(471410000, 95215000);
    put(site, "site", "active");
    truckroll::field::JobType type;
    type.set_name("Boiler service");
    put(type, "type");
    truckroll::admin::Reason reason;
    reason.set_label("Miscounted");
    put(reason, "reason");
    WorkOrder job;
    job.set_summary("Boiler does not start");
    job.set_number("A-1");
    job.set_account(id("account"));
    job.set_site(id("site"));
    job.set_job_type(id("type"));
    put(job, "job", "planned");
  }

  void set_up_stock() {
    using truckroll::stock::Warehouse;
    auto place = [&](const std::string& name, Warehouse::Kind kind) {
      Warehouse made;
      made.set_code(name);
      made.set_name(name);
      made.set_kind(kind);
      put(made, name);
    };
    place("depot", Warehouse::KIND_DEPOT);
    place("van of anna", Warehouse::KIND_VAN);
    place("van of ben", Warehouse::KIND_VAN);
    place("customer", Warehouse::KIND_CUSTOMER);
    place("supplier", Warehouse::KIND_SUPPLIER);
    place("transit", Warehouse::KIND_TRANSIT);
    place("loss", Warehouse::KIND_LOSS);
    auto product = [&](const std::string& name, truckroll::sales::Product::Kind kind) {
      truckroll::sales::Product made;
      made.set_code("Z-" + name);
      made.set_name("Product " + name);
      made.set_kind(kind);
      made.set_unit("H87");
      made.add_barcodes("76" + name);
      put(made, name, "active");
    };
    product("electrode", truckroll::sales::Product::KIND_PART);
    product("filter", truckroll::sales::Product::KIND_PART);
    product("advice", truckroll::sales::Product::KIND_SERVICE);
  }

  int commands_ = 0;
};

}  // namespace world
