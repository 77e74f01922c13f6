#include "edge/api/presses.hpp"

#include <algorithm>
#include <cctype>

namespace edge::api {
namespace {

constexpr std::size_t key_length_max = 100;

bool is_plain(const std::string& key) {
  return key.size() <= key_length_max && std::all_of(key.begin(), key.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '-' || c == '_';
         });
}

}  // namespace

std::string Presses::once(const Press& press, const std::function<std::string()>& perform) {
  return run(press, perform, true);
}

std::string Presses::repeatable(const Press& press, const std::function<std::string()>& perform) {
  return run(press, perform, false);
}

std::string Presses::run(const Press& press, const std::function<std::string()>& perform,
                         bool is_kept) {
  auto& key = press.key;
  if (key.empty()) return perform();
  if (!is_plain(key))
    common::refuse("Idempotency-Key", "expected at most 100 letters, digits and hyphens");
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return running_.count(key) == 0; });
    if (auto done = find(key)) {
      if (done->request != press.request) throw OtherPress();
      return done->id;
    }
    running_.insert(key);
  }
  std::string id;
  try {
    std::optional<store::Pressing> pressing;
    if (is_kept) pressing.emplace(key, press.request);
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

std::optional<Presses::Done> Presses::find(const std::string& key) {
  if (auto found = known_.find(key); found != known_.end()) return found->second;
  auto kept = store_.find_press(key);
  if (!kept) return std::nullopt;
  return Done{std::move(kept->record), std::move(kept->request)};
}

void Presses::remember(const Press& press, const std::string& id) {
  known_[press.key] = {id, press.request};
  order_.push_back(press.key);
  if (order_.size() <= keys_max_) return;
  known_.erase(order_.front());
  order_.pop_front();
}

}  // namespace edge::api
