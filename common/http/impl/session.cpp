#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <vector>

#include "common/asio/on_pool.hpp"
#include "common/http/impl/connection.hpp"
#include "common/http/impl/forwarded.hpp"
#include "common/http/impl/parser.hpp"
#include "common/http/impl/tls.hpp"
#include "common/http/impl/wire.hpp"
#include "common/http/problem.hpp"
#include "common/http/target.hpp"
#include "common/log/log.hpp"

namespace common::http {
namespace {

using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t first_read_bytes = 4 << 10;
constexpr std::size_t body_read_bytes = 64 << 10;
constexpr std::size_t file_piece_bytes = 256 << 10;
/// After a reply that ends the connection, so that the client reads it before a reset arrives.
constexpr milliseconds linger{1000};
constexpr std::size_t linger_bytes_max = 16 << 20;

/// Bytes received and not yet parsed.
class Inbox {
 public:
  std::string_view bytes() const { return {data_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  /// Room to read into; never empty, at least one byte more than was there.
  net::mutable_buffer room(std::size_t wanted) {
    if (begin_ > 0) {
      std::copy(data_.begin() + static_cast<std::ptrdiff_t>(begin_),
                data_.begin() + static_cast<std::ptrdiff_t>(end_), data_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    if (data_.size() < wanted) data_.resize(wanted);
    if (end_ == data_.size()) data_.resize(data_.size() * 2);
    return {data_.data() + end_, data_.size() - end_};
  }
  void received(std::size_t size) { end_ += size; }

 private:
  std::vector<char> data_;
  std::size_t begin_ = 0, end_ = 0;
};

Socket& socket_of(Socket& stream) {
  return stream;
}
Socket& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

enum class Incoming { request, gone, slow, malformed, head_too_large, body_too_large };

int status_of(Incoming incoming) {
  switch (incoming) {
    case Incoming::slow:
      return 408;
    case Incoming::head_too_large:
      return 431;
    default:
      return 400;
  }
}

/// One connection with a client: reads a request, has it answered on the pool, writes the reply,
/// again. Held by its coroutine alone; lives on its shard's thread.
template <class Stream>
class Session final : public Connection {
 public:
  Session(Shared& shared, Shard& shard, Stream stream)
      : shared_(shared),
        shard_(shard),
        stream_(std::move(stream)),
        parser_(shared.options.head_bytes_max, shared.options.body_bytes_max,
                shared.options.body_bytes_max_of) {
    shard_.connections.insert(this);
  }
  ~Session() override {
    shard_.connections.erase(this);
    error_code ignored;
    socket().close(ignored);
    if (--shared_.sessions > 0) return;
    std::lock_guard lock(shared_.mutex);
    shared_.all_gone.notify_all();
  }

  static Awaitable<void> run(std::unique_ptr<Session> self) {
    error_code error;
    auto end = self->socket().remote_endpoint(error);
    if (error) co_return;
    self->peer_ = end.address().to_string();
    bool ready = co_await self->shake_hands();
    if (!ready) co_return;
    bool more = true;
    while (more) more = co_await self->serve_one();
    if (self->stream_given_away_) co_return;
    co_await self->say_goodbye();
  }

  void expire() override {
    expired_ = true;
    error_code ignored;
    if (writing_)
      socket().close(ignored);
    else
      socket().cancel(ignored);
  }
  void drain() override {
    if (idle_) cut();
  }
  void cut() override {
    error_code ignored;
    socket().close(ignored);
  }

 private:
  Socket& socket() { return socket_of(stream_); }

  Awaitable<bool> shake_hands() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      end_within(shared_.options.head_within);
      auto [error] = co_await stream_.async_handshake(net::ssl::stream_base::server, awaited);
      if (error) co_return false;
      identity_ = client_identity(stream_.native_handle());
    }
    co_return true;
  }

  std::string refusal(Incoming incoming) const {
    return incoming == Incoming::body_too_large
               ? bare_reply(body_too_large(parser_.body_bytes_max()))
               : bare_reply(status_of(incoming));
  }

  Awaitable<bool> serve_one() {
    auto incoming = co_await read_request();
    deadline = SteadyTime::max();
    if (incoming == Incoming::gone) co_return false;
    if (incoming == Incoming::request && !fill_request()) incoming = Incoming::malformed;
    if (incoming != Incoming::request) {
      co_await write_text(refusal(incoming));
      co_return false;
    }
    if (parser_.wants_websocket()) {
      co_await serve_websocket();
      co_return false;
    }
    auto work = [this] { return answer(shared_, parser_.request(), parser_.keep_alive()); };
    auto outgoing = co_await asio::on_pool<Executor>(shared_.pool, work);
    if (!outgoing) {
      co_await write_text(bare_reply(503));
      co_return false;
    }
    bool written = co_await write(*outgoing);
    if (!written || outgoing->close) co_return false;
    parser_.restart();
    co_return true;
  }

  Awaitable<Incoming> read_request() {
    bool told_to_continue = false;
    std::size_t body_bytes = 0;
    idle_ = inbox_.bytes().empty();
    if (idle_ && shared_.stopping) co_return Incoming::gone;
    end_within(idle_ ? shared_.options.idle : shared_.options.head_within);
    for (;;) {
      if (!inbox_.bytes().empty()) {
        std::size_t consumed = 0;
        bool head_was_done = parser_.head_done();
        auto state = parser_.feed(inbox_.bytes(), consumed);
        inbox_.consume(consumed);
        if (state != ParseState::more) co_return incoming_of(state);
        if (parser_.head_done()) {
          if (head_was_done) body_bytes += consumed;
          if (!head_was_done) end_within(shared_.transfer_time(0));
          // The allowance grows with what came, counted from the head's end.
          if (head_was_done) deadline += milliseconds(consumed * 1000 / rate());
        }
        if (inbox_.bytes().size() > shared_.options.head_bytes_max + first_read_bytes)
          co_return parser_.head_done() ? Incoming::malformed : Incoming::head_too_large;
        if (parser_.expects_continue() && parser_.head_done() && !told_to_continue) {
          told_to_continue = true;
          bool sent = co_await write_quietly("HTTP/1.1 100 Continue\r\n\r\n");
          if (!sent) co_return Incoming::gone;
        }
      }
      auto room = inbox_.room(body_bytes > first_read_bytes ? body_read_bytes : first_read_bytes);
      auto [error, size] = co_await stream_.async_read_some(room, awaited);
      if (error) co_return expired_ && !idle_ ? Incoming::slow : Incoming::gone;
      inbox_.received(size);
      if (idle_) end_within(shared_.options.head_within);
      idle_ = false;
    }
  }

  static Incoming incoming_of(ParseState state) {
    switch (state) {
      case ParseState::done:
        return Incoming::request;
      case ParseState::head_too_large:
        return Incoming::head_too_large;
      case ParseState::body_too_large:
        return Incoming::body_too_large;
      default:
        return Incoming::malformed;
    }
  }

  std::size_t rate() const { return std::max<std::size_t>(shared_.options.rate_bytes_min, 1); }

  bool fill_request() {
    auto& request = parser_.request();
    request.peer = peer_;
    request.tls = std::is_same_v<Stream, TlsStream>;
    if (!shared_.options.proxy.empty() && peer_ == shared_.options.proxy) believe_proxy(request);
    request.client_name = identity_.name;
    request.client_fingerprint = identity_.fingerprint;
    return read_target(request);
  }

  Awaitable<void> serve_websocket() {
    // Nobody may speak before the upgrade is answered; such bytes may be a smuggled request.
    if (!inbox_.bytes().empty()) {
      co_await write_text(bare_reply(400));
      co_return;
    }
    std::optional<Outgoing> refusal;
    auto work = [this, &refusal] { return answer_upgrade(shared_, parser_.request(), refusal); };
    auto handler = co_await asio::on_pool<Executor>(shared_.pool, work);
    if (!handler) {
      co_await write_text(bare_reply(503));
      co_return;
    }
    if (!*handler) {
      co_await write(*refusal);
      co_return;
    }
    WebSocketStart start{shared_, shard_, std::move(parser_.request()), std::move(**handler)};
    stream_given_away_ = true;
    error_code ignored;
    socket().non_blocking(false, ignored);
    auto served = run_websocket(std::move(stream_), std::move(start));
    co_await std::move(served);
  }

  /// A deadline that passes while we write closes the socket: nothing can be said any more.
  Awaitable<bool> write_quietly(std::string_view text) {
    net::const_buffer buffer(text.data(), text.size());
    auto [error, size] = co_await net::async_write(stream_, buffer, awaited);
    co_return !error;
  }

  Awaitable<bool> write_text(std::string text) {
    begin_write(text.size());
    bool written = co_await write_quietly(text);
    writing_ = false;
    co_return written;
  }

  void begin_write(std::size_t bytes) {
    writing_ = true;
    end_within(shared_.transfer_time(bytes));
  }

  Awaitable<bool> write(Outgoing& outgoing) {
    bool written = write_at_once(outgoing);
    if (!written) {
      begin_write(outgoing.head.size() + outgoing.body.size());
      std::array<net::const_buffer, 2> buffers{
          net::const_buffer(outgoing.head.data(), outgoing.head.size()),
          net::const_buffer(outgoing.body.data(), outgoing.body.size())};
      auto [error, size] = co_await net::async_write(stream_, buffers, awaited);
      written = !error;
    }
    if (written && outgoing.file_size > 0) written = co_await write_file(outgoing);
    writing_ = false;
    co_return written;
  }

  /// Most replies fit the socket's buffer: one system call and no round through the loop.
  bool write_at_once(Outgoing& outgoing) {
    if constexpr (std::is_same_v<Stream, Socket>) {
      if (!outgoing.body.empty()) return false;
      error_code error;
      auto size = stream_.write_some(net::buffer(outgoing.head), error);
      if (!error && size == outgoing.head.size()) return true;
      if (!error) outgoing.head.erase(0, size);
    }
    return false;
  }

  Awaitable<bool> write_file(Outgoing& outgoing) {
    std::string piece;
    while (outgoing.file_size > 0) {
      auto work = [&outgoing, &piece] { return read_piece(outgoing, piece); };
      deadline = SteadyTime::max();
      auto got = co_await asio::on_pool<Executor>(shared_.pool, work);
      // The length is already promised, so a short file or a full pool can only break the
      // connection.
      if (!got || !*got) {
        cut();
        co_return false;
      }
      begin_write(piece.size());
      bool sent = co_await write_quietly(piece);
      if (!sent) co_return false;
    }
    co_return true;
  }

  static bool read_piece(Outgoing& outgoing, std::string& piece) {
    piece.resize(std::min<std::uint64_t>(outgoing.file_size, file_piece_bytes));
    auto got = ::pread(outgoing.file, piece.data(), piece.size(),
                       static_cast<off_t>(outgoing.file_offset));
    if (got <= 0) return false;
    piece.resize(static_cast<std::size_t>(got));
    outgoing.file_offset += piece.size();
    outgoing.file_size -= piece.size();
    return true;
  }

  Awaitable<void> say_goodbye() {
    if (!socket().is_open()) co_return;
    end_within(linger);
    idle_ = true;
    expired_ = false;
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      co_await stream_.async_shutdown(awaited);
      if (!socket().is_open()) co_return;
    }
    error_code ignored;
    socket().shutdown(net::socket_base::shutdown_send, ignored);
    std::array<char, 16384> waste;
    for (std::size_t total = 0; total < linger_bytes_max && !expired_;) {
      auto [error, size] = co_await socket().async_read_some(net::buffer(waste), awaited);
      if (error) co_return;
      total += size;
    }
  }

  Shared& shared_;
  Shard& shard_;
  Stream stream_;
  RequestParser parser_;
  Inbox inbox_;
  std::string peer_;
  ClientIdentity identity_;
  bool idle_ = true;
  bool writing_ = false;
  bool expired_ = false;
  bool stream_given_away_ = false;
};

void log_escaped(std::exception_ptr escaped) {
  try {
    if (escaped) std::rethrow_exception(escaped);
  } catch (const std::exception& error) {
    log::error("http", "a connection failed", {{"error", error.what()}});
  }
}

template <class Stream>
void start(Shared& shared, Shard& shard, Stream stream) {
  auto session = std::make_unique<Session<Stream>>(shared, shard, std::move(stream));
  net::co_spawn(shard.context.get_executor(), Session<Stream>::run(std::move(session)),
                log_escaped);
}

}  // namespace

void start_session(Shared& shared, Shard& shard, Socket socket) {
  error_code ignored;
  socket.set_option(net::ip::tcp::no_delay(true), ignored);
  if (shared.tls)
    start(shared, shard, TlsStream(std::move(socket), *shared.tls));
  else {
    // For write_at_once: a full buffer must not block the thread.
    socket.non_blocking(true, ignored);
    start(shared, shard, std::move(socket));
  }
}

}  // namespace common::http
