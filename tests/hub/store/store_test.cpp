#include "hub/store/store.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/content/tag.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::Error;
using common::ErrorCode;
using stores::make_tag;
using stores::OpenedStore;
using truckroll::content::Tag;

namespace {

/// Starts all threads at once.
void at_once(int count, const std::function<void(int)>& body) {
  std::atomic<bool> go{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      while (!go) std::this_thread::yield();
      body(i);
    });
  go = true;
  for (auto& thread : threads) thread.join();
}

}  // namespace

TEST_GROUP(Store){/// Runs on both databases; one after the other.
                  void on_both(const std::function<void(OpenedStore&)>& body){
                      for (auto dialect
                           : {Dialect::sqlite, Dialect::postgres}){OpenedStore opened(dialect);
body(opened);
}
}
}
;

TEST(Store, keeps_what_is_written_and_reads_it_back) {
  on_both([](OpenedStore& opened) {
    auto id = opened.save(make_tag("urgent")).header().id();
    auto tag = opened.find<Tag>(id);
    CHECK(tag.has_value());
    STRCMP_EQUAL("urgent", tag->slug().c_str());
    LONGLONGS_EQUAL(1, tag->header().version());
    STRCMP_EQUAL("t1", tag->header().tenant().c_str());
  });
}

TEST(Store, in_a_crowd_each_member_stands_or_falls_alone_and_whole) {
  on_both([](OpenedStore& opened) {
    constexpr int writers = 100;
    std::atomic<int> refused{0};
    at_once(writers, [&](int i) {
      try {
        opened.write([&](Transaction& transaction) {
          auto first = make_tag("a" + std::to_string(i)),
               second = make_tag("b" + std::to_string(i));
          transaction.save(first);
          transaction.save(second);
          if (i % 5 == 0) common::refuse("slug", "thought better of it");
        });
      } catch (const Error& error) {
        refused += error.code() == ErrorCode::bad_input;
      }
    });
    LONGS_EQUAL(writers / 5, refused.load());
    opened.store().read([&](Connection& sql) {
      LONGLONGS_EQUAL(2 * writers * 4 / 5, sql.integer("SELECT count(*) FROM tag"));
      LONGLONGS_EQUAL(0, sql.integer("SELECT count(*) FROM tag WHERE slug IN ('a5', 'b5')"));
      LONGLONGS_EQUAL(2, sql.integer("SELECT count(*) FROM tag WHERE slug IN ('a6', 'b6')"));
      LONGLONGS_EQUAL(2 * writers * 4 / 5, sql.integer("SELECT count(*) FROM change"));
    });
  });
}

TEST(Store, a_group_that_fails_as_a_whole_is_run_again_member_by_member) {
  for (bool disk : {false, true}) {
    OpenedStore opened(Dialect::sqlite);
    constexpr int members = 12;
    bool ran_again = false;
    std::atomic<int> kept{0};
    // Whether they meet in one group is up to the scheduler, so they get several chances.
    for (int round = 0; round < 50 && !ran_again; ++round) {
      std::array<std::atomic<int>, members> runs{};
      at_once(members, [&](int i) {
        try {
          opened.write([&](Transaction& transaction) {
            auto tag = make_tag("r" + std::to_string(round) + "-" + std::to_string(i));
            transaction.save(tag);
            if (++runs[static_cast<std::size_t>(i)] > 1 || i != members / 2) return;
            if (disk) throw Error(ErrorCode::storage, "the disk is full");
            throw RetryTransaction{"busy"};
          });
          ++kept;
        } catch (const Error& error) {
          CHECK(disk && error.code() == ErrorCode::storage);  // it was not in a group this time
        }
      });
      for (int i = 0; i < members; ++i)
        ran_again = ran_again || (i != members / 2 && runs[static_cast<std::size_t>(i)] == 2);
    }
    CHECK(ran_again);
    opened.store().read([&](Connection& sql) {
      LONGLONGS_EQUAL(kept.load(), sql.integer("SELECT count(*) FROM tag"));
      LONGLONGS_EQUAL(kept.load(), sql.integer("SELECT count(*) FROM change"));
    });
  }
}

TEST(Store, members_of_one_group_that_meet_on_a_unique_value_leave_one) {
  on_both([](OpenedStore& opened) {
    std::atomic<int> kept{0}, refused{0};
    at_once(20, [&](int) {
      try {
        opened.save(make_tag("only"));
        ++kept;
      } catch (const Error& error) {
        refused += error.code() == ErrorCode::conflict && error.violations().size() == 1 &&
                   error.violations()[0].field == "slug";
      }
    });
    LONGS_EQUAL(1, kept.load());
    LONGS_EQUAL(19, refused.load());
  });
}

// On PostgreSQL a record may still be on its way while its writer goes on.
TEST(Store, the_first_of_two_faults_is_told_as_what_it_is) {
  on_both([](OpenedStore& opened) {
    opened.save(make_tag("taken"));
    int runs = 0;
    try {
      opened.write([&](Transaction& transaction) {
        ++runs;
        auto again = make_tag("taken"), other = make_tag("other");
        transaction.save(again);
        transaction.save(other);
        common::refuse("name", "a later fault");
      });
      FAIL("it was taken");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::conflict);
      STRCMP_EQUAL("slug", error.violations().at(0).field.c_str());
    }
    CHECK(runs <= 2);
    LONGLONGS_EQUAL(1, opened.store().read_result([](Connection& sql) {
      return sql.integer("SELECT count(*) FROM tag");
    }));
  });
}

TEST(Store, an_attempt_that_fails_is_told_and_leaves_what_was_before_it) {
  on_both([](OpenedStore& opened) {
    opened.save(make_tag("taken"));
    opened.write([&](Transaction& transaction) {
      auto before = make_tag("before"), after = make_tag("after");
      transaction.save(before);
      auto error = transaction.attempt([&] {
        auto inside = make_tag("inside"), again = make_tag("taken");
        transaction.save(inside);
        transaction.save(again);
      });
      CHECK(error && error->code() == ErrorCode::conflict);
      STRCMP_EQUAL("slug", error->violations().at(0).field.c_str());
      transaction.save(after);
    });
    std::string slugs;
    opened.store().read([&](Connection& sql) {
      auto& rows = sql.query("SELECT slug FROM tag ORDER BY slug");
      while (rows.step()) slugs += rows.text(0) + " ";
    });
    STRCMP_EQUAL("after before taken ", slugs.c_str());
  });
}

TEST(Store, what_a_transaction_remembers_is_read_again_once_it_has_written) {
  on_both([](OpenedStore& opened) {
    opened.save(make_tag("a"));
    opened.write([&](Transaction& transaction) {
      int reads = 0;
      auto slugs = [&] {
        auto& names = transaction.remembered(transaction.catalogue().of<Tag>(), "slugs", [&] {
          ++reads;
          std::vector<std::string> all;
          auto& rows = transaction.sql().query("SELECT slug FROM tag ORDER BY slug");
          while (rows.step()) all.push_back(rows.text(0));
          return all;
        });
        return names.size();
      };
      LONGS_EQUAL(1, slugs());
      LONGS_EQUAL(1, slugs());
      LONGS_EQUAL(1, reads);
      auto more = make_tag("b");
      transaction.save(more);
      LONGS_EQUAL(2, slugs());
      transaction.remove(more);
      LONGS_EQUAL(2, slugs());  // the row stays
      LONGS_EQUAL(3, reads);
      auto error = transaction.attempt([&] {
        auto another = make_tag("c");
        transaction.save(another);
        LONGS_EQUAL(3, slugs());
        common::refuse("name", "thought better of it");
      });
      CHECK(error.has_value());
      LONGS_EQUAL(2, slugs());
    });
  });
}

TEST(Store, what_hides_a_statement_that_failed_is_not_taken_for_done) {
  OpenedStore opened(Dialect::postgres);
  auto hides = [&] {
    opened.write([](Transaction& transaction) {
      auto tag = make_tag("kept");
      transaction.save(tag);
      try {
        transaction.sql().execute("INSERT INTO no_such_table (a) VALUES (1)");
      } catch (const Error&) {
      }
    });
  };
  CHECK_THROWS(Error, hides());
  opened.save(make_tag("kept"));  // nothing of it is there
}

TEST(Store, a_counter_under_many_writers_loses_nothing) {
  on_both([](OpenedStore& opened) {
    opened.write([](Transaction& transaction) {
      transaction.sql().execute("INSERT INTO hub_state (key, value) VALUES ('n', '0')");
    });
    at_once(40, [&](int) {
      opened.write([](Transaction& transaction) {
        auto& sql = transaction.sql();
        auto value = std::stoi(
            std::get<std::string>(*sql.scalar("SELECT value FROM hub_state WHERE key = 'n'")));
        transaction.sql().execute("UPDATE hub_state SET value = ? WHERE key = 'n'",
                                  {std::to_string(value + 1)});
      });
    });
    opened.store().read([](Connection& sql) {
      STRCMP_EQUAL("40",
                   std::get<std::string>(*sql.scalar("SELECT value FROM hub_state WHERE key = 'n'"))
                       .c_str());
    });
  });
}

TEST(Store, a_transaction_is_run_again_when_the_database_asks_and_not_for_ever) {
  OpenedStore opened(Dialect::sqlite);
  int runs = 0;
  opened.write([&](Transaction& transaction) {
    auto tag = make_tag("again");
    transaction.save(tag);
    if (++runs < 3) throw RetryTransaction{"busy"};
  });
  LONGS_EQUAL(3, runs);
  opened.store().read(
      [](Connection& sql) { LONGLONGS_EQUAL(1, sql.integer("SELECT count(*) FROM tag")); });
  try {
    opened.write([&](Transaction&) { throw RetryTransaction{"always busy"}; });
    FAIL("it was written");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unavailable);
  }
}

TEST(Store, errors_of_the_body_arrive_unchanged) {
  OpenedStore opened(Dialect::sqlite);
  CHECK_THROWS(std::out_of_range,
               opened.write([](Transaction&) { throw std::out_of_range("ours"); }));
  opened.save(make_tag("still-works"));
}

TEST(Store, what_was_answered_survives_kill_9) {
  support::TempFolder folder;
  auto url = "sqlite:" + (folder / "hub.db").string();
  int answered[2];
  CHECK(pipe(answered) == 0);
  // Before this process has opened a store of its own: a child of fork has one thread only.
  auto child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    OpenedStore opened(url);
    for (int i = 0;; ++i) {
      opened.save(make_tag("t" + std::to_string(i)));
      if (write(answered[1], &i, sizeof i) != sizeof i) _exit(1);
    }
  }
  close(answered[1]);
  int last = -1;
  for (int i = 0; i < 25; ++i) CHECK(read(answered[0], &last, sizeof last) == sizeof last);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  for (int number = 0; read(answered[0], &number, sizeof number) == sizeof number;) last = number;
  close(answered[0]);
  OpenedStore opened(url);
  opened.store().read([&](Connection& sql) {
    CHECK(sql.integer("SELECT count(*) FROM tag") >= last + 1);
    LONGLONGS_EQUAL(
        1, sql.integer("SELECT count(*) FROM tag WHERE slug = ?", {"t" + std::to_string(last)}));
    LONGLONGS_EQUAL(0, verify_chain(sql, "t1").broken_at);
    LONGLONGS_EQUAL(sql.integer("SELECT count(*) FROM tag"), verify_chain(sql, "t1").checked);
  });
}

/// An error of a type that nobody here knows must not end the process.
TEST(Store, whatever_a_body_throws_is_its_own_in_a_group_too) {
  struct Stranger {};
  on_both([](OpenedStore& opened) {
    constexpr int members = 60;
    std::atomic<int> kept{0}, refused{0};
    at_once(members, [&](int i) {
      try {
        opened.write([&](Transaction& transaction) {
          auto tag = make_tag("s" + std::to_string(i));
          transaction.save(tag);
          if (i % 2 == 0) throw Stranger{};
        });
        ++kept;
      } catch (const Stranger&) {
        ++refused;
      }
    });
    LONGS_EQUAL(members / 2, kept.load());
    LONGS_EQUAL(members / 2, refused.load());
    opened.store().read([](Connection& sql) {
      LONGLONGS_EQUAL(members / 2, sql.integer("SELECT count(*) FROM tag"));
    });
  });
}

TEST(Store, a_reader_sees_one_moment) {
  on_both([](OpenedStore& opened) {
    opened.save(make_tag("before"));
    opened.store().read([&](Connection& sql) {
      auto seen = sql.integer("SELECT count(*) FROM tag");
      opened.save(make_tag("meanwhile"));
      LONGLONGS_EQUAL(seen, sql.integer("SELECT count(*) FROM tag"));
    });
    opened.store().read(
        [](Connection& sql) { LONGLONGS_EQUAL(2, sql.integer("SELECT count(*) FROM tag")); });
  });
}

TEST(Store, a_query_left_half_read_does_not_hold_the_next_reader_back) {
  for (bool throws : {false, true}) {
    OpenedStore opened(Dialect::sqlite, 1);
    opened.save(make_tag("a"));
    opened.save(make_tag("b"));
    try {
      opened.store().read([&](Connection& sql) {
        CHECK(sql.query("SELECT slug FROM tag ORDER BY slug").step());
        if (throws) throw std::runtime_error("a reader's own trouble");
      });
    } catch (const std::runtime_error&) {
      CHECK(throws);
    }
    opened.save(make_tag("c"));
    opened.store().read(
        [](Connection& sql) { LONGLONGS_EQUAL(3, sql.integer("SELECT count(*) FROM tag")); });
  }
}

TEST(Store, a_reader_cannot_write) {
  on_both([](OpenedStore& opened) {
    CHECK_THROWS(Error, opened.store().read([](Connection& sql) {
      sql.execute("INSERT INTO hub_state (key, value) VALUES ('x', 'y')");
    }));
  });
}

TEST(Store, the_write_ahead_log_stays_bounded) {
  support::TempFolder folder;
  OpenedStore opened("sqlite:" + (folder / "hub.db").string());
  auto log_bytes = [&] { return std::filesystem::file_size(folder / "hub.db-wal"); };
  std::uintmax_t largest = 0;
  for (int i = 0; i < 24; ++i) {
    opened.write([&](Transaction& transaction) {
      transaction.put_blob(std::string(8 << 20, static_cast<char>('a' + i)), "text/plain");
    });
    largest = std::max(largest, log_bytes());
  }
  CHECK(largest > (48u << 20));
  CHECK(largest < (96u << 20));
  // Once emptied it is small, so that not every commit empties it again.
  bool small = false;
  for (int i = 0; i < 12; ++i) {
    opened.save(make_tag("t" + std::to_string(i)));
    opened.write([&](Transaction& transaction) {
      transaction.put_blob(std::string(8 << 20, static_cast<char>('A' + i)), "text/plain");
    });
    small = small || log_bytes() < (32u << 20);
  }
  CHECK(small);
}

TEST(Store, statements_without_end_do_not_fill_the_connection) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto sql = stores::open_empty(dialect);
    for (int i = 0; i < 1200; ++i) {
      LONGLONGS_EQUAL(i, sql->integer("SELECT ? + " + std::to_string(i) + " - 7", {7}));
      LONGLONGS_EQUAL(1, sql->integer("SELECT CAST(? AS INTEGER)", {1}));
    }
    if (dialect == Dialect::postgres)
      CHECK(sql->integer("SELECT count(*) FROM pg_prepared_statements WHERE statement NOT LIKE "
                         "'BEGIN%' AND statement <> 'COMMIT'") <= 501);
  }
}

TEST(Store, tells_when_changes_were_sealed) {
  on_both([](OpenedStore& opened) {
    std::atomic<int> told{0};
    opened.store().on_sealed([&] { ++told; });
    opened.save(make_tag("a"));
    CHECK(support::wait_until([&] { return told > 0; }));
    opened.store().on_sealed([] {});
  });
}

TEST(Store, comes_back_when_the_server_was_restarted) {
  support::PostgresServer server;
  auto url = server.make_database();
  // The test's server does not wait for its log; here it must, or the tables go with it.
  open_connection(url)->run_script(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', "
      "current_database()); END $$");
  OpenedStore opened(url);
  opened.save(make_tag("before"));
  server.kill();
  try {
    opened.save(make_tag("during"));
    FAIL("it was written to a server that is down");
  } catch (const Error& error) {
    STRCMP_EQUAL_TEXT("unavailable", std::string(common::code_name(error.code())).c_str(),
                      error.what());
  }
  server.start();
  CHECK(support::wait_until([&] {
    try {
      opened.save(make_tag("after"));
      return true;
    } catch (const Error&) {
      return false;
    }
  }));
  opened.store().read(
      [](Connection& sql) { LONGLONGS_EQUAL(2, sql.integer("SELECT count(*) FROM tag")); });
}

TEST(Store, does_not_start_where_it_cannot) {
  for (auto url :
       {"sqlite:/nowhere/at/all/hub.db", "postgresql:///none?host=/nowhere", "mysql://x"})
    CHECK_THROWS(Error, OpenedStore(std::string(url)));
}
