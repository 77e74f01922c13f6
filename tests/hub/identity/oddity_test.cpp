// How unusual a sign-in is, by points.
#include "hub/identity/oddity.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::identity;

TEST_GROUP(OddityOf){};

TEST(OddityOf, networks_are_the_ranges_of_providers) {
  STRCMP_EQUAL("192.0.", network_of("192.0.2.7").c_str());
  STRCMP_EQUAL(network_of("192.0.2.7").c_str(), network_of("192.0.99.1").c_str());
  STRCMP_EQUAL("2001:db8:", network_of("2001:db8:1::1").c_str());
  STRCMP_EQUAL("no address", network_of("no address").c_str());
}

TEST(OddityOf, points_add_up_and_are_told_in_words) {
  Oddity none, moved{{Sign::new_address, Sign::new_network}},
      another{{Sign::new_address, Sign::new_network, Sign::new_device}}, thief = another;
  thief.signs.push_back(Sign::unusual_hour);
  LONGS_EQUAL(0, none.points());
  CHECK_FALSE(Oddity{{Sign::new_device}}.is_odd());
  CHECK(moved.is_odd() && !another.is_very_odd());
  LONGS_EQUAL(6, thief.points());
  CHECK(thief.is_very_odd());
  STRCMP_EQUAL("a new address, a new network", moved.words().english().c_str());
  STRCMP_EQUAL("eine neue Adresse, ein neues Netz", moved.words().in("de").c_str());
}
