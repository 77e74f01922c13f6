// Fewer bytes on the wire, for what both sides can read. features: SYNC-03 SYNC-09 X-42
#include "common/sync/packing.hpp"

#include <CppUTest/TestHarness.h>
#include <zlib.h>

#include <random>

#include "tests/common/sync/world.hpp"

using namespace common::sync;
using sync_test::World;

namespace {

std::string notes(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += "a note of a visit, number " + std::to_string(i) + "; ";
  return bytes;
}

std::string packed_zeros(std::size_t count) {
  std::string zeros(count, '\0'), packed(1 + compressBound(count), '\0');
  uLong size = compressBound(count);
  compress(reinterpret_cast<Bytef*>(packed.data() + 1), &size,
           reinterpret_cast<const Bytef*>(zeros.data()), zeros.size());
  packed.resize(1 + size);
  return packed;
}

}  // namespace

TEST_GROUP(Packing){};

TEST(Packing, gives_back_what_it_was_and_takes_a_third) {
  auto message = notes(100);
  auto packed = pack(message);
  CHECK_TRUE(packed.size() * 3 < message.size());
  CHECK_TRUE(unpack(packed) == message);
}

TEST(Packing, leaves_what_would_not_be_smaller) {
  std::mt19937_64 random(3);
  std::string noise(1'000, '\0');
  for (auto& byte : noise) byte = static_cast<char>(random());
  noise[0] = 10;
  CHECK_TRUE(pack(noise) == noise);
  CHECK_TRUE(pack("short") == "short");
  CHECK_TRUE(unpack(noise) == noise);
  CHECK_TRUE(unpack("") == "");
}

TEST(Packing, damaged_cut_and_longer_messages_are_none) {
  auto packed = pack(notes(100));
  for (std::size_t size : {std::size_t{1}, std::size_t{2}, packed.size() / 2, packed.size() - 1})
    CHECK_FALSE(unpack(packed.substr(0, size)).has_value());
  CHECK_FALSE(unpack(packed + "x").has_value());
  auto flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 4);
  CHECK_FALSE(unpack(flipped).has_value());
}

TEST(Packing, a_small_message_does_not_become_a_huge_one) {
  CHECK_TRUE(unpack(packed_zeros(unpacked_bytes_max)).has_value());
  CHECK_FALSE(unpack(packed_zeros(unpacked_bytes_max + 1)).has_value());
  CHECK_FALSE(unpack(packed_zeros(64 << 20)).has_value());
}

TEST(Packing, only_who_says_that_he_unpacks_gets_packed_messages) {
  World world(5);
  CHECK(world.settle(500));
  for (int i = 0; i < 30; ++i) world.operation("r1", "a text as technicians write it, again");
  auto batches = [&](bool unpacks) {
    wire::Welcome welcome;
    auto log = world.device.load_state();
    welcome.set_incarnation(log.incarnation);
    welcome.set_epoch(log.epoch);
    welcome.set_applied_sequence(log.acked_sequence);
    welcome.set_upload_credit_bytes(100'000);
    welcome.set_order(wire::Welcome::ORDER_NONE);
    welcome.set_unpacks(unpacks);
    world.cut(true);
    world.connect();
    auto effects = world.van->message(topic::welcome, welcome.SerializeAsString(), world.now());
    std::string sent;
    for (auto& one : effects.publish)
      if (one.topic == topic::operations) sent += one.bytes;
    return sent;
  };
  auto plain = batches(false), packed = batches(true);
  CHECK_TRUE(plain.front() != 0);
  CHECK_TRUE(packed.front() == 0);
  CHECK_TRUE(packed.size() * 2 < plain.size());
}
