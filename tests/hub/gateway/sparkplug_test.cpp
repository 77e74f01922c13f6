// features: SYNC-11
#include "hub/gateway/sparkplug.hpp"

#include "common/codec/values.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::gateway;

namespace {

const common::Instant noon = common::parse_instant("2026-11-23T11:00:00Z");

sparkplug::Payload parse(const SparkplugLog::Message& message) {
  sparkplug::Payload payload;
  CHECK_TRUE(payload.ParseFromString(message.payload));
  return payload;
}

const sparkplug::Metric* find(const sparkplug::Payload& payload, std::string_view name) {
  for (auto& metric : payload.metrics())
    if (metric.name() == name) return &metric;
  return nullptr;
}

Fix make_fix() {
  truckroll::wire::Telemetry telemetry;
  *telemetry.mutable_at() = common::codec::to_timestamp(noon);
  telemetry.set_latitude_e7(471410000);
  telemetry.set_longitude_e7(95215000);
  telemetry.set_speed_cm_s(1000);
  telemetry.set_work_order("job");
  return *read_fix(telemetry, noon);
}

}  // namespace

TEST_GROUP(Sparkplug) {
  SparkplugLog log{"alpina", "hub", 7};
};

TEST(Sparkplug, node_birth_begins_at_zero_with_the_wills_number) {
  auto death = parse(log.death(noon));
  CHECK_FALSE(death.has_seq());
  LONGS_EQUAL(7, find(death, metric::bd_seq)->long_value());
  auto birth = log.birth(noon);
  LONGS_EQUAL(1, birth.size());
  STRCMP_EQUAL("spBv1.0/alpina/NBIRTH/hub", birth[0].topic.c_str());
  auto payload = parse(birth[0]);
  LONGS_EQUAL(0, payload.seq());
  LONGS_EQUAL(7, find(payload, metric::bd_seq)->long_value());
  LONGS_EQUAL(8, find(payload, metric::bd_seq)->datatype());
  CHECK_FALSE(find(payload, metric::rebirth)->boolean_value());
}

TEST(Sparkplug, sequence_runs_over_all_messages_and_wraps) {
  log.birth(noon);
  STRCMP_EQUAL("spBv1.0/alpina/DBIRTH/hub/van-1",
               log.device_birth("van-1", birth_metrics({}), noon).topic.c_str());
  for (std::uint64_t expected = 2; expected < 600; ++expected)
    LONGS_EQUAL(expected % 256,
                parse(*log.device_data("van-1", metrics_of(make_fix()), noon)).seq());
}

TEST(Sparkplug, data_has_only_what_the_birth_announced_with_the_same_types) {
  auto birth = parse(log.device_birth("van-1", birth_metrics({}), noon));
  auto data = parse(*log.device_data("van-1", metrics_of(make_fix()), noon));
  for (auto& metric : data.metrics()) {
    auto announced = find(birth, metric.name());
    CHECK_TRUE(announced != nullptr);
    LONGS_EQUAL(announced->datatype(), metric.datatype());
    CHECK_TRUE(announced->is_null());
  }
  DOUBLES_EQUAL(47.141, find(data, metric::latitude)->double_value(), 1e-9);
  DOUBLES_EQUAL(36.0, find(data, metric::speed)->double_value(), 1e-9);
}

TEST(Sparkplug, rebirth_repeats_every_device_with_its_last_values) {
  log.birth(noon);
  log.device_birth("van-1", birth_metrics({}), noon);
  log.device_data("van-1", metrics_of(make_fix()), noon);
  log.device_birth("van-2", birth_metrics({}), noon);
  log.device_death("van-2", noon);
  auto again = log.birth(noon);
  LONGS_EQUAL(2, again.size());
  LONGS_EQUAL(0, parse(again[0]).seq());
  LONGS_EQUAL(1, parse(again[1]).seq());
  DOUBLES_EQUAL(9.5215, find(parse(again[1]), metric::longitude)->double_value(), 1e-9);
}

TEST(Sparkplug, next_session_has_the_next_number) {
  log.begin_session(8);
  LONGS_EQUAL(8, find(parse(log.death(noon)), metric::bd_seq)->long_value());
}

TEST(Sparkplug, a_device_that_comes_back_is_born_with_what_was_known) {
  log.device_birth("van-1", birth_metrics({}), noon);
  log.device_data("van-1", metrics_of(make_fix()), noon);
  log.device_death("van-1", noon);

  CHECK_FALSE(log.device_data("van-1", metrics_of(make_fix()), noon).has_value());
  auto birth = parse(log.device_birth("van-1", birth_metrics({}), noon));

  LONGS_EQUAL(18, birth.metrics_size());
  DOUBLES_EQUAL(47.141, find(birth, metric::latitude)->double_value(), 1e-9);
}

TEST(Sparkplug, a_job_that_is_over_is_said_once) {
  log.device_birth("van-1", birth_metrics({}), noon);
  truckroll::wire::Telemetry with_job, without;
  with_job.set_work_order("job");
  with_job.set_visit_state(1);
  log.device_data("van-1", metrics_of(with_job, noon), noon);

  auto over = parse(*log.device_data("van-1", metrics_of(without, noon), noon));

  CHECK_TRUE(find(over, metric::work_order)->is_null());
  CHECK_TRUE(find(over, metric::visit_state)->is_null());
  CHECK_FALSE(log.device_data("van-1", metrics_of(without, noon), noon).has_value());
}

TEST(Sparkplug, what_the_board_measures_is_told_in_volts_degrees_and_decibels) {
  truckroll::wire::Telemetry telemetry;
  telemetry.set_supply_mv(13870);
  telemetry.set_temperature_cdeg(-425);
  telemetry.set_signal_dbm(-56);
  log.device_birth("van-1", birth_metrics({}), noon);

  auto data = parse(*log.device_data("van-1", metrics_of(telemetry, noon), noon));

  DOUBLES_EQUAL(13.87, find(data, metric::supply)->double_value(), 1e-9);
  DOUBLES_EQUAL(-4.25, find(data, metric::temperature)->double_value(), 1e-9);
  LONGS_EQUAL(-56, static_cast<std::int32_t>(find(data, metric::signal)->int_value()));
}

TEST(Sparkplug, a_birth_says_what_holds_now_whenever_it_was_said) {
  log.device_birth("van-1", birth_metrics({}), noon);
  auto metrics = metrics_of(make_fix());
  for (auto& metric : metrics) metric.set_is_historical(true);

  auto data = parse(*log.device_data("van-1", metrics, noon));
  auto birth = parse(log.birth(noon)[1]);

  CHECK_TRUE(find(data, metric::latitude)->is_historical());
  for (auto& metric : birth.metrics()) CHECK_FALSE(metric.is_historical());
}

TEST(Sparkplug, only_a_rebirth_command_asks_for_births) {
  sparkplug::Payload command;
  auto metric = command.add_metrics();
  metric->set_name(std::string(metric::rebirth));
  metric->set_boolean_value(true);
  CHECK_TRUE(SparkplugLog::asks_rebirth(command.SerializeAsString()));
  metric->set_boolean_value(false);
  CHECK_FALSE(SparkplugLog::asks_rebirth(command.SerializeAsString()));
  CHECK_FALSE(SparkplugLog::asks_rebirth("\xff\xff\xff"));
}

TEST_GROUP(Telemetry){};

TEST(Telemetry, positions_off_the_earth_or_in_the_future_are_none) {
  truckroll::wire::Telemetry telemetry;
  CHECK_FALSE(read_fix(telemetry, noon));
  *telemetry.mutable_at() = common::codec::to_timestamp(noon);
  telemetry.set_latitude_e7(900'000'001);
  telemetry.set_longitude_e7(0);
  CHECK_FALSE(read_fix(telemetry, noon));
  telemetry.set_latitude_e7(10);
  CHECK_TRUE(read_fix(telemetry, noon).has_value());
  CHECK_FALSE(read_fix(telemetry, noon - std::chrono::minutes(6)));
}

TEST(Telemetry, one_fix_in_five_seconds_is_kept_and_late_ones_are_not_news) {
  Thinning thinning;
  int kept = 0;
  for (int i = 0; i < 60; ++i)
    if (thinning.is_news(noon + std::chrono::seconds(i)) &&
        thinning.is_kept(noon + std::chrono::seconds(i)))
      ++kept;
  LONGS_EQUAL(12, kept);
  CHECK_FALSE(thinning.is_news(noon));
}

TEST(Telemetry, owntracks_is_told_a_location_in_its_own_units) {
  auto fix = make_fix();
  fix.sent.set_accuracy_dm(46);
  fix.sent.set_course_cdeg(35960);
  Van van;
  van.device = "van-07";

  STRCMP_EQUAL(R"({"_type":"location","acc":5,"cog":0,"lat":47.141,"lon":9.5215,)"
               R"("tid":"07","tst":1795431600,"vel":36})",
               owntracks_json(van, fix).c_str());
}
