#include "hub/gateway/topics.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::gateway;

TEST_GROUP(Topics){};

TEST(Topics, address_goes_round) {
  auto topic = parse_topic("truckroll/1/alpina/07/van-07/up/op");
  CHECK_TRUE(topic.has_value());
  STRCMP_EQUAL("alpina", topic->tenant.c_str());
  LONGS_EQUAL(7, topic->shard);
  STRCMP_EQUAL("up/op", topic->suffix.c_str());
  STRCMP_EQUAL("truckroll/1/alpina/07/van-07/down/ack", make_topic(*topic, "down/ack").c_str());
}

TEST(Topics, everything_else_is_rubbish) {
  for (auto text :
       {"", "/", "truckroll/1/alpina/07/van-07/up", "truckroll/1/alpina/07/van-07/up/op/more",
        "truckroll/2/alpina/07/van-07/up/op", "truckroll/1/alpina/7/van-07/up/op",
        "truckroll/1/alpina/ab/van-07/up/op", "truckroll/1//07/van-07/up/op",
        "truckroll/1/alpina/07//up/op", "truckroll/1/alpina/07/van-07/down/ack",
        "truckroll/1/alpina/07/van-07/up/rubbish", "truckroll/1/al pina/07/van-07/up/op",
        "truckroll/1/alpina/07/van\n07/up/op"})
    CHECK_FALSE_TEXT(parse_topic(text).has_value(), text);
}
