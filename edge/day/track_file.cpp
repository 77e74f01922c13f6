#include "edge/day/track_file.hpp"

#include <fstream>
#include <sstream>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace edge::day {
namespace {

constexpr std::size_t segment_bytes_max = 1 << 20;

std::filesystem::path made(std::filesystem::path folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw common::Error(common::ErrorCode::storage, "cannot make the folder " + folder.string());
  return folder;
}

/// A key that cannot be used is replaced: what it sealed is only the track.
store::Seal open_seal(const std::filesystem::path& folder) {
  try {
    return store::Seal::from_file(folder / "track.key");
  } catch (const common::Error& error) {
    common::log::warning("edge/day", "the track's key is unusable and replaced",
                         {{"error", error.what()}});
    std::error_code ignored;  // what cannot be removed fails again below, and that is told
    std::filesystem::remove_all(folder, ignored);
    return store::Seal::from_file(made(folder) / "track.key");
  }
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  return text.str();
}

std::string length_of(std::string_view bytes) {
  auto size = static_cast<std::uint32_t>(bytes.size());
  std::string text(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) text[i] = static_cast<char>(size >> (8 * i));
  return text;
}

/// The sealed segments of the file; stops at the first that is cut.
std::vector<std::string> split(const std::string& bytes) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at + 4 <= bytes.size();) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i)
      size |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    if (size > segment_bytes_max || at + 4 + size > bytes.size()) break;
    parts.push_back(bytes.substr(at + 4, size));
    at += 4 + size;
  }
  return parts;
}

}  // namespace

TrackFile::TrackFile(std::filesystem::path folder, std::size_t bytes_max)
    : folder_(made(std::move(folder))), bytes_max_(bytes_max), seal_(open_seal(folder_)) {}

void TrackFile::add(const std::vector<common::geo::TrackPoint>& segment) {
  if (segment.empty()) return;
  std::error_code error;
  auto size = std::filesystem::file_size(track_path(), error);
  if (!error && size > bytes_max_) {
    auto parts = split(read_all(track_path()));
    std::ofstream file(track_path(), std::ios::binary | std::ios::trunc);
    for (auto i = parts.size() / 2; i < parts.size(); ++i) file << length_of(parts[i]) << parts[i];
  }
  auto sealed = seal_.close("track", common::geo::encode_track(segment));
  std::ofstream file(track_path(), std::ios::binary | std::ios::app);
  file << length_of(sealed) << sealed;
  if (!file.flush()) common::log::warning("edge/day", "a segment of the track could not be kept");
}

std::vector<std::vector<common::geo::TrackPoint>> TrackFile::segments() const {
  std::vector<std::vector<common::geo::TrackPoint>> segments;
  for (auto& part : split(read_all(track_path()))) {
    try {
      segments.push_back(common::geo::decode_track(seal_.open("track", part)));
    } catch (const common::Error& error) {
      common::log::warning("edge/day", "a segment of the track is unreadable",
                           {{"error", error.what()}});
    }
  }
  return segments;
}

void TrackFile::clear() {
  std::error_code ignored;  // a track that stays is no harm
  std::filesystem::remove(track_path(), ignored);
}

void TrackFile::save_state(std::string_view state) {
  auto draft = folder_ / "state.new";
  {
    std::ofstream file(draft, std::ios::binary | std::ios::trunc);
    file << seal_.close("state", state);
    if (!file.flush()) {
      common::log::warning("edge/day", "the state of the drive could not be kept");
      return;
    }
  }
  std::error_code error;
  std::filesystem::rename(draft, folder_ / "state", error);
  if (error)
    common::log::warning("edge/day", "the state of the drive could not be kept",
                         {{"error", error.message()}});
}

std::optional<std::string> TrackFile::load_state() const {
  auto bytes = read_all(folder_ / "state");
  if (bytes.empty()) return std::nullopt;
  try {
    return seal_.open("state", bytes);
  } catch (const common::Error& error) {
    common::log::warning("edge/day", "the state of the drive is unreadable",
                         {{"error", error.what()}});
    return std::nullopt;
  }
}

}  // namespace edge::day
