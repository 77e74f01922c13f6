// Beast is included here and in websocket_session.cpp only; its library part is compiled here.
#include "common/http/impl/parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/src.hpp>
#include <optional>

namespace common::http {
namespace {
namespace beast = boost::beast;
using Text = beast::string_view;
using Code = beast::error_code;

std::string_view view(Text text) {
  return {text.data(), text.size()};
}

/// Body bytes reserved on the sender's word alone.
constexpr std::uint64_t trusted_bytes = 64 << 10;

void reserve(std::string& body, const boost::optional<std::uint64_t>& size) {
  if (size) body.reserve(static_cast<std::size_t>(std::min(*size, trusted_bytes)));
}

ParseState state_of(const Code& error) {
  if (!error || error == beast::http::error::need_more) return ParseState::more;
  if (error == beast::http::error::header_limit) return ParseState::head_too_large;
  if (error == beast::http::error::body_limit) return ParseState::body_too_large;
  return ParseState::malformed;
}

template <class Parser>
ParseState feed_all(Parser& parser, std::string_view bytes, std::size_t& consumed) {
  consumed = 0;
  while (!parser.is_done()) {
    Code error;
    auto used = parser.put({bytes.data() + consumed, bytes.size() - consumed}, error);
    consumed += used;
    if (error) return state_of(error);
    if (consumed == bytes.size() && !parser.is_done()) return ParseState::more;
  }
  return ParseState::done;
}

class RequestReader final : public beast::http::basic_parser<true> {
 public:
  RequestReader(Request& request, const RequestParser::BodyMax& body_bytes_max_of)
      : request_(request), body_bytes_max_of_(body_bytes_max_of) {}
  std::size_t hosts = 0;
  bool http_1_1 = false;
  bool transfer_encoding = false;

 private:
  void on_request_impl(beast::http::verb, Text method, Text target, int version, Code&) override {
    request_.method_text = view(method);
    request_.method = method_of(request_.method_text);
    request_.target = view(target);
    http_1_1 = version >= 11;
  }
  void on_response_impl(int, Text, int, Code&) override {}
  void on_field_impl(beast::http::field name, Text text, Text value, Code& error) override {
    // Trailers come after the head and are dropped: nobody checks them as heads are checked.
    if (is_header_done()) return;
    if (name == beast::http::field::host) ++hosts;
    if (name == beast::http::field::transfer_encoding) transfer_encoding = true;
    for (char c : value)
      if (c == '\0' || c == '\r' || c == '\n') error = beast::http::error::bad_value;
    request_.headers.add(view(text), view(value));
  }
  void on_header_impl(Code& error) override {
    // A proxy before us may have read these otherwise (RFC 9112, sections 3.2, 6.1 and 6.3).
    bool odd_encoding = transfer_encoding && (!chunked() || !http_1_1);
    if (odd_encoding) error = beast::http::error::bad_transfer_encoding;
    if (hosts > 1 || (http_1_1 && hosts == 0)) error = beast::http::error::bad_field;
    if (error || !body_bytes_max_of_) return;
    // Beast has compared the length announced with its own limit by now.
    auto bound = body_bytes_max_of_(request_);
    auto announced = content_length();
    if (announced && *announced > bound)
      error = beast::http::error::body_limit;
    else if (!announced)
      body_limit(bound);
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& size, Code&) override {
    reserve(request_.body, size);
  }
  std::size_t on_body_impl(Text part, Code&) override {
    request_.body.append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text part, Code&) override {
    request_.body.append(part.data(), part.size());
    return part.size();
  }
  void on_finish_impl(Code&) override {}

  Request& request_;
  const RequestParser::BodyMax& body_bytes_max_of_;
};

class ReplyReader final : public beast::http::basic_parser<false> {
 public:
  int status = 0;
  Headers headers;
  std::string body;

 private:
  void on_request_impl(beast::http::verb, Text, Text, int, Code&) override {}
  void on_response_impl(int code, Text, int, Code&) override { status = code; }
  void on_field_impl(beast::http::field, Text name, Text value, Code&) override {
    if (!is_header_done()) headers.add(view(name), view(value));
  }
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& size, Code&) override {
    reserve(body, size);
  }
  std::size_t on_body_impl(Text part, Code&) override {
    body.append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text part, Code&) override {
    body.append(part.data(), part.size());
    return part.size();
  }
  void on_finish_impl(Code&) override {}
};

}  // namespace

struct RequestParser::Impl {
  std::size_t head_bytes_max, body_bytes_max;
  BodyMax body_bytes_max_of;
  Request request;
  std::optional<RequestReader> reader;
};

RequestParser::RequestParser(std::size_t head_bytes_max, std::size_t body_bytes_max,
                             BodyMax body_bytes_max_of)
    : impl_(new Impl{head_bytes_max, body_bytes_max, std::move(body_bytes_max_of), {}, {}}) {
  restart();
}
RequestParser::~RequestParser() = default;

void RequestParser::restart() {
  impl_->request = Request{};
  auto& reader = impl_->reader.emplace(impl_->request, impl_->body_bytes_max_of);
  reader.header_limit(static_cast<std::uint32_t>(impl_->head_bytes_max));
  reader.body_limit(impl_->body_bytes_max);
  reader.eager(true);
}

ParseState RequestParser::feed(std::string_view bytes, std::size_t& consumed) {
  return feed_all(*impl_->reader, bytes, consumed);
}

bool RequestParser::head_done() const {
  return impl_->reader->is_header_done();
}
bool RequestParser::keep_alive() const {
  return impl_->reader->keep_alive();
}
Request& RequestParser::request() {
  return impl_->request;
}

std::size_t RequestParser::body_bytes_max() const {
  auto bound = impl_->body_bytes_max;
  return impl_->body_bytes_max_of ? std::min(bound, impl_->body_bytes_max_of(impl_->request))
                                  : bound;
}

bool RequestParser::expects_continue() const {
  auto expect = impl_->request.headers.find("Expect");
  return impl_->reader->http_1_1 && expect && equal_ignoring_case(*expect, "100-continue");
}

bool RequestParser::wants_websocket() const {
  auto& headers = impl_->request.headers;
  return impl_->request.method == Method::get && impl_->reader->http_1_1 &&
         headers.has_token("Connection", "upgrade") && headers.has_token("Upgrade", "websocket");
}

struct ReplyParser::Impl {
  ReplyReader reader;
};

ReplyParser::ReplyParser(std::size_t body_bytes_max, bool no_body) : impl_(new Impl) {
  impl_->reader.header_limit(64 << 10);
  impl_->reader.body_limit(body_bytes_max);
  impl_->reader.eager(true);
  if (no_body) impl_->reader.skip(true);
}
ReplyParser::~ReplyParser() = default;

ParseState ReplyParser::feed(std::string_view bytes, std::size_t& consumed) {
  return feed_all(impl_->reader, bytes, consumed);
}

ParseState ReplyParser::end() {
  if (!impl_->reader.got_some()) return ParseState::malformed;
  Code error;
  impl_->reader.put_eof(error);
  return error ? ParseState::malformed : ParseState::done;
}

bool ReplyParser::keep_alive() const {
  return impl_->reader.keep_alive();
}
int ReplyParser::status() const {
  return impl_->reader.status;
}
Headers& ReplyParser::headers() {
  return impl_->reader.headers;
}
std::string& ReplyParser::body() {
  return impl_->reader.body;
}

}  // namespace common::http
