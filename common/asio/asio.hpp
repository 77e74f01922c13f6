#pragma once
// The face of common/asio: nothing here includes Boost. Coroutines add "common/asio/on_pool.hpp".
#include "common/asio/loop.hpp"
#include "common/asio/pool.hpp"
#include "common/asio/task.hpp"
