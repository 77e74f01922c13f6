#include "common/http/client.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "common/http/impl/exchange.hpp"
#include "common/http/impl/link.hpp"
#include "common/http/impl/parser.hpp"
#include "common/text/json_text.hpp"

namespace common::http {

std::string request_text(const ClientOptions& options, Method method, std::string_view target,
                         const Headers& headers, std::string_view body) {
  bool v6 = options.host.find(':') != std::string::npos;
  std::string out;
  auto to = std::back_inserter(out);
  fmt::format_to(to, "{} {} HTTP/1.1\r\n", method_name(method), target);
  if (!headers.find("Host"))
    fmt::format_to(to, "Host: {}{}{}:{}\r\n", v6 ? "[" : "", options.host, v6 ? "]" : "",
                   options.port);
  for (std::size_t i = 0; i < headers.size(); ++i) {
    auto name = headers.name(i), value = headers.value(i);
    if (name.find_first_of("\r\n:") != name.npos || value.find_first_of("\r\n") != value.npos)
      throw Error(ErrorCode::internal, "a request header holds a line break");
    fmt::format_to(to, "{}: {}\r\n", name, value);
  }
  bool has_body =
      !body.empty() || method == Method::post || method == Method::put || method == Method::patch;
  if (has_body) fmt::format_to(to, "Content-Length: {}\r\n", body.size());
  out.append("\r\n").append(body);
  return out;
}

namespace {

Exchanged without_reply(std::string why) {
  Exchanged result;
  result.reply.failure = std::move(why);
  return result;
}

/// Reads one reply, the first bytes of which may stand in `bytes` already.
Exchanged read_reply(Link& link, const ClientOptions& options, std::string& bytes, bool head,
                     Link::Deadline deadline) {
  ReplyParser parser(options.body_bytes_max, head);
  auto state = ParseState::more;
  for (bool ended = false; state == ParseState::more;) {
    std::size_t consumed = 0;
    if (!bytes.empty()) state = parser.feed(bytes, consumed);
    bytes.erase(0, consumed);
    if (state != ParseState::more) break;
    if (ended) {
      state = parser.end();
      break;
    }
    auto read = link.read(bytes, deadline);
    if (read == Link::Read::timed_out) return without_reply("no reply within the deadline");
    if (read == Link::Read::broken) return without_reply("the connection broke");
    ended = read == Link::Read::ended;
    if (ended && bytes.empty()) state = parser.end();
  }
  if (state == ParseState::body_too_large) return without_reply("the reply is too large");
  if (state != ParseState::done) return without_reply("the reply is malformed or cut short");
  Exchanged result;
  result.reply.status = parser.status();
  result.reply.headers = std::move(parser.headers());
  result.reply.body = std::move(parser.body());
  result.keep_alive = parser.keep_alive();
  return result;
}

}  // namespace

Exchanged exchange(Link& link, const ClientOptions& options, std::string_view request, bool head,
                   Link::Deadline deadline) {
  // A server may refuse early and close; its reply is read even if not all could be written.
  bool written = link.write(request, deadline);
  std::string bytes;
  auto first = link.read(bytes, deadline);
  if (first == Link::Read::timed_out) return without_reply("no reply within the deadline");
  if (first != Link::Read::some) {
    auto result =
        without_reply(written ? "the connection ended without a reply" : "the connection broke");
    result.nothing_came = true;
    return result;
  }
  for (;;) {
    auto result = read_reply(link, options, bytes, head, deadline);
    if (!written) result.keep_alive = false;
    result.rest = bytes;
    if (result.reply.status < 100 || result.reply.status >= 200 || result.reply.status == 101)
      return result;
  }
}

struct Client::Impl {
  ClientOptions options;
  TlsContext tls;
  Link link;

  Exchanged once(std::string_view request, bool head, Link::Deadline deadline) {
    if (link.is_open() && link.is_stale()) link.close();
    if (!link.is_open()) {
      auto failure = link.open(options, tls.get(), deadline);
      if (!failure.empty()) return without_reply(std::move(failure));
    }
    auto result = exchange(link, options, request, head, deadline);
    if (!result.keep_alive) link.close();
    return result;
  }
};

Client::Client(ClientOptions options) {
  auto tls = make_client_tls(options);
  impl_.reset(new Impl{std::move(options), std::move(tls), {}});
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

Reply Client::send(Method method, std::string_view target, const Headers& headers,
                   std::string_view body) {
  auto deadline = std::chrono::steady_clock::now() + impl_->options.deadline;
  auto request = request_text(impl_->options, method, target, headers, body);
  bool head = method == Method::head;
  bool was_open = impl_->link.is_open();
  auto result = impl_->once(request, head, deadline);
  bool harmless_twice = method != Method::post && method != Method::patch;
  if (result.nothing_came && was_open && harmless_twice)
    result = impl_->once(request, head, deadline);
  return std::move(result.reply);
}

Reply Client::post(std::string_view target, std::string_view body, std::string_view type) {
  Headers headers;
  headers.add("Content-Type", type);
  return send(Method::post, target, headers, body);
}

Reply Client::post_json(std::string_view target, const nlohmann::json& body) {
  return post(target, common::json_text(body));
}

nlohmann::json Reply::json() const {
  auto value = common::try_read_json(body);
  if (value.is_discarded()) throw Error(ErrorCode::unavailable, "The server's reply is not JSON.");
  return value;
}

}  // namespace common::http
