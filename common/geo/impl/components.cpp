#include "common/geo/impl/components.hpp"

#include <algorithm>

namespace common::geo::impl {
namespace {

class Components {
 public:
  Components(const std::vector<RoadNode>& nodes, const std::vector<RoadArc>& arcs)
      : nodes_(nodes),
        arcs_(arcs),
        count_(nodes.size() - 1),
        order_(count_, 0),
        low_(count_, 0),
        on_stack_(count_, false) {
    for (std::uint32_t node = 0; node < count_; ++node) {
      if (order_[node] == 0) walk(node);
    }
  }

  std::vector<bool> largest() const {
    std::vector<bool> inside(count_, false);
    for (const std::uint32_t node : largest_) inside[node] = true;
    return inside;
  }

 private:
  struct Frame {
    std::uint32_t node;
    std::uint32_t next_arc;
  };

  void walk(std::uint32_t start) {
    enter(start);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next_arc < nodes_[frame.node + 1].first_arc) {
        look_at(frame.node, arcs_[frame.next_arc++].target);
      } else {
        leave(frame.node);
      }
    }
  }

  void enter(std::uint32_t node) {
    order_[node] = low_[node] = ++clock_;
    stack_.push_back(node);
    on_stack_[node] = true;
    frames_.push_back({node, nodes_[node].first_arc});
  }

  void look_at(std::uint32_t node, std::uint32_t target) {
    if (order_[target] == 0) {
      enter(target);
    } else if (on_stack_[target]) {
      low_[node] = std::min(low_[node], order_[target]);
    }
  }

  void leave(std::uint32_t node) {
    frames_.pop_back();
    if (!frames_.empty()) {
      const std::uint32_t parent = frames_.back().node;
      low_[parent] = std::min(low_[parent], low_[node]);
    }
    if (low_[node] == order_[node]) take_component(node);
  }

  void take_component(std::uint32_t root) {
    const auto first = std::find(stack_.rbegin(), stack_.rend(), root).base() - 1;
    std::vector<std::uint32_t> component(first, stack_.end());
    stack_.erase(first, stack_.end());
    for (const std::uint32_t node : component) on_stack_[node] = false;
    if (component.size() > largest_.size()) largest_ = std::move(component);
  }

  const std::vector<RoadNode>& nodes_;
  const std::vector<RoadArc>& arcs_;
  std::size_t count_;
  std::uint32_t clock_ = 0;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> low_;
  std::vector<bool> on_stack_;
  std::vector<std::uint32_t> stack_;
  std::vector<Frame> frames_;
  std::vector<std::uint32_t> largest_;
};

}  // namespace

std::vector<bool> largest_component(const std::vector<RoadNode>& nodes,
                                    const std::vector<RoadArc>& arcs) {
  return Components(nodes, arcs).largest();
}

}  // namespace common::geo::impl
