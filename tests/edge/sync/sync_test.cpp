#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <thread>

#include "edge/sync/sync.hpp"
#include "tests/common/sync/fake_hub.hpp"
#include "tests/edge/store/fixture.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/cut_proxy.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

namespace mqtt = common::mqtt;
using store_test::Van;

namespace {

/// The hub behind a real broker: its machine with the data in memory, on a thread of its own.
class HubOnBroker {
 public:
  explicit HubOnBroker(support::Broker& broker) {
    auto identity = broker.hub();
    mqtt::Options options;
    options.host = "localhost";
    options.port = broker.hub_port();
    options.tls = mqtt::Tls{identity.authority, identity.certificate, identity.key, {}};
    options.client_id = "hub-1";
    options.backoff = {std::chrono::milliseconds(20), std::chrono::milliseconds(100),
                       std::chrono::milliseconds(200)};
    client_ = std::make_unique<mqtt::Client>(options, [this](mqtt::Event event) {
      if (auto message = std::get_if<mqtt::Message>(&event)) take(*message);
    });
    hub.state.scopes["branch:b"];
    client_->subscribe({"truckroll/1/t1/07/van1/up/#"});
    client_->start();
  }
  ~HubOnBroker() { client_->stop(); }

  std::size_t applied() {
    std::lock_guard lock(mutex);
    return hub.state.applied.size();
  }
  std::size_t connections() {
    std::lock_guard lock(mutex);
    return connections_.size();
  }
  sync_test::FakeHub hub;
  std::mutex mutex;
  std::vector<truckroll::wire::Telemetry> said;
  std::vector<truckroll::wire::Health> said_with_hello;

 private:
  void take(const mqtt::Message& message) {
    std::lock_guard lock(mutex);
    common::sync::Moment now{std::chrono::milliseconds(0), common::SystemClock().now()};
    auto suffix = message.topic.substr(std::string("truckroll/1/t1/07/van1/").size());
    truckroll::wire::Hello hello;
    if (suffix == common::sync::topic::hello && hello.ParseFromString(message.payload))
      connections_.insert(hello.connection());
    truckroll::wire::Telemetry telemetry;
    if (suffix == common::sync::topic::telemetry && telemetry.ParseFromString(message.payload))
      said.push_back(telemetry);
    if (hello.has_health()) said_with_hello.push_back(hello.health());
    auto effects = machine_.message(suffix, message.payload, now);
    if (hub.state.included != hub.state.session.applied_sequence) hub.build_feeds();
    for (auto& one : machine_.feeds_advanced(now).publish) effects.publish.push_back(one);
    for (auto& one : effects.publish)
      client_->publish({"truckroll/1/t1/07/van1/" + one.topic, one.bytes, one.qos, one.retain, {}});
  }

  std::set<std::uint64_t> connections_;
  std::unique_ptr<mqtt::Client> client_;
  common::sync::HubMachine machine_{hub, {.schema = "s"}};
};

struct Link {
  Link(std::uint16_t port, support::Broker& broker, Van& van, bool starts = true) {
    auto identity = broker.device("van1");
    edge::sync::Sync::Options options;
    options.broker.host = "localhost";
    options.broker.port = port;
    options.broker.tls = mqtt::Tls{identity.authority, identity.certificate, identity.key, {}};
    options.broker.backoff = {std::chrono::milliseconds(20), std::chrono::milliseconds(100),
                              std::chrono::milliseconds(200)};
    options.tenant = "t1";
    options.shard = "07";
    options.device = "van1";
    options.machine.resend_min = std::chrono::milliseconds(300);
    options.seed = 5;
    sync = std::make_unique<edge::sync::Sync>(options, *van.store, store_test::catalogue(),
                                              store_test::book(), clock);
    if (starts) sync->start();
  }
  common::SystemClock clock;
  std::unique_ptr<edge::sync::Sync> sync;
};

void create(Van& van, int n, const std::vector<truckroll::wire::Blob>& blobs = {}) {
  auto job = Van::job(n, 0, "Found on site " + std::to_string(n));
  job.set_description(std::string(400, 'x'));
  auto command =
      common::rules::make_create(store_test::catalogue().of<store_test::WorkOrder>(), job);
  van.store->execute(van.actor(), command, "new job", blobs);
}

std::vector<std::string> ids_made(Van& van) {
  std::vector<std::string> ids;
  for (auto& one : van.store->waiting()) ids.push_back(one.id);
  return ids;
}

}  // namespace

TEST_GROUP(Sync) {
  support::Broker broker;
  Van van;
};

TEST(Sync, work_made_offline_arrives_in_order_and_once_although_link_and_broker_break) {
  for (int i = 1; i <= 300; ++i) create(van, i);
  auto made = ids_made(van);
  HubOnBroker hub(broker);
  support::CutProxy proxy(broker.port());
  proxy.cut_after(200'000);  // in the middle of the transfer
  Link link(proxy.port(), broker, van);
  UNSIGNED_LONGS_EQUAL(300, made.size());

  CHECK(support::wait_until([&] { return hub.applied() > 0; }, std::chrono::seconds(30)));
  proxy.cut();
  CHECK_FALSE(hub.applied() == 300);
  proxy.restore();
  broker.kill();
  broker.start();

  CHECK(
      support::wait_until([&] { return hub.applied() == 300 && link.sync->status().waiting == 0; },
                          std::chrono::seconds(60)));
  {
    std::lock_guard lock(hub.mutex);
    CHECK(hub.hub.state.applied == made);
  }
  CHECK(support::wait_until([&] { return link.sync->status().up_to_date; },
                            std::chrono::seconds(30)));
  link.sync->stop();
}

TEST(Sync, a_tap_while_online_is_at_the_hub_at_once_and_a_photo_follows) {
  HubOnBroker hub(broker);
  Link link(broker.port(), broker, van);
  CHECK(support::wait_until([&] { return link.sync->status().online; }, std::chrono::seconds(20)));

  auto photo = van.store->put_blob(std::string(150'000, 'p'), "image/jpeg");
  create(van, 1, {photo});
  link.sync->operation_added();

  CHECK(support::wait_until([&] { return hub.applied() == 1; }));
  CHECK(support::wait_until([&] {
    std::lock_guard lock(hub.mutex);
    return hub.hub.state.blobs[photo.sha256()].second;
  }));
  CHECK(support::wait_until([&] { return link.sync->status().blobs_waiting == 0; }));
  link.sync->stop();
}

TEST(Sync, a_van_without_room_sends_its_work_and_photos_on_one_connection_and_fetches_later) {
  auto photo = van.store->put_blob(std::string(400'000, 'p'), "image/jpeg");
  create(van, 1, {photo});
  for (int i = 2; i <= 40; ++i) create(van, i);
  std::atomic<int> percent{96};
  van.store.reset();
  van.options.disk_percent = [&] { return percent.load(); };
  van.open();
  HubOnBroker hub(broker);
  for (int i = 1; i <= 30; ++i) hub.hub.set("office" + std::to_string(i), std::string(2'000, 'x'));
  hub.hub.build_feeds();
  Link link(broker.port(), broker, van);

  CHECK(support::wait_until(
      [&] { return hub.applied() == 40 && link.sync->status().blobs_waiting == 0; },
      std::chrono::seconds(30)));
  CHECK(link.sync->status().online);
  UNSIGNED_LONGS_EQUAL(1, hub.connections());
  UNSIGNED_LONGS_EQUAL(0, van.store->cursors().size());
  percent = 50;
  CHECK(support::wait_until([&] { return link.sync->status().up_to_date; },
                            std::chrono::seconds(30)));
  UNSIGNED_LONGS_EQUAL(1, hub.connections());
  link.sync->stop();
}

TEST(Sync, a_receipt_without_room_loses_nothing_behind_it_and_leaves_the_link_alone) {
  store_test::ScheduledEvent visit;
  visit.mutable_header()->set_id(Van::id(1));
  visit.mutable_header()->set_version(1);
  visit.mutable_header()->set_state("sent");
  auto& line = *visit.add_assignments();
  const auto first = Van::id(501), second = Van::id(502);
  line.set_technician(first);
  line.mutable_sent_at()->set_seconds(1'790'000'000);
  van.receive(visit, 0, "branch:b");
  std::atomic<std::uint64_t> free_bytes{0};
  van.store.reset();
  van.options.disk_free = [&] { return free_bytes.load(); };
  van.options.free_bytes_min = 1ull << 30;
  van.open();
  HubOnBroker hub(broker);
  hub.hub.state.scopes["branch:b"].head = 1;  // it stands where the van does
  Link link(broker.port(), broker, van, false);
  // All before the thread looks, so that the receipt of the first fails before the second's turn.
  link.sync->set_technicians({first});
  link.sync->set_screen_on(true);
  link.sync->set_technicians({first, second});

  link.sync->start();

  CHECK(support::wait_until([&] {
    std::lock_guard lock(hub.mutex);
    return hub.hub.hello_technicians == std::vector<std::string>{first, second};
  }));
  CHECK(support::wait_until([&] { return !link.sync->status().trouble.empty(); }));
  free_bytes = 2ull << 30;
  CHECK(support::wait_until([&] { return hub.applied() == 1; }));
  UNSIGNED_LONGS_EQUAL(1, hub.connections());
  link.sync->stop();
}

TEST(Sync, whatever_comes_down_the_van_lives_and_its_work_arrives) {
  HubOnBroker hub(broker);
  support::CutProxy proxy(broker.port());
  Link link(proxy.port(), broker, van);
  for (int i = 1; i <= 5; ++i) create(van, i);
  link.sync->operation_added();
  CHECK(support::wait_until([&] { return hub.applied() == 5; }, std::chrono::seconds(20)));
  const auto stranger = broker.hub();
  mqtt::Options options;
  options.host = "localhost";
  options.port = broker.hub_port();
  options.tls = mqtt::Tls{stranger.authority, stranger.certificate, stranger.key, {}};
  options.client_id = "rubbish";
  std::atomic<bool> is_connected{false};
  mqtt::Client client(options, [&](mqtt::Event event) {
    if (std::holds_alternative<mqtt::Connected>(event)) is_connected = true;
  });
  client.start();
  CHECK(support::wait_until([&] { return is_connected.load(); }));

  constexpr auto far = std::uint64_t{1} << 63U;
  std::vector<std::pair<std::string, std::string>> all;
  truckroll::wire::Welcome welcome;
  welcome.set_incarnation("another");
  welcome.set_epoch(1);
  welcome.set_applied_sequence(5);
  welcome.set_upload_credit_bytes(0);
  welcome.mutable_now()->set_seconds(std::numeric_limits<std::int64_t>::max());
  all.emplace_back("down/welcome", welcome.SerializeAsString());
  truckroll::wire::Ack ack;
  ack.set_epoch(1);
  ack.set_first_sequence(far);
  ack.set_through_sequence(~std::uint64_t{0});
  all.emplace_back("down/ack", ack.SerializeAsString());
  ack.set_epoch(77);
  all.emplace_back("down/ack", ack.SerializeAsString());
  truckroll::wire::ChangeBatch batch;
  batch.set_scope("branch:b");
  batch.set_generation(far);
  batch.set_from(far);
  batch.set_to(far + 1);
  auto& record = *batch.add_records();
  record.set_type("no.SuchType");
  record.set_record("x");
  all.emplace_back("down/change", batch.SerializeAsString());
  truckroll::wire::Desired desired;
  auto& head = *desired.add_heads();
  head.set_scope("branch:b");
  head.set_generation(1);
  head.set_position(far);
  all.emplace_back("down/desired", desired.SerializeAsString());
  truckroll::wire::BlobState blob;
  blob.set_sha256(std::string(64, '0'));
  blob.set_have_bytes(far);
  all.emplace_back("down/blob", blob.SerializeAsString());
  all.emplace_back("down/command", "\x08\x01");
  all.emplace_back("down/nothing", "x");

  std::minstd_rand random{3};
  auto below = [&](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  for (int i = 0; i < 1500 && std::chrono::steady_clock::now() < end; ++i) {
    auto [topic, bytes] = all[below(all.size())];
    auto kind = below(6);
    if (kind == 0) bytes.resize(below(bytes.size() + 1));
    if (kind == 1 && !bytes.empty())
      for (auto count = below(8) + 1; count > 0; --count)
        bytes[below(bytes.size())] ^= static_cast<char>(1U << below(8));
    if (kind == 2) bytes += all[below(all.size())].second;
    if (kind == 3) topic = all[below(all.size())].first;
    if (kind == 4 && below(20) == 0) bytes.append(below(200'000), 'x');
    truckroll::wire::Welcome order;
    if (topic == "down/welcome" && order.ParseFromString(bytes) &&
        order.order() == truckroll::wire::Welcome::ORDER_WIPE)
      continue;  // that it obeys
    CHECK(support::wait_until([&] {
      return client.publish({"truckroll/1/t1/07/van1/" + topic, bytes, 1, false, {}}) ==
             mqtt::Accepted::queued;
    }));
  }
  client.stop();
  create(van, 6);
  auto last = ids_made(van).back();
  link.sync->operation_added();
  proxy.cut();
  proxy.restore();

  CHECK(support::wait_until(
      [&] {
        std::lock_guard lock(hub.mutex);
        auto& applied = hub.hub.state.applied;
        return std::count(applied.begin(), applied.end(), last) == 1;
      },
      std::chrono::seconds(30)));
  CHECK(support::wait_until([&] { return link.sync->status().waiting == 0; },
                            std::chrono::seconds(20)));
  {
    std::lock_guard lock(hub.mutex);
    LONGS_EQUAL(6, hub.hub.state.applied.size());
  }
  CHECK_FALSE(link.sync->status().wiped);
  link.sync->stop();
}

// features: SYNC-10 X-41
TEST(Sync, the_van_says_how_it_is_with_its_hello_and_when_that_changes_without_any_position) {
  for (int i = 1; i <= 3; ++i) create(van, i);
  HubOnBroker hub(broker);
  Link link(broker.port(), broker, van);
  CHECK(support::wait_until([&] { return link.sync->status().up_to_date; },
                            std::chrono::seconds(20)));
  auto told = [&] {
    std::lock_guard lock(hub.mutex);
    return hub.said_with_hello.size() >= 1 && hub.said_with_hello[0].waiting() == 3 &&
           !hub.said.empty() && hub.said.back().health().waiting() == 0 &&
           hub.said.back().health().acked_sequence() == 3;
  };
  CHECK(support::wait_until(told, std::chrono::seconds(20)));
  std::lock_guard lock(hub.mutex);
  CHECK_FALSE(hub.said.back().has_latitude_e7());
}
