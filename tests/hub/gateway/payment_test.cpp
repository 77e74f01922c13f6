#include "common/ids/ids.hpp"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/billing/payment.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "tests/hub/gateway/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::billing::Payment;
using Result = wire::OperationResult;

/// Cash that a technician takes at the door; the company has no posting rule at all.
TEST_GROUP(PaymentFromVan) {
  World w;
  std::unique_ptr<Log> log;

  void setup() override {
    truckroll::billing::NumberSeries series;
    series.set_use("payment");
    series.set_pattern("PAY-{number:5}");
    w.put(series);
    w.reader.catch_up(tenant);
    log = std::make_unique<Log>(w, w.device_one, w.anna);
  }
  wire::Command act(const std::string& payment, const std::string& action) {
    return common::rules::make_action(catalogue().of<Payment>(), payment, action, nullptr);
  }
  std::string take_cash() {
    Payment cash;
    cash.mutable_header()->set_id(common::make_id(w.clock.now()));
    cash.set_account(w.account);
    cash.set_method(Payment::METHOD_CASH);
    *cash.mutable_amount() = common::codec::money(5000, "CHF");
    auto made = log->give(common::rules::make_create(catalogue().of<Payment>(), cash));
    LONGS_EQUAL(Result::OUTCOME_APPLIED, made.outcome());
    return cash.header().id();
  }
};

TEST(PaymentFromVan, is_kept_and_flagged_though_nothing_can_be_booked) {
  auto id = take_cash();
  auto result = log->give(act(id, "receive"));

  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  STRCMP_CONTAINS("not posted: ", result.reason().c_str());
  auto payment = w.load<Payment>(id);
  STRCMP_EQUAL("received", payment.header().state().c_str());
  STRCMP_EQUAL(w.anna.c_str(), payment.taken_by().c_str());
  CHECK_FALSE(payment.has_entry());
  LONGS_EQUAL(1, w.all<SyncConflict>().size());
}

TEST(PaymentFromVan, what_it_pays_is_not_the_technicians_to_say) {
  auto id = take_cash();
  log->give(act(id, "receive"));
  for (auto action : {"settle", "post", "clear", "refund"})
    LONGS_EQUAL_TEXT(Result::OUTCOME_REJECTED, log->give(act(id, action)).outcome(), action);
  STRCMP_EQUAL("received", w.load<Payment>(id).header().state().c_str());
}
