// Whose the goods in a van are. features: X-44
#include "proto/records/admin/reason.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using truckroll::stock::StockMove;
using truckroll::stock::StockReservation;

TEST_GROUP(VanStock) {
  World world;

  /// Somebody of the office books pieces from one place to another; why not, else empty.
  std::string book(const std::string& from, const std::string& to, const std::string& reason = {}) {
    StockMove move;
    move.set_product(world.product("SEAL-12"));
    move.set_from(world.place(from));
    move.set_to(world.place(to));
    move.mutable_quantity()->set_millionths(2'000'000);
    move.set_kind(StockMove::KIND_SEND);
    if (!reason.empty()) move.set_reason(reason);
    hub::store::Actor dispatcher;
    dispatcher.tenant = world.office.tenant;
    dispatcher.roles = {"dispatcher"};
    dispatcher.user =
        world.office.text("SELECT id FROM user WHERE login = 'dispatcher@demo.example'");
    auto& store = *world.office.store;
    try {
      store.write(store.command(dispatcher),
                  [&](Office::Transaction& transaction) { transaction.save(move); });
    } catch (const common::Error& error) {
      return error.reason().english();
    }
    return {};
  }
};

TEST(VanStock, the_office_takes_nothing_out_of_a_van_without_a_stated_reason) {
  auto before = world.on_hand("VAN-1", "SEAL-12");
  STRCMP_CONTAINS("is the van's until it hands it over", book("VAN-1", "DEPOT").c_str());
  LONGS_EQUAL(before, world.on_hand("VAN-1", "SEAL-12"));
  STRCMP_EQUAL("", book("DEPOT", "VAN-1").c_str());
  truckroll::admin::Reason reason;
  reason.set_use(truckroll::admin::Reason::USE_ADJUST);
  reason.set_label("Found at the depot");
  world.office.write([&](Office::Transaction& transaction) { transaction.save(reason); });
  STRCMP_EQUAL("", book("VAN-1", "DEPOT", reason.header().id()).c_str());
}

TEST(VanStock, offline_it_never_goes_below_zero_and_the_depot_is_promised_meanwhile) {
  auto visit = world.visit(first_job);
  auto left = world.on_hand("VAN-1", "SEAL-12"), depot = world.on_hand("DEPOT", "SEAL-12");
  auto& van = world.van(1);
  auto use = [&](std::int64_t count) {
    van.commands->use_part(visit, {{"code", "SEAL-12"}, {"quantity", std::to_string(count)}});
  };
  use(left);
  CHECK_THROWS(common::Error, use(1));
  StockReservation promise;
  promise.set_product(world.product("SEAL-12"));
  promise.set_warehouse(world.place("DEPOT"));
  promise.set_work_order(world.job(second_job));
  promise.mutable_quantity()->set_millionths(1'000'000);
  world.office.write([&](Office::Transaction& transaction) { transaction.save(promise); });

  CHECK(world.sync(1));

  LONGS_EQUAL(0, world.on_hand("VAN-1", "SEAL-12"));
  LONGS_EQUAL(depot, world.on_hand("DEPOT", "SEAL-12"));
  STRCMP_EQUAL("held",
               world.office.load<StockReservation>(promise.header().id()).header().state().c_str());
  STRCMP_EQUAL("", world.office.stock_fault().c_str());
  LONGS_EQUAL(0, world.office.all<SyncConflict>().size());
}
