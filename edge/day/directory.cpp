#include "edge/day/directory.hpp"

#include <algorithm>

#include "common/text/text.hpp"

namespace edge::day {
namespace {

constexpr std::size_t records_a_reading = 500;

bool contains_all(const std::string& text, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(), [&](auto& word) {
    return word.empty() || text.find(word) != std::string::npos;
  });
}

}  // namespace

void Directory::changed(const std::vector<store::RecordKey>& keys) {
  std::lock_guard lock(mutex_);
  if (!is_made_) return;
  for (auto& key : keys)
    if (auto [type, id] = store::split_key(key); type == type_) changed_.insert(id);
}

Directory::Found Directory::find(std::string_view search, std::size_t max) {
  auto words = common::text::split(common::text::fold(search), ' ');
  std::lock_guard lock(mutex_);
  refresh();
  std::vector<std::pair<std::string_view, std::string_view>> hits;
  for (auto& [id, text] : texts_)
    if (contains_all(text, words)) hits.emplace_back(text, id);
  auto shown = std::min(max, hits.size());
  std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(shown), hits.end());
  Found found;
  found.total = hits.size();
  for (std::size_t i = 0; i < shown; ++i) found.ids.emplace_back(hits[i].second);
  return found;
}

void Directory::refresh() {
  std::vector<std::string> ids(changed_.begin(), changed_.end());
  if (!is_made_)
    ids = van_.see([&](const Screen& screen) {
      return screen.records.all_ids(*screen.records.catalogue().find(type_));
    });
  is_made_ = true;
  changed_.clear();
  for (std::size_t from = 0; from < ids.size(); from += records_a_reading) {
    auto to = std::min(from + records_a_reading, ids.size());
    read({ids.begin() + static_cast<std::ptrdiff_t>(from),
          ids.begin() + static_cast<std::ptrdiff_t>(to)});
  }
}

void Directory::read(const std::vector<std::string>& ids) {
  van_.look([&](const Screen& screen) {
    auto& type = *screen.records.catalogue().find(type_);
    for (auto& id : ids)
      if (auto record = screen.records.find_message(type, id))
        texts_[id] = common::text::fold(text_of_(*record));
      else
        texts_.erase(id);
  });
}

}  // namespace edge::day
