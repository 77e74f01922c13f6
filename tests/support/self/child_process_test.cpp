#include "tests/support/child_process.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using support::ChildProcess;

TEST_GROUP(ChildProcess){};

TEST(ChildProcess, exit_code_output_and_environment_are_its_own) {
  support::TempFolder folder;
  ChildProcess child({"sh", "-c", "echo $GREETING; exit 3"}, folder / "out", {"GREETING=salve"});
  CHECK_EQUAL(3, child.wait().value());
  std::ifstream stream(folder / "out");
  const std::string text((std::istreambuf_iterator<char>(stream)),
                         std::istreambuf_iterator<char>());
  STRCMP_EQUAL("salve\n", text.c_str());
}

TEST(ChildProcess, kill_and_terminate_are_told_apart) {
  ChildProcess killed({"sleep", "60"});
  CHECK(killed.is_running());
  killed.kill();
  CHECK_EQUAL(128 + 9, killed.wait().value());

  ChildProcess terminated({"sleep", "60"});
  terminated.terminate();
  CHECK_EQUAL(128 + 15, terminated.wait().value());
}

TEST(ChildProcess, wait_ends_at_its_deadline_while_it_runs) {
  ChildProcess child({"sleep", "60"});
  CHECK_FALSE(child.wait(20ms).has_value());
}

TEST(ChildProcess, program_that_is_not_there_is_an_error) {
  CHECK_THROWS(std::runtime_error, ChildProcess({"truckroll-no-such-program"}));
}
