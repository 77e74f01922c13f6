#include <string>

#include "hub/store/limit.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;

TEST_GROUP(Statistics) {
  std::unique_ptr<Connection> connection = stores::open_empty(Dialect::sqlite);
  std::string plan_of(const std::string& statement) {
    std::string text;
    auto& rows = connection->query("EXPLAIN QUERY PLAN " + statement);
    while (rows.step()) text += rows.text(3) + "\n";
    return text;
  }
  std::string plan(const std::string& rest) {
    return plan_of("SELECT * FROM work_order WHERE tenant = 't' AND deleted_at IS NULL" + rest);
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

TEST(Statistics, nor_does_the_first_page_of_what_no_index_answers) {
  auto page =
      plan(" AND (created_by = 'x' OR priority = 'high') ORDER BY changed_at DESC, id DESC" +
           limit_clause(2));
  STRCMP_CONTAINS("index_work_order_changed_at_id", page.c_str());
  CHECK(page.find("TEMP B-TREE") == std::string::npos);
}

TEST(Statistics, what_leads_to_a_record_lies_in_the_order_of_its_time) {
  auto text = plan_of(
      "SELECT * FROM interaction WHERE tenant = 't' AND deleted_at IS NULL AND account = 'x' "
      "ORDER BY start DESC NULLS LAST, id DESC NULLS LAST LIMIT 11");
  STRCMP_CONTAINS("index_interaction_account_start_id", text.c_str());
  CHECK(text.find("TEMP B-TREE") == std::string::npos);
}

TEST(Statistics, who_names_a_file_is_found_by_it) {
  STRCMP_CONTAINS(
      "(tenant=? AND form_blob=?",
      plan_of("SELECT DISTINCT id FROM paperwork_template WHERE tenant = 't' AND form_blob = 'x' "
              "AND id > 'a' ORDER BY id LIMIT 100")
          .c_str());
  STRCMP_CONTAINS("(tenant=? AND blob=?",
                  plan_of("SELECT DISTINCT record FROM attachment_versions WHERE tenant = 't' AND "
                          "blob = 'x' AND record > 'a' ORDER BY record LIMIT 100")
                      .c_str());
}

TEST(Statistics, the_engine_s_own_tables_are_entered_by_the_record_asked_for) {
  STRCMP_CONTAINS("(tenant=? AND generation=? AND record=?)",
                  plan_of("SELECT number, words FROM search_document WHERE tenant = 't' AND "
                          "generation = 1 AND record IN ('a', 'b')")
                      .c_str());
  auto pairs = plan_of(
      "DELETE FROM duplicate_pair WHERE tenant = 't' AND (first = 'a' OR second = 'a') AND "
      "dismissed = 0");
  STRCMP_CONTAINS("(tenant=? AND first=?)", pairs.c_str());
  STRCMP_CONTAINS("(tenant=? AND second=?)", pairs.c_str());
  STRCMP_CONTAINS("(tenant=? AND record=?)",
                  plan_of("DELETE FROM duplicate_key WHERE tenant = 't' AND record = 'a'").c_str());
}
