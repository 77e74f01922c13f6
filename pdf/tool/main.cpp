// truckroll-paper: one request on standard input, one answer on standard output, then it ends (see
// README.md).
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include "pdf/tool/operations.hpp"

namespace {

void limit(int resource, rlim_t most) {
  const rlimit value{most, most};
  if (setrlimit(static_cast<__rlimit_resource_t>(resource), &value) != 0) std::exit(70);
}

/// Before the first byte of a document is read: the least this work needs.
void confine(std::string_view memory_mib) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // no use without the caller
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  const unsigned long long mib = std::strtoull(std::string(memory_mib).c_str(), nullptr, 10);
#if defined(__SANITIZE_ADDRESS__)
  (void)mib;  // the sanitizer's shadow needs terabytes of address space
#else
  if (mib > 0) limit(RLIMIT_AS, mib << 20U);
#endif
}

std::string read_all() {
  std::string bytes;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (bytes.size() > pdf::frame_bytes_max + pdf::frame_header_max) return bytes;
  }
}

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

pdf::Frame work() {
  try {
    const std::optional<pdf::Frame> request = pdf::decode_frame(read_all());
    if (!request) common::refuse("header", "The request ends early.");
    return pdf::answer(*request);
  } catch (const common::Error& error) {
    return pdf::error_answer(error);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool has_limit = argc == 3 && std::string_view(argv[1]) == "--memory-mib";
  confine(has_limit ? argv[2] : "0");
  return write_all(pdf::encode_frame(work())) ? 0 : 1;
}
