#include "common/service/watchdog.hpp"

#include "common/log/log.hpp"

namespace common::service {

void Watchdog::watch(std::string part, Ask ask) {
  parts_.push_back({std::move(part), std::move(ask), std::make_shared<std::atomic<bool>>(false),
                    clock_.monotonic()});
}

void Watchdog::start(asio::Loop& loop) {
  if (manager_.patience().count() == 0) return;
  manager_.alive();
  timer_ = loop.every(manager_.patience() / 4, [this] { look(); });
}

void Watchdog::look() {
  bool all_well = true;
  for (auto& part : parts_) all_well &= is_well(part);
  if (all_well) manager_.alive();
}

bool Watchdog::is_well(Part& part) {
  auto now = clock_.monotonic();
  if (part.is_asked && *part.has_answered) {
    if (part.is_late) log::warning("common/service", "works again", {{"part", part.name}});
    part.is_asked = part.is_late = false;
    part.well_at = now;
  }
  if (!part.is_asked) {
    *part.has_answered = false;
    part.is_asked = part.ask([answered = part.has_answered] { *answered = true; });
  }
  if (now - part.well_at < manager_.patience() / 2) return true;
  if (!part.is_late)
    log::error("common/service", "hangs; the service manager will restart the program",
               {{"part", part.name}});
  part.is_late = true;
  return false;
}

}  // namespace common::service
