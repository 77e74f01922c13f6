#include "common/http/impl/wire.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <ctime>
#include <iterator>
#include <utility>

#include "common/http/problem.hpp"

namespace common::http {
namespace {

/// Up to here a copy is made, so that head and body leave by one write from one buffer.
constexpr std::size_t small_body_bytes = 16 << 10;

/// The Date header's line, made once a second per thread.
std::string_view date_line() {
  thread_local std::time_t made = 0;
  thread_local std::string line;
  auto now = std::time(nullptr);
  if (now == made) return line;
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[64];
  auto size = std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  line.assign(text, size);
  made = now;
  return line;
}

bool breaks_frame(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// Names the sender of a response may not set: the frame is ours.
bool is_framing(std::string_view name) {
  for (std::string_view ours : {"Content-Length", "Transfer-Encoding", "Connection", "Date"})
    if (equal_ignoring_case(name, ours)) return true;
  return false;
}

void append_headers(std::string& out, const Headers& headers) {
  for (std::size_t i = 0; i < headers.size(); ++i) {
    auto name = headers.name(i), value = headers.value(i);
    if (breaks_frame(name) || breaks_frame(value))
      throw Error(ErrorCode::internal, "a response header holds a line break");
    if (is_framing(name)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
}

constexpr std::pair<std::string_view, std::string_view> security_headers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
};

/// A response's own header of that name stands instead, e.g. for a page shown in our own frame.
void append_security(std::string& out, const Headers& own, std::string_view policy) {
  auto append = [&](std::string_view name, std::string_view value) {
    if (!own.find(name)) out.append(name).append(": ").append(value).append("\r\n");
  };
  for (auto& [name, value] : security_headers) append(name, value);
  if (!policy.empty()) append("Content-Security-Policy", policy);
}

bool may_have_body(int status) {
  return status != 204 && status != 304 && status >= 200;
}

void open_file(Outgoing& out, const FilePart& part) {
  out.file = ::open(part.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (part.temporary) ::unlink(part.path.c_str());
  if (out.file < 0) throw Error(ErrorCode::not_found, "There is nothing at this address.");
  out.file_offset = part.offset;
  out.file_size = part.size;
}

/// A small file joins the head; of a large one the session reads piece by piece.
void read_small_file(Outgoing& out) {
  if (out.file_size > small_body_bytes) return;
  auto start = out.head.size();
  out.head.resize(start + out.file_size);
  auto got = ::pread(out.file, out.head.data() + start, out.file_size,
                     static_cast<off_t>(out.file_offset));
  if (got != static_cast<ssize_t>(out.file_size))
    throw Error(ErrorCode::storage, "a file changed while it was read");
  out.file_size = 0;
}

}  // namespace

Outgoing::Outgoing(Outgoing&& other) noexcept
    : head(std::move(other.head)),
      kept(std::move(other.kept)),
      body(kept.text()),
      file(std::exchange(other.file, -1)),
      file_offset(other.file_offset),
      file_size(other.file_size),
      close(other.close) {
  if (other.body.empty()) body = {};
}

Outgoing::~Outgoing() {
  if (file >= 0) ::close(file);
}

Outgoing make_outgoing(Response response, const WireOptions& options) {
  Outgoing out;
  out.close = options.close;
  out.kept = std::move(response);
  auto& kept = out.kept;
  bool with_body = may_have_body(kept.status) && !options.head_only;
  auto small =
      with_body && kept.text().size() <= small_body_bytes ? kept.text() : std::string_view{};

  auto& head = out.head;
  head.reserve(512 + options.content_security_policy.size() + small.size());
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", kept.status,
                 reason_of(kept.status));
  head.append(date_line());
  append_headers(head, kept.headers);
  append_security(head, kept.headers, options.content_security_policy);
  if (may_have_body(kept.status))
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", kept.body_size());
  head.append(options.close ? "Connection: close\r\n\r\n" : "\r\n");

  auto part = std::get_if<FilePart>(&kept.body);
  if (!with_body) {
    if (part && part->temporary) ::unlink(part->path.c_str());
    return out;
  }
  if (part) {
    open_file(out, *part);
    read_small_file(out);
  } else if (!small.empty()) {
    head.append(small);
  } else {
    out.body = kept.text();
  }
  return out;
}

std::string bare_reply(Response response) {
  WireOptions options;
  options.close = true;
  return make_outgoing(std::move(response), options).head;  // small, so head and body are one
}

std::string bare_reply(int status) {
  return bare_reply(problem(status));
}

}  // namespace common::http
