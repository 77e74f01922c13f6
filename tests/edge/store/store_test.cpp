#include <fstream>

#include "proto/records/projects/time_entry.pb.h"
#include "tests/edge/store/fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace store_test;
using common::sync::Applied;
using edge::store::RecordsView;
using edge::store::StorageLevel;
using truckroll::projects::TimeEntry;

namespace {

wire::Operation decode(const std::string& encoded) {
  wire::Operation operation;
  operation.ParseFromString(encoded);
  return operation;
}

wire::OperationResult refusal(std::uint64_t sequence) {
  wire::OperationResult result;
  result.set_sequence(sequence);
  result.set_outcome(wire::OperationResult::OUTCOME_REJECTED);
  result.set_reason("the job was given to somebody else");
  return result;
}

}  // namespace

TEST_GROUP(Store) {
  Van van;
};

TEST(Store, a_tap_becomes_an_operation_and_shows_at_once) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);

  auto result = van.findings(1, "valve leaks");

  STRCMP_EQUAL("valve leaks", van.shown(1).findings().c_str());
  UNSIGNED_LONGS_EQUAL(1, result.sequence);
  auto operation = decode(van.store->operations(1, 64, 65'536).at(0));
  STRCMP_EQUAL("tech1", operation.technician().c_str());
  STRCMP_EQUAL("Findings: valve leaks", operation.text().c_str());
  STRCMP_EQUAL("boot-1", operation.boot().c_str());
  LONGS_EQUAL(1, operation.deltas_size());
  LONGS_EQUAL(3, operation.deltas(0).base_version());
  LONGS_EQUAL(1, operation.deltas(0).mask_size());
  UNSIGNED_LONGS_EQUAL(WorkOrder::kFindingsFieldNumber, operation.deltas(0).mask(0));
  UNSIGNED_LONGS_EQUAL(1, van.store->waiting().size());
}

TEST(Store, one_field_of_one_job_is_a_few_hundred_bytes_up) {
  auto job = Van::job(1, 3, "Boiler service");
  job.set_description(std::string(10'000, 'x'));
  van.receive(job, 0);

  van.findings(1, "valve leaks");

  CHECK(van.store->operations(1, 1, 65'536).at(0).size() < 600);
}

TEST(Store, what_the_rules_refuse_leaves_nothing) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);

  CHECK_THROWS(common::Error, van.findings(1, "forbidden"));

  UNSIGNED_LONGS_EQUAL(0, van.store->waiting().size());
  STRCMP_EQUAL("", van.shown(1).findings().c_str());
}

TEST(Store, what_the_checks_flag_stands_on_the_operation) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);

  auto result = van.findings(1, "odd");

  UNSIGNED_LONGS_EQUAL(1, result.notes.size());
  LONGS_EQUAL(1, decode(van.store->operations(1, 1, 65'536).at(0)).notes_size());
}

TEST(Store, operations_are_dense_chained_and_survive_reopening) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);
  for (int i = 0; i < 5; ++i) van.findings(1, "visit " + std::to_string(i));
  van.open();
  for (int i = 5; i < 10; ++i) van.findings(1, "visit " + std::to_string(i));

  auto operations = van.store->operations(1, 64, 1'000'000);

  UNSIGNED_LONGS_EQUAL(10, operations.size());
  std::uint64_t logical = 0;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    auto operation = decode(operations[i]);
    UNSIGNED_LONGS_EQUAL(i + 1, operation.sequence());
    CHECK(operation.previous_hash() ==
          (i == 0 ? "" : common::sync::operation_hash(operations[i - 1])));
    CHECK(operation.logical() > logical);
    logical = operation.logical();
  }
}

TEST(Store, three_thousand_operations_are_kept_in_order_and_in_batches) {
  for (int i = 0; i < 20; ++i)
    van.receive(Van::job(i + 1, 1, "Job"), static_cast<std::uint64_t>(i));
  for (int i = 0; i < 3'000; ++i) van.findings(i % 20 + 1, "visit " + std::to_string(i));

  std::uint64_t next = 1;
  while (next <= 3'000) {
    auto batch = van.store->operations(next, 64, 65'536);
    CHECK(!batch.empty() && batch.size() <= 64);
    for (auto& one : batch) UNSIGNED_LONGS_EQUAL(next++, decode(one).sequence());
  }
  STRCMP_EQUAL("visit 2999", van.shown(20).findings().c_str());
  UNSIGNED_LONGS_EQUAL(3'000, van.store->waiting().size());
}

TEST(Store, pending_work_is_replayed_on_what_the_office_changed) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);
  van.findings(1, "valve leaks");

  van.receive(Van::job(1, 4, "Boiler service and filter"), 1);

  STRCMP_EQUAL("Boiler service and filter", van.shown(1).summary().c_str());
  STRCMP_EQUAL("valve leaks", van.shown(1).findings().c_str());
}

TEST(Store, what_the_rules_would_now_refuse_still_shows_as_it_was_done) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);
  van.findings(1, "valve leaks");
  auto cancelled = Van::job(1, 4, "Boiler service");
  cancelled.mutable_header()->set_state("cancelled");

  van.receive(cancelled, 1);

  STRCMP_EQUAL("valve leaks", van.shown(1).findings().c_str());
  STRCMP_EQUAL("cancelled", van.shown(1).header().state().c_str());
}

TEST(Store, a_refused_operation_leaves_the_view_and_is_listed_with_its_reason) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);
  van.findings(1, "first");
  van.findings(1, "second");

  van.store->acknowledge(2, {refusal(2)});

  STRCMP_EQUAL("first", van.shown(1).findings().c_str());
  auto refused = van.store->refused();
  UNSIGNED_LONGS_EQUAL(1, refused.size());
  STRCMP_EQUAL("the job was given to somebody else", refused[0].reason.c_str());
  STRCMP_EQUAL("Findings: second", refused[0].text.c_str());
  van.open();
  STRCMP_EQUAL("first", van.shown(1).findings().c_str());
}

TEST(Store, an_acknowledged_operation_shows_until_the_servers_state_includes_it) {
  van.receive(Van::job(1, 3, "Boiler service"), 0);
  van.findings(1, "valve leaks");
  van.store->acknowledge(1, {});
  STRCMP_EQUAL("valve leaks", van.shown(1).findings().c_str());

  auto merged = Van::job(1, 4, "Boiler service");
  merged.set_findings("valve leaks (seen by the office)");
  van.receive(merged, 1);
  van.store->settle(1);

  STRCMP_EQUAL("valve leaks (seen by the office)", van.shown(1).findings().c_str());
  CHECK_FALSE(van.store->read_result([](const RecordsView& view) {
    return view.is_pending(catalogue().of<WorkOrder>(), Van::id(1));
  }));
}

TEST(Store, a_copy_of_a_batch_or_an_ack_changes_nothing) {
  auto batch = Van::batch("technician:tech1", 0, 1);
  *batch.add_records() =
      common::sync::make_state("field.WorkOrder", Van::job(1, 3, "Boiler service"));
  CHECK(van.store->apply(batch) == Applied::yes);
  auto hash = van.store->scope_hash("technician:tech1");
  van.findings(1, "x");
  van.store->acknowledge(1, {});

  CHECK(van.store->apply(batch) == Applied::stale);
  van.store->acknowledge(1, {});
  van.store->acknowledge(0, {});
  van.store->settle(1);
  van.store->settle(0);

  CHECK(hash == van.store->scope_hash("technician:tech1"));
  UNSIGNED_LONGS_EQUAL(1, van.store->load_state().acked_sequence);
  UNSIGNED_LONGS_EQUAL(1, van.store->cursors().at(0).position());
}

TEST(Store, a_delta_fits_only_the_version_it_was_made_for) {
  auto old = Van::job(1, 3, "Boiler service"), fresh = Van::job(1, 4, "Boiler and filter");
  van.receive(old, 0);
  constexpr int summary = truckroll::field::WorkOrder::kSummaryFieldNumber;
  auto wrong = Van::batch("technician:tech1", 1, 2), right = wrong;
  *wrong.add_records() = common::sync::make_delta("field.WorkOrder", fresh, 2, {summary});
  *right.add_records() = common::sync::make_delta("field.WorkOrder", fresh, 3, {summary});
  CHECK(right.records(0).has_base_version());

  CHECK(van.store->apply(wrong) == Applied::unknown_base);
  STRCMP_EQUAL("Boiler service", van.shown(1).summary().c_str());
  CHECK(van.store->apply(right) == Applied::yes);
  STRCMP_EQUAL("Boiler and filter", van.shown(1).summary().c_str());
}

TEST(Store, the_scope_hash_is_that_of_its_members) {
  van.receive(Van::job(1, 3, "a"), 0);
  van.receive(Van::job(2, 1, "b"), 1);
  van.receive(Van::job(1, 4, "c"), 2);
  auto gone = Van::batch("technician:tech1", 3, 4);
  *gone.add_records() = common::sync::make_removal("field.WorkOrder", Van::id(2));
  CHECK(van.store->apply(gone) == Applied::yes);

  std::string expected;
  common::sync::toggle_member(expected,
                              common::sync::member_hash("field.WorkOrder", Van::id(1), 4));
  CHECK(expected == van.store->scope_hash("technician:tech1"));
}

TEST(Store, a_record_of_two_scopes_stays_until_both_let_it_go) {
  auto narrow = Van::job(1, 3, "Boiler");
  narrow.clear_site();
  van.receive(narrow, 0, "branch:b");
  van.receive(Van::job(1, 3, "Boiler"), 0, "technician:tech1");
  STRCMP_EQUAL(Van::id(901).c_str(), van.shown(1).site().c_str());

  van.store->drop_scope("technician:tech1");
  STRCMP_EQUAL("Boiler", van.shown(1).summary().c_str());
  STRCMP_EQUAL("", van.shown(1).site().c_str());

  van.store->drop_scope("branch:b");
  STRCMP_EQUAL("", van.shown(1).summary().c_str());
}

TEST(Store, a_snapshot_is_built_aside_and_takes_the_scopes_place_at_once) {
  van.receive(Van::job(1, 3, "stays"), 0);
  van.receive(Van::job(2, 3, "goes"), 1);
  van.store->begin_shadow("technician:tech1", 9);
  auto first = Van::batch("technician:tech1", 0, 5);
  first.set_generation(9);
  first.set_snapshot(true);
  *first.add_records() =
      common::sync::make_state("field.WorkOrder", Van::job(1, 7, "stays, newer"));
  CHECK(van.store->apply(first) == Applied::yes);
  STRCMP_EQUAL("goes", van.shown(2).summary().c_str());
  van.open();  // resumable
  UNSIGNED_LONGS_EQUAL(5, van.store->shadow("technician:tech1")->position());

  auto last = Van::batch("technician:tech1", 5, 6);
  last.set_generation(9);
  last.set_snapshot(true);
  last.set_last(true);
  *last.add_records() = common::sync::make_state("field.WorkOrder", Van::job(3, 1, "new"));
  CHECK(van.store->apply(last) == Applied::yes);

  STRCMP_EQUAL("stays, newer", van.shown(1).summary().c_str());
  STRCMP_EQUAL("", van.shown(2).summary().c_str());
  STRCMP_EQUAL("new", van.shown(3).summary().c_str());
  CHECK_FALSE(van.store->shadow("technician:tech1").has_value());
  UNSIGNED_LONGS_EQUAL(9, van.store->cursors().at(0).generation());
}

TEST(Store, records_are_found_by_reference_pending_or_not) {
  van.receive(Van::job(1, 3, "a"), 0);
  van.receive(Van::job(2, 3, "b"), 1);
  WorkOrder moved;
  moved.mutable_header()->set_id(Van::id(2));
  moved.set_site(Van::id(777));
  auto patch =
      common::rules::make_patch(catalogue().of<WorkOrder>(), moved, {WorkOrder::kSiteFieldNumber});
  van.store->execute(van.actor(), patch, "moved");
  auto at_site = [&](int site) {
    return van.store->read_result([&](const RecordsView& view) {
      return view.where<WorkOrder>("site", Van::id(site)).size();
    });
  };
  UNSIGNED_LONGS_EQUAL(1, at_site(901));
  UNSIGNED_LONGS_EQUAL(1, at_site(777));

  van.store->acknowledge(1, {refusal(1)});
  UNSIGNED_LONGS_EQUAL(2, at_site(901));
  UNSIGNED_LONGS_EQUAL(0, at_site(777));
}

TEST(Store, what_runs_is_found_without_what_has_ended) {
  auto entry = [](int n, const std::string& state) {
    TimeEntry one;
    one.mutable_header()->set_id(Van::id(n));
    one.mutable_header()->set_version(1);
    one.mutable_header()->set_state(state);
    one.set_technician(Van::id(800));
    *one.mutable_start() = common::codec::to_timestamp(common::from_micros(n * 1'000'000));
    if (state == "ended")
      *one.mutable_end() = common::codec::to_timestamp(common::from_micros(n * 1'000'000 + 5));
    return one;
  };
  for (int n = 0; n < 50; ++n) van.receive(entry(n + 1, "ended"), static_cast<std::uint64_t>(n));
  van.receive(entry(60, "running"), 50);

  van.store->read([&](const RecordsView& view) {
    auto& type = catalogue().of<TimeEntry>();
    auto me = Van::id(800);
    UNSIGNED_LONGS_EQUAL(1, view.candidates(type, "technician", me, {"state", "running"}).size());
    auto running = view.where_also_message(type, "technician", me, {"state", "running"});
    UNSIGNED_LONGS_EQUAL(1, running.size());
    STRCMP_EQUAL(Van::id(60).c_str(),
                 common::schema::header(std::as_const(*running[0])).id().c_str());
    auto later = view.where_also_message(type, "technician", me,
                                         {"end", {}, common::from_micros(48 * 1'000'000 + 5)});
    UNSIGNED_LONGS_EQUAL(2, later.size());
  });
}

TEST(Store, what_an_older_program_did_not_index_is_found_after_the_update) {
  van.receive(Van::job(1, 3, "a"), 0);
  van.store.reset();
  auto seal = edge::store::Seal::from_file(van.options.folder / "data.key");
  {
    edge::store::Environment environment({van.options.folder / "data", van.options.map_bytes},
                                         seal);
    edge::store::Txn txn(environment, edge::store::Txn::Mode::write);
    std::vector<std::string> keys;
    txn.walk(edge::store::Db::index, {}, {}, [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return true;
    });
    for (auto& key : keys) txn.erase(edge::store::Db::index, key);
    txn.put(edge::store::Db::meta, "index", "of an older program");
    txn.commit();
  }
  van.open();

  auto found = van.store->read_result(
      [&](const RecordsView& view) { return view.where<WorkOrder>("site", Van::id(901)).size(); });
  UNSIGNED_LONGS_EQUAL(1, found);
}

TEST(Store, a_new_epoch_numbers_what_waits_anew) {
  van.receive(Van::job(1, 3, "a"), 0);
  for (int i = 0; i < 4; ++i) van.findings(1, std::to_string(i));
  van.store->acknowledge(1, {});
  auto ids = decode(van.store->operations(2, 1, 65'536)[0]).id();

  van.store->rebase(5, 10, std::string(32, 'h'), common::sync::Offer::waiting);

  auto state = van.store->load_state();
  UNSIGNED_LONGS_EQUAL(5, state.epoch);
  UNSIGNED_LONGS_EQUAL(14, state.next_sequence);
  auto first = decode(van.store->operations(11, 1, 65'536).at(0));
  CHECK(first.previous_hash() == std::string(32, 'h'));
  STRCMP_EQUAL(ids.c_str(), first.id().c_str());
  STRCMP_EQUAL("3", van.shown(1).findings().c_str());
}

// features: SYNC-09
TEST(Store, how_long_operations_are_retained_goes_by_the_hubs_clock) {
  van.receive(Van::job(1, 3, "a"), 0);
  auto day = [](int n) {
    return common::parse_instant("2026-11-20T08:00:00Z") + std::chrono::hours(24 * n);
  };
  auto finish = [&](const std::string& text) {
    van.findings(1, text);
    auto last = van.store->load_state().next_sequence - 1;
    van.store->acknowledge(last, {});
    van.store->settle(last);
  };
  van.store->note_hub_time(day(0));
  finish("1");
  finish("2");
  // The van's own clock is years off.
  van.clock.set_wall(day(1000));
  finish("3");
  UNSIGNED_LONGS_EQUAL(1, van.store->load_state().oldest_sequence);

  van.store->note_hub_time(day(13));
  finish("4");
  UNSIGNED_LONGS_EQUAL(1, van.store->load_state().oldest_sequence);
  van.open();
  van.store->note_hub_time(day(15));
  finish("5");
  // By the mark of the first day; those after it have that of the thirteenth.
  UNSIGNED_LONGS_EQUAL(2, van.store->load_state().oldest_sequence);
  van.store->note_hub_time(day(28));
  finish("6");
  UNSIGNED_LONGS_EQUAL(5, van.store->load_state().oldest_sequence);
}

TEST(Store, what_was_acknowledged_under_another_number_is_retained_and_offered_to_a_restored_hub) {
  van.receive(Van::job(1, 3, "a"), 0);
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) made.push_back(van.findings(1, std::to_string(i)).id);
  van.store->acknowledge(2, {});
  van.store->rebase(2, 10, std::string(32, 'h'), common::sync::Offer::waiting);
  CHECK(van.store->load_state().has_former);
  van.store->acknowledge(12, {});
  van.store->rebase(3, 20, std::string(32, 'g'), common::sync::Offer::waiting);
  van.open();
  CHECK(van.store->load_state().has_former);

  van.store->rebase(4, 1, {}, common::sync::Offer::all);

  CHECK_FALSE(van.store->load_state().has_former);
  UNSIGNED_LONGS_EQUAL(7, van.store->load_state().next_sequence);
  std::vector<std::string> offered;
  for (auto& encoded : van.store->operations(2, 10, 65'536))
    offered.push_back(decode(encoded).id());
  CHECK(offered == made);
}

TEST(Store, numbers_come_from_the_leased_block_and_end_with_it) {
  NumberSeries series;
  series.mutable_header()->set_id(Van::id(50));
  series.set_use("work_order");
  series.set_pattern("WO-{number:5}");
  NumberBlock block;
  block.mutable_header()->set_id(Van::id(51));
  block.mutable_header()->set_state("leased");
  block.set_number_series(Van::id(50));
  block.set_device("van1");
  block.set_first(100);
  block.set_last(101);
  van.receive(series, 0);
  van.receive(block, 1);
  WorkOrder order;
  order.set_summary("Found on site");
  order.set_account(Van::id(900));
  auto create = [&](int n) {
    order.mutable_header()->set_id(Van::id(n));
    return van.store->execute(
        van.actor(), common::rules::make_create(catalogue().of<WorkOrder>(), order), "new job");
  };

  create(60);
  van.open();
  create(61);

  STRCMP_EQUAL("WO-00100", van.shown(60).number().c_str());
  STRCMP_EQUAL("WO-00101", van.shown(61).number().c_str());
  CHECK_THROWS(common::Error, create(62));
  // What the office sends meanwhile replays the creation: same number.
  van.receive(Van::job(60, 1, "changed by the office"), 2);
  STRCMP_EQUAL("WO-00100", van.shown(60).number().c_str());
}

TEST(Store, acknowledged_operations_are_kept_for_fourteen_days) {
  van.store->note_hub_time(van.clock.now());
  van.receive(Van::job(1, 3, "a"), 0);
  for (int i = 0; i < 3; ++i) van.findings(1, std::to_string(i));
  van.store->acknowledge(3, {});
  van.store->settle(3);
  UNSIGNED_LONGS_EQUAL(1, van.store->load_state().oldest_sequence);
  van.store->reopen(1);
  UNSIGNED_LONGS_EQUAL(2, van.store->operations(2, 64, 65'536).size());
  van.store->acknowledge(3, {});
  van.store->settle(3);

  // What was offered once more counts as acknowledged since then.
  for (auto oldest : {2U, 5U}) {
    van.clock.advance(std::chrono::hours(15 * 24));
    van.store->note_hub_time(van.clock.now());
    van.findings(1, "later");
    auto last = van.store->load_state().next_sequence - 1;
    van.store->acknowledge(last, {});
    van.store->settle(last);
    UNSIGNED_LONGS_EQUAL(oldest, van.store->load_state().oldest_sequence);
  }
  van.open();
  van.findings(1, "still chained");
  UNSIGNED_LONGS_EQUAL(7, van.store->load_state().next_sequence);
}

TEST(Store, nothing_readable_lies_on_the_disk) {
  auto job = Van::job(1, 3, "Alpenhotel Malbun boiler");
  van.receive(job, 0);
  van.findings(1, "Alpenhotel valve");
  auto blob = van.store->put_blob("photo of the Alpenhotel", "image/jpeg");
  van.store.reset();

  std::size_t files = 0;
  for (auto& entry : std::filesystem::recursive_directory_iterator(van.options.folder)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CHECK(bytes.find("Alpenhotel") == std::string::npos);
    CHECK(bytes.find("Malbun") == std::string::npos);
  }
  CHECK(files >= 3);
  auto mode = std::filesystem::status(van.options.folder / "data.key").permissions();
  CHECK(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  van.open();
  STRCMP_EQUAL("photo of the Alpenhotel", van.store->load_blob(blob.sha256()).c_str());
}

TEST(Store, a_key_that_others_may_read_is_refused) {
  van.store.reset();
  std::filesystem::permissions(van.options.folder / "data.key", std::filesystem::perms::all);
  CHECK_THROWS(common::Error, van.open());
}

// features: X-42
TEST(Store, what_somebody_signed_travels_before_photos) {
  van.receive(Van::job(1, 3, "a"), 0);
  auto photo = van.store->put_blob("a photo", "image/jpeg");
  auto command = common::rules::make_patch(catalogue().of<WorkOrder>(), Van::job(1, 3, "a"),
                                           {WorkOrder::kSummaryFieldNumber});
  van.store->execute(van.actor(), command, "photo", {photo});
  van.clock.advance(std::chrono::minutes(5));
  auto paper = van.store->put_blob("a paper", "application/pdf");
  van.store->execute(van.actor(), command, "paper", {paper});

  STRCMP_EQUAL(paper.sha256().c_str(), van.store->next_blob()->sha256.c_str());
}

TEST(Store, blobs_travel_small_ones_first_and_stay_until_the_hub_has_them) {
  van.receive(Van::job(1, 3, "a"), 0);
  auto large = van.store->put_blob(std::string(200'000, 'L'), "image/jpeg");
  auto small = van.store->put_blob("small", "image/png");
  CHECK_FALSE(van.store->next_blob().has_value());  // no operation names them yet
  auto command = common::rules::make_patch(catalogue().of<WorkOrder>(), Van::job(1, 3, "a"),
                                           {WorkOrder::kSummaryFieldNumber});
  van.store->execute(van.actor(), command, "photos", {large, small});

  STRCMP_EQUAL(small.sha256().c_str(), van.store->next_blob()->sha256.c_str());
  van.store->release_blobs(0);
  STRCMP_EQUAL("small", van.store->load_blob(small.sha256()).c_str());
  wire::BlobState state;
  state.set_sha256(small.sha256());
  state.set_have_bytes(5);
  state.set_durable(true);
  van.store->note_blob(state);
  auto next = van.store->next_blob();
  STRCMP_EQUAL(large.sha256().c_str(), next->sha256.c_str());
  UNSIGNED_LONGS_EQUAL(32'768, van.store->read_blob(large.sha256(), 32'768, 32'768).size());
  UNSIGNED_LONGS_EQUAL(200'000 - 6 * 32'768,
                       van.store->read_blob(large.sha256(), 6 * 32'768, 32'768).size());
  UNSIGNED_LONGS_EQUAL(200'000, van.store->blobs_waiting().bytes);

  van.store->release_blobs(0);
  CHECK_THROWS(common::Error, van.store->load_blob(small.sha256()));
  UNSIGNED_LONGS_EQUAL(200'000, van.store->load_blob(large.sha256()).size());
}

TEST(Store, files_are_offered_again_to_a_hub_that_was_restored) {
  van.receive(Van::job(1, 3, "a"), 0);
  auto command = common::rules::make_patch(catalogue().of<WorkOrder>(), Van::job(1, 3, "a"),
                                           {WorkOrder::kSummaryFieldNumber});
  auto kept = van.store->put_blob("kept", "image/png");
  auto released = van.store->put_blob("released", "image/png");
  van.store->execute(van.actor(), command, "photos", {kept, released});
  van.store->set_incarnation("one");
  for (auto& blob : {kept, released}) {
    wire::BlobState state;
    state.set_sha256(blob.sha256());
    state.set_have_bytes(blob.size());
    state.set_durable(true);
    van.store->note_blob(state);
  }
  van.store->release_blobs(0);
  van.store->set_incarnation("one");
  CHECK_FALSE(van.store->next_blob().has_value());
  van.store->put_blob("kept", "image/png");

  van.store->set_incarnation("two");

  STRCMP_EQUAL(kept.sha256().c_str(), van.store->next_blob()->sha256.c_str());
  UNSIGNED_LONGS_EQUAL(0, van.store->next_blob()->have_bytes);
  UNSIGNED_LONGS_EQUAL(1, van.store->blobs_waiting().count);
}

TEST(Store, a_wiped_store_leaves_nothing) {
  van.receive(Van::job(1, 3, "a"), 0);
  van.store->wipe();
  CHECK(std::filesystem::is_empty(van.options.folder));
}

TEST(Store, tells_screens_what_changed) {
  std::vector<edge::store::RecordKey> heard;
  van.store->on_changed([&](const std::vector<edge::store::RecordKey>& keys) { heard = keys; });

  van.receive(Van::job(1, 3, "a"), 0);
  UNSIGNED_LONGS_EQUAL(1, heard.size());
  STRCMP_EQUAL(("field.WorkOrder|" + Van::id(1)).c_str(), heard[0].c_str());
}

TEST(Store, knows_after_a_restart_when_the_hub_was_last_heard) {
  CHECK_FALSE(van.store->last_contact().has_value());
  auto at = common::parse_instant("2026-11-20T08:12:00Z");
  van.store->note_contact(at);
  van.store.reset();
  van.open();
  CHECK(van.store->last_contact() == at);
}
