// Systems that keep the hub waiting.
#include "hub/webhooks/turns.hpp"

#include <CppUTest/TestHarness.h>

using hub::webhooks::Turns;
using std::chrono::seconds;

TEST_GROUP(WebhooksTurns) {
  Turns::Clock::time_point now{seconds(1000)};
  Turns turns{3, [this] { return now; }};
  bool begins(const char* tenant, const char* endpoint, const char* delivery) {
    return !turns.begin(tenant, endpoint, delivery);
  }
};

TEST(WebhooksTurns, quick_ones_are_sent_beside_each_other) {
  CHECK(begins("t1", "e1", "d1"));
  CHECK(begins("t1", "e1", "d2"));
  CHECK(begins("t1", "e1", "d3"));
  turns.end("d1", true);
  turns.end("d2", false);  // refused at once
  CHECK(begins("t1", "e1", "d4"));
}

TEST(WebhooksTurns, who_keeps_the_hub_waiting_gets_one_at_a_time_and_rests) {
  CHECK(begins("t1", "hangs", "d1"));
  now += seconds(2);
  CHECK_FALSE(begins("t1", "hangs", "d2"));
  CHECK(begins("t1", "quick", "d3"));
  turns.end("d3", true);
  now += seconds(13);
  turns.end("d1", false);
  CHECK(turns.begin("t1", "hangs", "d2") == seconds(60));
  CHECK(begins("t1", "quick", "d3"));
  turns.end("d3", true);
  now += seconds(60);
  CHECK(begins("t1", "hangs", "d2"));
  CHECK_FALSE(begins("t1", "hangs", "d4"));  // one is enough to see whether it answers
  now += seconds(15);
  turns.end("d2", false);
  CHECK(turns.begin("t1", "hangs", "d2") == seconds(120));
  now += seconds(120);
  CHECK(begins("t1", "hangs", "d2"));
  turns.end("d2", true);
  CHECK(begins("t1", "hangs", "d4"));
  CHECK(begins("t1", "hangs", "d5"));
}

TEST(WebhooksTurns, no_company_holds_the_last_place) {
  CHECK(begins("t1", "e1", "d1"));
  CHECK(begins("t1", "e2", "d2"));
  now += seconds(2);
  CHECK_FALSE(begins("t1", "e3", "d3"));
  CHECK(begins("t2", "e4", "d4"));
  turns.end("d1", true);
  CHECK(begins("t1", "e3", "d3"));
}
