#include "hub/work/jobs.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "hub/store/uploads.hpp"
#include "hub/work/job_list.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Connection;
using hub::store::Dialect;
using hub::store::Store;
using hub::store::Transaction;
using hub::work::EffectJournal;
using hub::work::Job;
using hub::work::Jobs;
using hub::work::Outcome;
using std::chrono::seconds;

namespace {

/// A fake that the test moves while the workers read it.
class SharedClock final : public common::Clock {
 public:
  common::Instant now() const override { return common::from_micros(micros_); }
  std::chrono::milliseconds monotonic() const override {
    return std::chrono::milliseconds(micros_ / 1000);
  }
  void advance(seconds by) { micros_ += std::chrono::microseconds(by).count(); }

 private:
  std::atomic<std::int64_t> micros_{
      common::to_micros(common::parse_instant("2026-11-20T08:00:00Z"))};
};

struct Row {
  std::string state, error;
  std::int64_t attempts = 0, run_in_s = 0;
};

class Queue {
 public:
  explicit Queue(Dialect dialect)
      : store_({dialect == Dialect::postgres ? stores::copy_of_migrated()
                                             : "sqlite:" + (folder_ / "hub.db").string(),
                4, 2},
               stores::catalogue(), book, clock) {}

  void add(const std::string& kind, const std::string& key) {
    store_.write(store_.system_command("t1", "test"), [&](Transaction& transaction) {
      transaction.enqueue(kind, key, "payload of " + key, transaction.now());
    });
  }
  Row row(const std::string& key) {
    Row row;
    store_.read([&](Connection& sql) {
      auto& found =
          sql.query("SELECT state, error, attempts, run_at FROM job WHERE key = ?", {key});
      while (found.step())
        row = {found.text(0), found.text(1), found.integer(2),
               (found.integer(3) - common::to_micros(clock.now())) / 1'000'000};
    });
    return row;
  }
  bool becomes(const std::string& key, const std::string& state, std::int64_t attempts) {
    return support::wait_until([&] {
      auto now = row(key);
      return now.state == state && now.attempts == attempts;
    });
  }
  Store& store() { return store_; }

  SharedClock clock;
  hub::store::RuleBook book;

 private:
  support::TempFolder folder_;
  Store store_;
};

}  // namespace

TEST_GROUP(Jobs){void on_both(const std::function<void(Queue&)>& body){
    for (auto dialect
         : {Dialect::sqlite, Dialect::postgres}){Queue queue(dialect);
body(queue);
}
}
}
;

TEST(Jobs, each_is_done_once_however_many_workers_there_are) {
  on_both([](Queue& queue) {
    std::mutex mutex;
    std::vector<std::string> done;
    Jobs jobs(queue.store(), 4);
    jobs.handle("mail", [&](const Job& job) {
      std::lock_guard lock(mutex);
      done.push_back(job.payload);
      STRCMP_EQUAL("t1", job.tenant.c_str());
      return Outcome::done();
    });
    for (int i = 0; i < 20; ++i) {
      queue.add("mail", std::to_string(i));
      queue.add("mail", std::to_string(i));  // dropped: the key is there already
    }
    jobs.start();
    for (int i = 0; i < 4; ++i) jobs.wake();
    for (int i = 0; i < 20; ++i) CHECK(queue.becomes(std::to_string(i), "done", 1));
    jobs.stop();
    LONGS_EQUAL(20, done.size());
  });
}

// features: FLOW-11
TEST(Jobs, a_failed_attempt_comes_again_after_a_growing_delay_until_it_is_given_up) {
  on_both([](Queue& queue) {
    std::atomic<int> runs{0};
    Jobs jobs(queue.store(), 1);
    jobs.handle("mail", [&](const Job& job) -> Outcome {
      CHECK(job.attempt == ++runs);
      if (job.attempt == 2) throw std::runtime_error("thrown");
      return Outcome::again("server away");
    });
    queue.add("mail", "1");
    jobs.start();
    for (int attempt = 1; attempt < Jobs::attempts_max; ++attempt) {
      jobs.wake();
      CHECK(queue.becomes("1", "waiting", attempt));
      auto row = queue.row("1");
      LONGLONGS_EQUAL(Jobs::delay_after(attempt).count(), row.run_in_s);
      STRCMP_EQUAL(attempt == 2 ? "thrown" : "server away", row.error.c_str());
      LONGS_EQUAL(attempt, runs.load());  // not a moment earlier
      queue.clock.advance(Jobs::delay_after(attempt));
    }
    jobs.wake();
    CHECK(queue.becomes("1", "failed", Jobs::attempts_max));
    jobs.stop();
    LONGS_EQUAL(Jobs::attempts_max, runs.load());
  });
}

// features: FLOW-11
TEST(Jobs, long_ones_leave_a_thread_to_the_others) {
  on_both([](Queue& queue) {
    std::atomic<int> long_ones{0}, most{0};
    std::atomic<bool> ends{false};
    Jobs jobs(queue.store(), 2);
    jobs.handle("mail", [](const Job&) { return Outcome::done(); });
    for (auto kind : {"import", "export"})
      jobs.handle_long(kind, [&](const Job&) {
        most = std::max(most.load(), ++long_ones);
        support::wait_until([&] { return ends.load(); });
        --long_ones;
        return Outcome::done();
      });
    queue.add("import", "a");
    queue.add("export", "b");
    jobs.start();
    CHECK(support::wait_until([&] { return long_ones == 1; }));
    queue.add("mail", "c");
    jobs.wake();
    CHECK(queue.becomes("c", "done", 1));
    ends = true;
    CHECK(queue.becomes("a", "done", 1));
    CHECK(queue.becomes("b", "done", 1));
    jobs.stop();
    LONGS_EQUAL(1, most.load());
  });
}

TEST(Jobs, a_kind_with_places_of_its_own_is_not_in_the_way_of_the_long_ones) {
  on_both([](Queue& queue) {
    std::atomic<int> calls{0}, most{0}, imports{0};
    std::atomic<bool> ends{false};
    Jobs jobs(queue.store(), 4);
    auto hang = [&](std::atomic<int>& running) {
      ++running;
      support::wait_until([&] { return ends.load(); });
    };
    jobs.handle("mail", [](const Job&) { return Outcome::done(); });
    jobs.handle_apart(
        "call",
        [&](const Job&) {
          most = std::max(most.load(), ++calls);
          support::wait_until([&] { return ends.load(); });
          --calls;
          return Outcome::done();
        },
        2);
    jobs.handle_long("import", [&](const Job&) {
      hang(imports);
      return Outcome::done();
    });
    for (auto key : {"a", "b", "c", "d", "e"}) queue.add("call", key);
    queue.add("import", "f");
    jobs.start();
    CHECK(support::wait_until([&] { return calls == 2 && imports == 1; }));
    queue.add("mail", "g");
    jobs.wake();
    CHECK(queue.becomes("g", "done", 1));
    ends = true;
    for (auto key : {"a", "b", "c", "d", "e", "f"}) CHECK(queue.becomes(key, "done", 1));
    jobs.stop();
    LONGS_EQUAL(2, most.load());
  });
}

TEST(Jobs, whose_turn_it_was_not_has_made_no_attempt) {
  on_both([](Queue& queue) {
    std::atomic<bool> is_turn{false};
    Jobs jobs(queue.store(), 1);
    jobs.handle("call", [&](const Job&) {
      return is_turn ? Outcome::done() : Outcome::later("not yet", seconds(60));
    });
    queue.add("call", "a");
    jobs.start();
    for (int i = 0; i < Jobs::attempts_max + 2; ++i) {
      CHECK(support::wait_until([&] {
        auto row = queue.row("a");
        return row.state == "waiting" && row.attempts == 0 && row.run_in_s == 60;
      }));
      queue.clock.advance(seconds(60));
      jobs.wake();
    }
    is_turn = true;
    queue.clock.advance(seconds(60));
    CHECK(queue.becomes("a", "done", 1));
  });
}

// features: FLOW-11
TEST(Jobs, ten_thousand_jobs_of_one_company_do_not_keep_another_s_single_job_waiting) {
  on_both([](Queue& queue) {
    auto put = [&](const char* tenant, int from, int to) {
      queue.store().write(
          queue.store().system_command(tenant, "test"), [&](Transaction& transaction) {
            transaction.sql().execute(
                "WITH RECURSIVE n(i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i + 1 FROM n "
                "WHERE i < ?) INSERT INTO job (tenant, id, kind, key, payload, state, run_at, "
                "attempts, created_at) SELECT CAST(? AS TEXT), 'j' || i, 'mail', CAST(? AS TEXT) "
                "|| i, '', "
                "'waiting', CAST(? AS BIGINT), 0, 0 FROM n",
                {std::int64_t{from}, std::int64_t{to}, std::string(tenant), std::string(tenant),
                 common::to_micros(transaction.now())});
          });
    };
    put("t2", 1, 10'000);
    queue.clock.advance(seconds(1));
    for (auto other : {"t1", "t3"}) put(other, 1, 1);  // asked for later, before and after by name
    std::mutex mutex;
    std::vector<std::string> served;
    Jobs jobs(queue.store(), 1);
    jobs.handle("mail", [&](const Job& job) {
      std::lock_guard lock(mutex);
      served.push_back(job.tenant);
      return Outcome::done();
    });
    jobs.start();
    CHECK(queue.becomes("t11", "done", 1));
    CHECK(queue.becomes("t31", "done", 1));
    jobs.stop();
    for (auto other : {"t1", "t3"}) {
      auto at = std::find(served.begin(), served.end(), other) - served.begin();
      CHECK_TEXT(at < 4, other);
    }
  });
}

TEST(Jobs, who_has_lost_his_job_cannot_renew_it) {
  on_both([](Queue& queue) {
    Jobs jobs(queue.store(), 1);
    std::atomic<bool> kept{false}, lost{false};
    jobs.handle_long("import", [&](const Job& job) {
      auto renew = [&](const Job& whose) {
        queue.store().write(queue.store().system_command("t1", "test"),
                            [&](Transaction& transaction) { Jobs::renew(transaction, whose); });
      };
      renew(job);
      kept = true;
      auto earlier = job;
      earlier.attempt = 0;
      try {
        renew(earlier);
      } catch (const common::Error& error) {
        lost = error.code() == common::ErrorCode::conflict;
      }
      return Outcome::done();
    });
    queue.add("import", "a");
    jobs.start();
    CHECK(queue.becomes("a", "done", 1));
    jobs.stop();
    CHECK(kept && lost);
  });
}

// features: FLOW-11
TEST(Jobs, delays_double_from_five_seconds_to_an_hour) {
  LONGLONGS_EQUAL(5, Jobs::delay_after(1).count());
  LONGLONGS_EQUAL(10, Jobs::delay_after(2).count());
  LONGLONGS_EQUAL(2560, Jobs::delay_after(10).count());
  LONGLONGS_EQUAL(3600, Jobs::delay_after(11).count());
  LONGLONGS_EQUAL(3600, Jobs::delay_after(1000).count());
}

// features: FLOW-11
TEST(Jobs, what_will_never_work_fails_at_once) {
  Queue queue(Dialect::sqlite);
  Jobs jobs(queue.store(), 1);
  jobs.handle("mail", [](const Job&) { return Outcome::failed("no such address"); });
  queue.add("mail", "1");
  jobs.start();
  jobs.wake();
  CHECK(queue.becomes("1", "failed", 1));
  STRCMP_EQUAL("no such address", queue.row("1").error.c_str());
}

TEST(Jobs, a_kind_that_nobody_knows_waits_for_a_hub_that_does) {
  Queue queue(Dialect::sqlite);
  Jobs jobs(queue.store(), 1);
  queue.add("fax", "1");
  jobs.start();
  jobs.wake();
  CHECK(queue.becomes("1", "waiting", 1));
}

// features: FLOW-11
TEST(Jobs, not_before_its_time) {
  Queue queue(Dialect::sqlite);
  std::atomic<int> runs{0};
  Jobs jobs(queue.store(), 1);
  jobs.handle("mail", [&](const Job&) {
    ++runs;
    return Outcome::done();
  });
  queue.store().write(queue.store().system_command("t1", "test"), [](Transaction& transaction) {
    transaction.enqueue("mail", "later", "", transaction.now() + seconds(60));
    transaction.enqueue("mail", "now", "", transaction.now());
  });
  jobs.start();
  jobs.wake();
  CHECK(queue.becomes("now", "done", 1));
  STRCMP_EQUAL("waiting", queue.row("later").state.c_str());
  queue.clock.advance(seconds(60));
  jobs.wake();
  CHECK(queue.becomes("later", "done", 1));
  LONGS_EQUAL(2, runs.load());
}

TEST(Jobs, a_dead_workers_job_is_taken_over_when_its_lease_has_run_out) {
  on_both([](Queue& queue) {
    queue.add("mail", "1");
    queue.add("mail", "2");
    queue.store().write(queue.store().system_command("", "test"), [](Transaction& transaction) {
      transaction.sql().execute(
          "UPDATE job SET state = 'running', attempts = 1, leased_until = ? WHERE key = '1'",
          {common::to_micros(transaction.now() + std::chrono::minutes(5))});
    });
    Jobs jobs(queue.store(), 1);
    jobs.handle("mail", [](const Job&) { return Outcome::done(); });
    jobs.start();
    jobs.wake();
    CHECK(queue.becomes("2", "done", 1));
    STRCMP_EQUAL("running", queue.row("1").state.c_str());  // it may still be alive
    queue.clock.advance(seconds(301));
    jobs.wake();
    CHECK(queue.becomes("1", "done", 2));
  });
}

TEST(Jobs, one_that_kills_every_worker_is_given_up) {
  Queue queue(Dialect::sqlite);
  queue.add("mail", "1");
  queue.store().write(queue.store().system_command("", "test"), [](Transaction& transaction) {
    transaction.sql().execute(
        "UPDATE job SET state = 'running', attempts = ?, leased_until = ? WHERE key = '1'",
        {std::int64_t{Jobs::attempts_max}, common::to_micros(transaction.now()) - 1});
  });
  std::atomic<int> runs{0};
  Jobs jobs(queue.store(), 1);
  jobs.handle("mail", [&](const Job&) {
    ++runs;
    return Outcome::done();
  });
  jobs.start();
  jobs.wake();
  CHECK(queue.becomes("1", "failed", Jobs::attempts_max + 1));
  LONGS_EQUAL(0, runs.load());
}

TEST(Jobs, a_worker_that_lost_its_lease_does_not_undo_what_the_next_one_noted) {
  Queue queue(Dialect::sqlite);
  std::atomic<bool> first_is_in{false}, second_is_done{false};
  Jobs jobs(queue.store(), 2);
  jobs.handle("mail", [&](const Job& job) {
    if (job.attempt > 1) return Outcome::done();
    first_is_in = true;
    CHECK(support::wait_until([&] { return second_is_done.load(); }));
    return Outcome::again("too late");
  });
  queue.add("mail", "1");
  jobs.start();
  jobs.wake();
  CHECK(support::wait_until([&] { return first_is_in.load(); }));
  queue.clock.advance(seconds(301));
  jobs.wake();
  jobs.wake();
  CHECK(queue.becomes("1", "done", 2));
  second_is_done = true;
  jobs.stop();
  STRCMP_EQUAL("done", queue.row("1").state.c_str());
}

TEST(Jobs, finished_ones_are_purged_after_their_time) {
  on_both([](Queue& queue) {
    queue.add("mail", "done");
    queue.add("mail", "failed");
    queue.add("unknown", "waiting");
    queue.add("mail", "cancelled");
    queue.store().write(queue.store().system_command("t1", "test"), [](Transaction& transaction) {
      auto id = transaction.sql().scalar("SELECT id FROM job WHERE key = 'cancelled'");
      hub::work::cancel_job(transaction, std::get<std::string>(*id));
    });
    Jobs jobs(queue.store(), 1, {std::chrono::hours(48), std::chrono::hours(96)});
    jobs.handle("mail", [](const Job& job) {
      return job.key == "done" ? Outcome::done() : Outcome::failed("no such address");
    });
    jobs.start();
    CHECK(queue.becomes("done", "done", 1));
    CHECK(queue.becomes("failed", "failed", 1));
    auto gone = [&](const std::string& key) {
      return support::wait_until([&] {
        jobs.wake();
        return queue.row(key).state.empty();
      });
    };
    queue.clock.advance(seconds(49 * 3600));
    CHECK(gone("done"));
    STRCMP_EQUAL("failed", queue.row("failed").state.c_str());
    STRCMP_EQUAL("cancelled", queue.row("cancelled").state.c_str());
    queue.clock.advance(seconds(48 * 3600));
    CHECK(gone("failed"));
    CHECK(gone("cancelled"));  // with what it would have sent
    jobs.stop();  // the one that waits is due again and again: no worker may hold it just now
    STRCMP_EQUAL("waiting", queue.row("waiting").state.c_str());
  });
}

TEST(Jobs, uploaded_files_that_no_record_names_are_collected) {
  on_both([](Queue& queue) {
    queue.store().write(queue.store().system_command("t1", "test"), [](Transaction& transaction) {
      hub::store::put_upload(transaction, "nobody's", "image/png");
    });
    auto files = [&] {
      return queue.store().read_result(
          [](Connection& sql) { return sql.integer("SELECT count(*) FROM blob"); });
    };
    Jobs jobs(queue.store(), 1);
    jobs.start();
    LONGS_EQUAL(1, files());
    queue.clock.advance(seconds(25 * 3600));
    CHECK(support::wait_until([&] {
      jobs.wake();
      return files() == 0;
    }));
  });
}

// features: FLOW-11
TEST(Jobs, a_daily_rule_runs_once_a_day_for_each_company) {
  Queue queue(Dialect::sqlite);
  std::atomic<int> runs{0};
  queue.book.add_daily("count", [&](common::rules::Records& records) {
    STRCMP_EQUAL("company", records.actor().tenant.c_str());
    ++runs;
  });
  queue.store().write(
      queue.store().system_command("company", "test"), [](Transaction& transaction) {
        transaction.sql().execute(
            "INSERT INTO tenant (tenant, id, version) VALUES ('company', 'company', 1)");
      });
  Jobs jobs(queue.store(), 2);
  jobs.start();
  for (int day = 1; day <= 3; ++day) {
    jobs.wake();
    jobs.wake();
    CHECK(support::wait_until([&] { return runs == day; }));
    queue.clock.advance(seconds(24 * 3600));
  }
}

TEST_GROUP(Journal) {
  support::TempFolder folder;
  std::string path = (folder / "journal").string();
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};

  std::string content() {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST(Journal, remembers_beyond_the_process_and_the_database) {
  {
    EffectJournal journal(path, clock);
    CHECK_FALSE(journal.has("mail 1"));
    journal.add("mail 1");
    CHECK(journal.has("mail 1"));
  }
  EffectJournal journal(path, clock);
  CHECK(journal.has("mail 1"));
  CHECK_FALSE(journal.has("mail 2"));
}

TEST(Journal, keeps_a_second_send_away_when_the_note_in_the_database_is_lost) {
  EffectJournal journal(path, clock);
  Queue queue(Dialect::sqlite);
  std::atomic<int> sent{0}, runs{0};
  Jobs jobs(queue.store(), 1);
  jobs.handle("mail", [&](const Job& job) {
    ++runs;
    if (journal.has(job.key)) return Outcome::done();
    ++sent;
    journal.add(job.key);
    return Outcome::done();
  });
  queue.add("mail", "1");
  jobs.start();
  jobs.wake();
  CHECK(queue.becomes("1", "done", 1));
  // A restored backup: the database does not know that it was sent.
  queue.store().write(queue.store().system_command("", "test"), [](Transaction& transaction) {
    transaction.sql().execute("UPDATE job SET state = 'waiting', attempts = 0, run_at = 0");
  });
  jobs.wake();
  CHECK(support::wait_until([&] { return runs == 2; }));
  CHECK(queue.becomes("1", "done", 1));
  LONGS_EQUAL(1, sent.load());
}

TEST(Journal, half_a_line_left_by_a_power_cut_spoils_no_other) {
  std::ofstream(path) << "mail 1\nmai";
  EffectJournal(path, clock).add("mail 2");
  EffectJournal journal(path, clock);
  CHECK(journal.has("mail 1"));
  CHECK(journal.has("mail 2"));
}

TEST(Journal, a_key_is_one_line) {
  EffectJournal journal(path, clock);
  CHECK_THROWS(common::Error, journal.add("a\nb"));
  CHECK_THROWS(common::Error, journal.add("a\tb"));
  CHECK_THROWS(common::Error, journal.add(""));
  CHECK_THROWS(common::Error, EffectJournal("/nowhere/at/all/journal", clock));
}

TEST(Journal, forgets_what_no_job_can_repeat_any_more) {
  {
    EffectJournal journal(path, clock);
    for (int i = 0; i < 100; ++i) journal.add("mail of the first day " + std::to_string(i));
    clock.advance(std::chrono::hours(24 * 300));
    journal.add("mail of the next summer");
    CHECK(journal.has("mail of the first day 7"));
    clock.advance(std::chrono::hours(24 * 101));
    journal.add("mail of the next winter");
    CHECK_FALSE(journal.has("mail of the first day 7"));
  }
  CHECK(content().find("first day") == std::string::npos);
  EffectJournal journal(path, clock);
  CHECK_FALSE(journal.has("mail of the first day 7"));
  CHECK(journal.has("mail of the next summer"));
  CHECK(journal.has("mail of the next winter"));
}

TEST(Journal, what_is_kept_for_less_goes_earlier_and_what_was_dropped_at_once) {
  {
    EffectJournal journal(path, clock);
    journal.prepare("a call", std::chrono::hours(48));
    journal.add("a call");
    journal.add("a mail");
    journal.prepare("nothing came of it");
    journal.drop("nothing came of it");
    clock.advance(std::chrono::hours(40));
    journal.add("a second mail");
    CHECK(journal.has("a call"));
    clock.advance(std::chrono::hours(25));
    journal.add("a third mail");
    CHECK_FALSE(journal.has("a call"));
    CHECK(journal.has("a mail"));
  }
  CHECK(content().find("nothing came") == std::string::npos);
  CHECK(content().find("a call") == std::string::npos);
}

TEST(Journal, what_is_under_way_while_it_forgets_is_noted_all_the_same) {
  {
    EffectJournal journal(path, clock);
    journal.add("old");
    clock.advance(std::chrono::hours(24 * 401));
    journal.prepare("under way");
    clock.advance(std::chrono::hours(24 * 401));
    journal.add("another");  // writes the file anew
    journal.add("under way");
  }
  EffectJournal journal(path, clock);
  CHECK(journal.has("under way"));
  CHECK(journal.has("another"));
  CHECK_FALSE(journal.has("old"));
}

TEST(Journal, a_power_cut_while_it_is_written_anew_loses_no_key) {
  EffectJournal(path, clock).add("mail 1");
  std::ofstream(path + ".new") << "=mai";  // and the name was not yet taken over
  clock.advance(std::chrono::hours(24 * 200));
  EffectJournal(path, clock).add("mail 2");
  clock.advance(std::chrono::hours(24 * 201));
  EffectJournal(path, clock).add("mail 3");

  EffectJournal journal(path, clock);
  CHECK_FALSE(journal.has("mail 1"));
  CHECK(journal.has("mail 2"));
  CHECK(journal.has("mail 3"));
  CHECK_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(Journal, a_key_of_an_older_program_counts_from_the_update_on) {
  std::ofstream(path) << "=mail 1\n?mail 2\nmail 3\n";
  EffectJournal(path, clock).add("mail 4");
  clock.advance(std::chrono::hours(24 * 399));
  {
    EffectJournal journal(path, clock);
    CHECK(journal.has("mail 1"));
    CHECK_FALSE(journal.has("mail 2"));
    CHECK(journal.has("mail 3"));
  }
  clock.advance(std::chrono::hours(48));
  EffectJournal journal(path, clock);
  journal.add("mail 5");
  CHECK_FALSE(journal.has("mail 1"));
}
