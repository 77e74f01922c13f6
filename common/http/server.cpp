#include "common/http/server.hpp"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <vector>

#include "common/http/impl/connection.hpp"
#include "common/http/impl/tls.hpp"
#include "common/http/impl/wire.hpp"
#include "common/log/log.hpp"

namespace common::http {
using boost::system::error_code;
using std::chrono::milliseconds;

struct Server::Impl {
  using Acceptor = net::basic_socket_acceptor<net::ip::tcp, Executor>;

  Shared shared;
  std::vector<std::unique_ptr<Shard>> shards;
  std::vector<net::executor_work_guard<Executor>> guards;
  std::optional<Acceptor> acceptor;
  std::optional<net::steady_timer> accept_again;
  std::uint16_t port = 0;
  std::size_t next_shard = 0;
  milliseconds sweep_pause{250};
  bool stopped = false;

  Impl(ServerOptions options, Handler handler, asio::Pool& pool)
      : shared{std::move(options), std::move(handler), pool, {}, {}, {}, {}, {}} {
    auto& o = shared.options;
    if (!o.certificate_file.empty()) shared.tls.emplace(make_tls_context(o));
    for (std::size_t i = 0; i < std::max<std::size_t>(o.threads, 1); ++i)
      shards.push_back(std::make_unique<Shard>());
    listen();
    // A deadline is kept to a quarter of the shortest one.
    auto shortest = std::min({o.idle, o.head_within, o.transfer_grace});
    sweep_pause = std::clamp(shortest / 4, milliseconds(10), milliseconds(250));
    for (auto& shard : shards) start(*shard);
    accept();
  }

  void listen() {
    auto& o = shared.options;
    error_code error;
    auto address = net::ip::make_address(o.address, error);
    if (error) refuse("address", say("{} is no IP address", o.address));
    net::ip::tcp::endpoint end(address, o.port);
    acceptor.emplace(shards[0]->context.get_executor());
    accept_again.emplace(shards[0]->context);
    acceptor->open(end.protocol(), error);
    if (!error) acceptor->set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor->bind(end, error);
    if (!error) acceptor->listen(net::socket_base::max_listen_connections, error);
    if (error)
      throw Error(ErrorCode::unavailable,
                  say("cannot listen on {} port {}: {}", o.address, o.port, error.message()));
    port = acceptor->local_endpoint().port();
  }

  void start(Shard& shard) {
    guards.push_back(net::make_work_guard(shard.context));
    sweep(shard);
    shard.thread = std::thread([&shard] { shard.context.run(); });
  }

  void sweep(Shard& shard) {
    shard.sweep.expires_after(sweep_pause);
    shard.sweep.async_wait([this, &shard](const error_code& error) {
      if (error) return;
      auto now = std::chrono::steady_clock::now();
      std::vector<Connection*> late;
      for (auto* connection : shard.connections)
        if (connection->deadline <= now) late.push_back(connection);
      for (auto* connection : late) {
        connection->deadline = SteadyTime::max();
        connection->expire();
      }
      sweep(shard);
    });
  }

  void accept() {
    auto& shard = *shards[next_shard++ % shards.size()];
    acceptor->async_accept(shard.context, [this, &shard](const error_code& error, Socket socket) {
      if (shared.stopping) return;
      if (error) return pause_accepting(error);
      admit(shard, std::move(socket));
      accept();
    });
  }

  /// Most likely out of file descriptors; they come back as connections end.
  void pause_accepting(const error_code& error) {
    log::warning("http", "cannot accept connections", {{"error", error.message()}});
    accept_again->expires_after(milliseconds(200));
    accept_again->async_wait([this](const error_code& stopped_waiting) {
      if (!stopped_waiting && !shared.stopping) accept();
    });
  }

  void admit(Shard& shard, Socket socket) {
    if (shared.sessions >= shared.options.connections_max) {
      error_code ignored;
      socket.non_blocking(true, ignored);
      if (!shared.tls) socket.write_some(net::buffer(bare_reply(503)), ignored);
      return;
    }
    ++shared.sessions;
    if (&shard == shards[0].get()) return start_session(shared, shard, std::move(socket));
    net::post(shard.context, [this, &shard, socket = std::move(socket)]() mutable {
      start_session(shared, shard, std::move(socket));
    });
  }

  /// Calls `work` on every network thread and waits for all.
  template <class Work>
  void on_all_shards(Work work) {
    for (auto& shard : shards) {
      std::promise<void> done;
      net::post(shard->context, [&] {
        work(*shard);
        done.set_value();
      });
      done.get_future().wait();
    }
  }

  void stop() {
    if (std::exchange(stopped, true)) return;
    shared.stopping = true;
    on_all_shards([this](Shard& shard) {
      if (&shard != shards[0].get()) return;
      error_code ignored;
      acceptor->close(ignored);
      accept_again->cancel();
    });
    on_all_shards([](Shard& shard) { for_each(shard, [](Connection& c) { c.drain(); }); });
    auto none = [this] { return shared.sessions == 0; };
    {
      std::unique_lock lock(shared.mutex);
      shared.all_gone.wait_for(lock, shared.options.drain, none);
    }
    on_all_shards([](Shard& shard) { for_each(shard, [](Connection& c) { c.cut(); }); });
    {
      std::unique_lock lock(shared.mutex);
      shared.all_gone.wait(lock, none);
    }
    for (auto& shard : shards) {
      shard->context.stop();
      shard->thread.join();
    }
  }

  template <class Work>
  static void for_each(Shard& shard, Work work) {
    // A copy: what is called may end connections.
    std::vector<Connection*> all(shard.connections.begin(), shard.connections.end());
    for (auto* connection : all)
      if (shard.connections.contains(connection)) work(*connection);
  }
};

Server::Server(ServerOptions options, Handler handler, asio::Pool& pool)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), pool)) {}
Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  return impl_->port;
}
std::size_t Server::connections() const {
  return impl_->shared.sessions;
}
void Server::stop() {
  impl_->stop();
}

}  // namespace common::http
