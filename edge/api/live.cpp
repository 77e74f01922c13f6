#include "edge/api/live.hpp"

#include <algorithm>

#include "common/error/sentence.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"

namespace edge::api {

using common::http::Request;
using common::http::WebSocketPointer;
using nlohmann::json;

namespace {
constexpr std::chrono::milliseconds collect_for{50};
constexpr std::chrono::seconds ask_status_every{1};
constexpr std::size_t listed_max = 200;
constexpr std::size_t sockets_max = 16;
constexpr std::size_t phone_sockets_max = 12;  // the rest is the van's own screen's
}  // namespace

Live::Live(Asks asks) : asks_(std::move(asks)), thread_([this] { run(); }) {}

Live::~Live() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Live::has_place(const Visitor& visitor) const {
  std::lock_guard lock(mutex_);
  if (visitor.phone.empty()) return sockets_.size() < sockets_max;
  auto phones = std::count_if(sockets_.begin(), sockets_.end(),
                              [](auto& one) { return !one.second.visitor.phone.empty(); });
  return static_cast<std::size_t>(phones) < phone_sockets_max;
}

common::http::Upgrade Live::upgrade(const Request& request, const Visitor& visitor) {
  if (request.path != "/api/live" && request.path != "/api/live/")
    return common::http::Response(404);
  if (!has_place(visitor)) return common::http::Response(503);
  common::http::WebSocketHandler handler;
  handler.message_bytes_max = 4096;
  handler.queue_bytes_max = 1 << 20;
  // A page cannot set headers of a socket; its address says what the browser's cannot.
  std::string language(
      request.parameter("language").value_or(request.headers.find("Accept-Language").value_or("")));
  handler.on_open = [this, screen = Screen{language, visitor}](const WebSocketPointer& socket) {
    std::lock_guard lock(mutex_);
    sockets_[socket] = screen;
    joined_ = true;
    wake_.notify_one();
  };
  handler.on_close = [this](const WebSocketPointer& socket, std::uint16_t) {
    std::lock_guard lock(mutex_);
    sockets_.erase(socket);
  };
  return handler;
}

void Live::note_changed(const std::vector<std::string>& keys) {
  std::lock_guard lock(mutex_);
  if (changed_.size() <= listed_max) changed_.insert(keys.begin(), keys.end());
  wake_.notify_one();
}

/// A copy: what a screen may see is asked of the store, which must not wait for this lock.
std::map<WebSocketPointer, Live::Screen> Live::screens() const {
  std::lock_guard lock(mutex_);
  return sockets_;
}

void Live::send(const json& message) {
  auto text = std::make_shared<const std::string>(common::json_text(message));
  for (auto& [socket, screen] : screens())
    if (asks_.may_hear(screen.visitor, message)) socket->send(text);
}

void Live::tell(const std::function<json()>& make) {
  for (auto& [socket, screen] : screens()) {
    if (!screen.visitor.phone.empty()) continue;
    common::Speaking speaking(screen.language);
    auto message = make();
    if (asks_.may_hear(screen.visitor, message))
      socket->send(std::make_shared<const std::string>(common::json_text(message)));
  }
}

std::size_t Live::listeners() const {
  std::lock_guard lock(mutex_);
  return sockets_.size();
}

void Live::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, ask_status_every,
                     [&] { return stopping_ || joined_ || !changed_.empty(); });
      if (!stopping_ && !changed_.empty())
        wake_.wait_for(lock, collect_for, [&] { return stopping_; });
      if (stopping_) return;
      if (joined_) last_status_.clear();
      joined_ = false;
      if (sockets_.empty()) {
        changed_.clear();
        continue;
      }
    }
    try {
      send_changes();
      send_status();
    } catch (const std::exception& error) {
      common::log::error("edge/api", "screens could not be told", {{"error", error.what()}});
    }
  }
}

/// Screens read again what they show; beyond a screenful of keys the list would only cost.
void Live::send_changes() {
  std::set<std::string> changed;
  {
    std::lock_guard lock(mutex_);
    changed.swap(changed_);
  }
  if (changed.empty()) return;
  json records = json::array();
  for (auto& key : changed) {
    if (records.size() == listed_max) break;
    auto bar = key.find('|');
    records.push_back(
        {{"type", key.substr(0, bar)}, {"id", bar == key.npos ? "" : key.substr(bar + 1)}});
  }
  send({{"type", "changed"}, {"records", records}});
}

void Live::send_status() {
  std::map<Visitor, std::vector<WebSocketPointer>> visitors;
  for (auto& [socket, screen] : screens()) visitors[screen.visitor].push_back(socket);
  std::erase_if(last_status_, [&](auto& last) { return visitors.count(last.first) == 0; });
  for (auto& [visitor, sockets] : visitors) {
    auto status = asks_.status(visitor);
    if (status.is_null()) {
      for (auto& socket : sockets) socket->close(1008);
      continue;
    }
    status["type"] = "status";
    auto compared = status;
    compared.erase("now");
    auto compared_text = common::json_text(compared);
    if (compared_text == last_status_[visitor]) continue;
    last_status_[visitor] = compared_text;
    auto text = std::make_shared<const std::string>(common::json_text(status));
    for (auto& socket : sockets) socket->send(text);
  }
}

}  // namespace edge::api
