#include "proto/records/field/field_day.pb.h"

#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/fleet/device.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;

TEST_GROUP(DayClosedAtTheDesk) {
  Company company;
  std::string day;

  void setup() override {
    company.write([&](Company::Transaction& t) {
      fleet::Device device;
      device.set_serial("V-07");
      t.save_as_system(device);
      t.sql().execute(
          "INSERT INTO device_health (tenant, device, received_at, drift_ms, waiting, "
          "waiting_bytes, money_waiting, blobs_waiting, blob_bytes, refused) VALUES (?, ?, 0, 0, "
          "3, 0, 2, 0, 0, 0)",
          {company.tenant, device.header().id()});
      field::FieldDay made;
      made.set_technician(company.mara);
      made.set_device(device.header().id());
      made.mutable_day()->set_days(common::codec::parse_date("2026-11-20"));
      t.save(made);
      day = made.header().id();
    });
  }
};

// features: X-41
TEST(DayClosedAtTheDesk, with_money_in_the_van_needs_a_reason_that_stays) {
  wire::field::CloseDay input;
  auto close = [&] { company.act(company.dispatcher, "field.FieldDay", day, "close", &input); };

  STRCMP_CONTAINS("2 entries with money", Company::refusal(close).c_str());
  STRCMP_EQUAL("open", company.load<field::FieldDay>(day).header().state().c_str());
  input.set_reason("The van is in the workshop");
  close();

  auto closed = company.load<field::FieldDay>(day);
  STRCMP_EQUAL("closed", closed.header().state().c_str());
  LONGS_EQUAL(2, closed.unsent_money());
  STRCMP_EQUAL("The van is in the workshop", closed.unsent_reason().c_str());
}
