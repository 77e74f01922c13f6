#include <mutex>

#include "tests/hub/gateway/world.hpp"

#include "hub/gateway/gateway.hpp"
#include "hub/gateway/sparkplug.hpp"
#include "hub/gateway/topics.hpp"
#include "tests/hub/gateway/link.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;

TEST_GROUP(GatewayOnBroker) {
  support::Broker broker;
  World w;
  std::mutex mutex;
  std::vector<std::string> positions, ended;
  std::unique_ptr<Gateway> gateway;

  void setup() override {
    // The broker's certificates and this machine are of today.
    w.clock.set_wall(common::SystemClock().now());
    Gateway::Options options;
    options.broker = options_for(broker.hub(), broker.hub_port(), "hub-1");
    options.schema = "s";
    gateway = std::make_unique<Gateway>(
        w.store, w.access, options,
        Gateway::Callbacks{[this](const std::string&, const std::string& json) {
                             std::lock_guard lock(mutex);
                             positions.push_back(json);
                           },
                           [this](const std::string&, const std::string& device) {
                             std::lock_guard lock(mutex);
                             ended.push_back(device);
                           },
                           {}});
    w.store.on_sealed([this] { gateway->wake(); });
    gateway->start();
    CHECK_TRUE(support::wait_until([&] { return gateway->counters().connected.load(); }));
  }
  void teardown() override {
    gateway->stop();
    w.store.on_sealed([] {});
    gateway.reset();
  }
  const Counters& counters() {
    return gateway->counters();
  }
};

TEST(GatewayOnBroker,
     click_in_the_office_reaches_the_right_van_within_two_seconds_and_its_tap_the_office) {
  Link one(w, broker, w.device_one), two(w, broker, w.device_two);
  one.hello();
  two.hello();
  CHECK_TRUE(support::wait_until([&] {
    return w.count("SELECT position FROM reader WHERE name = 'scopes'") ==
           w.count("SELECT position FROM chain_head");
  }));
  CHECK_TRUE(one.wait_for("down/desired"));
  auto nudges_one = one.received("down/desired").size();
  auto scope = "technician:" + w.anna;
  wire::Desired before;
  before.ParseFromString(one.received("down/desired").back());
  std::uint64_t from = 0;
  for (auto& head : before.heads())
    if (head.scope() == scope) from = head.position();

  auto visit = w.make_visit(w.make_job("Boiler", w.site), w.anna);
  auto clicked = std::chrono::steady_clock::now();
  CHECK_TRUE(one.wait_for("down/desired", nudges_one + 1, std::chrono::seconds(2)));
  wire::RecordState arrived;
  CHECK_TRUE(support::wait_until(
      [&] {
        wire::Pull pull;
        wire::Desired desired;
        desired.ParseFromString(one.received("down/desired").back());
        for (auto& head : desired.heads()) *pull.add_cursors() = head;
        for (auto& cursor : *pull.mutable_cursors())
          if (cursor.scope() == scope) cursor.set_position(from);
        pull.set_credit_bytes(1 << 20);
        auto answers = one.received("down/change").size();
        one.send("up/pull", pull.SerializeAsString());
        one.wait_for("down/change", answers + 2, std::chrono::seconds(1));
        for (auto& bytes : one.received("down/change")) {
          wire::ChangeBatch batch;
          batch.ParseFromString(bytes);
          for (auto& record : batch.records())
            if (record.record() == visit) arrived = record;
        }
        return arrived.record() == visit;
      },
      std::chrono::seconds(2)));
  CHECK_TRUE(std::chrono::steady_clock::now() - clicked < std::chrono::seconds(2));
  for (auto& bytes : two.received("down/change"))
    CHECK_TRUE(bytes.find(visit) == std::string::npos);

  Log log(w, w.device_one, w.anna);
  wire::OperationBatch batch;
  batch.set_epoch(1);
  batch.set_first_sequence(1);
  batch.add_operations(log.encode(log.make(
      common::rules::make_action(catalogue().of<ScheduledEvent>(), visit, "on-my-way", nullptr))));
  one.send("up/op", batch.SerializeAsString());
  CHECK_TRUE(one.wait_for("down/ack"));
  wire::Ack ack;
  ack.ParseFromString(one.received("down/ack").back());
  LONGS_EQUAL(1, ack.through_sequence());
  STRCMP_EQUAL("on_my_way", w.load<ScheduledEvent>(visit).header().state().c_str());
  LONGS_EQUAL(0, two.received("down/ack").size());
}

TEST(GatewayOnBroker, a_company_whose_log_cannot_be_followed_keeps_no_other_waiting) {
  w.store.write(w.store.system_command("aaa", "test"), [](hub::store::Transaction& transaction) {
    Account unreadable;
    unreadable.set_name("Seehotel");
    transaction.save_as_system(unreadable);
    transaction.sql().execute("UPDATE account SET tags = '[' WHERE tenant = 'aaa'");
  });
  auto visit = w.make_visit(w.make_job("Boiler", w.site), w.anna);

  CHECK_TRUE(support::wait_until([&] {
    return w.count("SELECT count(*) FROM scope_member WHERE record = '" + visit + "'") == 1;
  }));
  LONGS_EQUAL(0, w.count("SELECT count(*) FROM reader WHERE tenant = 'aaa'"));
}

TEST(GatewayOnBroker, rubbish_on_every_topic_is_counted_and_dropped) {
  Link one(w, broker, w.device_one);
  one.hello();
  for (auto suffix : {"up/hello", "up/op", "up/pull", "up/blob", "up/state", "up/telemetry"})
    one.send(suffix, "\xff\xff\xff rubbish");
  CHECK_TRUE(support::wait_until([&] { return counters().unreadable >= 6; }));
  one.send("up/telemetry", std::string(2000, 'x'));
  one.send("up/nothing", "x");
  CHECK_TRUE(support::wait_until(
      [&] { return counters().too_large == 1 && counters().wrong_topic == 1; }));
  // Its own name under another tenant and another shard: the broker cannot tell, the hub does.
  auto other_tenant = one.address_, other_shard = one.address_;
  other_tenant.tenant = "another";
  other_shard.shard = (other_shard.shard + 1) % 64;
  one.send_to(make_topic(other_tenant, "up/op"), "x");
  one.send_to(make_topic(other_shard, "up/op"), "x");
  CHECK_TRUE(support::wait_until(
      [&] { return counters().unknown_device == 1 && counters().wrong_shard == 1; }));
  // Another van's topic is the broker's to refuse.
  Topic foreign{tenant, w.device_two, "", 0};
  one.send_to(make_topic(foreign, "up/op"), "x");
  CHECK_TRUE(one.recorder().wait_for<common::mqtt::PublishRefused>());
  CHECK_TRUE(counters().text().find("truckroll_gateway_rubbish_total{reason=\"shard\"} 1") !=
             std::string::npos);
  // It goes on serving.
  auto welcomes = one.received("down/welcome").size();
  wire::Hello hello;
  hello.set_protocol(1);
  hello.set_epoch(1);
  one.send("up/hello", hello.SerializeAsString());
  CHECK_TRUE(one.wait_for("down/welcome", welcomes + 1));
}

// features: SYNC-10 X-41
TEST(GatewayOnBroker, what_a_van_says_of_itself_is_kept_by_the_hubs_clock) {
  auto ago = [&](std::chrono::seconds off, std::chrono::seconds back) {
    return common::codec::to_timestamp(w.clock.now() + off - back);
  };
  auto kept = [&](const std::string& column) {
    return w.count("SELECT " + column + " FROM device_health WHERE device = '" + w.device_one +
                   "'");
  };
  Link one(w, broker, w.device_one);
  one.hello();
  wire::Telemetry telemetry;
  auto& health = *telemetry.mutable_health();
  auto wrong = std::chrono::seconds(7200);  // its clock is two hours ahead
  *health.mutable_at() = ago(wrong, std::chrono::seconds(0));
  health.set_waiting(12);
  health.set_waiting_bytes(4096);
  *health.mutable_waiting_since() = ago(wrong, std::chrono::seconds(600));
  health.set_money_waiting(2);
  *health.mutable_money_since() = ago(wrong, std::chrono::seconds(300));
  health.set_disk_percent(91);
  health.set_sync_error("the broker refuses\nthis device");
  one.send("up/telemetry", telemetry.SerializeAsString(), 0);
  CHECK_TRUE(support::wait_until([&] { return counters().healths == 1; }));

  LONGS_EQUAL(7'200'000, kept("drift_ms"));
  LONGS_EQUAL(12, kept("waiting"));
  LONGS_EQUAL(2, kept("money_waiting"));
  LONGS_EQUAL(91, kept("disk_percent"));
  auto now = common::to_micros(w.clock.now());
  CHECK_TRUE(now - 600'000'000 == kept("waiting_since"));
  CHECK_TRUE(now - 300'000'000 == kept("money_since"));
  CHECK_TRUE(now == kept("sync_error_at"));
  LONGS_EQUAL(0, w.count("SELECT count(*) FROM position_report"));
  {
    std::lock_guard lock(mutex);
    LONGS_EQUAL(1, positions.size());
    STRCMP_CONTAINS("\"health\"", positions[0].c_str());
  }
  // A minute later all is well; the last error is still known. Pages hear of what changed alone.
  w.clock.advance(std::chrono::seconds(60));
  health.Clear();
  *health.mutable_at() = ago(std::chrono::seconds(0), std::chrono::seconds(0));
  for (int i = 0; i < 2; ++i) one.send("up/telemetry", telemetry.SerializeAsString(), 0);
  CHECK_TRUE(support::wait_until([&] { return counters().healths == 3; }));
  LONGS_EQUAL(0, kept("drift_ms"));
  LONGS_EQUAL(0, kept("money_waiting"));
  CHECK_TRUE(now == kept("sync_error_at"));
  std::lock_guard lock(mutex);
  LONGS_EQUAL(2, positions.size());
}

TEST(GatewayOnBroker, position_reaches_map_table_and_telemetry_feed) {
  Recorder feed;
  common::mqtt::Client observer(options_for(broker.observer(tenant), broker.hub_port(), "observer"),
                                feed.handler());
  observer.subscribe({std::string("spBv1.0/") + tenant + "/#"});
  observer.start();
  CHECK_TRUE(feed.wait_for<common::mqtt::Connected>());
  Link one(w, broker, w.device_one);
  one.hello();
  wire::Telemetry telemetry;
  *telemetry.mutable_at() = common::codec::to_timestamp(w.clock.now());
  telemetry.set_latitude_e7(471410000);
  telemetry.set_longitude_e7(95215000);
  auto first = [&](const std::string& type) -> std::optional<common::mqtt::Message> {
    for (auto& message : feed.all<common::mqtt::Message>())
      if (message.topic.find("/" + type + "/") != std::string::npos) return message;
    return std::nullopt;
  };
  // Its node's birth first: what is said before it is connected is said again by the births.
  CHECK_TRUE(support::wait_until(
      [&] { return first("NBIRTH").has_value() && first("DBIRTH").has_value(); }));
  one.send("up/telemetry", telemetry.SerializeAsString(), 0);
  CHECK_TRUE(support::wait_until([&] { return first("DDATA").has_value(); }));
  sparkplug::Payload payload;
  CHECK_TRUE(payload.ParseFromString(first("DDATA")->payload));
  CHECK_TRUE(first("DDATA")->topic.ends_with("/DDATA/hub/" + w.device_one));
  DOUBLES_EQUAL(47.141, payload.metrics(0).double_value(), 1e-9);
  CHECK_TRUE(
      support::wait_until([&] { return w.count("SELECT count(*) FROM position_report") == 1; }));
  {
    std::lock_guard lock(mutex);
    LONGS_EQUAL(1, positions.size());
    CHECK_TRUE(positions[0].find(w.anna) != std::string::npos);
  }
  // Offline: the device's death.
  wire::State state;
  state.set_online(false);
  state.set_connection(1);
  one.send("up/state", state.SerializeAsString());
  CHECK_TRUE(support::wait_until([&] { return first("DDEATH").has_value(); }));
  observer.stop();
}

TEST(GatewayOnBroker, revoked_van_is_refused_at_once) {
  Link one(w, broker, w.device_one);
  one.hello();
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto device = transaction.load<Device>(w.device_one);
    transaction.name_action("revoke");
    transaction.move_as_system(device, "revoke");
    transaction.save_as_system(device);
  });
  wire::Pull pull;
  pull.set_credit_bytes(1000);
  one.send("up/pull", pull.SerializeAsString());
  CHECK_TRUE(support::wait_until([&] { return counters().not_admitted >= 1; }));
  CHECK_TRUE(one.received("down/change").empty());
  std::lock_guard lock(mutex);
  CHECK_TRUE(std::find(ended.begin(), ended.end(), w.device_one) != ended.end());
}

// features: SYNC-08
TEST(GatewayOnBroker, van_whose_computer_moves_to_another_vehicle_is_told_of_its_new_scopes) {
  Link one(w, broker, w.device_one);
  one.hello();
  CHECK_TRUE(one.wait_for("down/desired"));
  auto device = w.load<Device>(w.device_one);
  device.set_vehicle(w.van_two);
  w.put(device);

  CHECK_TRUE(support::wait_until([&] {
    wire::Desired desired;
    desired.ParseFromString(one.received("down/desired").back());
    for (auto& head : desired.heads())
      if (head.scope() == "technician:" + w.reto) return true;
    return false;
  }));
}
