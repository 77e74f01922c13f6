#include "hub/broker/access.hpp"

#include <CppUTest/TestHarness.h>

using hub::broker::Attempt;
using hub::broker::may;

namespace {

struct Case {
  const char* name;
  Attempt attempt;
  const char* topic;
};

constexpr auto publish = Attempt::publish;
constexpr auto receive = Attempt::receive;
constexpr auto subscribe = Attempt::subscribe;

}  // namespace

TEST_GROUP(BrokerAccess){};

TEST(BrokerAccess, each_has_its_own_topics) {
  constexpr Case allowed[] = {
      {"van-1", publish, "truckroll/1/acme/07/van-1/up/op"},
      {"van-1", publish, "truckroll/1/acme/07/van-1/up/a/b/c"},
      {"van-1", receive, "truckroll/1/acme/07/van-1/down/ack"},
      {"van-1", subscribe, "truckroll/1/acme/07/van-1/down/#"},
      {"van-1", subscribe, "truckroll/1/+/+/van-1/down/ack"},
      {"hub", publish, "truckroll/1/acme/07/van-1/down/ack"},
      {"hub", subscribe, "truckroll/1/+/+/+/up/#"},
      {"hub", receive, "truckroll/1/acme/07/van-1/up/op"},
      {"hub", publish, "spBv1.0/acme/DDATA/hub/van-1"},
      {"hub", subscribe, "spBv1.0/acme/NCMD/hub"},
      {"hub", subscribe, "truckroll/broker/refused"},
      {"hub", receive, "truckroll/broker/refused"},
      {"hub", publish, "truckroll/broker/end"},
      {"acme", subscribe, "spBv1.0/acme/#"},
      {"acme", receive, "spBv1.0/acme/DDATA/hub/van-1"},
  };
  for (auto& one : allowed) CHECK_TRUE_TEXT(may(one.name, one.attempt, one.topic), one.topic);
}

TEST(BrokerAccess, everything_else_is_refused) {
  constexpr Case refused[] = {
      {"van-1", publish, "truckroll/1/acme/07/van-2/up/op"},
      {"van-1", publish, "truckroll/1/acme/07/van-1/down/ack"},
      {"van-1", publish, "truckroll/1/acme/07/van-1/up"},
      {"van-1", publish, "truckroll/1/acme/07/van-1"},
      {"van-1", publish, "truckroll/2/acme/07/van-1/up/op"},
      {"van-1", publish, "truckroll/1/acme/van-1/up/op"},
      {"van-1", publish, "truckroll/1/acme/07/van-10/up/op"},
      {"van-1", publish, "truckroll/1/a/b/acme/07/van-1/up/op"},
      {"van-1", publish, "truckroll/broker/end"},
      {"van-1", publish, "truckroll/broker/refused"},
      {"van-1", publish, "spBv1.0/acme/DDATA/hub/van-1"},
      {"van-1", publish, "spBv1.0/van-1/DDATA/hub/van-1"},
      {"van-1", publish, "$CONTROL/dynamic-security/v1"},
      {"van-1", publish, ""},
      {"van-1", publish, "/truckroll/1/acme/07/van-1/up/op"},
      {"van-1", subscribe, "#"},
      {"van-1", subscribe, "+/#"},
      {"van-1", subscribe, "$SYS/#"},
      {"van-1", subscribe, "$share/all/truckroll/1/acme/07/van-1/down/#"},
      {"van-1", subscribe, "truckroll/#"},
      {"van-1", subscribe, "truckroll/1/#"},
      {"van-1", subscribe, "truckroll/1/acme/07/van-1/#"},
      {"van-1", subscribe, "truckroll/1/acme/07/van-1/+/ack"},
      {"van-1", subscribe, "truckroll/1/acme/07/+/down/#"},
      {"van-1", subscribe, "truckroll/1/acme/07/van-2/down/#"},
      {"van-1", subscribe, "truckroll/1/acme/07/van-1/up/#"},
      {"van-1", subscribe, "truckroll/broker/#"},
      {"van-1", subscribe, "truckroll/broker/refused"},
      {"van-1", receive, "truckroll/1/acme/07/van-2/down/ack"},
      {"hub", publish, "truckroll/broker/refused"},
      {"hub", subscribe, "truckroll/broker/end"},
      {"hub", subscribe, "#"},
      {"hub", subscribe, "$SYS/#"},
      {"hub", publish, "elsewhere"},
      {"acme", subscribe, "spBv1.0/#"},
      {"acme", subscribe, "spBv1.0/+/DDATA/hub/van-1"},
      {"acme", subscribe, "spBv1.0/other/#"},
      {"acme", publish, "spBv1.0/acme/DDATA/hub/van-1"},
      {"acme", receive, "truckroll/1/acme/07/van-1/down/ack"},
      {"", publish, "truckroll/1/acme/07//up/op"},
      {"", subscribe, "#"},
  };
  for (auto& one : refused) CHECK_FALSE_TEXT(may(one.name, one.attempt, one.topic), one.topic);
}

TEST(BrokerAccess, a_van_is_one_client_wherever_it_connects) {
  using hub::broker::may_bear;
  CHECK_TRUE(may_bear("van-1", "van-1", "truckroll/1/acme/07/van-1/up/op"));
  CHECK_FALSE(may_bear("van-1", "second", "truckroll/1/acme/07/van-1/down/#"));
  CHECK_FALSE(may_bear("van-1", "", "truckroll/1/acme/07/van-1/down/#"));
  CHECK_TRUE(may_bear("hub", "hub-2", "truckroll/1/+/07/+/up/#"));
  CHECK_TRUE(may_bear("acme", "board", "spBv1.0/acme/#"));
}
