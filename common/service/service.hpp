#pragma once
#include "common/service/manager.hpp"
#include "common/service/watchdog.hpp"
