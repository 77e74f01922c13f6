#include "tests/hub/gateway/link.hpp"

#include "common/mqtt/mqtt.hpp"
#include "hub/gateway/gateway.hpp"
#include "hub/gateway/revocation.hpp"
#include "proto/records/fleet/device_event.pb.h"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::fleet::DeviceEvent;
namespace mqtt = common::mqtt;

TEST_GROUP(BrokerAccessOfDevices) {
  support::Broker broker;
  World w;
  std::unique_ptr<Gateway> gateway;
  std::unique_ptr<Revocation> revocation;

  void setup() override {
    // The broker's certificates and this machine are of today.
    w.clock.set_wall(common::SystemClock().now());
    Gateway::Options options;
    options.broker = options_for(broker.hub(), broker.hub_port(), "hub-1");
    options.schema = "s";
    options.sparkplug = false;
    Gateway::Callbacks callbacks;
    callbacks.on_ended = [this](const std::string&, const std::string& device) {
      revocation->ended(device);
    };
    gateway = std::make_unique<Gateway>(w.store, w.access, options, callbacks);
    revocation = std::make_unique<Revocation>(
        w.store, Revocation::Options{.folder = broker.certificates().path()},
        [this](const std::string& device) { gateway->end_session(device); });
    w.store.on_sealed([this] { gateway->wake(); });
    gateway->start();
    revocation->start();
    CHECK_TRUE(support::wait_until([&] { return gateway->counters().connected.load(); }));
  }
  void teardown() override {
    gateway->stop();
    revocation->stop();
    w.store.on_sealed([] {});
    revocation.reset();
    gateway.reset();
  }

  /// Two attempts to connect fail, none succeeds.
  void check_refused(mqtt::Options options) {
    Recorder events;
    options.connect_deadline = std::chrono::milliseconds(500);
    mqtt::Client client(options, events.handler());
    client.start();
    CHECK_TRUE(events.wait_for<mqtt::Disconnected>(2));
    LONGS_EQUAL(0, events.all<mqtt::Connected>().size());
    client.stop();
  }
  std::vector<std::string> refusals_of(const std::string& device) {
    std::vector<std::string> causes;
    for (auto& event : w.all<DeviceEvent>())
      if (event.device() == device && event.kind() == DeviceEvent::KIND_REFUSED)
        causes.push_back(event.cause());
    return causes;
  }
  /// As the enrolment would have noted it.
  void note_certificate(const std::string& device) {
    auto pem = common::certificates::read_file(broker.certificates().files(device).certificate);
    auto facts = common::certificates::read_certificate(pem);
    change(device, [&](hub::store::Transaction&, Device& record) {
      auto& line = *record.add_certificates();
      line.set_line("1");
      line.set_serial(facts.serial);
      *line.mutable_from() = common::codec::to_timestamp(facts.not_before);
      *line.mutable_to() = common::codec::to_timestamp(facts.not_after);
    });
  }
  void move(const std::string& device, const std::string& action) {
    change(device, [&](hub::store::Transaction& transaction, Device& record) {
      transaction.name_action(action);
      transaction.move_as_system(record, action);
    });
  }
  void change(const std::string& device,
              const std::function<void(hub::store::Transaction&, Device&)>& body) {
    w.store.write(w.store.system_command(tenant, "test"),
                  [&](hub::store::Transaction& transaction) {
                    auto record = transaction.load<Device>(device);
                    body(transaction, record);
                    transaction.save_as_system(record);
                  });
  }
};

// features: SYNC-01
TEST(BrokerAccessOfDevices,
     device_speaks_below_its_own_topics_only_and_an_attempt_elsewhere_is_kept) {
  Link victim(w, broker, w.device_two);
  Recorder events;
  const Topic own{tenant, w.device_one, "", w.load<Device>(w.device_one).shard()};
  const Topic other = victim.address_;
  const std::vector<std::string> filters = {"#",
                                            "$SYS/#",
                                            "truckroll/1/#",
                                            make_topic(other, "down/#"),
                                            make_topic(other, "up/#"),
                                            make_topic(own, "up/#"),
                                            "truckroll/broker/refused",
                                            std::string("spBv1.0/") + tenant + "/#"};
  const std::vector<std::string> topics = {make_topic(other, "up/op"),
                                           make_topic(other, "down/command"),
                                           make_topic(own, "down/ack"),
                                           "truckroll/broker/end",
                                           std::string("spBv1.0/") + tenant + "/NCMD/hub",
                                           "elsewhere"};
  mqtt::Client attacker(options_for(broker.device(w.device_one), broker.port(), w.device_one),
                        events.handler());
  auto wanted = filters;
  wanted.push_back(make_topic(own, "down/#"));
  attacker.subscribe(wanted);
  attacker.start();
  CHECK_TRUE(events.wait_for<mqtt::Connected>());
  const auto before = gateway->counters().messages.load();

  for (auto& topic : topics)
    attacker.publish({.topic = topic, .payload = w.device_two, .retain = true, .expiry = {}});
  attacker.publish({.topic = "$SYS/broker/uptime", .payload = "forged", .expiry = {}});
  CHECK_TRUE(events.wait_for<mqtt::PublishRefused>(topics.size() + 1));
  victim.hello();  // and its answer passes by
  attacker.publish({.topic = make_topic(own, "up/hello"), .payload = "", .expiry = {}});
  CHECK_TRUE(events.wait_for<mqtt::Message>());

  // Refused: each of them, and nothing else.
  LONGS_EQUAL(filters.size(), events.all<mqtt::SubscribeRefused>().size());
  LONGS_EQUAL(topics.size() + 1, events.all<mqtt::PublishRefused>().size());
  for (auto& message : events.all<mqtt::Message>())
    CHECK_TRUE(message.topic.starts_with(make_topic(own, "down/")));
  CHECK_TRUE(victim.received("down/command").empty());
  LONGS_EQUAL(0, gateway->counters().not_admitted.load());
  // What the hub heard beside these is the two greetings.
  CHECK_TRUE(gateway->counters().messages.load() <= before + filters.size() + topics.size() + 2);

  // Logged by the broker, counted and kept by the hub, each with device and topic.
  CHECK_TRUE(support::wait_until(
      [&] { return refusals_of(w.device_one).size() == filters.size() + topics.size(); }));
  auto kept = refusals_of(w.device_one);
  auto log = broker.log();
  auto is_told = [&](const std::string& attempt, const std::string& preposition,
                     const std::string& topic) {
    CHECK_TRUE_TEXT(std::count(kept.begin(), kept.end(), attempt + " " + topic) == 1,
                    topic.c_str());
    auto line = "tried to " + attempt + preposition + "\"" + topic + "\"";
    auto at = log.find(line);
    CHECK_TRUE_TEXT(at != std::string::npos, line.c_str());
    auto begin = log.rfind('\n', at) + 1;
    CHECK_TRUE(log.substr(begin, at - begin).find(w.device_one) != std::string::npos);
  };
  for (auto& filter : filters) is_told("subscribe", " to ", filter);
  for (auto& topic : topics) is_told("publish", " on ", topic);
  CHECK_TRUE(refusals_of(w.device_two).empty());
  auto figures = gateway->counters().text();
  auto count = [](const char* attempt, std::size_t number) {
    return "truckroll_gateway_refused_attempts_total{attempt=\"" + std::string(attempt) + "\"} " +
           std::to_string(number) + "\n";
  };
  CHECK_TRUE(figures.find(count("subscribe", filters.size())) != std::string::npos);
  CHECK_TRUE(figures.find(count("publish", topics.size())) != std::string::npos);
  attacker.stop();

  // Who has no certificate of this authority does not even connect.
  auto plain = options_for(broker.device("someone"), broker.port(), "someone");
  plain.tls.reset();
  check_refused(plain);
  support::TempFolder temp;
  common::SystemClock clock;
  common::certificates::Folder stranger(temp / "pki", clock);
  stranger.init();
  auto files = stranger.make_device(w.device_two);
  files.authority = broker.certificates().files("authority").certificate;
  check_refused(options_for(files, broker.port(), w.device_two));
  broker.revoke("someone");
  check_refused(options_for(broker.certificates().files("someone"), broker.port(), "someone"));
  // The right one goes on undisturbed.
  LONGS_EQUAL(1, victim.recorder().all<mqtt::Connected>().size());
}

TEST(BrokerAccessOfDevices, lost_van_is_cut_off_erases_itself_and_cannot_connect_any_more) {
  Link lost(w, broker, w.device_one), other(w, broker, w.device_two);
  note_certificate(w.device_one);
  lost.hello();
  other.hello();

  move(w.device_one, "revoke");

  // Its session is ended; it may come back to hear that it is lost.
  CHECK_TRUE(lost.recorder().wait_for<mqtt::Disconnected>());
  CHECK_TRUE(lost.recorder().all<mqtt::Disconnected>()[0].was_connected);
  CHECK_TRUE(lost.recorder().wait_for<mqtt::Connected>(2));
  auto welcomes = lost.received("down/welcome").size();
  wire::Hello hello;
  hello.set_protocol(1);
  hello.set_epoch(1);
  lost.send("up/hello", hello.SerializeAsString());
  CHECK_TRUE(lost.wait_for("down/welcome", welcomes + 1));
  wire::Welcome welcome;
  welcome.ParseFromString(lost.received("down/welcome").back());
  LONGS_EQUAL(wire::Welcome::ORDER_WIPE, welcome.order());
  STRCMP_EQUAL("revoked", w.load<Device>(w.device_one).header().state().c_str());

  wire::State gone;
  gone.set_online(false);
  gone.set_wiped(true);
  lost.send("up/state", gone.SerializeAsString());

  CHECK_TRUE(support::wait_until([&] {
    auto ends = lost.recorder().all<mqtt::Disconnected>();
    return ends.size() >= 3 && !ends.back().was_connected;
  }));
  STRCMP_EQUAL("wiped", w.load<Device>(w.device_one).header().state().c_str());
  check_refused(
      options_for(broker.certificates().files(w.device_one), broker.port(), w.device_one));
  LONGS_EQUAL(1, other.recorder().all<mqtt::Connected>().size());

  // A second one soon after: the later list counts.
  note_certificate(w.device_two);
  move(w.device_two, "revoke");
  move(w.device_two, "confirm-wipe");
  CHECK_TRUE(support::wait_until([&] {
    auto ends = other.recorder().all<mqtt::Disconnected>();
    return !ends.empty() && !ends.back().was_connected;
  }));
  check_refused(
      options_for(broker.certificates().files(w.device_two), broker.port(), w.device_two));
  check_refused(
      options_for(broker.certificates().files(w.device_one), broker.port(), w.device_one));
}

TEST(BrokerAccessOfDevices, lost_van_that_never_answers_is_on_the_list_after_its_grace) {
  broker.device(w.device_one);
  note_certificate(w.device_one);
  move(w.device_one, "revoke");
  CHECK_TRUE(revoked_certificates(w.store, std::chrono::days(30)).empty());
  w.clock.advance(std::chrono::days(31));
  LONGS_EQUAL(1, revoked_certificates(w.store, std::chrono::days(30)).size());
}

TEST(BrokerAccessOfDevices, suspended_van_is_cut_off_and_served_again_when_it_is_resumed) {
  Link link(w, broker, w.device_one);
  link.hello();
  move(w.device_one, "suspend");
  CHECK_TRUE(link.recorder().wait_for<mqtt::Disconnected>());
  CHECK_TRUE(link.recorder().wait_for<mqtt::Connected>(2));
  move(w.device_one, "resume");
  auto welcomes = link.received("down/welcome").size();
  wire::Hello hello;
  hello.set_protocol(1);
  hello.set_epoch(1);
  CHECK_TRUE(support::wait_until([&] {
    link.send("up/hello", hello.SerializeAsString());
    return link.wait_for("down/welcome", welcomes + 1, std::chrono::milliseconds(500));
  }));
}
