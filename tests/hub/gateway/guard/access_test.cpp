#include "hub/gateway/guard/access.hpp"

#include <CppUTest/TestHarness.h>

using hub::gateway::guard::Access;
using hub::gateway::guard::is_allowed;

TEST_GROUP(GuardAccess){};

TEST(GuardAccess, a_van_speaks_and_listens_below_its_own_name) {
  CHECK(is_allowed("van-1", Access::publish, "truckroll/1/t/7/van-1/up/op"));
  for (auto access : {Access::subscribe, Access::receive}) {
    CHECK(is_allowed("van-1", access, "truckroll/1/t/7/van-1/down/ack"));
    CHECK(is_allowed("van-1", access, "truckroll/1/+/+/van-1/down/#"));
  }
}

TEST(GuardAccess, everything_else_is_refused_to_a_van) {
  for (auto topic :
       {"truckroll/1/t/7/van-2/up/op", "truckroll/1/t/7/van-1/down/ack", "truckroll/1/t/7/van-1/up",
        "truckroll/1/t/7/van-1/up/", "truckroll/2/t/7/van-1/up/op", "truckroll/1/t/van-1/up/op",
        "truckroll/1//7/van-1/up/op", "truckroll/refused", "spBv1.0/t/NDATA/hub", "$SYS/broker", "",
        "/", "truckroll/1/t/7/van-1x/up/op"})
    CHECK_FALSE(is_allowed("van-1", Access::publish, topic));
  for (auto filter :
       {"#", "+/#", "truckroll/#", "truckroll/1/#", "truckroll/1/+/+/+/down/#",
        "truckroll/1/+/+/van-2/down/#", "truckroll/1/+/+/van-1/#", "truckroll/1/+/+/van-1/up/#",
        "truckroll/1/#/7/van-1/down/#", "truckroll/1/+/+/van-1/down", "truckroll/refused", "$SYS/#",
        "$share/all/truckroll/1/+/+/van-1/down/#", "spBv1.0/#", "spBv1.0/van-1"})
    CHECK_FALSE(is_allowed("van-1", Access::subscribe, filter));
}

TEST(GuardAccess, a_name_that_is_a_pattern_is_nobody) {
  for (auto name : {"", "+", "#", "a/b", "van-1/up"})
    for (auto access : {Access::publish, Access::subscribe, Access::receive})
      CHECK_FALSE(is_allowed(name, access, "truckroll/1/t/7/+/down/ack"));
}

TEST(GuardAccess, the_hub_and_an_observer_have_theirs) {
  CHECK(is_allowed("hub", Access::subscribe, "truckroll/1/+/+/+/up/#"));
  CHECK(is_allowed("hub", Access::subscribe, "truckroll/refused"));
  CHECK(is_allowed("hub", Access::publish, "spBv1.0/t/NBIRTH/hub"));
  CHECK_FALSE(is_allowed("hub", Access::subscribe, "#"));
  CHECK_FALSE(is_allowed("hub", Access::subscribe, "$SYS/#"));
  CHECK(is_allowed("tenant", Access::subscribe, "spBv1.0/tenant/#"));
  CHECK_FALSE(is_allowed("tenant", Access::publish, "spBv1.0/tenant/NCMD/hub"));
  CHECK_FALSE(is_allowed("tenant", Access::subscribe, "spBv1.0/other/#"));
}
