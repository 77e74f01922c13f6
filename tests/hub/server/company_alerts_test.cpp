// What is not well reaches people of the company, more of them as long as nobody answers.
// features: OPER-03 (with metrics_test.cpp, health_test.cpp and alerts_test.cpp)
#include "hub/server/company_alerts.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/domain/workflow/escalation.hpp"
#include "hub/domain/workflow/fleet_health.hpp"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/insight/finding.pb.h"
#include "proto/records/workflow/escalation.pb.h"
#include "proto/records/workflow/escalation_policy.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "proto/wire/actions/fleet.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using hub::api::Health;
using hub::api::Wellness;
using hub::server::CompanyAlerts;
using hub::store::Connection;
using hub::store::Transaction;
using std::chrono::minutes;
using truckroll::insight::Finding;
using truckroll::workflow::Escalation;
using truckroll::workflow::EscalationPolicy;

namespace {

struct Company {
  support::TempFolder folder;
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};
  std::unique_ptr<hub::store::Store> store;
  std::string tenant, policy;

  explicit Company(bool postgres) {
    auto url =
        postgres ? stores::postgres().make_database() : "sqlite:" + (folder / "hub.db").string();
    store = std::make_unique<hub::store::Store>(hub::store::Store::Options{url, 2, 1},
                                                stores::catalogue(),
                                                common::rules::RuleBook::registered(), clock);
    begin_company();
  }
  /// Another company on the same hub; what is written and made from now on is of it.
  void begin_company() {
    tenant = common::make_id(clock.now());
    write([](Transaction& transaction) {
      truckroll::admin::Tenant firm;
      firm.mutable_header()->set_id(transaction.actor().tenant);
      firm.set_name("Firm");
      firm.set_country("LI");
      firm.set_zone("Europe/Vaduz");
      firm.add_currencies("CHF");
      firm.add_languages("en");
      transaction.save(firm);
      hub::domain::make_company_basics(transaction);
      hub::domain::make_user(transaction, "ada@example.test", "Ada", "Min", "hash", "admin");
      hub::domain::make_user(transaction, "dis@example.test", "Dis", "Patch", "hash", "dispatcher");
    });
  }
  void write(const std::function<void(Transaction&)>& body) {
    store->write(store->system_command(tenant, "test"), body);
  }
  template <class T>
  T result(const std::function<T(Transaction&)>& body) {
    return store->write_result(store->system_command(tenant, "test"), body);
  }
  std::int64_t count(const std::string& sql) {
    return store->read_result([&](Connection& connection) { return connection.integer(sql); });
  }
  std::string text(const std::string& sql) {
    return store->read_result([&](Connection& connection) {
      auto found = connection.scalar(sql);
      return found ? std::get<std::string>(*found) : std::string();
    });
  }
  /// At once the dispatchers in their lists, after 15 minutes the administrators by mail, after 60
  /// the boss.
  void make_policy() {
    write([&](Transaction& transaction) {
      EscalationPolicy made;
      made.set_name("Operation");
      made.set_use(EscalationPolicy::USE_ALERT);
      add_step(made, 0, "dispatcher", EscalationPolicy::Step::CHANNEL_APP);
      add_step(made, 15, "ada@example.test", EscalationPolicy::Step::CHANNEL_MAIL);
      add_step(made, 60, "boss@example.test", EscalationPolicy::Step::CHANNEL_MAIL);
      transaction.save(made);
      policy = made.header().id();
    });
  }
  static void add_step(EscalationPolicy& made, int after, const std::string& to,
                       EscalationPolicy::Step::Channel channel) {
    auto& step = *made.add_steps();
    step.set_after_minutes(after);
    step.set_to(to);
    step.set_channel(channel);
  }
  /// One that was heard of just now and is silent after two hours.
  std::string make_silent_van() {
    std::string device;
    write([&](Transaction& transaction) {
      truckroll::admin::Setting setting;
      setting.set_key("alerts.van_silent_minutes");
      setting.set_value("120");
      transaction.save(setting);
      truckroll::fleet::Device van;
      van.set_serial("VAN-07");
      *van.mutable_last_contact_at() = common::codec::to_timestamp(transaction.now());
      transaction.save_as_system(van);
      device = van.header().id();
      transaction.sql().execute("UPDATE device SET state = 'active' WHERE id = ?", {device});
      transaction.sql().execute(
          "INSERT INTO device_session (tenant, device, shard, epoch, applied, chain_hash, online, "
          "refused, "
          "last_contact_at) VALUES (?, ?, 0, 1, 0, '', 0, 0, ?)",
          {transaction.actor().tenant, device, common::to_micros(transaction.now())});
    });
    return device;
  }
  void refuse_findings(const std::string& condition) {
    write([&](Transaction& transaction) {
      transaction.sql().run_script("CREATE TRIGGER broken BEFORE INSERT ON finding WHEN " +
                                   condition + " BEGIN SELECT RAISE(ABORT, 'broken'); END");
    });
  }
  /// As the queue's worker does it.
  void run_due() {
    while (true) {
      auto due = text(
          "SELECT payload FROM job WHERE kind = 'escalate' AND state = 'waiting' AND "
          "run_at <= " +
          std::to_string(common::to_micros(clock.now())) + " LIMIT 1");
      if (due.empty()) return;
      auto id = nlohmann::json::parse(due)["escalation"].get<std::string>();
      write([&](Transaction& transaction) {
        hub::domain::workflow::take_step(transaction, id);
        transaction.sql().execute(
            "UPDATE job SET state = 'done' WHERE kind = 'escalate' AND payload = ? AND run_at <= ?",
            {due, common::to_micros(clock.now())});
      });
    }
  }
  /// What its computer said last of what it had not sent.
  void say_unsent(const std::string& device, std::int64_t entries, std::int64_t money) {
    auto now = common::to_micros(clock.now());
    write([&](Transaction& transaction) {
      transaction.sql().execute("DELETE FROM device_health", {});
      transaction.sql().execute(
          "INSERT INTO device_health (tenant, device, received_at, drift_ms, waiting, "
          "waiting_bytes, money_waiting, money_since, blobs_waiting, blob_bytes, refused) VALUES "
          "(?, ?, ?, 0, ?, 0, ?, ?, 0, 0, 0)",
          {tenant, device, now, entries, money, now - 3 * 3'600'000'000});
    });
  }
  std::int64_t in_lists(const std::string& title) {
    return count("SELECT count(*) FROM notification WHERE title = '" + title + "'");
  }
  std::int64_t mails() {
    return count("SELECT count(*) FROM notification_log WHERE purpose = 'alert'");
  }
  std::string state_of(const std::string& table) {
    return text("SELECT state FROM " + table + " ORDER BY id DESC LIMIT 1");
  }
};

Health::Report report_of(const std::string& check, Wellness wellness) {
  Health::Report report;
  report.checks.push_back({check, {wellness, "23 jobs are due and nobody takes them"}, {}});
  return report;
}

constexpr const char* stuck = "The queue is stuck";

}  // namespace

TEST_GROUP(CompanyAlerts){};

TEST(CompanyAlerts, more_people_are_told_as_long_as_nobody_answers) {
  for (bool postgres : {false, true}) {
    Company company(postgres);
    CompanyAlerts alerts(*company.store, "one");
    alerts.look(report_of("jobs", Wellness::degraded));
    LONGS_EQUAL(0, company.count("SELECT count(*) FROM finding"));  // nobody wants to be told
    company.make_policy();
    CompanyAlerts again(*company.store, "one");
    again.look(report_of("jobs", Wellness::degraded));
    again.look(report_of("jobs", Wellness::degraded));
    LONGS_EQUAL(1, company.count("SELECT count(*) FROM finding"));
    company.run_due();
    LONGS_EQUAL(1, company.in_lists(stuck));  // the dispatcher
    LONGS_EQUAL(0, company.mails());
    company.clock.advance(minutes(14));
    company.run_due();
    LONGS_EQUAL(1, company.in_lists(stuck));
    company.clock.advance(minutes(2));
    company.run_due();
    LONGS_EQUAL(2, company.in_lists(stuck));
    LONGS_EQUAL(1, company.mails());
    company.clock.advance(minutes(60));
    company.run_due();
    LONGS_EQUAL(2, company.mails());
    STRCMP_EQUAL(
        "boss@example.test",
        company.text("SELECT address FROM notification_log ORDER BY id DESC LIMIT 1").c_str());
    STRCMP_EQUAL("exhausted", company.state_of("escalation").c_str());
  }
}

TEST(CompanyAlerts, whoever_acknowledges_ends_it) {
  for (bool postgres : {false, true}) {
    Company company(postgres);
    company.make_policy();
    CompanyAlerts alerts(*company.store, "one");
    alerts.look(report_of("jobs", Wellness::failed));
    company.run_due();
    company.write([](Transaction& transaction) {
      auto id = transaction.sql().scalar("SELECT id FROM finding");
      auto finding = transaction.load<Finding>(std::get<std::string>(*id));
      CHECK(finding.severity() == Finding::SEVERITY_CRITICAL);
      transaction.move_as_system(finding, "acknowledge");
      transaction.save_as_system(finding);
    });
    STRCMP_EQUAL("answered", company.state_of("escalation").c_str());
    company.clock.advance(minutes(90));
    company.run_due();
    LONGS_EQUAL(1, company.in_lists(stuck));
    LONGS_EQUAL(0, company.mails());
  }
}

TEST(CompanyAlerts, an_escalation_that_is_answered_acknowledges_what_it_is_about) {
  Company company(false);
  company.make_policy();
  CompanyAlerts alerts(*company.store, "one");
  alerts.look(report_of("disk", Wellness::degraded));
  company.write([](Transaction& transaction) {
    auto id = transaction.sql().scalar("SELECT id FROM escalation");
    auto one = transaction.load<Escalation>(std::get<std::string>(*id));
    transaction.move_as_system(one, "answer");
    transaction.save_as_system(one);
  });
  STRCMP_EQUAL("acknowledged", company.state_of("finding").c_str());
}

TEST(CompanyAlerts, when_it_is_well_again_those_who_were_told_hear_it) {
  for (bool postgres : {false, true}) {
    Company company(postgres);
    company.make_policy();
    CompanyAlerts alerts(*company.store, "one");
    alerts.look(report_of("jobs", Wellness::degraded));
    company.run_due();
    alerts.look(report_of("jobs", Wellness::ok));
    STRCMP_EQUAL("resolved", company.state_of("finding").c_str());
    STRCMP_EQUAL("stopped", company.state_of("escalation").c_str());
    LONGS_EQUAL(1, company.in_lists("Well again: The queue is stuck"));
    company.clock.advance(minutes(90));
    company.run_due();
    LONGS_EQUAL(0, company.mails());
    alerts.look(report_of("jobs", Wellness::degraded));  // and it is told anew
    LONGS_EQUAL(2, company.count("SELECT count(*) FROM finding"));
  }
}

TEST(CompanyAlerts, another_hub_that_starts_well_does_not_settle_what_this_one_found) {
  Company company(false);
  company.make_policy();
  CompanyAlerts one(*company.store, "one");
  one.look(report_of("disk", Wellness::degraded));
  CompanyAlerts two(*company.store, "two");
  two.look(report_of("disk", Wellness::ok));
  STRCMP_EQUAL("new", company.state_of("finding").c_str());
  CompanyAlerts restarted(*company.store, "one");
  restarted.look(report_of("disk", Wellness::ok));
  STRCMP_EQUAL("resolved", company.state_of("finding").c_str());
}

TEST(CompanyAlerts, of_several_companies_none_is_told_what_may_be_about_another) {
  Company company(false);
  company.make_policy();
  company.begin_company();
  company.make_policy();
  CompanyAlerts alerts(*company.store, "one");
  alerts.look(report_of("mail", Wellness::degraded));
  LONGS_EQUAL(2, company.count("SELECT count(*) FROM finding"));
  LONGS_EQUAL(0, company.count("SELECT count(*) FROM finding WHERE text LIKE '%23 jobs%'"));
  LONGS_EQUAL(2, company.count("SELECT count(*) FROM finding WHERE text LIKE '%/api/health%'"));
  STRCMP_EQUAL("Mails do not leave", company.text("SELECT DISTINCT title FROM finding").c_str());
}

TEST(CompanyAlerts, what_cannot_be_told_keeps_nothing_else_back_and_is_tried_again) {
  Company company(false);
  company.make_policy();
  company.refuse_findings("NEW.tenant = '" + company.tenant + "' AND NEW.title LIKE 'The queue%'");
  company.begin_company();
  company.make_policy();
  CompanyAlerts alerts(*company.store, "one");
  auto report = report_of("jobs", Wellness::degraded);
  report.checks.push_back({"disk", {Wellness::degraded, "3 % are free"}, {}});
  alerts.look(report);
  // The second company hears of the queue, and both of the disk.
  LONGS_EQUAL(1, company.count("SELECT count(*) FROM finding WHERE title = 'The queue is stuck'"));
  LONGS_EQUAL(2, company.count("SELECT count(*) FROM finding WHERE title LIKE '%disk'"));
  company.write(
      [](Transaction& transaction) { transaction.sql().run_script("DROP TRIGGER broken"); });
  alerts.look(report);
  LONGS_EQUAL(2, company.count("SELECT count(*) FROM finding WHERE title = 'The queue is stuck'"));
  LONGS_EQUAL(2, company.count("SELECT count(*) FROM finding WHERE title LIKE '%disk'"));
}

TEST(CompanyAlerts, vans_are_watched_whatever_cannot_be_told_of_the_hub) {
  Company company(false);
  company.make_policy();
  company.make_silent_van();
  company.refuse_findings("NEW.title LIKE 'The queue%'");
  company.clock.advance(minutes(121));
  CompanyAlerts alerts(*company.store, "one");
  alerts.look(report_of("jobs", Wellness::degraded));
  STRCMP_EQUAL("Van VAN-07 is silent", company.text("SELECT title FROM finding").c_str());
}

TEST(CompanyAlerts, whoever_may_not_sign_in_is_told_nothing) {
  Company company(false);
  company.make_policy();
  company.write([](Transaction& transaction) {
    auto id = transaction.sql().scalar("SELECT id FROM \"user\" WHERE login = 'dis@example.test'");
    auto user = transaction.load<truckroll::admin::User>(std::get<std::string>(*id));
    transaction.move_as_system(user, "lock");
    transaction.save_as_system(user);
  });
  CompanyAlerts alerts(*company.store, "one");
  alerts.look(report_of("jobs", Wellness::degraded));
  company.run_due();
  LONGS_EQUAL(0, company.in_lists(stuck));
}

TEST(CompanyAlerts, a_van_that_is_silent_is_told_until_it_returns) {
  for (bool postgres : {false, true}) {
    Company company(postgres);
    company.make_policy();
    auto device = company.make_silent_van();
    CompanyAlerts alerts(*company.store, "one");
    company.clock.advance(minutes(119));
    alerts.look({});
    LONGS_EQUAL(0, company.count("SELECT count(*) FROM finding"));
    company.clock.advance(minutes(2));
    alerts.look({});
    company.run_due();
    LONGS_EQUAL(1, company.in_lists("Van VAN-07 is silent"));
    company.write([&](Transaction& transaction) {  // as the gateway does at its hello
      auto van = transaction.load<truckroll::fleet::Device>(device);
      transaction.move_as_system(van, "return");
      transaction.save_as_system(van);
    });
    STRCMP_EQUAL("resolved", company.state_of("finding").c_str());
    LONGS_EQUAL(1, company.in_lists("Well again: Van VAN-07 is silent"));
  }
}

TEST(CompanyAlerts, a_policy_that_would_tell_nobody_is_refused) {
  Company company(false);
  for (auto to : {"", "nobody", "plumber"})
    CHECK_THROWS(common::Error, company.write([&](Transaction& transaction) {
      EscalationPolicy made;
      made.set_name("Wrong");
      made.set_use(EscalationPolicy::USE_ALERT);
      if (*to) Company::add_step(made, 0, to, EscalationPolicy::Step::CHANNEL_APP);
      transaction.save(made);
    }));
}

// features: SYNC-10 X-41
TEST(CompanyAlerts, what_is_wrong_with_a_van_is_told_and_ends_with_it) {
  Company company(false);
  company.make_policy();
  auto device = company.make_silent_van();
  auto say = [&](int money, std::int64_t drift_ms, int disk) {
    auto now = common::to_micros(company.clock.now());
    company.write([&](Transaction& transaction) {
      transaction.sql().execute("DELETE FROM device_health", {});
      transaction.sql().execute(
          "INSERT INTO device_health (tenant, device, received_at, drift_ms, waiting, "
          "waiting_bytes, money_waiting, money_since, blobs_waiting, blob_bytes, refused, "
          "disk_percent) VALUES (?, ?, ?, ?, ?, 0, ?, ?, 0, 0, 0, ?)",
          {company.tenant, device, now, drift_ms, std::int64_t{money}, std::int64_t{money},
           now - 3'600'000'000, std::int64_t{disk}});
    });
  };
  auto open = [&](const std::string& title) {
    return company.count("SELECT count(*) FROM finding WHERE title = '" + title +
                         "' AND state IN ('new', 'acknowledged')");
  };
  CompanyAlerts alerts(*company.store, "hub-1");
  auto look = [&] {
    company.clock.advance(minutes(1));
    alerts.look({});
    company.run_due();
  };

  say(2, -600'000, 50);
  look();
  look();
  LONGS_EQUAL(1, open("VAN-07: money has not been sent"));
  LONGS_EQUAL(1, open("VAN-07: the clock is wrong"));
  LONGS_EQUAL(0, open("VAN-07: the disk is nearly full"));
  LONGS_EQUAL(1, company.in_lists("VAN-07: money has not been sent"));

  company.write([](Transaction& transaction) {
    truckroll::admin::Setting setting;
    setting.set_key("alerts.van_disk_percent");
    setting.set_value("40");
    transaction.save(setting);
  });
  say(0, 0, 50);
  look();
  LONGS_EQUAL(0, open("VAN-07: money has not been sent"));
  LONGS_EQUAL(0, open("VAN-07: the clock is wrong"));
  LONGS_EQUAL(1, open("VAN-07: the disk is nearly full"));
  LONGS_EQUAL(1, company.in_lists("Well again: VAN-07: money has not been sent"));
}

// features: SYNC-07 X-41
TEST(CompanyAlerts, a_computer_is_revoked_by_whoever_has_seen_what_is_lost_with_it) {
  for (bool postgres : {false, true}) {
    Company company(postgres);
    company.make_policy();
    auto device = company.make_silent_van();
    company.say_unsent(device, 5, 2);
    truckroll::wire::fleet::Revoke input;
    auto revoke = [&] {
      company.write([&](Transaction& transaction) {
        transaction.act(stores::catalogue().of<truckroll::fleet::Device>(), device, "revoke",
                        &input);
      });
    };
    auto refusal = [&]() -> std::string {
      try {
        revoke();
        return {};
      } catch (const common::Error& error) {
        return error.what();
      }
    };

    STRCMP_CONTAINS("5 entries, 2 of them with money", refusal().c_str());
    STRCMP_CONTAINS("at 20 Nov 08:00, and", refusal().c_str());  // no branch, no zone
    auto apply_until = [&](std::int64_t sequence) {  // as the gateway does between two reports
      company.write([&](Transaction& transaction) {
        transaction.sql().execute("UPDATE device_session SET applied = ?", {sequence});
      });
    };
    apply_until(4);
    STRCMP_CONTAINS("1 entries, 1 of them with money", refusal().c_str());
    apply_until(0);
    input.set_lost(4);  // of an older look
    STRCMP_CONTAINS("5 entries, 2 of them with money", refusal().c_str());
    STRCMP_EQUAL("active", company.text("SELECT state FROM device").c_str());
    input.set_lost(5);
    STRCMP_EQUAL("", refusal().c_str());

    STRCMP_EQUAL("revoked", company.text("SELECT state FROM device").c_str());
    company.run_due();
    LONGS_EQUAL(1, company.in_lists("VAN-07: work of this van is lost"));
    STRCMP_CONTAINS("5 entries", company.text("SELECT text FROM finding").c_str());
    auto vans = company.store->read_result([&](Connection& connection) {
      return hub::domain::workflow::list_fleet(connection, company.tenant, {}, company.clock.now(),
                                               {});
    });
    LONGS_EQUAL(1, vans.size());
    CHECK_TRUE(vans[0].troubles.count("hole") && vans[0].troubles.size() == 1);
  }
}

TEST(CompanyAlerts, a_computer_without_unsent_work_is_revoked_at_once) {
  Company company(false);
  auto device = company.make_silent_van();
  company.say_unsent(device, 5, 2);
  company.write([&](Transaction& transaction) {
    transaction.sql().execute("UPDATE device_session SET applied = 5", {});  // all came since
    truckroll::wire::fleet::Revoke input;
    transaction.act(stores::catalogue().of<truckroll::fleet::Device>(), device, "revoke", &input);
  });
  STRCMP_EQUAL("revoked", company.text("SELECT state FROM device").c_str());
  LONGS_EQUAL(0, company.count("SELECT count(*) FROM finding"));
}

// features: SYNC-10 X-41
TEST(CompanyAlerts,
     of_vans_dispatchers_administrators_and_for_money_bookkeepers_hear_without_a_policy) {
  Company company(false);
  company.write([](Transaction& transaction) {
    hub::domain::make_user(transaction, "book@example.test", "Book", "Keep", "hash", "bookkeeper");
  });
  auto device = company.make_silent_van();
  company.say_unsent(device, 3, 1);
  CompanyAlerts alerts(*company.store, "hub-1");

  alerts.look(report_of("jobs", Wellness::degraded));
  company.clock.advance(minutes(1));
  alerts.look(report_of("jobs", Wellness::degraded));

  LONGS_EQUAL(3, company.in_lists("VAN-07: money has not been sent"));
  LONGS_EQUAL(0, company.in_lists(stuck));
  company.clock.advance(minutes(180));
  alerts.look({});
  LONGS_EQUAL(2, company.in_lists("Van VAN-07 is silent"));
}
