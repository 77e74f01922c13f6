// A copy while others write, on both databases: whole, of one moment, and it can be put back.
#include "hub/server/backup.hpp"

#include <atomic>
#include <cstdlib>
#include <thread>

#include "common/error/error.hpp"
#include "hub/store/changes.hpp"
#include "proto/records/content/tag.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using hub::server::back_up;
using hub::server::Backups;
using std::chrono::minutes;

TEST_GROUP(Backup) {
  support::TempFolder folder;
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};

  std::unique_ptr<Store> open(const std::string& url) {
    return std::make_unique<Store>(Store::Options{url, 2, 2}, stores::catalogue(),
                                   common::rules::RuleBook::registered(), clock);
  }
  static void add(Store & store, int number) {
    store.write(store.system_command("t1", "test"), [&](Transaction& transaction) {
      truckroll::content::Tag tag;
      tag.set_name("Tag " + std::to_string(number));
      tag.set_slug("t" + std::to_string(number));
      transaction.save(tag);
    });
  }
  static std::int64_t count(Store & store, const char* what) {
    return store.read_result([&](Connection& sql) { return sql.integer(what); });
  }
  std::size_t copies() {
    std::size_t number = 0;
    for (auto& entry : std::filesystem::directory_iterator(folder / "copies"))
      number += entry.is_regular_file();
    return number;
  }
};

TEST(Backup, is_whole_and_of_one_moment_while_others_write) {
  auto database = stores::postgres().make_database();
  for (auto& url : {"sqlite:" + (folder / "hub.db").string(), database}) {
    bool is_sqlite = dialect_of(url) == Dialect::sqlite;
    auto store = open(url);
    std::atomic<int> written{0};
    std::atomic<bool> stopping{false};
    std::thread writer([&] {
      while (!stopping) add(*store, written), ++written;
    });
    CHECK(support::wait_until([&] { return written >= 50; }));
    const int before = written;
    auto file = folder / (is_sqlite ? "copy.db" : "copy.dump");
    back_up(url, file);
    const int after = written;
    CHECK(support::wait_until([&] { return written > after; }));  // it went on
    stopping = true;
    writer.join();
    CHECK_THROWS(common::Error, back_up(url, file));  // none is overwritten

    auto restored_url = "sqlite:" + file.string();
    if (!is_sqlite) {
      restored_url = stores::postgres().make_database();
      auto command =
          "pg_restore --exit-on-error --no-owner -d '" + restored_url + "' " + file.string();
      LONGS_EQUAL(0, std::system(command.c_str()));
    }
    auto restored = open(restored_url);
    auto tags = count(*restored, "SELECT count(*) FROM tag");
    CHECK(tags >= before);
    CHECK(tags <= written);
    CHECK(support::wait_until([&] {
      return count(*restored, "SELECT count(*) FROM change WHERE position IS NULL") == 0;
    }));
    auto chain = restored->read_result([](Connection& sql) { return verify_chain(sql, "t1"); });
    LONGLONGS_EQUAL(tags, chain.checked);
    LONGLONGS_EQUAL(0, chain.broken_at);
    add(*restored, 100000);  // and work goes on
  }
}

TEST(Backup, one_that_fails_leaves_nothing) {
  CHECK_THROWS(common::Error, back_up("sqlite:" + (folder / "none.db").string(), folder / "copy"));
  CHECK_THROWS(common::Error,
               back_up("postgresql:///none?host=" + folder.path().string(), folder / "copy"));
  CHECK_FALSE(std::filesystem::exists(folder / "copy"));
  CHECK_FALSE(std::filesystem::exists(folder / "copy.partial"));
  CHECK_FALSE(std::filesystem::exists(folder / "none.db"));
}

TEST(Backup, of_two_hubs_one_makes_it_in_time_and_old_ones_go) {
  auto url = "sqlite:" + (folder / "hub.db").string();
  auto store = open(url);
  std::filesystem::create_directory(folder / "copies");
  Backups::Options options{url, folder / "copies", minutes(30), 2};
  Backups one(*store, options), two(*store, options);
  CHECK(one.check().status == hub::api::Wellness::degraded);
  CHECK_TRUE(one.run_due());
  CHECK_FALSE(two.run_due());
  CHECK(two.check().status == hub::api::Wellness::ok);
  clock.advance(minutes(29));
  CHECK_FALSE(one.run_due());
  for (int i = 0; i < 3; ++i) {
    clock.advance(minutes(31));
    CHECK_TRUE(two.run_due());
  }
  LONGS_EQUAL(2, copies());
  clock.advance(minutes(61));
  STRCMP_CONTAINS("the newest backup is of 2026-11-20", one.check().text.c_str());
}
