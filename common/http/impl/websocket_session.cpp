// Beast is included here and in parser.cpp only.
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <memory>

#include "common/asio/on_pool.hpp"
#include "common/http/impl/connection.hpp"
#include "common/log/log.hpp"

namespace common::http {
namespace {
namespace beast = boost::beast;
namespace ws = beast::websocket;
using std::chrono::milliseconds;

/// How long the other end may take to read what is queued and answer our close.
constexpr milliseconds close_grace{5000};

/// What a session lets its handle ask for. Called on the network thread.
class Pump {
 public:
  virtual ~Pump() = default;
  virtual void pump() = 0;
};

/// What users hold. Outlives the session, as users may keep it; under its mutex stands whether the
/// session lives.
class Handle final : public WebSocket {
 public:
  Handle(Executor executor, std::shared_ptr<Pump> session, const WebSocketHandler& handler)
      : executor_(executor),
        session_(std::move(session)),
        messages_max_(handler.queue_messages_max),
        bytes_max_(handler.queue_bytes_max) {}

  bool send(std::shared_ptr<const std::string> text) override {
    std::lock_guard lock(mutex_);
    if (!session_ || close_code_ != 0) return false;
    if (queue_.size() >= messages_max_ || bytes_ + text->size() > bytes_max_) {
      queue_.clear();
      close_code_ = ws::close_code::try_again_later;
      close_reason_ = "reads too slowly";
      wake();
      return false;
    }
    bytes_ += text->size();
    queue_.push_back(std::move(text));
    wake();
    return true;
  }

  void close(std::uint16_t code, std::string reason) override {
    std::lock_guard lock(mutex_);
    if (!session_ || close_code_ != 0) return;
    close_code_ = code;
    // A control frame carries 125 bytes, two of which are the code (RFC 6455, section 5.5).
    close_reason_ = reason.substr(0, 123);
    wake();
  }

  bool is_open() const override {
    std::lock_guard lock(mutex_);
    return session_ && close_code_ == 0;
  }

  std::size_t waiting() const override {
    std::lock_guard lock(mutex_);
    return queue_.size();
  }

  struct Next {
    std::shared_ptr<const std::string> text;
    std::uint16_t close_code = 0;
    std::string close_reason;
  };
  /// The next thing to write; nothing and code 0 when there is none.
  Next next() {
    std::lock_guard lock(mutex_);
    awake_ = false;
    if (queue_.empty()) return {{}, close_code_, close_reason_};
    auto text = std::move(queue_.front());
    queue_.pop_front();
    bytes_ -= text->size();
    return {std::move(text), 0, {}};
  }
  bool closing() const {
    std::lock_guard lock(mutex_);
    return close_code_ != 0;
  }
  std::uint16_t close_code() const {
    std::lock_guard lock(mutex_);
    return close_code_;
  }
  /// The session ends; no call reaches it after this.
  void let_go() {
    std::shared_ptr<Pump> last;
    std::lock_guard lock(mutex_);
    last = std::move(session_);
    queue_.clear();
  }

 private:
  void wake() {
    if (std::exchange(awake_, true)) return;
    net::post(executor_, [session = session_] { session->pump(); });
  }

  Executor executor_;
  mutable std::mutex mutex_;
  std::shared_ptr<Pump> session_;
  std::deque<std::shared_ptr<const std::string>> queue_;
  std::size_t bytes_ = 0;
  std::size_t messages_max_, bytes_max_;
  std::uint16_t close_code_ = 0;
  std::string close_reason_;
  bool awake_ = false;
};

/// One WebSocket on its shard's thread. Held by its coroutine, its write in flight and its handle.
template <class Stream>
class WebSocketSession final : public Connection,
                               public Pump,
                               public std::enable_shared_from_this<WebSocketSession<Stream>> {
 public:
  WebSocketSession(Stream stream, WebSocketStart start)
      : start_(std::move(start)), stream_(std::move(stream)), pause_(start_.shard.context) {
    start_.shard.connections.insert(this);
  }
  ~WebSocketSession() override { start_.shard.connections.erase(this); }

  static Awaitable<void> run(std::shared_ptr<WebSocketSession> self) {
    bool accepted = co_await self->accept();
    if (!accepted) co_return;
    self->handle_ = std::make_shared<Handle>(self->start_.shard.context.get_executor(), self,
                                             self->start_.handler);
    if (self->start_.shared.stopping) self->drain();
    co_await self->call(&WebSocketSession::tell_open);
    auto code = co_await self->read_all();
    auto handle = self->handle_;
    if (handle->closing()) code = handle->close_code();
    handle->let_go();
    self->deadline = SteadyTime::max();
    self->code_ = code;
    co_await self->call(&WebSocketSession::tell_close);
    self->cut();
  }

  void pump() override {
    // Before the check: a write that hangs must not outlive the wish to close.
    if (handle_->closing() && deadline == SteadyTime::max()) end_within(close_grace);
    if (writing_) return;
    auto next = handle_->next();
    if (next.text)
      write(std::move(next.text));
    else if (next.close_code != 0 && !std::exchange(close_sent_, true))
      send_close(next.close_code, next.close_reason);
  }

  void expire() override { cut(); }
  void drain() override {
    if (handle_) handle_->close(ws::close_code::going_away, "the server stops");
  }
  void cut() override {
    boost::system::error_code ignored;
    beast::get_lowest_layer(stream_).close(ignored);
  }

 private:
  Awaitable<bool> accept() {
    auto& options = start_.shared.options;
    ws::stream_base::timeout times{options.head_within, options.websocket_idle, true};
    stream_.set_option(times);
    stream_.read_message_max(start_.handler.message_bytes_max);
    auto protocol = start_.handler.subprotocol;
    if (!protocol.empty())
      stream_.set_option(ws::stream_base::decorator([protocol](ws::response_type& response) {
        response.set(beast::http::field::sec_websocket_protocol, protocol);
      }));
    beast::http::request<beast::http::empty_body> request;
    request.method(beast::http::verb::get);
    request.target("/");
    for (std::string_view name :
         {"Host", "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version"})
      if (auto value = start_.request.headers.find(name))
        request.set(beast::string_view(name.data(), name.size()),
                    beast::string_view(value->data(), value->size()));
    auto [error] = co_await stream_.async_accept(request, awaited);
    co_return !error;
  }

  /// Reads until the end; gives the code of the close received, 1006 for a broken connection.
  Awaitable<std::uint16_t> read_all() {
    beast::flat_buffer buffer;
    for (;;) {
      auto [error, size] = co_await stream_.async_read(buffer, awaited);
      if (error) {
        bool closed = error == ws::error::closed;
        std::uint16_t code =
            closed ? stream_.reason().code : std::uint16_t{ws::close_code::abnormal};
        co_return code == 0 ? std::uint16_t{ws::close_code::no_status} : code;
      }
      if (!stream_.got_text()) {
        handle_->close(ws::close_code::unknown_data, "text only");
      } else if (!handle_->closing()) {
        message_.assign(static_cast<const char*>(buffer.data().data()), buffer.size());
        co_await call(&WebSocketSession::tell_message);
      }
      buffer.consume(buffer.size());
    }
  }

  /// Runs one of the tell_ functions on the pool. A full pool is waited for: nothing may be left
  /// out, and meanwhile the other end is not read, so that it slows down too.
  Awaitable<void> call(void (WebSocketSession::*tell)()) {
    auto work = [this, tell] { tell_safely(tell); };
    for (;;) {
      auto done = co_await asio::on_pool<Executor>(start_.shared.pool, work);
      if (done) co_return;
      pause_.expires_after(milliseconds(10));
      co_await pause_.async_wait(awaited);
    }
  }

  void tell_safely(void (WebSocketSession::*tell)()) {
    try {
      (this->*tell)();
    } catch (const std::exception& error) {
      log::error("http", "a live connection's handler failed", {{"error", error.what()}});
      handle_->close(ws::close_code::internal_error, {});
    }
  }
  void tell_open() {
    if (start_.handler.on_open) start_.handler.on_open(handle_);
  }
  void tell_message() {
    if (start_.handler.on_message) start_.handler.on_message(handle_, std::move(message_));
  }
  void tell_close() {
    if (start_.handler.on_close) start_.handler.on_close(handle_, code_);
  }

  void write(std::shared_ptr<const std::string> text) {
    writing_ = true;
    stream_.text(true);
    net::const_buffer buffer(text->data(), text->size());
    stream_.async_write(buffer, [self = this->shared_from_this(), text = std::move(text)](
                                    const beast::error_code& error, std::size_t) {
      self->writing_ = false;
      if (!error) self->pump();
    });
  }

  void send_close(std::uint16_t code, const std::string& reason) {
    ws::close_reason why(static_cast<ws::close_code>(code), reason.c_str());
    stream_.async_close(why, [self = this->shared_from_this()](const beast::error_code&) {});
  }

  WebSocketStart start_;
  ws::stream<Stream, false> stream_;
  net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>,
                            Executor>
      pause_;
  std::shared_ptr<Handle> handle_;
  std::string message_;
  std::uint16_t code_ = 0;
  bool writing_ = false;
  bool close_sent_ = false;
};

}  // namespace

Awaitable<void> run_websocket(Socket stream, WebSocketStart start) {
  return WebSocketSession<Socket>::run(
      std::make_shared<WebSocketSession<Socket>>(std::move(stream), std::move(start)));
}

Awaitable<void> run_websocket(TlsStream stream, WebSocketStart start) {
  return WebSocketSession<TlsStream>::run(
      std::make_shared<WebSocketSession<TlsStream>>(std::move(stream), std::move(start)));
}

}  // namespace common::http
