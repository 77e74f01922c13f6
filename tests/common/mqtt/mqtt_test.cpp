#include "common/mqtt/mqtt.hpp"

#include <atomic>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "tests/common/mqtt/recorder.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/cut_proxy.hpp"
#include "tests/support/free_port.hpp"

#include <CppUTest/TestHarness.h>

using namespace common::mqtt;
using namespace std::chrono_literals;
using common::certificates::IdentityFiles;
using support::wait_until;

namespace {

Options options_for(const IdentityFiles& files, std::uint16_t port) {
  Options options;
  options.host = "127.0.0.1";
  options.port = port;
  options.tls = Tls{files.authority.string(), files.certificate.string(), files.key.string(), {}};
  options.backoff = {.base = 20ms, .eager_cap = 200ms, .idle_cap = 300ms};
  return options;
}

std::string up(const std::string& device, const std::string& what) {
  return "truckroll/1/acme/07/" + device + "/up/" + what;
}
std::string down(const std::string& device, const std::string& what) {
  return "truckroll/1/acme/07/" + device + "/down/" + what;
}

bool is_refused(common::ErrorCode code, const std::function<void()>& action) {
  try {
    action();
  } catch (const common::Error& error) {
    return error.code() == code;
  }
  return false;
}

}  // namespace

TEST_GROUP(Mqtt) {
  support::Broker broker;
  Recorder hub_events;
  Recorder van_events;
  std::unique_ptr<Client> hub;
  std::unique_ptr<Client> van;

  void setup() override {
    common::log::set_level(static_cast<common::log::Level>(99));
  }
  void teardown() override {
    van.reset();
    hub.reset();
  }

  void start_hub() {
    hub = std::make_unique<Client>(options_for(broker.hub(), broker.port()), hub_events.handler());
    hub->subscribe({up("+", "#")});
    hub->start();
    CHECK(hub_events.wait_for<Connected>());
  }
  void start_van(Options options) {
    van = std::make_unique<Client>(std::move(options), van_events.handler());
    van->subscribe({down("van-1", "#")});
    van->start();
  }
  void start_van() {
    start_van(options_for(broker.device("van-1"), broker.port()));
    CHECK(van_events.wait_for<Connected>());
  }
};

TEST(Mqtt, messages_travel_both_ways_with_their_bytes) {
  start_hub();
  start_van();
  const std::string payload("\0binary\xff", 8);

  CHECK(van->publish({.topic = up("van-1", "op"), .payload = payload, .expiry = {}}) ==
        Accepted::queued);
  CHECK(hub->publish({.topic = down("van-1", "ack"), .payload = "yes", .expiry = 300s}) ==
        Accepted::queued);

  CHECK(hub_events.wait_for<Message>());
  CHECK(van_events.wait_for<Message>());
  CHECK(hub_events.all<Message>()[0].payload == payload);
  STRCMP_EQUAL(up("van-1", "op").c_str(), hub_events.all<Message>()[0].topic.c_str());
  STRCMP_EQUAL("yes", van_events.all<Message>()[0].payload.c_str());
  CHECK_EQUAL(0, van->counters().publishes_refused);
}

TEST(Mqtt, publishing_below_another_device_is_refused_with_reason_135_and_counted) {
  start_hub();
  start_van();

  van->publish({.topic = up("van-2", "op"), .payload = "forged", .expiry = {}});
  van->publish({.topic = down("van-1", "ack"), .payload = "forged", .expiry = {}});
  van->publish({.topic = up("van-1", "op"), .payload = "own", .expiry = {}});

  CHECK(van_events.wait_for<PublishRefused>(2));
  CHECK(hub_events.wait_for<Message>());
  CHECK_EQUAL(135, van_events.all<PublishRefused>()[0].reason);
  STRCMP_EQUAL(up("van-2", "op").c_str(), van_events.all<PublishRefused>()[0].topic.c_str());
  CHECK_EQUAL(2, van->counters().publishes_refused);
  CHECK_EQUAL(1, hub_events.all<Message>().size());
  STRCMP_EQUAL("own", hub_events.all<Message>()[0].payload.c_str());
}

TEST(Mqtt, another_devices_messages_are_not_delivered) {
  start_hub();
  van = std::make_unique<Client>(options_for(broker.device("van-1"), broker.port()),
                                 van_events.handler());
  van->subscribe({"truckroll/1/#", down("van-2", "#"), down("van-1", "#")});
  van->start();
  CHECK(van_events.wait_for<Connected>());
  CHECK_EQUAL(2, van_events.all<common::mqtt::SubscribeRefused>().size());

  hub->publish({.topic = down("van-2", "change"), .payload = "secret", .expiry = {}});
  hub->publish({.topic = down("van-1", "change"), .payload = "mine", .expiry = {}});

  CHECK(van_events.wait_for<Message>());
  CHECK_EQUAL(1, van_events.all<Message>().size());
  STRCMP_EQUAL("mine", van_events.all<Message>()[0].payload.c_str());
}

TEST(Mqtt, certificate_of_another_authority_is_refused) {
  support::TempFolder temp;
  common::SystemClock clock;
  common::certificates::Folder stranger(temp / "pki", clock);
  stranger.init();
  IdentityFiles files = stranger.make_device("van-1");
  files.authority = broker.certificates().files("authority").certificate;

  start_van(options_for(files, broker.port()));

  CHECK(van_events.wait_for<Disconnected>(2));
  CHECK_EQUAL(0, van_events.all<Connected>().size());
  CHECK(van->publish({.topic = up("van-1", "op"), .payload = "x", .expiry = {}}) ==
        Accepted::offline);
}

TEST(Mqtt, client_without_certificate_is_refused) {
  Options options = options_for(broker.device("van-1"), broker.port());
  options.tls.reset();
  options.connect_deadline = 500ms;

  start_van(options);

  CHECK(van_events.wait_for<Disconnected>(2));
  CHECK_EQUAL(0, van_events.all<Connected>().size());
}

TEST(Mqtt, broker_that_bears_another_name_is_refused) {
  broker.certificates().make_server({"elsewhere.example"});
  broker.kill();
  broker.start();

  start_van(options_for(broker.device("van-1"), broker.port()));

  CHECK(van_events.wait_for<Disconnected>(2));
  CHECK_EQUAL(0, van_events.all<Connected>().size());
  STRCMP_CONTAINS("verify failed", van_events.all<Disconnected>()[0].reason.c_str());
}

TEST(Mqtt, brokers_certificate_is_checked_at_the_trusted_time_not_the_systems) {
  Options options = options_for(broker.device("van-1"), broker.port());
  std::atomic<bool> is_clock_right{false};
  options.tls->trusted_time = [&] {
    const auto now = common::SystemClock().now();
    return is_clock_right ? now : now + std::chrono::days{4000};
  };

  start_van(options);
  CHECK(van_events.wait_for<Disconnected>(2));
  CHECK_EQUAL(0, van_events.all<Connected>().size());
  is_clock_right = true;

  CHECK(van_events.wait_for<Connected>());
}

TEST(Mqtt, revoked_certificate_is_refused_after_the_list_is_reread) {
  start_van();
  broker.revoke("van-1");

  CHECK(wait_until([&] {
    van->reconnect();
    const auto ends = van_events.all<Disconnected>();
    return !ends.empty() && !ends.back().was_connected;
  }));
}

TEST(Mqtt, killed_broker_that_comes_back_is_found_again) {
  start_hub();
  start_van();

  broker.kill();
  CHECK(van_events.wait_for<Disconnected>(3));  // the break, then attempts that fail
  CHECK(van->publish({.topic = up("van-1", "op"), .payload = "lost", .expiry = {}}) ==
        Accepted::offline);
  broker.start();

  CHECK(van_events.wait_for<Connected>(2));
  CHECK(hub_events.wait_for<Connected>(2));
  CHECK(van->publish({.topic = up("van-1", "op"), .payload = "again", .expiry = {}}) ==
        Accepted::queued);
  CHECK(hub_events.wait_for<Message>());
  STRCMP_EQUAL("again", hub_events.all<Message>()[0].payload.c_str());
}

TEST(Mqtt, cut_link_is_reported_and_made_anew) {
  support::CutProxy link(broker.port());
  start_van(options_for(broker.device("van-1"), link.port()));
  CHECK(van_events.wait_for<Connected>());

  link.cut();
  CHECK(van_events.wait_for<Disconnected>(3));
  link.restore();

  CHECK(van_events.wait_for<Connected>(2));
  CHECK_EQUAL(2, van->counters().connections);
}

TEST(Mqtt, half_open_link_is_noticed_without_any_help) {
  support::CutProxy link(broker.port());
  Options options = options_for(broker.device("van-1"), link.port());
  options.keep_alive = 5s;
  start_van(options);
  CHECK(van_events.wait_for<Connected>());

  link.half_open();
  CHECK(van_events.wait_for<Disconnected>(1, 16s));
  link.restore();

  CHECK(van_events.wait_for<Connected>(2));
}

TEST(Mqtt, broker_that_accepts_but_never_answers_is_given_up_at_the_deadline) {
  support::CutProxy link(broker.port());
  link.half_open();
  Options options = options_for(broker.device("van-1"), link.port());
  options.connect_deadline = 300ms;

  start_van(options);

  CHECK(van_events.wait_for<Disconnected>(2, 5s));
  STRCMP_EQUAL("no answer to connect in time", van_events.all<Disconnected>()[0].reason.c_str());
}

TEST(Mqtt, link_that_the_owner_gives_up_is_made_anew) {
  start_van();

  van->reconnect();

  CHECK(van_events.wait_for<Connected>(2));
  STRCMP_EQUAL("given up by its owner", van_events.all<Disconnected>()[0].reason.c_str());
}

TEST(Mqtt, will_is_sent_when_the_link_breaks_and_not_at_a_goodbye) {
  start_hub();
  support::CutProxy link(broker.port());
  Options options = options_for(broker.device("van-1"), link.port());
  options.will = Will{.topic = up("van-1", "state"), .payload = "offline"};
  start_van(options);
  CHECK(van_events.wait_for<Connected>());

  link.cut();
  CHECK(hub_events.wait_for<Message>());
  STRCMP_EQUAL("offline", hub_events.all<Message>()[0].payload.c_str());
  link.restore();
  CHECK(van_events.wait_for<Connected>(2));
  van->publish({.topic = up("van-1", "hello"), .payload = "bye", .expiry = {}});
  van->stop();
  hub->publish({.topic = up("van-9", "end"), .payload = "end", .expiry = {}});

  CHECK(hub_events.wait_for<Message>(3));
  STRCMP_EQUAL("bye", hub_events.all<Message>()[1].payload.c_str());
  STRCMP_EQUAL("end", hub_events.all<Message>()[2].payload.c_str());
}

TEST(Mqtt, second_client_of_the_same_name_ends_the_first) {
  start_van();
  Recorder second_events;
  Client second(options_for(broker.certificates().files("van-1"), broker.port()),
                second_events.handler());

  second.start();

  CHECK(second_events.wait_for<Connected>());
  CHECK(van_events.wait_for<Disconnected>());
  CHECK(van_events.all<Disconnected>()[0].was_connected);
}

TEST(Mqtt, hub_processes_of_one_name_live_together_on_their_own_listener) {
  Recorder first_events;
  Recorder second_events;
  Options options = options_for(broker.hub(), broker.hub_port());
  options.client_id = "hub-1";
  Client first(options, first_events.handler());
  options.client_id = "hub-2";
  Client second(options, second_events.handler());
  first.subscribe({up("+", "#")});
  second.subscribe({up("+", "#")});
  first.start();
  second.start();
  CHECK(first_events.wait_for<Connected>());
  CHECK(second_events.wait_for<Connected>());

  start_van();
  van->publish({.topic = up("van-1", "op"), .payload = "x", .expiry = {}});

  CHECK(first_events.wait_for<Message>());
  CHECK(second_events.wait_for<Message>());
  CHECK_EQUAL(0, first_events.all<Disconnected>().size());
}

TEST(Mqtt, observer_reads_its_tenants_feed_and_nothing_else) {
  start_hub();
  Recorder events;
  Client observer(options_for(broker.observer("acme"), broker.port()), events.handler());
  observer.subscribe({"#", "spBv1.0/acme/#"});
  observer.start();
  CHECK(events.wait_for<Connected>());
  CHECK_EQUAL(1, events.all<common::mqtt::SubscribeRefused>().size());

  observer.publish({.topic = "spBv1.0/acme/DDATA/hub/van-1", .payload = "forged", .expiry = {}});
  hub->publish({.topic = "spBv1.0/other/DDATA/hub/van-9", .payload = "theirs", .expiry = {}});
  hub->publish({.topic = down("van-1", "change"), .payload = "inner", .expiry = {}});
  hub->publish({.topic = "spBv1.0/acme/DDATA/hub/van-1", .payload = "ours", .expiry = {}});

  CHECK(events.wait_for<Message>());
  CHECK(events.wait_for<PublishRefused>());
  CHECK_EQUAL(1, events.all<Message>().size());
  STRCMP_EQUAL("ours", events.all<Message>()[0].payload.c_str());
}

TEST(Mqtt, queue_has_a_bound_and_keeps_order) {
  start_hub();
  support::CutProxy link(broker.port());
  Options options = options_for(broker.device("van-1"), link.port());
  options.queue_messages_max = 100;
  start_van(options);
  CHECK(van_events.wait_for<Connected>());
  link.freeze();

  std::size_t taken = 0;
  while (
      van->publish({.topic = up("van-1", "op"), .payload = std::to_string(taken), .expiry = {}}) ==
      Accepted::queued)
    CHECK(++taken < 10'000);
  CHECK(taken >= 100);
  link.restore();

  CHECK(hub_events.wait_for<Message>(taken));
  const auto messages = hub_events.all<Message>();
  for (std::size_t i = 0; i < taken; ++i)
    STRCMP_EQUAL(std::to_string(i).c_str(), messages[i].payload.c_str());
}

TEST(Mqtt, several_threads_publish_while_the_link_breaks_again_and_again) {
  start_hub();
  support::CutProxy link(broker.port());
  start_van(options_for(broker.device("van-1"), link.port()));
  CHECK(van_events.wait_for<Connected>());
  std::atomic<int> queued{0};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t](std::stop_token token) {
      while (!token.stop_requested()) {
        const auto accepted =
            van->publish({.topic = up("van-1", "op"), .payload = std::to_string(t), .expiry = {}});
        if (accepted == Accepted::queued) ++queued;
        van->set_eager(t % 2 == 0);
        if (t == 3) van->nudge();
        std::this_thread::sleep_for(1ms);
      }
    });

  for (int cut = 0; cut < 5; ++cut) {
    const int before = queued;
    CHECK(wait_until([&] { return queued > before; }));
    const std::size_t breaks = van_events.all<Disconnected>().size();
    link.cut_after(3'000);
    CHECK(wait_until([&] { return van_events.all<Disconnected>().size() > breaks; }));
    link.restore();
  }
  CHECK(van_events.wait_for<Connected>(6));
  threads.clear();

  CHECK(queued > 0);
  CHECK(hub_events.wait_for<Message>());
}

TEST(Mqtt, message_of_100_kib_passes_and_a_larger_one_than_allowed_is_refused_here) {
  start_hub();
  start_van();
  const std::string large(100 * 1024, 'x');

  CHECK(van->publish({.topic = up("van-1", "blob"), .payload = large, .expiry = {}}) ==
        Accepted::queued);
  CHECK(van->publish({.topic = up("van-1", "blob"),
                      .payload = std::string(256 * 1024, 'x'),
                      .expiry = {}}) == Accepted::too_large);

  CHECK(hub_events.wait_for<Message>());
  CHECK(hub_events.all<Message>()[0].payload == large);
}

TEST(Mqtt, bad_topics_and_qos_are_refused_at_once) {
  start_van();
  for (const std::string topic : {"", "a/#", "a/+/b", "\xff\xfe"})
    CHECK(is_refused(common::ErrorCode::bad_input,
                     [&] { van->publish({.topic = topic, .payload = "", .expiry = {}}); }));
  CHECK(is_refused(common::ErrorCode::bad_input,
                   [&] { van->publish({.topic = "a", .payload = "", .qos = 3, .expiry = {}}); }));
}

TEST(Mqtt, unusable_key_file_is_an_error_at_start) {
  Options options = options_for(broker.device("van-1"), broker.port());
  options.tls->key_file = broker.certificates().files("server").key.string();
  Client client(options, van_events.handler());
  CHECK(is_refused(common::ErrorCode::bad_input, [&] { client.start(); }));

  options.tls->key_file = "/nonexistent";
  Client other(options, van_events.handler());
  CHECK(is_refused(common::ErrorCode::bad_input, [&] { other.start(); }));
}

TEST(Mqtt, nudge_ends_a_long_pause) {
  const std::uint16_t port = support::free_port();
  Options options = options_for(broker.device("van-1"), port);
  options.backoff = {.base = std::chrono::hours(1),
                     .eager_cap = std::chrono::hours(1),
                     .idle_cap = std::chrono::hours(1)};
  start_van(options);
  CHECK(van_events.wait_for<Disconnected>());

  van->nudge();

  CHECK(van_events.wait_for<Disconnected>(2, 5s));
}

TEST(Mqtt, stop_during_a_hanging_attempt_returns_at_once) {
  support::CutProxy link(broker.port());
  link.half_open();
  start_van(options_for(broker.device("van-1"), link.port()));
  CHECK(wait_until([&] { return link.connections() >= 2; }));

  const auto began = std::chrono::steady_clock::now();
  van->stop();

  CHECK(std::chrono::steady_clock::now() - began < 3s);
}
