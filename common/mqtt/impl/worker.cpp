#include "common/mqtt/impl/worker.hpp"

#include <mqtt_protocol.h>
#include <poll.h>
#include <pthread.h>

#include <array>
#include <csignal>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace common::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t in_flight_max = 64;
constexpr auto goodbye_time = 2s;
/// A connection that lasted this long was a good one: the back-off starts anew.
constexpr auto lasting = 10s;
/// Room for the fixed header and properties of a publish.
constexpr std::size_t header_bytes = 64;

/// A write to a connection that is gone must be an error code, not the end of the program.
void block_sigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

/// The reason to report if `rc` makes this one message impossible but leaves the connection as it
/// is, else 0.
int refusal_of(int rc) {
  switch (rc) {
    case MOSQ_ERR_OVERSIZE_PACKET:
    case MOSQ_ERR_PAYLOAD_SIZE:
      return MQTT_RC_PACKET_TOO_LARGE;
    case MOSQ_ERR_QOS_NOT_SUPPORTED:
      return MQTT_RC_QOS_NOT_SUPPORTED;
    case MOSQ_ERR_RETAIN_NOT_SUPPORTED:
      return MQTT_RC_RETAIN_NOT_SUPPORTED;
    case MOSQ_ERR_INVAL:
    case MOSQ_ERR_MALFORMED_UTF8:
      return MQTT_RC_TOPIC_NAME_INVALID;
    default:
      return 0;
  }
}

}  // namespace

Client::Worker::Worker(Options options, Handler handler)
    : options_(std::move(options)), handler_(std::move(handler)) {
  if (options_.host.empty())
    throw Error(ErrorCode::bad_input, "the broker's host is missing", "host");
  if (options_.keep_alive < 5s || options_.keep_alive > 65535s)
    throw Error(ErrorCode::bad_input, "the keep-alive must be from 5 s to 65,535 s", "keep_alive");
}

void Client::Worker::start() {
  if (thread_.joinable() || is_stopping_) return;
  // Made and thrown away: mistakes in options must show at start, not in a log line at each
  // attempt.
  Session session;
  Handle* none = nullptr;
  const Handle trial(options_, make_events(session, none));
  for (const std::string& topic : topics_)
    if (mosquitto_sub_topic_check2(topic.data(), topic.size()) != MOSQ_ERR_SUCCESS)
      throw Error(ErrorCode::bad_input, "'" + topic + "' cannot be subscribed to", "topic");
  thread_ = std::thread([this] { run(); });
}

void Client::Worker::stop() {
  is_stopping_ = true;
  wakeup_.signal();
  if (thread_.joinable()) thread_.join();
}

Accepted Client::Worker::publish(Publication publication) {
  const std::string& topic = publication.topic;
  if (topic.empty() || mosquitto_pub_topic_check2(topic.data(), topic.size()) != MOSQ_ERR_SUCCESS ||
      mosquitto_validate_utf8(topic.data(), static_cast<int>(topic.size())) != MOSQ_ERR_SUCCESS)
    throw Error(ErrorCode::bad_input, "'" + topic + "' cannot be published to", "topic");
  if (publication.qos < 0 || publication.qos > 2)
    throw Error(ErrorCode::bad_input, "QoS must be 0, 1 or 2", "qos");
  const std::size_t bytes = topic.size() + publication.payload.size();
  if (bytes + header_bytes > options_.packet_bytes_max) return Accepted::too_large;
  {
    const std::lock_guard lock(mutex_);
    if (!is_online_) return Accepted::offline;
    if (queue_.size() >= options_.queue_messages_max ||
        queue_bytes_ + bytes > options_.queue_bytes_max)
      return Accepted::full;
    queue_bytes_ += bytes;
    queue_.push_back(std::move(publication));
  }
  wakeup_.signal();
  return Accepted::queued;
}

void Client::Worker::set_eager(bool is_eager) {
  if (is_eager_.exchange(is_eager) != is_eager) wakeup_.signal();
}

void Client::Worker::nudge() {
  is_nudged_ = true;
  wakeup_.signal();
}

void Client::Worker::reconnect() {
  is_to_reconnect_ = true;
  wakeup_.signal();
}

Counters Client::Worker::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

void Client::Worker::run() {
  block_sigpipe();
  Backoff backoff(options_.backoff);
  while (!is_stopping_) {
    Session session;
    std::string reason;
    wakeup_.clear();
    is_nudged_ = false;
    is_to_reconnect_ = false;
    try {
      if (!is_stopping_) reason = run_connection(session);
    } catch (const std::exception& error) {
      reason = error.what();  // a TLS file that was renewed badly, for one: said in the event,
                              // tried again later
    }
    if (session.is_connected && Steady::now() - session.began > lasting) backoff.reset();
    go_offline(reason, session.is_connected);
    if (!is_stopping_) wait_before_next(backoff);
  }
}

std::string Client::Worker::run_connection(Session& session) {
  std::string reason = probe_tcp(options_.host, options_.port, options_.connect_deadline, wakeup_);
  while (reason == "interrupted" && !is_stopping_ && !is_nudged_ && !is_to_reconnect_) {
    wakeup_.clear();  // a change of eagerness, which is no reason to give up
    reason = probe_tcp(options_.host, options_.port, options_.connect_deadline, wakeup_);
  }
  if (!reason.empty()) return reason;

  Handle* callbacks_handle = nullptr;
  Handle handle(options_, make_events(session, callbacks_handle));
  callbacks_handle = &handle;
  session.began = session.last_inbound = Steady::now();
  int rc = handle.connect(options_);
  while (rc == MOSQ_ERR_SUCCESS) {
    if (is_to_reconnect_) return "given up by its owner";
    if (is_stopping_ && say_goodbye(session, handle)) return "stopped";
    if (auto late = overdue(session)) return *late;
    rc = pump(session, handle);
    if (rc == MOSQ_ERR_SUCCESS && handle.descriptor() < 0) rc = MOSQ_ERR_CONN_LOST;
  }
  return handle.why(rc);
}

HandleEvents Client::Worker::make_events(Session& session, Handle*& handle) {
  HandleEvents events;
  events.connack = [this, &session, &handle](int reason) { on_connack(session, *handle, reason); };
  events.suback = [this, &session](const std::vector<int>& granted) {
    on_suback(session, granted);
  };
  events.puback = [this, &session](int id, int reason) { on_puback(session, id, reason); };
  events.message = [this](Message message) {
    {
      const std::lock_guard lock(mutex_);
      ++counters_.received;
    }
    handler_(std::move(message));
  };
  return events;
}

void Client::Worker::on_connack(Session& session, Handle& handle, int reason) {
  if (reason != 0) return;  // the library closes the connection next, and why() tells
  session.is_accepted = true;
  if (topics_.empty())
    become_connected(session);
  else
    handle.subscribe(topics_);
}

void Client::Worker::on_suback(Session& session, const std::vector<int>& granted) {
  for (std::size_t i = 0; i < granted.size() && i < topics_.size(); ++i) {
    if (granted[i] < 128) continue;
    log::error("mqtt", "subscription refused",
               {{"topic", topics_[i]}, {"reason", std::to_string(granted[i])}});
    handler_(SubscribeRefused{topics_[i], granted[i]});
  }
  become_connected(session);
}

void Client::Worker::become_connected(Session& session) {
  session.is_connected = true;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    is_online_ = true;
    number = ++counters_.connections;
  }
  handler_(Connected{number});
}

void Client::Worker::on_puback(Session& session, int message_id, int reason) {
  const auto found = session.in_flight.find(message_id);
  if (found == session.in_flight.end()) return;  // QoS 0: sent, and nobody answers
  std::string topic = std::move(found->second);
  session.in_flight.erase(found);
  if (reason >= 128) refused(std::move(topic), reason);
}

void Client::Worker::refused(std::string topic, int reason) {
  {
    const std::lock_guard lock(mutex_);
    ++counters_.publishes_refused;
  }
  log::error("mqtt", "publish refused", {{"topic", topic}, {"reason", std::to_string(reason)}});
  handler_(PublishRefused{std::move(topic), reason});
}

/// Waits for something to do, at most a second, and does it.
int Client::Worker::pump(Session& session, Handle& handle) {
  if (session.is_connected) {
    const int rc = feed(session, handle);
    if (rc != MOSQ_ERR_SUCCESS) return rc;
  }
  const short interest = handle.wants_write() ? POLLIN | POLLOUT : POLLIN;
  std::array<pollfd, 2> waits{pollfd{handle.descriptor(), interest, 0},
                              pollfd{wakeup_.descriptor(), POLLIN, 0}};
  const int timeout_ms = session.goodbye_deadline ? 20 : 1'000;
  if (::poll(waits.data(), waits.size(), timeout_ms) < 0 && errno != EINTR) return MOSQ_ERR_ERRNO;
  if (waits[1].revents) wakeup_.clear();

  int rc = MOSQ_ERR_SUCCESS;
  if (waits[0].revents & (POLLIN | POLLHUP | POLLERR)) {
    rc = handle.read_some();
    session.last_inbound = Steady::now();
  }
  if (rc == MOSQ_ERR_SUCCESS && (waits[0].revents & POLLOUT)) rc = handle.write_some();
  if (rc == MOSQ_ERR_SUCCESS) rc = handle.do_timers();
  return rc;
}

/// Hands messages to the library while the socket takes them, so that the queue here stays the only
/// one.
int Client::Worker::feed(Session& session, Handle& handle) {
  while (!handle.wants_write() && session.in_flight.size() < in_flight_max) {
    Publication next;
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty()) return MOSQ_ERR_SUCCESS;
      next = std::move(queue_.front());
      queue_.pop_front();
      queue_bytes_ -= next.topic.size() + next.payload.size();
      ++counters_.published;
    }
    int message_id = 0;
    const int rc = handle.publish(next, &message_id);
    if (const int reason = refusal_of(rc)) {
      refused(std::move(next.topic), reason);
      continue;
    }
    if (rc != MOSQ_ERR_SUCCESS) return rc;
    if (next.qos > 0) session.in_flight.emplace(message_id, std::move(next.topic));
  }
  return MOSQ_ERR_SUCCESS;
}

std::optional<std::string> Client::Worker::overdue(const Session& session) const {
  const auto now = Steady::now();
  if (!session.is_connected && now - session.began > options_.connect_deadline)
    return session.is_accepted ? "subscriptions not confirmed in time"
                               : "no answer to connect in time";
  if (now - session.last_inbound > 2 * options_.keep_alive)
    return "nothing heard for two keep-alives";
  return std::nullopt;
}

bool Client::Worker::say_goodbye(Session& session, Handle& handle) {
  if (!session.is_connected) return true;
  if (!session.goodbye_deadline) session.goodbye_deadline = Steady::now() + goodbye_time;
  bool is_all_sent = session.in_flight.empty() && !handle.wants_write();
  {
    const std::lock_guard lock(mutex_);
    is_online_ = false;  // nothing more is taken
    is_all_sent = is_all_sent && queue_.empty();
  }
  if (!is_all_sent && Steady::now() < *session.goodbye_deadline) return false;
  handle.disconnect();
  return true;
}

void Client::Worker::go_offline(const std::string& reason, bool was_connected) {
  {
    const std::lock_guard lock(mutex_);
    is_online_ = false;
    queue_.clear();
    queue_bytes_ = 0;
    if (!was_connected) ++counters_.failed_attempts;
  }
  if (is_stopping_ && !was_connected) return;
  handler_(Disconnected{reason, was_connected});
}

void Client::Worker::wait_before_next(Backoff& backoff) {
  std::uniform_real_distribution<double> share(0.0, 1.0);
  bool was_eager = is_eager_;
  auto end = Steady::now() + backoff.next(share(random_), was_eager);
  while (!is_stopping_ && Steady::now() < end) {
    if (is_nudged_) {
      backoff.reset();
      return;
    }
    if (is_eager_ && !was_eager) {
      was_eager = true;
      const auto pause = options_.backoff.eager_cap * share(random_);
      end = std::min(end, Steady::now() + std::chrono::duration_cast<Steady::duration>(pause));
    }
    pollfd wait{wakeup_.descriptor(), POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()).count();
    if (left > 0 && ::poll(&wait, 1, static_cast<int>(left)) > 0) wakeup_.clear();
  }
}

}  // namespace common::mqtt
