#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/records.hpp"
#include "edge/store/store.hpp"

namespace edge::store {

/// Fields one after the other, each with its length; what a release appends, the one before leaves
/// alone.
class Pack {
 public:
  Pack& text(std::string_view value);
  Pack& number(std::uint64_t value);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Throws storage when the bytes end too early.
class Unpack {
 public:
  explicit Unpack(std::string_view bytes) : bytes_(bytes) {}
  std::string text();
  std::uint64_t number();
  bool at_end() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

struct LogRow {
  std::uint32_t epoch = 0;
  std::uint64_t next = 1, acked = 0, settled = 0, logical = 0;
  std::string chain_hash, incarnation;
  std::vector<std::string> technicians;
  std::vector<Store::AckMark> marks;
  std::string format() const;
  static LogRow parse(std::string_view bytes);
};

/// An operation of before, with the hub's time by which it was acknowledged; 0: not known.
struct FormerRow {
  std::uint64_t at = 0;  ///< microseconds
  std::string operation;
  std::string format() const;
  static FormerRow parse(std::string_view bytes);
};

struct PressRow {
  std::uint64_t logical = 0;  ///< of its operation: the smaller, the older
  std::string request, record;
  std::string format() const;
  static PressRow parse(std::string_view bytes);
};

struct OperationRow {
  std::string encoded;
  common::rules::Actor actor;
  std::vector<std::string> numbers;
  std::string format() const;
  static OperationRow parse(std::string_view bytes);
};

struct Store::Scope {
  std::uint64_t generation = 1, position = 0;
  std::string hash;
  std::string format() const;
  static Scope parse(std::string_view bytes);
};

struct Store::BlobRow {
  std::uint64_t size = 0, have = 0;
  bool durable = false;
  std::int64_t created = 0;
  std::string mime;
  std::string format() const;
  static BlobRow parse(std::string_view bytes);
};

}  // namespace edge::store
