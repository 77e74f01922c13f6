#include "tests/hub/gateway/world.hpp"

#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::people::Technician;
using Result = wire::OperationResult;

TEST_GROUP(Applier) {
  World w;
  std::string job, visit;
  std::unique_ptr<Log> log;

  void setup() override {
    job = w.make_job("Boiler", w.site);
    visit = w.make_visit(job, w.anna);
    w.reader.catch_up(tenant);
    log = std::make_unique<Log>(w, w.device_one, w.anna);
  }

  const common::schema::RecordType& visits() {
    return catalogue().of<ScheduledEvent>();
  }
  wire::Command act(const std::string& action) {
    return common::rules::make_action(visits(), visit, action, nullptr);
  }
  wire::Command note(const std::string& text) {
    Note record;
    record.mutable_header()->set_id(common::make_id(w.clock.now()));
    *record.mutable_about() = common::codec::about("field.WorkOrder", job);
    record.set_text(text);
    return common::rules::make_create(catalogue().of<Note>(), record);
  }
  std::string state() {
    return w.load<ScheduledEvent>(visit).header().state();
  }
  std::vector<SyncConflict> conflicts() {
    return w.all<SyncConflict>();
  }
  /// She drives van one because it is said of her, and nobody is assigned to it; known for long.
  void make_van_one_annas() {
    auto van = w.load<truckroll::fleet::Vehicle>(w.van_one);
    van.clear_assignments();
    w.put(van);
    give_anna(w.van_one);
    w.clock.advance(std::chrono::days(15));
  }
  void give_anna(const std::string& van) {
    auto record = w.load<Technician>(w.anna);
    record.set_vehicle(van);
    w.put(record);
    w.reader.catch_up(tenant);
  }
  std::size_t flagged_visits(std::int64_t sequence) {
    std::size_t count = 0;
    for (auto& one : conflicts())
      if (one.kind() == SyncConflict::KIND_STATUS && one.about().id() == visit &&
          one.sequence() == sequence)
        ++count;
    return count;
  }
};

TEST(Applier, tap_in_the_van_happens_at_the_hub_with_the_vans_time_and_person) {
  w.clock.advance(std::chrono::hours(2));
  log->clock_error = -std::chrono::hours(1);
  auto at = w.clock.now() + log->clock_error;

  auto result = log->give(act("on-my-way"));

  LONGS_EQUAL(Result::OUTCOME_APPLIED, result.outcome());
  STRCMP_EQUAL("on_my_way", state().c_str());
  auto after = w.load<ScheduledEvent>(visit);
  STRCMP_EQUAL(w.anna_user.c_str(), after.header().changed_by().c_str());
  STRCMP_EQUAL(w.device_one.c_str(), after.header().changed_from().c_str());
  CHECK_TRUE(common::codec::from_timestamp(after.header().changed_at()) == at);
  LONGS_EQUAL(1, w.count("SELECT count(*) FROM device_operation WHERE state = 'applied'"));
}

TEST(Applier, repeated_batch_is_applied_once_and_answered_alike) {
  auto first = log->encode(log->make(note("one")));
  auto second = log->encode(log->make(note("two")));
  auto before = log->send(1, {first, second});
  auto again = log->send(1, {first, second});

  LONGS_EQUAL(2, before.through_sequence());
  LONGS_EQUAL(2, again.through_sequence());
  LONGS_EQUAL(2, w.all<Note>().size());
}

TEST(Applier, gap_is_answered_with_what_is_needed_and_nothing_is_applied) {
  auto first = log->encode(log->make(note("one")));
  auto second = log->encode(log->make(note("two")));
  auto ack = log->send(2, {second});
  LONGS_EQUAL(wire::Ack::TROUBLE_GAP, ack.trouble());
  LONGS_EQUAL(0, ack.through_sequence());
  LONGS_EQUAL(0, w.all<Note>().size());
}

TEST(Applier, another_epoch_is_refused) {
  log->epoch = 2;
  auto ack = log->send(1, {log->encode(log->make(note("one")))});
  LONGS_EQUAL(wire::Ack::TROUBLE_WRONG_EPOCH, ack.trouble());
  LONGS_EQUAL(1, ack.epoch());
  LONGS_EQUAL(0, w.all<Note>().size());
}

TEST(Applier, broken_chain_raises_the_epoch_in_session_and_record) {
  log->give(note("one"));
  log->last_hash = common::sha256("of a clone");
  auto ack = log->send(2, {log->encode(log->make(note("two")))});
  LONGS_EQUAL(wire::Ack::TROUBLE_CLONED, ack.trouble());
  LONGS_EQUAL(2, ack.epoch());
  LONGS_EQUAL(2, w.load<Device>(w.device_one).epoch());
  LONGS_EQUAL(1, w.all<Note>().size());
}

TEST(Applier, bad_operation_is_kept_with_its_reason_and_does_not_block) {
  auto bad =
      log->encode(log->make(common::rules::make_action(visits(), visit, "explode", nullptr)));
  auto good = log->encode(log->make(note("after the bad one")));
  auto rubbish = std::string("\xff\xff not an operation");
  auto ack = log->send(1, {bad, good, rubbish});

  LONGS_EQUAL(3, ack.through_sequence());
  LONGS_EQUAL(2, ack.results_size());
  LONGS_EQUAL(Result::OUTCOME_REJECTED, ack.results(0).outcome());
  LONGS_EQUAL(1, ack.results(0).sequence());
  CHECK_FALSE(ack.results(0).reason().empty());
  LONGS_EQUAL(1, w.all<Note>().size());
  LONGS_EQUAL(2, w.count("SELECT count(*) FROM device_operation WHERE state = 'rejected'"));
  // The office sees it.
  auto kept = conflicts();
  LONGS_EQUAL(1, kept.size());
  LONGS_EQUAL(SyncConflict::KIND_REJECTED, kept[0].kind());
  STRCMP_EQUAL(visit.c_str(), kept[0].about().id().c_str());
}

TEST(Applier, stranger_is_refused) {
  auto foreign = w.make_visit(w.make_job("Burner", w.site), w.reto);
  w.reader.catch_up(tenant);
  // Anna's van on Reto's visit: never held there.
  auto result = log->give(common::rules::make_action(visits(), foreign, "on-my-way", nullptr));
  LONGS_EQUAL(Result::OUTCOME_REJECTED, result.outcome());
  STRCMP_EQUAL("booked", w.load<ScheduledEvent>(foreign).header().state().c_str());
  // A technician who does not serve this van.
  Log other(w, w.device_two, w.anna);
  LONGS_EQUAL(Result::OUTCOME_REJECTED, other.give(act("on-my-way")).outcome());
  // An office record that technicians may not create.
  truckroll::ledger::LegalEntity made;
  made.mutable_header()->set_id(common::make_id(w.clock.now()));
  made.set_name("Smuggled");
  LONGS_EQUAL(
      Result::OUTCOME_REJECTED,
      log->give(common::rules::make_create(catalogue().of<truckroll::ledger::LegalEntity>(), made))
          .outcome());
  STRCMP_EQUAL("booked", state().c_str());
}

// features: A11Y-04
TEST(Applier, refusal_is_said_in_the_technicians_language_and_kept_in_english_for_the_office) {
  auto speak = [&](const std::string& language) {
    auto user = w.load<truckroll::admin::User>(w.anna_user);
    user.set_language(language);
    w.put(user);
  };
  speak("de-LI");
  auto foreign = w.make_visit(w.make_job("Burner", w.site), w.reto);
  w.reader.catch_up(tenant);
  auto start = common::rules::make_action(visits(), foreign, "on-my-way", nullptr);
  constexpr const char* german = "dieses Fahrzeug f\xc3\xbchrt den Eintrag nicht mit: Einsatz";

  auto operation = log->encode(log->make(start));
  STRCMP_EQUAL(german, log->send(1, {operation}).results(0).reason().c_str());
  // The van asks again when the answer was lost.
  STRCMP_EQUAL(german, log->send(1, {operation}).results(0).reason().c_str());
  STRCMP_EQUAL("\"this van does not hold the Visit\"", conflicts().at(0).mine().c_str());

  speak("en");
  STRCMP_EQUAL("this van does not hold the Visit", log->give(start).reason().c_str());
}

// features: A11Y-04
TEST(Applier, what_became_of_an_operation_is_told_in_the_technicians_language) {
  auto user = w.load<truckroll::admin::User>(w.anna_user);
  user.set_language("de");
  w.put(user);
  make_van_one_annas();
  give_anna(w.van_two);
  w.clock.advance(std::chrono::hours(3));

  auto told = log->give(act("on-my-way"));
  LONGS_EQUAL(Result::OUTCOME_CONFLICT, told.outcome());
  STRCMP_CONTAINS("die Person hatte schon ein anderes Fahrzeug", told.reason().c_str());
  STRCMP_CONTAINS("the technician had been given another van", conflicts().at(0).theirs().c_str());
  log->clock_error = std::chrono::hours(1);
  give_anna(w.van_one);
  STRCMP_CONTAINS("die Uhr des Fahrzeugs stand auf", log->give(note("late")).reason().c_str());
}

TEST(Applier, work_done_before_the_office_gave_its_technician_another_van_is_applied) {
  make_van_one_annas();
  auto before = w.clock.now();
  w.clock.advance(std::chrono::hours(1));
  give_anna(w.van_two);
  w.clock.advance(std::chrono::hours(3));

  log->clock_error = before - w.clock.now();
  LONGS_EQUAL(Result::OUTCOME_APPLIED, log->give(note("by the bridge")).outcome());
  LONGS_EQUAL(Result::OUTCOME_APPLIED, log->give(act("on-my-way")).outcome());
  STRCMP_EQUAL("on_my_way", state().c_str());
  LONGS_EQUAL(0, conflicts().size());
}

TEST(Applier, fact_of_a_van_that_could_not_know_of_the_change_is_applied_and_flagged) {
  make_van_one_annas();
  give_anna(w.van_two);
  w.clock.advance(std::chrono::hours(3));

  LONGS_EQUAL(Result::OUTCOME_REJECTED, log->give(note("no fact")).outcome());
  auto result = log->give(act("on-my-way"));
  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  STRCMP_CONTAINS("another van", result.reason().c_str());
  STRCMP_EQUAL("on_my_way", state().c_str());
  UNSIGNED_LONGS_EQUAL(1, flagged_visits(2));
}

TEST(Applier, fact_of_somebody_whose_assignment_was_given_to_another_is_applied_and_flagged) {
  auto van = w.load<truckroll::fleet::Vehicle>(w.van_one);
  van.mutable_assignments(0)->set_technician(w.reto);
  w.put(van);
  w.reader.catch_up(tenant);
  w.clock.advance(std::chrono::hours(3));

  auto result = log->give(act("on-my-way"));
  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  STRCMP_EQUAL("on_my_way", state().c_str());
  UNSIGNED_LONGS_EQUAL(1, flagged_visits(1));
}

TEST(Applier, fact_weeks_after_the_change_of_vans_is_refused) {
  make_van_one_annas();
  give_anna(w.van_two);
  w.clock.advance(std::chrono::days(15));

  LONGS_EQUAL(Result::OUTCOME_REJECTED, log->give(act("on-my-way")).outcome());
  STRCMP_EQUAL("booked", state().c_str());
}

TEST(Applier, work_done_before_its_technician_was_locked_stays_and_is_flagged) {
  auto before = w.clock.now();
  w.clock.advance(std::chrono::hours(1));
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto user = transaction.load<truckroll::admin::User>(w.anna_user);
    transaction.move_as_system(user, "lock");
    transaction.save_as_system(user);
  });
  w.clock.advance(std::chrono::hours(3));

  log->clock_error = before - w.clock.now();
  auto result = log->give(act("on-my-way"));
  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  STRCMP_CONTAINS("locked", result.reason().c_str());
  STRCMP_EQUAL("on_my_way", state().c_str());
  LONGS_EQUAL(1, conflicts().size());
  LONGS_EQUAL(Result::OUTCOME_REJECTED, log->give(note("not a fact")).outcome());
  log->clock_error = -std::chrono::hours(1);
  LONGS_EQUAL(Result::OUTCOME_REJECTED, log->give(act("arrive")).outcome());
  STRCMP_EQUAL("on_my_way", state().c_str());
}

TEST(Applier, rights_that_were_taken_away_count) {
  for (auto& one : w.all<truckroll::admin::RoleAssignment>()) {
    if (one.user() != w.anna_user) continue;
    w.store.write(
        w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
          auto found = transaction.load<truckroll::admin::RoleAssignment>(one.header().id());
          transaction.move_as_system(found, "revoke");
          transaction.save_as_system(found);
        });
  }
  LONGS_EQUAL(Result::OUTCOME_REJECTED, log->give(act("on-my-way")).outcome());
  STRCMP_EQUAL("booked", state().c_str());
}

TEST(Applier, office_field_that_both_changed_stays_and_the_vans_value_is_kept) {
  // A technician who also dispatches may change the office's fields.
  truckroll::admin::RoleAssignment assignment;
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    transaction.sql().execute(
        "INSERT INTO role (tenant, id, version, \"key\", name) VALUES (?, ?, 1, 'dispatcher', 'D')",
        {std::string(tenant), std::string("019aa000-0000-7000-8000-000000000001")});
    transaction.sql().execute(
        "INSERT INTO role_assignment (tenant, id, version, state, \"user\", role) VALUES (?, ?, 1, "
        "'active', ?, ?)",
        {std::string(tenant), std::string("019aa000-0000-7000-8000-000000000002"), w.anna_user,
         std::string("019aa000-0000-7000-8000-000000000001")});
  });
  auto base = w.load<WorkOrder>(job);
  auto office = base;
  office.set_summary("Boiler, second floor");
  w.put(office);
  auto theirs = base;
  theirs.set_summary("Boiler, cellar");
  theirs.set_findings("Rust");
  std::vector<int> mask{WorkOrder::kSummaryFieldNumber, WorkOrder::kFindingsFieldNumber};

  auto result = log->give(common::rules::make_patch(catalogue().of<WorkOrder>(), theirs, mask),
                          {make_delta(base, theirs, mask)});

  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  auto after = w.load<WorkOrder>(job);
  STRCMP_EQUAL("Boiler, second floor", after.summary().c_str());
  STRCMP_EQUAL("Rust", after.findings().c_str());
  auto kept = conflicts();
  LONGS_EQUAL(1, kept.size());
  STRCMP_EQUAL("open", kept[0].header().state().c_str());
  STRCMP_EQUAL("summary", kept[0].field().c_str());
  STRCMP_EQUAL("\"Boiler\"", kept[0].base().c_str());
  STRCMP_EQUAL("\"Boiler, second floor\"", kept[0].mine().c_str());
  STRCMP_EQUAL("\"Boiler, cellar\"", kept[0].theirs().c_str());
  LONGS_EQUAL(1, kept[0].sequence());
}

TEST(Applier, technicians_field_wins_and_the_other_value_is_kept) {
  auto base = w.load<WorkOrder>(job);
  auto office = base;
  office.set_findings("Phoned: no heat");
  w.put(office);
  auto theirs = base;
  theirs.set_findings("Pump blocked");
  std::vector<int> mask{WorkOrder::kFindingsFieldNumber};

  auto result = log->give(common::rules::make_patch(catalogue().of<WorkOrder>(), theirs, mask),
                          {make_delta(base, theirs, mask)});

  LONGS_EQUAL(Result::OUTCOME_MERGED, result.outcome());
  STRCMP_EQUAL("Pump blocked", w.load<WorkOrder>(job).findings().c_str());
  auto kept = conflicts();
  LONGS_EQUAL(1, kept.size());
  STRCMP_EQUAL("settled_by_rule", kept[0].header().state().c_str());
  STRCMP_EQUAL("\"Phoned: no heat\"", kept[0].mine().c_str());
}

TEST(Applier, different_fields_merge_without_a_conflict) {
  auto base = w.load<WorkOrder>(job);
  auto office = base;
  office.set_description("Bring the long ladder");
  w.put(office);
  auto theirs = base;
  theirs.set_findings("Pump blocked");
  std::vector<int> mask{WorkOrder::kFindingsFieldNumber};

  auto result = log->give(common::rules::make_patch(catalogue().of<WorkOrder>(), theirs, mask),
                          {make_delta(base, theirs, mask)});

  LONGS_EQUAL(Result::OUTCOME_MERGED, result.outcome());
  STRCMP_EQUAL("Bring the long ladder", w.load<WorkOrder>(job).description().c_str());
  STRCMP_EQUAL("Pump blocked", w.load<WorkOrder>(job).findings().c_str());
  LONGS_EQUAL(0, conflicts().size());
}

TEST(Applier, technician_may_not_change_the_offices_field) {
  auto base = w.load<WorkOrder>(job);
  auto theirs = base;
  theirs.set_summary("Mine");
  std::vector<int> mask{WorkOrder::kSummaryFieldNumber};
  auto result = log->give(common::rules::make_patch(catalogue().of<WorkOrder>(), theirs, mask),
                          {make_delta(base, theirs, mask)});
  LONGS_EQUAL(Result::OUTCOME_REJECTED, result.outcome());
  STRCMP_EQUAL("Boiler", w.load<WorkOrder>(job).summary().c_str());
}

TEST(Applier, fact_after_the_cancellation_is_kept) {
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto found = transaction.load<ScheduledEvent>(visit);
    transaction.move_as_system(found, "cancel");
    transaction.save_as_system(found);
  });
  w.reader.catch_up(tenant);

  auto result = log->give(act("on-my-way"));

  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  CHECK_FALSE(conflicts().empty());
  STRCMP_EQUAL("on_my_way", state().c_str());
}

TEST(Applier, fact_that_the_flow_has_no_place_for_is_kept_for_a_person) {
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    transaction.sql().execute("UPDATE scheduled_event SET state = 'expired' WHERE id = ?", {visit});
  });
  auto result = log->give(act("arrive"));
  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  CHECK_TRUE(conflicts().size() >= 1);
}

TEST(Applier, fact_after_the_visit_went_to_somebody_else_is_kept) {
  auto moved = w.load<ScheduledEvent>(visit);
  moved.mutable_assignments(0)->set_technician(w.reto);
  moved.mutable_assignments(0)->clear_vehicle();
  w.put(moved);
  w.reader.catch_up(tenant);

  auto result = log->give(act("on-my-way"));

  LONGS_EQUAL(Result::OUTCOME_CONFLICT, result.outcome());
  CHECK_FALSE(conflicts().empty());
}

TEST(Applier, clock_far_ahead_is_corrected_and_ids_stay_the_vans) {
  log->clock_error = std::chrono::hours(24 * 365);
  auto operation = log->make(act("on-my-way"));
  auto ack = log->send(1, {log->encode(operation)});
  LONGS_EQUAL(1, ack.results_size());
  LONGS_EQUAL(Result::OUTCOME_MERGED, ack.results(0).outcome());
  CHECK_TRUE(ack.results(0).reason().find("clock") != std::string::npos);
  auto after = w.load<ScheduledEvent>(visit);
  CHECK_TRUE(common::codec::from_timestamp(after.header().changed_at()) == w.clock.now());
}

TEST(Applier, revoked_device_is_refused_at_once) {
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto device = transaction.load<Device>(w.device_one);
    transaction.move_as_system(device, "revoke");
    transaction.save_as_system(device);
  });
  VanStore store(w.services, tenant, w.device_one);
  common::sync::HubMachine machine(store, {.schema = "s"});
  wire::OperationBatch batch;
  batch.set_epoch(1);
  batch.set_first_sequence(1);
  batch.add_operations(log->encode(log->make(note("one"))));
  auto effects = machine.message("up/op", batch.SerializeAsString(), {});
  CHECK_TRUE(effects.end_session);
  CHECK_TRUE(effects.publish.empty());
  LONGS_EQUAL(0, w.all<Note>().size());
  // At its next hello it hears that it is to erase itself.
  wire::Hello hello;
  hello.set_protocol(1);
  hello.set_epoch(1);
  effects = machine.message("up/hello", hello.SerializeAsString(), {});
  wire::Welcome welcome;
  CHECK_TRUE(welcome.ParseFromString(effects.publish.at(0).bytes));
  LONGS_EQUAL(wire::Welcome::ORDER_WIPE, welcome.order());
}
