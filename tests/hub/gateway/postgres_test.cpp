#include "tests/hub/gateway/world.hpp"
#include "tests/support/postgres_server.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;

TEST_GROUP(GatewayOnPostgres){static support::PostgresServer &
                              server(){static support::PostgresServer one;
return one;
}
}
;

TEST(GatewayOnPostgres, operation_feed_and_window_work_as_on_sqlite) {
  World w(server().make_database());
  auto scope = "technician:" + w.anna;
  auto job = w.make_job("Boiler", w.site);
  auto visit = w.make_visit(job, w.anna);
  auto far = w.make_visit(job, w.anna, 33);
  CHECK_TRUE(w.holds(scope, visit));
  CHECK_FALSE(w.holds(scope, far));

  Log log(w, w.device_one, w.anna);
  auto bad = log.encode(log.make(
      common::rules::make_action(catalogue().of<ScheduledEvent>(), visit, "explode", nullptr)));
  auto good = log.encode(log.make(
      common::rules::make_action(catalogue().of<ScheduledEvent>(), visit, "on-my-way", nullptr)));
  auto ack = log.send(1, {bad, good});
  LONGS_EQUAL(2, ack.through_sequence());
  LONGS_EQUAL(1, ack.results_size());
  STRCMP_EQUAL("on_my_way", w.load<ScheduledEvent>(visit).header().state().c_str());

  w.members(scope);
  VanStore store(w.services, tenant, w.device_one);
  LONGS_EQUAL(2, store.included_sequence());
  auto page = store.read_feed(scope, 0, 60000, true);
  CHECK_TRUE(page.to == page.head);
  std::string hash;
  for (auto& one : page.records)
    if (!one.removed())
      common::sync::toggle_member(
          hash, common::sync::member_hash(one.type(), one.record(), one.version()));
  CHECK_TRUE(hash == page.scope_hash);

  auto photo = common::random_bytes(1000);
  wire::BlobChunk chunk;
  chunk.set_sha256(common::sha256_hex(photo));
  chunk.set_total(1000);
  chunk.set_data(photo);
  CHECK_TRUE(store.store_chunk(chunk).durable);

  w.reader.sweep(tenant);
  w.clock.advance(std::chrono::hours(24 * 5));
  w.reader.sweep(tenant);
  CHECK_TRUE(w.holds(scope, far));
  w.set_customer_scope("assigned");
  CHECK_TRUE(w.holds(scope, w.site));
  CHECK_FALSE(w.holds("branch:" + w.vaduz, w.site));
}
