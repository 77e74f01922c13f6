#include <map>
#include <random>

#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/people/technician_certification.pb.h"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using common::codec::money;
using common::codec::quantity;
using stock::StockMove;
using stock::StockReservation;
using stock::WarehouseItem;

namespace {

constexpr std::int64_t one = 1'000'000;

/// What moves and reservations say against what the items say, at every place.
void check_items(Company& company) {
  std::map<std::string, std::int64_t> moved, held;
  for (auto& move : company.where<StockMove>("product", company.pump)) {
    moved[move.from()] -= move.quantity().millionths();
    moved[move.to()] += move.quantity().millionths();
  }
  for (auto& reservation : company.where<StockReservation>("product", company.pump)) {
    auto& state = reservation.header().state();
    if (state == "held") held[reservation.warehouse()] += reservation.quantity().millionths();
  }
  std::int64_t sum = 0;
  for (auto& item : company.where<WarehouseItem>("product", company.pump)) {
    LONGS_EQUAL(moved[item.warehouse()], item.on_hand().millionths());
    LONGS_EQUAL(held[item.warehouse()], item.reserved().millionths());
    LONGS_EQUAL(item.on_hand().millionths() - item.reserved().millionths(),
                item.free().millionths());
    sum += item.on_hand().millionths();
  }
  LONGS_EQUAL(0, sum);
}

}  // namespace

TEST_GROUP(Stock) {
  Company company;

  std::string move(const std::string& from, const std::string& to, int count,
                   StockMove::Kind kind = StockMove::KIND_SEND, std::int64_t cost = 0) {
    StockMove made;
    made.set_product(company.pump);
    made.set_from(from);
    made.set_to(to);
    *made.mutable_quantity() = quantity(count * one, "H87");
    made.set_kind(from == company.supplier_place ? StockMove::KIND_RECEIPT : kind);
    if (cost > 0) *made.mutable_unit_cost() = money(cost, "CHF");
    return company.save(made);
  }
  std::string add_depot() {
    stock::Warehouse depot;
    depot.set_code("DEPOT");
    depot.set_name("Depot");
    depot.set_kind(stock::Warehouse::KIND_DEPOT);
    depot.set_branch(company.branch);
    return company.save(depot);
  }
  WarehouseItem item_at(const std::string& place) {
    for (auto& item : company.where<WarehouseItem>("warehouse", place))
      if (item.product() == company.pump) return item;
    return {};
  }
  int held_for(const std::string& job, const std::string& place) {
    std::int64_t sum = 0;
    for (auto& reservation : company.where<StockReservation>("work_order", job))
      if (reservation.header().state() == "held" && reservation.warehouse() == place)
        sum += reservation.quantity().millionths();
    return static_cast<int>(sum / one);
  }
};

// features: STOCK-01
TEST(Stock, places_keep_code_quantity_reserved_minimum_and_cost_and_every_movement_is_recorded) {
  auto depot = add_depot();
  auto receipt = move(company.supplier_place, depot, 10, StockMove::KIND_RECEIPT, 10000);
  move(company.supplier_place, depot, 30, StockMove::KIND_RECEIPT, 14000);
  auto limited = item_at(depot);
  *limited.mutable_minimum() = quantity(5 * one, "H87");
  company.save(limited);
  auto sent = move(depot, company.nils_van, 1);

  auto item = item_at(depot);
  LONGS_EQUAL(39 * one, item.on_hand().millionths());
  LONGS_EQUAL(5 * one, item.minimum().millionths());
  LONGS_EQUAL(13000, item.average_cost().minor());  // (10 x 100 + 30 x 140) / 40
  LONGS_EQUAL(13000, company.load<StockMove>(sent).unit_cost().minor());
  // One pump at the standard 120.00 lay in the van already.
  LONGS_EQUAL(12500, item_at(company.nils_van).average_cost().minor());
  STRCMP_EQUAL("P-100", company.load<sales::Product>(item.product()).code().c_str());
  company.book(company.add_job(), company.mara);
  LONGS_EQUAL(one, item_at(company.mara_van).reserved().millionths());
  LONGS_EQUAL(2 * one, item_at(company.mara_van).free().millionths());
  STRCMP_EQUAL("VAN-Nils", company.load<stock::Warehouse>(company.nils_van).code().c_str());
  auto made = company.load<StockMove>(receipt);
  CHECK(made.has_at());
  STRCMP_EQUAL("Stock move is never deleted; a correction is a new record",
               Company::refusal([&] { company.write([&](auto& t) { t.remove(made); }); }).c_str());
}

TEST(Stock, what_comes_back_is_worth_what_it_was) {
  auto depot = add_depot();
  move(company.supplier_place, depot, 4, StockMove::KIND_RECEIPT, 10000);
  move(depot, company.customer_place, 2, StockMove::KIND_USE);
  move(company.supplier_place, depot, 2, StockMove::KIND_RECEIPT, 20000);
  auto back = move(company.customer_place, depot, 2, StockMove::KIND_RETURN);

  LONGS_EQUAL(10000, company.load<StockMove>(back).unit_cost().minor());
  LONGS_EQUAL(13333, item_at(depot).average_cost().minor());
}

TEST(Stock, an_item_with_stock_or_history_is_not_deleted) {
  auto depot = add_depot();
  auto refused = [&] {
    auto item = item_at(depot);
    return Company::refusal([&] { company.write([&](auto& t) { t.remove(item); }); });
  };
  WarehouseItem limits;
  limits.set_warehouse(depot);
  limits.set_product(company.pump);
  *limits.mutable_minimum() = quantity(5 * one, "H87");
  company.save(limits);
  STRCMP_EQUAL("", refused().c_str());  // nothing but limits: by mistake, perhaps
  CHECK(item_at(depot).header().id().empty());

  move(company.supplier_place, depot, 40, StockMove::KIND_RECEIPT, 10000);
  STRCMP_EQUAL("there are 40 of it here; book them out or adjust them to 0 first",
               refused().c_str());
  LONGS_EQUAL(40 * one, item_at(depot).on_hand().millionths());
  move(depot, company.nils_van, 40);
  STRCMP_EQUAL("it has been moved in or out here, and its history stays; clear its limits instead",
               refused().c_str());
  move(company.supplier_place, depot, 1, StockMove::KIND_RECEIPT, 10000);

  LONGS_EQUAL(one, item_at(depot).on_hand().millionths());
  check_items(company);
}

// features: STOCK-03
TEST(Stock, parts_follow_a_job_that_is_moved_cancelled_or_done) {
  auto first = company.add_job();
  auto visit = company.book(first, company.mara);
  LONGS_EQUAL(1, held_for(first, company.mara_van));
  company.write([&](auto& t) {
    people::TechnicianCertification held;
    held.set_technician(company.nils);
    held.set_certification(company.gas);
    t.save(held);
    t.move(held, "grant");
    t.save(held);
  });
  wire::hub_field::Move to_nils;
  to_nils.set_technician(company.nils);
  company.act(company.dispatcher, "field.ScheduledEvent", visit, "move", &to_nils);
  LONGS_EQUAL(0, held_for(first, company.mara_van));  // moved: her van is free of it, his holds it
  LONGS_EQUAL(1, held_for(first, company.nils_van));
  LONGS_EQUAL(0, item_at(company.mara_van).reserved().millionths());
  LONGS_EQUAL(one, item_at(company.nils_van).reserved().millionths());
  company.act(company.dispatcher, "field.ScheduledEvent", visit, "cancel");
  LONGS_EQUAL(0, held_for(first, company.nils_van));  // a visit called off frees them

  auto again = company.book(first, company.mara);
  LONGS_EQUAL(1, held_for(first, company.mara_van));
  company.act(company.dispatcher, "field.WorkOrder", first, "cancel");
  LONGS_EQUAL(0, held_for(first, company.mara_van));  // and so does a job

  auto used = company.add_job();
  company.do_job(used, company.book(used, company.mara, 11 * 60, 12 * 60), 1);
  LONGS_EQUAL(0, held_for(used, company.mara_van));
  LONGS_EQUAL(2 * one, item_at(company.mara_van).on_hand().millionths());  // consumed
  LONGS_EQUAL(0, item_at(company.mara_van).reserved().millionths());

  auto unused = company.add_job();
  company.clock.set_wall(Company::at(13 * 60));
  company.do_job(unused, company.book(unused, company.mara, 13 * 60, 14 * 60), 0);
  LONGS_EQUAL(2 * one, item_at(company.mara_van).on_hand().millionths());  // the rest is free
  LONGS_EQUAL(2 * one, item_at(company.mara_van).free().millionths());
  check_items(company);
}

/// Whatever is booked, moved, cancelled, used, done, sent or counted, and in whatever order: items
/// say what moves and reservations say, and what is over holds nothing.
TEST(Stock, items_say_what_moves_and_reservations_say_after_any_sequence) {
  company.write([&](auto& t) {  // both may do every job
    people::TechnicianCertification held;
    held.set_technician(company.nils);
    held.set_certification(company.gas);
    t.save(held);
    t.move(held, "grant");
    t.save(held);
  });
  std::mt19937 random(20261121);
  auto number = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  auto depot = add_depot();
  std::vector<std::pair<std::string, std::string>> booked;  // job, visit
  int done = 0;
  for (int i = 0; i < 90; ++i) {
    auto technician = number(0, 1) ? company.mara : company.nils;
    auto& van = technician == company.mara ? company.mara_van : company.nils_van;
    auto start = number(7 * 4, 16 * 4) * 15;
    auto any =
        booked.empty()
            ? std::pair<std::string, std::string>()
            : booked[static_cast<std::size_t>(number(0, static_cast<int>(booked.size()) - 1))];
    auto said = Company::refusal([&] {
      switch (number(0, 7)) {
        case 0:
        case 1: {
          auto job = company.add_job();
          booked.emplace_back(job, company.book(job, technician, start, start + 30, number(0, 1)));
          return;
        }
        case 2: {
          wire::hub_field::Move input;
          input.set_technician(technician);
          *input.mutable_start() = common::codec::to_timestamp(Company::at(start));
          *input.mutable_end() = common::codec::to_timestamp(Company::at(start + 30));
          company.act(company.dispatcher, "field.ScheduledEvent", any.second, "move", &input);
          return;
        }
        case 3:
          company.act(company.dispatcher, "field.WorkOrder", any.first, "cancel");
          return;
        case 4:
          company.act(company.dispatcher, "field.ScheduledEvent", any.second, "cancel");
          return;
        case 5:
          company.do_job(any.first, any.second, number(0, 2));
          return;
        case 6:
          move(number(0, 1) ? company.supplier_place : depot, van, number(1, 3));
          return;
        default:
          move(company.supplier_place, depot, number(1, 5), StockMove::KIND_RECEIPT,
               number(9000, 15000));
          return;
      }
    });
    done += said.empty();
    check_items(company);
  }
  CHECK(done > 30);
  for (auto& [job, visit] : booked) {
    auto state = company.load<field::WorkOrder>(job).header().state();
    if (state != "cancelled" && state != "closed" && state != "done") continue;
    LONGS_EQUAL(0, held_for(job, company.mara_van) + held_for(job, company.nils_van));
  }
}
