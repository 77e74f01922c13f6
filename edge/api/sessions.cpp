#include "edge/api/sessions.hpp"

#include "common/ids/ids.hpp"

namespace edge::api {

std::string Sessions::open(const std::string& technician, const std::string& phone) {
  auto token = common::random_token();
  std::lock_guard lock(mutex_);
  // Of a phone only one is kept, so that phones never crowd out the screen.
  std::erase_if(sessions_, [&](auto& one) {
    return one.second.phone == phone && (one.second.technician != technician || !phone.empty());
  });
  if (sessions_.size() >= sessions_max) sessions_.clear();
  sessions_[token] = {technician, phone, clock_.monotonic()};
  return token;
}

const Sessions::Session* Sessions::find(const Visitor& visitor) const {
  auto found = sessions_.find(visitor.session);
  bool is_theirs = found != sessions_.end() && found->second.phone == visitor.phone;
  return is_theirs ? &found->second : nullptr;
}

std::optional<std::string> Sessions::find_technician(const Visitor& visitor) const {
  std::lock_guard lock(mutex_);
  auto session = find(visitor);
  return session ? std::optional(session->technician) : std::nullopt;
}

bool Sessions::is_open(const Visitor& visitor, const std::string& technician,
                       std::chrono::milliseconds idle) const {
  std::lock_guard lock(mutex_);
  auto session = find(visitor);
  if (!session || session->technician != technician) return false;
  return idle.count() == 0 || clock_.monotonic() - session->touched_at < idle;
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

void Sessions::close_of(const std::string& technician) {
  std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](auto& one) { return one.second.technician == technician; });
}

void Sessions::close_phone(const std::string& phone) {
  std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](auto& one) { return one.second.phone == phone; });
}

}  // namespace edge::api
