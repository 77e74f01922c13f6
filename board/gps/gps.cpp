#include "board/gps/gps.hpp"

#include <cmath>

namespace board {

std::string describe(NoFix reason) {
  switch (reason) {
    case NoFix::searching:
      return "searching";
    case NoFix::no_receiver:
      return "no receiver";
    case NoFix::no_service:
      break;
  }
  return "no service";
}

bool is_plausible(const Fix& fix) {
  if (!std::isfinite(fix.latitude) || std::abs(fix.latitude) > 90.0) return false;
  if (!std::isfinite(fix.longitude) || std::abs(fix.longitude) > 180.0) return false;
  if (fix.latitude == 0.0 && fix.longitude == 0.0) return false;
  if (fix.speed_m_s &&
      (!std::isfinite(*fix.speed_m_s) || *fix.speed_m_s < 0.0 || *fix.speed_m_s > 200.0))
    return false;
  return fix.at.time_since_epoch().count() > 0;
}

}  // namespace board
