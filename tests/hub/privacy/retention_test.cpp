// Rules of retention with the time of a fake clock, on both databases.
#include "hub/privacy/retention.hpp"

#include <functional>
#include <map>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "hub/store/changes.hpp"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/fleet/position_report.pb.h"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using hub::privacy::Retained;
using stores::OpenedStore;
using truckroll::admin::RetentionRule;
using truckroll::crm::Note;

namespace {

const Sign sign = [](std::string_view text) { return "signed " + std::string(text); };
constexpr auto day = std::chrono::hours(24);

Note note_of(OpenedStore& opened, const std::string& text) {
  Note note;
  auto tag = opened.save(stores::make_tag(text));
  *note.mutable_about() = common::codec::about("content.Tag", tag.header().id());
  note.set_text(text);
  return opened.save(note);
}

RetentionRule rule_of(OpenedStore& opened, const std::string& type, int days,
                      RetentionRule::Then then, const std::string& condition = "") {
  RetentionRule rule;
  rule.set_of_type(type);
  rule.set_keep_days(days);
  rule.set_then(then);
  if (!condition.empty()) rule.set_condition(condition);
  return opened.save(rule);
}

bool log_holds(OpenedStore& opened, const std::string& text) {
  return opened.store().read_result([&](Connection& sql) {
    return sql.integer("SELECT count(*) FROM change WHERE fields LIKE ?", {"%" + text + "%"});
  }) > 0;
}

void wait_for_seals(OpenedStore& opened) {
  CHECK(support::wait_until([&] {
    return opened.store().read_result([](Connection& sql) {
      return sql.integer("SELECT count(*) FROM change WHERE position IS NULL");
    }) == 0;
  }));
}

std::int64_t broken_at(OpenedStore& opened, const Sign& by = sign) {
  wait_for_seals(opened);
  return opened.store().read_result(
      [&](Connection& sql) { return verify(sql, "t1", opened.clock().now(), by).broken_at; });
}

Retained apply(OpenedStore& opened) {
  auto all = hub::privacy::apply_retention(opened.store(), "t1", sign);
  return all.at(0);
}

void on_both(const std::function<void(OpenedStore&)>& body) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    OpenedStore opened(dialect);
    body(opened);
  }
}

}  // namespace

TEST_GROUP(Retention){};

TEST(Retention, what_is_older_than_the_rule_goes_with_its_values_in_the_log) {
  on_both([](OpenedStore& opened) {
    auto old = note_of(opened, "oldwords");
    opened.clock().advance(20 * day);
    auto young = note_of(opened, "youngwords");
    rule_of(opened, "crm.Note", 30, RetentionRule::THEN_DELETE);
    opened.clock().advance(11 * day);

    auto planned = hub::privacy::plan_retention(opened.store(), "t1");
    LONGLONGS_EQUAL(1, planned.at(0).due);
    CHECK(opened.find<Note>(old.header().id()).has_value());  // a dry run removes nothing

    LONGLONGS_EQUAL(1, apply(opened).due);
    CHECK_FALSE(opened.find<Note>(old.header().id()).has_value());
    CHECK(opened.find<Note>(young.header().id()).has_value());
    auto left = opened.store().read_result([](Connection& sql) {
      return sql.integer("SELECT count(*) FROM note WHERE text LIKE '%oldwords%'");
    });
    LONGLONGS_EQUAL(0, left);
    CHECK(log_holds(opened, "youngwords"));
    LONGLONGS_EQUAL(0, broken_at(opened));
    LONGLONGS_EQUAL(0, apply(opened).due);  // nothing is left to do
  });
}

TEST(Retention, a_condition_chooses_and_a_hold_wins) {
  on_both([](OpenedStore& opened) {
    auto one = note_of(opened, "one"), two = note_of(opened, "two"),
         three = note_of(opened, "three");
    rule_of(opened, "crm.Note", 1, RetentionRule::THEN_PSEUDONYMISE, "NOT text = \"two\"");
    auto hold = rule_of(opened, "crm.Note", 0, RetentionRule::THEN_DELETE, "text = \"three\"");
    hold.set_legal_hold(true);
    hold = opened.save(hold);
    opened.clock().advance(2 * day);
    auto result = apply(opened);
    LONGLONGS_EQUAL(2, result.due);
    LONGLONGS_EQUAL(1, result.held);
    STRCMP_EQUAL("erased", opened.find<Note>(one.header().id())->text().c_str());
    STRCMP_EQUAL("two", opened.find<Note>(two.header().id())->text().c_str());
    STRCMP_EQUAL("three", opened.find<Note>(three.header().id())->text().c_str());

    opened.write([&](Transaction& transaction) { transaction.remove(hold); });
    apply(opened);
    STRCMP_EQUAL("erased", opened.find<Note>(three.header().id())->text().c_str());
    LONGLONGS_EQUAL(0, broken_at(opened));
  });
}

TEST(Retention, what_is_archived_lies_in_a_file_first) {
  on_both([](OpenedStore& opened) {
    auto note = note_of(opened, "treasure");
    auto rule = rule_of(opened, "crm.Note", 1, RetentionRule::THEN_ARCHIVE);
    opened.clock().advance(2 * day);
    apply(opened);
    CHECK_FALSE(opened.find<Note>(note.header().id()).has_value());
    opened.write([&](Transaction& transaction) {
      auto files = transaction.where<truckroll::content::Attachment>("about", rule.header().id());
      LONGS_EQUAL(1, files.size());
      auto blob = load_blob(transaction.sql(), "t1", files[0].versions(0).blob());
      CHECK(blob->bytes.find("treasure") != std::string::npos);
    });
  });
}

TEST(Retention, more_records_than_fit_in_one_transaction_all_go) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(stores::make_tag("a"));
    opened.write([&](Transaction& transaction) {
      for (int i = 0; i < 450; ++i) {
        Note note;
        *note.mutable_about() = common::codec::about("content.Tag", tag.header().id());
        note.set_text("many");
        transaction.save(note);
      }
    });
    rule_of(opened, "crm.Note", 1, RetentionRule::THEN_DELETE);
    opened.clock().advance(2 * day);
    int transactions = 0;
    auto all = hub::privacy::apply_retention(opened.store(), "t1", sign,
                                             [&](Transaction&) { ++transactions; });
    LONGLONGS_EQUAL(450, all.at(0).due);
    CHECK(transactions >= 3);
    LONGLONGS_EQUAL(0, hub::privacy::plan_retention(opened.store(), "t1").at(0).due);
  });
}

TEST(Retention, the_log_is_purged_by_rule_only_and_the_rest_still_verifies) {
  on_both([](OpenedStore& opened) {
    for (int i = 0; i < 5; ++i) opened.save(stores::make_tag("old" + std::to_string(i)));
    wait_for_seals(opened);
    opened.clock().advance(100 * day);
    opened.save(stores::make_tag("young"));
    hub::privacy::apply_retention(opened.store(), "t1", sign);
    LONGLONGS_EQUAL(6, opened.store().read_result([](Connection& sql) {
      return sql.integer("SELECT count(*) FROM change");
    }));  // no rule: nothing goes

    rule_of(opened, hub::privacy::change_log, 90, RetentionRule::THEN_DELETE);
    wait_for_seals(opened);
    LONGLONGS_EQUAL(5, apply(opened).due);
    LONGLONGS_EQUAL(0, broken_at(opened));
    opened.store().read([](Connection& sql) {
      LONGLONGS_EQUAL(5, find_anchor(sql, "t1")->position);
      LONGLONGS_EQUAL(6, read_changes(sql, "t1", 0, 10).at(0).position);
    });
    // Whoever cuts more off, or moves the anchor, is found out.
    LONGLONGS_EQUAL(5, broken_at(opened, [](auto) { return std::string("forged"); }));
    opened.write([](Transaction& transaction) {
      transaction.sql().execute("DELETE FROM change WHERE position = 6");
    });
    CHECK(broken_at(opened) > 0);
  });
}

TEST(Retention, of_the_log_nothing_goes_that_a_reader_has_still_to_read) {
  on_both([](OpenedStore& opened) {
    for (int i = 0; i < 5; ++i) opened.save(stores::make_tag("old" + std::to_string(i)));
    wait_for_seals(opened);
    opened.write(
        [](Transaction& transaction) { set_reader_position(transaction.sql(), "t1", "feed", 3); });
    rule_of(opened, hub::privacy::change_log, 1, RetentionRule::THEN_DELETE);
    opened.clock().advance(10 * day);
    apply(opened);
    opened.store().read(
        [](Connection& sql) { LONGLONGS_EQUAL(3, find_anchor(sql, "t1")->position); });
    LONGLONGS_EQUAL(0, broken_at(opened));
    auto reason = opened.store().read_result([](Connection& sql) {
      return std::get<std::string>(*sql.scalar("SELECT reason FROM retention_run"));
    });
    STRCMP_EQUAL("kept for the reader feed, which stands at position 3", reason.c_str());
    opened.write([](Transaction& transaction) {
      transaction.sql().execute("DELETE FROM reader WHERE name = 'feed'");
    });
    apply(opened);
    CHECK(opened.store().read_result([](Connection& sql) {
      return sql.integer("SELECT count(*) FROM retention_run WHERE reason IS NULL") == 1;
    }));
  });
}

TEST(Retention, access_and_sign_in_logs_have_rules_too) {
  on_both([](OpenedStore& opened) {
    opened.write([&](Transaction& transaction) {
      auto at = common::to_micros(transaction.now());
      transaction.sql().execute(
          "INSERT INTO read_log (tenant, at, actor, type, records) VALUES ('t1', ?, 'u', 'x', "
          "'[]')",
          {at});
      transaction.sql().execute(
          "INSERT INTO sign_in_log (tenant, at, user_id, action) VALUES ('t1', ?, 'u', 'refused')",
          {at});
    });
    rule_of(opened, hub::privacy::access_log, 5, RetentionRule::THEN_DELETE);
    rule_of(opened, hub::privacy::sign_in_log, 50, RetentionRule::THEN_DELETE);
    opened.clock().advance(6 * day);
    apply(opened);
    opened.store().read([](Connection& sql) {
      LONGLONGS_EQUAL(0, sql.integer("SELECT count(*) FROM read_log"));
      LONGLONGS_EQUAL(1, sql.integer("SELECT count(*) FROM sign_in_log"));
    });
  });
}

TEST(Retention, a_rule_that_is_not_understood_does_nothing) {
  OpenedStore opened(Dialect::sqlite);
  auto note = note_of(opened, "kept");
  rule_of(opened, "crm.Note", 1, RetentionRule::THEN_DELETE, "nothing_like_it = 1");
  opened.clock().advance(2 * day);
  LONGS_EQUAL(0, hub::privacy::apply_retention(opened.store(), "t1", sign).size());
  CHECK(opened.find<Note>(note.header().id()).has_value());
}

// features: X-40
TEST(Retention, positions_are_kept_then_thinned_then_gone) {
  on_both([](OpenedStore& opened) {
    auto begin = opened.clock().now();
    auto put = [&](common::Instant at, int longitude_e7) {
      opened.store().write(opened.store().system_command("t1", "test"), [&](Transaction& sql) {
        truckroll::fleet::PositionReport report;
        auto& header = *report.mutable_header();
        header.set_id(common::make_id(at));
        header.set_tenant("t1");
        header.set_version(1);
        *header.mutable_created_at() = common::codec::to_timestamp(at);
        *header.mutable_changed_at() = header.created_at();
        report.set_device("van");
        *report.mutable_at() = common::codec::to_timestamp(at);
        report.mutable_position()->set_latitude_e7(471410000);
        report.mutable_position()->set_longitude_e7(longitude_e7);
        opened.store().tables().of(sql.catalogue().of(report)).insert(sql.sql(), report);
      });
    };
    // An hour straight on at the same speed, a report in ten seconds; one turn in the middle of it.
    for (int i = 0; i <= 360; ++i)
      put(begin + std::chrono::seconds(10 * i), 95215000 + (i < 180 ? i : 360 - i) * 1000);
    auto count = [&] {
      return opened.store().read_result([](Connection& sql) {
        return sql.integer("SELECT count(*) FROM position_report WHERE tenant = 't1'");
      });
    };
    RetentionRule rule;
    rule.set_of_type("fleet.PositionReport");
    rule.set_keep_days(30);
    rule.set_then(RetentionRule::THEN_DELETE);
    rule.set_thin_after_days(7);
    rule.set_thin_minutes(10);
    opened.save(rule);

    opened.clock().advance(5 * day);
    apply(opened);
    LONGS_EQUAL(361, count());

    opened.clock().advance(5 * day);
    auto gone = apply(opened).due;
    auto thinned = count();
    LONGS_EQUAL(361 - thinned, gone);
    CHECK_TRUE(thinned >= 7 && thinned <= 15);
    LONGS_EQUAL(1, opened.store().read_result([](Connection& sql) {
      return sql.integer(
          "SELECT count(*) FROM position_report WHERE position__longitude = 95395000");
    }));
    apply(opened);
    LONGS_EQUAL(thinned, count());

    opened.clock().advance(30 * day);
    apply(opened);
    LONGS_EQUAL(0, count());
  });
}
