#include "edge/api/presses.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace edge::api {
namespace {

constexpr std::size_t key_length_max = 100;

bool is_plain(const std::string& key) {
  return key.size() <= key_length_max && std::all_of(key.begin(), key.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '-' || c == '_';
         });
}

}  // namespace

Presses::Presses(std::filesystem::path file, std::size_t keys_max)
    : file_(std::move(file)), keys_max_(keys_max) {
  std::ifstream lines(file_);
  // A line that a power cut left half is no press; the record's own rules stand behind this anyway.
  for (std::string key, id; lines >> key >> id;) {
    if (key.size() > key_length_max || id.size() > key_length_max) continue;
    if (ids_.emplace(key, id == "-" ? "" : id).second) order_.push_back(key);
  }
  if (order_.size() > keys_max_) rewrite();
}

std::string Presses::once(const std::string& key, const std::function<std::string()>& perform) {
  if (key.empty()) return perform();
  if (!is_plain(key))
    common::refuse("Idempotency-Key", "expected at most 100 letters, digits and hyphens");
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return running_.count(key) == 0; });
    if (auto found = ids_.find(key); found != ids_.end()) return found->second;
    running_.insert(key);
  }
  std::string id;
  try {
    id = perform();
  } catch (...) {
    std::lock_guard lock(mutex_);
    running_.erase(key);
    done_.notify_all();
    throw;
  }
  std::lock_guard lock(mutex_);
  remember(key, id);
  running_.erase(key);
  done_.notify_all();
  return id;
}

void Presses::remember(const std::string& key, const std::string& id) {
  ids_[key] = id;
  order_.push_back(key);
  if (order_.size() > keys_max_) return rewrite();
  std::ofstream file(file_, std::ios::app);
  file << key << ' ' << (id.empty() ? "-" : id) << '\n';
  if (!file.flush()) common::log::warning("edge/api", "a press could not be remembered");
}

void Presses::rewrite() {
  while (order_.size() > keys_max_ / 2) {
    ids_.erase(order_.front());
    order_.pop_front();
  }
  auto draft = file_;
  draft += ".new";
  {
    std::ofstream file(draft, std::ios::trunc);
    for (auto& key : order_) file << key << ' ' << (ids_[key].empty() ? "-" : ids_[key]) << '\n';
  }
  std::error_code error;
  std::filesystem::rename(draft, file_, error);
  if (error)
    common::log::warning("edge/api", "presses could not be remembered",
                         {{"error", error.message()}});
}

}  // namespace edge::api
