#pragma once
#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace pdf {

/// A program fed on its standard input and read from its standard output, under one deadline.
/// Killed and reaped at the latest when this object ends.
class Child {
 public:
  /// Throws Error{unavailable} if the program cannot be started.
  Child(const std::string& program, const std::vector<std::string>& arguments,
        std::chrono::milliseconds deadline);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Sends all of `input`, then gives all the program writes until it ends. Throws
  /// Error{unavailable} past the deadline, Error{internal} if the program dies or answers more than
  /// `output_bytes_max`.
  std::string exchange(std::string_view input, std::size_t output_bytes_max);

 private:
  void send_some(std::string_view& input);
  bool read_some(std::string& output, std::size_t output_bytes_max);
  void require_good_end();
  int left_ms() const;

  pid_t pid_ = -1;
  int socket_ = -1;
  std::chrono::steady_clock::time_point end_;
};

}  // namespace pdf
