#include "edge/api/sessions.hpp"

#include "common/ids/ids.hpp"

namespace edge::api {

std::string Sessions::open(const std::string& technician) {
  auto token = common::random_token();
  std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](auto& one) { return one.second.technician != technician; });
  if (sessions_.size() >= sessions_max) sessions_.clear();
  sessions_[token] = {technician, clock_.monotonic()};
  return token;
}

bool Sessions::is_open(const std::string& token, const std::string& technician,
                       std::chrono::milliseconds idle) const {
  std::lock_guard lock(mutex_);
  auto found = sessions_.find(token);
  if (found == sessions_.end() || found->second.technician != technician) return false;
  return idle.count() == 0 || clock_.monotonic() - found->second.touched_at < idle;
}

void Sessions::touch(const std::string& token) {
  std::lock_guard lock(mutex_);
  if (auto found = sessions_.find(token); found != sessions_.end())
    found->second.touched_at = clock_.monotonic();
}

void Sessions::close(const std::string& token) {
  std::lock_guard lock(mutex_);
  sessions_.erase(token);
}

void Sessions::close_all() {
  std::lock_guard lock(mutex_);
  sessions_.clear();
}

}  // namespace edge::api
