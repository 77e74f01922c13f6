#include "edge/agent/link_watch.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include <CppUTest/TestHarness.h>

TEST_GROUP(LinkWatch){};

TEST(LinkWatch, tells_once_of_all_that_changed_and_never_blocks) {
  std::array<int, 2> ends{};
  LONGS_EQUAL(0, ::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends.data()));
  edge::agent::LinkWatch watch(ends[0]);
  CHECK_FALSE(watch.has_changed());

  for (std::size_t size : {16u, 1'000u, 9'000u})
    CHECK(::send(ends[1], std::string(size, 'x').data(), size, 0) > 0);

  CHECK(watch.has_changed());
  CHECK_FALSE(watch.has_changed());
  ::close(ends[1]);
  CHECK_FALSE(watch.has_changed());
}
