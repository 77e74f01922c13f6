// What a technician may do through a van: what is his over REST too, and what the van was given.
#include "tests/hub/gateway/world.hpp"

#include "proto/records/admin/reason.pb.h"
#include "proto/records/field/field_day.pb.h"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/stock_count.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "proto/wire/actions/stock.pb.h"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::field::FieldDay;
using truckroll::stock::StockCount;
using truckroll::stock::StockMove;
using truckroll::stock::Warehouse;
using Result = wire::OperationResult;

TEST_GROUP(RightsOfVans) {
  World w;

  template <class T>
  wire::Command create(T record) {
    record.mutable_header()->set_id(common::make_id(w.clock.now()));
    return common::rules::make_create(catalogue().of<T>(), record);
  }
  wire::Command note_on(const std::string& job) {
    Note note;
    *note.mutable_about() = common::codec::about("field.WorkOrder", job);
    note.set_text("The valve leaks");
    return create(note);
  }
  wire::Command count_of(const std::string& warehouse) {
    StockCount count;
    count.set_warehouse(warehouse);
    count.set_kind(StockCount::KIND_FULL);
    return create(count);
  }
};

TEST(RightsOfVans, a_note_on_a_job_that_went_to_somebody_else_meanwhile_is_kept) {
  auto job = w.make_job("Boiler", w.site), visit = w.make_visit(job, w.anna);
  auto others = w.make_job("Burner", w.make_site("Elsewhere", w.vaduz));
  w.make_visit(others, w.reto);
  w.reader.catch_up(tenant);
  Log log(w, w.device_one, w.anna);
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto found = transaction.load<ScheduledEvent>(visit);
    found.mutable_assignments(0)->set_technician(w.reto);
    transaction.save_as_system(found);
  });
  w.wait_until_sealed();
  w.reader.catch_up(tenant);

  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(note_on(job)).outcome());
  LONGS_EQUAL(Result::OUTCOME_REJECTED, log.give(note_on(others)).outcome());
  LONGS_EQUAL(1, w.all<Note>().size());
}

TEST(RightsOfVans, who_drives_a_van_for_a_day_counts_its_stock_and_no_other) {
  Warehouse depot;
  depot.set_code("D");
  depot.set_name("Depot");
  depot.set_kind(Warehouse::KIND_DEPOT);
  auto depot_id = w.put(depot);
  w.reader.catch_up(tenant);
  Log log(w, w.device_one, w.reto);
  FieldDay day;
  day.set_technician(w.reto);
  day.mutable_day()->set_days(static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(w.clock.now()).time_since_epoch().count()));
  day.set_vehicle(w.van_one);
  day.set_device(w.device_one);

  LONGS_EQUAL(Result::OUTCOME_REJECTED, log.give(count_of(w.warehouse_one)).outcome());
  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(create(day)).outcome());
  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(count_of(w.warehouse_one)).outcome());
  LONGS_EQUAL(Result::OUTCOME_REJECTED, log.give(count_of(depot_id)).outcome());
  LONGS_EQUAL(1, w.all<StockCount>().size());
}

TEST(RightsOfVans, a_van_adjusts_its_own_stock_and_no_other) {
  auto place = [&](const char* code, Warehouse::Kind kind) {
    Warehouse warehouse;
    warehouse.set_code(code);
    warehouse.set_name(code);
    warehouse.set_kind(kind);
    return w.put(warehouse);
  };
  auto depot = place("D", Warehouse::KIND_DEPOT);
  place("L", Warehouse::KIND_LOSS);
  truckroll::sales::Product product;
  product.set_code("P1");
  product.set_name("Pump");
  product.set_unit("H87");
  product.add_barcodes("4006381333931");
  w.put(product);
  truckroll::admin::Reason reason;
  reason.set_use(truckroll::admin::Reason::USE_ADJUST);
  reason.set_label("Broken");
  w.put(reason);
  w.reader.catch_up(tenant);
  Log log(w, w.device_one, w.anna);
  auto adjust = [&](const std::string& warehouse, std::int64_t millionths) {
    wire::stock::Adjust input;
    input.set_code("4006381333931");
    input.set_warehouse(warehouse);
    input.mutable_difference()->set_millionths(millionths);
    input.set_reason(reason.header().id());
    return log.give(common::rules::make_action(catalogue().of<StockMove>(), "", "adjust", &input))
        .outcome();
  };

  LONGS_EQUAL(Result::OUTCOME_REJECTED, adjust(depot, 1000000));
  LONGS_EQUAL(0, w.all<StockMove>().size());
  LONGS_EQUAL(Result::OUTCOME_APPLIED, adjust(w.warehouse_one, 1000000));
  LONGS_EQUAL(Result::OUTCOME_APPLIED, adjust(w.warehouse_one, 0));
  LONGS_EQUAL(1, w.all<StockMove>().size());
}
