#include "edge/agent/link_watch.hpp"

#include <fstream>

#include "tests/support/temp_folder.hpp"

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

// features: X-42
TEST(LinkWatch, the_way_out_is_that_of_the_best_default_route) {
  support::TempFolder folder;
  auto routes = (folder / "route").string();
  std::ofstream(routes) << "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
                        << "wwan0\t00000000\t0101A8C0\t0003\t0\t0\t700\t00000000\n"
                        << "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\n"
                        << "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\n";
  STRCMP_EQUAL("wlan0", edge::agent::default_interface(routes).c_str());
  STRCMP_EQUAL("", edge::agent::default_interface((folder / "none").string()).c_str());
}
