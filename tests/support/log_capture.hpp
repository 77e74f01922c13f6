#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace support {

/// What this process writes to standard error while it lives, as lines of the log.
class LogCapture {
 public:
  LogCapture() : before_(::dup(STDERR_FILENO)), file_(::memfd_create("log", MFD_CLOEXEC)) {
    if (before_ < 0 || file_ < 0 || ::dup2(file_, STDERR_FILENO) < 0)
      throw std::runtime_error("standard error cannot be captured");
  }
  ~LogCapture() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    ::close(file_);
  }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  /// All until now; what is no JSON is left out.
  std::vector<nlohmann::json> lines() const {
    std::string text(static_cast<std::size_t>(::lseek(file_, 0, SEEK_END)), '\0');
    auto size = ::pread(file_, text.data(), text.size(), 0);
    if (size != static_cast<ssize_t>(text.size())) throw std::runtime_error("the log is cut");
    std::vector<nlohmann::json> found;
    for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
      end = std::min(text.find('\n', at), text.size());
      auto line = nlohmann::json::parse(text.substr(at, end - at), nullptr, false);
      if (line.is_object()) found.push_back(std::move(line));
    }
    return found;
  }
  /// Those with this correlation.
  std::vector<nlohmann::json> lines_of(const std::string& correlation) const {
    std::vector<nlohmann::json> found;
    for (auto& line : lines())
      if (line.value("correlation", "") == correlation) found.push_back(line);
    return found;
  }

 private:
  int before_, file_;
};

}  // namespace support
