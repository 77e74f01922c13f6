#include "hub/broker/refusals.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::broker;
using std::chrono::seconds;

TEST_GROUP(BrokerRefusals) {
  Refusals refusals;

  Refusal attempt(const std::string& name, const std::string& topic = "a/b") {
    return {name, "10.0.0.1", Attempt::publish, topic, 1};
  }
};

TEST(BrokerRefusals, first_ones_are_told_at_once_the_rest_as_a_sum) {
  std::size_t told = 0;
  for (int i = 0; i < 100; ++i) told += refusals.add(attempt("van-1"), seconds(10)).size();
  LONGS_EQUAL(Refusals::single_max, told);
  CHECK_TRUE(refusals.finish(seconds(69)).empty());

  auto sums = refusals.finish(seconds(70));

  LONGS_EQUAL(1, sums.size());
  LONGS_EQUAL(100 - Refusals::single_max, sums[0].count);
  STRCMP_EQUAL("van-1", sums[0].name.c_str());
  CHECK_TRUE(refusals.finish(seconds(200)).empty());
}

TEST(BrokerRefusals, one_client_does_not_hide_another) {
  for (int i = 0; i < 100; ++i) refusals.add(attempt("van-1"), seconds(10));
  LONGS_EQUAL(1, refusals.add(attempt("van-2"), seconds(10)).size());
}

TEST(BrokerRefusals, many_names_take_no_more_memory_than_the_bound) {
  for (std::size_t i = 0; i < Refusals::clients_max; ++i)
    LONGS_EQUAL(1, refusals.add(attempt("van-" + std::to_string(i)), seconds(1)).size());
  std::size_t told = 0;
  for (int i = 0; i < 50; ++i)
    told += refusals.add(attempt("more-" + std::to_string(i)), seconds(1)).size();
  LONGS_EQUAL(Refusals::single_max, told);
}

TEST(BrokerRefusals, nothing_in_a_name_or_topic_breaks_the_line) {
  auto refusal = attempt("van-1", "a\n\"b\\\xc3" + std::string(1000, 'x'));
  CHECK_TRUE(refusal.text().find('\n') == std::string::npos);
  STRCMP_EQUAL(("{\"name\":\"van-1\",\"address\":\"10.0.0.1\",\"attempt\":\"publish\",\"topic\":"
                "\"a??b??" +
                std::string(194, 'x') + "\",\"count\":1}")
                   .c_str(),
               refusal.json().c_str());
}
