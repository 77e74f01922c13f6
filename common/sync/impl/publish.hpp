#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "common/sync/packing.hpp"
#include "common/sync/wire.hpp"

namespace common::sync {

template <class T>
void publish(Effects& effects, std::string_view topic, const T& message, bool retain = false) {
  Publish one;
  one.topic = std::string(topic);
  one.bytes = message.SerializeAsString();
  one.retain = retain;
  effects.publish.push_back(std::move(one));
}

/// Packed where the other side has said that it takes that.
template <class T>
void publish(Effects& effects, std::string_view topic, const T& message, Form form) {
  publish(effects, topic, message);
  auto& bytes = effects.publish.back().bytes;
  if (form == Form::packed) bytes = pack(std::move(bytes));
}

inline bool same_place(const wire::Cursor& a, const wire::Cursor& b) {
  return a.generation() == b.generation() && a.position() == b.position();
}

}  // namespace common::sync
