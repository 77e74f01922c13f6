#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/mqtt/backoff.hpp"

namespace common::mqtt {

/// Sent by the broker when this client is gone without having said so.
struct Will {
  std::string topic;
  std::string payload;
  int qos = 1;
  bool retain = true;
};

/// PEM files for mutual TLS.
struct Tls {
  std::string authority_file;
  std::string certificate_file;
  std::string key_file;
  /// Against which time the broker's certificate is checked, asked at each attempt. Empty: the
  /// system's clock. A van whose clock is wrong gives the latest time that it can trust.
  std::function<Instant()> trusted_time;
};

struct Options {
  std::string host;
  std::uint16_t port = 8883;
  std::optional<Tls> tls;  ///< none: plain TCP, for tests and tools
  std::string client_id;
  bool clean_start = true;
  std::chrono::seconds keep_alive{60};
  std::optional<Will> will;
  std::size_t packet_bytes_max = 256 * 1024;
  std::chrono::milliseconds connect_deadline{
      10'000};  ///< for the TCP probe, and again for TLS with CONNACK and SUBACK
  Backoff::Bounds backoff;
  std::size_t queue_messages_max = 1'000;
  std::size_t queue_bytes_max = 4 * 1024 * 1024;
};

/// What happened. `Connected` comes after the broker confirmed the subscriptions, so that an answer
/// to what is published on it cannot be missed.
struct Connected {
  std::uint64_t number;  ///< of this connection, from 1
};
struct Disconnected {
  std::string reason;  ///< for people and logs
  bool was_connected;  ///< false: an attempt failed
};
struct Message {
  std::string topic;
  std::string payload;
  bool is_retained;
};
/// The broker answered a publish with a reason of 128 or more (135 is "not authorized"). An alarm,
/// never normal life.
struct PublishRefused {
  std::string topic;
  int reason;
};
struct SubscribeRefused {
  std::string topic;
  int reason;
};
using Event = std::variant<Connected, Disconnected, Message, PublishRefused, SubscribeRefused>;

/// What became of a call to publish(). Nothing may rest on `queued`: the link can break before it
/// is sent.
enum class Accepted {
  queued,
  offline,    ///< no connection; publish again on Connected
  full,       ///< the queue is at its bound; wait for answers to what is in flight
  too_large,  ///< over packet_bytes_max with its topic
};

struct Publication {
  std::string topic;
  std::string payload;
  int qos = 1;
  bool retain = false;
  std::optional<std::chrono::seconds> expiry;  ///< the broker drops it after that long
};

struct Counters {
  std::uint64_t connections = 0;
  std::uint64_t failed_attempts = 0;
  std::uint64_t published = 0;  ///< handed to the socket
  std::uint64_t received = 0;
  std::uint64_t publishes_refused = 0;
};

/// One connection to a broker, MQTT 5 over mutual TLS, kept up until stopped.
/// A thread of its own owns libmosquitto's handle and pumps it; each attempt uses a new handle. All
/// public functions may be called from any thread, and none of them waits for the network except
/// stop().
///
/// Events come in order on that thread. The handler must only hand them over (post to an
/// io_context, put into a queue): while it runs, nothing is read or sent. It must not throw, nor
/// call stop().
///
/// Correctness must not rest on this class: messages get lost when the link breaks, and
/// libmosquitto confirms to the broker before the handler runs.
class Client {
 public:
  using Handler = std::function<void(Event)>;

  Client(Options options, Handler handler);
  ~Client();  ///< stops
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Topics with their wildcards, at QoS 1, renewed at every connection. Call before start().
  void subscribe(std::vector<std::string> topics);
  /// Begins to connect. Throws Error{bad_input} if a TLS file cannot be used.
  void start();
  /// Sends what is queued for at most two seconds, says goodbye (so no will is sent) and ends the
  /// thread. No event comes after it returned. May be called twice; a stopped client is not started
  /// again.
  void stop();

  /// Keeps order. Throws Error{bad_input} for a topic with wildcards or an impossible QoS.
  Accepted publish(Publication publication);

  /// Eager: something waits to be sent, or somebody looks. Caps the pause between attempts at 10 s
  /// instead of 5 min.
  void set_eager(bool is_eager);
  /// The link changed or somebody tapped: try at once and start the back-off anew.
  void nudge();
  /// Gives up the present connection and makes a new one: the application's own ping found it dead.
  void reconnect();

  Counters counters() const;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace common::mqtt
