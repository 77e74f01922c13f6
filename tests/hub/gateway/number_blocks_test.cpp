#include <algorithm>

#include "tests/hub/gateway/world.hpp"

#include "hub/gateway/number_blocks.hpp"
#include "proto/records/billing/number_block.pb.h"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::billing::NumberBlock;

TEST_GROUP(NumberBlocks) {
  World w;
  bool lease() {
    return w.store.write_result(w.store.system_command(tenant, "test"),
                                [&](hub::store::Transaction& transaction) {
                                  return lease_numbers(transaction, w.device_one);
                                });
  }
  bool use(const std::string& device, const std::string& number) {
    auto as = w.store.system_command(tenant, "test");
    return w.store.write_result(as, [&](hub::store::Transaction& transaction) {
      return use_leased_number(transaction, w.store, as, device, van_series, number);
    });
  }
};

TEST(NumberBlocks, device_has_always_twenty_left) {
  CHECK_TRUE(lease());
  CHECK_FALSE(lease());
  CHECK_TRUE(use(w.device_one, "D-00030"));
  CHECK_FALSE(lease());  // exactly twenty
  CHECK_TRUE(use(w.device_one, "D-00031"));
  CHECK_TRUE(lease());
  auto blocks = w.all<NumberBlock>();
  std::sort(blocks.begin(), blocks.end(), [](auto& a, auto& b) { return a.first() < b.first(); });
  LONGS_EQUAL(2, blocks.size());
  LONGS_EQUAL(31, blocks[0].last_used());
  LONGS_EQUAL(blocks[0].last() + 1, blocks[1].first());
}

TEST(NumberBlocks, only_numbers_of_its_own_block_are_believed) {
  lease();
  for (auto number : {"D-00051", "D-00000", "D-", "", "7x", "D-99999999999999999999"})
    CHECK_FALSE_TEXT(use(w.device_one, number), number);
  CHECK_FALSE(use(w.device_two, "D-00007"));
  CHECK_TRUE(use(w.device_one, "D-00007"));
}
