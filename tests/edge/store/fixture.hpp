#pragma once
#include <memory>
#include <string>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/sync/delta.hpp"
#include "edge/store/store.hpp"
#include "proto/records/billing/number_block.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/wire/actions/field.pb.h"
#include "tests/support/temp_folder.hpp"

namespace store_test {

namespace wire = truckroll::wire;
using truckroll::billing::NumberBlock;
using truckroll::billing::NumberSeries;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;

inline const common::schema::Catalogue& catalogue() {
  static const auto all = common::schema::Catalogue::compiled();
  return all;
}

/// The rules of this test: findings are refused on a cancelled job, and get a number when they are
/// final. That a visit was received is an operation, and no more.
inline const common::rules::RuleBook& book() {
  static const auto made = [] {
    common::rules::RuleBook rules;
    rules.add_before(
        "field.WorkOrder",
        [](common::rules::Records& records, const common::schema::Message* before,
           common::schema::Message& after) {
          auto& order = static_cast<WorkOrder&>(after);
          if (order.findings() == "forbidden")
            common::refuse("findings", "these findings are refused");
          if (order.findings() == "odd") records.flag(order, "status", "odd findings");
          if (before && order.header().state() == "cancelled" &&
              order.findings() != static_cast<const WorkOrder*>(before)->findings())
            common::refuse("findings", "the job is cancelled");
        },
        false);
    rules.add_action({"field.ScheduledEvent", "received", wire::field::Received::descriptor(),
                      [](common::rules::Records&, common::schema::Message&,
                         const common::schema::Message&) { return nlohmann::json(); },
                      false});
    return rules;
  }();
  return made;
}

struct Van {
  explicit Van(edge::store::Store::Options given = {}) : options(std::move(given)) {
    options.folder = temp.path() / "store";
    options.boot = "boot-1";
    if (!options.disk_percent) options.disk_percent = [] { return 10; };
    if (options.map_bytes == 512ull * 1024 * 1024) options.map_bytes = 64 * 1024 * 1024;
    open();
  }
  void open() {
    store.reset();
    store = std::make_unique<edge::store::Store>(options, catalogue(), book(), clock);
  }

  common::rules::Actor actor() const {
    common::rules::Actor actor;
    actor.tenant = "t1";
    actor.user = "u1";
    actor.technician = "tech1";
    actor.device = "van1";
    actor.roles = {"technician"};
    return actor;
  }
  static std::string id(int n) {
    auto digits = std::to_string(n);
    return "01900000-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
  }
  static WorkOrder job(int n, std::int64_t version, const std::string& summary) {
    WorkOrder order;
    order.mutable_header()->set_id(id(n));
    order.mutable_header()->set_tenant("t1");
    order.mutable_header()->set_version(version);
    order.mutable_header()->set_state("planned");
    order.set_number("WO-" + std::to_string(n));
    order.set_summary(summary);
    order.set_account(id(900));
    order.set_site(id(901));
    return order;
  }
  /// A batch as the hub sends it; `to` is the cursor after it.
  static wire::ChangeBatch batch(const std::string& scope, std::uint64_t from, std::uint64_t to) {
    wire::ChangeBatch batch;
    batch.set_scope(scope);
    batch.set_generation(1);
    batch.set_from(from);
    batch.set_to(to);
    return batch;
  }
  void receive(const common::schema::Message& record, std::uint64_t from,
               const std::string& scope = "technician:tech1") {
    auto one = batch(scope, from, from + 1);
    *one.add_records() = common::sync::make_state(catalogue().of(record).name, record);
    if (store->apply(one) != common::sync::Applied::yes)
      throw std::runtime_error("the batch did not fit");
  }
  edge::store::Store::Result findings(int n, const std::string& text) {
    WorkOrder order;
    order.mutable_header()->set_id(id(n));
    order.set_findings(text);
    auto command = common::rules::make_patch(catalogue().of<WorkOrder>(), order,
                                             {WorkOrder::kFindingsFieldNumber});
    return store->execute(actor(), command, "Findings: " + text);
  }
  WorkOrder shown(int n) {
    return store->read_result([&](const edge::store::RecordsView& view) {
      auto found = view.find<WorkOrder>(id(n));
      return found ? *found : WorkOrder();
    });
  }

  support::TempFolder temp;
  edge::store::Store::Options options;
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};
  std::unique_ptr<edge::store::Store> store;
};

}  // namespace store_test
