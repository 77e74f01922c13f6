#pragma once
// The face of this module.
#include "common/sync/delta.hpp"
#include "common/sync/device_machine.hpp"
#include "common/sync/hub_machine.hpp"
