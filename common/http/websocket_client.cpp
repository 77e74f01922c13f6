#include "common/http/websocket_client.hpp"

#include <openssl/sha.h>

#include <array>
#include <utility>

#include "common/http/impl/exchange.hpp"
#include "common/ids/ids.hpp"

namespace common::http {
namespace {

enum Opcode : unsigned { continuation = 0, text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };
constexpr std::size_t frame_bytes_max = 64 << 20;

struct Frame {
  bool last = false;
  unsigned opcode = 0;
  std::string payload;
};

/// A client masks what it sends (RFC 6455, section 5.3).
std::string make_frame(unsigned opcode, std::string_view payload) {
  std::string out;
  auto byte = [&](std::uint64_t value) { out += static_cast<char>(value & 0xff); };
  byte(0x80u | opcode);
  auto size = payload.size();
  int bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
  byte(0x80u | (bytes == 0 ? size : bytes == 2 ? 126u : 127u));
  for (int i = bytes - 1; i >= 0; --i) byte(size >> (8 * i));
  auto mask = random_bytes(4);
  out += mask;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

/// Takes one whole frame off the front of `bytes`; false if there is none yet.
bool take_frame(std::string& bytes, Frame& frame) {
  auto byte = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
  };
  if (bytes.size() < 2) return false;
  auto size = byte(1) & 0x7f;
  std::size_t start = 2 + (size == 126 ? 2u : size == 127 ? 8u : 0u);
  if (bytes.size() < start) return false;
  if (start > 2) {
    size = 0;
    for (std::size_t i = 2; i < start; ++i) size = size << 8 | byte(i);
  }
  if (size > frame_bytes_max) throw Error(ErrorCode::too_large, "a WebSocket frame is too large");
  if (bytes.size() < start + size) return false;
  frame.last = (byte(0) & 0x80) != 0;
  frame.opcode = static_cast<unsigned>(byte(0) & 0x0f);
  frame.payload = bytes.substr(start, size);
  bytes.erase(0, start + size);
  return true;
}

/// What the server must make of our key (RFC 6455, section 4.2.2).
std::string accept_of(const std::string& key) {
  auto text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return to_base64({reinterpret_cast<char*>(digest.data()), digest.size()});
}

}  // namespace

struct WebSocketClient::Impl {
  ClientOptions options;
  TlsContext tls{nullptr, SSL_CTX_free};
  Link link;
  Reply upgrade;
  std::string bytes;
  std::string message;
  std::uint16_t close_code = 0;
  bool close_sent = false;

  void end(std::uint16_t code) {
    if (close_code == 0) close_code = code;
    link.close();
  }

  bool send(unsigned opcode, std::string_view payload) {
    if (!link.is_open()) return false;
    if (link.write(make_frame(opcode, payload),
                   std::chrono::steady_clock::now() + options.deadline))
      return true;
    end(1006);
    return false;
  }

  /// True if the frame completed a text.
  bool take(Frame& frame) {
    switch (frame.opcode) {
      case ping:
        send(pong, frame.payload);
        return false;
      case pong:
        return false;
      case closing: {
        auto code = frame.payload.size() < 2 ? 1005
                                             : static_cast<unsigned char>(frame.payload[0]) << 8 |
                                                   static_cast<unsigned char>(frame.payload[1]);
        if (!close_sent) send(closing, frame.payload.substr(0, 2));
        end(static_cast<std::uint16_t>(code));
        return false;
      }
      default:
        message += frame.payload;
        return frame.last;
    }
  }
};

WebSocketClient::WebSocketClient(const ClientOptions& options, std::string_view target,
                                 const Headers& headers)
    : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
  impl_->tls = make_client_tls(options);
  auto deadline = std::chrono::steady_clock::now() + options.deadline;
  impl_->upgrade.failure = impl_->link.open(options, impl_->tls.get(), deadline);
  if (!impl_->link.is_open()) {
    impl_->end(1006);
    return;
  }
  auto all = headers;
  all.set("Connection", "Upgrade");
  all.set("Upgrade", "websocket");
  all.set("Sec-WebSocket-Version", "13");
  auto key = to_base64(random_bytes(16));
  all.set("Sec-WebSocket-Key", key);
  auto request = request_text(options, Method::get, target, all, {});
  auto result = exchange(impl_->link, options, request, false, deadline);
  impl_->upgrade = std::move(result.reply);
  impl_->bytes = std::move(result.rest);
  bool accepted = impl_->upgrade.status == 101 &&
                  impl_->upgrade.headers.find("Sec-WebSocket-Accept") == accept_of(key);
  if (!accepted) impl_->end(1006);
}

WebSocketClient::~WebSocketClient() = default;
WebSocketClient::WebSocketClient(WebSocketClient&&) noexcept = default;

const Reply& WebSocketClient::upgrade() const {
  return impl_->upgrade;
}
bool WebSocketClient::is_open() const {
  return impl_->link.is_open();
}
bool WebSocketClient::send(std::string_view payload) {
  return impl_->send(text, payload);
}
std::uint16_t WebSocketClient::close_code() const {
  return impl_->close_code;
}

std::optional<std::string> WebSocketClient::receive(std::chrono::milliseconds within) {
  auto deadline = std::chrono::steady_clock::now() + within;
  for (;;) {
    Frame frame;
    while (take_frame(impl_->bytes, frame)) {
      if (impl_->take(frame)) return std::exchange(impl_->message, {});
      if (!is_open()) return std::nullopt;
    }
    if (!is_open()) return std::nullopt;
    auto read = impl_->link.read(impl_->bytes, deadline);
    if (read == Link::Read::timed_out) return std::nullopt;
    if (read != Link::Read::some) impl_->end(1006);
  }
}

void WebSocketClient::close(std::uint16_t code) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  impl_->close_sent = true;
  if (!impl_->send(closing, payload)) return;
  auto deadline = std::chrono::steady_clock::now() + impl_->options.deadline;
  while (is_open() && std::chrono::steady_clock::now() < deadline)
    if (!receive(std::chrono::milliseconds(100))) continue;
  impl_->end(1006);
}

}  // namespace common::http
