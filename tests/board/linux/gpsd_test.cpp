#include "board/linux/gpsd.hpp"

#include <sys/socket.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "board/sim/drive.hpp"
#include "board/sim/nmea_server.hpp"
#include "common/log/log.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/places.hpp"
#include "tests/support/tcp.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using board::Fix;
using board::NoFix;
using board::Reading;
using namespace std::chrono_literals;
using support::wait_until;

namespace {

const std::string recording = support::source_folder() + "/board/sim/data/drive-liechtenstein.nmea";

class Readings {
 public:
  board::Gps::Listener listener() {
    return [this](const Reading& reading) {
      const std::lock_guard lock(mutex_);
      all_.push_back(reading);
    };
  }
  std::vector<Reading> all() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }
  std::vector<Fix> fixes() const {
    std::vector<Fix> result;
    for (const Reading& reading : all())
      if (reading.fix) result.push_back(*reading.fix);
    return result;
  }
  bool has_loss(NoFix reason) const {
    for (const Reading& reading : all())
      if (!reading.fix && reading.reason == reason) return true;
    return false;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Reading> all_;
};

/// Degrees and minutes of an RMC sentence's latitude.
double latitude_of(const std::string& rmc) {
  const std::size_t at = rmc.find(",A,") + 3;
  return std::stod(rmc.substr(at, 2)) + std::stod(rmc.substr(at + 2, 8)) / 60.0;
}

}  // namespace

TEST_GROUP(Gpsd) {
  Readings readings;
  std::uint16_t port = support::free_port();
  board::GpsdClient gps{{.port = port, .reconnect_after = 100ms, .silence_max = 1'000ms}};

  void setup() override {
    common::log::set_level(common::log::Level::error);
  }
  void teardown() override {
    gps.stop();
  }
};

TEST(Gpsd, replayed_drive_arrives_with_its_positions_times_and_speed) {
  support::ChildProcess drive(
      {DRIVE_PROGRAM, recording, "--gpsd", std::to_string(port), "--speed", "10", "--skip", "60"});
  gps.start(readings.listener());

  CHECK(wait_until([&] { return readings.fixes().size() >= 40; }, 30s));

  const board::Drive expected = board::Drive::load(recording);
  std::map<std::int64_t, double> latitudes;  // by second of the drive
  for (const auto& second : expected.seconds())
    if (second.sentences[0].find(",A,") != std::string::npos)
      latitudes[second.offset / 1s] = latitude_of(second.sentences[0]);
  const auto fixes = readings.fixes();
  const common::Instant begin = fixes.front().at;
  // Which second came first is seen from its latitude; all others must follow it at the drive's own
  // pace.
  std::int64_t first = -1;
  for (const auto& [second, latitude] : latitudes)
    if (second >= 60 && std::abs(latitude - fixes.front().latitude) < 1e-7 && first < 0)
      first = second;
  CHECK(first >= 60);
  for (const Fix& fix : fixes) {
    const auto second = first + (fix.at - begin) / 1s;
    DOUBLES_EQUAL(latitudes.at(second), fix.latitude, 1e-6);
    CHECK(fix.at < common::SystemClock().now() + 1s);
    // In the second in which it begins to listen, gpsd may have heard nothing but where the van is.
    if (&fix == &fixes.front()) continue;
    CHECK(fix.mode == board::FixMode::three_d);
    CHECK(fix.accuracy_m && *fix.accuracy_m > 0 && *fix.accuracy_m < 100);
    CHECK(fix.speed_m_s && *fix.speed_m_s < 40);
  }
  for (std::size_t i = 1; i < fixes.size(); ++i) CHECK(fixes[i - 1].at < fixes[i].at);
}

TEST(Gpsd, seconds_without_fix_are_reported_as_loss_and_not_as_the_last_position) {
  // The recording has no fix for 27 s, from 07:46:34 on.
  support::ChildProcess drive(
      {DRIVE_PROGRAM, recording, "--gpsd", std::to_string(port), "--speed", "10", "--skip", "984"});
  gps.start(readings.listener());

  CHECK(wait_until(
      [&] { return readings.has_loss(NoFix::searching) && readings.all().back().fix.has_value(); },
      30s));

  const auto all = readings.all();
  std::size_t loss = 0;
  while (all[loss].fix || all[loss].reason != NoFix::searching) ++loss;
  CHECK(loss > 0 && all[loss - 1].fix.has_value());
  std::size_t back = loss;
  while (!all[back].fix) ++back;
  CHECK(all[back].fix->at - all[loss - 1].fix->at >= 27s);
  CHECK(all[back].fix->latitude != all[loss - 1].fix->latitude);
}

TEST(Gpsd, missing_service_is_a_reading_and_is_found_when_it_comes) {
  gps.start(readings.listener());
  CHECK(wait_until([&] { return readings.has_loss(NoFix::no_service); }));
  CHECK_EQUAL(1, readings.all().size());

  support::ChildProcess drive({DRIVE_PROGRAM, recording, "--gpsd", std::to_string(port)});
  CHECK(wait_until([&] { return readings.fixes().size() >= 2; }, 30s));
  drive.terminate();

  CHECK_EQUAL(0, drive.wait(10s).value_or(-1));
  CHECK(wait_until([&] {
    return readings.all().back().reason == NoFix::no_service && !readings.all().back().fix;
  }));
}

TEST(Gpsd, captures_of_real_receivers_give_only_plausible_fixes_in_order) {
  int captures = 0;
  for (const auto& entry : std::filesystem::directory_iterator(support::source_folder() +
                                                               "/tests/board/linux/captures")) {
    if (entry.path().extension() != ".log") continue;
    ++captures;
    Readings seen;
    board::NmeaServer receiver(0);
    const std::uint16_t gpsd_port = support::free_port();
    support::ChildProcess gpsd({"gpsd", "-N", "-n", "-b", "-S", std::to_string(gpsd_port),
                                "tcp://127.0.0.1:" + std::to_string(receiver.port())});
    board::GpsdClient client{{.port = gpsd_port, .reconnect_after = 20ms, .silence_max = 500ms}};
    client.start(seen.listener());
    CHECK(wait_until([&] {
      receiver.accept_waiting();
      return receiver.listeners() > 0;
    }));

    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)),
                            std::istreambuf_iterator<char>());
    for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 60'000); at += 600) {
      receiver.send(std::string_view(bytes).substr(at, 600));
      std::this_thread::sleep_for(10ms);  // the wire's pace; gpsd ends a report by a pause
    }
    CHECK(wait_until(
        [&] { return !seen.all().empty() && !seen.all().back().fix; }));  // it has gone quiet
    client.stop();
    gpsd.terminate();
    gpsd.wait(2s);

    const auto fixes = seen.fixes();
    for (const Fix& fix : fixes) CHECK(board::is_plausible(fix));
    // The first capture was made indoors at first; the others have a fix from the start.
    if (entry.path().filename() != "bt451.log") CHECK(!fixes.empty());
  }
  CHECK_EQUAL(4, captures);
}

TEST(Gpsd, service_ends_with_the_replaying_program_even_if_that_is_killed) {
  support::ChildProcess drive({DRIVE_PROGRAM, recording, "--gpsd", std::to_string(port)});
  CHECK(wait_until([&] { return support::accepts_connections(port); }));

  drive.kill();

  CHECK(wait_until([&] { return !support::accepts_connections(port); }));
}

/// A gpsd that says exactly what the test wants, for what real receivers do too rarely.
TEST_GROUP(GpsdReports) {
  Readings readings;
  support::Socket listener = support::listen_on_loopback(0);
  board::GpsdClient gps{
      {.port = support::port_of(listener), .reconnect_after = 50ms, .silence_max = 400ms}};
  support::Socket client;

  void setup() override {
    common::log::set_level(common::log::Level::error);
    gps.start(readings.listener());
    client = support::Socket(::accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    say(R"({"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14})");
  }
  void teardown() override {
    gps.stop();
  }

  void say(const std::string& line) {
    const std::string text = line + "\r\n";
    CHECK_EQUAL(static_cast<ssize_t>(text.size()),
                ::send(client.descriptor(), text.data(), text.size(), MSG_NOSIGNAL));
  }
  static std::string report(const std::string& device, int second, const std::string& rest) {
    return R"({"class":"TPV","device":")" + device + R"(","mode":3,"time":"2026-11-16T07:30:)" +
           (second < 10 ? "0" : "") + std::to_string(second) + R"(.000Z")" + rest + "}";
  }
  static std::string place(double latitude) {
    return R"(,"lat":)" + std::to_string(latitude) + R"(,"lon":9.5215,"speed":3.5)";
  }
};

TEST(GpsdReports, report_without_position_does_not_repeat_the_one_before) {
  say(report("/dev/ttyS0", 1, place(47.1)));
  say(report("/dev/ttyS0", 2, ""));
  say(report("/dev/ttyS0", 3, R"(,"lat":47.3)"));
  say(R"({"class":"TPV","device":"/dev/ttyS0","mode":3,"lat":47.4,"lon":9.5})");
  say(report("/dev/ttyS0", 5, place(47.5)));

  CHECK(wait_until([&] { return readings.fixes().size() >= 2; }));
  const auto fixes = readings.fixes();
  CHECK_EQUAL(2, fixes.size());
  DOUBLES_EQUAL(47.1, fixes[0].latitude, 1e-9);
  DOUBLES_EQUAL(47.5, fixes[1].latitude, 1e-9);
  DOUBLES_EQUAL(3.5, *fixes[1].speed_m_s, 1e-9);
  CHECK_FALSE(fixes[1].accuracy_m.has_value());
}

TEST(GpsdReports, report_without_fix_is_a_loss_at_once_and_silence_one_after_a_while) {
  say(report("/dev/ttyS0", 1, place(47.1)));
  say(R"({"class":"TPV","device":"/dev/ttyS0","mode":1})");
  CHECK(wait_until([&] { return readings.has_loss(NoFix::searching); }));

  CHECK(wait_until([&] { return readings.has_loss(NoFix::no_receiver); }));
  CHECK_EQUAL(3, readings.all().size());
}

TEST(GpsdReports, same_second_twice_and_time_going_back_are_told_once) {
  say(report("/dev/ttyS0", 5, place(47.1)));
  say(report("/dev/ttyS0", 5, place(47.1)));
  say(report("/dev/ttyS0", 4, place(47.0)));
  say(report("/dev/ttyS0", 6, place(47.2)));

  CHECK(wait_until([&] { return readings.fixes().size() >= 2; }));
  CHECK_EQUAL(2, readings.fixes().size());
  DOUBLES_EQUAL(47.2, readings.fixes()[1].latitude, 1e-9);
}

TEST(GpsdReports, second_receiver_is_ignored_until_the_first_falls_silent) {
  say(report("/dev/ttyS0", 1, place(47.1)));
  say(report("/dev/ttyS1", 2, place(48.2)));
  say(report("/dev/ttyS0", 3, place(47.3)));
  CHECK(wait_until([&] { return readings.fixes().size() >= 2; }));
  DOUBLES_EQUAL(47.3, readings.fixes()[1].latitude, 1e-9);

  int second = 4;
  CHECK(wait_until([&] {
    say(report("/dev/ttyS1", second < 59 ? second++ : 59, place(48.4)));
    return readings.fixes().size() >= 3;
  }));
  DOUBLES_EQUAL(48.4, readings.fixes()[2].latitude, 1e-9);
}

TEST(GpsdReports, noise_and_foreign_reports_do_no_harm) {
  say("not json at all");
  say(R"({"class":"TPV","mode":)");
  say(R"({"class":"WEATHER","rain":true})");
  say(R"({"class":"TPV","device":"x","mode":3,"time":"yesterday","lat":"north"})");
  say(report("/dev/ttyS0", 1, R"(,"lat":0.0,"lon":0.0)"));
  say(report("/dev/ttyS0", 2, R"(,"lat":147.0,"lon":9.5)"));
  say(report("/dev/ttyS0", 3, place(47.1)));

  CHECK(wait_until([&] { return !readings.fixes().empty(); }));
  CHECK_EQUAL(1, readings.fixes().size());
}

TEST(GpsdReports, connection_that_ends_is_made_anew) {
  client.close();
  CHECK(wait_until([&] { return readings.has_loss(NoFix::no_service); }));
  client = support::Socket(::accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
  say(report("/dev/ttyS0", 1, place(47.1)));
  CHECK(wait_until([&] { return readings.fixes().size() == 1; }));
}
