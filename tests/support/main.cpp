// The one main of every CppUTest program.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include <CppUTest/CommandLineTestRunner.h>
#include <CppUTest/TestRegistry.h>

namespace {

/// TRUCKROLL_TEST_SHARE=2/3 runs the second of three shares of the groups, so that ctest can run a
/// long program's shares at once. Empty: all of them.
std::vector<std::string> groups_of_share() {
  const char* share = std::getenv("TRUCKROLL_TEST_SHARE");
  unsigned own = 0, shares = 0;
  if (!share || std::sscanf(share, "%u/%u", &own, &shares) != 2 || shares < 2) return {};
  std::set<std::string> groups;
  for (auto test = TestRegistry::getCurrentRegistry()->getFirstTest(); test; test = test->getNext())
    groups.insert(test->getGroup().asCharString());
  std::vector<std::string> result;
  unsigned at = 0;
  for (auto& group : groups)
    if (at++ % shares == own - 1) result.push_back(group);
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  // CppUTest's own new and delete are not safe with threads; leaks are the sanitizer's business.
  MemoryLeakWarningPlugin::turnOffNewDeleteOverloads();
  std::signal(SIGPIPE, SIG_IGN);
  // Not RunAllTests, which installs the leak plugin: blocks that shared libraries allocate before
  // main and free later stay in its list as dangling pointers, and it crashes (CppUTest 4.0 with
  // protobuf linked).
  const auto groups = groups_of_share();
  std::vector<const char*> words(argv, argv + argc);
  for (auto& group : groups) words.insert(words.end(), {"-sg", group.c_str()});
  CommandLineTestRunner runner(static_cast<int>(words.size()), words.data(),
                               TestRegistry::getCurrentRegistry());
  return runner.runAllTestsMain();
}
