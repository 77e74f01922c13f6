#pragma once
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include "common/http/server.hpp"

namespace common::http {
namespace net = boost::asio;

using Executor = net::io_context::executor_type;
using Socket = net::basic_stream_socket<net::ip::tcp, Executor>;
using TlsStream = net::ssl::stream<Socket>;
template <class Result>
using Awaitable = net::awaitable<Result, Executor>;
/// Gives (error, …) instead of throwing: a lost connection is daily life.
inline constexpr net::as_tuple_t<net::use_awaitable_t<Executor>> awaited{};

using SteadyTime = std::chrono::steady_clock::time_point;

/// What a network thread watches: one deadline, and how to end. Only that thread touches it.
class Connection {
 public:
  virtual ~Connection() = default;
  /// The deadline passed. Called once; sets a new deadline if it wants to be called again.
  virtual void expire() = 0;
  /// The server stops: end as soon as nothing is lost by it.
  virtual void drain() = 0;
  /// End now.
  virtual void cut() = 0;

  SteadyTime deadline = SteadyTime::max();
  void end_within(std::chrono::milliseconds span) {
    deadline = std::chrono::steady_clock::now() + span;
  }
};

/// One network thread with the connections that live on it.
struct Shard {
  net::io_context context{1};
  std::unordered_set<Connection*> connections;
  net::steady_timer sweep{context};
  std::thread thread;
};

/// What all connections of a server share.
struct Shared {
  ServerOptions options;
  std::function<Response(const Request&)> handler;
  asio::Pool& pool;
  std::optional<net::ssl::context> tls;
  std::atomic<bool> stopping = false;

  std::atomic<std::size_t> sessions = 0;
  std::mutex mutex;  ///< with `all_gone` only
  std::condition_variable all_gone;

  /// How long `bytes` may take.
  std::chrono::milliseconds transfer_time(std::size_t bytes) const {
    return options.transfer_grace +
           std::chrono::milliseconds(bytes * 1000 /
                                     std::max<std::size_t>(options.rate_bytes_min, 1));
  }
};

/// Begins to serve an accepted socket. On the shard's thread; the session counts itself out at its
/// end.
void start_session(Shared& shared, Shard& shard, Socket socket);

/// A reply by the handler, or the problem its exception means. Never throws; runs on the pool.
struct Outgoing;
Outgoing answer(Shared& shared, const Request& request, bool keep_alive);
/// The same for an upgrade: a handler for the WebSocket, or empty with `refusal` filled.
std::optional<WebSocketHandler> answer_upgrade(Shared& shared, const Request& request,
                                               std::optional<Outgoing>& refusal);

struct WebSocketStart {
  Shared& shared;
  Shard& shard;
  Request request;
  WebSocketHandler handler;
};
/// Accepts and serves until closed.
Awaitable<void> run_websocket(Socket stream, WebSocketStart start);
Awaitable<void> run_websocket(TlsStream stream, WebSocketStart start);

}  // namespace common::http
