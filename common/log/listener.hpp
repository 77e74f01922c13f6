#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "common/log/log.hpp"

namespace common::log {

/// A line that was written, for as long as the call lasts.
struct Line {
  Level level;
  std::string_view module, text;
  const Fields& fields;
  const std::string& correlation;
};
/// Must not wait for anything: everybody who logs waits for it. May throw nothing.
using Listener = std::function<void(const Line&)>;

/// Is told of each line on the thread that writes it, but for lines that it writes itself. There is
/// one; nothing takes it away, and when this returns it is not called any more. Any thread but the
/// listener's.
void set_listener(Listener listener);

/// "warning".
std::string_view name_of(Level level);

}  // namespace common::log
