#include "edge/api/live.hpp"

#include "common/error/sentence.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "edge/api/gate.hpp"

namespace edge::api {

using common::http::Request;
using common::http::WebSocketPointer;
using nlohmann::json;

namespace {
constexpr std::chrono::milliseconds collect_for{50};
constexpr std::chrono::seconds ask_status_every{1};
constexpr std::size_t listed_max = 200;
constexpr std::size_t sockets_max = 16;
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

common::http::Upgrade Live::upgrade(const Request& request) {
  if (request.path != "/api/live" && request.path != "/api/live/")
    return common::http::Response(404);
  if (listeners() >= sockets_max) return common::http::Response(503);
  common::http::WebSocketHandler handler;
  handler.message_bytes_max = 4096;
  handler.queue_bytes_max = 1 << 20;
  // A page cannot set headers of a socket; its address says what the browser's cannot.
  std::string language(
      request.parameter("language").value_or(request.headers.find("Accept-Language").value_or("")));
  handler.on_open =
      [this, screen = Screen{language, session_of(request)}](const WebSocketPointer& socket) {
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
    if (asks_.is_open(screen.session)) socket->send(text);
}

void Live::tell(const std::function<json()>& make) {
  for (auto& [socket, screen] : screens()) {
    if (!asks_.is_open(screen.session)) continue;
    common::Speaking speaking(screen.language);
    socket->send(std::make_shared<const std::string>(common::json_text(make())));
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
  std::map<std::string, std::vector<WebSocketPointer>> sessions;
  for (auto& [socket, screen] : screens()) sessions[screen.session].push_back(socket);
  std::erase_if(last_status_, [&](auto& last) { return sessions.count(last.first) == 0; });
  for (auto& [session, sockets] : sessions) {
    auto status = asks_.status(session);
    status["type"] = "status";
    auto compared = status;
    compared.erase("now");
    auto compared_text = common::json_text(compared);
    if (compared_text == last_status_[session]) continue;
    last_status_[session] = compared_text;
    auto text = std::make_shared<const std::string>(common::json_text(status));
    for (auto& socket : sockets) socket->send(text);
  }
}

}  // namespace edge::api
