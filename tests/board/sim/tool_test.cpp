#include <sys/socket.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "board/sim/drive.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/places.hpp"
#include "tests/support/tcp.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using support::ChildProcess;

namespace {

const std::string recording = support::source_folder() + "/board/sim/data/drive-liechtenstein.nmea";

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_GROUP(DriveTool) {
  support::TempFolder folder;

  /// What the tool sends to its port until `bytes` came.
  std::string served(const std::string& file, const std::string& extra, std::size_t bytes) {
    const std::uint16_t port = support::free_port();
    ChildProcess tool(
        {DRIVE_PROGRAM, file, "--serve", std::to_string(port), "--speed", "20", extra});
    support::Socket socket;
    CHECK(support::wait_until([&] {
      if (!socket.is_open()) socket = support::connect_to_loopback(port);
      return socket.is_open();
    }));
    std::string text(bytes, '\0');
    const ssize_t count = ::recv(socket.descriptor(), text.data(), bytes, MSG_WAITALL);
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }
  /// The first three seconds of the recording.
  std::string short_recording() {
    const std::string all = content(recording);
    const std::string file = (folder / "short.nmea").string();
    std::ofstream(file, std::ios::binary) << all.substr(0, all.find("$GNRMC,073003.00"));
    return file;
  }
};

TEST(DriveTool, written_recording_is_the_whole_drive_at_the_present_time) {
  ChildProcess tool({DRIVE_PROGRAM, recording, "--write", (folder / "now.nmea").string()});
  CHECK_EQUAL(0, tool.wait().value());

  const board::Drive written = board::Drive::load(folder / "now.nmea");
  CHECK(written.length() == board::Drive::load(recording).length());
  const std::string today = common::format_instant(common::SystemClock().now());
  const std::string date = today.substr(8, 2) + today.substr(5, 2) + today.substr(2, 2);
  STRCMP_CONTAINS(date.c_str(), written.seconds()[0].sentences[0].c_str());
}

TEST(DriveTool, loop_begins_again_with_times_that_go_on_rising) {
  const std::string text = served(short_recording(), "--loop", 2'200);

  // Parsing refuses a time that goes back; the short recording alone would be three seconds.
  CHECK(board::Drive::parse(text.substr(0, text.rfind("$GNRMC"))).seconds().size() >= 6);
}

TEST(DriveTool, parked_van_goes_on_reporting_its_last_place) {
  const std::string text = served(short_recording(), "--park", 1'100);

  const board::Drive drive = board::Drive::parse(text.substr(0, text.rfind("$GNRMC")));
  CHECK(drive.seconds().size() >= 4);
  STRCMP_CONTAINS("4708.46024,N", drive.seconds().back().sentences[0].c_str());
}

TEST(DriveTool, wrong_words_end_with_an_error) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {DRIVE_PROGRAM},
           {DRIVE_PROGRAM, recording},
           {DRIVE_PROGRAM, recording, "--gpsd"},
           {DRIVE_PROGRAM, recording, "--gpsd", "x"},
           {DRIVE_PROGRAM, recording, "--serve", "0", "--speed", "0"},
           {DRIVE_PROGRAM, recording, "--serve", "0", "--skip", "9999"},
           {DRIVE_PROGRAM, "/nonexistent", "--serve", "0"}}) {
    ChildProcess tool(words);
    CHECK(tool.wait().value_or(0) != 0);
  }
}
