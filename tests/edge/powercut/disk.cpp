#include "tests/edge/powercut/disk.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <utility>

namespace powercut {
namespace {

using Kind = Event::Kind;
constexpr std::size_t sector_bytes = 512;

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

bool is_name(const Event& event) {
  return event.kind == Kind::link || event.kind == Kind::rename || event.kind == Kind::unlink;
}

/// Which of the first `cut` events are on the disk for certain.
std::vector<bool> find_durable(std::span<const Event> events, std::size_t cut) {
  std::vector<bool> durable(events.size());
  std::map<std::uint64_t, std::vector<std::size_t>> writes;
  std::map<std::string, std::vector<std::size_t>> names;
  for (std::size_t i = 0; i < cut; ++i) {
    auto& event = events[i];
    durable[i] = event.is_durable;
    if (event.kind == Kind::write) writes[event.file].push_back(i);
    if (is_name(event)) names[folder_of(event.path)].push_back(i);
    if (event.kind == Kind::sync)
      for (auto before : std::exchange(writes[event.file], {})) durable[before] = true;
    if (event.kind == Kind::sync_folder)
      for (auto before : std::exchange(names[event.path], {})) durable[before] = true;
  }
  return durable;
}

/// Sector by sector: drives write these whole or not at all.
void put(std::string& file, const Event& event, bool whole, double chance, std::mt19937& random) {
  std::uniform_real_distribution<double> draw(0, 1);
  for (std::size_t at = 0; at < event.bytes.size();) {
    auto place = static_cast<std::size_t>(event.offset) + at;
    auto size = std::min(sector_bytes - place % sector_bytes, event.bytes.size() - at);
    if (whole || draw(random) < chance) {
      if (file.size() < place + size) file.resize(place + size);
      file.replace(place, size, event.bytes, at, size);
    }
    at += size;
  }
}

using Names = std::map<std::string, std::uint64_t>;  // 0: a folder

void apply(Names& names, const Event& event) {
  if (event.kind == Kind::link) {
    names[event.path] = event.file;
    return;
  }
  names.erase(event.path);
  if (event.kind == Kind::rename) names[event.new_path] = event.file;
}

/// Of names that are not durable: the first so many, as a journal keeps them, or any of them.
Names find_names(std::span<const Event> events, const std::vector<bool>& durable, std::size_t end,
                 std::mt19937& random) {
  std::size_t open = 0;
  for (std::size_t i = 0; i < end; ++i) open += is_name(events[i]) && !durable[i] ? 1 : 0;
  bool is_journal = random() % 2 == 0;
  auto kept = random() % 2 ? 0 : random() % (open + 1);
  Names names;
  for (std::size_t i = 0; i < end; ++i) {
    if (!is_name(events[i])) continue;
    bool is_there = durable[i];
    if (!is_there) is_there = is_journal ? kept > 0 : random() % 2 == 0;
    if (!durable[i] && kept > 0) --kept;
    if (is_there) apply(names, events[i]);
  }
  return names;
}

bool is_reachable(const Names& names, const std::string& path) {
  for (auto folder = folder_of(path); !folder.empty(); folder = folder_of(folder))
    if (!names.count(folder)) return false;
  return true;
}

}  // namespace

void write_image(std::span<const Event> events, std::size_t cut, std::mt19937& random,
                 const std::filesystem::path& folder) {
  auto durable = find_durable(events, cut);
  auto end = std::min(cut + 1, events.size());  // what was under way may be there, in part
  const double chances[] = {0, 0.1, 0.5, 0.9, 1};
  auto chance = chances[random() % std::size(chances)];
  std::map<std::uint64_t, std::string> files;
  for (std::size_t i = 0; i < end; ++i)
    if (events[i].kind == Kind::write)
      put(files[events[i].file], events[i], durable[i], chance, random);
  auto names = find_names(events, durable, end, random);
  std::filesystem::create_directories(folder);
  for (auto& [path, file] : names) {  // a folder comes before what is in it
    if (!is_reachable(names, path)) continue;
    if (file == 0) {
      std::filesystem::create_directory(folder / path);
      continue;
    }
    std::ofstream(folder / path, std::ios::binary) << files[file];
    std::filesystem::permissions(
        folder / path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
}

}  // namespace powercut
