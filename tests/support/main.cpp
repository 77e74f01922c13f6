// The one main of every CppUTest program.
#include <CppUTest/CommandLineTestRunner.h>
#include <CppUTest/TestRegistry.h>

#include <csignal>

int main(int argc, char** argv) {
  // CppUTest's own new and delete are not safe with threads; leaks are the sanitizer's business.
  MemoryLeakWarningPlugin::turnOffNewDeleteOverloads();
  std::signal(SIGPIPE, SIG_IGN);
  // Not RunAllTests, which installs the leak plugin: blocks that shared libraries allocate before
  // main and free later stay in its list as dangling pointers, and it crashes (CppUTest 4.0 with
  // protobuf linked).
  CommandLineTestRunner runner(argc, argv, TestRegistry::getCurrentRegistry());
  return runner.runAllTestsMain();
}
