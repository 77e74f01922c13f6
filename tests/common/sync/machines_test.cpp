#include <algorithm>
#include <set>

#include "tests/common/sync/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace sync_test;

namespace {

/// What holds at every moment, whatever the pipe does.
class Watch {
 public:
  explicit Watch(World& world) : world_(world) {}

  std::string check() {
    auto& applied = world_.hub.state.applied;
    std::set<std::string> once(applied.begin(), applied.end());
    if (once.size() != applied.size()) return "an operation was applied twice";
    auto next = world_.saved.begin();
    for (auto& id : applied) {
      next = std::find(next, world_.saved.end(), id);
      if (next == world_.saved.end()) return "operations were applied out of order";
    }
    auto& log = world_.device.state.log;
    if (log.epoch == world_.hub.state.session.epoch &&
        log.acked_sequence > world_.hub.state.session.applied_sequence &&
        log.incarnation == world_.hub.state.incarnation)
      return "the van believes the hub has what it has not";
    for (auto& [name, scope] : world_.device.state.scopes) {
      auto& before = cursors_[name];
      if (before.generation() == scope.cursor.generation() &&
          scope.cursor.position() < before.position())
        return "a cursor went back";
      before = scope.cursor;
    }
    return {};
  }

 private:
  World& world_;
  std::map<std::string, wire::Cursor> cursors_;
};

/// One world of random faults; empty when all went well.
std::string live(std::uint64_t seed) {
  World world(seed);
  Watch watch(world);
  world.faults = {world.roll(2) * world.roll(30), world.roll(2) * world.roll(30),
                  world.roll(2) * world.roll(30)};
  auto backup = world.hub.state;
  bool may_restore = world.roll(3) == 0, restored = false;
  int operations = 0;
  for (int i = 0; i < 600; ++i) {
    switch (world.roll(40)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
      case 5:
        world.operation("r" + std::to_string(world.roll(12)),
                        world.chance(8) ? "bad" : "value " + std::to_string(++operations));
        break;
      case 6:
      case 7:
        world.hub.set("r" + std::to_string(world.roll(12)), "office " + std::to_string(i));
        break;
      case 8:
        world.hub.erase("r" + std::to_string(world.roll(12)));
        break;
      case 9:
      case 10:
        world.hub.build_feeds();
        world.nudge();
        break;
      case 11:
        if (world.is_connected) world.cut(world.chance(50));
        break;
      case 12:
      case 13:
      case 14:
        if (!world.is_connected) world.connect();
        break;
      case 15:
        world.restart_device();
        break;
      case 16:
        (world.chance(50) ? world.hub.fail_before_commit : world.hub.fail_after_commit) = 1;
        break;
      case 17:
        for (auto& [name, scope] : world.hub.state.scopes) scope.compact();
        break;
      case 18:
        world.device.add_blob(std::string(static_cast<std::size_t>(world.roll(200'000)),
                                          static_cast<char>('a' + i % 26)));
        break;
      case 19:
        if (may_restore && !restored && i > 300) {
          world.hub.restore(backup, "two");
          restored = true;
        } else if (i < 200) {
          backup = world.hub.state;
        }
        break;
      case 20:
        world.wall_shift = std::chrono::hours(world.roll(200'000) - 100'000);
        break;
      default:
        world.step();
    }
    if (auto broken = watch.check(); !broken.empty()) return broken;
  }
  if (!world.settle(4'000)) return "it did not come to rest";
  if (auto broken = watch.check(); !broken.empty()) return broken;
  if (world.hub.state.applied != world.saved) return "an operation is missing at the hub";
  for (auto& [id, result] : world.hub.state.results)
    if (result.outcome() == wire::OperationResult::OUTCOME_REJECTED &&
        !world.device.state.rejected.count(id))
      return "a refusal was not told to the technician";
  auto before = world.messages_up + world.messages_down;
  for (int i = 0; i < 100; ++i) world.step();
  if (world.messages_up + world.messages_down > before)
    return "there is talk although nothing is to be said";
  return {};
}

}  // namespace

TEST_GROUP(Machines){};

TEST(Machines, deliver_once_and_in_order_and_converge_whatever_the_pipe_does) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    auto broken = live(seed);
    if (!broken.empty()) FAIL(("seed " + std::to_string(seed) + ": " + broken).c_str());
  }
}

TEST(Machines, a_seed_gives_the_same_messages_each_time) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    std::size_t sums[2];
    for (auto& sum : sums) {
      World world(seed);
      world.faults = {10, 10, 10};
      world.connect();
      for (int i = 0; i < 50; ++i) world.operation("r1", std::to_string(i));
      for (int i = 0; i < 500; ++i) world.step();
      sum = world.bytes_up * 31 + world.bytes_down * 7 + world.messages_up;
    }
    UNSIGNED_LONGS_EQUAL(sums[0], sums[1]);
  }
}

TEST(Machines, with_nothing_to_do_a_reconnect_is_one_round_trip) {
  World world(1);
  world.operation("r2", "x");
  CHECK(world.settle(1'000));
  world.cut(true);
  auto before = world.messages_up + world.messages_down;

  world.connect();
  for (int i = 0; i < 20; ++i) world.step();

  CHECK(world.van->status().up_to_date);
  UNSIGNED_LONGS_EQUAL(3,
                       world.messages_up + world.messages_down - before);  // state, hello, welcome
}

TEST(Machines, three_thousand_operations_made_offline_arrive_once_each_although_the_link_is_cut) {
  World world(7);
  for (int i = 0; i < 3'000; ++i) world.operation("r" + std::to_string(i % 10), std::to_string(i));
  world.connect();
  for (int cut = 0; cut < 30; ++cut) {
    for (int i = 0; i < 40; ++i) world.step();
    world.cut(cut % 2 == 0);
    world.connect();
  }
  CHECK(world.settle(20'000));
  CHECK(world.hub.state.applied == world.saved);
}

TEST(Machines, a_refused_operation_is_an_outcome_and_the_log_goes_on) {
  World world(1);
  world.operation("r1", "bad");
  world.operation("r2", "good");

  CHECK(world.settle(1'000));

  CHECK(world.device.state.rejected.count(world.saved[0]));
  UNSIGNED_LONGS_EQUAL(1, world.van->status().refused);
  STRCMP_EQUAL("good", world.hub.state.records["r2"].c_str());
}

TEST(Machines, bytes_that_are_no_operation_do_not_block_those_behind) {
  World world(1);
  world.operation("r1", "a");
  CHECK(world.settle(1'000));
  wire::Operation good;
  good.set_id("late");
  good.set_sequence(3);
  good.mutable_command()->set_record("r3");
  wire::OperationBatch batch;
  batch.set_epoch(1);
  batch.set_first_sequence(2);
  batch.add_operations("\xff\xff no operation");
  good.set_previous_hash(operation_hash(batch.operations(0)));
  batch.add_operations(good.SerializeAsString());

  auto effects = world.office->message(topic::operations, batch.SerializeAsString(), world.now());

  wire::Ack ack;
  CHECK(ack.ParseFromString(effects.publish.at(0).bytes));
  UNSIGNED_LONGS_EQUAL(3, ack.through_sequence());
  LONGS_EQUAL(1, ack.results_size());
  LONGS_EQUAL(wire::OperationResult::OUTCOME_REJECTED, ack.results(0).outcome());
}

TEST(Machines, a_cloned_card_is_noticed_and_neither_cards_operations_are_lost) {
  World world(3);
  for (int i = 0; i < 5; ++i) world.operation("r1", std::to_string(i));
  CHECK(world.settle(1'000));
  auto clone = world.device.state;
  world.operation("r2", "of the first card");
  world.operation("r2", "of the first card, later");
  CHECK(world.settle(1'000));

  world.cut(true);
  world.device.state = clone;
  world.restart_device();
  world.operation("r3", "of the clone");
  CHECK(world.settle(2'000));

  CHECK(std::any_of(world.alarms.begin(), world.alarms.end(),
                    [](auto& alarm) { return alarm.kind == "cloned" || alarm.kind == "behind"; }));
  CHECK(std::count(world.hub.state.alarms.begin(), world.hub.state.alarms.end(), "cloned") > 0);
  STRCMP_EQUAL("of the first card, later", world.hub.state.records["r2"].c_str());
  STRCMP_EQUAL("of the clone", world.hub.state.records["r3"].c_str());
  UNSIGNED_LONGS_EQUAL(8, world.hub.state.applied.size());
}

// features: SYNC-02
TEST(Machines, an_answer_to_another_card_acknowledges_nothing) {
  World world(3);
  CHECK(world.settle(500));
  auto clone = world.device.state;
  auto late = world.operation_bytes("r1", "of the first card");
  world.cut(true);
  world.device.state = clone;
  world.restart_device();
  world.connect();
  while (!world.van->status().online) world.step();
  world.device.add("r1", "of the clone");
  world.van->operation_added(world.now());  // on its way
  auto answer = world.office->message(topic::operations, late, world.now()).publish.at(0);

  world.van->message(topic::ack, answer.bytes, world.now());

  UNSIGNED_LONGS_EQUAL(0, world.device.state.log.acked_sequence);
  CHECK(world.settle(2'000));
  STRCMP_EQUAL("of the clone", world.hub.state.records["r1"].c_str());
}

TEST(Machines, a_clone_that_made_as_much_is_noticed_by_the_chain) {
  World world(3);
  for (int i = 0; i < 5; ++i) world.operation("r1", std::to_string(i));
  CHECK(world.settle(1'000));
  auto clone = world.device.state;
  world.operation("r2", "of the first card");
  CHECK(world.settle(1'000));

  world.cut(true);
  world.device.state = clone;
  world.restart_device();
  for (int i = 0; i < 3; ++i) world.operation("r3", "clone " + std::to_string(i));
  CHECK(world.settle(2'000));

  CHECK(std::any_of(world.alarms.begin(), world.alarms.end(),
                    [](auto& alarm) { return alarm.kind == "cloned"; }));
  STRCMP_EQUAL("of the first card", world.hub.state.records["r2"].c_str());
  STRCMP_EQUAL("clone 2", world.hub.state.records["r3"].c_str());
  UNSIGNED_LONGS_EQUAL(9, world.hub.state.applied.size());
}

// features: SYNC-02 SYNC-10
TEST(Machines, a_clone_that_the_van_alone_notices_is_kept_to_be_told_also_when_it_dies_there) {
  World world(3);
  for (int i = 0; i < 5; ++i) world.operation("r1", std::to_string(i));
  CHECK(world.settle(1'000));
  auto clone = world.device.state;
  world.operation("r2", "of the first card");
  CHECK(world.settle(1'000));
  auto& findings = world.device.state.clone_findings;
  UNSIGNED_LONGS_EQUAL(0, findings.size());

  world.cut(true);
  world.device.state = clone;
  world.restart_device();
  for (int i = 0; i < 3; ++i) world.operation("r3", "clone " + std::to_string(i));
  auto epoch = world.device.state.log.epoch;
  auto before = world.device.state.operations;
  world.device.dies_after_finding = true;
  CHECK_THROWS(std::runtime_error, world.settle(2'000));
  UNSIGNED_LONGS_EQUAL(1, findings.size());
  CHECK(before == world.device.state.operations);  // not numbered anew yet
  world.device.dies_after_finding = false;
  world.cut(true);
  world.restart_device();
  CHECK(world.settle(2'000));

  UNSIGNED_LONGS_EQUAL(2, findings.size());
  STRCMP_EQUAL(findings[0].id.c_str(), findings[1].id.c_str());
  CHECK(findings[0].found_at > common::from_micros(1'790'000'000'000'000));
  UNSIGNED_LONGS_EQUAL(epoch, world.device.state.log.epoch);
  UNSIGNED_LONGS_EQUAL(0, world.hub.state.alarms.size());  // the hub has noticed nothing
}

TEST(Machines, a_batch_that_forks_the_chain_raises_the_epoch) {
  World world(3);
  world.operation("r1", "a");
  CHECK(world.settle(1'000));
  wire::Operation other;
  other.set_id("forked");
  other.set_sequence(2);
  other.set_previous_hash(std::string(32, 'x'));
  wire::OperationBatch batch;
  batch.set_epoch(1);
  batch.set_first_sequence(2);
  batch.add_operations(other.SerializeAsString());

  auto effects = world.office->message(topic::operations, batch.SerializeAsString(), world.now());

  wire::Ack ack;
  CHECK(ack.ParseFromString(effects.publish.at(0).bytes));
  LONGS_EQUAL(wire::Ack::TROUBLE_CLONED, ack.trouble());
  UNSIGNED_LONGS_EQUAL(2, world.hub.state.session.epoch);
  UNSIGNED_LONGS_EQUAL(1, world.hub.state.applied.size());
}

TEST(Machines, a_raised_epoch_applies_nothing_twice) {
  World world(5);
  for (int i = 0; i < 4; ++i) world.operation("r1", std::to_string(i));
  world.connect();
  while (world.hub.state.applied.empty()) world.step();
  world.cut(true);  // applied, but the acknowledgement never came
  world.hub.state.session.epoch = 7;
  world.hub.state.session.applied_sequence = 0;
  world.hub.state.session.chain_hash.clear();

  CHECK(world.settle(2'000));

  UNSIGNED_LONGS_EQUAL(7, world.device.state.log.epoch);
  CHECK(world.hub.state.applied == world.saved);
}

TEST(Machines, a_hub_restored_from_a_backup_is_refilled_by_the_van) {
  World world(2);
  for (int i = 0; i < 10; ++i) world.operation("r2", std::to_string(i));
  CHECK(world.settle(1'000));
  auto backup = world.hub.state;
  for (int i = 10; i < 20; ++i) world.operation("r2", std::to_string(i));
  CHECK(world.settle(1'000));

  world.cut(true);
  world.hub.restore(backup, "restored");
  CHECK(world.settle(2'000));

  CHECK(world.hub.state.applied == world.saved);
  STRCMP_EQUAL("19", world.hub.state.records["r2"].c_str());
}

// features: SYNC-02
TEST(Machines, a_restored_hub_gets_what_it_had_before_the_card_was_numbered_anew) {
  World world(2);
  auto backup = world.hub.state;
  for (int i = 0; i < 4; ++i) world.operation("r2", std::to_string(i));
  CHECK(world.settle(1'000));
  world.cut(true);
  world.hub.state.session.epoch = 7;  // another card of this device was there
  world.hub.state.session.applied_sequence = 0;
  world.hub.state.session.chain_hash.clear();
  world.operation("r2", "4");
  CHECK(world.settle(2'000));
  UNSIGNED_LONGS_EQUAL(7, world.device.state.log.epoch);
  CHECK(world.hub.state.applied == world.saved);

  world.cut(true);
  world.hub.restore(backup, "restored");
  CHECK(world.settle(2'000));

  CHECK(world.hub.state.applied == world.saved);
}

TEST(Machines, a_restored_hub_that_another_card_has_told_of_a_hole_is_given_everything) {
  World world(2);
  for (int i = 0; i < 3; ++i) world.operation("r2", std::to_string(i));
  CHECK(world.settle(1'000));
  auto backup = world.hub.state;
  for (int i = 3; i < 6; ++i) world.operation("r2", std::to_string(i));
  CHECK(world.settle(1'000));

  world.cut(true);
  world.hub.restore(backup, "restored");
  // The other card retained nothing before its fifth operation.
  world.hub.state.session.applied_sequence = 5;
  world.hub.state.session.chain_hash.clear();
  CHECK(world.settle(2'000));

  CHECK(world.hub.state.applied == world.saved);
}

TEST(Machines, a_hole_that_nobody_can_fill_raises_an_alarm_and_the_rest_arrives) {
  World world(2);
  CHECK(world.settle(500));
  world.cut(true);
  for (int i = 0; i < 6; ++i) world.operation("r2", std::to_string(i));
  for (int i = 1; i <= 3; ++i) world.device.state.operations.erase(static_cast<std::uint64_t>(i));

  world.connect();
  CHECK(world.settle(2'000));

  CHECK(std::any_of(world.alarms.begin(), world.alarms.end(),
                    [](auto& alarm) { return alarm.kind == "hole"; }));
  CHECK(world.hub.state.alarms == std::vector<std::string>{"hole"});
  UNSIGNED_LONGS_EQUAL(3, world.hub.state.applied.size());
}

TEST(Machines, a_scope_that_differs_is_fetched_anew_alone_and_once_an_hour) {
  World world(4);
  for (int i = 0; i < 12; ++i) world.hub.set("r" + std::to_string(i), "x");
  CHECK(world.settle(1'000));
  auto damage = [&] {
    auto& members = world.device.state.scopes["technician:t"].members;
    members.begin()->second.second = "wrong";
    toggle_member(world.device.state.scopes["technician:t"].hash, std::string(32, 'q'));
    world.hub.set("r4", "moved");
  };
  damage();
  CHECK(world.settle(2'000));
  LONGS_EQUAL(1, world.device.state.shadows_begun);

  damage();
  CHECK_FALSE(world.settle(400));  // the second within the hour is an alarm, not a fetch

  LONGS_EQUAL(1, world.device.state.shadows_begun);
  CHECK(std::any_of(world.alarms.begin(), world.alarms.end(), [](auto& alarm) {
    return alarm.text.find("again within the hour") != std::string::npos;
  }));
}

TEST(Machines, a_full_van_fetches_nothing_but_sends_all_and_fetches_when_there_is_room) {
  for (bool is_known : {true, false}) {
    World world(6);
    world.connect();
    world.hub.set("r1", "office");
    world.hub.build_feeds();
    world.device.is_full = is_known;
    world.device.fits = is_known;
    for (int i = 0; i < 200; ++i) world.operation("r" + std::to_string(i % 7), "value");
    world.device.add_blob(std::string(100'000, 'p'));

    for (int i = 0; i < 2'000; ++i) world.step();

    UNSIGNED_LONGS_EQUAL(200, world.hub.state.applied.size());
    UNSIGNED_LONGS_EQUAL(0, world.device.state.waiting_blobs.size());
    CHECK(world.van->status().online);
    CHECK(world.van->status().waits_for_room);
    LONGS_EQUAL(0, world.device.state.batches_applied);
    world.device.is_full = false;
    world.device.fits = true;
    CHECK(world.settle(2'000));
    CHECK_FALSE(world.van->status().waits_for_room);
  }
}

TEST(Machines, a_scope_that_was_left_is_dropped_and_a_new_one_fetched) {
  World world(4);
  for (int i = 0; i < 6; ++i) world.hub.set("r" + std::to_string(i), "x");
  CHECK(world.settle(1'000));

  world.hub.state.scopes.erase("technician:t");
  auto& fresh = world.hub.state.scopes["van:v"];
  fresh.put("w1", 1, "screws");
  world.nudge();
  CHECK(world.settle(1'000));

  UNSIGNED_LONGS_EQUAL(0, world.device.state.scopes.count("technician:t"));
  UNSIGNED_LONGS_EQUAL(1, world.device.state.scopes["van:v"].members.size());
}

TEST(Machines, a_dead_link_is_found_by_the_applications_ping) {
  World world(1);
  CHECK(world.settle(500));
  world.faults.lose_percent = 100;
  world.operation("r1", "x");
  auto began = world.now().monotonic;

  Effects effects;
  Moment now = world.now();
  while (!effects.reconnect && now.monotonic - began < std::chrono::seconds(60)) {
    now.monotonic += std::chrono::milliseconds(100);
    effects = world.van->tick(now);
  }

  CHECK(effects.reconnect);
  CHECK(now.monotonic - began < std::chrono::seconds(15));
}

TEST(Machines, a_busy_hub_gives_no_credit_and_gets_all_later) {
  World world(1);
  world.connect();
  world.office->set_busy(true);
  for (int i = 0; i < 20; ++i) world.operation("r1", std::to_string(i));
  for (int i = 0; i < 200; ++i) world.step();
  UNSIGNED_LONGS_EQUAL(0, world.hub.state.applied.size());

  world.office->set_busy(false);
  CHECK(world.settle(2'000));
  CHECK(world.hub.state.applied == world.saved);
}

TEST(Machines, a_revoked_device_gets_nothing_and_a_wipe_is_ordered_at_next_contact) {
  World world(1);
  world.hub.state.session.revoked = true;
  wire::Hello hello;
  hello.set_protocol(1);
  auto refused = world.office->message(topic::hello, hello.SerializeAsString(), world.now());
  CHECK(refused.end_session);
  UNSIGNED_LONGS_EQUAL(0, refused.publish.size());

  world.hub.state.session.order = wire::Welcome::ORDER_WIPE;
  world.connect();
  for (int i = 0; i < 20; ++i) world.step();
  CHECK(world.wiped);
}

TEST(Machines, garbage_never_throws) {
  World world(1);
  CHECK(world.settle(500));
  std::mt19937_64 random(9);
  for (int i = 0; i < 3'000; ++i) {
    std::string bytes(random() % 60, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    const std::string_view up[] = {topic::hello, topic::operations, topic::pull, topic::blob,
                                   "up/else"};
    const std::string_view down[] = {
        topic::welcome, topic::ack, topic::change, topic::blob_state, topic::desired,
        topic::command, "x"};
    world.office->message(up[random() % 5], bytes, world.now());
    world.van->message(down[random() % 7], bytes, world.now());
  }
}
