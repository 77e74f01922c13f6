#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "common/http/message.hpp"

namespace common::http {

enum class ParseState { more, done, malformed, head_too_large, body_too_large };

/// Reads requests of one connection, one after the other. Beast's parser, filling our own types.
class RequestParser {
 public:
  using BodyMax = std::function<std::size_t(const Request&)>;
  /// `body_bytes_max_of` may lower the bound for a request once its head is read; empty: it does
  /// not.
  RequestParser(std::size_t head_bytes_max, std::size_t body_bytes_max,
                BodyMax body_bytes_max_of = {});
  ~RequestParser();

  /// Makes ready for the next request.
  void restart();
  /// Feeds all bytes that are there; `consumed` of them are done with. Others must come again, with
  /// more.
  ParseState feed(std::string_view bytes, std::size_t& consumed);

  bool head_done() const;
  /// How long a body of the request that is being read may be.
  std::size_t body_bytes_max() const;
  bool expects_continue() const;
  bool keep_alive() const;
  /// A well-formed wish for a WebSocket.
  bool wants_websocket() const;
  /// What was read so far; taken when done.
  Request& request();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads one reply.
class ReplyParser {
 public:
  /// `no_body`: the request was HEAD.
  ReplyParser(std::size_t body_bytes_max, bool no_body);
  ~ReplyParser();
  ParseState feed(std::string_view bytes, std::size_t& consumed);
  /// The connection ended; done if the reply is complete by that.
  ParseState end();
  bool keep_alive() const;
  int status() const;
  Headers& headers();
  std::string& body();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace common::http
