#include <algorithm>
#include <map>

#include "tests/hub/gateway/world.hpp"

#include "common/codec/values.hpp"
#include "hub/gateway/number_blocks.hpp"
#include "proto/records/billing/number_block.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/fleet/device.pb.h"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::billing::NumberBlock;

constexpr const char* paper_series = "paperwork_document";

TEST_GROUP(NumberBlocks) {
  World w;
  bool lease() {
    return w.store.write_result(
        w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
          return lease_numbers(transaction, w.device_one, {&paper_series, 1}) > 0;
        });
  }
  void end_blocks() {
    w.store.write(w.store.system_command(tenant, "test"),
                  [&](hub::store::Transaction& transaction) {
                    end_blocks_of_before(transaction, w.device_one);
                  });
  }
  /// With a certificate of now.
  void let_in() {
    w.clock.advance(std::chrono::minutes(1));
    auto device = w.load<truckroll::fleet::Device>(w.device_one);
    auto& certificate = *device.add_certificates();
    certificate.set_line("new");
    certificate.set_serial("00ff");
    *certificate.mutable_from() = common::codec::to_timestamp(w.clock.now());
    *certificate.mutable_to() = common::codec::to_timestamp(w.clock.now() + std::chrono::days(1));
    w.put(device);
    w.clock.advance(std::chrono::minutes(1));
  }
  bool use(const std::string& device, const std::string& number) {
    auto as = w.store.system_command(tenant, "test");
    return w.store.write_result(as, [&](hub::store::Transaction& transaction) {
      return use_leased_number(transaction, w.store, as, device, paper_series, number);
    });
  }
};

TEST(NumberBlocks, device_has_always_twenty_left) {
  CHECK_TRUE(lease());
  CHECK_FALSE(lease());
  CHECK_TRUE(use(w.device_one, "D-00030"));
  CHECK_FALSE(lease());  // exactly twenty
  CHECK_TRUE(use(w.device_one, "D-00031"));
  // A van that is never away says no further hello.
  LONGS_EQUAL(2, w.all<NumberBlock>().size());
  CHECK_FALSE(lease());
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

// features: SYNC-08 X-30
TEST(NumberBlocks, of_an_erased_computer_are_never_given_to_the_next_one) {
  CHECK_TRUE(lease());
  CHECK_TRUE(use(w.device_one, "D-00003"));
  let_in();
  end_blocks();

  CHECK_TRUE(lease());

  std::map<std::string, std::int64_t> firsts;
  for (auto& block : w.all<NumberBlock>()) firsts[block.header().state()] = block.first();
  LONGS_EQUAL(1, firsts["expired"]);
  LONGS_EQUAL(51, firsts["leased"]);
  // One that is on a paper stays what it is.
  CHECK_TRUE(use(w.device_one, "D-00004"));
  end_blocks();
  LONGS_EQUAL(51, firsts["leased"]);
  CHECK_FALSE(lease());
}

TEST(NumberBlocks, are_of_the_series_of_the_vans_branch_and_leave_the_others_alone) {
  CHECK_TRUE(lease());  // of the general series, before the branch had its own
  truckroll::billing::NumberSeries own, other;
  for (auto [series, pattern, branch] :
       {std::tuple{&own, "VZ-{number}", w.vaduz}, {&other, "CH-{number}", w.chur}}) {
    series->set_use(paper_series);
    series->set_pattern(pattern);
    series->set_branch(branch);
    w.put(*series);
  }

  CHECK_TRUE(lease());
  CHECK_FALSE(lease());
  CHECK_TRUE(use(w.device_one, "VZ-7"));
  CHECK_TRUE(use(w.device_one, "D-00007"));  // what it held already
  CHECK_FALSE(use(w.device_one, "CH-7"));
  for (auto& series : w.all<truckroll::billing::NumberSeries>())
    if (series.use() == paper_series)
      LONGS_EQUAL(series.pattern() == "CH-{number}" ? 1 : 51, series.next());
  for (auto& block : w.all<NumberBlock>()) LONGS_EQUAL(7, block.last_used());
}
