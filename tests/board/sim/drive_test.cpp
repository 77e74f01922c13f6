#include "board/sim/drive.hpp"

#include <functional>
#include <string>

#include "board/sim/nmea_server.hpp"
#include "common/error/error.hpp"
#include "tests/support/places.hpp"
#include "tests/support/tcp.hpp"
#include "tests/support/wait.hpp"

#include <sys/socket.h>

#include <CppUTest/TestHarness.h>

using board::Drive;
using namespace std::chrono_literals;

namespace {

const common::Instant noon = common::parse_instant("2027-02-28T12:00:00Z");

bool is_refused(common::ErrorCode code, const std::function<void()>& action) {
  try {
    action();
  } catch (const common::Error& error) {
    return error.code() == code;
  }
  return false;
}

std::string sentence(const std::string& body) {
  return "$" + body + "*" + board::nmea_checksum(body);
}

}  // namespace

TEST_GROUP(Drive) {
  Drive drive = Drive::load(support::source_folder() + "/board/sim/data/drive-liechtenstein.nmea");
};

TEST(Drive, recording_has_a_group_for_each_of_its_seconds) {
  CHECK(drive.length() == 46min + 41s || drive.length() == 46min + 42s);
  CHECK_EQUAL(drive.length() / 1s + 1, static_cast<std::int64_t>(drive.seconds().size()));
  for (const auto& second : drive.seconds())
    CHECK(!second.sentences.empty() && second.sentences.size() <= 3);
}

TEST(Drive, restamped_sentences_have_the_new_time_and_a_right_checksum) {
  struct Case {
    std::string before, after;
  };
  const Case cases[] = {
      {sentence("GNRMC,073000.00,A,4708.45996,N,00931.29014,E,0.025,0.00,161126,,,A"),
       sentence("GNRMC,120000.00,A,4708.45996,N,00931.29014,E,0.025,0.00,280227,,,A")},
      {sentence("GNGGA,073000.00,4708.45996,N,00931.29014,E,1,11,0.92,454.5,M,47.9,M,,"),
       sentence("GNGGA,120000.00,4708.45996,N,00931.29014,E,1,11,0.92,454.5,M,47.9,M,,")},
      {sentence("GPGLL,4708.4,N,00931.2,E,073000.00,A,A"),
       sentence("GPGLL,4708.4,N,00931.2,E,120000.00,A,A")},
      {sentence("GPZDA,073000.00,16,11,2026,00,00"), sentence("GPZDA,120000.00,28,02,2027,00,00")},
      {sentence("GNGSA,A,3,02,05,,,,,,,,,,,1.62,0.92,1.33"),
       sentence("GNGSA,A,3,02,05,,,,,,,,,,,1.62,0.92,1.33")},
      {"$GNRMC,073000.00,A*00", "$GNRMC,073000.00,A*00"},
      {"", ""},
      {"$*00", "$*00"},
      {sentence("GPRMC"), sentence("GPRMC")},
  };
  for (const Case& each : cases)
    STRCMP_EQUAL(each.after.c_str(), board::restamp(each.before, noon).c_str());
}

TEST(Drive, every_sentence_restamped_across_midnight_and_new_year_stays_valid) {
  const board::Playback playback{.begin = common::parse_instant("2026-12-31T23:50:00Z")};
  bool has_new_year = false;
  for (const auto& second : drive.seconds())
    for (const auto& each : second.sentences) {
      const std::string stamped = board::restamp(each, board::fix_time(second, playback));
      CHECK(board::is_valid_sentence(stamped));
      has_new_year = has_new_year || stamped.find(",010127,") != std::string::npos;
    }
  CHECK(has_new_year);
}

TEST(Drive, at_ten_times_the_speed_fix_times_keep_the_drives_pace_and_end_now) {
  const board::Playback playback{
      .skip = 60s, .speed = 10, .begin = board::begin_without_future(drive, 60s, 10, noon)};
  const auto& last = drive.seconds().back();
  const auto& minute = drive.seconds()[60];

  CHECK(board::due(minute, playback) == 0ms);
  CHECK(board::fix_time(minute, playback) == playback.begin);
  CHECK(board::fix_time(last, playback) - playback.begin == drive.length() - 60s);
  const auto end = noon + board::due(last, playback);
  CHECK(board::fix_time(last, playback) <= end);
  CHECK(end - board::fix_time(last, playback) < 2s);
}

TEST(Drive, at_its_own_speed_it_begins_now) {
  CHECK(board::begin_without_future(drive, 0s, 1.0, noon) == noon);
  CHECK(board::begin_without_future(drive, 0s, 0.5, noon) == noon);
}

TEST(Drive, damaged_lines_are_dropped_and_a_recording_without_time_refused) {
  const std::string good = sentence("GPRMC,073000.00,A,4708.4,N,00931.2,E,0.0,0.0,161126,,,A");
  const Drive parsed =
      Drive::parse("noise\r\n$GPRMC,bad*00\n" + good + "\r\n\xff\xfe\n" + good.substr(0, 30));
  CHECK_EQUAL(1, parsed.seconds().size());

  for (const std::string& text :
       {std::string(), std::string("noise"), sentence("GPRMC,,V,,,,,,,,,,N"),
        sentence("GPRMC,253000.00,A,4708.4,N,00931.2,E,0.0,0.0,161126,,,A"),
        sentence("GPRMC,073000.00,A,4708.4,N,00931.2,E,0.0,0.0,320126,,,A")})
    CHECK(is_refused(common::ErrorCode::bad_input, [&] { Drive::parse(text); }));
  CHECK(is_refused(common::ErrorCode::bad_input, [&] { Drive::parse(good + "\n" + good); }));
  CHECK(is_refused(common::ErrorCode::not_found, [&] { Drive::load("/nonexistent"); }));
}

TEST(Drive, server_gives_the_text_to_all_who_listen_and_forgets_who_left) {
  board::NmeaServer server(0);
  support::Socket one = support::connect_to_loopback(server.port());
  support::Socket two = support::connect_to_loopback(server.port());
  CHECK(support::wait_until([&] {
    server.accept_waiting();
    return server.listeners() == 2;
  }));

  server.send("$GPZDA\r\n");
  std::string text(8, '\0');
  CHECK_EQUAL(8, ::recv(two.descriptor(), text.data(), text.size(), MSG_WAITALL));
  STRCMP_EQUAL("$GPZDA\r\n", text.c_str());
  one.close();

  CHECK(support::wait_until([&] {
    server.send("x");
    return server.listeners() == 1;
  }));
}
