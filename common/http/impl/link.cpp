#include "common/http/impl/link.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace common::http {
namespace {

std::string tls_failure() {
  auto code = ERR_get_error();
  if (code == 0) return "the connection ended";
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

void check(int result, const char* option, const std::string& file) {
  if (result != 1) refuse(option, say("TLS file {} cannot be used: {}", file, tls_failure()));
}

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

}  // namespace

TlsContext make_client_tls(const ClientOptions& options) {
  TlsContext context(nullptr, SSL_CTX_free);
  if (!options.tls) return context;
  context.reset(SSL_CTX_new(TLS_client_method()));
  auto* raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  if (options.ca_file.empty())
    SSL_CTX_set_default_verify_paths(raw);
  else
    check(SSL_CTX_load_verify_locations(raw, options.ca_file.c_str(), nullptr), "ca_file",
          options.ca_file);
  if (options.verify_at)
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(raw),
                               static_cast<time_t>(to_micros(*options.verify_at) / 1'000'000));
  if (options.certificate_file.empty()) return context;
  check(SSL_CTX_use_certificate_chain_file(raw, options.certificate_file.c_str()),
        "certificate_file", options.certificate_file);
  check(SSL_CTX_use_PrivateKey_file(raw, options.key_file.c_str(), SSL_FILETYPE_PEM), "key_file",
        options.key_file);
  return context;
}

Link::~Link() {
  close();
}

void Link::close() {
  if (tls_) {
    // Says goodbye without waiting for the answer.
    SSL_shutdown(tls_);
    SSL_free(tls_);
    tls_ = nullptr;
  }
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  ERR_clear_error();
}

std::string Link::open(const ClientOptions& options, SSL_CTX* tls, Deadline deadline) {
  close();
  ::addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  ::addrinfo* found = nullptr;
  int error =
      ::getaddrinfo(options.host.c_str(), std::to_string(options.port).c_str(), &hints, &found);
  if (error != 0) return "no address for " + options.host + ": " + gai_strerror(error);
  std::unique_ptr<::addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  for (auto* address = found; address && !is_open(); address = address->ai_next)
    if (!connect_to(*address, deadline)) close();
  if (!is_open()) return "cannot connect to " + options.host + ": " + std::strerror(errno);
  if (!tls) return {};
  auto failure = shake_hands(options, tls, deadline);
  if (!failure.empty()) close();
  return failure;
}

bool Link::connect_to(const ::addrinfo& address, Deadline deadline) {
  socket_ = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return false;
  int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, address.ai_addr, address.ai_addrlen) == 0) return true;
  if (errno != EINPROGRESS) return false;
  if (!wait(POLLOUT, deadline)) {
    errno = ETIMEDOUT;
    return false;
  }
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  errno = error;
  return error == 0;
}

std::string Link::shake_hands(const ClientOptions& options, SSL_CTX* tls, Deadline deadline) {
  tls_ = SSL_new(tls);
  SSL_set_fd(tls_, socket_);
  auto& name = options.server_name.empty() ? options.host : options.server_name;
  if (is_address(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_), name.c_str());
  } else {
    SSL_set_tlsext_host_name(tls_, name.c_str());
    SSL_set1_host(tls_, name.c_str());
  }
  for (;;) {
    ERR_clear_error();
    int result = SSL_connect(tls_);
    if (result == 1) return {};
    if (wait_for_tls(result, deadline)) continue;
    auto verdict = SSL_get_verify_result(tls_);
    if (verdict != X509_V_OK)
      return std::string("the server's certificate: ") + X509_verify_cert_error_string(verdict);
    return "TLS: " + tls_failure();
  }
}

bool Link::wait(short events, Deadline deadline) const {
  auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  ::pollfd watched{socket_, events, 0};
  auto limit = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
  int ready = 0;
  do ready = ::poll(&watched, 1, limit);
  while (ready < 0 && errno == EINTR);
  return ready > 0;
}

bool Link::wait_for_tls(int result, Deadline deadline) const {
  switch (SSL_get_error(tls_, result)) {
    case SSL_ERROR_WANT_READ:
      return wait(POLLIN, deadline);
    case SSL_ERROR_WANT_WRITE:
      return wait(POLLOUT, deadline);
    default:
      return false;
  }
}

bool Link::is_stale() const {
  // TLS 1.3 may have sent session tickets after the reply; only an end counts then.
  ::pollfd watched{socket_, POLLIN | POLLRDHUP, 0};
  if (::poll(&watched, 1, 0) <= 0) return false;
  return !tls_ || (watched.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

bool Link::write(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    if (tls_) {
      ERR_clear_error();
      int size = SSL_write(tls_, bytes.data(),
                           static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
      if (size > 0)
        bytes.remove_prefix(static_cast<std::size_t>(size));
      else if (!wait_for_tls(size, deadline))
        return false;
      continue;
    }
    auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size > 0)
      bytes.remove_prefix(static_cast<std::size_t>(size));
    else if (errno != EINTR && (errno != EAGAIN || !wait(POLLOUT, deadline)))
      return false;
  }
  return true;
}

Link::Read Link::read(std::string& bytes, Deadline deadline) {
  std::array<char, 16384> part;
  for (;;) {
    if (tls_) {
      ERR_clear_error();
      int size = SSL_read(tls_, part.data(), part.size());
      if (size > 0) {
        bytes.append(part.data(), static_cast<std::size_t>(size));
        return Read::some;
      }
      auto error = SSL_get_error(tls_, size);
      if (error == SSL_ERROR_ZERO_RETURN) return Read::ended;
      if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return Read::broken;
      if (!wait_for_tls(size, deadline)) return Read::timed_out;
      continue;
    }
    auto size = ::recv(socket_, part.data(), part.size(), 0);
    if (size > 0) {
      bytes.append(part.data(), static_cast<std::size_t>(size));
      return Read::some;
    }
    if (size == 0) return Read::ended;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return Read::broken;
    if (!wait(POLLIN, deadline)) return Read::timed_out;
  }
}

}  // namespace common::http
