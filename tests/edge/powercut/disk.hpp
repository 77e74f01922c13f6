#pragma once
#include <filesystem>
#include <random>
#include <span>

#include "tests/edge/powercut/recorder.hpp"

namespace powercut {

/// Makes `folder` what a disk may hold when the power goes before the event `cut` has returned.
/// There for certain: writes that a sync of their file followed, or that were durable at once, and
/// names that a sync of their folder followed. Of all other writes each sector of 512 bytes is
/// there or not, by chance; of other names the first so many, as a journal keeps them, or any of
/// them, as without one. A name in a folder that is lost is lost too.
void write_image(std::span<const Event> events, std::size_t cut, std::mt19937& random,
                 const std::filesystem::path& folder);

}  // namespace powercut
