#pragma once
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/hub.hpp"
#include "tests/sim/van.hpp"

namespace sim {

/// A technician presses something; false: there was nothing to press. Throws what the rules say.
bool press_something(flows::VanSide& van, Chance& chance);
/// Somebody in the office changes something. Throws what the rules say.
void change_something(Hub& hub, Chance& chance);

/// What does not hold in a world that is quiet again; empty: all does. The numbers are those of the
/// invariants in docs/sync.md. `forgotten`: files that nobody has any more, as the hub had them all
/// before it was restored.
std::string audit(Hub& hub, const std::vector<std::unique_ptr<Van>>& vans,
                  const std::set<std::string>& forgotten);
/// What does not depend on anybody's clock: states, findings, stock, notes.
std::string digest(Hub& hub);

}  // namespace sim
