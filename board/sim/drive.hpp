#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"

namespace board {

/// What a receiver said in one second of a drive.
struct DriveSecond {
  std::chrono::milliseconds offset;    ///< since the drive's first second
  std::vector<std::string> sentences;  ///< NMEA 0183 as recorded, without line ends
};

/// A recorded drive, made to happen at another time.
class Drive {
 public:
  /// Groups the sentences of a recording by their time. Lines whose checksum is wrong and sentences
  /// without a time before the first RMC are dropped. Throws Error{bad_input} if no RMC with date
  /// and time is left, or time goes back.
  static Drive parse(std::string_view nmea);
  /// Throws Error{not_found} too.
  static Drive load(const std::filesystem::path& file);

  /// In order of their offsets, at least one.
  const std::vector<DriveSecond>& seconds() const { return seconds_; }
  std::chrono::milliseconds length() const { return seconds_.back().offset; }

 private:
  std::vector<DriveSecond> seconds_;
};

/// The sentence with its time and date set to `at` (RMC, GGA, GLL, GNS, ZDA; others stay) and a
/// right checksum.
std::string restamp(std::string_view sentence, common::Instant at);
/// The two hex digits that stand after the asterisk, over what stands between $ and it.
std::string nmea_checksum(std::string_view body);
/// True for "$body*checksum" with the right one.
bool is_valid_sentence(std::string_view sentence);

/// How a drive is played.
struct Playback {
  std::chrono::milliseconds skip{0};  ///< begins that far into the drive
  double speed = 1.0;     ///< 10: ten seconds of the drive in one; each fix keeps its place in the
                          ///< drive's own time
  common::Instant begin;  ///< the time of the first fix played
};

/// The fix time of one second of the drive.
common::Instant fix_time(const DriveSecond& second, const Playback& playback);
/// How long after the start it is due.
std::chrono::milliseconds due(const DriveSecond& second, const Playback& playback);
/// A begin such that the drive's end is at that moment in which it is played: a drive at ten times
/// its speed has then happened in the past throughout, and no fix lies in the future.
common::Instant begin_without_future(const Drive& drive, std::chrono::milliseconds skip,
                                     double speed, common::Instant now);

}  // namespace board
