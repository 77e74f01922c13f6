#include <string>

#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;

TEST_GROUP(Statistics) {
  std::unique_ptr<Connection> connection = stores::open_empty(Dialect::sqlite);
  std::string plan(const std::string& rest) {
    std::string text;
    auto& rows = connection->query(
        "EXPLAIN QUERY PLAN SELECT * FROM work_order WHERE tenant = 't' AND deleted_at IS NULL" +
        rest);
    while (rows.step()) text += rows.text(3) + "\n";
    return text;
  }
};

TEST(Statistics, a_reference_and_a_state_are_followed_by_their_index) {
  STRCMP_CONTAINS("(tenant=? AND account=?)", plan(" AND account = 'x'").c_str());
  STRCMP_CONTAINS("(tenant=? AND account=?)", plan(" AND account = 'x' ORDER BY id").c_str());
  STRCMP_CONTAINS("(tenant=? AND state=?)", plan(" AND state = 'x'").c_str());
}

TEST(Statistics, all_records_are_read_from_their_table) {
  STRCMP_CONTAINS("PRIMARY KEY (tenant=?)", plan("").c_str());
  STRCMP_CONTAINS("PRIMARY KEY (tenant=?)", plan(" AND summary > 'x' ORDER BY summary").c_str());
}

TEST(Statistics, a_page_in_the_order_of_an_index_needs_no_sorting) {
  auto page = plan(" ORDER BY changed_at DESC, id DESC LIMIT 51");
  STRCMP_CONTAINS("index_work_order_changed_at_id", page.c_str());
  CHECK(page.find("TEMP B-TREE") == std::string::npos);
}

TEST(Statistics, what_leads_to_a_record_lies_in_the_order_of_its_time) {
  std::string text;
  auto& rows = connection->query(
      "EXPLAIN QUERY PLAN SELECT * FROM interaction WHERE tenant = 't' AND deleted_at IS NULL AND "
      "account = 'x' ORDER BY start DESC NULLS LAST, id DESC NULLS LAST LIMIT 11");
  while (rows.step()) text += rows.text(3) + "\n";
  STRCMP_CONTAINS("index_interaction_account_start_id", text.c_str());
  CHECK(text.find("TEMP B-TREE") == std::string::npos);
}
