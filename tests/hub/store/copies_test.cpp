// What is left out as a read copy, and what becomes of reads meanwhile. tests/hubs/copies_play.mjs
// has a real replica.
#include "hub/store/copies.hpp"

#include <stdexcept>
#include <string>

#include "common/error/error.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;

namespace {

const RuleBook book;

Store open(const std::string& url, const std::string& copy) {
  static const common::SystemClock clock;
  return Store({url, 2, 1, {copy}}, stores::catalogue(), book, clock);
}

/// Waits until the copy has been looked at.
std::string trouble_of(const Store& store) {
  support::wait_until([&] { return store.copies()[0].trouble != "not looked at yet"; },
                      std::chrono::seconds(20));
  return store.copies()[0].trouble;
}

/// The same database for a user who may do nothing else.
std::string as_plain_user(const std::string& url) {
  open_connection(url)->run_script(
      "DROP OWNED BY hub_plain; DROP ROLE hub_plain; CREATE ROLE hub_plain LOGIN");
  auto at = url.rfind("user=");
  return url.substr(0, at) + "user=hub_plain";
}

}  // namespace

TEST_GROUP(Copies){};

TEST(Copies, another_database_is_refused) {
  auto url = stores::copy_of_migrated();
  try {
    open(url, stores::copy_of_migrated());
    FAIL("taken");
  } catch (const common::Error& error) {
    CHECK(error.code() == common::ErrorCode::bad_input);
    STRCMP_CONTAINS("expected a streaming replica of the database of store.url", error.what());
  }
}

TEST(Copies, one_that_is_away_is_left_out_and_reads_go_on) {
  auto store = open(stores::copy_of_migrated(), "postgresql:///hub?host=/not/there");
  STRCMP_CONTAINS("/not/there", trouble_of(store).c_str());
  auto one = with_copies(
      [&] { return store.read_result([](Connection& sql) { return sql.integer("SELECT 1"); }); });
  LONGS_EQUAL(1, one);
  CHECK(!store.copies()[0].is_used);
  LONGS_EQUAL(0, store.copies()[0].reads);
}

TEST(Copies, a_database_that_takes_writes_is_no_copy) {
  auto url = stores::copy_of_migrated();
  auto store = open(url, url);
  STRCMP_EQUAL("it takes writes itself and is no copy any more", trouble_of(store).c_str());
}

TEST(Copies, looking_needs_no_rights_of_an_administrator) {
  auto url = stores::copy_of_migrated();
  open_connection(url)->run_script("CREATE ROLE hub_plain LOGIN");
  auto store = open(url, as_plain_user(url));
  STRCMP_EQUAL("it takes writes itself and is no copy any more", trouble_of(store).c_str());
}

TEST(Copies, what_a_copy_failed_to_read_is_read_once_more_without_it) {
  int runs = 0;
  auto answer = with_copies([&] {
    if (AskingCopies::may()) {
      ++runs;
      throw CopyFailed{"it was killed"};
    }
    return ++runs;
  });
  LONGS_EQUAL(2, answer);
  CHECK(!AskingCopies::may());
}

TEST(Copies, a_refusal_is_not_tried_again) {
  int runs = 0;
  CHECK_THROWS(common::Error, with_copies([&]() -> int {
                 ++runs;
                 throw common::Error(common::ErrorCode::not_found, "not there");
               }));
  LONGS_EQUAL(1, runs);
}
