// The hub looks after who works alone, whether his van is heard or not.
// features: X-39
#include "hub/domain/workflow/safety.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/domain/workflow/escalation.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/position_report.pb.h"
#include "proto/records/fleet/safety_timer.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/workflow/escalation_policy.pb.h"
#include "proto/wire/actions/fleet.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Connection;
using hub::store::Transaction;
using std::chrono::minutes;
using truckroll::fleet::SafetyTimer;
using truckroll::workflow::EscalationPolicy;
namespace wire = truckroll::wire::fleet;

TEST_GROUP(SafetyTimer) {
  support::TempFolder folder;
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};
  std::unique_ptr<hub::store::Store> store;
  std::string tenant, technician, device, timer;

  void setup() override {
    store = std::make_unique<hub::store::Store>(
        hub::store::Store::Options{"sqlite:" + (folder / "hub.db").string(), 2, 1},
        stores::catalogue(), common::rules::RuleBook::registered(), clock);
    tenant = common::make_id(clock.now());
    write([&](Transaction& transaction) {
      truckroll::admin::Tenant firm;
      firm.mutable_header()->set_id(tenant);
      firm.set_name("Firm");
      firm.set_country("LI");
      firm.set_zone("Europe/Vaduz");
      firm.add_currencies("CHF");
      firm.add_languages("de");
      transaction.save(firm);
      hub::domain::make_company_basics(transaction);
      hub::domain::make_user(transaction, "dis@example.test", "Dis", "Patch", "hash", "dispatcher");
      hub::domain::make_user(transaction, "ada@example.test", "Ada", "Min", "hash", "admin");
      truckroll::ledger::LegalEntity entity;
      entity.set_name("Firm");
      transaction.save_as_system(entity);
      truckroll::admin::Branch branch;
      branch.set_name("Vaduz");
      branch.set_legal_entity(entity.header().id());
      branch.set_zone("Europe/Vaduz");
      transaction.save_as_system(branch);
      truckroll::people::Technician anna;
      anna.set_branch(branch.header().id());
      anna.mutable_name()->set_given("Anna");
      anna.mutable_name()->set_family("Berg");
      transaction.save_as_system(anna);
      technician = anna.header().id();
      truckroll::fleet::Device van;
      van.set_serial("VAN-07");
      transaction.save_as_system(van);
      device = van.header().id();
    });
  }
  void write(const std::function<void(Transaction&)>& body) {
    store->write(store->system_command(tenant, "test"), body);
  }
  /// What her van gave at that time, as the hub takes it up now.
  void give(const std::string& action, const google::protobuf::Message* input,
            common::Instant given_at) {
    auto command = store->system_command(tenant, "operation");
    command.actor.system = false;
    command.actor.technician = technician;
    command.actor.device = device;
    command.actor.roles = {"technician"};
    command.at = given_at;
    command.received_at = clock.now();
    store->write(command, [&](Transaction& transaction) {
      auto& type = transaction.catalogue().of<SafetyTimer>();
      auto result = transaction.act(type, action == "start" ? "" : timer, action, input);
      if (action == "start") timer = common::schema::header(std::as_const(*result.record)).id();
    });
  }
  void start(int span) {
    wire::StartSafetyTimer input;
    input.set_minutes(span);
    give("start", &input, clock.now());
  }
  void extend(common::Instant given_at, int span) {
    wire::ExtendSafetyTimer input;
    input.set_minutes(span);
    give("extend", &input, given_at);
  }
  void pass(minutes span) {
    clock.advance(span);
    run_due();
  }
  /// As the queue's worker does it.
  void run_due() {
    while (true) {
      auto where =
          " FROM job WHERE kind IN ('safety_timer', 'escalate') AND state = 'waiting' AND "
          "run_at <= " +
          std::to_string(common::to_micros(clock.now())) + " ORDER BY run_at LIMIT 1";
      auto kind = text("SELECT kind" + where), payload = text("SELECT payload" + where);
      if (kind.empty()) return;
      write([&](Transaction& transaction) {
        transaction.sql().execute("UPDATE job SET state = 'done' WHERE payload = ? AND run_at <= ?",
                                  {payload, common::to_micros(clock.now())});
        auto input = nlohmann::json::parse(payload);
        if (kind == "escalate")
          hub::domain::workflow::take_step(transaction, input["escalation"]);
        else
          hub::domain::workflow::look_at_safety_timer(transaction, input["timer"]);
      });
    }
  }
  void be_at(common::Instant at, int latitude_e7) {
    write([&](Transaction& transaction) {
      truckroll::fleet::PositionReport report;
      report.mutable_header()->set_id(common::make_id(at));
      report.mutable_header()->set_tenant(tenant);
      report.mutable_header()->set_version(1);
      *report.mutable_header()->mutable_created_at() = common::codec::to_timestamp(at);
      *report.mutable_header()->mutable_changed_at() = common::codec::to_timestamp(at);
      report.set_device(device);
      *report.mutable_at() = common::codec::to_timestamp(at);
      report.mutable_position()->set_latitude_e7(latitude_e7);
      report.mutable_position()->set_longitude_e7(95215000);
      store->tables().of(transaction.catalogue().of(report)).insert(transaction.sql(), report);
    });
  }
  void make_policy() {
    write([](Transaction& transaction) {
      EscalationPolicy policy;
      policy.set_name("Alone");
      policy.set_use(EscalationPolicy::USE_SAFETY);
      for (auto [after, to] : {std::pair{0, "dispatcher"}, std::pair{10, "ada@example.test"}}) {
        auto& step = *policy.add_steps();
        step.set_after_minutes(after);
        step.set_to(to);
        step.set_channel(EscalationPolicy::Step::CHANNEL_APP);
      }
      transaction.save(policy);
    });
  }
  std::string text(const std::string& sql) {
    return store->read_result([&](Connection& connection) {
      auto found = connection.scalar(sql);
      return found ? std::get<std::string>(*found) : std::string();
    });
  }
  std::string state() {
    return load().header().state();
  }
  SafetyTimer load() {
    SafetyTimer found;
    write([&](Transaction& transaction) { found = transaction.load<SafetyTimer>(timer); });
    return found;
  }
  std::int64_t count(const std::string& sql) {
    return store->read_result([&](Connection& connection) { return connection.integer(sql); });
  }
};

TEST(SafetyTimer, fires_when_it_is_due_and_the_van_is_dark_with_the_last_position) {
  be_at(clock.now() - minutes(90), 471000000);
  start(30);
  be_at(clock.now() + minutes(3), 471410000);

  pass(minutes(29));
  STRCMP_EQUAL("running", state().c_str());
  pass(minutes(1));

  STRCMP_EQUAL("fired", state().c_str());
  LONGS_EQUAL(471410000, load().last_position().latitude_e7());
  LONGS_EQUAL(2, count("SELECT count(*) FROM notification WHERE title LIKE '%Anna Berg%'"));
  LONGS_EQUAL(2, count("SELECT count(*) FROM notification WHERE text LIKE '%47.14100, 9.52150%'"));
}

TEST(SafetyTimer, climbs_the_policy_as_long_as_nobody_answers) {
  make_policy();
  start(15);

  pass(minutes(15));
  LONGS_EQUAL(1, count("SELECT count(*) FROM notification"));
  pass(minutes(10));

  LONGS_EQUAL(2, count("SELECT count(*) FROM notification"));
  STRCMP_EQUAL("exhausted", text("SELECT state FROM escalation").c_str());
}

TEST(SafetyTimer, who_reports_in_time_is_given_time_anew) {
  start(30);
  clock.advance(minutes(20));
  extend(clock.now(), 30);

  pass(minutes(29));
  STRCMP_EQUAL("running", state().c_str());
  pass(minutes(1));

  STRCMP_EQUAL("fired", state().c_str());
  LONGS_EQUAL(1, load().extensions_size());
}

TEST(SafetyTimer, a_sign_of_life_that_comes_late_ends_the_alarm) {
  make_policy();
  start(15);
  auto pressed = clock.now() + minutes(10);
  pass(minutes(20));
  STRCMP_EQUAL("fired", state().c_str());

  extend(pressed, 60);

  STRCMP_EQUAL("running", state().c_str());
  STRCMP_EQUAL("stopped", text("SELECT state FROM escalation").c_str());
  pass(minutes(10));
  STRCMP_EQUAL("running", state().c_str());
}

TEST(SafetyTimer, one_whose_own_time_is_over_does_not) {
  make_policy();
  start(15);
  auto pressed = clock.now() + minutes(10);
  pass(minutes(40));
  extend(pressed, 15);

  run_due();

  STRCMP_EQUAL("fired", state().c_str());
  LONGS_EQUAL(1, count("SELECT count(*) FROM escalation"));
}

TEST(SafetyTimer, the_end_ends_it_and_all_who_were_told_hear_it) {
  make_policy();
  start(15);
  pass(minutes(15));

  give("end", nullptr, clock.now());
  pass(minutes(60));

  STRCMP_EQUAL("ended", state().c_str());
  STRCMP_EQUAL("stopped", text("SELECT state FROM escalation").c_str());
  LONGS_EQUAL(1, count("SELECT count(*) FROM notification WHERE title LIKE '%wohlauf%'"));
}

TEST(SafetyTimer, another_one_ends_the_one_before) {
  start(15);
  auto first = timer;
  start(60);

  pass(minutes(30));

  STRCMP_EQUAL("running", state().c_str());
  STRCMP_EQUAL("ended", text("SELECT state FROM safety_timer WHERE id = '" + first + "'").c_str());
}
