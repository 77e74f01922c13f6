#include "hub/broker/feeds.hpp"

#include <charconv>
#include <vector>

namespace hub::broker {
namespace {

constexpr std::size_t columns = 7;

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  while (true) {
    auto end = text.find(by);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The edge node that the topic names is for this reader.
bool is_his_node(std::string_view name, const Reader& reader, std::string_view node) {
  if (!reader.is_narrow()) return !is_reader(node);
  return node.size() > name.size() && node.starts_with(name) && node[name.size()] == '.';
}

}  // namespace

bool is_reader(std::string_view name) {
  return name.starts_with(reader_prefix);
}

std::map<std::string, Reader> parse_readers(std::string_view text) {
  std::map<std::string, Reader> readers;
  for (auto line : split(text, '\n')) {
    auto parts = split(line, '\t');
    if (parts.size() != columns || !is_reader(parts[0]) || parts[1].empty() || parts[2].empty())
      continue;
    Reader reader;
    reader.secret_hash = parts[1];
    reader.tenant = parts[2];
    auto [end, error] =
        std::from_chars(parts[3].data(), parts[3].data() + parts[3].size(), reader.until);
    if (error != std::errc()) continue;
    reader.every_device = parts[4] == "*";
    if (!reader.every_device && parts[4] != "-")
      for (auto device : split(parts[4], ',')) reader.devices.emplace(device);
    reader.positions = parts[5] == "positions";
    reader.may_rebirth = parts[6] == "rebirth";
    readers.emplace(parts[0], std::move(reader));
  }
  return readers;
}

bool may_read(std::string_view name, const Reader& reader, Attempt attempt,
              std::string_view topic) {
  auto levels = split(topic, '/');
  if (levels.size() < 3 || levels[1] != reader.tenant) return false;
  if (levels[0] == "owntracks") {
    if (!reader.positions || attempt == Attempt::publish || levels.size() != 3) return false;
    return attempt == Attempt::subscribe || reader.every_device ||
           reader.devices.count(std::string(levels[2])) > 0;
  }
  if (levels[0] != "spBv1.0") return false;
  if (attempt == Attempt::subscribe) return true;
  if (levels.size() < 4 || !is_his_node(name, reader, levels[3])) return false;
  if (attempt == Attempt::publish)
    return reader.may_rebirth && levels.size() == 4 && levels[2] == "NCMD";
  return true;
}

}  // namespace hub::broker
