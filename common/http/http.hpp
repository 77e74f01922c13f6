#pragma once
// The face of common/http: plain C++, nothing here includes Boost.
#include "common/http/client.hpp"
#include "common/http/files.hpp"
#include "common/http/message.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "common/http/websocket.hpp"
#include "common/http/websocket_client.hpp"
