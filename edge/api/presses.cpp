#include "edge/api/presses.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace edge::api {
namespace {

constexpr std::size_t key_length_max = 100;
constexpr std::size_t request_length = 64;

bool is_plain(const std::string& key) {
  return key.size() <= key_length_max && std::all_of(key.begin(), key.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '-' || c == '_';
         });
}

void write_line(std::ofstream& file, const std::string& key, const std::string& id,
                const std::string& request) {
  file << key << ' ' << (id.empty() ? "-" : id) << ' ' << request << '\n';
}

}  // namespace

Presses::Presses(std::filesystem::path file, std::size_t keys_max)
    : file_(std::move(file)), keys_max_(keys_max) {
  std::ifstream lines(file_);
  // A line that a power cut left half is no press; the record's own rules stand behind this anyway.
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key, id, request;
    if (!(words >> key >> id) || key.size() > key_length_max || id.size() > key_length_max)
      continue;
    words >> request;  // lines of before have none
    if (request.size() != request_length) request.clear();
    if (known_.emplace(key, Done{id == "-" ? "" : id, request}).second) order_.push_back(key);
  }
  if (order_.size() > keys_max_) rewrite();
}

std::string Presses::once(const Press& press, const std::function<std::string()>& perform) {
  auto& key = press.key;
  if (key.empty()) return perform();
  if (!is_plain(key))
    common::refuse("Idempotency-Key", "expected at most 100 letters, digits and hyphens");
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return running_.count(key) == 0; });
    if (auto found = known_.find(key); found != known_.end()) {
      auto& done = found->second;
      if (!done.request.empty() && done.request != press.request) throw OtherPress();
      return done.id;
    }
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
  remember(press, id);
  running_.erase(key);
  done_.notify_all();
  return id;
}

void Presses::remember(const Press& press, const std::string& id) {
  known_[press.key] = {id, press.request};
  order_.push_back(press.key);
  if (order_.size() > keys_max_) return rewrite();
  std::ofstream file(file_, std::ios::app);
  write_line(file, press.key, id, press.request);
  if (!file.flush()) common::log::warning("edge/api", "a press could not be remembered");
}

void Presses::rewrite() {
  while (order_.size() > keys_max_ / 2) {
    known_.erase(order_.front());
    order_.pop_front();
  }
  auto draft = file_;
  draft += ".new";
  {
    std::ofstream file(draft, std::ios::trunc);
    for (auto& key : order_) write_line(file, key, known_[key].id, known_[key].request);
  }
  std::error_code error;
  std::filesystem::rename(draft, file_, error);
  if (error)
    common::log::warning("edge/api", "presses could not be remembered",
                         {{"error", error.message()}});
}

}  // namespace edge::api
