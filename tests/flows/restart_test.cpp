#include <set>

#include "common/codec/values.hpp"
#include "hub/domain/workflow/send/send.hpp"
#include "proto/records/field/job_event.pb.h"
#include "tests/flows/company/world.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/smtp_server.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr int every = 6;
#else
constexpr int every = 1;
#endif

/// The queue as it stands, worked off.
void work_off(World& world, const hub::domain::Senders& senders,
              hub::work::EffectJournal& journal) {
  for (bool found = true; found;) {
    std::vector<hub::work::Job> jobs;
    world.office.store->read([&](hub::store::Connection& connection) {
      auto& rows = connection.query(
          "SELECT tenant, id, kind, key, payload FROM job WHERE state = 'waiting' AND kind IN "
          "('mail', 'invoice_pdf')",
          {});
      while (rows.step())
        jobs.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), 1});
    });
    found = !jobs.empty();
    for (auto& job : jobs) {
      if (job.kind == "mail")
        hub::domain::send_notification(*world.office.store, senders, journal, job);
      else
        hub::domain::make_invoice_pdf(*world.office.store, job);
      world.office.write([&](Office::Transaction& transaction) {
        transaction.sql().execute("UPDATE job SET state = 'done' WHERE tenant = ? AND id = ?",
                                  {job.tenant, job.id});
      });
    }
  }
}

void press(World& world, std::size_t from, std::size_t to) {
  auto visit = world.visit(first_job);
  for (auto i = from; i < to; ++i) {
    world.advance(std::chrono::minutes(5));
    job_steps()[i].run(world.van(1), visit);
  }
}

}  // namespace

TEST_GROUP(FlowRestarts){};

TEST(FlowRestarts, a_van_that_is_killed_after_every_press_goes_on) {
  World world;
  auto visit = world.visit(first_job);
  for (auto& step : job_steps()) {
    world.advance(std::chrono::minutes(5));
    step.run(world.van(1), visit);
    world.van(1).restart();
    STRCMP_EQUAL("", world.van(1).store->damage().c_str());
  }

  CHECK(world.sync(1));

  STRCMP_EQUAL("", job_fault(world).c_str());
}

TEST(FlowRestarts, a_van_that_is_killed_at_any_message_goes_on) {
  for (int message = 1;; message += 3 * every) {
    World world(evening());
    world.link(1).connect();
    bool ended = !world.link(1).carry(message);
    world.link(1).cut();
    world.van(1).restart();

    CHECK(world.sync(1));

    STRCMP_EQUAL_TEXT("", job_fault(world).c_str(), std::to_string(message).c_str());
    if (ended) break;
  }
}

TEST(FlowRestarts, an_office_that_is_killed_before_it_answers_applies_nothing_twice) {
  for (int message = 1;; message += 2 * every) {
    World world(evening());
    world.link(1).kill_office_at(message);
    bool killed = !world.sync(1);

    CHECK(!killed || world.sync(1));

    STRCMP_EQUAL_TEXT("", job_fault(world).c_str(), std::to_string(message).c_str());
    if (!killed) break;
  }
}

TEST(FlowRestarts, an_office_restored_from_an_older_copy_is_refilled_by_the_van) {
  World world;
  support::TempFolder folder;
  support::SmtpServer post;
  hub::work::Mailer::Options mail;
  mail.url = "smtp://127.0.0.1:" + std::to_string(post.port());
  hub::domain::Senders senders{hub::work::Mailer(mail), hub::work::SmsGateway({})};
  hub::work::EffectJournal journal((folder / "effects").string(), world.office.clock);
  world.office.back_up(folder / "before.db");
  press(world, 0, 2);
  CHECK(world.sync(1));
  world.office.back_up(folder / "older.db");
  work_off(world, senders, journal);
  CHECK(!post.mails().empty());
  press(world, 2, job_steps().size());
  CHECK(world.sync(1));
  work_off(world, senders, journal);
  STRCMP_EQUAL("", job_fault(world).c_str());
  auto sent = post.mails().size();

  for (auto copy : {"older.db", "before.db"}) {
    world.office.restore(folder / copy);
    CHECK(world.sync(1));
    work_off(world, senders, journal);

    STRCMP_EQUAL("", job_fault(world).c_str());
    LONGS_EQUAL_TEXT(sent, post.mails().size(), post.mails().back().header("Subject").c_str());
  }

  std::set<std::string> ids;
  for (auto& mail : post.mails()) ids.insert(mail.header("Message-ID"));
  LONGS_EQUAL(sent, ids.size());
  CHECK(world.link(1).alarms.find("refill") != std::string::npos);
}

TEST(FlowRestarts,
     what_waits_in_a_van_while_the_office_is_restored_arrives_with_what_the_copy_lacks) {
  World world;
  support::TempFolder folder;
  press(world, 0, 2);
  CHECK(world.sync(1));
  world.office.back_up(folder / "copy.db");
  press(world, 2, 5);
  CHECK(world.sync(1));
  auto incarnation = world.van(1).store->load_state().incarnation;
  press(world, 5, job_steps().size());
  auto before = world.van(1).store->load_state();
  CHECK(before.next_sequence > before.acked_sequence + 1);

  world.office.restore(folder / "copy.db");
  CHECK(world.sync(1));

  STRCMP_EQUAL("", job_fault(world).c_str());
  auto after = world.van(1).store->load_state();
  CHECK(after.incarnation != incarnation);
  LONGS_EQUAL(after.next_sequence, after.acked_sequence + 1);
  LONGS_EQUAL(after.acked_sequence,
              world.office.count("SELECT count(DISTINCT id) FROM device_operation"));
  LONGS_EQUAL(after.acked_sequence, world.office.count("SELECT count(*) FROM device_operation"));
}

TEST(FlowRestarts, where_there_is_no_company_nothing_was_restored) {
  support::TempFolder folder;
  support::ChildProcess program(
      {HUB_PROGRAM, "--restored", "--set", "store.url=sqlite:" + (folder / "other.db").string()});
  LONGS_EQUAL(1, program.wait(std::chrono::seconds(60)).value_or(-1));
}

TEST(FlowRestarts, a_van_whose_clock_is_a_year_off_syncs_in_order_and_the_offices_time_counts) {
  for (auto off : {std::chrono::hours(365 * 24), std::chrono::hours(-365 * 24)}) {
    World world;
    auto visit = world.visit(first_job);
    auto& van = world.van(1);
    van.clock.set_wall(van.clock.now() + off);
    auto before = world.office.clock.now();
    for (auto action : {"accept", "on-my-way", "arrive", "pause", "resume"}) {
      world.advance(std::chrono::minutes(2));
      van.commands->move_visit(visit, action, json::object());
    }

    CHECK(world.sync(1));

    STRCMP_EQUAL("on_site", world.office.load<ScheduledEvent>(visit).header().state().c_str());
    STRCMP_EQUAL("on_site", van.find<ScheduledEvent>(visit)->header().state().c_str());
    auto kinds = world.office.texts("SELECT command FROM device_operation ORDER BY sequence");
    STRCMP_EQUAL("on-my-way", kinds[1].c_str());
    LONGS_EQUAL(5,
                world.office.count("SELECT count(*) FROM device_operation WHERE state = 'merged' "
                                   "AND reason LIKE '%clock%'"));
    for (auto& event : world.office.where<truckroll::field::JobEvent>("scheduled_event", visit)) {
      auto at = common::codec::from_timestamp(event.at());
      CHECK(at >= before && at <= world.office.clock.now());
    }
  }
}
