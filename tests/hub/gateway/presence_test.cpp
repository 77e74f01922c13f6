#include "tests/hub/gateway/link.hpp"

#include "hub/gateway/gateway.hpp"
#include "tests/support/cut_proxy.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;
namespace mqtt = common::mqtt;

TEST_GROUP(Presence) {
  support::Broker broker;
  World w;
  std::unique_ptr<Gateway> gateway;
  std::unique_ptr<support::CutProxy> proxy;
  Recorder events;
  std::size_t times_started = 0;
  std::unique_ptr<mqtt::Client> van;
  Topic address;

  void setup() override {
    w.clock.set_wall(common::SystemClock().now());
    address = {tenant, w.device_one, "", w.load<Device>(w.device_one).shard()};
    start_hub();
  }
  void teardown() override {
    if (van) van->stop();
    stop_hub();
  }
  void start_hub(bool reached = true) {
    Gateway::Options options;
    options.broker = options_for(broker.hub(), broker.hub_port(), "hub-1");
    options.schema = "s";
    options.sparkplug = false;
    options.presence_grace = std::chrono::milliseconds(300);
    gateway = std::make_unique<Gateway>(w.store, w.access, options, Gateway::Callbacks{});
    w.store.on_sealed([this] { gateway->wake(); });
    gateway->start();
    if (reached)
      CHECK_TRUE(support::wait_until([&] { return gateway->counters().connected.load(); }));
  }
  void stop_hub() {
    gateway->stop();
    w.store.on_sealed([] {});
    gateway.reset();
  }
  /// As edge/sync does it: the state is retained, the will too.
  void start_van() {
    proxy = std::make_unique<support::CutProxy>(broker.port());
    auto options = options_for(broker.device(w.device_one), proxy->port(), w.device_one);
    options.will = mqtt::Will{make_topic(address, "up/state"), state(false)};
    van = std::make_unique<mqtt::Client>(options, events.handler());
    van->subscribe({make_topic(address, "down/#")});
    van->start();
    CHECK_TRUE(events.wait_for<mqtt::Connected>(++times_started));
    publish("up/state", state(true), true);
  }
  static std::string state(bool online) {
    wire::State state;
    state.set_online(online);
    if (online) state.set_connection(7);
    return state.SerializeAsString();
  }
  void publish(const std::string& suffix, const std::string& bytes, bool retain = false) {
    van->publish(
        {.topic = make_topic(address, suffix), .payload = bytes, .retain = retain, .expiry = {}});
  }
  bool becomes(bool online) {
    return support::wait_until([&] { return w.load<Device>(w.device_one).online() == online; });
  }
  std::int64_t contact() {
    return common::to_micros(
        common::codec::from_timestamp(w.load<Device>(w.device_one).last_contact_at()));
  }
};

TEST(Presence, list_shows_who_is_online_and_when_it_was_last_heard_of) {
  auto version = w.load<Device>(w.device_one).header().version();
  start_van();
  CHECK_TRUE(becomes(true));
  auto heard = contact();
  LONGS_EQUAL(common::to_micros(w.clock.now()), heard);

  w.clock.advance(std::chrono::minutes(5));
  proxy->cut();
  CHECK_TRUE(becomes(false));
  LONGS_EQUAL(heard, contact());  // the broker said so, not the van

  proxy->restore();
  CHECK_TRUE(events.wait_for<mqtt::Connected>(2));
  publish("up/state", state(true), true);
  CHECK_TRUE(becomes(true));
  LONGS_EQUAL(common::to_micros(w.clock.now()), contact());
  CHECK_FALSE(w.load<Device>(w.device_two).online());
  // Presence is no edit: nobody's form is outdated by it, and no van hears of it.
  LONGS_EQUAL(version, w.load<Device>(w.device_one).header().version());
}

TEST(Presence, many_messages_are_few_writes) {
  start_van();
  CHECK_TRUE(becomes(true));
  w.store.write(w.store.system_command(tenant, "test"), [](hub::store::Transaction& transaction) {
    transaction.sql().execute("CREATE TABLE writes (at INTEGER)");
    transaction.sql().execute(
        "CREATE TRIGGER count_writes AFTER UPDATE ON device_session BEGIN INSERT INTO writes "
        "VALUES (1); END");
    transaction.sql().execute(
        "CREATE TRIGGER count_shown AFTER UPDATE OF online, last_contact_at ON device BEGIN "
        "INSERT INTO writes VALUES (2); END");
  });
  auto before = gateway->counters().messages.load();
  wire::Pull pull;
  pull.set_credit_bytes(1);
  for (int i = 0; i < 200; ++i) {
    publish("up/state", state(true), true);
    publish("up/pull", pull.SerializeAsString());
  }
  publish("up/op", "\xff rubbish");  // comes after them
  CHECK_TRUE(support::wait_until([&] { return gateway->counters().unreadable.load() == 1; }));
  LONGS_EQUAL(before + 401, gateway->counters().messages.load());
  LONGS_EQUAL(0, w.count("SELECT count(*) FROM writes"));

  w.clock.advance(std::chrono::minutes(1));
  publish("up/pull", pull.SerializeAsString());
  CHECK_TRUE(support::wait_until([&] { return contact() == common::to_micros(w.clock.now()); }));
  LONGS_EQUAL(2, w.count("SELECT count(*) FROM writes"));
}

TEST(Presence, hub_that_comes_back_knows_who_is_still_there) {
  start_van();
  CHECK_TRUE(becomes(true));
  stop_hub();
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    transaction.sql().execute("UPDATE device_session SET online = 0");
    transaction.sql().execute("UPDATE device SET online = 0");
  });
  start_hub();
  CHECK_TRUE(becomes(true));  // by what the broker retained
}

TEST(Presence, van_that_left_while_nobody_listened_is_not_online_for_ever) {
  start_van();
  CHECK_TRUE(becomes(true));
  stop_hub();
  van->stop();
  van.reset();
  broker.kill();  // with all that it retained
  broker.start();
  start_hub();
  CHECK_TRUE(becomes(false));
}

TEST(Presence, nobody_is_shown_as_online_while_the_broker_is_away) {
  start_van();
  CHECK_TRUE(becomes(true));
  stop_hub();
  van->stop();
  van.reset();
  broker.kill();

  start_hub(false);
  CHECK_TRUE(becomes(false));

  broker.start();
  start_van();
  CHECK_TRUE(becomes(true));
}

TEST(Presence, van_that_stays_is_back_when_the_hub_has_lost_the_broker_for_a_while) {
  start_van();
  CHECK_TRUE(becomes(true));
  broker.kill();
  CHECK_TRUE(becomes(false));

  broker.start();
  CHECK_TRUE(events.wait_for<mqtt::Connected>(2));
  publish("up/state", state(true), true);
  CHECK_TRUE(becomes(true));
}
