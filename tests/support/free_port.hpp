#pragma once
#include <cstdint>

namespace support {

/// A TCP port on 127.0.0.1 that was free a moment ago. Below the range from which the system gives
/// ports to outgoing connections, so that none of them takes it before the server that it is for.
std::uint16_t free_port();

}  // namespace support
