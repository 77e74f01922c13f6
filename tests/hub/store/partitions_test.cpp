// Streams in parts of a month each, on PostgreSQL.
#include "hub/store/partitions.hpp"

#include <set>
#include <string>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "proto/records/fleet/position_report.pb.h"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using truckroll::fleet::PositionReport;

TEST_GROUP(Partitions) {
  std::unique_ptr<Connection> connection = stores::open_empty(Dialect::postgres);
  const RecordType& type = stores::catalogue().type("fleet.PositionReport");
  std::string put(const std::string& at) {
    auto instant = common::parse_instant(at);
    PositionReport report;
    report.mutable_header()->set_id(common::make_id(instant));
    report.mutable_header()->set_tenant("t");
    report.mutable_header()->set_version(1);
    *report.mutable_header()->mutable_created_at() = common::codec::to_timestamp(instant);
    *report.mutable_at() = common::codec::to_timestamp(instant);
    report.set_device("d");
    RecordTable(type).insert(*connection, report);
    return report.header().id();
  }
  std::string part_of(const std::string& id) {
    auto& rows = connection->query(
        "SELECT CAST(tableoid::regclass AS text) FROM position_report WHERE id = ?", {id});
    return rows.step() ? rows.text(0) : std::string();
  }
  std::string plan(const std::string& from, const std::string& to) {
    auto micros = [](const std::string& at) {
      return std::to_string(common::to_micros(common::parse_instant(at)));
    };
    std::string text;
    auto& rows = connection->query(
        "EXPLAIN SELECT id FROM position_report WHERE tenant = 't' AND "
        "\"at\" >= " +
        micros(from) + " AND \"at\" < " + micros(to));
    while (rows.step()) text += rows.text(0) + "\n";
    return text;
  }
  void ensure(const std::string& now) {
    ensure_partitions(*connection, stores::catalogue(), common::parse_instant(now));
  }
};

// features: EXTN-06
TEST(Partitions, rows_of_two_months_lie_in_two_parts) {
  ensure("2031-05-20T12:00:00Z");

  auto may = put("2031-05-31T23:59:59Z"), june = put("2031-06-01T00:00:00Z");

  STRCMP_EQUAL("position_report_y2031m05", part_of(may).c_str());
  STRCMP_EQUAL("position_report_y2031m06", part_of(june).c_str());
  CHECK(RecordTable(type).find(*connection, "t", may) != nullptr);
}

TEST(Partitions, a_bound_in_time_reads_its_months_alone) {
  ensure("2031-05-20T12:00:00Z");

  auto text = plan("2031-06-02T00:00:00Z", "2031-06-20T00:00:00Z");

  STRCMP_CONTAINS("position_report_y2031m06", text.c_str());
  for (auto other : {"m05", "m07", "m08", "_rest"})
    CHECK_TRUE_TEXT(text.find(other) == std::string::npos, text.c_str());
}

TEST(Partitions, what_came_before_its_part_was_made_is_moved_there) {
  auto early = put("2032-02-29T10:00:00Z");
  STRCMP_EQUAL("position_report_rest", part_of(early).c_str());

  ensure("2032-02-10T00:00:00Z");
  ensure("2032-02-10T00:00:00Z");

  STRCMP_EQUAL("position_report_y2032m02", part_of(early).c_str());
}

// features: EXTN-06
TEST(Partitions, every_stream_is_parted_and_every_part_has_the_indexes) {
  std::set<std::string> parted;
  auto& rows =
      connection->query("SELECT CAST(partrelid::regclass AS text) FROM pg_partitioned_table");
  while (rows.step()) parted.insert(rows.text(0));
  std::set<std::string> streams;
  for (auto& candidate : stores::catalogue().types()) {
    if (partition_column(*candidate).empty()) continue;
    streams.insert(candidate->table);
    // Its keys could not be unique over all parts.
    LONGS_EQUAL(0, candidate->options->key_size());
    for (auto& field : candidate->fields) CHECK_FALSE(field.options->unique());
  }
  CHECK(streams.size() >= 3);
  CHECK(streams == parted);

  ensure("2031-05-20T12:00:00Z");
  auto indexes = [&](const std::string& table) {
    auto& found =
        connection->query("SELECT count(*) FROM pg_index WHERE indrelid = to_regclass(?)", {table});
    found.step();
    return found.integer(0);
  };
  CHECK(indexes("position_report") > 3);
  LONGS_EQUAL(indexes("position_report"), indexes("position_report_y2031m05"));
}
