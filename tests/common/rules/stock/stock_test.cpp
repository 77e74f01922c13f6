#include <random>
#include <string>

#include "common/rules/stock/reservations.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/stock/stock_lot.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/wire/actions/stock.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

namespace input = truckroll::wire::stock;
namespace stock = common::rules::stock;
using truckroll::stock::StockMove;
using truckroll::stock::StockReservation;
using truckroll::stock::WarehouseItem;
using world::id;
using world::WorkOrder;
using world::World;

namespace {

constexpr std::int64_t one = 1000000;

StockMove::Kind kind_between(const std::string& from, const std::string& to) {
  if (from == "supplier") return StockMove::KIND_RECEIPT;
  if (from == "loss" || to == "loss") return StockMove::KIND_ADJUST;
  if (from == "customer" || to == "supplier") return StockMove::KIND_RETURN;
  return from == "transit" ? StockMove::KIND_RECEIVE : StockMove::KIND_SEND;
}

void move(World& w, const std::string& from, const std::string& to, std::int64_t quantity,
          const std::string& product = "electrode", bool with_reason = false) {
  StockMove made;
  made.set_product(id(product));
  made.set_from(id(from));
  made.set_to(id(to));
  made.mutable_quantity()->set_millionths(quantity * one);
  made.set_kind(kind_between(from, to));
  if (with_reason) made.set_reason(id("reason"));
  w.save(made);
}

std::string use(World& w, const std::string& code, std::int64_t quantity,
                bool with_reason = false) {
  input::Use given;
  given.set_work_order(id("job"));
  given.set_code(code);
  given.mutable_quantity()->set_millionths(quantity * one);
  if (with_reason) given.set_reason(id("reason"));
  return w.act(w.technician(), "stock.StockMove", "", "use", &given).json;
}

void plan_part(World& w, const std::string& job, std::int64_t quantity,
               const std::string& product = "electrode") {
  truckroll::billing::LineItem line;
  line.set_work_order(id(job));
  line.set_kind(truckroll::billing::LineItem::KIND_PART);
  line.set_product(id(product));
  line.mutable_quantity()->set_millionths(quantity * one);
  w.put(line, "line " + job + product);
}

stock::Reserved reserve(World& w, const std::string& job, const std::string& place,
                        bool accept = false) {
  stock::Reserved result;
  w.run(w.dispatcher(), [&](world::rules::Records& records) {
    result =
        stock::reserve_parts(records, records.load<WorkOrder>(id(job)), id(place), w.now, accept);
  });
  return result;
}

std::int64_t reserved_for(const World& w, const std::string& job, const std::string& state) {
  std::int64_t sum = 0;
  for (auto& reservation : w.store.all<StockReservation>())
    if (reservation.work_order() == id(job) && reservation.header().state() == state)
      sum += reservation.quantity().millionths() / one;
  return sum;
}

}  // namespace

TEST_GROUP(StockMoves) {
  World w;
  void setup() override {
    move(w, "supplier", "depot", 10);
    move(w, "depot", "van of anna", 4);
  }
  std::string refusal_of(const std::function<void()>& body) {
    auto refusal = w.refusal(body);
    return refusal ? refusal->text : "taken";
  }
};

TEST(StockMoves, count_both_places_and_everything_sums_to_zero) {
  LONGS_EQUAL(-10, w.on_hand("supplier"));
  LONGS_EQUAL(6, w.on_hand("depot"));
  LONGS_EQUAL(4, w.on_hand("van of anna"));
  for (auto& item : w.store.all<WarehouseItem>()) {
    LONGS_EQUAL(item.on_hand().millionths(), item.free().millionths());
    STRCMP_EQUAL("H87", item.on_hand().unit().c_str());
  }
}

TEST(StockMoves, what_is_no_move_is_refused) {
  STRCMP_EQUAL("a move needs a quantity above zero",
               refusal_of([&] { move(w, "depot", "loss", 0); }).c_str());
  STRCMP_EQUAL("a move leads to another place",
               refusal_of([&] { move(w, "depot", "depot", 1); }).c_str());
  STRCMP_EQUAL("Product advice is not kept in stock",
               refusal_of([&] { move(w, "supplier", "depot", 1, "advice"); }).c_str());
  StockMove metres;
  metres.set_product(id("electrode"));
  metres.set_from(id("depot"));
  metres.set_to(id("loss"));
  metres.set_kind(StockMove::KIND_SCRAP);
  *metres.mutable_quantity() = world::codec::quantity(one, "MTR");
  STRCMP_EQUAL("Product electrode is not counted in MTR",
               refusal_of([&] { w.save(metres); }).c_str());
}

TEST(StockMoves, a_further_unit_is_counted_in_the_products_own) {
  auto product = w.get<truckroll::sales::Product>(id("electrode"));
  auto& box = *product.add_units();
  box.set_line("1");
  box.set_unit("XBX");
  box.mutable_factor()->set_millionths(12 * one);
  w.put(product, "electrode", "active");
  StockMove boxes;
  boxes.set_product(id("electrode"));
  boxes.set_from(id("supplier"));
  boxes.set_to(id("depot"));
  boxes.set_kind(StockMove::KIND_RECEIPT);
  *boxes.mutable_quantity() = world::codec::quantity(2 * one, "XBX");
  w.save(boxes);
  LONGS_EQUAL(30, w.on_hand("depot"));
}

TEST(StockMoves, nothing_within_walls_goes_below_zero_without_a_reason) {
  STRCMP_EQUAL(
      "Product electrode: only 4 in van of anna, 5 would leave less than nothing; give a reason",
      refusal_of([&] { use(w, "76electrode", 5); }).c_str());
  LONGS_EQUAL(4, w.on_hand("van of anna"));
  use(w, "76electrode", 5, true);
  LONGS_EQUAL(-1, w.on_hand("van of anna"));
}

TEST(StockMoves, a_fact_below_zero_is_kept_and_flagged) {
  w.fact = true;
  use(w, "76electrode", 5);
  LONGS_EQUAL(-1, w.on_hand("van of anna"));
  LONGS_EQUAL(1, w.store.flags().size());
  STRCMP_EQUAL("stock", w.store.flags()[0].kind.c_str());
  STRCMP_EQUAL("stock.StockMove", w.store.flags()[0].type.c_str());
}

TEST(StockMoves, a_serial_number_leaves_a_place_once) {
  truckroll::stock::StockLot lot;
  lot.set_product(id("electrode"));
  lot.set_kind(truckroll::stock::StockLot::KIND_SERIAL);
  lot.set_number("SN-1");
  w.put(lot, "piece");
  auto take = [&] {
    StockMove made;
    made.set_product(id("electrode"));
    made.set_stock_lot(id("piece"));
    made.set_from(id("depot"));
    made.set_to(id("van of anna"));
    made.mutable_quantity()->set_millionths(one);
    made.set_kind(StockMove::KIND_RECEIVE);
    w.save(made);
  };
  take();

  CHECK(refusal_of(take).find("serial number SN-1 is not there any more") == 0);
  w.fact = true;
  take();

  LONGS_EQUAL(1, w.store.flags().size());
  STRCMP_EQUAL("serial", w.store.flags()[0].kind.c_str());
}

TEST(StockMoves, a_part_is_found_by_barcode_or_code_and_an_unknown_one_is_named) {
  CHECK(use(w, "76electrode", 1).find("move") != std::string::npos);
  use(w, "Z-electrode", 1);
  LONGS_EQUAL(2, w.on_hand("van of anna"));
  LONGS_EQUAL(2, w.on_hand("customer"));
  auto unknown = w.refusal([&] { use(w, "4711", 1); });
  CHECK(unknown->code == world::ErrorCode::not_found);
  STRCMP_EQUAL("there is no product with the code \"4711\"", unknown->text.c_str());
}

TEST(StockMoves, somebody_without_a_van_cannot_use_parts) {
  input::Use given;
  given.set_work_order(id("job"));
  given.set_code("76electrode");
  STRCMP_EQUAL("you have no van with stock; ask the office to assign one",
               w.refused(w.dispatcher(), "stock.StockMove", "", "use", &given)->text.c_str());
}

TEST(StockMoves, the_van_receives_from_the_depot_and_hands_over_to_it) {
  input::Receive in;
  in.set_code("76electrode");
  in.mutable_quantity()->set_millionths(2 * one);
  w.act(w.technician(), "stock.StockMove", "", "receive", &in);
  LONGS_EQUAL(6, w.on_hand("van of anna"));
  input::HandOver out;
  out.set_code("76electrode");
  w.act(w.technician(), "stock.StockMove", "", "hand-over", &out);
  LONGS_EQUAL(5, w.on_hand("van of anna"));
  LONGS_EQUAL(5, w.on_hand("depot"));
}

TEST(StockMoves, goods_between_vans_go_through_transit_each_half_by_its_own_van) {
  input::HandOver out;
  out.set_code("76electrode");
  out.set_to(id("van of ben"));
  w.act(w.technician("anna"), "stock.StockMove", "", "hand-over", &out);
  LONGS_EQUAL(1, w.on_hand("transit"));
  LONGS_EQUAL(0, w.on_hand("van of ben"));
  input::Receive in;
  in.set_code("76electrode");
  in.set_from(id("van of anna"));
  w.act(w.technician("ben"), "stock.StockMove", "", "receive", &in);
  LONGS_EQUAL(0, w.on_hand("transit"));
  LONGS_EQUAL(1, w.on_hand("van of ben"));
}

TEST(StockMoves, adjusting_books_the_difference_against_loss) {
  input::Adjust given;
  given.set_code("76electrode");
  given.set_reason(id("reason"));
  STRCMP_EQUAL("say what was counted, or the difference",
               w.refused(w.technician(), "stock.StockMove", "", "adjust", &given)->text.c_str());
  given.mutable_counted()->set_millionths(3 * one);
  w.act(w.technician(), "stock.StockMove", "", "adjust", &given);
  LONGS_EQUAL(3, w.on_hand("van of anna"));
  LONGS_EQUAL(1, w.on_hand("loss"));
  auto moves = w.store.all<StockMove>().size();
  w.act(w.technician(), "stock.StockMove", "", "adjust", &given);
  LONGS_EQUAL(moves, w.store.all<StockMove>().size());
}

TEST(StockMoves, a_used_part_is_taken_back_once) {
  use(w, "76electrode", 2);
  std::string used;
  for (auto& made : w.store.all<StockMove>())
    if (made.kind() == StockMove::KIND_USE) used = made.header().id();
  w.act(w.technician(), "stock.StockMove", used, "return");
  LONGS_EQUAL(4, w.on_hand("van of anna"));
  LONGS_EQUAL(0, w.on_hand("customer"));
  STRCMP_EQUAL("the part has been taken back already",
               w.refused(w.technician(), "stock.StockMove", used, "return")->text.c_str());
}

TEST(StockMoves, no_more_comes_back_than_the_job_has_used) {
  auto give_back = [&](std::int64_t quantity) {
    StockMove back;
    back.set_product(id("electrode"));
    back.set_from(id("customer"));
    back.set_to(id("van of anna"));
    back.set_work_order(id("job"));
    back.set_kind(StockMove::KIND_RETURN);
    back.mutable_quantity()->set_millionths(quantity * one);
    w.save(back);
  };
  STRCMP_EQUAL("Product electrode: the job has 0 that can come back, not 50",
               refusal_of([&] { give_back(50); }).c_str());
  LONGS_EQUAL(4, w.on_hand("van of anna"));
  use(w, "76electrode", 3);
  give_back(2);
  STRCMP_EQUAL("Product electrode: the job has 1 that can come back, not 2",
               refusal_of([&] { give_back(2); }).c_str());
  give_back(1);
  LONGS_EQUAL(0, w.store.flags().size());

  w.fact = true;
  give_back(50);

  LONGS_EQUAL(54, w.on_hand("van of anna"));  // kept
  LONGS_EQUAL(1, w.store.flags().size());
  STRCMP_EQUAL("Product electrode: the job has 0 that can come back, not 50",
               w.store.flags()[0].text.c_str());
}

TEST(StockMoves, the_kind_says_between_which_places_it_leads) {
  auto refused_from_to = [&](StockMove::Kind kind, const char* from, const char* to) {
    StockMove made;
    made.set_product(id("electrode"));
    made.set_from(id(from));
    made.set_to(id(to));
    made.set_kind(kind);
    made.set_reason(id("reason"));
    made.mutable_quantity()->set_millionths(one);
    return refusal_of([&] { w.save(made); });
  };
  struct {
    StockMove::Kind kind;
    const char *from, *to, *text;
  } const cases[] = {
      {StockMove::KIND_USE, "supplier", "customer",
       "the kind \"Use\" does not lead from supplier to customer; it leads from Depot, Van, Bin to "
       "Customer"},
      {StockMove::KIND_RETURN, "supplier", "customer",
       "the kind \"Return\" does not lead from supplier to customer; it leads from Customer to "
       "Depot, Van, Bin; or Depot, Van, Bin to Supplier"},
      {StockMove::KIND_RECEIPT, "customer", "supplier",
       "the kind \"Receipt\" does not lead from customer to supplier; it leads from Supplier to "
       "Depot, Van, Bin, Transit"},
      {StockMove::KIND_USE, "depot", "loss",
       "the kind \"Use\" does not lead from depot to loss; it leads from Depot, Van, Bin to "
       "Customer"},
      {StockMove::KIND_USE, "depot", "customer", "taken"},
      {StockMove::KIND_RETURN, "depot", "supplier", "taken"},
      {StockMove::KIND_SCRAP, "depot", "loss", "taken"},
      {StockMove::KIND_ADJUST, "loss", "depot", "taken"},
  };
  for (auto& one_case : cases)
    STRCMP_EQUAL(one_case.text, refused_from_to(one_case.kind, one_case.from, one_case.to).c_str());

  w.fact = true;
  STRCMP_EQUAL("taken", refused_from_to(StockMove::KIND_USE, "supplier", "customer").c_str());

  LONGS_EQUAL(1, w.store.flags().size());
  STRCMP_EQUAL("stock", w.store.flags()[0].kind.c_str());
}

TEST(StockMoves, a_move_lies_in_the_future_by_no_more_than_a_clock_may_be_wrong) {
  auto moved_at = [&](common::Instant at) {
    StockMove made;
    made.set_product(id("electrode"));
    made.set_from(id("depot"));
    made.set_to(id("van of anna"));
    made.set_kind(StockMove::KIND_SEND);
    made.mutable_quantity()->set_millionths(one);
    *made.mutable_at() = world::codec::to_timestamp(at);
    return refusal_of([&] { w.save(made); });
  };
  auto far = common::parse_instant("2199-01-01T00:00:00Z");

  STRCMP_EQUAL("taken", moved_at(w.now + std::chrono::minutes(5)).c_str());
  CHECK(moved_at(w.now + std::chrono::minutes(6)).find("does not lie in the future") !=
        std::string::npos);
  STRCMP_EQUAL("a move that has been made does not lie in the future: 2199-01-01T00:00:00Z",
               moved_at(far).c_str());
  w.fact = true;
  STRCMP_EQUAL("taken", moved_at(far).c_str());

  LONGS_EQUAL(1, w.store.flags().size());
}

TEST(StockMoves, whatever_happens_all_places_of_a_product_sum_to_zero) {
  const char* places[] = {"depot",    "van of anna", "van of ben", "customer",
                          "supplier", "transit",     "loss"};
  for (unsigned seed = 1; seed <= 5; ++seed) {
    World fresh;
    std::mt19937 random(seed);
    for (int i = 0; i < 120; ++i) {
      auto from = places[random() % 7], to = places[random() % 7];
      auto product = random() % 2 ? "electrode" : "filter";
      auto quantity = static_cast<std::int64_t>(random() % 4);
      bool reason = random() % 3 == 0;
      fresh.refusal([&] { move(fresh, from, to, quantity, product, reason); });
    }
    for (auto product : {"electrode", "filter"}) {
      std::int64_t sum = 0;
      for (auto place : places) sum += fresh.on_hand(place, product);
      LONGS_EQUAL(0, sum);
    }
    CHECK(fresh.store.all<StockMove>().size() > 20);
  }
}

TEST_GROUP(StockInTheVan) {
  World w{world::rules::Side::van};
};

TEST(StockInTheVan, it_counts_its_own_place_and_asks_for_a_reason_there_only) {
  input::Receive in;
  in.set_code("76electrode");
  in.mutable_quantity()->set_millionths(3 * one);
  w.act(w.technician(), "stock.StockMove", "", "receive",
        &in);  // what the depot holds is not known here
  LONGS_EQUAL(3, w.on_hand("van of anna"));
  LONGS_EQUAL(1, w.store.all<WarehouseItem>().size());
  use(w, "76electrode", 2);
  LONGS_EQUAL(1, w.on_hand("van of anna"));
  auto refusal = w.refusal([&] { use(w, "76electrode", 2); });
  CHECK(refusal->code == world::ErrorCode::conflict);
  STRCMP_EQUAL("reason", refusal->field().c_str());
  use(w, "76electrode", 2, true);
  LONGS_EQUAL(-1, w.on_hand("van of anna"));
}

TEST_GROUP(Reservations) {
  World w;
  void setup() override {
    move(w, "supplier", "van of anna", 3);
    auto other = w.get<WorkOrder>(id("job"));
    other.set_number("A-2");
    w.put(other, "other job", "planned");
    plan_part(w, "job", 2);
    plan_part(w, "other job", 2);
  }
};

TEST(Reservations, two_jobs_cannot_reserve_the_same_piece) {
  auto first = reserve(w, "job", "van of anna");
  LONGS_EQUAL(0, first.shortages.size());
  LONGS_EQUAL(2, w.reserved("van of anna"));
  auto second = reserve(w, "other job", "van of anna");
  LONGS_EQUAL(1, second.shortages.size());
  STRCMP_EQUAL("Product electrode: 2 wanted, 1 free in van of anna",
               second.shortages[0].text().english().c_str());
  LONGS_EQUAL(0, second.reservations.size());
  LONGS_EQUAL(2, w.reserved("van of anna"));
}

TEST(Reservations, a_reservation_beyond_what_is_free_is_refused_naming_product_and_place) {
  StockReservation greedy;
  greedy.set_product(id("electrode"));
  greedy.set_warehouse(id("van of anna"));
  greedy.set_work_order(id("job"));
  greedy.mutable_quantity()->set_millionths(4 * one);
  auto refusal = w.refusal([&] { w.save(greedy); });
  CHECK(refusal->code == world::ErrorCode::conflict);
  STRCMP_EQUAL("Product electrode: 4 wanted, 3 free in van of anna", refusal->text.c_str());
  greedy.mutable_quantity()->set_millionths(3 * one);
  greedy = w.save(greedy);
  greedy.mutable_quantity()->set_millionths(4 * one);
  CHECK(w.refusal([&] { w.save(greedy); }).has_value());
}

TEST(Reservations, an_accepted_shortage_stands_as_short_and_is_covered_when_goods_come) {
  reserve(w, "job", "van of anna");
  auto second = reserve(w, "other job", "van of anna", true);
  LONGS_EQUAL(2, second.reservations.size());
  LONGS_EQUAL(1, reserved_for(w, "other job", "held"));
  LONGS_EQUAL(1, reserved_for(w, "other job", "short"));
  LONGS_EQUAL(3, w.reserved("van of anna"));
  move(w, "supplier", "van of anna", 1);
  LONGS_EQUAL(2, reserved_for(w, "other job", "held"));
  LONGS_EQUAL(4, w.reserved("van of anna"));
}

TEST(Reservations, reserving_twice_reserves_once) {
  reserve(w, "job", "van of anna");
  LONGS_EQUAL(0, reserve(w, "job", "van of anna").reservations.size());
  LONGS_EQUAL(2, w.reserved("van of anna"));
}

TEST(Reservations, using_parts_reduces_then_consumes_the_jobs_own) {
  reserve(w, "job", "van of anna");
  use(w, "76electrode", 1);
  LONGS_EQUAL(1, reserved_for(w, "job", "held"));
  LONGS_EQUAL(1, w.reserved("van of anna"));
  use(w, "76electrode", 1);
  LONGS_EQUAL(0, reserved_for(w, "job", "held"));
  LONGS_EQUAL(1, reserved_for(w, "job", "consumed"));
  LONGS_EQUAL(0, w.reserved("van of anna"));
  LONGS_EQUAL(1, w.on_hand("van of anna"));
}

TEST(Reservations, using_what_another_job_holds_lets_that_one_fall_short) {
  reserve(w, "other job", "van of anna");
  use(w, "76electrode", 2);
  LONGS_EQUAL(2, reserved_for(w, "other job", "short"));
  LONGS_EQUAL(0, w.reserved("van of anna"));
}

TEST(Reservations, a_job_that_is_done_or_cancelled_gives_back_the_rest) {
  reserve(w, "job", "van of anna");
  use(w, "76electrode", 1);
  w.put(w.make_visit(), "visit", "on_site");
  auto job = w.get<WorkOrder>(id("job"));
  w.put(job, "job", "in_progress");
  w.act(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  LONGS_EQUAL(0, w.reserved("van of anna"));
  LONGS_EQUAL(1, reserved_for(w, "job", "released"));
  reserve(w, "other job", "van of anna");
  LONGS_EQUAL(2, w.reserved("van of anna"));
  w.act(w.dispatcher(), "field.WorkOrder", id("other job"), "cancel");
  LONGS_EQUAL(0, w.reserved("van of anna"));
}

TEST(Reservations, moving_the_job_to_another_van_moves_them_and_says_what_is_short_there) {
  reserve(w, "job", "van of anna");
  move(w, "supplier", "van of ben", 1);
  stock::Reserved moved;
  w.run(w.dispatcher(), [&](world::rules::Records& records) {
    moved = stock::move_reservations(records, records.load<WorkOrder>(id("job")), id("van of ben"));
  });
  LONGS_EQUAL(1, moved.shortages.size());
  LONGS_EQUAL(0, w.reserved("van of anna"));
  LONGS_EQUAL(1, w.reserved("van of ben"));
  LONGS_EQUAL(1, reserved_for(w, "job", "short"));
}
