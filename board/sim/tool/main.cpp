// truckroll-drive: replays a recorded drive as if it happened now, to a file, to a TCP port, or
// through a gpsd of its own.
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "board/sim/drive.hpp"
#include "board/sim/nmea_server.hpp"
#include "common/error/error.hpp"

namespace {

using common::Error;
using common::ErrorCode;
using std::chrono::milliseconds;

constexpr std::string_view usage =
    "usage: truckroll-drive RECORDING --gpsd PORT | --serve PORT | --write FILE  [options]\n"
    "  --gpsd PORT     start gpsd on that loopback port and feed it (port 2947 is gpsd's usual "
    "one)\n"
    "  --serve PORT    give NMEA to whoever connects to that loopback port, for a gpsd started "
    "elsewhere\n"
    "  --write FILE    write the re-stamped recording and end\n"
    "  --speed N       play N times as fast (0.1 to 100); fix times keep the drive's own pace\n"
    "  --skip SECONDS  begin that far into the drive\n"
    "  --begin now|past  first fix is now, or so early that the last one is at the moment it is "
    "played (default: now at\n"
    "                  speed 1 and slower, else past, so that no fix lies in the future)\n"
    "  --loop          begin again at the end; fix times go on rising, so at more than speed 1 "
    "they run ahead of the clock\n"
    "  --park          stay at the last place at the end, one fix a second, instead of ending\n";

struct Options {
  std::string recording;
  std::optional<std::uint16_t> gpsd_port;
  std::optional<std::uint16_t> serve_port;
  std::string write_file;
  double speed = 1.0;
  milliseconds skip{0};
  std::optional<bool> begins_now;
  bool is_loop = false;
  bool is_park = false;
};

volatile std::sig_atomic_t is_stopping = 0;

double to_number(const std::string& text, double min, double max) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number >= min && number <= max))
    throw Error(ErrorCode::bad_input, "'" + text + "' is not a number from " + std::to_string(min) +
                                          " to " + std::to_string(max));
  return number;
}

Options parse(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const auto next = [&]() -> const std::string& {
      if (i + 1 == words.size()) throw Error(ErrorCode::bad_input, word + " needs a value");
      return words[++i];
    };
    if (word == "--gpsd") {
      options.gpsd_port = static_cast<std::uint16_t>(to_number(next(), 1, 65'535));
    } else if (word == "--serve") {
      options.serve_port = static_cast<std::uint16_t>(to_number(next(), 0, 65'535));
    } else if (word == "--write") {
      options.write_file = next();
    } else if (word == "--speed") {
      options.speed = to_number(next(), 0.1, 100);
    } else if (word == "--skip") {
      options.skip =
          milliseconds(static_cast<milliseconds::rep>(to_number(next(), 0, 86'400) * 1'000));
    } else if (word == "--begin") {
      const std::string& when = next();
      if (when != "now" && when != "past")
        throw Error(ErrorCode::bad_input, "--begin takes now or past");
      options.begins_now = when == "now";
    } else if (word == "--loop") {
      options.is_loop = true;
    } else if (word == "--park") {
      options.is_park = true;
    } else if (options.recording.empty() && !word.starts_with("--")) {
      options.recording = word;
    } else {
      throw Error(ErrorCode::bad_input, "unknown: " + word);
    }
  }
  const int modes =
      options.gpsd_port.has_value() + options.serve_port.has_value() + !options.write_file.empty();
  if (options.recording.empty() || modes != 1)
    throw Error(ErrorCode::bad_input, "give one recording, and one of --gpsd, --serve and --write");
  return options;
}

/// gpsd as a child that ends with this program, however that ends. A guard between the two sees to
/// it: it waits for the end of a pipe that only this program holds. (The system's own signal at a
/// parent's death is lost when gpsd changes its user.)
class GpsdProcess {
 public:
  GpsdProcess(std::uint16_t port, std::uint16_t nmea_port)
      : port_(std::to_string(port)), source_("tcp://127.0.0.1:" + std::to_string(nmea_port)) {
    if (::pipe2(life_.data(), O_CLOEXEC) != 0) fail("pipe");
    guard_ = ::fork();
    if (guard_ < 0) fail("fork");
    if (guard_ == 0) guard();
    ::close(life_[0]);
  }
  ~GpsdProcess() {
    ::close(life_[1]);
    if (!is_reaped_) ::waitpid(guard_, nullptr, 0);  // it takes a second and a half at most
  }
  GpsdProcess(const GpsdProcess&) = delete;
  GpsdProcess& operator=(const GpsdProcess&) = delete;

  bool has_ended() {
    if (!is_reaped_ && ::waitpid(guard_, nullptr, WNOHANG) == guard_) is_reaped_ = true;
    return is_reaped_;
  }

 private:
  [[noreturn]] static void fail(const char* doing) {
    throw Error(ErrorCode::unavailable,
                std::string("starting gpsd: ") + doing + ": " + std::strerror(errno));
  }

  [[noreturn]] void guard() const {
    ::close(life_[1]);
    const pid_t gpsd = ::fork();
    if (gpsd == 0) become_gpsd();
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN);
    pollfd life{life_[0], POLLIN, 0};
    bool is_alive = gpsd > 0;
    while (is_alive && ::poll(&life, 1, 200) == 0)
      is_alive = ::waitpid(gpsd, nullptr, WNOHANG) == 0;
    if (is_alive) ::kill(gpsd, SIGTERM);
    for (int i = 0; is_alive && i < 50; ++i) {
      ::usleep(20'000);
      is_alive = ::waitpid(gpsd, nullptr, WNOHANG) == 0;
    }
    if (is_alive) ::kill(gpsd, SIGKILL);
    ::_exit(0);
  }

  [[noreturn]] void become_gpsd() const {
    // -N stay in front, -n read the source at once, -b send it nothing.
    ::execlp("gpsd", "gpsd", "-N", "-n", "-b", "-S", port_.c_str(), source_.c_str(), nullptr);
    ::execl("/usr/sbin/gpsd", "gpsd", "-N", "-n", "-b", "-S", port_.c_str(), source_.c_str(),
            nullptr);
    ::_exit(127);
  }

  std::string port_;
  std::string source_;
  std::array<int, 2> life_{};
  pid_t guard_ = -1;
  bool is_reaped_ = false;
};

std::string text_of(const board::DriveSecond& second, common::Instant at) {
  std::string text;
  for (const std::string& sentence : second.sentences)
    text += board::restamp(sentence, at) + "\r\n";
  return text;
}

/// Sends each second of the drive when it is due; returns the last fix time.
class Player {
 public:
  Player(const board::Drive& drive, const Options& options) : drive_(drive), options_(options) {}

  board::Playback playback(milliseconds skip) const {
    const common::Instant now = clock_.now();
    const bool begins_now = options_.begins_now.value_or(options_.speed <= 1.0);
    board::Playback playback{.skip = skip, .speed = options_.speed, .begin = {}};
    playback.begin = begins_now ? std::chrono::floor<std::chrono::seconds>(now)
                                : board::begin_without_future(drive_, skip, options_.speed, now);
    return playback;
  }

  int write() {
    std::ofstream file(options_.write_file, std::ios::binary);
    const board::Playback played = playback(options_.skip);
    for (const board::DriveSecond& second : drive_.seconds())
      if (second.offset >= played.skip) file << text_of(second, board::fix_time(second, played));
    file.close();
    if (!file) throw Error(ErrorCode::storage, "writing " + options_.write_file);
    return 0;
  }

  int play() {
    board::NmeaServer server(options_.serve_port.value_or(0));
    std::optional<GpsdProcess> gpsd;
    if (options_.gpsd_port) gpsd.emplace(*options_.gpsd_port, server.port());
    gpsd_ = gpsd ? &*gpsd : nullptr;
    std::cout << "playing on port " << options_.gpsd_port.value_or(server.port()) << std::endl;
    wait_for_listener(server);

    board::Playback played = playback(options_.skip);
    do {
      play_once(server, played);
      const common::Instant after = last_fix_ + std::chrono::seconds(1);
      played = playback(milliseconds(0));
      played.begin = std::max(played.begin, after);
    } while (options_.is_loop && !is_over());
    if (options_.is_park) stay(server);
    return !is_stopping && gpsd_ && gpsd_->has_ended()
               ? throw Error(ErrorCode::unavailable, "gpsd ended")
               : 0;
  }

 private:
  bool is_over() { return is_stopping || (gpsd_ && gpsd_->has_ended()); }

  /// The first fixes should not be lost while gpsd starts.
  void wait_for_listener(board::NmeaServer& server) {
    while (gpsd_ && server.listeners() == 0 && !is_over()) {
      server.accept_waiting();
      std::this_thread::sleep_for(milliseconds(10));
    }
  }

  void play_once(board::NmeaServer& server, const board::Playback& played) {
    const milliseconds began = clock_.monotonic();
    for (const board::DriveSecond& second : drive_.seconds()) {
      if (second.offset < played.skip) continue;
      wait_until(server, began + board::due(second, played));
      if (is_over()) return;
      last_fix_ = board::fix_time(second, played);
      server.send(text_of(second, last_fix_));
    }
  }

  void stay(board::NmeaServer& server) {
    for (milliseconds next = clock_.monotonic(); !is_over(); next += milliseconds(1'000)) {
      wait_until(server, next);
      last_fix_ = std::max(last_fix_ + std::chrono::seconds(1),
                           common::Instant(std::chrono::floor<std::chrono::seconds>(clock_.now())));
      server.send(text_of(drive_.seconds().back(), last_fix_));
    }
  }

  void wait_until(board::NmeaServer& server, milliseconds moment) {
    while (!is_over()) {
      const milliseconds left = moment - clock_.monotonic();
      if (left <= milliseconds(0)) return;
      server.accept_waiting();
      std::this_thread::sleep_for(std::min(left, milliseconds(50)));
    }
  }

  const board::Drive& drive_;
  const Options& options_;
  common::SystemClock clock_;
  GpsdProcess* gpsd_ = nullptr;
  common::Instant last_fix_{};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << usage;
    return 2;
  }
  std::signal(SIGINT, [](int) { is_stopping = 1; });
  std::signal(SIGTERM, [](int) { is_stopping = 1; });
  try {
    const Options options = parse({argv + 1, argv + argc});
    const board::Drive drive = board::Drive::load(options.recording);
    if (options.skip > drive.length())
      throw Error(ErrorCode::bad_input, "--skip goes beyond the drive's end");
    Player player(drive, options);
    return options.write_file.empty() ? player.play() : player.write();
  } catch (const std::exception& error) {
    std::cerr << "truckroll-drive: " << error.what() << "\n";
    return 1;
  }
}
