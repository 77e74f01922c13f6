// One id in the logs of van and hub for what belongs together.
#include "common/log/correlation.hpp"
#include "common/log/level.hpp"
#include "tests/flows/company/world.hpp"
#include "tests/support/log_capture.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using support::LogCapture;

namespace {

bool has(const std::vector<json>& lines, const char* module, const char* text,
         const char* field = nullptr, const std::string& value = {}) {
  for (auto& line : lines)
    if (line["module"] == module && line["text"] == text && (!field || line[field] == value))
      return true;
  return false;
}

}  // namespace

TEST_GROUP(FlowLogs) {
  World world;
  void setup() override {
    common::log::set_thresholds("warning, edge/store=debug, hub/gateway=debug");
  }
  void teardown() override {
    common::log::set_level(common::log::Level::info);
  }
};

// features: AUDT-04 (with tests/hub/api/correlation_test.cpp and tests/common/log/level_test.cpp)
TEST(FlowLogs, an_action_in_the_van_is_at_the_hub_under_the_same_id) {
  auto visit = world.visit(first_job);
  job_steps()[0].run(world.van(1), visit);
  LogCapture log;
  job_steps()[1].run(world.van(1), visit);  // on my way

  auto saved = log.lines();
  CHECK_EQUAL(1U, saved.size());
  STRCMP_EQUAL("an action was saved", saved[0]["text"].get<std::string>().c_str());
  STRCMP_EQUAL(visit.c_str(), saved[0]["record"].get<std::string>().c_str());
  auto id = saved[0]["correlation"].get<std::string>();
  CHECK(world.sync(1));

  auto lines = log.lines_of(id);
  CHECK(has(lines, "hub/gateway", "an operation of a van was carried out", "outcome", "applied"));
  CHECK(world.office.count("SELECT count(*) FROM change WHERE correlation = '" + id +
                           "' AND record = '" + visit + "'") > 0);
  // The customer's mail is sent on its behalf.
  CHECK(world.office.count("SELECT count(*) FROM job WHERE kind = 'mail' AND correlation = '" + id +
                           "'") > 0);
  LONGS_EQUAL(1,
              world.office.count("SELECT count(*) FROM device_operation WHERE id = '" + id + "'"));
  // The van has it already: what comes back does not tell it again.
  CHECK_FALSE(has(lines, "edge/store", "a change of the office has arrived"));
}

TEST(FlowLogs, a_request_of_the_office_is_followed_through_the_sync_into_the_vans_log) {
  auto job = world.job(first_job);
  const std::string id = "office-request-0001";
  LogCapture log;
  {
    common::log::Correlation correlation(id);
    world.office.change<WorkOrder>(
        job, [](WorkOrder& order) { order.set_summary("Boiler service, now with flue"); });
  }
  CHECK(world.sync(1));

  auto lines = log.lines_of(id);
  CHECK(has(lines, "hub/gateway", "a change goes to a van", "record", job));
  CHECK(has(lines, "edge/store", "a change of the office has arrived", "record", job));
  for (auto& line : lines) STRCMP_EQUAL("debug", line["level"].get<std::string>().c_str());
}

TEST(FlowLogs, thresholds_silence_a_module) {
  common::log::set_thresholds("critical");
  LogCapture log;
  job_steps()[0].run(world.van(1), world.visit(first_job));
  CHECK(world.sync(1));
  CHECK_EQUAL(0U, log.lines().size());
}
