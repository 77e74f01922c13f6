#include "hub/server/alerts.hpp"

#include <set>

#include <CppUTest/TestHarness.h>

using hub::api::Health;
using hub::api::Wellness;
using hub::server::Alerts;
using std::chrono::minutes;

TEST_GROUP(Alerts) {
  std::vector<std::string> sent;
  std::set<std::string> unreachable;
  common::Instant begin = common::parse_instant("2026-11-20T08:00:00Z");
  Alerts alerts{
      {{{"first@x.example"}, minutes(0)}, {{"+4232345678", "boss@x.example"}, minutes(15)}},
      [this](const std::string& to, const std::string& subject, const std::string&) {
        if (unreachable.count(to)) return false;
        sent.push_back(to + " " + subject);
        return true;
      }};

  void look(int minute, Wellness wellness) {
    Health::Report report;
    report.checks.push_back({"store", {wellness, "nothing can be stored"}, begin});
    alerts.look(report, begin + minutes(minute));
  }
  std::string taken() {
    std::string text;
    for (auto& one : sent) text += one + "; ";
    sent.clear();
    return text;
  }
};

TEST(Alerts, tell_once_then_more_people_then_that_it_is_over) {
  look(0, Wellness::ok);
  STRCMP_EQUAL("", taken().c_str());
  look(0, Wellness::failed);
  STRCMP_EQUAL("first@x.example Truckroll: store is failed; ", taken().c_str());
  look(14, Wellness::failed);
  STRCMP_EQUAL("", taken().c_str());
  look(15, Wellness::failed);
  STRCMP_EQUAL(
      "+4232345678 Truckroll: store is failed; boss@x.example Truckroll: store is failed; ",
      taken().c_str());
  look(60, Wellness::degraded);
  STRCMP_EQUAL("", taken().c_str());
  look(61, Wellness::ok);
  LONGS_EQUAL(3, sent.size());
  STRCMP_CONTAINS("first@x.example Truckroll: store is well again", taken().c_str());
  look(62, Wellness::ok);
  STRCMP_EQUAL("", taken().c_str());
}

TEST(Alerts, what_does_not_leave_is_tried_again_and_only_who_was_told_hears_of_the_end) {
  unreachable = {"first@x.example"};
  look(0, Wellness::failed);
  STRCMP_EQUAL("", taken().c_str());
  unreachable = {};
  look(1, Wellness::failed);
  STRCMP_EQUAL("first@x.example Truckroll: store is failed; ", taken().c_str());
  look(2, Wellness::ok);
  STRCMP_EQUAL("first@x.example Truckroll: store is well again; ", taken().c_str());
}

TEST(Alerts, contacts_stand_with_commas) {
  auto contacts = hub::server::contacts_of(" a@b.example, +423 ,,");
  LONGS_EQUAL(2, contacts.size());
  STRCMP_EQUAL("a@b.example", contacts[0].c_str());
  STRCMP_EQUAL("+423", contacts[1].c_str());
}
