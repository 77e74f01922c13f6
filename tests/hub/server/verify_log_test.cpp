// The operator's command that finds what was altered in the change log.
#include <memory>
#include <string>

#include "common/error/error.hpp"
#include "hub/server/server.hpp"
#include "hub/server/settings.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/store.hpp"
#include "proto/records/content/tag.pb.h"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Connection;
using hub::store::Transaction;

TEST_GROUP(VerifyLog) {
  support::TempFolder folder;
  std::string url = "sqlite:" + (folder / "hub.db").string();
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};
  const common::schema::Catalogue catalogue = common::schema::Catalogue::compiled();
  const hub::store::RuleBook& book = common::rules::RuleBook::registered();
  std::unique_ptr<hub::store::Store> store = std::make_unique<hub::store::Store>(
      hub::store::Store::Options{url, 2, 1}, catalogue, book, clock);
  common::Config config =
      common::Config::parse(hub::server::settings(), "", folder / "hub.conf",
                            {"store.url=" + url, "data.folder=" + folder.path().string()});
  void teardown() override {
    store.reset();
  }
};

TEST(VerifyLog, names_the_company_and_the_entry_that_was_altered) {
  CHECK_THROWS(common::Error, hub::server::verify_log(config));  // no company, no verdict
  store->write(store->system_command("t1", "test"), [](Transaction& transaction) {
    transaction.sql().execute("INSERT INTO tenant (tenant, id, version) VALUES ('t1', 't1', 1)");
    for (auto name : {"one", "two", "three"}) {
      truckroll::content::Tag tag;
      tag.set_name(name);
      tag.set_slug(name);
      transaction.save(tag);
    }
  });
  CHECK(support::wait_until([&] {
    return store->read_result(
               [](Connection& sql) { return hub::store::last_position(sql, "t1"); }) == 3;
  }));

  auto sound = hub::server::verify_log(config);
  store->write(store->system_command("t2", "forger"), [](Transaction& transaction) {
    transaction.sql().execute("UPDATE change SET actor = 'somebody' WHERE position = 2");
  });
  auto altered = hub::server::verify_log(config);

  LONGS_EQUAL(1, sound.size());
  STRCMP_EQUAL("t1", sound[0].tenant.c_str());
  LONGLONGS_EQUAL(3, sound[0].entries);
  LONGLONGS_EQUAL(0, sound[0].broken_at);
  LONGLONGS_EQUAL(2, altered[0].broken_at);
}
