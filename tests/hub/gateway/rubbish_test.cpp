#include <random>

#include "tests/hub/gateway/link.hpp"

#include "hub/gateway/gateway.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;
using common::mqtt::Accepted;

namespace {

struct Sent {
  std::string suffix, bytes;
};

constexpr std::uint64_t far = std::uint64_t{1} << 63U;

}  // namespace

TEST_GROUP(GatewayRubbish) {
  support::Broker broker;
  World w;
  std::minstd_rand random{7};
  std::unique_ptr<Gateway> gateway;
  std::uint64_t messages = 0;

  void setup() override {
    w.clock.set_wall(common::SystemClock().now());
    Gateway::Options options;
    options.broker = options_for(broker.hub(), broker.hub_port(), "hub-1");
    options.schema = "s";
    options.sparkplug = false;
    gateway = std::make_unique<Gateway>(w.store, w.access, options, Gateway::Callbacks{});
    w.store.on_sealed([this] { gateway->wake(); });
    gateway->start();
    CHECK_TRUE(support::wait_until([&] { return gateway->counters().connected.load(); }));
  }
  void teardown() override {
    gateway->stop();
    w.store.on_sealed([] {});
    gateway.reset();
  }

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  }

  /// One of each kind as a van sends it, and some that speak of another time.
  std::vector<Sent> samples(const std::string& visit) {
    std::vector<Sent> all;
    auto add = [&](const char* suffix, const google::protobuf::Message& message) {
      all.push_back({suffix, message.SerializeAsString()});
    };
    wire::Hello hello;
    hello.set_protocol(1);
    hello.set_epoch(1);
    hello.set_next_sequence(1);
    hello.set_oldest_sequence(1);
    hello.set_firmware("1.0");
    hello.add_technicians(w.anna);
    add("up/hello", hello);
    hello.set_epoch(4'000'000'000);
    hello.set_next_sequence(far + 5);
    hello.set_oldest_sequence(far);
    hello.set_incarnation("of another life");
    add("up/hello", hello);
    hello.set_epoch(1);
    hello.set_next_sequence(~std::uint64_t{0});
    hello.set_oldest_sequence(~std::uint64_t{0});
    add("up/hello", hello);

    Log log(w, w.device_one, w.anna);
    wire::OperationBatch batch;
    batch.set_epoch(1);
    batch.set_first_sequence(1);
    for (auto action : {"on-my-way", "arrive", "no-such-action"})
      batch.add_operations(log.encode(log.make(
          common::rules::make_action(catalogue().of<ScheduledEvent>(), visit, action, nullptr))));
    add("up/op", batch);
    batch.set_first_sequence(far);
    add("up/op", batch);
    batch.set_first_sequence(0);
    add("up/op", batch);
    batch.set_first_sequence(1);
    batch.set_epoch(99);
    add("up/op", batch);
    log.clock_error = std::chrono::hours(24 * 365 * 5000LL);
    batch.set_epoch(1);
    batch.add_operations(log.encode(log.make(
        common::rules::make_action(catalogue().of<ScheduledEvent>(), visit, "start", nullptr))));
    add("up/op", batch);

    wire::Pull pull;
    pull.set_credit_bytes(0xffffffff);
    auto& cursor = *pull.add_cursors();
    cursor.set_scope("technician:" + w.anna);
    cursor.set_generation(far);
    cursor.set_position(~std::uint64_t{0});
    add("up/pull", pull);
    cursor.set_scope("technician:" + w.reto);
    add("up/pull", pull);

    wire::BlobChunk chunk;
    chunk.set_sha256(common::sha256_hex("photo"));
    chunk.set_total(5);
    chunk.set_data("photo");
    add("up/blob", chunk);
    chunk.set_offset(far);
    chunk.set_total(~std::uint64_t{0});
    add("up/blob", chunk);

    wire::State state;
    state.set_online(true);
    state.set_wiped(true);  // it was not asked to
    add("up/state", state);

    wire::Telemetry telemetry;
    *telemetry.mutable_at() = common::codec::to_timestamp(w.clock.now());
    telemetry.set_latitude_e7(471410000);
    telemetry.set_longitude_e7(95215000);
    add("up/telemetry", telemetry);
    auto& health = *telemetry.mutable_health();
    *health.mutable_at() = telemetry.at();
    health.set_waiting(~std::uint64_t{0});
    health.mutable_waiting_since()->set_seconds(std::numeric_limits<std::int64_t>::min());
    health.mutable_money_since()->set_seconds(std::numeric_limits<std::int64_t>::max());
    health.set_disk_percent(~0u);
    health.set_device_error("\x01 full");
    add("up/telemetry", telemetry);
    telemetry.mutable_at()->set_seconds(std::numeric_limits<std::int64_t>::max());
    *health.mutable_at() = telemetry.at();
    add("up/telemetry", telemetry);
    telemetry.mutable_at()->set_seconds(std::numeric_limits<std::int64_t>::min());
    telemetry.mutable_at()->set_nanos(-1);
    telemetry.set_latitude_e7(std::numeric_limits<std::int32_t>::min());
    add("up/telemetry", telemetry);
    return all;
  }

  /// Truncated, flipped, cut open, made huge, or on a topic of another kind.
  Sent spoil(Sent sent, const std::vector<Sent>& all) {
    auto& bytes = sent.bytes;
    switch (below(7)) {
      case 0:
        bytes.resize(below(bytes.size() + 1));
        break;
      case 1:
        for (auto count = below(8) + 1; count > 0 && !bytes.empty(); --count)
          bytes[below(bytes.size())] ^= static_cast<char>(1U << below(8));
        break;
      case 2:
        bytes.insert(below(bytes.size() + 1),
                     std::string(below(64), static_cast<char>(below(256))));
        break;
      case 3:
        bytes += all[below(all.size())].bytes;
        break;
      case 4:
        sent.suffix = all[below(all.size())].suffix;
        break;
      case 5:
        if (below(20) == 0) bytes.append(below(200'000), 'x');
        break;
      default:
        break;  // as it is: a copy, late
    }
    return sent;
  }

  /// Never more under way than the broker keeps for a hub that is slow: it drops what is beyond.
  void publish(Link & link, const Sent& sent) {
    CHECK_TRUE(support::wait_until([&] { return messages < gateway->counters().messages + 500; },
                                   std::chrono::seconds(60)));
    CHECK_TRUE(support::wait_until(
        [&] { return link.send(sent.suffix, sent.bytes) == Accepted::queued; }));
    ++messages;
  }
};

TEST(GatewayRubbish, whatever_a_van_sends_is_counted_and_its_session_and_the_others_live) {
  Link link(w, broker, w.device_one), other(w, broker, w.device_two);
  other.hello();
  link.hello();
  messages = gateway->counters().messages;
  auto visit = w.make_visit(w.make_job("Boiler", w.site), w.anna);
  auto all = samples(visit);

  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  for (int i = 0; i < 1500 && std::chrono::steady_clock::now() < end; ++i)
    publish(link, spoil(all[below(all.size())], all));
  publish(link, {"up/pull", std::string(40'000, 'x')});
  publish(link, {"up/op", std::string(1, '\xff')});
  CHECK_TRUE(support::wait_until([&] { return gateway->counters().messages >= messages; },
                                 std::chrono::seconds(30)));

  // A van's messages are taken in their order: after this answer nothing of them is left.
  wire::BlobChunk last;
  last.set_sha256(common::sha256_hex("last"));
  last.set_total(4);
  last.set_data("last");
  publish(link, {"up/blob", last.SerializeAsString()});
  CHECK_TRUE(support::wait_until(
      [&] {
        for (auto& bytes : link.received("down/blob")) {
          wire::BlobState state;
          if (state.ParseFromString(bytes) && state.sha256() == last.sha256()) return true;
        }
        return false;
      },
      std::chrono::seconds(60)));

  // Where it stands now, the hub says; from there a van goes on, whatever was before.
  wire::Hello hello;
  hello.set_protocol(1);
  hello.set_epoch(1);
  hello.set_boot("at last");
  hello.set_next_sequence(1);
  hello.set_oldest_sequence(1);
  auto before = link.received("down/welcome").size();
  publish(link, {"up/hello", hello.SerializeAsString()});
  CHECK_TRUE(link.wait_for("down/welcome", before + 1, std::chrono::seconds(60)));
  wire::Welcome welcome;
  welcome.ParseFromString(link.received("down/welcome").back());
  auto another = w.make_visit(w.make_job("Pump", w.site), w.anna, 1);
  Log log(w, w.device_one, w.anna);
  log.next = welcome.applied_sequence() + 1;
  log.last_hash = welcome.chain_hash();
  wire::OperationBatch batch;
  batch.set_epoch(welcome.epoch());
  batch.set_first_sequence(log.next);
  auto operation = log.make(
      common::rules::make_action(catalogue().of<ScheduledEvent>(), another, "on-my-way", nullptr));
  batch.add_operations(log.encode(operation));
  publish(link, {"up/op", batch.SerializeAsString()});
  // Applied, or refused when the rubbish has left her on the way to the other visit.
  CHECK_TRUE(support::wait_until([&] {
    return w.count("SELECT count(*) FROM device_operation WHERE id = '" + operation.id() + "'") ==
           1;
  }));
  auto welcomes = other.received("down/welcome").size();
  other.send("up/hello", hello.SerializeAsString());
  CHECK_TRUE(other.wait_for("down/welcome", welcomes + 1));

  auto& counters = gateway->counters();
  CHECK_TRUE(counters.unreadable > 0);
  CHECK_TRUE(counters.too_large > 0);
  LONGS_EQUAL(0, counters.failed);
  LONGS_EQUAL(0, counters.dropped);
  LONGS_EQUAL(1, link.recorder().all<common::mqtt::Connected>().size());
  STRCMP_EQUAL("active", w.load<Device>(w.device_one).header().state().c_str());
}
