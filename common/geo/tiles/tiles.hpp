#pragma once
/// The face of common/geo/tiles.
#include "common/geo/tiles/tile_file.hpp"
